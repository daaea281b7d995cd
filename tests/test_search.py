"""The index in shards: what a reader of its files finds, how large they are, when they are written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from builder.build import build
from builder.exports import search, search_shards
from builder.exports.search_shards import FOLDER, HALF, NAME, OFTEN, ONCE, STEP, TITLE, shards, words_of
from builder.site.search import SearchRecord, facet
from tests.conftest import Site
from tests.test_browser import browser, serve  # noqa: F401  # a fixture

EVENT = facet("kind", "event")
# Letters of several scripts, of both cases, with marks, digits, forms that fold, and one beyond the first plane.
LETTERS = "abzABZéÉßİıςΣʿكکيیېۀهآاپښ۱٣1٠ﻱﬁਅक\U00010400\u0301\u064e"
words = st.text(LETTERS, min_size=1, max_size=6).filter(lambda word: any(words_of(word)))
texts = st.lists(words, max_size=12)


def record(n: int, text: str, kind: str = "event", title: str = "") -> SearchRecord:
    return SearchRecord(f"{kind}s/{n:03}/", title, text, title, text[:20], (facet("kind", kind),), (("when", str(n)),))


@st.composite
def many_records(draw: st.DrawFn) -> list[SearchRecord]:
    kinds = draw(st.lists(st.sampled_from(["event", "place"]), max_size=12))
    return [record(n, " ".join(draw(texts)), kind, " ".join(draw(texts))) for n, kind in enumerate(kinds)]


class Reader:
    """Reads the files as their description says, word by word."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files
        self.index = self.read("index")
        self.rows = [dict(zip(self.index["columns"], row, strict=True)) for name in self.index["documents"] for row in self.read(name)]

    def read(self, name: str):  # type: ignore[no-untyped-def]  # whatever the file holds
        return json.loads(self.files[f"{FOLDER}{name}.json"])

    def word(self, word: str) -> dict[str, int]:
        """The addresses of the documents with a word, and its weight in each."""
        names = [name for first, name in self.index["words"] if first.encode("utf-16-be") <= word.encode("utf-16-be")]
        return self.documents(self.read(names[-1]).get(word, [])) if names else {}

    def facet(self, name: str) -> set[str]:
        """The addresses of the documents with a facet."""
        return set(self.documents(self.read(self.index["facets"][name]))) if name in self.index["facets"] else set()

    def documents(self, codes: list[int]) -> dict[str, int]:
        found, n = {}, 0
        for code in codes:
            n += code // STEP
            found[self.rows[n]["address"]] = code % STEP
        return found


@pytest.fixture(autouse=True)
def small_files() -> Iterator[None]:
    """Files so small that few words make many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_shards, "LARGEST", 60)
        patch.setattr(search_shards, "PER_FILE", 3)
        yield


@given(many_records())
@example([record(n, letter * 12) for n, letter in enumerate("\ufa0e\U00010428\ufa0f")])  # scripts put the second one first
def test_every_word_is_found_where_it_stands(records: list[SearchRecord]) -> None:
    """Each word of each record leads to exactly the records that have it, whatever the script."""
    reader = Reader(shards(records))
    standing = {r.address: set(words_of(f"{r.text} {r.also}")) for r in records}
    for word in set().union(*standing.values()):
        assert set(reader.word(word)) == {address for address, had in standing.items() if word in had}


@given(many_records())
def test_nothing_else_is_in_the_files(records: list[SearchRecord]) -> None:
    """The files hold the words of the records and no others, each in one file, and a row for each record."""
    reader = Reader(shards(records))
    held = [word for _, name in reader.index["words"] for word in reader.read(name)]
    assert sorted(held) == sorted({word for r in records for word in words_of(f"{r.text} {r.also}")})
    assert sorted(row["address"] for row in reader.rows) == sorted(r.address for r in records)
    assert reader.index["count"] == len(records)


@given(many_records())
def test_files_stay_small(records: list[SearchRecord]) -> None:
    """A file of words has at most its size, or one word."""
    reader = Reader(shards(records))
    for _, name in reader.index["words"]:
        assert len(reader.files[f"{FOLDER}{name}.json"].encode()) <= search_shards.LARGEST or len(reader.read(name)) == 1


@given(st.data())
def test_same_records_same_files(data: st.DataObject) -> None:
    """The order in which records come does not matter."""
    records = data.draw(many_records())
    assert shards(data.draw(st.permutations(records))) == shards(records)


@given(many_records())
def test_facets_hold_their_records(records: list[SearchRecord]) -> None:
    """A facet leads to its records, and no word that a reader may type is one."""
    reader = Reader(shards(records))
    for kind in ("event", "place", "actor"):
        assert reader.facet(facet("kind", kind)) == {r.address for r in records if facet("kind", kind) in r.facets}
    assert reader.word(EVENT) == {}


def test_titles_weigh_more() -> None:
    """A word counts by where it stands and how often."""
    reader = Reader(shards([record(1, "kabul falls, Kabul!"), record(2, "kabul"), record(3, "", title="The fall of Kabul"), record(4, "", title="Kabul falls"), record(5, "", title="Kabul")]))
    assert reader.word("kabul") == {"events/001/": OFTEN, "events/002/": ONCE, "events/003/": TITLE, "events/004/": HALF, "events/005/": NAME}


def test_other_names_weigh_as_titles() -> None:
    """A place is found first by its name in any language, not by its title's alone."""
    place = record(1, "کابل", "place", "Kabul")._replace(names=("کابل", "City of the Kabul river"), text="کابل", also="Kabul کابل City of the Kabul river")
    reader = Reader(shards([place]))
    assert [reader.word(word)["places/001/"] for word in ("کابل", "kabul", "river")] == [NAME, NAME, TITLE]


