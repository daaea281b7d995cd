"""What the record says of its own past: an event's history and citation, tombstones, corrections."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from builder.chronicle.values import Chronicle, Event, Ref, Tombstone
from builder.records.dates import Edtf
from builder.records.revisions import Revision
from builder.settings import Settings
from builder.site import addresses
from builder.site.page import View
from builder.site.words import Words


def _(message: str) -> str:
    """Marks a message for the catalogue."""
    return message


class Correction(NamedTuple):
    """A typed change of the published record."""

    date: Edtf
    type: str
    event: Ref  # of a merged event with the standing of the one that tells it now
    was: str | None
    now: str | None
    why: str


def corrected(chronicle: Chronicle) -> tuple[Correction, ...]:
    """Every typed change and every tombstone, the newest first."""
    found = [
        Correction(c.date, c.type, Ref("event", e.id, e.entry.title, e.entry.mention), c.was, c.now, c.why)
        for e in chronicle.events
        for c in e.brief.changes
    ]
    for tombstone in chronicle.tombstones:
        record = tombstone.record
        ref = Ref("event", record.id, record.title, tombstone.target.entry if tombstone.target else None)
        if record.retracted:
            found.append(Correction(record.retracted.date, "retraction", ref, None, None, record.retracted.reason))
        if record.merged_into:
            now = tombstone.target.label if tombstone.target else None
            found.append(Correction(record.merged_into.date, "merger", ref, None, now, record.merged_into.reason))
    found.sort(key=lambda c: (c.date.sort_key, c.event.id), reverse=True)
    return tuple(found)


def corrections(words: Words, items: tuple[Correction, ...]) -> View:
    """The list of corrections."""
    return {
        "title": words.say(_("Corrections")),
        "description": words.say(_("What was changed on published pages in a way that changes their meaning, when and why.")),
        "items": items,
    }


def tombstone(words: Words, buried: Tombstone, revisions: tuple[Revision, ...]) -> View:
    """The page of an event that is no longer told at its address."""
    record = buried.record
    told = buried.target.entry if buried.target else None
    return {
        "title": record.title,
        "description": words.say(_("This event was merged into another.") if record.merged_into else _("This event was retracted.")),
        **({"standing": words.standing(told)} if told else {}),
        "buried": record,
        "target": buried.target,
        "revisions": tuple(reversed(revisions)),
    }


def history(words: Words, settings: Settings, event: Event, revisions: tuple[Revision, ...]) -> View:
    """What each commit changed of an event, and how to cite it as it stands."""
    last = revisions[-1] if revisions else None
    return {
        "title": words.say(_("History of: {title}"), title=event.entry.title),
        "description": words.say(_("What was changed when, and how to cite this event as it stands.")),
        "standing": words.standing(event.entry),
        "event": event,
        "entry": event.entry,
        "revisions": tuple(reversed(revisions)),
        "citation": _plain(words, settings, event, last),
        "bibtex": _bibtex(words, settings, event, last),
        "csl": _csl(words, settings, event, last),
        "is_unlisted": True,
    }


def _address(settings: Settings, event: Event) -> str:
    return settings.base_url + addresses.event(event.id)


def _plain(words: Words, settings: Settings, event: Event, last: Revision | None) -> str:
    values = {"title": event.entry.title, "site": settings.title, "standing": words.standing(event.entry), "address": _address(settings, event)}
    if not last:
        return words.say(_("“{title}”. {site}. {standing}. {address}"), **values)
    message = _("“{title}”. {site}. Version {commit} of {day}, on that day: {standing}. {address}")
    return words.say(message, commit=last.commit[:10], day=words.day(last.date), **values)


def _bibtex(words: Words, settings: Settings, event: Event, last: Revision | None) -> str:
    note = words.standing(event.entry) + (f". Version {last.commit[:10]}" if last else "")
    rows = [
        ("title", f"{{{_escaped(event.entry.title)}}}"),
        ("author", f"{{{_escaped(settings.title)}}}"),
        ("howpublished", f"\\url{{{_address(settings, event)}}}"),
        ("note", _escaped(note)),
    ]
    if last:
        rows.insert(2, ("year", last.date[:4]))
        rows.insert(3, ("date", last.date))
    return f"@misc{{{event.id},\n" + ",\n".join(f"  {name} = {{{value}}}" for name, value in rows) + "\n}"


def _escaped(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def _csl(words: Words, settings: Settings, event: Event, last: Revision | None) -> str:
    item: dict[str, object] = {
        "id": event.id,
        "type": "webpage",
        "title": event.entry.title,
        "author": [{"literal": settings.title}],
        "container-title": settings.title,
        "URL": _address(settings, event),
        "note": words.standing(event.entry),
    }
    if last:
        item |= {"version": last.commit[:10], "issued": {"date-parts": [[int(part) for part in last.date.split("-")]]}}
    return json.dumps([item], ensure_ascii=False, indent=2)
