"""The Atom feed (RFC 4287): the latest events, each with its status and who disputes it."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from builder.chronicle.values import Event
from builder.settings import Settings
from builder.site import addresses
from builder.site.page import Group, View
from builder.site.words import Words

_ATOM = "http://www.w3.org/2005/Atom"


def view(words: Words, settings: Settings, events: Group) -> View:
    """The feed's bytes."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {"xml:lang": words.language})
    identity = uuid5(NAMESPACE_URL, settings.id)
    _add(feed, "title", settings.title)
    _add(feed, "id", identity.urn)
    _add(feed, "updated", _instant(max((_updated(e) for e in events.items), default=date(1970, 1, 1))))
    ET.SubElement(_add(feed, "author"), f"{{{_ATOM}}}name").text = settings.title
    if settings.base_url:
        ET.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "self", "href": f"{settings.base_url}feed.xml"})
    ET.SubElement(feed, f"{{{_ATOM}}}link", {"href": settings.base_url or "./"})
    for event in events.items:
        feed.append(_entry(words, settings, event, uuid5(identity, event.id).urn))
    ET.indent(feed)
    return {"bytes": b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="utf-8") + b"\n"}


def _entry(words: Words, settings: Settings, event: Event, urn: str) -> ET.Element:
    entry = ET.Element(f"{{{_ATOM}}}entry")
    standing = words.standing(event.entry)
    _add(entry, "title", f"{event.record.title} [{standing}]")
    _add(entry, "id", urn)
    _add(entry, "updated", _instant(_updated(event)))
    ET.SubElement(entry, f"{{{_ATOM}}}link", {"href": settings.base_url + addresses.event(event.id)})
    ET.SubElement(entry, f"{{{_ATOM}}}category", {"term": event.grade.status, "label": words.status(event.grade.status)})
    where = "; ".join(p.label for p in event.places)
    parts = [words.date(event.record.date), where, standing, event.entry.summary]
    _add(entry, "summary", ". ".join(p.rstrip(".") for p in parts if p) + ".")
    return entry


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = text
    return element


def _updated(event: Event) -> date:
    """The last change on record, else the last day that a source appeared, else the event's own."""
    days = [c.date.latest for c in event.record.changes] or [
        s.source.published.latest for s in event.sources if s.source.published
    ]
    return max((d for d in days if d), default=event.record.date.sort_key[0])


def _instant(day: date) -> str:
    """A day as Atom wants it: an instant, at the start of the day in UTC."""
    return f"{day.isoformat()}T00:00:00Z"
