"""Plan to bytes: the theme, its templates and catalogue."""
