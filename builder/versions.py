"""What the program itself is made of: the key under which everything that is kept between runs is kept."""

from __future__ import annotations

import sys
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("babel", "jinja2", "markdown", "nh3", "pydantic", "python-frontmatter", "PyYAML")  # those whose work ends up in pages


@cache
def program_digest() -> bytes:
    """Sixteen bytes that change with our code, with Python and with any package whose work is kept."""
    hasher = blake2b(sys.version.encode(), digest_size=16)
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        hasher.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for package in PACKAGES:
        hasher.update(f"{package} {_version(package)}\0".encode())
    return hasher.digest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
