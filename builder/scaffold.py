"""The file of a new event, ready to be filled in; a draft until its author says otherwise."""

from __future__ import annotations

from pathlib import Path

import yaml

from builder.records.addresses import slugify
from builder.records.dates import DateError, parse_date
from builder.settings import NO_SITE

_TEMPLATE = """---
{head}
# A URL, or a list of `{{id, url, publisher, title, published, supports}}`.
source:
# Who says so: an actor, or `{{who, claim, quote, date, source}}`; leave it out when independent observers report it.
asserted-by:
# Who says otherwise: an actor, or `{{who, about, claim, date, source}}`.
disputed-by:
# Remove the next line to publish.
draft: true
---
Who said what, where and when; who answers it; what remains open. Cite a source with `[@s1]`.
"""


class ScaffoldError(Exception):
    """The event cannot be written: no site, a date that is none, no title, or a file that is there already."""


def scaffold(root: Path, title: str, when: str, location: str) -> Path:
    """Write `content/events/<year>/<id>.md` below the site root.

    Args:
        title: what happened; white space in it counts as one space.
        when: an EDTF date.
        location: a place's slug, name or alias, or `unknown`.
    Returns:
        The new file.
    Raises:
        ScaffoldError: there is no content/, the date cannot be read, the title is empty, or the file exists.
    """
    if not (root / "content").is_dir():
        raise ScaffoldError(f"{root / 'content'}: {NO_SITE}")
    title = " ".join(title.split())
    if not title:
        raise ScaffoldError("the title is empty; say what happened, in a line")
    try:
        date = parse_date(when)
    except DateError as error:
        raise ScaffoldError(f"--date: {error}; {error.hint}") from None
    first = date.earliest or date.latest
    assert first is not None  # a date has one end at least
    event_id = f"{date.iso}-{slugify(title)[:60].strip('-')}"
    path = root / "content" / "events" / f"{first.year:04}" / f"{event_id}.md"
    head = f"{_line('title', title)}\ndate: {date.text}\n{_line('location', location)}"  # a date is read as it is written, without quotes
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_TEMPLATE.format(head=head))
    except FileExistsError:
        raise ScaffoldError(f"{path.relative_to(root).as_posix()} is there already") from None
    return path


def _line(key: str, value: str) -> str:
    """A key and its text as YAML, in quotes where it needs them."""
    return str(yaml.safe_dump({key: value}, allow_unicode=True, width=float("inf"))).strip()
