"""Puts a site in place: render what changed, stage it, move it, remove what is gone, write the manifest last.

Nothing in the output changes before everything is staged. Each move replaces one whole file or brings in one whole
new folder, new files before the pages that use them, and files go only after everything that replaces them stands.
A journal names what a killed build may have brought in, so that the next one removes it.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from builder.chronicle.values import Entry
from builder.pool import in_order
from builder.publishing.manifest import (
    JOURNAL,
    NAME,
    Known,
    OutputError,
    cache_file,
    dump,
    load_known,
    published,
    save_known,
)
from builder.rendering.render import Renderer
from builder.report import Published
from builder.site.page import Copy, Page, Planned

STAGE = ".stage"
NEW, IN_PLACE = "new", "in-place"  # folders of the stage: what comes in, and what takes the place of a file that stands
POOL_FROM = 300  # fewer pages than this are done before a second process would have started
_LEAVES = re.compile(r"(?:^|/)\.{0,2}(?:/|$)")  # whatever made an address, nothing is written or removed elsewhere
SLICES = 24  # for each process, so that none waits long for the last one


def publish(
    pages: Sequence[Planned],
    renderer: Renderer,
    entries: Sequence[Entry],
    output: Path,
    cache: Path,
    *,
    jobs: int,
    use_cache: bool,
    watch: Callable[[str], None],
) -> Published:
    """Make the output folder hold exactly these pages.

    Args:
        pages: in the order of their files, none twice.
        entries: every event's, whose rows lists are made of.
        jobs: processes to render with.
        use_cache: whether pages with equal digests are left as they are; the bytes are the same either way.
        watch: told the name of each stage when it ends.
    Raises:
        OutputError: the folder cannot be made or is not ours, another build is at work in it, a page would
            lie outside of it, or a file in it cannot be written.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{output} cannot be made: {error.strerror}; choose another with --output") from None
    with _alone(cache, output), _written(output):
        before = published(output)
        known_at = cache_file(cache, output)
        known = load_known(known_at) if use_cache else Known()
        digests = {p.file: p.digest(renderer.looks) for p in pages}
        files = [*digests]
        if outside := next(filter(_LEAVES.search, files), None):
            raise OutputError(f"{outside!r} would be written outside of {output}")
        stale = [p.whole for p, file in zip(pages, files, strict=True) if not known.is_current(output, file, digests[file])]
        watch("compare")
        stage = output / STAGE
        shutil.rmtree(stage, ignore_errors=True)
        if len(stale) >= POOL_FROM:
            renderer.rows.fill(entries, jobs)
        rendered = _render(stale, renderer, output, stage, jobs)
        staged = [made for made in rendered if made.waits]
        renderer.rows.keep(entries)
        watch("render")
        gone = sorted(before - set(files))
        if staged or gone or not (output / NAME).exists() or (output / JOURNAL).exists():
            _put(f"{output}/{JOURNAL}", dump(files))
            _bring_in(staged, str(stage), str(output))
            _remove(output, gone)
            _put(f"{output}/{NAME}", dump(files))
            (output / JOURNAL).unlink()
        shutil.rmtree(stage, ignore_errors=True)
        if stale or gone:
            known = _remember(digests, known, rendered)
            save_known(known_at, known)
        watch("publish")
        return Published(len(files), len(stale), len(staged), len(gone), sum(size for _, size, _ in known.pages.values()) // 10**6)


@contextmanager
def _written(output: Path) -> Iterator[None]:
    """Say what a file system refuses as what it is: nothing of the builder's."""
    try:
        yield
    except OSError as error:
        if error.errno is None:  # a template that is not there is one too
            raise
        raise OutputError(f"{error.filename or output} cannot be read or written: {error.strerror}; mend that, or choose another folder with --output") from error


@contextmanager
def _alone(cache: Path, output: Path) -> Iterator[None]:
    """Let one build at a time work on an output folder; the lock goes with the process, whatever ends it."""
    name = cache_file(cache, output).with_suffix(".lock")
    try:
        name.parent.mkdir(parents=True, exist_ok=True)
        lock = name.open("w")
    except OSError:
        yield  # without a cache folder there is nothing to lock with
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(f"another build is writing to {output}; wait for it to end") from None
        yield


class _Rendered(NamedTuple):
    """A page's file as it is now, or will be."""

    file: str
    size: int  # in bytes
    changed: int  # in nanoseconds
    waits: str  # where in the stage; empty: what stands says the same already


def _render(pages: list[Page | Copy], renderer: Renderer, output: Path, stage: Path, jobs: int) -> list[_Rendered]:
    """Stage every page whose bytes differ from what stands in the output."""
    size = max(-(-len(pages) // (jobs * SLICES)), 1)
    slices = [(start, pages[start : start + size]) for start in range(0, len(pages), size)]
    done = in_order(partial(_render_slice, renderer, str(output), str(stage)), slices, jobs if len(pages) >= POOL_FROM else 1)
    return [made for some in done for made in some]


def _render_slice(renderer: Renderer, output: str, stage: str, some: tuple[int, list[Page | Copy]]) -> list[_Rendered]:
    start, pages = some
    return [_staged(page.file, renderer.render(page), output, stage, number) for number, page in enumerate(pages, start)]


def _staged(file: str, data: bytes, output: str, stage: str, number: int) -> _Rendered:
    """Stage what differs: by its number what takes the place of a file, else in the folders in which it comes in."""
    path = f"{output}/{file}"
    stands = _stat(path)
    if stands and stands.st_size == len(data) and _read(path) == data:
        return _Rendered(file, len(data), stands.st_mtime_ns, "")
    waits = f"{IN_PLACE}/{number}" if stands else f"{NEW}/{file}"
    _put(f"{stage}/{waits}", data)
    return _Rendered(file, len(data), os.stat(f"{stage}/{waits}").st_mtime_ns, waits)


def _stat(path: str) -> os.stat_result | None:
    """Of a file; nothing where none stands."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def _put(path: str, data: bytes) -> None:
    """Write a whole file; an existing one is replaced in one step."""
    try:
        _write(path, data)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        _write(path, data)
    except FileExistsError:
        Path(f"{path}.new").write_bytes(data)
        os.replace(f"{path}.new", path)


def _write(path: str, data: bytes) -> None:
    with open(path, "xb") as file:
        file.write(data)


def _bring_in(staged: Sequence[_Rendered], stage: str, output: str) -> None:
    """Put everything in its place, what is new before what may lead to it."""
    if os.path.isdir(f"{stage}/{NEW}"):
        _move(f"{stage}/{NEW}", output)
    for made in staged:
        if made.waits.startswith(IN_PLACE):
            os.replace(f"{stage}/{made.waits}", f"{output}/{made.file}")


def _move(stage: str, output: str) -> None:
    """Bring new files in, static ones first; a folder that is new comes in as one."""
    with os.scandir(stage) as scan:
        items = sorted(scan, key=lambda item: (item.name != "static", item.name))
    for item in items:
        target = f"{output}/{item.name}"
        is_folder, stands = item.is_dir(), os.path.isdir(target)
        if is_folder and stands:
            _move(item.path, target)
            continue
        if os.path.islink(target) or (is_folder and os.path.exists(target)):
            os.unlink(target)
        elif stands:
            shutil.rmtree(target)
        os.replace(item.path, target)


def _remove(output: Path, files: Sequence[str]) -> None:
    """Remove files, and folders that they leave empty."""
    for file in files:
        path = output / file
        if not path.is_dir():  # what stands there now may be a folder, or lie in one that is a file now
            with suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()
        for folder in path.parents:
            if folder == output or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()


def _remember(digests: dict[str, bytes], known: Known, rendered: Sequence[_Rendered]) -> Known:
    """What is known now; of what was current before the same as then."""
    made = {file: (digests[file], size, changed) for file, size, changed, _ in rendered}
    return Known({file: made.get(file) or known.pages[file] for file in digests})
