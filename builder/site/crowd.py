"""Marks that stand close: moved apart as far as they are vague, and the part of a drawing where they crowd."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from math import cos, hypot, pi, sin
from typing import NamedTuple

from builder.site.lettering import Box

APART = 0.85  # how far apart two marks stand, in sums of their radii, before they are told at a glance
REACH, MARGIN = 56, 10  # half the breadth of what may be drawn closer, and what is left around its marks, in units
FEW = 8  # so many marks stand side by side well enough
WAYS = tuple((round(cos(i * pi / 6), 3), round(sin(i * pi / 6), 3)) for i in range(12))


class Disc(NamedTuple):
    """A round mark: its middle, how large it is, and whether it stands for a spot that is known, so that it may not move."""

    x: int
    y: int
    radius: int
    is_exact: bool = False

    def off(self, other: Disc) -> float:
        """How far apart two stand, in sums of their radii: below 1 they overlap."""
        return hypot(self.x - other.x, self.y - other.y) / (self.radius + other.radius)


def apart(discs: Sequence[Disc]) -> list[Disc]:
    """The same marks, each still over its own place, so that none hides another where that can be helped.

    A mark that says "near here" says no less when it is moved by up to its radius: what it stands for remains under it.
    Exact ones stay, and the others give way in their order.
    """
    placed: dict[int, Disc] = {}
    for at, disc in sorted(enumerate(discs), key=lambda pair: not pair[1].is_exact):
        near = [d for d in placed.values() if abs(d.x - disc.x) < 4 * disc.radius and abs(d.y - disc.y) < 4 * disc.radius]
        placed[at] = max(_moves(disc), key=lambda d: min((min(d.off(other), APART) for other in near), default=APART))
    return [placed[at] for at in range(len(discs))]


def _moves(disc: Disc) -> Iterator[Disc]:
    """Where a mark may stand: at its own place, which wins among equals, or up to its radius off."""
    yield disc
    if disc.is_exact:
        return
    for share, (dx, dy) in itertools.product((0.5, 0.9), WAYS):
        yield disc._replace(x=round(disc.x + share * disc.radius * dx), y=round(disc.y + share * disc.radius * dy))


def crowd(discs: Sequence[Disc]) -> Box | None:
    """The box around the greatest crowd of marks that overlap, with a margin; None where so few do that all can be told."""
    close = [d for d in discs if any(d is not other and d.off(other) < 1 for other in discs)]
    around = [[d for d in close if abs(d.x - c.x) <= REACH and abs(d.y - c.y) <= REACH] for c in close]
    most = max(around, key=len, default=[])
    if len(most) <= FEW:
        return None
    xs, ys = [d.x for d in most], [d.y for d in most]
    return Box(min(xs) - MARGIN, min(ys) - MARGIN, max(xs) + MARGIN, max(ys) + MARGIN)
