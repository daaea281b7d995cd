"""The data of timeline and map: an index, and a file a year that an edit elsewhere leaves alone."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from builder.exports.plan import shared_files
from builder.exports.timeline_index import shards
from builder.settings import read_settings
from tests.conftest import Site

DOCS = Path(__file__).parents[1] / "docs/DATA.md"
TABLES = {"types": ["type"], "statuses": ["status"], "places": ["places"], "actors": ["actors", "said", "by"], "spots": ["spots"], "phrases": ["standing"]}


def data(site: Site, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((site.output / "data" / name).read_text("utf-8"))
    return found


def day(iso: str) -> int:
    """Whole days since 1970-01-01."""
    return (date.fromisoformat(iso) - date(1970, 1, 1)).days


def split(site: Site, limit: int) -> list[tuple[str, list[str]]]:
    """Each file with the ids of its events."""
    return [(shard.file, [e.id for e in shard.events]) for shard in shards(site.gather().chronicle.events, limit)]


def page_digests(site: Site) -> dict[str, bytes]:
    pages = shared_files(site.gather().chronicle, read_settings(site.root))
    return {p.address: p.digest(lambda _: b"") for p in pages if p.address.startswith("data/")}


def two_years(site: Site) -> None:
    site.write("content/places/north.md", "---\nname: North\nkind: province\ncountry: AF\n---\n")
    site.write("content/places/hill.md", "---\nname: Hill\nwithin: North\n---\n")
    for slug in ("guard", "militia"):
        site.write(f"content/actors/{slug}.md", f"---\nname: {slug.title()}\nkind: armed-group\n---\n")
    site.event("old", date="1901-03-02", more="actors: [militia, guard]\ntype: battle\n")
    site.event("new", date="1902-05-01", more="actors: guard\nasserted-by: guard\ndisputed-by: militia\n")
    path = site.root / "content/events/2021/new.md"
    path.write_text(path.read_text("utf-8").replace("location: unknown", "location: hill"), "utf-8")


def test_a_file_a_year(site: Site) -> None:
    """The index names the years' files with their days and how many events each has, in order."""
    for event, when in (("a", "1901-12-31/1902-01-02"), ("b", "1902"), ("c", "1902-02-01~"), ("d", "0987-06-05"), ("e", "../1902-03")):
        site.event(event, date=when)
    site.build()
    assert data(site, "timeline.json")["shards"] == [
        {"file": "timeline/0987.json", "first": day("0987-06-05"), "last": day("0987-06-05"), "events": 1},
        {"file": "timeline/1901.json", "first": day("1901-12-31"), "last": day("1902-01-02"), "events": 1},
        {"file": "timeline/1902.json", "first": day("1902-01-01"), "last": day("1902-12-31"), "events": 3},
    ]
    assert data(site, "timeline/1902.json")["events"]["id"] == ["e", "b", "c"]


def test_a_large_year_is_split_by_month(site: Site) -> None:
    """A year with more events than the limit has a file a month, one of them for those whose month is not known."""
    for event, when in (("a", "1901-12-31"), ("b", "1902"), ("c", "1902-02-01"), ("d", "1902-02"), ("e", "1902-11-30")):
        site.event(event, date=when)
    assert split(site, 4) == [("timeline/1901.json", ["a"]), ("timeline/1902.json", ["b", "c", "d", "e"])]
    assert split(site, 3) == [
        ("timeline/1901.json", ["a"]),
        ("timeline/1902-00.json", ["b"]),
        ("timeline/1902-02.json", ["c", "d"]),
        ("timeline/1902-11.json", ["e"]),
    ]


def test_a_file_needs_no_other(site: Site) -> None:
    """Each file has the rows that its events point into, and no others."""
    two_years(site)
    site.build()
    for year in ("1901", "1902"):
        shard = data(site, f"timeline/{year}.json")
        for table, columns in TABLES.items():
            cells = [cell for name in columns for cell in shard["events"][name]]
            used = {n for cell in cells for n in (cell if isinstance(cell, list) else [cell]) if n >= 0}
            assert used == set(range(len(shard[table]))), (year, table)
    assert data(site, "timeline/1902.json")["places"] == [["hill", "Hill"], ["north", "North"]]
    assert data(site, "timeline/1902.json")["provinces"] == [1]
    assert data(site, "timeline/1901.json")["actors"] == [["militia", "Militia"], ["guard", "Guard"]]


def test_a_new_title_changes_one_file(site: Site) -> None:
    """Another title changes the data of its year alone, not even the index."""
    two_years(site)
    site.build()
    before = site.tree()
    site.event("old", title="Another title", date="1901-03-02", more="actors: [militia, guard]\ntype: battle\n")
    site.build()
    after = site.tree()
    assert {name for name in after if name.startswith("data/") and after[name] != before.get(name)} == {"data/timeline/1901.json"}


def test_a_new_event_changes_its_year_and_the_index(site: Site) -> None:
    """An event more, with a place and an actor that nobody named before, leaves the other years' files alone."""
    two_years(site)
    site.build()
    before = site.tree()
    site.write("content/actors/army.md", "---\nname: Army\nkind: armed-group\n---\n")
    site.event("older", date="1901-01-01", more="actors: army\n")
    site.build()
    after = site.tree()
    changed = {name for name in after if name.startswith("data/") and after[name] != before.get(name)}
    assert changed == {"data/timeline.json", "data/timeline/1901.json"}


def test_a_page_depends_on_what_it_shows(site: Site) -> None:
    """Another name of a place that only one year names is no reason to make any other file anew."""
    two_years(site)
    site.event("between", date="1902-01-01")
    before = page_digests(site)
    site.write("content/places/hill.md", "---\nname: The hill\naliases: [Hill]\nwithin: North\n---\n")
    after = page_digests(site)
    assert {address for address in after if after[address] != before[address]} == {"data/timeline/1902.json"}
    site.write("content/places/hill.md", "---\nname: The hill\naliases: [Hill]\nwithin: North\n---\nA few words on it.\n")
    assert page_digests(site) == after


def test_documented(site: Site) -> None:
    """docs/DATA.md names every key of the index, of its shards and of a file, and every column, and no other."""
    site.event("a")
    site.build()
    index, shard = data(site, "timeline.json"), data(site, "timeline/2021.json")
    written = {*index, *index["shards"][0], *shard, *shard["events"]}
    rows = re.findall(r"^\| ((?:`[a-z]+`(?:, )?)+) \|", DOCS.read_text("utf-8"), re.M)
    assert {name for row in rows for name in re.findall(r"`([a-z]+)`", row)} == written


def test_a_chapter_that_goes_on_reaches_to_its_last_event(site: Site) -> None:
    """The data give each chapter an end, and the first page says up to when events are on record."""
    site.write("content/periods/one.md", "---\ntitle: One\ndate: 1901-01-01/..\nsummary: S.\n---\n")
    site.event("a", date="1901-03-02")
    site.event("b", date="1902-05-01/1902-05-04")
    site.build()
    assert data(site, "timeline.json")["periods"] == [["one", "One", day("1901-01-01"), day("1902-05-04")]]
    assert "on record up to 4 May 1902" in (site.output / "index.html").read_text("utf-8")
