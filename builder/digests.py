"""Digests: short hashes of what a value says, so that equal digests mean equal pages."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Protocol


class Digested(Protocol):
    """Anything that carries a digest of sixteen bytes."""

    @property
    def digest(self) -> bytes:
        """Of what it says."""


def digest(*parts: object) -> bytes:
    """Sixteen bytes that stand for these parts.

    A part that carries a digest of its own counts by it, a text by what it says; any other by its `repr`, which for our
    frozen values is the same in every process.
    """
    chunks: list[bytes] = []
    for part in parts:
        if type(part) is bytes:
            data = part
        elif type(part) is str:
            data = part.encode("utf-8", "surrogatepass")
        else:
            own = getattr(part, "digest", None)
            data = own if type(own) is bytes else repr(part).encode("utf-8", "surrogatepass")
        chunks += (len(data).to_bytes(4, "little"), data)
    return blake2b(b"".join(chunks), digest_size=16).digest()


def joined(items: Iterable[Digested]) -> bytes:
    """The digest of values in a row that each carry one: a tenth of what `digest` takes for them."""
    return blake2b(b"".join([item.digest for item in items]), digest_size=16).digest()
