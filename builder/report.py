"""What a run found and did."""

from __future__ import annotations

from dataclasses import dataclass

from builder.problems import Count, Problem


@dataclass(frozen=True, slots=True)
class Published:
    """What a build did to the output."""

    pages: int
    rendered: int
    written: int
    removed: int
    megabytes: int = 0  # of all that stands there


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found, and what it did; `published` is None when nothing was written."""

    problems: tuple[Problem, ...]
    count: Count
    published: Published | None = None
    notices: tuple[str, ...] = ()
