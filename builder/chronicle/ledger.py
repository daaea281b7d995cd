"""The claim ledger: every version of every property of an event, each with its speaker and its sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from builder.chronicle.values import Claim, DisputeNote, Ref
from builder.records.dates import DateError, Edtf, parse_date
from builder.records.kinds import ABOUTS, About, Assertion, EventRecord, Figure


def ledger(
    record: EventRecord,
    asserted_by: tuple[Ref, ...],
    actors: Mapping[str, Ref],
    numbers: Mapping[str, int],
    groups: Mapping[str, str],
    place: Callable[[str], Ref | None],
) -> tuple[Claim, ...]:
    """The rows, property by property in the order of ABOUTS; of each, what the page says first, then who answers it.

    Args:
        asserted_by: whose version the headline is; empty when the sources themselves report it.
        actors: every actor as the record names it, with the link to it.
        numbers: source id -> its number on the page.
        groups: whom a figure counts, as the record says it -> in words.
        place: finds a place by any of its names.
    """
    rows: list[Claim] = []
    for about in ABOUTS:
        disputes = [_dispute(record, n, actors, numbers, place) for n, d in enumerate(record.disputed_by) if d.about == about]
        figures = [_figure(f, actors, numbers, groups) for f in record.figures] if about == "toll" else []
        if about == "occurrence" or disputes or figures:
            rows += [*_told(record, about, asserted_by, actors, numbers, bool(figures)), *figures, *disputes]
    return tuple(rows)


def _told(
    record: EventRecord,
    about: About,
    asserted_by: tuple[Ref, ...],
    actors: Mapping[str, Ref],
    numbers: Mapping[str, int],
    has_figures: bool,
) -> list[Claim]:
    """The version that the page itself carries; figures say for themselves what it is."""
    if has_figures:
        return []
    if about == "occurrence" and any(a.claim or a.quote or a.source for a in record.asserted_by):
        return [_assertion(a, actors, numbers) for a in record.asserted_by]
    value = {
        # the title may tell of both sides, so it is put into nobody's mouth
        "occurrence": None if asserted_by else record.title,
        "date": record.date.text,
        "location": "; ".join(place.place for place in record.location),
    }.get(about)  # of the other properties the account itself is the version
    return [Claim(about, "asserts", asserted_by, None, value, None, None, None, None, ())]


def _assertion(a: Assertion, actors: Mapping[str, Ref], numbers: Mapping[str, int]) -> Claim:
    sources = tuple(numbers[s] for s in a.source if s in numbers)
    return Claim(
        "occurrence", "asserts", (actors[a.who],), a.spokesperson, None, a.claim, a.quote, a.language, a.date, sources
    )


def _dispute(
    record: EventRecord, n: int, actors: Mapping[str, Ref], numbers: Mapping[str, int], place: Callable[[str], Ref | None]
) -> Claim:
    d = record.disputed_by[n]
    return Claim(
        d.about,
        "disputes",
        (actors[d.who],),
        d.spokesperson,
        d.value,
        d.claim,
        d.quote,
        d.language,
        d.date,
        tuple(numbers[s] for s in d.source if s in numbers),
        when=_day(d.value) if d.value and d.about == "date" else None,
        where=place(d.value) if d.value and d.about == "location" else None,
    )


def _day(value: str) -> Edtf | None:
    """A rival date, where it is written as one; words such as "some days earlier" stay words."""
    try:
        return parse_date(value)
    except DateError:
        return None


def _figure(
    figure: Figure, actors: Mapping[str, Ref], numbers: Mapping[str, int], groups: Mapping[str, str]
) -> Claim:
    sources = tuple(numbers[s] for s in figure.source if s in numbers)
    return Claim(
        "toll",
        "figure",
        (actors[figure.claimed_by],),
        figure.spokesperson,
        None,
        None,
        None,
        None,
        None,
        sources,
        figure,
        group=groups.get(figure.group) if figure.group else None,
    )


def dispute_notes(record: EventRecord, actors: Mapping[str, Ref]) -> tuple[DisputeNote, ...]:
    """Which properties are disputed, and by whom: each party once, in the order of the file."""
    notes = []
    for about in ABOUTS:
        parties = dict.fromkeys(actors[d.who] for d in record.disputed_by if d.about == about)
        if parties:
            notes.append(DisputeNote(about, tuple(parties)))
    return tuple(notes)
