"""Inline sites: small contents written where they are read."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings

from builder.build import Report, build, check
from builder.gather import CACHE, Gathered, gather
from builder.settings import read_settings

settings.register_profile("untimed", deadline=None)  # how long something takes is no matter of tests
settings.load_profile("untimed")

EVENT = """---
title: {title}
date: {date}
location: unknown
source: https://example.org/{slug}
{more}---
Somebody said something about it.
"""


class Site:
    """A site in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.output = root / "output"
        self.write("site.toml", 'title = "Test"\n[types]\nbattle = "Battle"\n')
        (root / "content" / "events").mkdir(parents=True)

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
        return file

    def event(self, event_id: str, *, title: str | None = None, date: str = "2021-09-06", more: str = "") -> Path:
        text = EVENT.format(title=title or event_id, date=date, slug=event_id, more=more)
        return self.write(f"content/events/2021/{event_id}.md", text)

    def check(self) -> Report:
        return check(self.root)

    def build(self, **options: object) -> Report:
        return build(self.root, self.output, **{"with_search": False, **options})  # type: ignore[arg-type]

    def gather(self) -> Gathered:
        return gather(self.root, read_settings(self.root), self.root / CACHE)

    def tree(self) -> dict[str, bytes]:
        return tree(self.output)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")
