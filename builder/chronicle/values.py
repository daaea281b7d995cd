"""The values of a chronicle: what pages are made of, each with a digest of what it says.

An event comes in two parts. Its `Brief` is all that others need of it: lists, counts, maps, neighbours. What only its own
page shows, the text and the ledger, is `Told` when that page is made. Whatever a brief holds is a named tuple, since a
build begins by loading the briefs of all events.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from builder.chronicle.gazetteer import Gazetteer
from builder.digests import digest, joined
from builder.records.dates import Edtf
from builder.records.kinds import (
    About,
    ActorRecord,
    Change,
    EventRecord,
    Figure,
    PageRecord,
    PeriodRecord,
    PlaceRecord,
    PublisherRecord,
    Record,
    Reference,
    Status,
    TombstoneRecord,
)
from builder.records.outlines import Outlines
from builder.records.snapshots import Snapshot

Reason = Literal["source", "place", "person"]
Kind = Literal["event", "place", "actor", "publisher", "period", "page", "media", "site"]


class Ref(NamedTuple):
    """A link to another record: what kind, its id, and the words that name it; to an event, how that stands as well."""

    kind: Kind
    id: str
    label: str
    entry: Mention | None = None


Links = tuple[tuple[str, Ref], ...]  # of a text: each as written, and where it leads


class Grade(NamedTuple):
    """An event's status, the rule that gave it, and the editor's reason where one was needed."""

    status: Status
    rule: str  # id of a rule of builder.chronicle.status
    publishers: int  # independent ones
    reason: str | None = None

    @property
    def is_single_source(self) -> bool:
        """Whether everything rests on one independent publisher."""
        return self.publishers < 2


class DisputeNote(NamedTuple):
    """In a few words, for lists: which property is disputed, and by whom."""

    about: About
    parties: tuple[Ref, ...]


class Mention(NamedTuple):
    """What is said of an event wherever it is named beside another: when it was, how it stands, who disputes what."""

    id: str
    title: str
    date: Edtf
    grade: Grade
    disputes: tuple[DisputeNote, ...]
    month: tuple[int, int | None]  # as in Entry, like the next
    day: int
    digest: bytes


class Entry(NamedTuple):
    """What every list, feed and card says of an event; a dispute never leaves it."""

    id: str
    title: str
    date: Edtf
    places: tuple[Ref, ...]
    asserted_by: tuple[Ref, ...]
    grade: Grade
    disputes: tuple[DisputeNote, ...]
    type: str | None
    pivotal: bool
    month: tuple[int, int | None]  # year and month under which it is listed; no month when its date does not say one
    day: int  # of the month, of the earliest day that it can be
    mention: Mention  # what a page says of it that does not say where it was, and so need not change with a place's name
    digest: bytes


class PlaceAt(NamedTuple):
    """Where an event was, as precisely as it is known; `ref` is None for free text."""

    label: str
    ref: Ref | None
    within: Ref | None
    precision: str | None
    detail: str | None


class SourceLine(NamedTuple):
    """A source with its outlet resolved."""

    number: int  # 1-based, as cited
    id: str
    url: str
    page: bytes  # digest of the address in the form in which two are compared
    title: str | None
    language: str | None
    published: Edtf | None
    publisher: Ref
    agencies: tuple[str, ...]  # whose text it carries
    snapshots: tuple[Snapshot, ...]
    digest: bytes


class Counted(NamedTuple):
    """One claimant's figures of one event that may be added up over several: a span."""

    what: str
    group: str  # in words; empty where the figure names none
    claimant: Ref
    low: int
    high: int | None  # None: no upper end was said


class Answer(NamedTuple):
    """One party's dispute of one property."""

    party: Ref
    version: str  # what it says instead, in short; empty where the record has no words for it
    said: Edtf | None  # when it first said so
    published: Edtf | None  # where that is not known: when the first of its sources appeared
    is_earlier: bool  # than the event itself
    sources: tuple[SourceLine, ...]


class OpenDispute(NamedTuple):
    """A row of the register of disputes: a property of an event, who stands by its version, and who disputes it."""

    entry: Mention
    about: About
    claimants: tuple[Ref, ...]  # empty: the sources themselves report it
    sources: tuple[SourceLine, ...]  # that the record names for the claimants' version; empty: it names none apart
    others: tuple[SourceLine, ...]  # where it names none, all of the event's sources; some may carry both sides
    answers: tuple[Answer, ...]
    digest: bytes

    @property
    def parties(self) -> tuple[Ref, ...]:
        """Who disputes it."""
        return tuple(answer.party for answer in self.answers)


