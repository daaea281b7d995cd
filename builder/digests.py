"""Digests: short hashes of what a value says, so that equal digests mean equal pages."""

from __future__ import annotations

from hashlib import blake2b


def digest(*parts: object) -> bytes:
    """Sixteen bytes that stand for these parts.

    A part that carries a digest of its own counts by it; any other by its `repr`, which for our frozen values is the
    same in every process.
    """
    chunks: list[bytes] = []
    for part in parts:
        data = part if type(part) is bytes else getattr(part, "digest", None)
        if type(data) is not bytes:
            data = repr(part).encode("utf-8", "surrogatepass")
        chunks += (len(data).to_bytes(4, "little"), data)
    return blake2b(b"".join(chunks), digest_size=16).digest()
