"""Counts of the record made straight from its Markdown, to hold against what the builder says: `python -m tests.counts`.

Nothing here comes from the builder. The rules of status are written a second time, from the methodology, so that a slip in
one of the two shows.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frontmatter

CONTENT = Path(__file__).parents[1] / "content"
WANTED = 2  # independent publishers that `confirmed` takes
Keys = dict[str, Any]


def read(folder: Path) -> dict[str, Keys]:
    """Front matter by stem, in the order of paths; drafts and events that are told elsewhere are left out."""
    files = {p.stem: frontmatter.load(str(p)).metadata for p in sorted(folder.rglob("*.md"))}
    return {
        s: keys for s, keys in files.items() if not {"retracted", "merged-into"} & set(keys) and not keys.get("draft")
    }


def many(value: Any) -> list[Any]:
    """What the short form says once and the full form in a list."""
    return [] if value is None else value if isinstance(value, list) else [value]


def plain(name: str) -> str:
    """A name without its case, spacing and hyphens."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("’", "'").replace("-", " ").split())


@dataclass(frozen=True)
class Gazetteer:
    """Records of one kind by slug, name and alias."""

    records: dict[str, Keys]
    slugs: dict[str, str]

    @classmethod
    def of(cls, folder: Path) -> Gazetteer:
        records = read(folder)
        named = {plain(n): slug for slug, keys in records.items() for n in (keys["name"], *many(keys.get("aliases")))}
        return cls(records, named | {plain(slug): slug for slug in records})

    def find(self, name: str) -> str | None:
        return self.slugs.get(plain(name))


def places_of(event: Keys, places: Gazetteer) -> Iterator[str]:
    """Every place of an event and what holds it, by slug; some more than once."""
    for spot in many(event["location"]):
        slug = places.find(spot["place"] if isinstance(spot, dict) else spot)
        while slug:
            yield slug
            slug = places.find(places.records[slug].get("within") or "")


def house(name: str, publishers: Gazetteer) -> str:
    """Whose an outlet is: its owner's name where that is known, else its own."""
    owner = publishers.records.get(publishers.find(name) or "", {}).get("owner")
    return publishers.find(owner or name) or plain(owner or name)


def houses(source: Keys, publishers: Gazetteer) -> set[str]:
    """Whose text a source is: that of the agencies and outlets that wrote it, else of the outlet that carries it."""
    writers = [a for a in many(source.get("author")) if publishers.find(a)]
    return {house(name, publishers) for name in writers or [source["publisher"]]}


def independent(groups: Iterable[set[str]]) -> int:
    """How many sources are left when those with a house in common count once."""
    apart: list[set[str]] = []
    for group in groups:
        shared = [other for other in apart if other & group]
        apart = [other for other in apart if not other & group] + [group.union(*shared)]
    return len(apart)


def is_contested(event: Keys) -> bool:
    """Whether somebody disputes that it happened as told, which is what a dispute is about when it does not say."""
    return any(
        not isinstance(d, dict) or d.get("about", "occurrence") == "occurrence" for d in many(event.get("disputed-by"))
    )


def status(event: Keys, publishers: int) -> str:
    """The status that the evidence carries."""
    typed = event.get("status")
    if typed and event.get("status-reason"):
        return typed
    if is_contested(event):
        return "contested"
    if typed == "unverified":
        return typed
    agreed = typed == "confirmed" or not (typed or event.get("asserted-by"))
    return "confirmed" if agreed and publishers >= WANTED else "claimed"


def count(content: Path = CONTENT) -> dict[str, Any]:
    """Events, and how many of them are what."""
    events, places, outlets = (
        read(content / "events"),
        Gazetteer.of(content / "places"),
        Gazetteer.of(content / "publishers"),
    )
    evidence = {i: independent(houses(s, outlets) for s in e["source"]) for i, e in events.items()}
    within = Counter(slug for e in events.values() for slug in set(places_of(e, places)))
    names = {outlets.find(s["publisher"]) or plain(s["publisher"]) for e in events.values() for s in e["source"]}
    return {
        "events": len(events),
        "disputed": sum(bool(e.get("disputed-by")) for e in events.values()),
        "by status": dict(Counter(status(e, evidence[i]) for i, e in events.items())),
        "by year": dict(Counter(int(re.findall(r"\d{4}", str(e["date"]))[0]) for e in events.values())),
        "by province": {slug: within[slug] for slug, keys in places.records.items() if keys["kind"] == "province"},
        "single source": sum(n < 2 for n in evidence.values()),
        "by independent publishers": dict(Counter(evidence.values())),
        "share with two independent publishers": round(sum(n >= 2 for n in evidence.values()) / len(events), 3),
        "publishers": len(names),
    }


if __name__ == "__main__":
    print(json.dumps(count(), indent=2, sort_keys=True))
