"""A file cut in two: front matter between its fences, and text. Nothing of either is read here."""

from __future__ import annotations

import re
from typing import NamedTuple

from builder.problems import Finding

FENCE = re.compile(r"^-{3,}[^\S\n]*$", re.MULTILINE)  # what `python-frontmatter` takes for one


class Cut(NamedTuple):
    """The two parts of a file."""

    header: str  # the front matter, without its fences
    header_end: int  # offset of the closing fence
    body: str  # without blank lines around it
    body_line: int  # its first line, 1-based, counted from the top of the file


def plain(raw: bytes) -> str:
    """The text of a file: without a byte order mark, and with plain line ends.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def cut(path: str, text: str) -> Cut | Finding:
    """Cut a file in two, or say why it cannot be."""
    if not text.strip():
        return Finding(path=path, code="empty-file", message="the file is empty", hint="write an event, or delete the file")
    opening = FENCE.match(text)
    if not opening:
        return Finding(
            path=path,
            code="no-front-matter",
            message="the file does not begin with front matter",
            hint="begin with a line `---`, then the keys, then a line `---`",
            line=next(i for i, row in enumerate(text.splitlines(), 1) if row.strip()),
            column=1,
        )
    closing = closing_fence(text, opening.end())
    if not closing:
        return Finding(
            path=path,
            code="front-matter-not-closed",
            message="the front matter that begins here is never closed",
            hint="end it with a line `---`",
            line=1,
            column=1,
        )
    after = text[closing.end() + 1 :]
    body_line = text.count("\n", 0, closing.end()) + 2 + _blank_lines(after)
    return Cut(text[opening.end() : closing.start()], closing.start(), after.strip(), body_line)


def closing_fence(text: str, start: int) -> re.Match[str] | None:
    """The next fence; text is searched for its sign before the expression is tried at a line."""
    while (start := text.find("\n---", start) + 1) > 0:
        if fence := FENCE.match(text, start):
            return fence
    return None


def _blank_lines(text: str) -> int:
    """How many lines are left out before the body begins; none where nothing but such lines follow."""
    body = text.lstrip()
    return text.count("\n", 0, len(text) - len(body)) if body else 0
