"""sitemap.xml (sitemaps.org 0.9): every page, where the base URL is known."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from builder.settings import Settings
from builder.site.page import View
from builder.site.words import Words


def view(_words: Words, settings: Settings, listed: tuple[str, ...]) -> View:
    """The sitemap's bytes."""
    rows = "".join(f"<url><loc>{escape(settings.base_url + quote(a), quote=False)}</loc></url>\n" for a in listed)
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    return {"bytes": text.encode()}
