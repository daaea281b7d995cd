"""Digests: short hashes of what a value says, so that equal digests mean equal pages."""

from __future__ import annotations

from hashlib import blake2b


def digest(*parts: object) -> bytes:
    """Sixteen bytes that stand for these parts.

    A part that carries a digest of its own counts by it; any other by its `repr`, which for our frozen values is the
    same in every process.
    """
    hasher = blake2b(digest_size=16)
    for part in parts:
        own = getattr(part, "digest", part)
        data = own if isinstance(own, bytes) else repr(own).encode("utf-8", "surrogatepass")
        hasher.update(len(data).to_bytes(4, "little"))
        hasher.update(data)
    return hasher.digest()


def digest_all(parts: tuple[object, ...]) -> bytes:
    """The digest of a sequence: of its members, in order."""
    return digest(*parts)
