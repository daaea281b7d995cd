"""The rows of lists: each is rendered once, joined into every list, and kept until its event or the theme says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from builder.chronicle.values import Entry
from builder.kept import keep_sealed, pack, unpack, unsealed
from builder.pool import in_order

SLICE = 500  # rows that a process renders at a time
FEW = 50  # one in so many is rendered again in the time that all of them take to be written


class Rows:
    """List items as HTML, by the digest of their entry."""

    def __init__(self, render: Callable[[Entry], str], made_from: bytes, path: Path) -> None:
        """Begin with what is known.

        Args:
            render: makes the row of an entry.
            made_from: the digest of what a row is made from beside its entry.
            path: where rows are kept between runs.
        """
        self._render = render
        self._made_from = made_from
        self._path = path
        self._known: dict[bytes, str] | None = None
        self._new = 0  # how many were rendered since

    def of(self, entries: Sequence[Entry]) -> str:
        """The rows of these entries, one after the other."""
        known = self._loaded()
        for entry in entries:
            if entry.digest not in known:
                known[entry.digest] = self._render(entry)
                self._new += 1
        return "".join([known[entry.digest] for entry in entries])

    def fill(self, entries: Sequence[Entry], jobs: int) -> None:
        """Render the rows that are missing, before the processes part that would each render them again."""
        known = self._loaded()
        missing = [entry for entry in entries if entry.digest not in known]
        slices = [missing[start : start + SLICE] for start in range(0, len(missing), SLICE)]
        for some, rows in zip(slices, in_order(self._rendered, slices, jobs), strict=True):
            known.update(zip((entry.digest for entry in some), rows, strict=True))
            self._new += len(some)

    def keep(self, entries: Sequence[Entry]) -> None:
        """Keep the rows of these entries for the next run, where enough are new: to write all takes longer than to render a few again."""
        if self._new > len(entries) // FEW:
            known = self._loaded()
            found = {entry.digest: known[entry.digest] for entry in entries if entry.digest in known}
            keep_sealed(self._path, pack(found), self._made_from)

    def _rendered(self, entries: Sequence[Entry]) -> list[str]:
        return [self._render(entry) for entry in entries]

    def _loaded(self) -> dict[bytes, str]:
        if self._known is None:
            packed = unsealed(self._path, self._made_from)
            self._known = unpack(packed) if packed is not None else {}
        return self._known
