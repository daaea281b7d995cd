"""Merging one event into another: a tombstone at the old address, an alias at the new one, and nothing else touched.

The files are edited as text, so that comments, key order, quoting and line ends stay as their authors wrote them. Both are
read again before either is written: what a file says afterwards must be what it said and the one thing more.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from builder.reading.discovery import discover, event_id
from builder.reading.fences import Cut, cut, plain
from builder.reading.front_matter import Parsed, split
from builder.records.addresses import ID
from builder.records.folders import BURIES

_NULL = "tag:yaml.org,2002:null"


class MergeError(Exception):
    """The two cannot be merged; the message says why, and nothing was written."""


class _File(NamedTuple):
    """An event's file as it stands."""

    name: str  # its path from the site root
    raw: str  # with a byte order mark and the line ends that it has
    text: str  # without
    said: Parsed


class _Edit(NamedTuple):
    """What comes in place of a part of a file's text; offsets as in its plain text."""

    start: int
    end: int
    text: str


def merge(root: Path, old: str, new: str, reason: str, today: date) -> tuple[Path, Path]:
    """Make `old` a tombstone that leads to `new`.

    Args:
        reason: why the two are one, in a line; white space in it counts as one space.
    Returns:
        The two files, old and new.
    Raises:
        MergeError: one of them is missing, is no sound file, is a tombstone or draft, or is written in a form that is not edited.
    """
    why = " ".join(reason.split())
    if not why:
        raise MergeError("the reason is empty; readers see it")
    if old == new:
        raise MergeError("an event cannot be merged into itself")
    grave, heir = _file(root, old), _file(root, new)
    for event, file in ((old, grave), (new, heir)):
        if any(key in file.said.data for key in BURIES):
            raise MergeError(f"{event} is a tombstone already")
    if heir.said.data.get("draft") is True:
        raise MergeError(f"{new} is a draft; publish it first")
    lines = f"merged-into:\n  event: {_yaml(new)}\n  date: {today.isoformat()}\n  reason: {_yaml(why)}\n"
    buried = _edited(grave, _last(grave.text, lines), {"merged-into": {"event": new, "date": today.isoformat(), "reason": why}})
    known = _listed(heir.said.data.get("aliases"))
    leading = heir.raw if old in known else _edited(heir, _alias(heir.text, _yaml(old)), {"aliases": [*known, old]})
    if buried is None or leading is None:
        name = grave.name if buried is None else heir.name
        by_hand = f"write this into {grave.name}:\n{lines}and `{old}` into the `aliases` of {heir.name}"
        raise MergeError(f"{name}: its front matter has a form that `merge` does not edit, and nothing was written; {by_hand}")
    paths = root / grave.name, root / heir.name
    for path, text in zip(paths, (buried, leading), strict=True):
        path.write_bytes(text.encode())
    return paths


def _file(root: Path, name: str) -> _File:
    """The file of an event, where there is just one and it can be read."""
    if not ID.fullmatch(name):
        raise MergeError(f"`{name}` is no event's id: that is the name of its file without `.md`")
    found = [file.path for file in discover(root).files if event_id(file.path) == name]
    if len(found) != 1:
        raise MergeError(f"{' and '.join(found)} have one id" if found else f"content/events/ has no file {name}.md")
    raw = (root / found[0]).read_bytes()
    try:
        text = plain(raw)
    except UnicodeDecodeError:
        raise MergeError(f"{found[0]}: not UTF-8; save the file as UTF-8") from None
    said = split(found[0], text)
    if not isinstance(said, Parsed):
        raise MergeError(f"{found[0]}:{said.line}: {said.message}")
    return _File(found[0], raw.decode(), text, said)


def _edited(file: _File, edit: _Edit, more: dict[str, Any]) -> str | None:
    """A file with an edit made, if it then says what it said and this; else None."""
    has_mark = file.raw.startswith("\ufeff")
    breaks = [found.start() - n - has_mark for n, found in enumerate(re.finditer("\r\n", file.raw))]  # as offsets of the plain text
    start, end = (n + bisect_left(breaks, n) + has_mark for n in (edit.start, edit.end))
    line_end = "\r\n" if breaks else "\n" if "\n" in file.raw else "\r"
    edited = file.raw[:start] + edit.text.replace("\n", line_end) + file.raw[end:]
    said = split(file.name, plain(edited.encode()))
    is_so = isinstance(said, Parsed) and said.data == {**file.said.data, **more} and said.body == file.said.body
    return edited if is_so else None


def _last(text: str, lines: str) -> _Edit:
    """Lines at the end of the front matter."""
    end = _cut(text).header_end
    return _Edit(end, end, lines)


def _alias(text: str, alias: str) -> _Edit:
    """One more alias, in the form in which the others are written."""
    found = _cut(text)
    start, header = found.header_end - len(found.header), found.header
    top = yaml.compose(header, Loader=yaml.CSafeLoader)
    pairs = top.value if isinstance(top, yaml.MappingNode) else []
    key, node = next((pair for pair in pairs if pair[0].value == "aliases"), (None, None))
    if key is None or node is None:
        return _last(text, f"aliases: [{alias}]\n")
    first, end = node.start_mark.index, node.end_mark.index
    if node.tag == _NULL:
        after = header.find(":", key.end_mark.index) + 1  # where nothing stands it has no place of its own
        edit = _Edit(first, end, f"[{alias}]") if node.value else _Edit(after, after, f" [{alias}]")
    elif not isinstance(node, yaml.SequenceNode):
        edit = _Edit(first, end, f"[{header[first:end]}, {alias}]")
    elif not node.value:
        edit = _Edit(first + 1, first + 1, alias)
    elif node.flow_style:
        last = node.value[-1].end_mark.index
        edit = _Edit(last, last, f", {alias}")
    else:
        last = header.index("\n", len(header[: node.value[-1].end_mark.index].rstrip()))
        edit = _Edit(last, last, f"\n{' ' * node.start_mark.column}- {alias}")
    return _Edit(start + edit.start, start + edit.end, edit.text)


def _cut(text: str) -> Cut:
    found = cut("", text)
    assert isinstance(found, Cut)  # as it was when the file was read
    return found


def _listed(value: Any) -> list[Any]:
    """The items of a key that takes one value or a list of them."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _yaml(text: str) -> str:
    """A text of one line as YAML, in quotes where it needs them."""
    return str(yaml.safe_dump(text, allow_unicode=True, width=float("inf"))).split("\n")[0]
