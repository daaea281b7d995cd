"""The small files that hosts ask for: robots.txt, .nojekyll, CNAME."""

from __future__ import annotations

from builder.settings import Settings
from builder.site.page import View
from builder.site.words import Words


def view(_words: Words, settings: Settings) -> View:
    """robots.txt: everything may be read; the sitemap is named where there is one."""
    sitemap = f"\nSitemap: {settings.base_url}sitemap.xml\n" if settings.base_url else ""
    return {"bytes": f"User-agent: *\nAllow: /\n{sitemap}".encode()}


def empty(_words: Words) -> View:
    """An empty file: that it stands there is what counts."""
    return {"bytes": b""}


def cname(_words: Words, domain: str) -> View:
    """The site's own domain, as GitHub Pages wants it."""
    return {"bytes": f"{domain}\n".encode()}
