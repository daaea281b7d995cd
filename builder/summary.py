"""What a change does to the record, for the summary of a pull request: events added, changed, removed, disputed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from builder.chronicle.values import Entry
from builder.gather import CACHE, gather, kept_at
from builder.rendering.theme import load_theme, load_words
from builder.settings import read_settings
from builder.site.words import Words

FOLDER = "content/events/"


class SummaryError(Exception):
    """Git cannot compare: no repository, or no such commit."""


def summarise(root: Path, base: str) -> str:
    """The summary, in Markdown.

    Args:
        base: the commit to compare the work tree's events with.
    Raises:
        SummaryError: git is missing, or does not know the commit.
    """
    settings = read_settings(root)
    words = load_words(load_theme(root, settings.theme), settings.language)
    with kept_at(root / CACHE) as kept:
        entries = {e.id: e for e in gather(root, settings, kept).chronicle.entries}
    changes = _changes(root, base)
    parts = [f"## {len(entries)} events, {sum(bool(e.disputes) for e in entries.values())} with a dispute\n"]
    for heading, letter in (("Added", "A"), ("Changed", "M"), ("Removed", "D")):
        ids = [i for status, i in changes if status == letter]
        if ids:
            parts.append(f"### {heading}: {len(ids)}\n")
            parts += _rows(words, ids, entries)
    return "\n".join(parts) + "\n"


def _changes(root: Path, base: str) -> list[tuple[str, str]]:
    """Letter of change and id of each event file; a file that only moved is the same event."""
    command = ["git", "-C", str(root), "diff", "--name-status", "--no-renames", "--relative", base, "--", FOLDER]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise SummaryError("git is not installed") from None
    if done.returncode:
        raise SummaryError(f"git cannot compare with `{base}`: {done.stderr.strip()}")
    found: dict[str, str] = {}
    for line in done.stdout.splitlines():
        letter, path = line.split("\t", 1)
        event_id = path.rsplit("/", 1)[-1].removesuffix(".md")
        found[event_id] = "M" if event_id in found else letter[0]
    return sorted((letter, event_id) for event_id, letter in found.items())


def _rows(words: Words, ids: Iterable[str], entries: dict[str, Entry]) -> list[str]:
    rows = []
    for event_id in ids:
        entry = entries.get(event_id)
        title = entry.title.replace("[", "\\[").replace("<", "&lt;") if entry else f"`{event_id}`"
        standing = f" ({words.standing(entry)})" if entry else ""
        rows.append(f"- {title}{standing}")
    return rows
