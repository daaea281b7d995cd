"""sitemap.xml (sitemaps.org 0.9): every page, where the base URL is known; in several files where one may not hold them all."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from builder.settings import Settings
from builder.site.page import View
from builder.site.words import Words

LIMIT = 50_000  # addresses in one file, by the protocol

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def view(_words: Words, settings: Settings, listed: tuple[str, ...]) -> View:
    """The bytes of a sitemap."""
    rows = "".join(f"<url><loc>{_address(settings, a)}</loc></url>\n" for a in listed)
    return {"bytes": f"{_HEAD.format('urlset')}{rows}</urlset>\n".encode()}


def index(_words: Words, settings: Settings, files: tuple[str, ...]) -> View:
    """The bytes of a list of sitemaps."""
    rows = "".join(f"<sitemap><loc>{_address(settings, file)}</loc></sitemap>\n" for file in files)
    return {"bytes": f"{_HEAD.format('sitemapindex')}{rows}</sitemapindex>\n".encode()}


def _address(settings: Settings, address: str) -> str:
    return escape(settings.base_url + quote(address), quote=False)
