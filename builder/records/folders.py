"""Which folder of content/ holds which kind of record, and which short forms its keys have."""

from __future__ import annotations

from typing import NamedTuple

from builder.records.kinds import (
    ActorRecord,
    EventRecord,
    PageRecord,
    PeriodRecord,
    PlaceRecord,
    PublisherRecord,
    Record,
    TombstoneRecord,
)


class Folder(NamedTuple):
    """One kind of record: where it lives, what it becomes, and how its short forms open up."""

    name: str
    record: type[Record]
    lists: frozenset[str] = frozenset()  # keys that take one value or a list of them
    objects: tuple[tuple[str, str], ...] = ()  # key -> the field that a bare value stands for
    tombstone: type[Record] | None = None  # what a file becomes that says `retracted` or `merged-into`
    dates: frozenset[str] = frozenset()  # keys where a YAML list is EDTF's "one of"


FOLDERS: dict[str, Folder] = {
    f.name: f
    for f in (
        Folder(
            "events",
            EventRecord,
            lists=frozenset(
                ["location", "source", "asserted-by", "disputed-by", "figures", "actors", "tags", "follows", "part-of", "changes", "aliases"]
            ),
            objects=(("location", "place"), ("source", "url"), ("asserted-by", "who"), ("disputed-by", "who")),
            tombstone=TombstoneRecord,
            dates=frozenset({"date"}),
        ),
        Folder("places", PlaceRecord, lists=frozenset({"aliases"})),
        Folder(
            "actors",
            ActorRecord,
            lists=frozenset({"aliases", "member-of"}),
            dates=frozenset({"from", "until", "died"}),
        ),
        Folder("publishers", PublisherRecord, lists=frozenset({"aliases", "hosts"})),
        Folder("periods", PeriodRecord, dates=frozenset({"date"})),
        Folder("pages", PageRecord),
    )
}
BURIES = ("retracted", "merged-into")  # keys that make an event's file a tombstone
MEDIA = "media"
OUTLINES = "outlines"

# Keys that take one value or a list of them inside an object, whatever object it is.
NESTED_LISTS = frozenset({"source", "author", "archived"})
NESTED_DATES = frozenset({"date", "published"})
