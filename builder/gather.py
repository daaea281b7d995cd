"""A site's content, read and linked to its chronicle."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from builder.chronicle.directory import Directory
from builder.chronicle.link import Recall, Value, link
from builder.chronicle.values import Briefs, Chronicle
from builder.kept import keep_sealed, pack, unpack, unsealed
from builder.pool import beside
from builder.problems import Finding
from builder.reading import cache
from builder.reading.discovery import discover
from builder.reading.files import EVENTS, read_content
from builder.reading.walk import Survey
from builder.records.content import Content
from builder.settings import NO_SITE, Settings, SettingsError
from builder.shelf import RECORDS, Shelf, read_events

CACHE = ".cache"  # below the site root
POOL_FROM = 1000  # fewer events than this are compared before a second process would have started


class Gathered(NamedTuple):
    """Everything that the files say."""

    content: Content
    briefs: Briefs
    directory: Directory
    shelf: Shelf
    chronicle: Chronicle
    findings: tuple[Finding, ...]  # without the near-duplicates
    near_duplicates: Callable[[], list[Finding]]  # which may still be looked for
    recall: Recall  # what earlier runs worked out


def gather(
    root: Path, settings: Settings, kept: Path, jobs: int = 1, *, seen: Survey | None = None, watch: Callable[[str], None] = lambda _stage: None
) -> Gathered:
    """Read and link a site.

    Args:
        kept: the folder of the cache, which holds what was read until it is shown.
        jobs: processes to read with.
        seen: the files of content/, where somebody has just looked.
        watch: told the name of each stage when it ends.
    Raises:
        SettingsError: there is no content/.
    """
    if not (root / "content").is_dir():  # an empty site would take every page offline
        raise SettingsError(f"{root / 'content'}: {NO_SITE}")
    found = discover(root, seen)
    events = [file for file in found.files if file.folder == EVENTS]
    content, findings = read_content(root, found, kept / RECORDS)
    directory = Directory.of(content, settings)
    briefs, mistakes = read_events(root, events, directory, kept, jobs)
    cache.forget(kept / RECORDS, {shard.name for shard in cache.shards(found.files)})
    watch("read")
    shelf = Shelf(root, kept, directory)
    recall = Remembered(kept / "recalled", jobs if len(briefs.events) >= POOL_FROM else 1)
    chronicle, unlinked, alike = link(content, briefs, directory, shelf, recall)
    watch("link")
    return Gathered(content, briefs, directory, shelf, chronicle, (*findings, *mistakes, *unlinked), alike, recall)


@contextmanager
def kept_at(folder: Path | None) -> Iterator[Path]:
    """A folder of the cache; one that is gone afterwards where none is wanted, or none can be written."""
    if folder and _is_writable(folder):
        yield folder
        return
    with tempfile.TemporaryDirectory() as instead:
        yield Path(instead)


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


class Remembered(Recall):
    """Takes from the cache what an earlier run worked out from the same."""

    def __init__(self, folder: Path, jobs: int) -> None:
        """Know where results are kept.

        Args:
            jobs: how many processes there may be.
        """
        self._folder = folder
        self._jobs = jobs

    def now(self, name: str, given: bytes, work: Callable[[], Value], /) -> Value:
        """What the work returns, now or when it was last given the same."""
        return self._kept(name, given, lambda: work)()

    def soon(self, name: str, given: bytes, work: Callable[[], Value], /) -> Callable[[], Value]:
        """Gives that when it is wanted; a process beside this one works on it where it is not known."""
        return self._kept(name, given, lambda: beside(work, self._jobs))

    def _kept(self, name: str, given: bytes, begin: Callable[[], Callable[[], Value]]) -> Callable[[], Value]:
        path = self._folder / name
        packed = unsealed(path, given)
        if packed is not None:
            return partial(unpack, packed)
        result = begin()

        def finished() -> Value:
            value = result()
            keep_sealed(path, pack(value), given)
            return value

        return finished