class Brief(NamedTuple):
    """An event in brief: all that others need of it, and digests of what only its own page says."""

    entry: Entry
    folder: str  # of its file, from the site root
    record: bytes  # digest of its file
    digest: bytes  # of all that its page says of the event itself
    ties: bytes  # digest of what may tie it to others: day, places, sources, actors, whom it names
    drawn: bytes  # digest of what timeline and map show of it
    places: tuple[PlaceAt, ...]
    actors: tuple[Ref, ...]
    claimants: tuple[Ref, ...]  # who gives figures
    counted: tuple[Counted, ...]
    has_figures: bool
    sources: tuple[SourceLine, ...]
    disputes: tuple[OpenDispute, ...]
    follows: tuple[str, ...]  # as written, like the next two
    part_of: tuple[str, ...]
    aliases: tuple[str, ...]
    references: tuple[Reference, ...]  # of its text
    changes: tuple[Change, ...]
    latest: date | None  # the latest day that it names without doubt

    @property
    def path(self) -> str:
        """Of its file, from the site root."""
        return f"{self.folder}/{self.entry.id}.md"


class Claim(NamedTuple):
    """A row of the claim ledger: one version of one property, by one speaker."""

    about: About
    stance: Literal["asserts", "disputes", "figure"]
    who: tuple[Ref, ...]  # empty: reported by the sources themselves
    spokesperson: str | None
    value: str | None
    claim: str | None
    quote: str | None
    language: str | None
    date: Edtf | None
    sources: tuple[int, ...]  # numbers of the event's sources
    figure: Figure | None = None
    when: Edtf | None = None  # the value of a claim about the date, where it is one
    where: Ref | None = None  # the value of a claim about the place, where the gazetteer holds it
    group: str | None = None  # of the figure: whom it counts, by the actor's name where it is one


class Briefs(NamedTuple):
    """All events in brief, in any order, and what else their files say."""

    events: tuple[Brief, ...] = ()
    tombstones: tuple[TombstoneRecord, ...] = ()
    drafts: frozenset[str] = frozenset()  # ids
    broken: frozenset[str] = frozenset()  # ids of files that have errors
    loose: tuple[tuple[str, tuple[Reference, ...]], ...] = ()  # path and links of texts whose front matter has errors
    files: tuple[str, ...] = ()  # every event file, sound or not
    shared: bytes = b""  # stands for all of this but what only the events' own pages say: while it is the same, so is that


class Told(NamedTuple):
    """What only an event's own page shows."""

    record: EventRecord
    claims: tuple[Claim, ...]

    @property
    def summary(self) -> str:
        """In a sentence or two, as plain text."""
        return self.record.summary or self.record.body.first_paragraph


class Related(NamedTuple):
    """An event and why it is shown; `by` names the outlet, place or person that the two share."""

    entry: Mention
    reason: Reason
    by: Ref


class CitedElsewhere(NamedTuple):
    """Other events that cite one source: some of them, and how many more there are."""

    entries: tuple[Mention, ...]
    more: int


class Total(NamedTuple):
    """What one claimant counts over several events, as a range; how it is made stands in builder.chronicle.totals."""

    claimant: Ref
    what: str
    group: str | None
    low: int
    high: int | None  # None: no upper end was said of one of them
    events: int  # that have such a figure
    counted: int  # of these, without the parts of a counted whole
    disputed: int  # of these, those of which another disputes how many
    parties: tuple[Ref, ...]  # who disputes that


class Totals(NamedTuple):
    """The ranges of a set of events."""

    ranges: tuple[Total, ...]
    events: int  # all of the set
    without: int  # those with no figure by anybody


class Balance(NamedTuple):
    """What a set of events rests on; each list is code and number, the most frequent first, not known last."""

    sources: int
    countries: tuple[tuple[str, int], ...]  # ISO 3166-1 alpha-2, of the outlet
    languages: tuple[tuple[str, int], ...]  # BCP 47, of the source, else of the outlet
    kinds: tuple[tuple[str, int], ...]  # of the outlet
    sides: tuple[tuple[str, int], ...]  # name of the party or state of the story that runs the outlet
    unarchived: int  # sources without any snapshot
    operators: tuple[tuple[str, int], ...]  # sources with a snapshot there


Mark = tuple[int, Reason, int]  # position of another event, why it is shown, and which of the own sources, places or actors the two share
Elsewhere = tuple[tuple[int, ...], int]  # positions of some of the events that cite a source too, and how many more there are
Neighbours = tuple[tuple[Mark, ...], tuple[Elsewhere, ...]]


@dataclass(frozen=True, slots=True)
class Event:
    """An event among the others."""

    brief: Brief
    tell: Callable[[Brief], Told] = field(repr=False)
    digest: bytes = field(repr=False)  # of everything that its page shows
    previous: Mention | None = None
    next: Mention | None = None
    follows: tuple[Entry, ...] = ()
    followed_by: tuple[Entry, ...] = ()
    part_of: tuple[Entry, ...] = ()
    parts: tuple[Entry, ...] = ()
    links: Links = ()  # what the body's open links lead to
    near: Neighbours = ((), ())
    among: Sequence[Mention] = field(repr=False, default=())  # every event's, in order

    @property
    def id(self) -> str:
        """Permanent id: the stem of its file."""
        return self.brief.entry.id

    @property
    def entry(self) -> Entry:
        """What lists say of it."""
        return self.brief.entry

    @property
    def related(self) -> tuple[Related, ...]:
        """Events that a reader may want beside it."""
        return tuple(Related(self.among[n], reason, self._shared(reason, at)) for n, reason, at in self.near[0])

    def _shared(self, reason: Reason, at: int) -> Ref:
        if reason == "source":
            return self.brief.sources[at].publisher
        if reason == "person":
            return self.brief.actors[at]
        place = self.brief.places[at].ref
        assert place  # nothing is shared in a place that no file describes
        return place

    @property
    def cited_elsewhere(self) -> tuple[CitedElsewhere, ...]:
        """Who else cites each of its sources in turn."""
        return tuple(CitedElsewhere(tuple(self.among[n] for n in shown), more) for shown, more in self.near[1])

    @property
    def told(self) -> Told:
        """Its text and ledger, fetched anew each time."""
        return self.tell(self.brief)


