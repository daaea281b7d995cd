"""What a set of events rests on: its sources by country, language, kind and side of the outlet, and how many are archived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from builder.chronicle.outlets import Outlets
from builder.chronicle.values import Balance, Event


def balance(events: Iterable[Event], outlets: Outlets) -> Balance:
    """The counts; a source that several events cite counts once for each of them."""
    lines = [line for event in events for line in event.brief.sources]
    cited = Counter([(line.publisher.id, line.language) for line in lines])
    archived = [line for line in lines if line.snapshots]

    def of(slug: str, key: str) -> str:
        return str(getattr(outlets.records.get(slug), key, "") or "")

    return Balance(
        len(lines),
        _counted(cited, lambda slug, _: of(slug, "country")),
        _counted(cited, lambda slug, language: language or of(slug, "language")),
        _counted(cited, lambda slug, _: of(slug, "kind")),
        _counted(cited, lambda slug, _: outlets.sides.get(slug, "")),
        len(lines) - len(archived),
        _ordered(Counter(operator for line in archived for operator in dict.fromkeys(s.operator for s in line.snapshots))),
    )


def _counted(cited: Mapping[tuple[str, str | None], int], value: Callable[[str, str | None], str]) -> tuple[tuple[str, int], ...]:
    """What outlet and language of a source stand for, and how many sources there are of it."""
    counted: Counter[str] = Counter()
    for key, n in cited.items():
        counted[value(*key)] += n
    return _ordered(counted)


def _ordered(counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Value and number, the most frequent first; what is not known, an empty text, last."""
    return tuple(sorted(counted.items(), key=lambda pair: (not pair[0], -pair[1], pair[0])))
