"""A site's content, read and linked to its chronicle."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from builder.chronicle.directory import Directory
from builder.chronicle.link import Value, link
from builder.chronicle.values import Briefs, Chronicle
from builder.kept import keep_sealed, pack, unpack, unsealed
from builder.problems import Finding
from builder.reading import cache
from builder.reading.discovery import discover
from builder.reading.files import EVENTS, read_content
from builder.reading.walk import Survey
from builder.records.content import Content
from builder.settings import Settings, SettingsError
from builder.shelf import RECORDS, Shelf, read_events

CACHE = ".cache"  # below the site root


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that the files say."""

    content: Content
    briefs: Briefs
    directory: Directory
    shelf: Shelf
    chronicle: Chronicle
    findings: tuple[Finding, ...]


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
        raise SettingsError(f"{root / 'content'}: not found; a site is a folder with site.toml and content/")
    found = discover(root, seen)
    events = [file for file in found.files if file.folder == EVENTS]
    content, findings = read_content(root, found, kept / RECORDS)
    directory = Directory.of(content, settings)
    briefs, mistakes = read_events(root, events, directory, kept, jobs)
    cache.forget(kept / RECORDS, {shard.name for shard in cache.shards(found.files)})
    watch("read")
    shelf = Shelf(root, kept, directory)
    chronicle, unlinked = link(content, briefs, directory, shelf, Remembered(kept / "links"))
    watch("link")
    return Gathered(content, briefs, directory, shelf, chronicle, (*findings, *mistakes, *unlinked))


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


class Remembered:
    """Takes from the cache what an earlier run worked out from the same."""

    def __init__(self, folder: Path) -> None:
        """Keep results in a folder."""
        self._folder = folder

    def __call__(self, name: str, given: bytes, work: Callable[[], Value], /) -> Value:
        """What `work` returns, now or when it was last given the same."""
        path = self._folder / name
        packed = unsealed(path, given)
        if packed is not None:
            known: Value = unpack(packed)
            return known
        result = work()
        keep_sealed(path, pack(result), given)
        return result