@dataclass(frozen=True, slots=True)
class Place:
    """A place, what lies in it, and the events there or within, in order."""

    record: PlaceRecord
    within: Ref | None
    inside: tuple[Ref, ...]
    events: tuple[Entry, ...]
    totals: Totals
    links: Links = ()
    digest: bytes = field(repr=False, default=b"")

    @property
    def ref(self) -> Ref:
        """The link to it."""
        return Ref("place", self.record.id, self.record.name)


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor, whom it belongs to, and the events it took part in, asserted or disputed."""

    record: ActorRecord
    member_of: tuple[Ref, ...]
    members: tuple[Ref, ...]
    events: tuple[Entry, ...]  # all below, each once, in order
    took_part: tuple[Entry, ...]
    asserted: tuple[Entry, ...]
    disputed: tuple[Entry, ...]
    ledger: Ledger
    totals: Totals  # of its own figures
    links: Links = ()
    digest: bytes = field(repr=False, default=b"")

    @property
    def ref(self) -> Ref:
        """The link to it."""
        return Ref("actor", self.record.id, self.record.name)


class Cited(NamedTuple):
    """An event and those of its sources that one outlet published."""

    entry: Mention
    lines: tuple[SourceLine, ...]
    digest: bytes


@dataclass(frozen=True, slots=True)
class Publisher:
    """An outlet, with our notes on it where there are any, and what of it is cited where."""

    ref: Ref
    record: PublisherRecord | None
    cited: tuple[Cited, ...]
    single: int  # of these events, how many rest on one publisher
    links: Links = ()
    digest: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class Period:
    """A chapter of the story and its events."""

    record: PeriodRecord
    events: tuple[Entry, ...]
    totals: Totals
    balance: Balance
    links: Links = ()
    digest: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page of text."""

    record: PageRecord
    links: Links = ()
    digest: bytes = field(repr=False, default=b"")


class Ledger(NamedTuple):
    """What an actor said, and what others said to that."""

    by_status: tuple[tuple[Status, tuple[Entry, ...]], ...]  # the versions that it asserted, by what they are now
    figures: tuple[Entry, ...]  # events of which it gives figures and asserts no version
    disputed_by: tuple[tuple[Ref, int], ...]  # who disputes how many of these, the most first
    answered: tuple[OpenDispute, ...]  # its versions and figures that others dispute
    disputes: tuple[OpenDispute, ...]  # what it disputes of others

    @property
    def digest(self) -> bytes:
        """Of everything in it."""
        by_status = tuple((status, joined(entries)) for status, entries in self.by_status)
        return digest(by_status, joined(self.figures), self.disputed_by, joined(self.answered), joined(self.disputes))


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An event that is no longer told at its address, and where it is told now."""

    record: TombstoneRecord
    target: Ref | None  # None: retracted
    digest: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class Facets:
    """What the events are seen through."""

    places: tuple[Place, ...]
    actors: tuple[Actor, ...]
    publishers: tuple[Publisher, ...]
    periods: tuple[Period, ...]
    disputes: tuple[OpenDispute, ...]
    balance: Balance


@dataclass(frozen=True)
class Chronicle:
    """All of it: events in order, and the facets that they are seen through, which are made when somebody asks for them."""

    events: tuple[Event, ...]
    see: Callable[[], Facets] = field(repr=False)
    shared: bytes  # stands for all that its facets show: while it is the same, so are they
    gazetteer: Gazetteer
    pages: tuple[PlainPage, ...]
    bodies: tuple[tuple[Record, Links], ...]  # every text with links but those of events, and where they lead
    latest: date | None  # the latest day that the record names, to which ages are counted
    aliases: tuple[tuple[str, Ref], ...]  # former event id -> the event, or the tombstone of one that was retracted
    media: tuple[str, ...]
    tombstones: tuple[Tombstone, ...] = ()
    outlines: Outlines = field(default_factory=Outlines)

    @cached_property
    def facets(self) -> Facets:
        """Places, actors, outlets, chapters, and what is disputed."""
        return self.see()

    @property
    def digest(self) -> bytes:
        """Of everything that it tells."""
        return digest(self.shared, joined(self.events))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every event's entry, in order."""
        return tuple(e.entry for e in self.events)
