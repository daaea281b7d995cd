"""Chronicle to data files, one module a format. A view here is `{"bytes": …}` instead of a template's values."""
