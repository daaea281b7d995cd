"""What stands in the output folder, and from what it was made.

The manifest in the output names every published file, so that what is gone from the sources goes online too; it is
the same for the same site. What only this machine knows (digests of pages, sizes and times of files) lies in the
site's cache folder, is safe to delete, and only ever saves work.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from builder.kept import keep_sealed, pack, unpack, unsealed

NAME = ".timeline.json"
JOURNAL = ".timeline.journal"
VERSION = 1


class OutputError(Exception):
    """The output folder cannot be used; the message says why and what to do."""


@dataclass(slots=True)
class Known:
    """Per file: the digest that its page had, its size in bytes, its time of change in nanoseconds."""

    pages: dict[str, tuple[bytes, int, int]] = field(default_factory=dict)

    def is_current(self, output: Path, file: str, digest: bytes) -> bool:
        """Whether the file that stands there was made from this very digest and not touched since."""
        known = self.pages.get(file)
        return known is not None and known[0] == digest and self._stands(f"{output}/{file}", known)

    def is_whole(self, output: Path) -> bool:
        """Whether a finished build stands there, and nobody touched any of its files since."""
        if not (output / NAME).is_file() or (output / JOURNAL).exists():
            return False
        return all(self._stands(f"{output}/{file}", known) for file, known in self.pages.items())

    @staticmethod
    def _stands(path: str, known: tuple[bytes, int, int]) -> bool:
        try:
            stat = os.stat(path)
        except OSError:
            return False
        return (stat.st_size, stat.st_mtime_ns) == known[1:]


def published(output: Path) -> set[str]:
    """The files that earlier builds put here, finished or not.

    Raises:
        OutputError: the folder holds files that no build put there.
    """
    files = _listed(output / NAME) | _listed(output / JOURNAL)
    if not files and output.is_dir():
        foreign = sorted(p.name for p in output.iterdir() if p.name not in (".gitignore", NAME, JOURNAL, ".stage"))
        if foreign:
            raise OutputError(
                f"{output} holds files that no build put there ({', '.join(foreign[:3])}); empty it, or choose another --output"
            )
    return files


def _listed(path: Path) -> set[str]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return set()
    files = data.get("files", []) if isinstance(data, dict) else []
    return {str(f) for f in files if ".." not in str(f).split("/") and not str(f).startswith("/")}


def dump(files: list[str]) -> bytes:
    """A list of published files, as the manifest and the journal keep it."""
    return json.dumps({"version": VERSION, "files": files}, ensure_ascii=False, indent=0).encode() + b"\n"


def cache_file(cache: Path, output: Path) -> Path:
    """Where this machine's knowledge of an output folder is kept."""
    return cache / f"output-{blake2b(str(output.resolve()).encode(), digest_size=8).hexdigest()}.known"


def load_known(path: Path) -> Known:
    """What was known after the last build; nothing when the cache is missing or damaged."""
    kept = unsealed(path)
    return Known(unpack(kept)) if kept else Known()


def save_known(path: Path, known: Known) -> None:
    """Keep it for the next build, where that can be done."""
    keep_sealed(path, pack(known.pages))
