"""What a change does to the record, for the summary of a pull request: events added, renamed, changed, removed, disputed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from builder.chronicle.values import Chronicle, Entry
from builder.gather import CACHE, gather, kept_at
from builder.git import git
from builder.history import past
from builder.reading.discovery import EVENTS, event_id
from builder.reading.fences import plain
from builder.reading.front_matter import Parsed, split
from builder.rendering.theme import load_theme, load_words
from builder.settings import read_settings
from builder.site.words import Words


class _Change(NamedTuple):
    """What became of an event's file."""

    letter: str  # A: added, D: removed, M: changed, or only moved
    path: str


def summarise(root: Path, base: str) -> str:
    """The summary, in Markdown.

    Args:
        base: the commit to compare the work tree's events with.
    Raises:
        GitError: git is missing, or does not know the commit.
    """
    settings = read_settings(root)
    words = load_words(load_theme(root, settings.theme), settings.language)
    commit = past(root, base).commit
    with kept_at(root / CACHE) as kept:
        chronicle = gather(root, settings, kept).chronicle
    entries = {e.id: e for e in chronicle.entries}
    changes = _changes(root, commit)
    renamed = _renamed(chronicle, changes)
    moved = {event for pair in renamed for event in pair}

    def listed(letter: str) -> list[str]:
        return [f"- {_named(words, event, entries)}" for event, change in changes.items() if change.letter == letter and event not in moved]

    sections = {
        "Added": listed("A"),
        "Renamed": [f"- {_named(words, new, entries)}: `{old}` is now `{new}`{_besides(root, commit, changes[old], changes[new])}" for old, new in renamed],
        "Changed": listed("M"),
        "Removed": listed("D"),
    }
    parts = [f"## {len(entries)} events, {sum(bool(e.disputes) for e in entries.values())} with a dispute\n"]
    for heading, rows in sections.items():
        if rows:
            parts += [f"### {heading}: {len(rows)}\n", *rows]
    return "\n".join(parts) + "\n"


def _changes(root: Path, commit: str) -> dict[str, _Change]:
    """What became of each event, by id; a file that only moved is the same event, and one that git does not follow yet is new."""
    status = _texts(git(root, "diff", "--name-status", "--no-renames", "--relative", "-z", commit, "--", EVENTS))
    untracked = _texts(git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", EVENTS))
    found: dict[str, _Change] = {}
    for letter, path in (*zip(status[::2], status[1::2], strict=True), *(("A", path) for path in untracked)):
        if event := event_id(path):
            found[event] = _Change("M" if event in found or letter not in "AD" else letter, path)
    return dict(sorted(found.items()))


def _texts(listed: bytes) -> list[str]:
    return listed.decode("utf-8", "surrogateescape").split("\0")[:-1]


def _renamed(chronicle: Chronicle, changes: dict[str, _Change]) -> list[tuple[str, str]]:
    """The ids, before and now, of events that have another since."""
    pairs = [(old, ref.id) for old, ref in chronicle.aliases if old in changes and ref.id in changes]
    return [(old, new) for old, new in pairs if changes[old].letter == "D" and changes[new].letter == "A"]


def _besides(root: Path, commit: str, old: _Change, new: _Change) -> str:
    """What changed of a renamed event besides its id, in words."""
    with suppress(UnicodeDecodeError):
        before = split(old.path, plain(git(root, "cat-file", "blob", f"{commit}:./{old.path}")))
        after = split(new.path, plain((root / new.path).read_bytes()))
        if isinstance(before, Parsed) and isinstance(after, Parsed):
            keys = dict.fromkeys([*before.data, *after.data])
            other = [f"`{key}`" for key in keys if key != "aliases" and before.data.get(key) != after.data.get(key)]
            other += ["text"] * (before.body != after.body)
            return f", with another {' and '.join(filter(None, (', '.join(other[:-1]), other[-1])))}" if other else ""
    return ""


def _named(words: Words, event: str, entries: dict[str, Entry]) -> str:
    """An event's title and standing; its id where it is not told."""
    entry = entries.get(event)
    if not entry:
        return f"`{event}`"
    title = entry.title.replace("[", "\\[").replace("<", "&lt;")
    return f"{title} ({words.standing(entry)})"
