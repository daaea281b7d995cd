"""Both sides of a dispute, what became of an actor's claims, sums that do not mislead, and what it all rests on."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from builder.chronicle.values import Chronicle, Total
from builder.gather import CACHE, gather
from builder.problems import has_errors
from builder.records.dates import parse_date
from builder.rendering.theme import load_theme, load_words
from builder.settings import Settings, read_settings
from builder.site.words import Words
from tests.conftest import Site

SITES = Path(__file__).parent / "sites"


@pytest.fixture
def words() -> Words:
    return load_words(load_theme(Path(), "default"), "en")


def chronicle_of(root: Path) -> Chronicle:
    gathered = gather(root, read_settings(root), root / CACHE)
    assert gathered.findings == ()
    return gathered.chronicle


def test_a_dispute_without_its_source_fails_at_its_line(tmp_path: Path) -> None:
    """Taking the source from one dispute fails a strict check at that dispute; taking the source itself, at its name."""
    site = Site(tmp_path / "site")
    shutil.copytree(SITES / "ledger", site.root, dirs_exist_ok=True)
    path = site.root / "content/events/1901/1901-05-02-bridge-taken.md"
    text = path.read_text("utf-8")
    assert site.check().problems == ()
    path.write_text(text.replace("date: 1901-06-01, source: [s4]}", "date: 1901-06-01}"), "utf-8")
    problems = site.check().problems
    assert [(p.line, p.column, p.code) for p in problems] == [(14, 5, "dispute-without-source")]
    assert (has_errors(problems), has_errors(problems, strict=True)) == (False, True)
    without = "".join(line for line in text.splitlines(keepends=True) if "id: s4" not in line)
    path.write_text(without, "utf-8")
    assert [(p.line, p.code) for p in site.check().problems] == [(14, "unknown-source")]


def test_register_knows_both_sides() -> None:
    """Who disputes a toll is not among those whose toll is disputed, and each side has its own sources."""
    row = next(r for r in chronicle_of(SITES / "ledger").facets.disputes if r.about == "toll")
    assert [ref.label for ref in row.claimants] == ["Northern army", "Southern army"]
    assert [line.publisher.label for line in row.sources] == ["Northern Dispatch", "Southern Bulletin"]
    (answer,) = row.answers
    assert (answer.party.label, [line.publisher.label for line in answer.sources]) == ("Town hospital", ["County Paper"])
    assert (answer.said, str(answer.published)) == (None, "1901-05-06")


def test_register_says_what_each_party_says_instead(site: Site) -> None:
    """A row has the values that a party gives, its sentence where it gives none, and nothing where the record has no words."""
    said = ("value: two dead", "value: three dead, claim: There were three.", "claim: It was nobody.", "date: 2021-09-07")
    rows = "".join(f"  - {{who: {who}, about: toll, source: s1, {words}}}\n" for who, words in zip("aabc", said, strict=True))
    for name in "abc":
        site.write(f"content/actors/{name}.md", f"---\nname: {name.upper()}\n---\n")
    site.event("e", more=f"disputed-by:\n{rows}")
    (row,) = chronicle_of(site.root).facets.disputes
    assert [(a.party.id, a.version) for a in row.answers] == [("a", "two dead; three dead"), ("b", "It was nobody."), ("c", "")]


def test_a_version_is_never_what_is_disputed(site: Site) -> None:
    """A rival version stands under "said otherwise"; a dispute without words under "disputed it"; a name stands once."""
    site.write("content/actors/a.md", "---\nname: A\n---\n")
    path = site.event("e")
    text = path.read_text("utf-8").replace("location: unknown", "location: [{place: Pass, detail: north}, {place: Pass, detail: south}]")
    for more, said in (("value: nobody came, ", "said otherwise"), ("", "disputed it")):
        path.write_text(text.replace("title:", f"disputed-by: {{who: a, {more}source: s1}}\ntitle:"), "utf-8")
        site.build()
        page = (site.output / "events/e/index.html").read_text("utf-8")
        assert f'A</a> <span>{said}</span>' in page
    assert "<p>Pass\n" in (site.output / "2021/09/index.html").read_text("utf-8")


def test_a_citation_stays_with_its_word(site: Site) -> None:
    """No space parts a number from what it is about, and a source without a title is named by its outlet and day."""
    path = site.event("e")
    path.write_text(path.read_text("utf-8").replace("Somebody said something", "Somebody said [@s1] something"), "utf-8")
    site.build()
    page = (site.output / "events/e/index.html").read_text("utf-8")
    assert 'said<a class="cite" href="#source-s1"' in page
    assert '">Report by example.org</a> <small>title not on record</small>' in page


def test_register_of_the_claimant_without_sources_of_its_own() -> None:
    """Where the record names no sources for the version alone, all of the event's are shown as what they are."""
    row = next(r for r in chronicle_of(SITES / "ledger").facets.disputes if r.about == "control")
    assert (row.sources, len(row.others)) == ((), 4)


