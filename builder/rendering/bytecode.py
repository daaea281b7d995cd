"""Compiled templates, kept between runs under the digest of the program that compiled them."""

from __future__ import annotations

import os
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from builder.digests import digest
from builder.versions import program_digest


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
        try:
            data = (self._folder / bucket.key).read_bytes()
        except OSError:
            return
        if data[:16] == self._seal(data[16:]):
            bucket.bytecode_from_string(data[16:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code, where that can be done."""
        data = bucket.bytecode_to_string()
        aside = self._folder / f"{bucket.key}.{os.getpid()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(self._seal(data) + data)
            os.replace(aside, self._folder / bucket.key)
        except OSError:
            return

    def _seal(self, data: bytes) -> bytes:
        return digest(program_digest(), self._words, data)
