"""Snapshots: who keeps them, of what and when, and what is wrong with them."""

from __future__ import annotations

from datetime import date

import pytest

from builder.records.snapshots import is_of_another_page, read_snapshot
from tests.conftest import Site

PAGE = "https://example.org/report"
READ = {
    "wayback": (f"https://web.archive.org/web/20210906120000/{PAGE}", "web.archive.org", PAGE, date(2021, 9, 6)),
    "wayback, as it was": (f"https://web.archive.org/web/20210906120000id_/{PAGE}?a=1", "web.archive.org", f"{PAGE}?a=1", date(2021, 9, 6)),
    "wayback without a scheme": ("https://web.archive.org/web/20210906120000/example.org/report", "web.archive.org", "http://example.org/report", date(2021, 9, 6)),
    "wayback, a slash lost": ("https://web.archive.org/web/20210906120000/https:/example.org/report", "web.archive.org", PAGE, date(2021, 9, 6)),
    "an item": ("https://archive.org/details/video-1", "web.archive.org", None, None),
    "archive.today, short": ("https://archive.ph/AbC12", "archive.today", None, None),
    "archive.today, long": (f"https://archive.is/2021.09.06-120000/{PAGE}", "archive.today", PAGE, date(2021, 9, 6)),
    "perma.cc": ("https://perma.cc/AB12-CD34", "perma.cc", None, None),
    "ghostarchive": ("https://ghostarchive.org/archive/AbC12", "ghostarchive.org", None, None),
    "arquivo.pt": (f"https://arquivo.pt/wayback/20210906120000/{PAGE}", "arquivo.pt", PAGE, date(2021, 9, 6)),
    "a library that we do not know": (f"https://web.library.example/all/20210906120000mp_/{PAGE}", "web.library.example", PAGE, date(2021, 9, 6)),
}
WRONG = {
    "calendar": (f"https://web.archive.org/web/*/{PAGE}", "leads to no single copy"),
    "form": (f"https://web.archive.org/save/{PAGE}", "leads to no single copy"),
    "a year alone": (f"https://web.archive.org/web/2021/{PAGE}", "leads to no single copy"),
    "front page": ("https://web.archive.org/", "leads to no single copy"),
    "newest": (f"https://archive.today/newest/{PAGE}", "leads to no single copy"),
    "cut name": ("https://perma.cc/AB12", "leads to no single copy"),
    "no such day": (f"https://web.archive.org/web/20210231120000/{PAGE}", "names a day that does not exist, 20210231"),
    "no page": ("https://web.archive.org/web/20210906120000/report", "names no page after the day"),
}


@pytest.mark.parametrize("name", READ)
def test_address_says_operator_page_and_day(name: str) -> None:
    """Operator, page and day are read from the address, as far as it says them."""
    url, operator, original, taken = READ[name]
    found = read_snapshot(url)
    assert (found.operator, found.original, found.taken, found.mistake) == (operator, original, taken, "")


@pytest.mark.parametrize("name", WRONG)
def test_malformed_addresses(name: str) -> None:
    """An address that leads to no single copy says so."""
    url, mistake = WRONG[name]
    assert read_snapshot(url).mistake == mistake


def test_snapshot_of_another_page() -> None:
    """Only an address that names another page is one of another page."""
    assert not is_of_another_page(read_snapshot("https://web.archive.org/web/20210906120000/http://m.example.org/report?utm_source=x"), PAGE)
    assert not is_of_another_page(read_snapshot("https://archive.ph/AbC12"), PAGE)
    assert is_of_another_page(read_snapshot("https://web.archive.org/web/20210906120000/https://example.org/other"), PAGE)


RISKY = '[snapshots.risky]\n"archive.today" = {since = "2026-02-20", reason = "altered copies"}\n'


def sourced(site: Site, *archived: str) -> None:
    rows = "".join(f"      - {url}\n" for url in archived)
    site.write("content/events/2021/a.md", f"---\ntitle: A\ndate: 2021-09-06\nlocation: unknown\nsource:\n  - url: {PAGE}\n    archived:\n{rows}---\nText.\n")


@pytest.mark.parametrize(
    ("archived", "expected"),
    [
        ((f"https://web.archive.org/web/20210906120000/{PAGE}", "https://archive.ph/AbC12"), []),
        ((f"https://web.archive.org/web/*/{PAGE}",), [(8, 9, "bad-snapshot")]),
        (("https://perma.cc/AB12-CD34", "https://web.archive.org/web/20210906120000/https://example.org/other"), [(9, 9, "snapshot-of-another-page")]),
        (("https://archive.ph/AbC12", "https://archive.is/AbC13"), [(8, 7, "risky-snapshot")]),
        (("archive",), [(8, 9, "bad-url")]),
    ],
    ids=["sound", "malformed", "mismatched", "risky", "no address"],
)
def test_problems(site: Site, archived: tuple[str, ...], expected: list[tuple[int, int, str]]) -> None:
    """Each mistake stands at its snapshot; a risky operator is one only where nobody else keeps a copy."""
    site.write("site.toml", f'title = "T"\n{RISKY}')
    sourced(site, *archived)
    assert [(p.line, p.column, p.code) for p in site.check().problems] == expected


def test_risk_list_is_checked(site: Site) -> None:
    """A risk without a day or a reason is a mistake of the settings, at its line."""
    from builder.settings import SettingsError

    site.write("site.toml", 'title = "T"\n[snapshots.risky]\n"archive.today" = {since = "2026-02-20"}\n')
    with pytest.raises(SettingsError, match=r"site.toml:3: the risk of `archive.today` is a table with `since` and `reason`"):
        site.check()
    site.write("site.toml", 'title = "T"\n[snapshots.risky]\n"archive.today" = {since = "2026-13", reason = "x"}\n')
    with pytest.raises(SettingsError, match=r"site.toml:3: `since` of `archive.today`: `2026-13` has month 13"):
        site.check()