def test_ages_are_counted_to_the_latest_day_named(site: Site) -> None:
    """Neither a clock nor a date with a doubt says what day it is: the latest exact day of the record does."""
    site.event("a", date="2021-09-06", more="changes: {date: 2022-01-05, type: update, why: More is known.}\n")
    site.event("b", date="2023")
    site.event("c", date="2021-09-06/..")
    assert chronicle_of(site.root).latest == date(2022, 1, 5)
    site.event("d", date="2022-01-01/2022-01-09")
    site.event("e", date="2022-01-01/2022-03")
    assert chronicle_of(site.root).latest == date(2022, 1, 9)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2021-09-06", "2021-09-06", "0 days"),
        ("2021-09-06", "2021-09-07", "1 day"),
        ("2021-09-06", "2021-11-04", "59 days"),
        ("2021-09-06", "2021-11-06", "2 months"),
        ("2021-09-06", "2023-09-05", "23 months"),
        ("2021-09-06", "2023-09-06", "2 years"),
        ("2021-09", "2023-12-06", "about 2 years"),
        ("2021-09-06~", "2021-09-16", "about 10 days"),
        ("2021-09-06", "2021-09-01", "0 days"),
    ],
)
def test_age(words: Words, since: str, until: str, said: str) -> None:
    """An age is said in the unit that fits, and a date with a doubt gives an age with one."""
    assert words.age(parse_date(since), date.fromisoformat(until)) == said


def total(chronicle: Chronicle) -> Total:
    (place,) = chronicle.facets.places
    (found,) = place.totals.ranges
    return found


def test_totals_are_as_wide_as_the_doubt() -> None:
    """The golden site's range: what follows may count the same people, a part is not added to its whole, rivals span."""
    found = total(chronicle_of(SITES / "totals"))
    # the raid and its count (12 or 10 + 14), the siege without its storming (50), the skirmish (1 or 6)
    assert (found.low, found.high, found.events, found.counted) == (12 + 50 + 1, 24 + 50 + 6, 5, 4)
    assert (found.disputed, [p.label for p in found.parties]) == (1, ["Southern army"])


FIGURES = {
    "best alone": ("best: 3", "best: 4", (7, 7)),
    "low and high": ("low: 2, high: 5", "best: 4", (6, 9)),
    "no upper end": ("low: 2", "best: 4", (6, None)),
    "no lower end": ("high: 5", "best: 4", (4, 9)),
    "another group": ("best: 3", "best: 4, group: children", None),
    "another claimant": ("best: 3", "best: 4, claimed-by: b", None),
}


