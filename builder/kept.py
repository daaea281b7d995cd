"""What is kept between runs: files that appear whole or not at all, and seals that tell what is damaged or of another make.

A cache that cannot be written costs the next run its time and is no error.
"""

from __future__ import annotations

import io
import os
import pickle
from hashlib import blake2b
from pathlib import Path
from typing import Any

from builder.versions import program_digest

_OURS = ("builder.records.", "builder.problems", "builder.reading.files", "builder.chronicle.values")  # where our values are defined


def keep(path: Path, data: bytes) -> bool:
    """Write a file of the cache in one step; False where that cannot be done."""
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(data)
        os.replace(aside, path)
    except OSError:
        return False
    return True


def keep_sealed(path: Path, data: bytes, also: bytes = b"") -> bool:
    """Write a file of the cache behind its seal.

    Args:
        also: what else the data was made from, beside the program.
    """
    return keep(path, _seal(data, also) + data)


def unsealed(path: Path, also: bytes = b"") -> bytes | None:
    """What was kept behind a seal; None when it is missing, damaged, or made by another program or from something else."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data[16:] if data[:16] == _seal(data[16:], also) else None


def pack(value: object) -> bytes:
    """A value of ours as bytes."""
    return pickle.dumps(value, 5)


def unpack(packed: bytes) -> Any:
    """The value that was packed."""
    return _Values(io.BytesIO(packed)).load()


class _Values(pickle.Unpickler):
    """Knows our own values and dates, and nothing that could do anything: a foreign file in the cache cannot run a thing."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(_OURS) or (module, name) == ("datetime", "date"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")


def _seal(data: bytes, also: bytes) -> bytes:
    return blake2b(data, digest_size=16, key=program_digest() + also[:16]).digest()
