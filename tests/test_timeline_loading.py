"""How script loads the data of timeline and map: which files, and what they become, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from builder.gather import gather
from builder.settings import read_settings
from tests.conftest import Site
from tests.test_browser import SITE, browser, built, serve  # noqa: F401  # fixtures

YEARS = [f"timeline/{year}.json" for year in range(2021, 2027)]


@pytest.fixture(scope="module")
def base(built: Path) -> Iterator[str]:  # noqa: F811
    for address in serve(built):
        yield f"{address}/some/repo/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:  # noqa: F811
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    yield page
    page.close()


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Which data files the page asks for, in the index's words."""
    found: list[str] = []
    page.on("request", lambda r: found.append(urlsplit(r.url).path.split("/data/", 1)[1]) if "/data/" in r.url else None)
    return found


def loaded(page: Page, base: str, site: Path, wanted: str) -> list[str]:
    """What an expression finds in the data, `d`, that `load` gives."""
    script = next(site.glob("static/script.*/data.js")).relative_to(site).as_posix()
    page.goto(f"{base}timeline/")
    said = f"async ([script, data]) => {{ const {{ load }} = await import(script), d = await load(data); return {wanted}; }}"
    found: list[str] = page.evaluate(said, [f"{base}{script}", "../data/timeline.json"])
    return found


def test_years_become_one_record(page: Page, site: Site) -> None:
    """Events of all files stand in the record's order, also those that the year they are listed under puts elsewhere."""
    dates = ("1903", "../1902-10", "[1902-01-02,1901-12-30]", "1901-12-31", "1902-01-02/..", "1902-01-02/1902-01-03", "../1901-05", "1901-12-31/..")
    for n, when in enumerate(dates):
        site.event(f"e{n}", date=when)
    site.build()
    chronicle = site.gather().chronicle
    for base in serve(site.output):
        assert loaded(page, f"{base}/", site.output, "d.events.id") == [e.id for e in chronicle.events]


def test_tables_become_one(page: Page, base: str, built: Path, tmp_path: Path) -> None:  # noqa: F811
    """Each name stands once, whichever years name it, and each event keeps its own."""
    site = built / "some/repo"
    slugs = loaded(page, base, site, "['types', 'statuses', 'places', 'actors'].flatMap((t) => d[t].map(([slug]) => `${t} ${slug}`))")
    assert len(slugs) == len(set(slugs))
    chronicle = gather(SITE, read_settings(SITE), tmp_path).chronicle
    cells = "d.events.id.map((id, i) => [id, d.types[d.events.type[i]]?.[0] ?? '', d.statuses[d.events.status[i]][0], ...d.events.actors[i].map((n) => d.actors[n][0])].join(' '))"
    assert loaded(page, base, site, cells) == [" ".join([e.id, e.entry.type or "", e.entry.grade.status, *(a.id for a in e.brief.actors)]) for e in chronicle.events]


def test_no_wanted_file_is_an_empty_record(page: Page, base: str, built: Path) -> None:  # noqa: F811
    """Where none of the files is wanted the record has no events."""
    assert loaded(page, base, built / "some/repo", "(({ count, events }) => [count, events.id])(await load(data, () => false))") == [0, []]


def test_timeline_and_map_load_every_year_once(page: Page, base: str, asked: list[str]) -> None:
    """Both ask for the index, then for each of its files, and for nothing twice."""
    for address, ready in (("timeline/", "event-timeline canvas"), ("map/", "[data-brush]:not([hidden])")):
        asked.clear()
        page.goto(f"{base}{address}")
        page.wait_for_selector(ready)
        assert asked == ["timeline.json", *YEARS], address


def test_a_chapters_strip_loads_its_years(page: Page, base: str, asked: list[str]) -> None:
    """The strip of a chapter, opened, asks for no file that cannot hold an event of it."""
    page.goto(f"{base}periods/2-panjshir-war/")
    assert asked == []
    page.click("event-timeline [data-opener]")
    page.wait_for_selector("event-timeline canvas")
    assert asked == ["timeline.json", YEARS[0]]


def test_on_this_day_loads_what_can_hold_it(page: Page, base: str, asked: list[str], tmp_path: Path) -> None:
    """Home lists the events of this day in all years, from the files whose days hold it, when somebody opens the list."""
    page.clock.set_fixed_time("2027-03-01T12:00:00Z")
    page.goto(base)
    assert asked == []
    page.click("[data-today] summary")
    page.wait_for_selector("[data-today] li")
    assert asked == ["timeline.json", *YEARS[1:]]
    entries = gather(SITE, read_settings(SITE), tmp_path).chronicle.entries
    wanted = sorted(e.id for e in entries if e.date.precision == "day" and e.date.earliest and e.date.earliest.timetuple()[1:3] == (3, 1))
    links = page.eval_on_selector_all("[data-today] li a", "links => links.map((a) => a.getAttribute('href').split('/').at(-2))")
    assert sorted(links) == wanted


def test_a_missing_year_is_said(page: Page, base: str) -> None:
    """Without one of its files the timeline draws nothing: it says so and leaves the list as it was."""
    page.route("**/data/timeline/2023.json", lambda route: route.fulfill(status=404))
    page.goto(f"{base}timeline/")
    live = page.locator("event-timeline [data-live]")
    live.filter(has_text="could not be loaded").wait_for(state="attached")
    assert page.locator("event-timeline canvas").count() == 0
    assert page.locator("event-timeline [data-still]").count() == 1


@pytest.mark.parametrize("address", ["timeline/", "map/"])
def test_the_index_does_not_wait_for_script(page: Page, base: str, address: str) -> None:
    """The page itself asks for the index, so that on a slow line it comes along with the script and not after it."""
    names: list[str] = []
    page.on("request", lambda r: names.append(r.url.rsplit("/", 1)[1]))
    page.goto(f"{base}{address}", wait_until="networkidle")
    assert names.index("timeline.json") < names.index("data.js")