@pytest.mark.parametrize("name", FIGURES)
def test_ranges(site: Site, name: str) -> None:
    """Ends that were not said stay open, and neither groups nor claimants are ever added together."""
    first, second, expected = FIGURES[name]
    for slug in "ab":
        site.write(f"content/actors/{slug}.md", f"---\nname: {slug.upper()}\n---\n")
    site.write("content/periods/p.md", "---\ntitle: P\ndate: 2021\nsummary: S.\n---\n")
    for n, numbers in enumerate((first, second)):
        said = numbers if "claimed-by" in numbers else f"{numbers}, claimed-by: a"
        site.event(f"e{n}", date=f"2021-0{n + 1}-01", more=f"figures: {{what: killed, {said}, source: [s1]}}\n")
    (period,) = chronicle_of(site.root).facets.periods
    assert [(t.low, t.high) for t in period.totals.ranges] == ([expected] if expected else [])
    assert (period.totals.events, period.totals.without) == (2, 0)


def test_an_actors_totals_are_its_own(site: Site) -> None:
    """On an actor's page stand its own figures alone, and of how many of its events it gives none."""
    for slug in "ab":
        site.write(f"content/actors/{slug}.md", f"---\nname: {slug.upper()}\n---\n")
    for n in range(3):
        figure = f"figures: [{{what: killed, best: {n}, claimed-by: a, source: [s1]}}, {{what: killed, best: 9, claimed-by: b, source: [s1]}}]\n"
        site.event(f"e{n}", date=f"2021-0{n + 1}-01", more=figure)
    site.event("silent", date="2021-09-01", more="asserted-by: a\n")
    totals = {a.record.id: a.totals for a in chronicle_of(site.root).facets.actors}
    assert [(t.claimant.id, t.low, t.high) for t in totals["a"].ranges] == [("a", 3, 3)]
    assert (totals["a"].events, totals["a"].without, totals["b"].without) == (4, 1, 0)


def test_ledger_says_what_became_of_each_claim(site: Site) -> None:
    """Versions by what they are now, figures apart, who disputes how many of them, and what the actor disputes itself."""
    for slug in "abc":
        site.write(f"content/actors/{slug}.md", f"---\nname: {slug.upper()}\n---\n")
    site.event("claimed", more="asserted-by: a\n")
    site.event("contested", date="2021-10-01", more="asserted-by: a\ndisputed-by: [{who: b, source: s1}, {who: b, about: toll, source: s1}, {who: c, source: s1}]\n")
    site.event("discounted", date="2021-11-01", more="asserted-by: a\nstatus: discounted\nstatus-reason: Staged.\n")
    site.event("figure", date="2021-12-01", more="figures: {what: killed, best: 3, claimed-by: a, source: [s1]}\ndisputed-by: {who: a, about: means, source: [s1]}\n")
    ledger = next(a for a in chronicle_of(site.root).facets.actors if a.record.id == "a").ledger
    assert [(status, [e.id for e in entries]) for status, entries in ledger.by_status] == [
        ("claimed", ["claimed"]), ("contested", ["contested"]), ("discounted", ["discounted"]),
    ]
    assert [e.id for e in ledger.figures] == ["figure"]
    assert [(ref.id, n) for ref, n in ledger.disputed_by] == [("b", 1), ("c", 1)]
    assert [(row.entry.id, row.about) for row in ledger.answered] == [("contested", "occurrence"), ("contested", "toll")]
    assert [(row.entry.id, row.about) for row in ledger.disputes] == [("figure", "means")]


def test_mobile_page_is_no_second_publisher(site: Site) -> None:
    """A host's mobile double is the same outlet, so that a page and its mobile form do not confirm each other."""
    site.write("content/events/2021/a.md", "---\ntitle: A\ndate: 2021-09-06\nlocation: unknown\nsource: ['https://example.org/a', 'https://m.example.org/b']\n---\nText.\n")
    (event,) = chronicle_of(site.root).events
    assert (event.entry.grade.status, event.entry.grade.publishers) == ("claimed", 1)


def test_also_cited_by_shows_the_nearest(site: Site) -> None:
    """Of many events that cite a page the three nearest in time are shown, and the others are counted."""
    for n in range(1, 7):
        source = f"source: 'https://{'m.' if n % 2 else ''}example.org/report?utm_source={n}'\n"
        site.write(f"content/events/2021/e{n}.md", f"---\ntitle: Number {n}\ndate: 2021-0{n}-01\nlocation: unknown\n{source}---\nText.\n")
    first = chronicle_of(site.root).events[0].cited_elsewhere
    assert [([e.id for e in c.entries], c.more) for c in first] == [(["e2", "e3", "e4"], 2)]


