"""The records that editors write, one frozen class a kind, as their front matter says it.

Field names are the kebab-case keys with underscores. Absent means None or empty: not known. `path` is the file,
relative to the site root; `digest` is the hash of everything the file says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, get_args

from builder.records.dates import Edtf
from builder.records.packing import packable

About = Literal["occurrence", "date", "location", "toll", "actor", "control", "means"]
Status = Literal["confirmed", "claimed", "contested", "unverified", "discounted"]
ABOUTS: tuple[About, ...] = get_args(About)
STATUSES: tuple[Status, ...] = get_args(Status)

PlacePrecision = Literal["exact", "near", "district", "province", "country"]
ChangeType = Literal["correction", "clarification", "update", "status-change", "retraction"]


class Asked:
    """What the validator asks of a value beyond its type, said without loading the validator before it is needed."""

    def __init__(self, **asked: object) -> None:
        """Take the words of the validator's own schemas."""
        self._asked = asked

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """The type's schema with these words added."""
        return {**handler(source), **self._asked}


Name = Annotated[str, Asked(max_length=200)]  # text of which an address is made; no file system takes one without end
Said = Annotated[str, Asked(min_length=1)]  # text that says something; blanks around it are gone by then
# A slip that is taken for the other value publishes a draft, so that `yes` is not `true`, nor `true` a number.
Flag = Annotated[bool, Asked(strict=True)]
Whole = Annotated[int, Asked(strict=True)]
Amount = Annotated[int, Asked(strict=True, ge=0, le=10**15)]  # a script can still count so far


def kebab(name: str) -> str:
    """The front-matter key of a field."""
    return name.strip("_").replace("_", "-")


