"""The map as it is planned: names that cover nothing, marks that can be told and stay over their places, shades with numbers."""

from __future__ import annotations

import itertools
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.site.crowd import FEW, Disc, apart, crowd
from builder.site.lettering import Box, Name, Wanted, beside, is_inside, lettered, over
from builder.site.map_views import level, shade

ROOM = Box(0, 0, 300, 200)
SIZE = 12
places = st.tuples(st.integers(0, 300), st.integers(0, 200))
discs = st.lists(st.builds(Disc, st.integers(0, 120), st.integers(0, 90), st.sampled_from([4, 6, 8]), st.booleans()), max_size=40)
words = st.sampled_from(["Herat", "Kabul", "Maidan Wardak", "کابل", "喀布尔", "É", "fill"])
SQUARE = [[(0, 0), (100, 0), (100, 60), (0, 60), (0, 0)]]


def box_of(x: int, y: int, radius: int = 6) -> Box:
    return Box(x - radius, y - radius, x + radius, y + radius)


@given(st.lists(st.tuples(words, places), max_size=25), st.lists(places, max_size=25))
def test_names_cover_nothing(wanted: list[tuple[str, tuple[int, int]]], marks: list[tuple[int, int]]) -> None:
    """No name that is kept meets a mark, another name or the edge, and one is left out only where none of its tries was free."""
    taken = [box_of(*at) for at in marks]
    asked = [beside(text, x, y, 9, SIZE) for text, (x, y) in wanted]
    found = lettered(asked, SIZE, ROOM, taken)
    kept = [name.box(SIZE) for name in found if name]
    assert len(found) == len(asked)
    assert not any(a.meets(b) for a, b in itertools.combinations(kept, 2))
    assert not any(box.meets(mark) for box in kept for mark in taken)
    assert all(ROOM.holds(box) for box in kept)
    spread = [box.widened(SIZE / 3) for box in kept]
    for name, want in zip(found, asked, strict=True):
        boxes = [attempt.box(SIZE) for attempt in want.tries]
        assert name or all(not ROOM.holds(b) or any(b.meets(other) for other in [*taken, *spread]) for b in boxes)


def test_the_first_name_chooses_first() -> None:
    """Of two names that want one place the earlier one, which stands for more events, has it."""
    wanted = [Wanted([Name(text, 100, 100)]) for text in ("Panjshir", "Parwan")]
    assert lettered(wanted, SIZE, ROOM, []) == [Name("Panjshir", 100, 100), None]


def test_a_name_gives_way_inside_its_area() -> None:
    """With a mark in the middle of its area a name stands beside it, still wholly inside; where no point of the area is free there is none."""
    (name,) = lettered([over("Herat", (50, 30), SQUARE, SIZE)], SIZE, ROOM, [box_of(50, 30, 8)])
    assert name
    assert Box(0, 0, 100, 60).holds(name.box(SIZE))
    assert not name.box(SIZE).meets(box_of(50, 30, 8))
    assert lettered([over("Herat", (50, 30), SQUARE, SIZE)], SIZE, ROOM, [Box(0, 0, 100, 60)]) == [None]


def test_inside_is_told_with_holes() -> None:
    """A point in a hole of an area lies outside it."""
    hole = [(40, 20), (60, 20), (60, 40), (40, 40), (40, 20)]
    assert [is_inside(p, [*SQUARE, hole]) for p in ((10, 10), (50, 30), (150, 30))] == [True, False, False]


@given(discs)
def test_marks_stay_over_their_places(given_discs: list[Disc]) -> None:
    """However marks are moved apart, each still covers its own place, and one that is exact has not moved at all."""
    for before, after in zip(given_discs, apart(given_discs), strict=True):
        moved = hypot(after.x - before.x, after.y - before.y)
        assert moved <= (0 if before.is_exact else before.radius)
        assert (before.radius, before.is_exact) == (after.radius, after.is_exact)


def test_marks_at_one_place_can_be_told() -> None:
    """Of four marks at one place none hides another, and marks with room stay where they are."""
    crowded = [Disc(50, 50, 6), Disc(50, 50, 6), Disc(50, 50, 8), Disc(50, 50, 4, is_exact=True)]
    alone = Disc(200, 50, 8)
    *told, far = apart([*crowded, alone])
    assert min(a.off(b) for a, b in itertools.combinations(told, 2)) > 0.4
    assert far == alone


def test_only_a_crowd_is_drawn_closer() -> None:
    """The box of the closer view holds the crowd; marks that stand alone, or few side by side, call for none."""
    many = [Disc(100 + 5 * i, 80, 6) for i in range(FEW + 1)]
    assert crowd(many[:FEW]) is None
    assert crowd([Disc(40 * i, 80, 6) for i in range(20)]) is None
    box = crowd([Disc(400, 80, 6), *many])
    assert box
    assert all(box.holds(box_of(d.x, d.y)) for d in many)
    assert box.right < 400


@pytest.mark.parametrize("most", [0, 1, 2, 3, 5, 16, 93, 1000])
def test_shades_are_what_the_legend_says(most: int) -> None:
    """Every number of events lies in the range of its own level and in no other."""
    ranges = {n: found for n in range(1, 6) if (found := shade(n, most))}
    for events in range(1, most + 1):
        assert [n for n, (low, high) in ranges.items() if low <= events <= high] == [level(events, most)]