def test_balance_counts_what_is_not_known(site: Site) -> None:
    """Countries, languages, kinds and sides add up to all citations; what is not known comes last and is said."""
    site.write("content/publishers/known.md", "---\nname: Known\ncountry: AF\nlanguage: fa\nkind: agency\nside: front\n---\n")
    site.write("content/actors/front.md", "---\nname: The front\n---\n")
    site.write("content/events/2021/a.md", "---\ntitle: A\ndate: 2021-09-06\nlocation: unknown\nsource:\n  - {url: 'https://a.example/', publisher: Known}\n  - {url: 'https://b.example/', language: ps}\n  - {url: 'https://c.example/'}\n---\nText.\n")
    found = chronicle_of(site.root).facets.balance
    assert found.sources == 3
    assert found.countries == (("AF", 1), ("", 2))
    assert found.languages == (("fa", 1), ("ps", 1), ("", 1))
    assert found.kinds == (("agency", 1), ("", 2))
    assert found.sides == (("The front", 1), ("", 2))


def test_unknown_side(site: Site) -> None:
    """An outlet on the side of nobody on record is an error at its key."""
    site.write("content/publishers/known.md", "---\nname: Known\nside: nobody\n---\n")
    assert [(p.path, p.line, p.code) for p in site.check().problems] == [("content/publishers/known.md", 3, "unknown-actor")]


def test_an_event_nobody_gives_figures_of_is_no_zero(site: Site) -> None:
    """Without figures there is no total, whatever the number of events."""
    site.write("content/periods/p.md", "---\ntitle: P\ndate: 2021\nsummary: S.\n---\n")
    site.event("a")
    (period,) = chronicle_of(site.root).facets.periods
    assert (period.totals.ranges, period.totals.without) == ((), 1)
    assert Settings("T").totals[0] == "killed"


def test_an_assertion_in_full_stands_like_a_dispute(site: Site) -> None:
    """Who asserts may be given with words, day and sources of its own, as who disputes is; a title is put into nobody's mouth."""
    site.write("content/actors/a.md", "---\nname: A\n---\n")
    site.event("short", more="asserted-by: a\n")
    site.event("full", date="2021-10-01", more="asserted-by: [{who: a, spokesperson: S, claim: We hold it., date: 2021-10-02, source: [s1]}, A]\n")
    site.event("wrong", date="2021-11-01", more="asserted-by: {who: a, abuot: x, source: [s7]}\n")
    found = [(p.line, p.column, p.code) for p in site.check().problems]
    assert found == [(6, 23, "unknown-key"), (6, 42, "unknown-source")]
    (site.root / "content/events/2021/wrong.md").unlink()
    short, full = chronicle_of(site.root).events
    assert [(c.value, c.claim, c.sources) for c in short.told.claims] == [(None, None, ())]
    assert [(c.spokesperson, c.claim, str(c.date), c.sources) for c in full.told.claims] == [("S", "We hold it.", "2021-10-02", (1,)), (None, None, "None", ())]
    assert [ref.id for ref in full.entry.asserted_by] == ["a"]


def test_what_was_said_before_the_event_has_no_age(site: Site) -> None:
    """A statement older than its event answers nothing yet: the register gives its day, not how long it has stood."""
    site.write("content/actors/front.md", "---\nname: Front\n---\n")
    site.write("content/actors/army.md", "---\nname: Army\n---\n")
    site.event("a", date="2021-11-25", more="disputed-by:\n  - {who: front, date: 2021-11-01, source: [s1]}\n  - {who: army, date: 2021-11-26, source: [s1]}\n")
    site.build()
    register = (site.output / "disputes/index.html").read_text("utf-8")
    assert "<small>said 1 November 2021, before the event</small>" in register
    assert "<small>since 26 November 2021, " in register
