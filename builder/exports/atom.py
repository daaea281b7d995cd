"""The Atom feed (RFC 4287): the latest events, each with its status and who disputes it."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree as ET

from builder.chronicle.values import Event
from builder.records.dates import Edtf
from builder.settings import Settings
from builder.site import addresses
from builder.site.page import Group, View
from builder.site.past_views import Correction
from builder.site.words import Words


def _(message: str) -> str:
    """Marks a message for the catalogue."""
    return message


_ATOM = "http://www.w3.org/2005/Atom"


def view(words: Words, settings: Settings, events: Group) -> View:
    """The feed's bytes."""
    identity = uuid5(NAMESPACE_URL, settings.id)
    updated = max((_updated(e) for e in events.items), default=date(1970, 1, 1))
    feed = _feed(words, settings, settings.title, identity, updated, "feed.xml")
    for event in events.items:
        feed.append(_entry(words, settings, event, uuid5(identity, event.id).urn))
    return _bytes(feed)


def corrections(words: Words, settings: Settings, items: tuple[Correction, ...]) -> View:
    """The bytes of the feed of corrections."""
    identity = uuid5(uuid5(NAMESPACE_URL, settings.id), "corrections")
    title = f"{settings.title}: {words.say(_('Corrections'))}"
    updated = max((_last(c.date) for c in items), default=date(1970, 1, 1))
    feed = _feed(words, settings, title, identity, updated, "corrections.xml")
    for item in items:
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        standing = f" [{words.standing(item.event.entry)}]" if item.event.entry else ""
        _add(entry, "title", f"{words.term(item.type)}: {item.event.label}{standing}")
        _add(entry, "id", uuid5(identity, f"{item.event.id} {item.date} {item.type} {item.why}").urn)
        _add(entry, "updated", _instant(_last(item.date)))
        ET.SubElement(entry, f"{{{_ATOM}}}link", {"href": settings.base_url + addresses.event(item.event.id)})
        ET.SubElement(entry, f"{{{_ATOM}}}category", {"term": item.type, "label": words.term(item.type)})
        said = [item.why]
        said += [words.say(_("It was: {was}."), was=item.was)] if item.was else []
        said += [words.say(_("It is now: {now}."), now=item.now)] if item.now else []
        _add(entry, "summary", " ".join(said))
    return _bytes(feed)


def _feed(words: Words, settings: Settings, title: str, identity: UUID, updated: date, file: str) -> ET.Element:
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {"xml:lang": words.language})
    _add(feed, "title", title)
    _add(feed, "id", identity.urn)
    _add(feed, "updated", _instant(updated))
    ET.SubElement(_add(feed, "author"), f"{{{_ATOM}}}name").text = settings.title
    if settings.base_url:
        ET.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "self", "href": f"{settings.base_url}{file}"})
    ET.SubElement(feed, f"{{{_ATOM}}}link", {"href": settings.base_url or "./"})
    return feed


def _bytes(feed: ET.Element) -> View:
    ET.indent(feed)
    return {"bytes": b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="utf-8") + b"\n"}


def _last(when: Edtf) -> date:
    return when.latest or when.sort_key[0]


def _entry(words: Words, settings: Settings, event: Event, urn: str) -> ET.Element:
    entry = ET.Element(f"{{{_ATOM}}}entry")
    standing = words.standing(event.entry)
    _add(entry, "title", f"{event.entry.title} [{standing}]")
    _add(entry, "id", urn)
    _add(entry, "updated", _instant(_updated(event)))
    ET.SubElement(entry, f"{{{_ATOM}}}link", {"href": settings.base_url + addresses.event(event.id)})
    ET.SubElement(entry, f"{{{_ATOM}}}category", {"term": event.entry.grade.status, "label": words.status(event.entry.grade.status)})
    where = "; ".join(p.label for p in event.brief.places)
    parts = [words.date(event.entry.date), where, standing, event.told.summary]
    _add(entry, "summary", ". ".join(p.rstrip(".") for p in parts if p) + ".")
    return entry


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = text
    return element


def _updated(event: Event) -> date:
    """The last change on record, else the last day that a source appeared, else the event's own."""
    days = [c.date.latest for c in event.brief.changes] or [s.published.latest for s in event.brief.sources if s.published]
    return max([event.entry.date.sort_key[0], *filter(None, days)])  # a source on its background may be older than the event


def _instant(day: date) -> str:
    """A day as Atom wants it: an instant, at the start of the day in UTC."""
    return f"{day.isoformat()}T00:00:00Z"
