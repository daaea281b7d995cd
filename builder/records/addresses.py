"""Checks of web addresses, the one form in which two of them are compared, and words made into address parts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

# Parameters that say where a reader came from, not what is read.
_TRACKING = re.compile(
    r"(?:utm|at|mc|hsa|mtm|pk|ga|guce|ns|wt)_\w+|utm|_ga|_gl|[dgw]?clid|gclsrc|[fy]b?clid|msclkid|igsh|igshid|twclid|ttclid"
    r"|guccounter|ref|ref_src|ref_url|referrer|cmp|cmpid|ocid|ncid|smid|smtyp|sref|s_cid|soc_src|soc_trk|feature|si"
    r"|__twitter_impression|amp|outputtype",
    re.I,
)
_MOBILE = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_HOSTS = {"twitter.com": "x.com", "telegram.me": "t.me", "telegram.dog": "t.me", "youtu.be": "youtube.com"}
_UNUSUAL = re.compile(r"[^\w/:@!$&'()*+,;=~.-]", re.ASCII)  # that an address may hold as it is or by its code
_AMP_CACHE = re.compile(r"^/(?:amp|[cvr])/(?:s/)?(?=[^/]+\.)")

# An address that is in the one form already, but for its scheme and a trailing slash.
_SETTLED = re.compile(r"https?://(?P<host>(?!(?:www|m|mobile|amp)\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?P<path>(?:/[\w/:@!$&'()*+,;=~.-]*)?)", re.ASCII)
_ELSEWISE = {*_HOSTS, *_HOSTS.values(), "google.com"}  # hosts whose addresses are rewritten

# How an address of this site begins in a body, until it is known where it leads; the last is a link from the root, such as /methodology/.
OPEN = REF, CITE, MEDIA, SITE = "ref:", "cite:", "media:", "site:"
ID = re.compile(r"(?=.{1,200}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")  # disks take no longer names of folders than 255 letters
_SPACE = re.compile(r"[\s\x00-\x1f<>\"]")
# What nearly all addresses look like: a host of Latin letters, no port, no user, no brackets.
_ORDINARY = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:[/?#][^\s\x00-\x1f<>\"]*)?")


def url_mistake(url: str) -> str:
    """What is wrong with an address that readers shall follow, or an empty string when it is http(s) with a host."""
    if _ORDINARY.fullmatch(url):  # one has no mistake, and is known in a tenth of the time that it takes to take it apart
        return ""
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


@lru_cache(maxsize=1024)
def canonical(url: str) -> str:
    """The form in which addresses are compared: two that lead to one page have one, as far as the address can tell.

    The scheme, "www.", mobile and AMP hosts, tracking parameters, the order of the others, a trailing slash and the
    fragment are set aside; posts on X, previews of Telegram and short links of YouTube are brought to one form. It is
    for comparing only: nobody is sent to it.

    Args:
        url: an address without a mistake (see `url_mistake`).
    """
    settled = _SETTLED.fullmatch(url) if "amp" not in url else None
    if settled and settled["host"] not in _ELSEWISE:
        return f"https://{settled['host']}{settled['path'].rstrip('/')}"
    return _taken_apart(url)


def _taken_apart(url: str) -> str:
    parts = urlsplit(url)
    host, path = (parts.hostname or "").removesuffix("."), parts.path
    if host.endswith(".cdn.ampproject.org") or (host.removeprefix("www.") == "google.com" and path.startswith("/amp/")):
        inner = _AMP_CACHE.sub("", path)
        if inner != path and not url_mistake(f"https://{inner}"):
            return canonical(f"https://{inner}{'?' + parts.query if parts.query else ''}")
    while (bare := _MOBILE.sub("", host)) != host:
        host = bare
    host = _HOSTS.get(host, host)
    query = []
    if parts.query:
        query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)]
    path, query = _platform(host, _plain_path(path), query, parts.hostname or "")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    tail = f"?{urlencode(sorted(query))}" if query else ""
    page = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""  # before 2015 some sites kept the page's name there
    return f"https://{host}{port}{path}{tail}{page}"


def _plain_path(path: str) -> str:
    """A path in one spelling, without what only chooses the AMP form of a page."""
    if _UNUSUAL.search(path):
        path = quote(unquote(path, errors="surrogateescape"), safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")
    path = path.rstrip("/")
    if "amp" not in path:
        return path
    return re.sub(r"/amp(?=/|$)|[.-]amp(?=\.html?$)|(?<=/)amp_(?=articleshow/)", "", path)


def _platform(host: str, path: str, query: list[tuple[str, str]], asked: str) -> tuple[str, list[tuple[str, str]]]:
    """What three platforms call one and the same post or video."""
    if host == "x.com":
        post = re.search(r"/status(?:es)?/(\d+)", path)
        return (f"/i/status/{post[1]}" if post else path.casefold()), []
    if host == "t.me":
        return re.sub(r"^/s(?=/)", "", path).casefold(), []
    if host == "youtube.com":
        if "youtu.be" in asked:
            path, query = "/watch", [("v", path.strip("/"))]
        elif short := re.fullmatch(r"/(?:shorts|live|embed)/([\w-]+)", path):
            path, query = "/watch", [("v", short[1])]
        return path, [(k, v) for k, v in query if k in ("v", "list") and (k == "v" or path != "/watch")]
    return path, query


def slugify(text: str) -> str:
    """An address part of a name: lower-case Latin letters, digits and hyphens; other scripts by their code points."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", kept.replace("'", "").replace("\u2019", "")).strip("-")
    return slug or "-".join(f"{ord(c):x}" for c in kept[:12] if not c.isspace()) or "unnamed"