@pytest.mark.parametrize(("written", "asked"), [
    ("كابل", "کابل"), ("پنجشېر", "پنجشیر"), ("می\u200cشود", "شود"), ("۱۴۰۰", "1400"), ("Émigré", "EMIGRE"), ("ʿAmari", "amari"),
    ("“casualties”—", "casualties"), ("governor's", "governor"), ("ﻱ", "ي"), ("caf\u00e9", "cafe\u0301"),
])
def test_spellings_meet(written: str, asked: str) -> None:
    """What is one word to readers is found by each of its spellings."""
    (word,) = words_of(asked)
    assert Reader(shards([record(1, written)])).word(word) == {"events/001/": ONCE}


def test_a_new_event_leaves_the_others_numbers() -> None:
    """The newest event gets the highest number, so that the files of the other documents stay as they are."""
    old = [record(n, f"word{n}") for n in range(8)] + [record(n, "place", "place") for n in range(3)]
    before, after = Reader(shards(old)), Reader(shards([*old, record(8, "other")]))
    assert [row["address"] for row in after.rows] == [row["address"] for row in before.rows] + ["events/008/"]
    assert after.index["documents"][:3] == before.index["documents"][:3]


def test_standing_goes_along() -> None:
    """A row says how the event stands and who disputes it, beside its title."""
    shown = (("when", "1 May"), ("where", "Kabul"), ("mark", "contested"), ("standing", "Contested ¦ Disputed by X"))
    (row,) = Reader(shards([record(1, "text")._replace(shown=shown)])).rows
    assert {name: row[name] for name, _ in shown} == dict(shown)


def test_made_once_for_the_same_records(tmp_path: Path) -> None:
    """What was made lies in the cache until what was told changes or the file is damaged."""
    made: list[bytes] = []

    def ask(told: bytes) -> dict[str, tuple[object, ...]]:
        def records() -> list[SearchRecord]:
            made.append(told)
            return [record(1, told.decode())]

        return {page.address: page.values for page in search_shards.search_shards(told, records, tmp_path)}

    first = ask(b"a")
    assert ask(b"a") == first
    assert ask(b"b") != first
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    ask(b"b")
    assert made == [b"a", b"b", b"b"]


@pytest.fixture
def large(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site of three events that counts as a large one, on a machine without Pagefind."""
    monkeypatch.setattr(search, "LIMIT", 2)
    monkeypatch.setitem(__import__("sys").modules, "pagefind", None)
    for n in (1, 2, 3):
        site.event(f"2021-09-0{n}-event", title=f"Event number {n}")
    return site


def test_a_large_record_has_shards(large: Site) -> None:
    """Above the limit the search needs no Pagefind, nothing of it is published, and the page may not run what is no script."""
    report = build(large.root, large.output)
    assert not any("search" in notice for notice in report.notices)
    assert (large.output / FOLDER / "index.json").is_file()
    assert not (large.output / "pagefind").exists()
    text = (large.output / "search/index.html").read_text("utf-8")
    assert 'data-engine="shards"' in text
    assert "wasm" not in text


def test_files_are_replaced_and_kept(large: Site) -> None:
    """A changed event replaces the files that name it; without a change none is written."""
    build(large.root, large.output)
    before = {p.name for p in (large.output / FOLDER).iterdir()}
    assert build(large.root, large.output).published.written == 0  # type: ignore[union-attr]
    large.event("2021-09-02-event", title="Event number two")
    build(large.root, large.output)
    after = {p.name for p in (large.output / FOLDER).iterdir()}
    assert before - after
    assert before & after > {"index.json"}


def test_a_site_published_anew_is_asked_anew(browser: Browser, large: Site) -> None:  # noqa: F811
    """Whoever has the page open while the site changes finds what is new, though the files that the page knew are gone."""
    build(large.root, large.output)
    os.utime(large.output / "data/search/index.json", (0, 0))  # this server tells versions apart by the second
    page = browser.new_page()
    for address in serve(large.output):
        page.goto(f"{address}/search/")
        page.wait_for_selector("site-search form:not([hidden])")
        large.event("2021-09-02-event", title="Event number two")
        large.event("2021-09-04-event", title="Another event")
        build(large.root, large.output)
        page.fill("[name=q]", "number")
        page.wait_for_selector("ol.entries > li")
        assert page.locator("ol h2").all_inner_texts() == ["Event number 3", "Event number two", "Event number 1"]
    page.close()
