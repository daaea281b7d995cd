"""Snapshots of pages: who keeps one, of which page and day, as far as its address says so."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from builder.records.addresses import canonical, host_of, url_mistake

TODAY = ("archive.today", "archive.ph", "archive.is", "archive.li", "archive.vn", "archive.fo", "archive.md")
_STAMPED = re.compile(r"/(?P<stamp>[0-9]{8,14}|[0-9]{4}\.[0-9]{2}\.[0-9]{2}-[0-9]{6})(?:[a-z]{2}_)?/(?P<page>\S+)$")


class Snapshot(NamedTuple):
    """A copy of a page that somebody else keeps."""

    url: str
    operator: str  # the host by which the operator is known, the same for all of its hosts
    original: str | None = None  # the page's own address; None when the snapshot's does not say it
    taken: date | None = None
    mistake: str = ""  # what keeps the address from leading to one copy; empty when nothing does


class _Operator(NamedTuple):
    """An operator, its hosts, and what the path of a copy looks like when it is a name of its own."""

    name: str
    hosts: tuple[str, ...]
    short: str = ""  # regular expression; empty when every copy names its page


# Those whose addresses we can read; a copy at any other host has that host as its operator.
_OPERATORS = (
    _Operator("web.archive.org", ("web.archive.org", "archive.org", "wayback.archive.org"), r"/(?:details|download)/\S+"),
    _Operator("archive.today", TODAY, r"/(?!submit|newest|oldest)(?:wip/|o/)?[A-Za-z0-9]{4,7}(?:/\S+)?"),
    _Operator("perma.cc", ("perma.cc",), r"/[A-Z0-9]{4}-[A-Z0-9]{4}"),
    _Operator("ghostarchive.org", ("ghostarchive.org",), r"/(?:archive/[A-Za-z0-9_-]{4,8}|varchive/(?:youtube/\d{8}/)?[A-Za-z0-9_-]{11})"),
    _Operator("megalodon.jp", ("megalodon.jp",), r"/[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{2}/\S+"),
    _Operator("webcitation.org", ("webcitation.org",), r"/[A-Za-z0-9]{6,}"),
    _Operator("arquivo.pt", ("arquivo.pt",)),
    _Operator("archive-it.org", ("archive-it.org", "wayback.archive-it.org")),
    _Operator("webarchive.org.uk", ("webarchive.org.uk",)),
    _Operator("webarchive.loc.gov", ("webarchive.loc.gov",)),
)
_BY_HOST = {host: operator for operator in _OPERATORS for host in operator.hosts}


def read_snapshot(url: str) -> Snapshot:
    """What the address of a snapshot says."""
    if mistake := url_mistake(url):
        return Snapshot(url, "", mistake=mistake)
    host = host_of(url)
    operator = _BY_HOST.get(host) or _Operator(host, (host,), r"/\S+")
    path = urlsplit(url).path + ("?" + urlsplit(url).query if urlsplit(url).query else "")
    if found := _STAMPED.search(path):
        page = _page(found["page"])
        taken = _day(found["stamp"])
        if not page:
            return Snapshot(url, operator.name, mistake="names no page after the day")
        return Snapshot(url, operator.name, page, taken, "" if taken else f"names a day that does not exist, {found['stamp'][:8]}")
    if not operator.short or not re.fullmatch(operator.short, path):
        return Snapshot(url, operator.name, mistake="leads to no single copy")
    return Snapshot(url, operator.name)


def is_of_another_page(snapshot: Snapshot, url: str) -> bool:
    """Whether a snapshot says that it is of a page other than this one."""
    return snapshot.original is not None and canonical(snapshot.original) != canonical(url)


def _page(text: str) -> str | None:
    """The page's address as it stands in that of the snapshot: its scheme may be left out, or have lost a slash."""
    address = re.sub(r"^(https?):/{0,2}(?=[^/])", r"\1://", text)
    address = address if "://" in address else f"http://{address}"
    return None if url_mistake(address) else address


def _day(stamp: str) -> date | None:
    digits = stamp.replace(".", "")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
