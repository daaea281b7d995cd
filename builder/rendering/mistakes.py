"""What a theme's template did wrong, told with the template's file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from builder.problems import Problem
from builder.rendering.theme import Theme


class _Place(NamedTuple):
    """A line of a template, and how near its theme is: 0 for the site's, then those that it extends."""

    nearness: int
    path: str
    line: int


def template_problem(theme: Theme, error: Exception) -> Problem | None:
    """A failure as a problem of the template in which it happened; None where no template had a part in it."""
    places = [_place(theme, file, line) for file, line in _passed(error)]
    at = _guilty(error, [place for place in places if place])
    if at is None and isinstance(error, TemplateNotFound):
        at = _Place(0, f"themes/{theme.folders[0].name}/theme.toml", 1)  # the builder asked for it
    return Problem(at.path, at.line, 1, "template-error", *_said(error)) if at else None


def _guilty(error: Exception, places: Sequence[_Place]) -> _Place | None:
    """The place to mend: the innermost, since whatever a template calls may fail; in a circle all are as deep, and the site's is meant."""
    if isinstance(error, RecursionError):
        return min(places, default=None)
    return places[-1] if places else None


def _passed(error: Exception) -> Iterator[tuple[str, int]]:
    """Files and lines that an error came by, from the outside in."""
    trace = error.__traceback__
    while trace:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, TemplateSyntaxError):
        yield error.filename or "", error.lineno


def _place(theme: Theme, file: str, line: int) -> _Place | None:
    """A line of a file as it is known to who edits the theme; None where that is no template."""
    for nearness, folder in enumerate(theme.folders):
        if Path(file).is_relative_to(folder / "templates"):
            return _Place(nearness, f"themes/{folder.name}/{Path(file).relative_to(folder).as_posix()}", line)
    return None


def _said(error: Exception) -> tuple[str, str]:
    """What is wrong, and the way out."""
    if isinstance(error, TemplateNotFound):
        return f"the theme has no template `{error.name}`", "write it, or let the theme extend one that has it"
    if isinstance(error, RecursionError):
        return "the template extends or includes itself, directly or through others", "give one of them another name"
    said = error.message if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
    return f"the template fails: {said}", "mend the template"
