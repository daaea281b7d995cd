"""What readers can search for: one record an event, place, actor, outlet and chapter, in words, with facets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal, NamedTuple

from builder.chronicle.values import Chronicle, Event, Ref
from builder.records.kinds import Body
from builder.site import addresses
from builder.site.marks import mark
from builder.site.words import Words

Engine = Literal["pagefind", "shards"]  # the script's modules search-pagefind.js and search-shards.js
OPENING = 160  # letters
_TAG = re.compile(r"<[^>]+>")
_CITE = re.compile(r'<a href="cite:[^>]*>[^<]*</a>')
BETWEEN = " ¦ "  # between the phrases of a standing, since the index makes every white space one blank; search.js takes them apart


def _(message: str) -> str:
    """Marks a message for the catalogue."""
    return message


class SearchRecord(NamedTuple):
    """One thing to find; every value is plain text in the edition's language."""

    address: str
    title: str
    text: str  # what it says, from which a result may quote; each index folds its letters, as the reader's words will be
    also: str  # what else it is found by: its title, names and outlets
    opening: str  # how its text begins, or its other names, for a result that quotes nothing
    facets: tuple[str, ...]  # words that no text has, one a facet; see facet()
    shown: tuple[tuple[str, str], ...]  # what a result says beside its title: an event's standing goes with it
    names: tuple[str, ...] = ()  # others of a place, an actor or an outlet, which are among those: they count as titles


def search_records(words: Words, chronicle: Chronicle) -> tuple[SearchRecord, ...]:
    """Everything that can be found, in the order of addresses."""
    return tuple(sorted(_records(words, chronicle), key=lambda r: r.address))


def _records(words: Words, chronicle: Chronicle) -> Iterator[SearchRecord]:
    names = {p.record.id: tuple(p.record.names.values()) + p.record.aliases for p in chronicle.facets.places}
    names |= {a.record.id: (*filter(None, [a.record.short]), *a.record.names.values(), *a.record.aliases) for a in chronicle.facets.actors}
    for event in chronicle.events:
        yield _event(words, names, event)
    for place in chronicle.facets.places:
        if place.events:
            yield _thing(words, place.ref, words.say(_("Place")), len(place.events), names[place.record.id], place.record.body)
    for actor in chronicle.facets.actors:
        if actor.events:
            yield _thing(words, actor.ref, words.say(_("Actor")), len(actor.events), names[actor.record.id], actor.record.body)
    for outlet in chronicle.facets.publishers:
        aliases = outlet.record.aliases if outlet.record else ()
        body = outlet.record.body if outlet.record else Body()
        yield _thing(words, outlet.ref, words.say(_("Outlet")), len(outlet.cited), aliases, body)
    for period in chronicle.facets.periods:
        ref = Ref("period", period.record.id, period.record.title)
        yield _thing(words, ref, words.say(_("Chapter")), len(period.events), (), period.record.body)


def _event(words: Words, names: dict[str, tuple[str, ...]], event: Event) -> SearchRecord:
    brief, entry = event.brief, event.entry
    told = event.told
    record, claims = told
    refs = (*(p.ref for p in brief.places if p.ref), *brief.actors)
    said = [c.claim for c in claims if c.claim] + [c.quote for c in claims if c.quote]
    outlets = [f"{line.publisher.label} {line.title or ''}" for line in brief.sources]
    also = [name for ref in refs for name in (ref.label, *names.get(ref.id, ()))]
    where = "; ".join(p.label for p in brief.places)
    facets = (
        facet("kind", "event"),
        facet("status", entry.grade.status),
        facet("type", record.type or "none"),
        facet("year", str(entry.month[0])),
    )
    shown = (("when", words.date(record.date)), ("where", where), ("mark", mark(entry)), ("standing", BETWEEN.join(words.says_of(entry))))
    text = " ".join([plain_text(record.body), *said])
    return SearchRecord(addresses.event(event.id), record.title, text, " ".join([record.title, *also, *outlets]), _opening(told.summary), facets, shown)


def _thing(words: Words, ref: Ref, kind: str, events: int, names: tuple[str, ...], body: Body) -> SearchRecord:
    shown = (("when", kind), ("where", words.plural(_("{n} event"), _("{n} events"), events)))
    said = plain_text(body)
    opening = _opening(said or ", ".join(names))
    return SearchRecord(addresses.of(ref), ref.label, said, " ".join([ref.label, *names]), opening, (facet("kind", ref.kind),), shown, names)


def _opening(text: str) -> str:
    """A text cut where a word ends, with the sign of a cut."""
    return text if len(text) <= OPENING else f"{text[:OPENING].rsplit(' ', 1)[0].rstrip('.,;: ')} …"


def facet(name: str, value: str) -> str:
    """The word that stands for a facet in index and query.

    Pagefind's own filters come out in another order each time it runs, and the same record shall give the same bytes.
    """
    return f"zz{name}{value}".replace("-", "")


def plain_text(body: Body) -> str:
    """A body without its markup and the numbers of its sources."""
    return re.sub(r" +(['’]s\b|[.,;:)])", r"\1", " ".join(unescape(_TAG.sub(" ", _CITE.sub(" ", body.html))).split()))
