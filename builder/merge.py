"""Merging one event into another: a tombstone at the old address, an alias at the new one, and nothing else touched.

The files are edited as text, so that comments, key order and quoting stay as their authors wrote them.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import yaml

from builder.reading.fences import Cut, cut
from builder.reading.front_matter import Parsed, split


class MergeError(Exception):
    """The two cannot be merged; the message says why."""


def merge(root: Path, old: str, new: str, reason: str, today: date) -> tuple[Path, Path]:
    """Make `old` a tombstone that leads to `new`.

    Returns:
        The two files, old and new.
    Raises:
        MergeError: one of them is missing, is no sound file, or is a tombstone already.
    """
    if old == new:
        raise MergeError("an event cannot be merged into itself")
    (old_path, old_text, old_data), (new_path, new_text, new_data) = _file(root, old), _file(root, new)
    for event_id, data in ((old, old_data), (new, new_data)):
        if "retracted" in data or "merged-into" in data:
            raise MergeError(f"{event_id} is a tombstone already")
    said = yaml.safe_dump(reason, allow_unicode=True, width=10_000).split("\n")[0]
    grave = f"merged-into:\n  event: {new}\n  date: {today.isoformat()}\n  reason: {said}\n"
    old_path.write_text(_before_fence(old_text, grave), "utf-8")
    new_path.write_text(_with_alias(new_text, new_data, old), "utf-8")
    return old_path, new_path


def _file(root: Path, event_id: str) -> tuple[Path, str, dict[str, object]]:
    found = sorted((root / "content" / "events").rglob(f"{event_id}.md"))
    if not found:
        raise MergeError(f"content/events/ has no file {event_id}.md")
    text = found[0].read_text("utf-8")
    parsed = split(found[0].name, text)
    if not isinstance(parsed, Parsed):
        raise MergeError(f"{found[0].relative_to(root).as_posix()}:{parsed.line}: {parsed.message}")
    return found[0], text, parsed.data


def _before_fence(text: str, lines: str) -> str:
    """A file with lines added at the end of its front matter."""
    found = cut("", text)
    assert isinstance(found, Cut)  # as the reader found it
    return text[: found.header_end] + lines + text[found.header_end :]


def _with_alias(text: str, data: dict[str, object], alias: str) -> str:
    """A file whose `aliases` hold one more, in the form in which they are written."""
    if not data.get("aliases"):
        bare = re.compile(r"^aliases:[ \t]*(?:\[\])?[ \t]*$", re.M)
        return bare.sub(f"aliases: [{alias}]", text, count=1) if bare.search(text) else _before_fence(text, f"aliases: [{alias}]\n")
    if flow := re.search(r"^aliases:[ \t]*\[([^\]]*)\]", text, re.M):
        return f"{text[: flow.end(1)]}, {alias}{text[flow.end(1) :]}"
    if block := re.search(r"^aliases:[ \t]*(?:#[^\n]*)?\n((?:[ \t]*- [^\n]*\n|[ \t]*#[^\n]*\n)+)", text, re.M):
        dash = re.search(r"^([ \t]*)- ", block[1], re.M)
        assert dash
        return f"{text[: block.end(1)]}{dash[1]}- {alias}\n{text[block.end(1) :]}"
    return re.sub(r"^(aliases:[ \t]*)([^\s#]+)", rf"\1[\2, {alias}]", text, count=1, flags=re.M)
