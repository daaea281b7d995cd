"""The events of the record, a shard a month: read and told in brief by many processes, fetched again when a page is made.

What a shard says in brief is kept until one of its files, or a name that events use, changes. The records themselves stay
on the shelf, in the folder of the cache, and are loaded a shard at a time for the pages that show them.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from builder.chronicle.directory import Answer, Directory, Question
from builder.chronicle.teller import Teller
from builder.chronicle.values import Brief, Briefs, Told
from builder.digests import digest
from builder.kept import keep_sealed, pack, unpack, unsealed
from builder.pool import in_order
from builder.problems import Finding
from builder.reading import cache
from builder.reading.cache import Shard
from builder.reading.discovery import Found
from builder.reading.files import EVENTS, FileRead, read_file, renewed, sort_out
from builder.reading.walk import Stamp, is_same
from builder.records.kinds import EventRecord, Reference, TombstoneRecord
from builder.report import ContentChanged

POOL_FROM = 200  # fewer files than this are read before a second process would have started
RECORDS, BRIEFS = "records", "briefs"  # folders of the cache


class _Month(NamedTuple):
    """What the files of a shard say, in brief."""

    stamps: tuple[tuple[str, Stamp], ...]  # by path, in order
    shared: bytes  # as of all briefs: stands for what others need of this
    rules: bytes  # of the directory that its events were told by, like the next two
    names: bytes
    answers: dict[Question, Answer]
    asked: tuple[tuple[Question, ...], ...]  # of each event
    briefs: tuple[Brief, ...]
    tombstones: tuple[TombstoneRecord, ...]
    read: tuple[Finding, ...]  # what is wrong with the files
    told: tuple[Finding, ...]  # what is wrong with what they say
    drafts: frozenset[str]
    broken: frozenset[str]
    loose: tuple[tuple[str, tuple[Reference, ...]], ...]

    def is_of(self, files: list[Found]) -> bool:
        """Whether it was made of just these files, as they are."""
        return len(self.stamps) == len(files) and all(
            path == file.path and is_same(stamp, file.stamp) for (path, stamp), file in zip(self.stamps, files, strict=True)
        )

    def told_by(self, directory: Directory) -> dict[str, tuple[Brief, tuple[Question, ...]]]:
        """Its events, by path, that a directory would tell the same; with what they look up."""
        if self.rules != directory.rules:
            return {}
        pairs = zip(self.briefs, self.asked, strict=True)
        if self.names == directory.digest:
            return {brief.path: (brief, asked) for brief, asked in pairs}
        # what had no answer is told again: a new name may be near it
        other = {q for q, a in self.answers.items() if directory.answer(q) != a or (a is None and q[0] in ("actor", "place"))}
        return {brief.path: (brief, asked) for brief, asked in pairs if other.isdisjoint(asked)}

    def shown(self) -> tuple[object, ...]:
        """What others need of it: all but what only the events' own pages say, and which files say it."""
        briefs = tuple(brief._replace(digest=b"", record=b"") for brief in self.briefs)
        return briefs, self.tombstones, self.drafts, self.broken, self.loose

    def marked(self, before: _Month | None) -> _Month:
        """With the mark of what others need of it: that from before where this is the same, else one of all that it was made from."""
        if before and before.shown() == self.shown():
            return self._replace(shared=before.shared)
        files = [*(brief.record for brief in self.briefs), *(record.digest for record in self.tombstones)]
        return self._replace(shared=digest(files, self.rules, self.names, sorted(self.drafts), sorted(self.broken), self.loose))


class Shelf:
    """Where the events' records wait until their pages are made."""

    def __init__(self, root: Path, kept: Path, directory: Directory) -> None:
        """Know where everything is.

        Args:
            root: the site.
            kept: the folder of the cache.
            directory: the names to tell events by.
        """
        self._root = root
        self._records = kept / RECORDS
        self._teller = Teller(directory)
        self._held: tuple[str, dict[str, FileRead]] = "", {}

    def __call__(self, brief: Brief) -> Told:
        """What only an event's own page shows.

        Raises:
            ContentChanged: its file is not what it was when the event was told in brief.
        """
        event_id = brief.entry.id
        read = self._shard(cache.shard_of(EVENTS, event_id)).get(brief.path)
        if not read or read.digest != brief.record:  # it could not be kept, or somebody reads the site at the same time
            read = read_file(self._root, Found(brief.path, EVENTS, event_id))
        if read.digest != brief.record or not isinstance(read.record, EventRecord):
            raise ContentChanged(f"{brief.path} changed while the site was being built; build it again")
        return self._teller.told(brief, read.record)

    def pin(self, folder: Path) -> None:
        """Keep what is on the shelf as it is, whatever is read later: links to the files of the cache, below a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for path in self._records.glob(f"{EVENTS}*"):
            with suppress(OSError):  # without it the event's own file is read
                (folder / path.name).hardlink_to(path)
        self._records = folder

    def _shard(self, name: str) -> dict[str, FileRead]:
        """What is kept of a shard's files, by path; one stays in memory, since pages come in the order of events."""
        if self._held[0] != name:
            self._held = "", {}  # first, so that there are never two
            shard = Shard(name)
            cache.load(self._records, shard)
            self._held = name, {path: read for path, (_, read) in shard.known.items()}
        return self._held[1]


