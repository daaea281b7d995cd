"""Git's log to history: one pass over the main line, kept in the cache by commit.

Only the first parent of a merge counts, so that what a branch tried out and dropped was never published. Names and
mail addresses of committers are not read at all.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import date
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from builder.git import GitError, git, head
from builder.kept import keep_sealed, unsealed
from builder.pool import in_order
from builder.problems import Finding
from builder.reading.discovery import EVENTS, event_id
from builder.reading.fences import plain
from builder.reading.front_matter import Parsed, split
from builder.records.revisions import FieldChange, History, Revision, RevisionKind

CACHE = "history.json"
POOL_FROM = 300  # fewer changes than this are told before a second process would have started
_NONE = "0" * 40


class _Move(NamedTuple):
    """An event's file in a commit: its blob before, its blob after, and its path."""

    commit: str
    day: str
    old: str
    new: str
    path: str


def read_history(root: Path, cache: Path, commit: str = "HEAD", jobs: int = 1) -> History:
    """The history of the site's events, up to a commit: the one that is checked out unless another is named."""
    found, notice = head(root, commit)
    if not found:
        return History(notice=notice)
    known = _load(cache / CACHE)
    if known.head != found:
        known = _extend(root, known, found, jobs)
        _save(cache / CACHE, known)
    return known


def _extend(root: Path, known: History, head: str, jobs: int) -> History:
    """What the log adds to a known history; all of it when the known one is on no way to this commit."""
    if known.head and not _goes_on(root, known.head, head):
        known = History()
    span = f"{known.head}..{head}" if known.head else head
    log = git(root, "log", "--first-parent", "-m", "--reverse", "--raw", "--no-abbrev", "--no-renames", "--relative",
              "-z", "--format=%x01%H %cs", span, "--", EVENTS).decode("utf-8", "surrogateescape")
    moves: dict[str, list[_Move]] = defaultdict(list)
    for commit, day, moved in _commits(log):
        for event, (old, new, path) in sorted(moved.items()):
            moves[event].append(_Move(commit, day, old, new, path))
    count = sum(map(len, moves.values()))
    texts = _blobs(root, {sha for those in moves.values() for move in those for sha in (move.old, move.new) if sha != _NONE})
    revisions, published = dict(known.revisions), dict(known.published)
    tell = partial(_told, texts, frozenset(revisions))
    for event, told, path in in_order(tell, list(moves.items()), jobs if count >= POOL_FROM else 1):
        revisions[event] = (*revisions.get(event, ()), *told)
        if path:
            published[event] = path
    return History({event: told for event, told in revisions.items() if told}, published, head)


def _goes_on(root: Path, known: str, head: str) -> bool:
    """Whether the main line to a commit passes a known one; it does not pass those of a branch that was merged."""
    try:
        line = git(root, "rev-list", "--first-parent", "--boundary", f"{known}..{head}")
    except GitError:  # the known one is gone
        return False
    return f"-{known}" in line.decode().split()


def _told(texts: Mapping[str, str], begun: frozenset[str], event: tuple[str, list[_Move]]) -> tuple[str, list[Revision], str]:
    """What the moves of an event changed, and where it was published last.

    Args:
        begun: the events that have a history already.
    """
    name, moves = event
    told: list[Revision] = []
    published, blob = "", ""
    said: Parsed | None = None  # by the latest blob, with which the next change begins
    for move in moves:
        before, after = said if blob == move.old else _parsed(move.path, texts.get(move.old)), _parsed(move.path, texts.get(move.new))
        blob, said = move.new, after
        if after:
            published = move.path
        if before or after:
            told.append(_revision(move.commit, move.day, before, after, is_first=not told and name not in begun))
    return name, told, published


def _commits(log: str) -> Iterator[tuple[str, str, dict[str, tuple[str, str, str]]]]:
    """Commit, day, and for each event touched its blob before, its blob after, and its path."""
    for block in log.split("\x01")[1:]:
        parts = block.split("\0")
        commit, day = parts[0].strip().split(" ")
        moves: dict[str, tuple[str, str, str]] = {}
        entries = [p.lstrip("\n") for p in parts[1:]]
        for raw, path in zip(entries[::2], entries[1::2], strict=False):
            event = event_id(path)
            if not raw.startswith(":") or not event:
                continue
            _, _, old, new, _letter = raw.split(" ")
            if event in moves:  # removed here and added there: it moved
                was = moves[event]
                old, new = (o if o != _NONE else w for o, w in zip((old, new), was[:2], strict=True))
            moves[event] = (old, new, path)
        yield commit, day, moves


def _blobs(root: Path, wanted: set[str]) -> dict[str, str]:
    """The texts of blobs, from one process; without those that no reader could have read."""
    order = sorted(wanted)
    if not order:
        return {}
    data = git(root, "cat-file", "--batch", stdin="".join(f"{sha}\n" for sha in order).encode())
    texts, at = {}, 0
    for sha in order:
        end = data.index(b"\n", at)
        size = int(data[at:end].rsplit(b" ", 1)[1])
        with suppress(UnicodeDecodeError):
            texts[sha] = plain(data[end + 1 : end + 1 + size])
        at = end + size + 2
    return texts


