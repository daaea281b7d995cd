"""What each file said, kept until it says something else: a shard for each kind of record and month.

A shard begins with the digest of what follows, and is kept under the digest of the program that made it. So one that
is damaged, cut off or from another version is not used, and costs the time to read its files again, nothing else. Only
our own values are taken out of one, so a foreign file in the cache cannot run anything.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.kept import keep_sealed, unsealed
from builder.reading.discovery import Found
from builder.reading.walk import Stamp, is_same

_MODULES = ("builder.records.", "builder.problems", "builder.reading.files")


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
        month = file.id[:7] if file.id[:4].isdigit() else ""
        name = f"{file.folder}-{month}".strip("-")
        found.setdefault(name, Shard(name)).files.append(file)
    return [found[name] for name in sorted(found)]


def load(folder: Path, shard: Shard) -> None:
    """Fill a shard with what is known of its files; with nothing where the cache cannot tell."""
    packed = unsealed(folder / f"{shard.name}.pickle")
    if packed is not None:
        shard.known = loads(packed)


def save(folder: Path, name: str, packed: bytes) -> None:
    """Keep a packed shard, where that can be done."""
    keep_sealed(folder / f"{name}.pickle", packed)


def forget(folder: Path, kept: Iterable[str]) -> None:
    """Remove the shards of files that are no more."""
    names = {f"{name}.pickle" for name in kept}
    try:
        for path in folder.iterdir():
            if path.name not in names:
                path.unlink()
    except OSError:
        return


def pack(known: dict[str, tuple[Stamp, Any]]) -> bytes:
    """What a shard knows, as bytes."""
    return pickle.dumps(known, 5)


def loads(packed: bytes) -> dict[str, tuple[Stamp, Any]]:
    """What was packed."""
    known: dict[str, tuple[Stamp, Any]] = _Values(io.BytesIO(packed)).load()
    return known


class _Values(pickle.Unpickler):
    """Knows our own values and dates, and nothing that could do anything."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(_MODULES) or (module, name) == ("datetime", "date"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")
