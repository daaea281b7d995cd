"""No list grows without bound, and none of its rows is lost when it is split."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from builder.site import listings, views
from tests.conftest import Site

LONG = ["2021/09/", "types/battle/", "actors/front/said-claimed/", "places/valley/", "sources/example-org/", "sources/single-source/", "disputes/about-toll/"]


@pytest.fixture
def long(site: Site, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The pages of a site whose lists hold two years, of which five rows fit on a page."""
    monkeypatch.setattr(listings, "LIMIT", 5)
    monkeypatch.setattr(views, "LIMIT", 5)
    for kind in listings.PART_LIMITS:
        monkeypatch.setitem(listings.PART_LIMITS, kind, 5)
    site.write("content/places/valley.md", "---\nname: Valley\n---\n")
    site.write("content/actors/front.md", "---\nname: Front\n---\n")
    site.write("content/actors/rival.md", "---\nname: Rival\n---\n")
    for n in range(24):
        date = ["2021", "2021-09-06", "2021-09-07", "2021-10-02", "2022-03"][n % 5]
        more = "type: battle\nasserted-by: front\ndisputed-by: {who: rival, about: toll, source: s1}\n"
        text = f"---\ntitle: T{n}\ndate: {date}\nlocation: valley\nsource: https://example.org/{n}\n{more}---\nText.\n"
        site.write(f"content/events/2021/e{n}.md", text)
    assert site.build().published
    return {file: data.decode() for file, data in site.tree().items() if file.endswith(".html")}


def shown(page: str) -> list[str]:
    main = page.split("<main", 1)[1].split('<nav class="between"')[0]
    return re.findall(r'<h3><a href="[./]*events/(e\d+)/', main)


@pytest.mark.parametrize("base", LONG)
def test_each_row_stands_on_one_part(long: dict[str, str], base: str) -> None:
    """The parts of a list hold each of its events once, none too many, and the page of the list leads to all of them."""
    below = {file: page for file, page in long.items() if re.fullmatch(re.escape(base) + r"(\d{4}/)?(\d\d/)*index\.html", file) and 'class="path"' in page}
    parts = {file: shown(page) for file, page in below.items() if shown(page)}
    counted = Counter(event for events in parts.values() for event in events)
    assert len(counted) >= 9
    assert set(counted.values()) == {1}
    assert max(len(events) for events in parts.values()) <= 5
    owner = long[{"disputes/about-toll/": "disputes/", "sources/single-source/": "sources/"}.get(base, re.sub(r"said-claimed/$", "", base)) + "index.html"]
    assert owner.count("<li><a href=") >= len(parts)


def test_addresses_name_the_time(long: dict[str, str]) -> None:
    """A part stands at its year, month or day, so that its address stays when others come in before it."""
    assert {"types/battle/2021/00/index.html", "types/battle/2021/09/index.html"} & long.keys()
    assert "types/battle/2021/10/index.html" in long
    assert "types/battle/2022/index.html" in long
    assert '<h1>Battle: October 2021</h1>' in long["types/battle/2021/10/index.html"]


def test_short_lists_are_whole(site: Site) -> None:
    """A list that fits on a page has no parts."""
    site.event("a", more="type: battle\n")
    site.build()
    assert [file for file in site.tree() if file.startswith("types/battle/")] == ["types/battle/index.html"]


def test_a_month_takes_as_much_as_a_part(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its page has nothing else to show, so it is not split before the parts of other lists would be."""
    monkeypatch.setattr(listings, "LIMIT", 2)
    monkeypatch.setitem(listings.PART_LIMITS, "entry", 4)
    for n in range(4):
        site.event(f"e{n}", date=f"2021-09-0{n + 1}")
    assert site.build().published
    assert "2021/09/01/index.html" not in site.tree()
    assert len(shown(site.tree()["2021/09/index.html"].decode())) == 4
    site.event("e4", date="2021-09-05")
    site.build()
    assert len(shown(site.tree()["2021/09/01/index.html"].decode())) == 1


def test_what_names_no_month_is_on_the_years_own_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a year that is too long for its page the months have pages of their own; what has no month has only this one."""
    monkeypatch.setattr(views, "LIMIT", 2)
    for n, date in enumerate(["2021", "2021", "2021-09-01", "2021-09-02"]):
        site.event(f"e{n}", date=date)
    site.build()
    assert shown(site.tree()["2021/index.html"].decode()) == ["e0", "e1"]


def test_places_are_listed_however_deep_they_lie(site: Site) -> None:
    """Each place stands below its province, or below the outermost place that holds it where there is none."""
    for name, kind, within in (("north", "province", ""), ("valley", "district", "within: North\n"), ("mill", "village", "within: valley\n"), ("port", "city", "within: island\n"), ("island", "district", "")):
        site.write(f"content/places/{name}.md", f"---\nname: {name.title()}\nkind: {kind}\n{within}---\n")
    for n, name in enumerate(["mill", "port"]):
        path = site.event(f"e{n}")
        path.write_text(path.read_text("utf-8").replace("location: unknown", f"location: {name}"), "utf-8")
    assert site.build().published
    page = site.tree()["places/index.html"].decode()
    assert re.findall(r'href="../places/(.*?)/"', page.split("<main")[1]) == ["north", "mill", "valley", "island", "port"]


@pytest.mark.parametrize("odd", ["../2021-08-15", '"[2021-08-15,2020-03-01]"', "2021"])
def test_dates_that_do_not_sort_by_their_month(site: Site, monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    """An open date, a choice, or a year alone stands among days of other months; each part still has one page."""
    monkeypatch.setattr(listings, "LIMIT", 3)
    monkeypatch.setitem(listings.PART_LIMITS, "entry", 3)
    for n, date in enumerate(["2020-05-05", "2020-05-06", "2021-01-01", "2021-01-09", "2021-05-05", "2021-05-06", odd]):
        site.event(f"e{n}", date=date, more="type: battle\n")
    report = site.build()
    assert [p.code for p in report.problems] == []
    parts = {file: page.decode() for file, page in site.tree().items() if re.match(r"types/battle/\d", file)}
    assert sorted(event for page in parts.values() for event in shown(page)) == [f"e{n}" for n in range(7)]


def test_a_choice_is_listed_where_it_is_sorted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the month of its earliest day, whichever is written first; not under a day that the month has not."""
    monkeypatch.setitem(listings.PART_LIMITS, "entry", 2)
    for n, date in enumerate(["2021-01-01", "2021-01-31", '"[2021-02,2021-01-31]"']):
        site.event(f"e{n}", date=date)
    assert site.build().published
    assert shown(site.tree()["2021/01/31/index.html"].decode()) == ["e1", "e2"]
