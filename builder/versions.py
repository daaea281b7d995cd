"""What the program itself is made of: the key under which everything that is kept between runs is kept."""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path

SALT = b""  # tests change it to be another program


@cache
def program_digest() -> bytes:
    """Sixteen bytes that change with our code, with Python and with any package beside it, whose work may be kept."""
    hasher = blake2b(sys.version.encode() + SALT, digest_size=16)
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        hasher.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name in sorted(_packages()):
        hasher.update(f"{name}\0".encode())
    return hasher.digest()


def _packages() -> set[str]:
    """Names and versions of what is installed, as the folders of their metadata spell them: asking each costs a fifth of a run."""
    found: set[str] = set()
    for folder in sys.path:
        if folder.endswith(("site-packages", "dist-packages")) and os.path.isdir(folder):
            found |= {name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))}
    return found