def _parsed(path: str, text: str | None) -> Parsed | None:
    """A published file as it was; None when it was not there, was a draft, or could not be read then either."""
    found = split(path, text) if text is not None else None
    return found if isinstance(found, Parsed) and found.data.get("draft") is not True else None


def _revision(commit: str, day: str, before: Parsed | None, after: Parsed | None, *, is_first: bool) -> Revision:
    kind: RevisionKind = "removed" if not after else "added" if is_first else "changed"
    old, new = (p.data if p else {} for p in (before, after))
    keys = dict.fromkeys([*old, *new])
    changed = [_field(k, old.get(k), new.get(k)) for k in keys if old.get(k) != new.get(k) and k != "changes"]
    added, removed = _words(before.body if before else "", after.body if after else "")
    typed = [c for c in _entries(new) if c not in _entries(old)]
    fields = tuple(changed) if before and after else ()
    return Revision(commit, day, kind, fields, added, removed, tuple((str(c.get("type")), str(c.get("why"))) for c in typed))


def _field(key: str, old: Any, new: Any) -> FieldChange:
    """Before and after; of a list only the items that came or went."""
    if isinstance(old, list) and isinstance(new, list):
        old, new = [v for v in old if v not in new], [v for v in new if v not in old]
    return FieldChange(key, _say(old) or None, _say(new) or None)


def _entries(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = data.get("changes") or []
    return [c for c in (found if isinstance(found, list) else [found]) if isinstance(c, dict)]


def _say(value: Any) -> str | None:
    """A value of the front matter: what has parts a line for each, and an empty line between several such."""
    if value is None:
        return None
    if isinstance(value, dict):
        return "\n".join(f"{k}: {_say(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ("\n\n" if any(isinstance(v, dict) for v in value) else "; ").join(_say(v) or "" for v in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(old: str, new: str) -> tuple[int, int]:
    """How many words came and went."""
    before, after = old.split(), new.split()
    if not before or not after:
        return len(after), len(before)
    kept = sum(block.size for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks())
    return len(after) - kept, len(before) - kept


# the record as it stood


class Past(NamedTuple):
    """A commit of the main line and its day."""

    commit: str
    date: str


def past(root: Path, when: str) -> Past:
    """The commit that is meant by a day or a name.

    Args:
        when: a day (the last commit of that day or before it, UTC), or anything that git takes for a commit.
    Raises:
        GitError: no repository, no such day or commit, or none so early.
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", when):
        commit = git(root, "rev-list", "-1", "--first-parent", f"--before={_day(when)}T23:59:59Z", "HEAD").decode().strip()
        if not commit:
            raise GitError(f"the record has no commit on or before {when}")
    else:
        try:
            commit = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{when}^{{commit}}").decode().strip()
        except GitError as error:
            raise GitError(error.args[0] or f"`{when}` is neither a day such as 2022-01-31 nor a commit") from None
    return Past(commit, git(root, "show", "-s", "--format=%cs", commit, "--").decode().strip())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:  # git would take it for some other day
        raise GitError(f"`{text}` is no day of the calendar") from None


@contextmanager
def as_it_stood(root: Path, when: str | None) -> Iterator[tuple[Path, Past | None]]:
    """The site's files as a commit held them, in a folder that is removed afterwards; without those that it did not hold.

    Args:
        when: as for `past`; None means now, and the files themselves.
    Raises:
        GitError: as `past` does.
    """
    if when is None:
        yield root, None
        return
    found = past(root, when)
    with tempfile.TemporaryDirectory() as folder:
        if held := git(root, "ls-tree", "--name-only", found.commit, "content", "site.toml").decode().split():
            with tarfile.open(fileobj=io.BytesIO(git(root, "archive", "--format=tar", found.commit, *held))) as tar:
                tar.extractall(folder, filter=_inside)
        yield Path(folder), found


def _inside(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """What may be written there; no link that leads out, as the reader follows none."""
    try:
        return tarfile.data_filter(member, folder)
    except tarfile.FilterError:
        return None


# addresses that must live on


def lost_addresses(standing: set[str], history: History) -> list[Finding]:
    """Every address that was published and that nothing answers any more.

    Args:
        standing: the ids at whose addresses something stands.
    """
    return [
        Finding(
            path=path,
            code="address-lost",
            message=f"/events/{event}/ was published and nothing stands there now",
            hint="restore the file and add `retracted:` with date and reason, or use `timeline merge`; a new id keeps the old one in `aliases`",
        )
        for event, path in sorted(history.published.items())
        if event not in standing
    ]


# the cache


def _load(path: Path) -> History:
    """The history as it was last known; nothing when the cache is missing, damaged or of another make."""
    kept = unsealed(path)
    if kept is None:
        return History()
    data = json.loads(kept)
    revisions = {k: tuple(_revived(r) for r in rows) for k, rows in data["revisions"].items()}
    return History(revisions, data["published"], data["head"])


def _revived(row: dict[str, Any]) -> Revision:
    fields = tuple(FieldChange(**f) for f in row.pop("fields"))
    typed = tuple((str(a), str(b)) for a, b in row.pop("typed"))
    return Revision(**row, fields=fields, typed=typed)


def _save(path: Path, history: History) -> None:
    data = {"head": history.head, "published": history.published,
            "revisions": {k: [asdict(r) for r in rows] for k, rows in history.revisions.items()}}
    keep_sealed(path, json.dumps(data, ensure_ascii=False).encode())
