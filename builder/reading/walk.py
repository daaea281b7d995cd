"""Walks folders in one order, and takes a stamp of each file: what changes whenever the file does."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator

IGNORED = (".", "_", "README", "~")
SETTLED_NS = 20_000_000  # the file system's clock ticks more often than this

Stamp = bytes  # time of modification and of change in nanoseconds, size in bytes, inode: packed, as there are so many of them
Survey = list[tuple[str, bool, Stamp]]  # of each file its path below a folder, whether it is a link, and its stamp
UNSETTLED: Stamp = b""  # equal to no stamp, not even to itself: see is_same

_packed = struct.Struct("<qqqQ").pack


def walk(
    folder: str, inside: str = "", *, ignored: tuple[str, ...] = IGNORED, enters_links: bool = False, entered: tuple[str, ...] = ()
) -> Iterator[tuple[str, bool]]:
    """Every file below a folder: its path from there, and whether it is a link.

    Args:
        ignored: how the names of files and folders begin that are left out.
        enters_links: whether a link to a folder is that folder; else it is taken for a file.
        entered: where the links lead that were entered on the way here, since a circle of them has no end.
    """
    try:
        with os.scandir(f"{folder}/{inside}") as scan:
            entries = sorted(scan, key=lambda e: e.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name.startswith(ignored):
            continue
        path = f"{inside}/{entry.name}" if inside else entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from walk(folder, path, ignored=ignored, enters_links=enters_links, entered=entered)
        elif enters_links and entry.is_dir() and (real := os.path.realpath(entry.path)) not in entered:
            yield from walk(folder, path, ignored=ignored, enters_links=True, entered=(*entered, real))
        else:
            yield path, entry.is_symlink()


def stamp(path: str) -> Stamp:
    """The stamp of a file; UNSETTLED when there is none, or when it changed so lately that it could change again unseen."""
    try:
        found = os.stat(path)
    except OSError:
        return UNSETTLED
    if time.time_ns() - found.st_ctime_ns < SETTLED_NS:
        return UNSETTLED
    return _packed(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def survey(folder: str, *, ignored: tuple[str, ...] = IGNORED, enters_links: bool = False) -> Survey:
    """Every file below a folder as it stands; `ignored` and `enters_links` as for `walk`."""
    return [(path, is_link, stamp(f"{folder}/{path}")) for path, is_link in walk(folder, ignored=ignored, enters_links=enters_links)]


def is_same(stamp: Stamp, other: Stamp) -> bool:
    """Whether two stamps are of one file that nobody touched between them."""
    return stamp == other != UNSETTLED
