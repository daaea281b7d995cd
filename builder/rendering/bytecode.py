"""Compiled templates, kept between runs under the digest of the program that compiled them."""

from __future__ import annotations

from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from builder.kept import keep_sealed, unsealed


class SealedBytecode(BytecodeCache):
    """Jinja's code, each file behind the digest of itself: one that is damaged or of another make is compiled anew."""

    def __init__(self, folder: Path, words: bytes) -> None:
        """Keep the code in a folder.

        Args:
            words: the digest of the catalogue, whose phrases are part of the code.
        """
        self._folder = folder
        self._words = words

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in a template's code, where it is known."""
        code = unsealed(self._folder / bucket.key, self._words)
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code, where that can be done."""
        keep_sealed(self._folder / bucket.key, bucket.bytecode_to_string(), self._words)
