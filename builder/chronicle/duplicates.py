"""Events that may be two tellings of one: about one time, at one spot, with alike titles or shared sources.

Pairs are looked for only among events that share a source or one of the rarer words of their titles, and in each such
group only among those whose dates meet; so the work grows with the events, not with their pairs.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, fsum, log, radians, sin, sqrt
from typing import Literal, NamedTuple

from builder.chronicle.gazetteer import Gazetteer
from builder.chronicle.names import fold
from builder.chronicle.values import Brief
from builder.problems import Finding

Nearness = Literal["spot", "area"]  # one district or 10 km; or no more than one province, or a place not known

WITHIN = timedelta(days=1)
NEAR_KM = 10.0
EARTH_RADIUS_KM = 6371.0
WIDE = ("province", "country")

# How alike titles must be (weighted Jaccard index, 0 to 1) and which part of the shorter list of sources must be
# shared, for each way in which a pair is one to look at. A roundup that two events cite says nothing by itself, and a
# province is large, so either takes the other beside it.
RULES: dict[Nearness, tuple[tuple[float, float], ...]] = {
    "spot": ((0.5, 0.0), (0.25, 0.01), (0.0, 1.0)),
    "area": ((0.75, 0.0), (0.5, 0.01)),
}
_WHERE: dict[Nearness, str] = {"spot": "at one spot", "area": "in one area or at a place not known"}
ALIKE = min(title for rules in RULES.values() for title, sources in rules if not sources)


class Pair(NamedTuple):
    """Two events that may be one, in the order of events."""

    first: Brief
    second: Brief
    nearness: Nearness
    likeness: float  # of the titles
    shared: int  # sources that both cite


@dataclass(slots=True)
class Facts:
    """What is compared of an event."""

    brief: Brief
    first: date
    last: date
    words: frozenset[str]
    sources: frozenset[bytes]
    named: frozenset[int]  # positions of the events that it names
    weight: float = 0.0  # of all its words


def near_duplicates(briefs: Sequence[Brief], named: Sequence[frozenset[int]], gazetteer: Gazetteer) -> tuple[Pair, ...]:
    """The pairs that do not name each other, in the order of their events.

    Args:
        briefs: in the order of events.
        named: of each event the positions of those that its keys or its text name.
    """
    facts = [facts_of(brief, others) for brief, others in zip(briefs, named, strict=True)]
    weights = weigh(facts)
    apart = (pair for pair in sorted(set(candidates(facts, weights))) if not _name_each_other(facts, *pair))
    pairs = (compare(facts[m], facts[n], gazetteer, weights) for m, n in apart)
    return tuple(pair for pair in pairs if pair)


def _name_each_other(facts: Sequence[Facts], m: int, n: int) -> bool:
    return m in facts[n].named or n in facts[m].named


def candidates(facts: Sequence[Facts], weights: Mapping[str, float]) -> Iterator[tuple[int, int]]:
    """The pairs worth comparing, as positions, the smaller first; some come more than once.

    Complete: a pair that is not among them shares no source and has titles less alike than any rule takes alone.
    """
    groups: dict[tuple[str, str | bytes], list[int]] = defaultdict(list)
    for n, fact in enumerate(facts):
        for page in fact.sources:
            groups["source", page].append(n)
        for word in _telling(fact.words, fact.weight, weights):
            groups["word", word].append(n)
    for members in groups.values():
        if len(members) > 1:
            yield from _meeting(members, facts)


def _meeting(members: list[int], facts: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """Those of a group whose dates come within a day of each other: one walk through time."""
    current: list[int] = []
    for n in members:  # in the order of events, so by first day
        first = facts[n].first
        current = [m for m in current if _after(facts[m].last) >= first]
        yield from ((m, n) for m in current)
        current.append(n)


def _after(day: date) -> date:
    return day + WITHIN if day < date.max else day


def facts_of(brief: Brief, named: frozenset[int]) -> Facts:
    """What is compared of an event."""
    words = frozenset(re.findall(r"\w+", fold(brief.entry.title)))
    return Facts(brief, *brief.entry.date.sort_key, words, frozenset(line.page for line in brief.sources), named)


def weigh(facts: Sequence[Facts]) -> dict[str, float]:
    """What each word of the titles says: the rarer, the more (inverse document frequency). Each of the facts is told its sum."""
    counted = Counter(word for fact in facts for word in fact.words)
    weights = {word: log(1 + len(facts) / n) for word, n in counted.items()}
    for fact in facts:
        fact.weight = _weight(fact.words, weights)
    return weights


def _telling(words: frozenset[str], whole: float, weights: Mapping[str, float]) -> list[str]:
    """The weightiest words, as many as it takes that two titles sharing none of them cannot be alike.

    Source: prefix filtering; Chaudhuri, Ganti and Kaushik, A primitive operator for similarity joins, ICDE 2006.
    """
    ordered = sorted(words, key=lambda w: (-weights[w], w))
    enough = ALIKE * whole * (1 - 1e-9)  # a rounding error may add a word, never leave one out
    rest = 0.0
    for n in range(len(ordered), 0, -1):
        rest += weights[ordered[n - 1]]
        if rest >= enough:
            return ordered[:n]
    return ordered


def _weight(words: Iterable[str], weights: Mapping[str, float]) -> float:
    return fsum(weights[w] for w in words)  # exact, so that the order of a set changes nothing


def compare(one: Facts, other: Facts, gazetteer: Gazetteer, weights: Mapping[str, float]) -> Pair | None:
    """The two as a pair when a rule holds for them."""
    common = _weight(one.words & other.words, weights)
    likeness = common / (one.weight + other.weight - common) if common else 0.0
    shared = len(one.sources & other.sources)
    if not shared and likeness < ALIKE:
        return None  # wherever they were: places take longer to compare, and nearly all pairs end here
    nearness = _nearness(one.brief, other.brief, gazetteer)
    part = shared / max(min(len(one.sources), len(other.sources)), 1)
    if nearness and any(likeness >= title and part >= sources for title, sources in RULES[nearness]):
        return Pair(one.brief, other.brief, nearness, likeness, shared)
    return None


def _nearness(one: Brief, other: Brief, gazetteer: Gazetteer) -> Nearness | None:
    """How near each other two events are by the nearest of their places; None: apart, or nothing that says so."""
    if not one.places or not other.places:
        return "area"
    found: Nearness | None = None
    for here in one.places:
        for there in other.places:
            if not here.ref or not there.ref:
                if here.label == there.label:
                    found = found or "area"
                continue
            is_wide = any(p.precision in WIDE for p in (here, there))
            if not is_wide and _is_one_spot(here.ref.id, there.ref.id, gazetteer):
                return "spot"
            if here.ref.id in gazetteer.upwards(there.ref.id) or there.ref.id in gazetteer.upwards(here.ref.id):
                found = "area"
    return found


def _is_one_spot(a: str, b: str, gazetteer: Gazetteer) -> bool:
    one, other = gazetteer.records[a], gazetteer.records[b]
    if one.kind in WIDE or other.kind in WIDE:
        return False
    if _district(a, gazetteer) == _district(b, gazetteer):
        return True
    return bool(one.coordinates and other.coordinates and distance_km(one.coordinates, other.coordinates) <= NEAR_KM)


def _district(place_id: str, gazetteer: Gazetteer) -> str:
    """The outermost holder that is smaller than a province; the place itself where nothing is."""
    narrow = [slug for slug in gazetteer.upwards(place_id) if gazetteer.records[slug].kind not in WIDE]
    return narrow[-1]


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great-circle distance of two positions (latitude, longitude; WGS 84, decimal degrees), on a sphere.

    Source: the haversine formula; Sinnott, Virtues of the Haversine, Sky and Telescope 68 (1984).
    """
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(h, 1.0)))


def findings(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """What to say of each pair, at the later event; same titles on the same date are reported elsewhere."""
    for pair in pairs:
        one, other = pair.first.entry, pair.second.entry
        if (one.title.casefold(), one.date.text) == (other.title.casefold(), other.date.text):
            continue
        shared = f"{pair.shared} shared {'source' if pair.shared == 1 else 'sources'}"
        yield Finding(
            path=pair.second.path,
            code="near-duplicate",
            message=f"may tell the same as {pair.first.path}: within a day, {_WHERE[pair.nearness]}, titles {pair.likeness:.0%} alike, {shared}",
            hint=f"`timeline merge {other.id} {one.id} --reason …` makes them one; if they are two, name the one in the other with `follows`, `part-of` or [[{one.id}]]",
            keys=("title",),
        )