# How the validator reads every class here: kebab-case keys, none unknown, numbers accepted where text is meant.
CONFIG: dict[str, Any] = {
    "alias_generator": kebab,
    "extra": "forbid",
    "coerce_numbers_to_str": True,
    "str_strip_whitespace": True,
}


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where: a place by slug, name or alias, or free text, and how precisely the event is known to be there."""

    __pydantic_config__: ClassVar[dict[str, Any]] = CONFIG
    place: Said
    precision: PlacePrecision | None = None
    detail: str | None = None  # the spot inside the place, in words


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One published text, picture or recording that the event rests on."""

    __pydantic_config__: ClassVar[dict[str, Any]] = CONFIG
    id: Said
    url: str
    publisher: Name | None = None  # a publisher's slug, name or alias, or any outlet's name
    title: str | None = None
    author: tuple[Said, ...] = ()  # persons, or the agency whose text it carries
    published: Edtf | None = None
    language: str | None = None  # BCP 47
    kind: str | None = None
    archived: tuple[Said, ...] = ()  # addresses of snapshots
    supports: str | None = None  # what of the event it carries, in words


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """Whose version the headline is, and that version in their own words, as a dispute gives the other one."""

    __pydantic_config__: ClassVar[dict[str, Any]] = CONFIG
    who: Said
    spokesperson: str | None = None
    claim: str | None = None  # what they say, in words
    quote: str | None = None
    language: str | None = None  # of the quotation, BCP 47
    date: Edtf | None = None  # when they said so
    source: tuple[Said, ...] = ()  # ids of this event's sources


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Who says otherwise, about which property, and on what source."""

    __pydantic_config__: ClassVar[dict[str, Any]] = CONFIG
    who: Said
    spokesperson: str | None = None
    about: About = "occurrence"
    value: str | None = None  # the rival value, in short
    claim: str | None = None  # what they say, in words
    quote: str | None = None
    language: str | None = None  # of the quotation, BCP 47
    date: Edtf | None = None  # when they said so
    source: tuple[Said, ...] = ()  # ids of this event's sources


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that somebody claims. Rival figures stand side by side and are never summed."""

    __pydantic_config__: ClassVar[dict[str, Any]] = CONFIG
    what: Said
    claimed_by: Said
    group: str | None = None
    low: Amount | None = None
    best: Amount | None = None
    high: Amount | None = None
    spokesperson: str | None = None
    source: tuple[Said, ...] = ()


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A correction or update of the published record."""

    __pydantic_config__: ClassVar[dict[str, Any]] = CONFIG
    date: Edtf
    type: ChangeType
    was: str | None = None
    now: str | None = None
    why: Said


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture in content/media/ with what a reader must know of it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = CONFIG
    file: Said
    alt: Said
    credit: str | None = None
    licence: str | None = None
    graphic: Flag = False


@packable
@dataclass(frozen=True, slots=True)
class Reference:
    """A link of a body to another record, and where in the file it stands (1-based)."""

    target: str  # an id or a name; `media:` and a file, or `site:` and an address, for what is no record
    line: int
    column: int


@packable
@dataclass(frozen=True, slots=True)
class Body:
    """A record's text: sanitised HTML whose internal links are still open, and what it refers to."""

    html: str = ""
    first_paragraph: str = ""  # plain text
    references: tuple[Reference, ...] = ()  # what its HTML links to and shows of this site, in the order of the text
    cites: tuple[Reference, ...] = ()  # [@…]


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every kind of record has."""

    __pydantic_config__: ClassVar[dict[str, Any]] = CONFIG
    id: str  # the file's stem, permanent
    path: str
    digest: bytes
    body: Body
    draft: Flag = False


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord(Record):
    """One event: content/events/<year>/<id>.md."""

    title: Said
    date: Edtf
    location: tuple[Location, ...]  # empty: the file says `unknown`
    source: tuple[Source, ...]
    asserted_by: tuple[Assertion, ...] = ()
    disputed_by: tuple[Dispute, ...] = ()
    figures: tuple[Figure, ...] = ()
    actors: tuple[Said, ...] = ()
    type: str | None = None
    tags: tuple[Said, ...] = ()
    status: Status | None = None
    status_reason: str | None = None
    follows: tuple[Said, ...] = ()
    part_of: tuple[Said, ...] = ()
    changes: tuple[Change, ...] = ()
    image: Image | None = None
    summary: str | None = None
    pivotal: Flag = False
    aliases: tuple[Said, ...] = ()  # former ids, kept alive as redirects


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """Why an event was taken back."""

    __pydantic_config__: ClassVar[dict[str, Any]] = CONFIG
    date: Edtf
    reason: Said


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """Which event tells it now, and why."""

    __pydantic_config__: ClassVar[dict[str, Any]] = CONFIG
    event: Said
    date: Edtf
    reason: Said


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class TombstoneRecord(Record):
    """An event that was published and is no longer told here: its address stays and says why.

    The other keys of the file may stay for those who read its history; they are not read any more.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {**CONFIG, "extra": "ignore"}
    title: Said
    retracted: Retraction | None = None
    merged_into: Merger | None = None
    aliases: tuple[Said, ...] = ()


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord(Record):
    """A place: content/places/<slug>.md."""

    name: Said
    names: dict[str, Said] = field(default_factory=dict)  # by BCP 47 language
    aliases: tuple[Said, ...] = ()
    kind: str | None = None
    within: str | None = None  # the place that holds it, mostly a province
    iso: str | None = None  # ISO 3166-2, provinces
    country: str | None = None  # ISO 3166-1 alpha-2
    coordinates: tuple[float, float] | None = None  # latitude, longitude; WGS 84, decimal degrees
    precision: str | None = None
    coordinates_from: str | None = None
    geonames_id: Whole | None = None


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRecord(Record):
    """A group, body or person: content/actors/<slug>.md."""

    name: Said
    short: str | None = None
    names: dict[str, Said] = field(default_factory=dict)
    aliases: tuple[Said, ...] = ()
    kind: str | None = None
    side: str | None = None
    country: str | None = None
    member_of: tuple[Said, ...] = ()
    from_: Edtf | None = None
    until: Edtf | None = None
    died: Edtf | None = None
    checked: str | None = None


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherRecord(Record):
    """Notes on an outlet: content/publishers/<slug>.md."""

    name: Said
    aliases: tuple[Said, ...] = ()
    kind: str | None = None
    country: str | None = None
    language: str | None = None
    owner: str | None = None  # outlets of one owner count as one publisher
    side: str | None = None  # an actor: the party or state of the story that runs it
    agency: Flag = False
    hosts: tuple[Said, ...] = ()  # host names whose pages are theirs
    checked: str | None = None


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRecord(Record):
    """A chapter of the story: content/periods/<slug>.md."""

    title: Said
    date: Edtf  # the interval it covers
    summary: Said


@packable
@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord(Record):
    """A plain page: content/pages/<slug>.md."""

    title: Said
    summary: str | None = None
    order: Whole = 0  # its place in the footer's list
