"""Checks of web addresses, and words made into address parts."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SPACE = re.compile(r"[\s\x00-\x1f<>\"]")


def url_mistake(url: str) -> str:
    """What is wrong with an address that readers shall follow, or an empty string when it is http(s) with a host."""
    if _SPACE.search(url):
        return "has a space or another character that an address cannot hold"
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "cannot be read as an address"
    if parts.scheme.lower() not in ("http", "https"):
        return "is not http or https"
    return "" if host and "." in host else "names no host"


def host_of(url: str) -> str:
    """The host of an address, without a leading "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def slugify(text: str) -> str:
    """An address part of a name: lower-case Latin letters, digits and hyphens; other scripts by their code points."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", kept.replace("'", "").replace("\u2019", "")).strip("-")
    return slug or "-".join(f"{ord(c):x}" for c in kept[:12] if not c.isspace()) or "unnamed"
