"""What a run found and did."""

from __future__ import annotations

from dataclasses import dataclass

from builder.problems import Count, Problem


class ContentChanged(Exception):  # noqa: N818  # it is nobody's error
    """A file changed, or went, between being found, read and shown; the message names it."""


class WorkerError(Exception):
    """A process ended before its work was done; mostly the system had no memory left."""


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
    is_whole: bool = True  # nothing was left out that may come the next time