def read_events(root: Path, files: Iterable[Found], directory: Directory, kept: Path, jobs: int) -> tuple[Briefs, list[Finding]]:
    """Read every event and tell it in brief; and what is wrong with them.

    Args:
        files: the events' files, in order.
        directory: the names to tell them by.
        kept: the folder of the cache; what is on record there is not read again.
        jobs: processes to read with, when there is much to read.
    """
    shards = cache.shards(files)
    months = {shard.name: _known(kept, shard, directory) for shard in shards}
    stale = [shard for shard in shards if not months[shard.name]]
    work = sum(len(shard.files) for shard in stale)
    told = in_order(partial(_brief, root, kept, directory), stale, jobs if work >= POOL_FROM else 1, joins_in=False)
    for shard, packed in zip(stale, told, strict=True):
        months[shard.name] = _Month(*unpack(packed))
    if stale:
        cache.forget(kept / BRIEFS, months)
    return _together(shards, [month for month in months.values() if month])


def _known(kept: Path, shard: Shard, directory: Directory) -> _Month | None:
    month = _kept(kept, shard)
    is_so = month is not None and month.is_of(shard.files) and month.rules == directory.rules
    return month if month and is_so and (month.names == directory.digest or len(month.told_by(directory)) == len(month.briefs)) else None


def _kept(kept: Path, shard: Shard) -> _Month | None:
    packed = unsealed(kept / BRIEFS / f"{shard.name}.pickle")
    return _Month(*unpack(packed)) if packed is not None else None


def _brief(root: Path, kept: Path, directory: Directory, shard: Shard) -> bytes:
    """A shard's month, packed; an event that says the same by the same names is not told again."""
    before = _kept(kept, shard)
    same = before.told_by(directory) if before else {}
    out = sort_out(shard.files, renewed(root, shard, kept / RECORDS))
    teller = Teller(directory)
    told: list[tuple[Brief, tuple[Question, ...]]] = []
    findings: list[Finding] = []
    for _, record in out.records:
        if not isinstance(record, EventRecord):
            continue
        known = same.get(record.path)
        if before and known and known[0].record == record.digest:
            told.append(known)
            findings += [f for f in before.told if f.path == record.path]
        else:
            told.append((teller.brief(record), tuple(teller.asked)))
    asked = {question: directory.answer(question) for _, questions in told for question in questions}
    month = _Month(
        tuple((file.path, file.stamp) for file in shard.files),
        b"",
        directory.rules,
        directory.digest,
        asked,
        tuple(questions for _, questions in told),
        tuple(brief for brief, _ in told),
        tuple(record for _, record in out.records if isinstance(record, TombstoneRecord)),
        tuple(out.findings),
        (*findings, *teller.findings),
        frozenset(out.drafts),
        frozenset(out.broken),
        tuple(out.loose),
    )
    packed = pack(tuple(month.marked(before)))
    keep_sealed(kept / BRIEFS / f"{shard.name}.pickle", packed)
    return packed


def _together(shards: list[Shard], months: list[_Month]) -> tuple[Briefs, list[Finding]]:
    briefs = Briefs(
        tuple(brief for month in months for brief in month.briefs),
        tuple(record for month in months for record in month.tombstones),
        frozenset().union(*(month.drafts for month in months)),
        frozenset().union(*(month.broken for month in months)),
        tuple(loose for month in months for loose in month.loose),
        tuple(file.path for shard in shards for file in shard.files),
        digest(*(month.shared for month in months)),
    )
    return briefs, [finding for month in months for finding in (*month.read, *month.told)]
