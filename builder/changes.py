"""A change against its base: what readers relied on, was changed, and is told nowhere."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from datetime import date
from pathlib import Path

from builder.chronicle.values import Chronicle, Event
from builder.gather import gather, kept_at
from builder.history import as_it_stood
from builder.problems import Finding
from builder.records.kinds import ChangeType, Figure
from builder.settings import Settings

# What readers rely on, with the type that its change most often has.
TELLING: dict[str, ChangeType] = {
    "status": "status-change",
    "date": "correction",
    "location": "correction",
    "figures": "correction",
}


def untold_changes(root: Path, base: str, now: Chronicle, settings: Settings, today: date) -> list[Finding]:
    """Published events whose status, date, place or figures differ from a base commit without a new `changes` entry.

    The two are compared as they are understood, so another way of writing the same is no change, and a status that
    follows from new evidence is one.

    Args:
        now: the chronicle of the files as they are.
        today: stands in the entry that is offered for pasting.
    Raises:
        GitError: no repository, or no such commit.
    """
    with as_it_stood(root, base) as (folder, _), kept_at(None) as kept:
        if not (folder / "content").is_dir():
            return []  # the site began later
        then = gather(folder, settings, kept).chronicle
        before = {event.id: event for event in then.events}
        buried = {tombstone.record.id for tombstone in now.tombstones}  # what was merged has told so
        pairs = [(before[name], event) for event in now.events for name in _names(event, before) if name not in buried]
        return [finding for old, new in pairs if old.digest != new.digest for finding in _untold(old, new, today)]


def _names(event: Event, before: Container[str]) -> list[str]:
    """The ids that an event had before: its own, or former ones that it got since."""
    return [event.id] if event.id in before else [alias for alias in event.brief.aliases if alias in before]


def _untold(old: Event, new: Event, today: date) -> Iterator[Finding]:
    if len(new.brief.changes) > len(old.brief.changes):
        return
    was, now = _said(old), _said(new)
    for key, kind in TELLING.items():
        if was[key].casefold() == now[key].casefold():
            continue
        before, after = (json.dumps(said[key] or "not given", ensure_ascii=False) for said in (was, now))
        is_written = key != "status" or new.told.record.status
        yield Finding(
            path=new.brief.path,
            code="change-untold",
            message=f"`{key}` of a published event was {before} and is now {after}, and `changes` does not say so",
            hint=f"add to `changes`: - {{date: {today}, type: {kind}, was: {before}, now: {after}, why: …}}",
            keys=(key,) if is_written and now[key] else (),
        )


def _said(event: Event) -> dict[str, str]:
    """What an event says of each, in a line."""
    places = (f"{p.label}, {p.detail}" if p.detail else p.label for p in event.brief.places)
    return {
        "status": event.entry.grade.status,
        "date": event.entry.date.text,
        "location": "; ".join(places),
        "figures": "; ".join(_figure(f) for f in event.told.record.figures),
    }


def _figure(figure: Figure) -> str:
    numbers = "–".join(str(n) for n in (figure.low, figure.best, figure.high) if n is not None)
    return f"{figure.what}{f' ({figure.group})' if figure.group else ''} {numbers} by {figure.claimed_by}"
