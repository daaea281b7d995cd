"""Chronicle to plan: each page's address, template and view. Pure."""
