"""Two tellings of one event are found, two events are told apart, and no record is too large for it."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from builder.chronicle.directory import Directory
from builder.chronicle.duplicates import candidates, compare, distance_km, facts_of, near_duplicates, weigh
from builder.chronicle.gazetteer import Gazetteer
from builder.chronicle.link import link
from builder.chronicle.teller import Teller
from builder.chronicle.values import Brief, Briefs, Chronicle
from builder.records.content import Content
from builder.records.dates import parse_date
from builder.records.kinds import Body, EventRecord, Location, PlaceRecord, Source
from builder.settings import Settings
from tests.conftest import Site

BLAST = {"title": "Blast at a mosque in Kunduz kills dozens", "date": "2021-10-08", "location": "kunduz-city", "source": "https://one.example/blast"}
# What a second event says otherwise, and whether the two may be one.
CASES: dict[str, tuple[dict[str, str], bool]] = {
    "same title, next day": ({"date": "2021-10-09"}, True),
    "alike title, other source": ({"title": "Dozens killed in blast at Kunduz mosque", "source": "https://two.example/b"}, True),
    "alike title, month known only": ({"title": "Blast at Kunduz mosque kills dozens", "date": "2021-10", "source": "https://two.example/b"}, True),
    "alike title, town within 10 km": ({"title": "Blast at mosque in Kunduz", "location": "khanabad-road", "source": "https://two.example/b"}, True),
    "alike title, village of that town": ({"title": "Blast at mosque in Kunduz", "location": "angur-bagh", "source": "https://two.example/b"}, True),
    "other words, the same page on a mobile host": ({"title": "Worshippers die at Friday prayers", "source": "https://m.one.example/blast?utm_source=x"}, True),
    "two days later": ({"date": "2021-10-10"}, False),
    "other words, other source": ({"title": "Governor visits the hospital", "source": "https://two.example/b"}, False),
    "far away": ({"location": "herat-city"}, False),
    "province only, other source": ({"title": "Dozens killed in blast at Kunduz mosque", "location": "kunduz", "source": "https://two.example/b"}, False),
    "province only, shared source": ({"title": "Dozens killed in blast at Kunduz mosque", "location": "kunduz"}, True),
    "place not known, nearly the same title": ({"title": "Blast at mosque in Kunduz kills dozens", "location": "unknown", "source": "https://two.example/b"}, True),
    "named by follows": ({"follows": "[a]"}, False),
    "named in the text": ({"body": "It is not [[a]]."}, False),
}
PLACES = {
    "kunduz": "kind: province\ncoordinates: [36.8, 68.8]",
    "kunduz-city": "kind: city\nwithin: Kunduz\ncoordinates: [36.728, 68.868]",
    "angur-bagh": "kind: village\nwithin: Kunduz city",
    "khanabad-road": "kind: town\nwithin: kunduz\ncoordinates: [36.70, 68.95]",
    "herat-city": "kind: city\ncoordinates: [34.348, 62.199]",
}


def file(values: dict[str, str]) -> str:
    head = "".join(f"{k}: {v}\n" for k, v in values.items() if k != "body")
    return f"---\n{head}---\n{values.get('body', 'Text.')}\n"


@pytest.mark.parametrize("name", CASES)
def test_pairs(site: Site, name: str) -> None:
    """A pair is reported at the later event, at its title, when time, place, words and sources say so together."""
    for slug, keys in PLACES.items():
        site.write(f"content/places/{slug}.md", f"---\nname: {slug.replace('-', ' ').capitalize()}\n{keys}\n---\n")
    changes, expected = CASES[name]
    site.write("content/events/2021/a.md", file(BLAST))
    site.write("content/events/2021/b.md", file({**BLAST, "title": f"{BLAST['title']} again", **changes}))
    found = [(p.path.rsplit("/")[-1], p.line, p.code) for p in site.check().problems]
    later = "a.md" if changes.get("date") == "2021-10" else "b.md"
    assert found == ([(later, 2, "near-duplicate")] if expected else [])


def test_message_says_why_and_the_way_out(site: Site) -> None:
    """The message names the other file and what the two share; the hint is the command that merges them."""
    site.event("a", title="Blast in the city of Kunduz")
    site.event("b", title="A blast in the city of Kunduz")
    (problem,) = site.check().problems
    assert problem.message == "may tell the same as content/events/2021/a.md: within a day, in one area or at a place not known, titles 79% alike, 0 shared sources"
    assert problem.hint == "`timeline merge b a --reason …` makes them one; if they are two, name the one in the other with `follows`, `part-of` or [[a]]"


def test_distance() -> None:
    """Kabul to Herat is about 643 km, and a place is no way from itself."""
    assert distance_km((34.528, 69.172), (34.348, 62.199)) == pytest.approx(641, abs=3)
    assert distance_km((34.5, 69.2), (34.5, 69.2)) == 0


WORDS = ["attack", "ambush", "blast", "clash", "convoy", "raid", "patrol", "checkpoint", "fighters", "commander", "killed", "wounded", "captured", "village", "valley", "road", "night", "outpost", "claim", "denial"]


def made(n: int, days: int, spots: int = 200) -> Chronicle:
    """A record of many events, drawn by lot: few words, few places, reports that many events cite."""
    dice = random.Random(n)
    places = tuple(
        PlaceRecord(id=f"p{k}", path="", digest=b"", body=Body(), name=f"P{k}", kind="district", coordinates=(30 + k % 20, 60 + k // 20))
        for k in range(spots)
    )
    events = []
    for k in range(n):
        day = date(2021, 8, 15) + timedelta(days=dice.randrange(days))
        title = " ".join(dice.sample(WORDS, 5)) + f" {dice.choice(places).name}"
        url = f"https://example.org/{dice.randrange(n // 3)}"
        at = (Location(place=dice.choice(places).id),)
        events.append(EventRecord(id=f"e{k:05}", path="", digest=b"", body=Body(), title=title, date=parse_date(f"{day}"), location=at, source=(Source(id="s1", url=url),)))
    content = Content(places=places)
    teller = Teller(Directory.of(content, Settings("T")))
    briefs = Briefs(tuple(teller.brief(event) for event in events))
    chronicle, _, _ = link(content, briefs, teller.directory, lambda brief: teller.told(brief, events[0]))
    return chronicle


def briefs_of(chronicle: Chronicle) -> list[Brief]:
    return [event.brief for event in chronicle.events]


def comparisons(chronicle: Chronicle) -> int:
    facts = [facts_of(brief, frozenset()) for brief in briefs_of(chronicle)]
    return sum(1 for _ in candidates(facts, weigh(facts)))


def test_work_grows_with_the_events() -> None:
    """Four times the events over four times the days take about four times the comparisons, and 10,000 few of all pairs."""
    small, large = comparisons(made(2500, 500)), comparisons(made(10_000, 2000))
    assert 3 < large / small < 5
    assert large < 10_000 * 30


def test_nothing_is_missed_for_the_sake_of_speed(site: Site) -> None:
    """Among the pairs that are not compared there is none that a comparison would find."""
    chronicle = made(400, 20, spots=5)
    gazetteer = Gazetteer({p.record.id: p.record for p in chronicle.facets.places}, {})
    whole = {(p.first.entry.id, p.second.entry.id) for p in near_duplicates(briefs_of(chronicle), [frozenset()] * len(chronicle.events), gazetteer)}
    facts = [facts_of(brief, frozenset()) for brief in briefs_of(chronicle)]
    every = [(m, n) for n in range(len(facts)) for m in range(n) if abs(facts[n].first - facts[m].first).days <= 1]
    weights = weigh(facts)
    found = {(p.first.entry.id, p.second.entry.id) for m, n in every if (p := compare(facts[m], facts[n], gazetteer, weights))}
    assert whole == found
    assert found
