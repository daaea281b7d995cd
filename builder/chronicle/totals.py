"""Figures over many events: what one claimant counts of one group, as a range. Never a sum across claimants.

A sum of figures easily counts one person twice. So nothing is added up but what the site says may be (`evidence.totals`),
of one claimant, one `what` and one `group`, and the range is as wide as the doubt:

- one claimant's own rival figures of one event count as their span, from the lowest to the highest;
- of events where one is part of another that has a figure of its own, only the whole counts;
- where one event follows another, both may count the same people: the low end takes the larger of the two, the high end
  their sum;
- events that were discounted, and events of a type that sums up earlier ones, do not count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from builder.chronicle.names import fold
from builder.chronicle.values import Claim, Counted, Event, Ref, Total, Totals
from builder.records.kinds import Figure
from builder.settings import Settings

_Key = tuple[str, str, str]  # what, group folded, claimant's id


NO_TOTALS = Totals((), 0, 0)


def counted(claims: Iterable[Claim], settings: Settings) -> tuple[Counted, ...]:
    """The figures of one event that may be added up over several: a span for each claimant, `what` and group."""
    grouped: dict[_Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.figure and claim.figure.what in settings.totals:
            grouped[claim.figure.what, fold(claim.group or ""), claim.who[0].id].append(claim)
    return tuple(
        Counted(what, mine[0].group or "", mine[0].who[0], *_span([c.figure for c in mine if c.figure])) for (what, _, _), mine in grouped.items()
    )


def _span(figures: list[Figure]) -> tuple[int, int | None]:
    ends = [(f.low if f.low is not None else f.best or 0, f.high if f.high is not None else f.best) for f in figures]
    highs = [high for _, high in ends]
    return min(low for low, _ in ends), None if None in highs else max(h for h in highs if h is not None)


def totals(events: Iterable[Event], settings: Settings) -> Totals:
    """The ranges of a set of events, and how many of these have no figure at all."""
    events = list(events)
    return Totals(_ranges(events, settings), len(events), sum(not e.brief.has_figures for e in events))


def totals_by_claimant(events: Iterable[Event], settings: Settings) -> dict[str, Totals]:
    """By an actor's id: the ranges of its own figures over all events.

    The set is the events of which the actor asserts a version or gives a figure; those without are the ones of which
    it gives none.
    """
    events = list(events)
    versions = Counter(ref.id for e in events for ref in {*e.entry.asserted_by, *e.brief.claimants})
    figured = Counter(ref.id for e in events for ref in e.brief.claimants)
    ranges: dict[str, list[Total]] = defaultdict(list)
    for found in _ranges(events, settings):
        ranges[found.claimant.id].append(found)
    return {slug: Totals(tuple(ranges[slug]), n, n - figured[slug]) for slug, n in versions.items()}


def _ranges(events: Iterable[Event], settings: Settings) -> tuple[Total, ...]:
    """A range for each claimant, `what` and group that at least two of the events have figures of.

    Returns:
        In the order of `evidence.totals`, then by group and claimant, so that rivals stand side by side.
    """
    sums_up = {t.slug for t in settings.types if t.sums_up}
    counting = [e for e in events if e.entry.grade.status != "discounted" and e.entry.type not in sums_up]
    spans: dict[_Key, dict[str, Counted]] = defaultdict(dict)
    claimants: dict[_Key, Ref] = {}
    groups: dict[str, str] = {}
    for event in counting:
        for found_in in event.brief.counted:
            key = (found_in.what, fold(found_in.group), found_in.claimant.id)
            spans[key][event.id] = found_in
            claimants[key] = found_in.claimant
            groups[key[1]] = max(groups.get(key[1], ""), found_in.group, key=_capitals)
    by_id = {e.id: e for e in counting}
    order = {what: n for n, what in enumerate(settings.totals)}
    found = []
    for key in sorted(spans, key=lambda k: (order[k[0]], k[1], claimants[k].label.casefold(), k[2])):
        if len(spans[key]) > 1:
            low, high, whole = _range(spans[key], by_id)
            disputed, parties = _disputes(claimants[key], [by_id[i] for i in spans[key]])
            found.append(Total(claimants[key], key[0], groups[key[1]] or None, low, high, len(spans[key]), whole, disputed, parties))
    return tuple(found)


def _capitals(text: str) -> tuple[int, str]:
    """Of the spellings of one group the one with the most capitals: "NRF fighters" before "nrf fighters"."""
    return sum(c.isupper() for c in text), text


def _disputes(claimant: Ref, events: Iterable[Event]) -> tuple[int, tuple[Ref, ...]]:
    """Of how many events somebody else disputes how many it were, and who."""
    parties = [[p for n in e.entry.disputes if n.about == "toll" for p in n.parties if p != claimant] for e in events]
    return sum(bool(p) for p in parties), tuple(dict.fromkeys(ref for found in parties for ref in found))


def _range(spans: Mapping[str, Counted], by_id: Mapping[str, Event]) -> tuple[int, int | None, int]:
    """Low end, high end, and how many events are left when the parts of a counted whole are not counted."""
    kept = [i for i in spans if not any(whole in spans for whole in _wholes(i, by_id))]
    low = sum(max(spans[i].low for i in chain) for chain in _chains(kept, by_id))
    highs = [spans[i].high for i in kept]
    return low, None if None in highs else sum(h for h in highs if h is not None), len(kept)


def _wholes(event_id: str, by_id: Mapping[str, Event]) -> list[str]:
    """Every event that this one is part of, directly or through others."""
    found: list[str] = []
    queue = [event_id]
    while queue:
        event = by_id.get(queue.pop())
        outer = [w.id for w in event.part_of if w.id not in found] if event else []
        found += outer
        queue += outer
    return found


def _chains(ids: list[str], by_id: Mapping[str, Event]) -> list[list[str]]:
    """The events in groups that hang together by `follows`."""
    inside = set(ids)
    left = dict.fromkeys(ids)
    chains = []
    while left:
        chain: list[str] = []
        queue = [next(iter(left))]
        while queue:
            at = queue.pop()
            if at in left:
                del left[at]
                chain.append(at)
                near = (*by_id[at].follows, *by_id[at].followed_by)
                queue += [e.id for e in near if e.id in inside]
        chains.append(chain)
    return chains
