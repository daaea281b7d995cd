"""Chronicle to data files, one module a format.

An export is a page whose view is `{"bytes": …}` instead of a template's values.
"""
