"""The file of a new event, ready to be filled in; a draft until its author says otherwise."""

from __future__ import annotations

from pathlib import Path

import yaml

from builder.records.addresses import slugify
from builder.records.dates import DateError, parse_date

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
    """The event cannot be written: a date that is none, or a file that is there already."""


def scaffold(root: Path, title: str, when: str, location: str) -> Path:
    """Write `content/events/<year>/<id>.md` below the site root.

    Args:
        when: an EDTF date.
        location: a place's slug, name or alias, or `unknown`.
    Returns:
        The new file.
    Raises:
        ScaffoldError: the date cannot be read, or the file exists.
    """
    try:
        date = parse_date(when)
    except DateError as error:
        raise ScaffoldError(f"--date: {error}; {error.hint}") from None
    first = date.earliest or date.latest
    assert first is not None  # a date has one end at least
    event_id = f"{date.iso}-{slugify(title)[:60].strip('-')}"
    path = root / "content" / "events" / f"{first.year:04}" / f"{event_id}.md"
    head = yaml.safe_dump(
        {"title": title, "date": date.text, "location": location}, allow_unicode=True, sort_keys=False, width=10_000
    ).strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_TEMPLATE.format(head=head.replace("'" + date.text + "'", date.text)))
    except FileExistsError:
        raise ScaffoldError(f"{path.relative_to(root).as_posix()} is there already") from None
    return path
