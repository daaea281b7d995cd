"""What the record's history says: who changed what of an event when, and which addresses were ever published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

RevisionKind = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One key of the front matter before and after; None where it was not there."""

    key: str
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What one commit did to one event."""

    commit: str  # full hash
    date: str  # ISO 8601 day, as the commit says it
    kind: RevisionKind
    fields: tuple[FieldChange, ...] = ()
    words_added: int = 0  # of the account
    words_removed: int = 0
    typed: tuple[tuple[str, str], ...] = ()  # type and reason of each `changes` entry that came with it


@dataclass(frozen=True, slots=True)
class History:
    """All of it, oldest first; empty with a notice where the past cannot be seen."""

    revisions: dict[str, tuple[Revision, ...]] = field(default_factory=dict)  # by event id
    published: dict[str, str] = field(default_factory=dict)  # id of every event ever held undrafted -> its last path
    head: str = ""
    notice: str = ""

    def of(self, event_id: str) -> tuple[Revision, ...]:
        """The revisions of an event, oldest first."""
        return self.revisions.get(event_id, ())
