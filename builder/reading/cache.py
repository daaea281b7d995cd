"""What each file said, kept until it says something else: a shard for each kind of record and month.

A shard begins with the digest of what follows, and is kept under the digest of the program that made it. So one that
is damaged, cut off or from another version is not used, and costs the time to read its files again, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.kept import keep_sealed, pack, unpack, unsealed
from builder.reading.discovery import Found
from builder.reading.walk import Stamp, is_same


@dataclass(slots=True)
class Shard:
    """The files of one kind and month, by path, each with its stamp and what it said."""

    name: str
    files: list[Found] = field(default_factory=list)
    known: dict[str, tuple[Stamp, Any]] = field(default_factory=dict)

    @property
    def stale(self) -> list[Found]:
        """The files of which it is not known that they say what they said."""
        return [f for f in self.files if f.path not in self.known or not is_same(self.known[f.path][0], f.stamp)]

    @property
    def is_current(self) -> bool:
        """Whether it holds just these files, as they are."""
        return len(self.known) == len(self.files) and not self.stale


def shards(files: Iterable[Found]) -> list[Shard]:
    """Files sorted into shards, both in their order."""
    found: dict[str, Shard] = {}
    for file in files:
        name = shard_of(file.folder, file.id)
        if name not in found:
            found[name] = Shard(name)
        found[name].files.append(file)
    return [found[name] for name in sorted(found)]


def shard_of(folder: str, record_id: str) -> str:
    """The name of the shard that a record is in."""
    return f"{folder}-{record_id[:7]}" if record_id[:4].isdigit() else folder


def load(folder: Path, shard: Shard) -> None:
    """Fill a shard with what is known of its files; with nothing where the cache cannot tell."""
    packed = unsealed(folder / f"{shard.name}.pickle")
    if packed is not None:
        shard.known = unpack(packed)


def save(folder: Path, shard: Shard) -> None:
    """Keep a shard, where that can be done."""
    keep_sealed(folder / f"{shard.name}.pickle", pack(shard.known))


def forget(folder: Path, kept: Iterable[str]) -> None:
    """Remove the shards of files that are no more."""
    names = {f"{name}.pickle" for name in kept}
    try:
        for path in folder.iterdir():
            if path.name not in names:
                path.unlink()
    except OSError:
        return
