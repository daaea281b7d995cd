"""The documentation names every key and every setting, and no other."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from builder.reading.validation import known_keys
from builder.records import kinds
from builder.settings import KEYS

DOCS = Path(__file__).parents[1] / "docs"
SECTIONS = {
    "Events": kinds.EventRecord,
    "A location": kinds.Location,
    "A source": kinds.Source,
    "An assertion": kinds.Assertion,
    "A dispute": kinds.Dispute,
    "A figure": kinds.Figure,
    "A change": kinds.Change,
    "An image": kinds.Image,
    "Tombstones": kinds.TombstoneRecord,
    "A retraction": kinds.Retraction,
    "A merger": kinds.Merger,
    "Places": kinds.PlaceRecord,
    "Actors": kinds.ActorRecord,
    "Publishers": kinds.PublisherRecord,
    "Periods": kinds.PeriodRecord,
    "Pages": kinds.PageRecord,
}


@pytest.mark.parametrize("title", SECTIONS)
def test_keys(title: str) -> None:
    """Each kind's table lists its keys in order."""
    text = (DOCS / "RECORDS.md").read_text("utf-8")
    section = next(s for s in text.split("\n## ") if s.startswith(title))
    kind = SECTIONS[title]
    is_record = issubclass(kind, kinds.Record)
    wanted = known_keys(kind) if is_record else tuple(kinds.kebab(f.name) for f in fields(kind))
    assert tuple(re.findall(r"^\| `([a-z-]+)` \|", section, re.M)) == wanted


def test_settings() -> None:
    """The table of settings lists each of them."""
    text = (DOCS / "SETTINGS.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z.-]+)` \|", text, re.M) == list(KEYS)
