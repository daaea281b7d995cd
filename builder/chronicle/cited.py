"""Which other events cite the same page, however its address is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from builder.chronicle.values import Brief, Elsewhere, SourceLine

SHOWN = 3  # of each source; the outlet's page lists them all


def cited_elsewhere(briefs: Sequence[Brief]) -> list[tuple[Elsewhere, ...]]:
    """For each event and each of its sources in turn: the other events that cite it, the nearest in time first."""
    citing: dict[bytes, list[int]] = defaultdict(list)
    for n, brief in enumerate(briefs):
        for page in dict.fromkeys(line.page for line in brief.sources):
            citing[page].append(n)
    places = {page: {n: at for at, n in enumerate(found)} for page, found in citing.items() if len(found) > 1}
    return [tuple(_elsewhere(briefs, n, line, citing, places) for line in brief.sources) for n, brief in enumerate(briefs)]


def _elsewhere(
    briefs: Sequence[Brief], n: int, line: SourceLine, citing: Mapping[bytes, list[int]], places: Mapping[bytes, Mapping[int, int]]
) -> Elsewhere:
    """Of the others that cite a source the nearest, looked for among a few on either side, however many cite it."""
    if line.page not in places:
        return (), 0
    others, at = citing[line.page], places[line.page][n]
    own = briefs[n].entry.date.sort_key[0]
    around = (*others[max(at - SHOWN, 0) : at], *others[at + 1 : at + 1 + SHOWN])
    near = sorted(around, key=lambda m: (abs((briefs[m].entry.date.sort_key[0] - own).days), briefs[m].entry.id))[:SHOWN]
    return tuple(near), len(others) - 1 - len(near)
