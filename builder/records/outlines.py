"""Map outlines: what content/outlines/ holds, as rings of positions."""

from __future__ import annotations

from typing import NamedTuple

Line = tuple[tuple[float, float], ...]  # longitude, latitude; WGS 84, decimal degrees


class Outline(NamedTuple):
    """One area, found by the ISO 3166-2 code that its place's record gives."""

    iso: str
    name: str
    rings: tuple[Line, ...]  # closed; outer rings and holes alike


class Outlines(NamedTuple):
    """All areas in the order of their codes, the borders drawn around them, and whom they are owed to."""

    areas: tuple[Outline, ...] = ()
    borders: tuple[Line, ...] = ()
    credits: tuple[str, ...] = ()
    digest: bytes = b""
