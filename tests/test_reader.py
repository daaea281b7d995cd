"""What readers do with script on: the timeline, the map, the search and the small comforts, in a real browser."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from builder.build import build
from builder.chronicle.names import fold_letters
from builder.exports.search_shards import words_of
from builder.site.map_views import level, shade
from tests.test_browser import SITE, browser, built, serve  # noqa: F401  # fixtures

TIMELINE = "event-timeline canvas"


@pytest.fixture(scope="module")
def base(built: Path) -> Iterator[str]:  # noqa: F811
    for address in serve(built / "some/repo"):
        yield f"{address}/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:  # noqa: F811
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda message: failures.append(message.text))
    yield page
    page.close()
    assert failures == []


def wait_until(page: Page, holds: str) -> None:
    """Until an expression holds; the pages' own policy keeps Playwright from waiting for it inside them."""
    for _ in range(50):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(holds)


def shown(page: Page) -> int:
    """How many events the timeline says are in view."""
    page.wait_for_timeout(350)  # the list follows once the movement has ended
    found = re.match(r"(\d+) event", page.inner_text("[data-count]"))
    return int(found[1]) if found else 0


def open_timeline(page: Page, base: str, state: str = "") -> int:
    page.goto("about:blank")
    page.goto(f"{base}timeline/{state}")
    page.wait_for_selector(TIMELINE)
    return shown(page)


def test_timeline_zooms_by_buttons_keys_wheel_and_drag(page: Page, base: str) -> None:
    """Each way of zooming narrows what is in view, and the address keeps it over a reload."""
    whole = open_timeline(page, base)
    page.click("[data-do=in]")
    by_button = shown(page)
    page.focus(TIMELINE)
    page.keyboard.press("+")
    by_key = shown(page)
    page.hover(TIMELINE)
    page.mouse.wheel(0, -300)
    by_wheel = shown(page)
    assert whole > by_button > by_key >= by_wheel > 0
    state = page.url
    box = page.locator(TIMELINE).bounding_box()
    assert box
    page.mouse.move(box["x"] + 500, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 60, steps=5)
    page.mouse.up()
    shown(page)
    assert page.url != state
    page.reload()
    page.wait_for_selector(TIMELINE)
    assert shown(page) > 0
    page.click("[data-do=all]")
    page.locator("[data-count]", has_text=f"{whole} events in view").wait_for()


def test_timeline_down_to_a_day(page: Page, base: str) -> None:
    """It zooms until a day fills it, and no further."""
    open_timeline(page, base, "#from=2021-09-05&until=2021-09-07")
    page.focus(TIMELINE)
    for _ in range(6):
        page.keyboard.press("+")
        page.wait_for_timeout(200)
    shown(page)
    found = dict(re.findall(r"(from|until)=([\d-]+)", page.url))
    assert found["until"] <= found["from"] or found["from"][:7] == "2021-09"


def test_timeline_by_keyboard_alone(page: Page, base: str) -> None:
    """One tab stop; arrows walk event by event and say each one with its standing; Enter opens it."""
    open_timeline(page, base)
    assert page.locator("event-timeline [tabindex='0']").count() == 1
    page.focus(TIMELINE)
    page.keyboard.press("Home")
    first = page.inner_text("[data-live]")
    page.keyboard.press("ArrowRight")
    second = page.inner_text("[data-live]")
    assert first != second
    assert re.search(r"Confirmed|Claimed|Contested|Unverified|Discounted", first)
    page.keyboard.press("End")
    assert page.inner_text("[data-live]") not in (first, second)
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_url("**/events/**")
    assert page.inner_text("h1").split("\n")[0].rstrip(" #") in first


def test_timeline_says_what_zooming_leaves(page: Page, base: str) -> None:
    """After zooming by key the live region says how many events are in view."""
    open_timeline(page, base)
    page.focus(TIMELINE)
    page.keyboard.press("+")
    left = shown(page)
    assert page.inner_text("[data-live]").startswith(f"{left} events in view")


@pytest.mark.parametrize("address", ["places/panjshir/", "actors/nrf/", "periods/4-offensives-2022/"])
def test_strips_open_into_the_timeline(page: Page, base: str, address: str) -> None:
    """The strip of a place, an actor or a chapter opens, when asked, into a timeline of exactly its events."""
    page.goto(base + address)
    listed = set(page.eval_on_selector_all(".entries h3 a", "links => links.map(a => a.href)"))
    assert page.locator("canvas").count() == 0
    page.click("[data-opener]")
    page.wait_for_selector(TIMELINE)
    assert page.evaluate("document.activeElement.tagName") == "CANVAS"
    assert shown(page) == len(listed)


@pytest.mark.parametrize("address", ["places/panjshir/", "actors/nrf/", "periods/4-offensives-2022/"])
def test_strips_lead_to_the_timeline(page: Page, base: str, address: str) -> None:
    """Beside what zooms in on the spot, one link leads to the same events in the whole timeline, and says that it does."""
    page.goto(base + address)
    listed = set(page.eval_on_selector_all(".entries h3 a", "links => links.map(a => a.href)"))
    assert page.locator("[data-opener]").inner_text() == "Zoom in here, event by event"
    assert page.locator("main a[href*='timeline/#']").all_inner_texts() == ["Open in the timeline, with lanes and filters"]
    page.click(".opener a")
    page.wait_for_selector(TIMELINE)
    assert shown(page) == len(listed)


def test_timeline_says_what_its_list_shows(page: Page, base: str) -> None:
    """The count of events stands alone in its sentence; which of them the list shows, and what was selected, is said apart."""
    whole = open_timeline(page, base)
    assert re.fullmatch(rf"{whole} events in view, \d+ of them disputed\. The list shows the first 30; zoom in to see the others\.", page.inner_text("[data-count]"))
    page.focus(TIMELINE)
    page.keyboard.press("End")
    shown(page)
    assert page.inner_text("[data-count]").endswith(f" disputed. The list shows numbers {whole - 29} to {whole}; zoom in to see the others.")
    assert page.locator("[data-list] li").count() == 30
    assert open_timeline(page, base, "#status=unverified&from=2025-10-10&until=2025-10-20") == 1
    assert page.inner_text("[data-count]") == "1 event in view."


def test_timeline_filters_combine(page: Page, base: str) -> None:
    """Filters narrow together, count what they hold, and come back from the address."""
    whole = open_timeline(page, base)
    page.select_option("[name=place]", "panjshir")
    by_place = shown(page)
    page.select_option("[name=status]", "contested")
    both = shown(page)
    assert whole > by_place > both > 0
    assert "place=panjshir" in page.url
    assert open_timeline(page, base, "#place=panjshir&status=contested") == both
    assert page.locator("[data-list] .entries em").count() > 0


def test_timeline_lanes(page: Page, base: str) -> None:
    """Lanes by type, province or actor show the same events."""
    whole = open_timeline(page, base)
    for lanes in ("province", "actor"):
        page.select_option("[data-lanes]", lanes)
        assert shown(page) == whole
        assert f"lanes={lanes}" in page.url


def test_timeline_by_touch(browser: Browser, base: str) -> None:  # noqa: F811
    """A tap on a cluster opens it into the list."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{base}timeline/")
    page.wait_for_selector(TIMELINE)
    whole = shown(page)
    box = page.locator(TIMELINE).bounding_box()
    assert box
    for x in range(6, 60, 6):
        page.touchscreen.tap(box["x"] + x, box["y"] + 80)  # the foot of the first lane's piles
        page.wait_for_timeout(60)
        if 0 < shown(page) < whole:
            break
    assert 0 < shown(page) < whole
    context.close()


def test_timeline_by_pinch(browser: Browser, base: str) -> None:  # noqa: F811
    """Two fingers that part zoom in; one that moves goes on in time."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    whole = open_timeline(page, base)
    page.locator(TIMELINE).scroll_into_view_if_needed()
    box = page.locator(TIMELINE).bounding_box()
    assert box
    session = context.new_cdp_session(page)

    def touch(kind: str, *places: float) -> None:
        points = [{"x": box["x"] + x, "y": box["y"] + 100, "id": n} for n, x in enumerate(places)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 140, 180)
    for step in range(1, 10):
        touch("touchMove", 140 - 6 * step, 180 + 6 * step)
    touch("touchEnd")
    assert 0 < shown(page) < whole
    pinched = page.url
    touch("touchStart", 200)
    for step in range(1, 10):
        touch("touchMove", 200 - 15 * step)
    touch("touchEnd")
    shown(page)
    assert "from=" in pinched
    assert page.url > pinched  # later days
    context.close()


def test_timeline_without_script(browser: Browser, base: str) -> None:  # noqa: F811
    """Without script the lanes are drawn and every month is a link."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}timeline/")
    assert page.locator(".lane-row svg").count() > 5
    assert page.locator(".months a").count() > 40
    assert page.locator("form").is_hidden()
    context.close()


@pytest.mark.parametrize("has_script", [True, False])
@pytest.mark.parametrize(("width", "columns"), [(360, 1), (768, 2), (1280, 3)])
def test_map_has_its_tables_below(browser: Browser, base: str, has_script: bool, width: int, columns: int) -> None:  # noqa: F811, FBT001
    """The tables stand below the drawing, in as many columns as there is room for, and no head of theirs is broken."""
    context = browser.new_context(java_script_enabled=has_script, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{base}map/")
    if has_script:
        page.wait_for_selector("[data-brush]:not([hidden])")
    drawn, table = (page.locator(name).first.bounding_box() for name in (".map > figure", "[aria-labelledby=by-province]"))
    assert drawn
    assert table
    assert drawn["y"] + drawn["height"] <= table["y"]
    starts = "rows => new Set(rows.map(row => Math.round(row.getBoundingClientRect().left))).size"
    assert page.eval_on_selector_all("[aria-labelledby=by-province] tbody tr", starts) == columns
    lines = "heads => heads.map(head => { const range = new Range(); range.selectNodeContents(head); return range.getClientRects().length; })"
    found = page.eval_on_selector_all(".map thead th", lines) if columns == 1 else [1]  # in columns heads are repeated
    assert set(found) == {1}
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_map_names_cover_nothing(page: Page, base: str, width: int) -> None:
    """As the browser letters them, no name meets another, and none a mark."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{base}map/")
    page.wait_for_selector("[data-brush]:not([hidden])")
    for drawing in page.locator("svg.outlines").all():
        names, marks = (drawing.locator(what).evaluate_all(BOXES) for what in ("text", "a[data-spot] > use"))
        assert len(names) > 8
        assert [pair for pair in itertools.combinations(names, 2) if meet(*pair)] == []
        assert [(name, mark) for name in names for mark in marks if meet(name, mark)] == []


BOXES = """found => found.filter(e => e.checkVisibility()).map(e => [e, e.getBoundingClientRect()])
  .map(([e, { left, top, right, bottom }]) => [left, top, right, bottom, e.textContent])"""


def meet(one: list[float], other: list[float]) -> bool:
    """Whether two boxes share more than a pixel: a name's is as high as its font, which is more than its letters."""
    return one[0] + 1 < other[2] and other[0] + 1 < one[2] and one[1] + 2 < other[3] - 2 and other[1] + 2 < one[3] - 2


@pytest.mark.parametrize("has_script", [True, False])
def test_map_marks_are_links(browser: Browser, base: str, has_script: bool) -> None:  # noqa: F811, FBT001
    """A mark has a name and leads to its place, with script and without; by keyboard the tables come next after the controls."""
    context = browser.new_context(java_script_enabled=has_script, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{base}map/")
    if has_script:
        page.wait_for_selector("[data-brush]:not([hidden])")
        page.focus("[data-until]")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('section')?.getAttribute('aria-labelledby')") == "by-province"
    assert page.locator("svg.outlines a:not([tabindex='-1'])").count() == 0
    page.get_by_role("link", name=re.compile(r"^Herat.*, near here: \d+ events, \d+ disputed$")).click()
    page.wait_for_url("**/places/herat-city/")
    page.go_back()
    for part in ("use", "text"):
        page.locator(f".closer [data-spot='abshar:district'] > {part}").click()
        page.wait_for_url("**/places/abshar/")
        page.go_back()
    context.close()


def test_map_follows_time_and_filters(page: Page, base: str) -> None:
    """The table counts what the span and the filters leave, and a province is a link."""
    page.goto(f"{base}map/")
    page.wait_for_selector("[data-brush]:not([hidden])")
    row = page.locator("tr[data-province=panjshir] [data-events]")
    whole = int(row.inner_text())
    page.select_option("[name=type]", "battle")
    battles = int(row.inner_text())
    assert whole > battles > 0
    most = max(map(int, page.locator("[aria-labelledby=by-province] [data-events]").all_inner_texts()))
    assert page.inner_text("[data-shade='5']").strip().endswith(str(most))
    page.fill("[data-until]", str(18871))  # 1 September 2021
    page.wait_for_timeout(100)
    assert int(row.inner_text()) < battles
    assert re.match(r"14 August 2021 – 1 September 2021: \d+ events?$", page.inner_text("[data-span]"))
    assert page.locator("[data-spot='herat-city:near']").is_hidden()
    assert "until=2021-09-01" in page.url
    page.click("tr[data-province=panjshir] a")
    assert page.url.endswith("/places/panjshir/")


@pytest.mark.parametrize(("events", "most"), [(0, 10), (1, 1), (1, 60), (7, 60), (60, 60)])
def test_areas_darken_alike_in_page_and_script(page: Page, base: str, events: int, most: int) -> None:
    """The script fills areas by the rule by which the page was built."""
    source = (SITE / "themes/default/static/script/map.js").read_text("utf-8")
    rule = source[source.index("function level(") : source.index("const inWords")]
    assert page.evaluate(f"(() => {{ {rule} return level({events}, {most}); }})()") == level(events, most)
    ranges = page.evaluate(f"(() => {{ {rule} return [1, 2, 3, 4, 5].map((n) => shade(n, {most})); }})()")
    assert [found and tuple(found) for found in ranges] == [shade(n, most) for n in range(1, 6)]


@pytest.fixture(scope="module", params=["pagefind", "shards"])
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The record with either index."""
    if request.param == "pagefind":
        yield request.getfixturevalue("base")
        return
    output = tmp_path_factory.mktemp("shards")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builder.exports.search.LIMIT", 0)
        build(SITE, output, jobs=2)
    for address in serve(output):
        yield f"{address}/"


def search(page: Page, words: str) -> int:
    page.fill("[name=q]", words)
    page.wait_for_timeout(500)
    found = re.match(r"(\d+) result", page.inner_text("[data-count]"))
    return int(found[1]) if found else 0


def test_search_folds_letters(page: Page, searched: str) -> None:
    """Arabic and Persian spellings of one name find the same, with their standing beside each event."""
    page.goto(f"{searched}search/")
    page.wait_for_selector("site-search form:not([hidden])")
    assert search(page, "کابل") == search(page, "كابل") > 10
    assert search(page, "پنجشیر") == search(page, "پنجشير") == search(page, "پنجشېر") > 10
    assert search(page, "Bazarak") > 0
    assert search(page, "qqqqqq") == 0
    page.select_option("[name=status]", label="Contested")
    assert search(page, "Panjshir") > 0
    page.wait_for_selector("ol.entries > li")
    texts = page.locator("ol.entries .standing").all_inner_texts()
    assert texts
    assert all(re.match(r"Contested\s+Disputed by", t) for t in texts)


def test_search_by_keyboard(page: Page, searched: str) -> None:
    """The words have the focus; results say status and parties apart; arrows walk them, and back keeps what was asked."""
    page.goto(f"{searched}search/")
    page.wait_for_selector("site-search form:not([hidden])")
    page.keyboard.type("Massoud")
    page.wait_for_selector("ol.entries a")
    said = page.locator("ol .standing em").all_inner_texts()
    assert said
    assert all("disputed by" in text.lower() for text in said)
    assert page.locator("ol .standing b:text-matches('isputed by')").count() == 0
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelector('ol a')")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/search/" not in url)
    page.go_back()
    page.wait_for_selector("ol.entries a")
    assert page.input_value("[name=q]") == "Massoud"


def test_search_says_that_script_is_off(browser: Browser, base: str) -> None:  # noqa: F811
    """Without script the search page says so and offers other ways."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}search/")
    assert "Searching needs script" in page.inner_text("main")
    context.close()


def test_search_opens_what_it_found(page: Page, searched: str) -> None:
    """A result leads to its page, marks what was asked for, and says when and where; more come when asked for."""
    page.goto(f"{searched}search/")
    page.wait_for_selector("site-search form:not([hidden])")
    assert search(page, "Panjshir") > 15
    page.wait_for_selector("ol.entries > li")
    assert page.locator("ol.entries > li").count() == 15
    assert page.locator("ol.entries > li mark").all_inner_texts()
    assert all(page.locator("ol .when").all_inner_texts())
    assert page.locator("ol .when").count() == 15
    page.click("[data-more]")
    wait_until(page, "document.querySelectorAll('ol.entries > li').length > 15")
    page.select_option("[name=kind]", label="Place")
    wait_until(page, "document.querySelectorAll('ol.entries > li').length < 15")
    page.click("ol a >> text=/^Panjshir$/")
    page.wait_for_url("**/places/panjshir/")


def test_search_quotes_what_is_said(page: Page, searched: str) -> None:
    """A result quotes an account or its beginning, never the names and outlets that it is found by too; its mark is that of lists."""
    page.goto(f"{searched}search/")
    page.wait_for_selector("site-search form:not([hidden])")
    assert search(page, "پنجشیر") > 10
    events = page.locator("site-search ol > li[class]").all()
    assert events
    launched = page.context.browser
    assert launched
    month = launched.new_page()
    for row in events:
        address = row.locator("a").get_attribute("href") or ""
        excerpt = row.locator(".excerpt").inner_text().strip("… ")
        assert not re.search(r"[\u0600-\u06ff]|\bs\d\b", excerpt)
        event = address.rsplit("/", 2)[-2]
        month.goto(f"{searched}{event[:4]}/{event[5:7]}/")
        assert month.locator(f".entries > li:has(a[href$='/{event}/'])").first.get_attribute("class") == row.get_attribute("class")
    month.close()


@pytest.mark.parametrize(
    ("words", "first"),
    [("panjshir", "places/panjshir"), ("Taliban", "actors/taliban"), ("kabul", "places/kabul"), ("NRF", "actors/nrf"), ("unama", "actors/unama"), ("iskp", "actors/iskp")],
)
def test_search_begins_with_what_is_called_so(page: Page, searched: str, words: str, first: str) -> None:
    """Whatever mentions a name, what bears it comes first, under its short name too."""
    page.goto(f"{searched}search/")
    page.wait_for_selector("site-search form:not([hidden])")
    assert search(page, words) > 3
    assert page.locator("ol.entries > li h2 a").first.get_attribute("href") == f"../{first}/"


def test_search_by_facets_alone(page: Page, searched: str) -> None:
    """Without a word the filters find all that they hold, and narrow each other."""
    page.goto(f"{searched}search/#year=zzyear2021")
    page.wait_for_selector("ol.entries > li")
    year = search(page, "")
    page.select_option("[name=status]", label="Contested")
    assert year > search(page, "") > 0
    page.select_option("[name=kind]", label="Place")
    assert search(page, "") == 0


def test_search_while_typing(page: Page, searched: str) -> None:
    """The last word is found before it is whole."""
    page.goto(f"{searched}search/")
    page.wait_for_selector("site-search form:not([hidden])")
    assert search(page, "Massou") >= search(page, "Massoud") > 0
    assert search(page, "Panjshir Massou") > 0


def test_search_says_that_it_cannot_be_loaded(browser: Browser, searched: str) -> None:  # noqa: F811
    """Where the index does not come the page says so."""
    page = browser.new_page()
    for folder in ("pagefind", "data/search"):
        page.route(f"**/{folder}/**", lambda route: route.abort())
    page.goto(f"{searched}search/")
    wait_until(page, "document.querySelector('[data-count]').textContent !== ''")
    assert page.inner_text("[data-count]") == "The search could not be loaded."
    page.close()


LETTERS = "كڪیيىېۍئةۀەأإآٱؤګ۰۱۲۹٠٥ َُّپنجشېر\u200cمی"


def test_letters_fold_alike_in_index_and_script(page: Page, base: str) -> None:
    """The script folds what is typed exactly as the index folded what is found."""
    source = (SITE / "themes/default/static/script/letters.js").read_text("utf-8").replace("export ", "")
    assert page.evaluate(f"(text) => {{ {source} return foldLetters(text); }}", LETTERS) == fold_letters(LETTERS)


def test_words_are_told_alike_in_index_and_script(page: Page, base: str) -> None:
    """The script takes what is typed for the same words as the index did."""
    text = f"{LETTERS} Émigré's ʿAmari ΟΔΟΣ İSTANBUL Straße ﻱﺎﺑ x_y 12½ ﬁre हिन्दी caf\u0065\u0301 \U00010400 «پښتو،»"
    source = (SITE / "themes/default/static/script/letters.js").read_text("utf-8").replace("export ", "")
    assert page.evaluate(f"(text) => {{ {source} return wordsOf(text); }}", text) == list(words_of(text))


def test_contested_in_panjshir_within_three_links(browser: Browser, base: str, built: Path) -> None:  # noqa: F811
    """Without script, the contested events in Panjshir in September 2021 are two links from home, all of them."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base)
    page.click('#chronicle a[href$="2021/09/"] rect:first-of-type')
    province = page.locator(".narrow .pair").filter(has=page.get_by_role("link", name="Panjshir", exact=True))
    assert province.get_by_role("link").first.get_attribute("href") == "../../places/panjshir/"
    province.get_by_role("link", name="disputed").click()
    page.wait_for_url("**/places/panjshir/disputed/#m2021-09")
    found = page.locator("section[aria-labelledby='m2021-09'] li.contested").count()
    assert f"{found} contested" in page.inner_text("#m2021-09")
    data = json.loads((built / "some/repo/data/timeline/2021.json").read_text("utf-8"))
    events, panjshir = data["events"], [slug for slug, _ in data["places"]].index("panjshir")
    contested = [s for s, _ in data["statuses"]].index("contested")
    days = range(18871, 18901)  # September 2021, in days since 1970
    rows = zip(events["from"], events["places"], events["status"], strict=True)
    assert found == sum(day in days and panjshir in places and status == contested for day, places, status in rows)
    context.close()


def test_known_to_the_province_has_no_mark(built: Path) -> None:  # noqa: F811
    """An event that is known to its province only is marked at no spot of the map."""
    events = json.loads((built / "some/repo/data/timeline/2022.json").read_text("utf-8"))["events"]
    at = events["id"].index("2022-10-03-shekay-captured")
    assert events["places"][at]
    assert events["spots"][at] == []


def test_places_have_their_map(built: Path) -> None:  # noqa: F811
    """A province's page has a map with the province filled and no mark; a place beyond the outlines has none."""
    site = built / "some/repo"
    assert "map/panjshir-province.svg" in (site / "places/panjshir/index.html").read_text("utf-8")
    drawing = (site / "map/panjshir-province.svg").read_text("utf-8")
    assert 'class="here"' in drawing
    assert "<circle" not in drawing
    assert 'class="locator"' not in (site / "places/oslo/index.html").read_text("utf-8")


def test_map_is_brushed_by_dragging(page: Page, base: str) -> None:
    """Dragging over the bars sets the span, in the address too."""
    page.goto(f"{base}map/")
    page.wait_for_selector("[data-brush]:not([hidden])")
    box = page.locator("[data-bars]").bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 20, steps=4)
    page.mouse.up()
    page.wait_for_timeout(100)
    assert re.search(r"from=2022-\d\d-\d\d&until=2023-\d\d-\d\d", page.url)


def test_back_keeps_the_place_of_reading(page: Page, base: str) -> None:
    """Back from an event leads to the same spot of the list, and to the same view of the timeline."""
    page.goto(f"{base}2021/09/")
    page.locator(".entries h3 a").nth(20).scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 500
    page.locator(".entries h3 a").nth(20).click()
    page.wait_for_url("**/events/**")
    page.go_back()
    wait_until(page, f"Math.abs(scrollY - {before}) < 5")
    left = open_timeline(page, base, "#place=panjshir&from=2021-09-01&until=2021-09-30")
    page.locator("[data-list] h3 a").first.click()
    page.wait_for_url("**/events/**")
    page.go_back()
    page.wait_for_selector(TIMELINE)
    assert shown(page) == left
    assert "place=panjshir" in page.url


def test_keyboard_passes_through_a_page(page: Page, base: str) -> None:
    """Tab leads from the skip link to the last link of the foot, never twice to one place, and not through every bar."""
    for address in ("", "events/2021-09-06-taliban-claim-panjshir/", "timeline/"):
        page.goto(base + address, wait_until="networkidle")
        last = page.locator("body > footer a").last
        stops: list[str] = []
        for _ in range(400):
            page.keyboard.press("Tab")
            stops.append(page.evaluate("document.activeElement.dataset.stop ??= Math.random().toString()"))
            if page.evaluate("document.activeElement.matches('body > a')"):
                assert len(stops) == 1
            if last.evaluate("a => a === document.activeElement"):
                break
        assert last.evaluate("a => a === document.activeElement"), address
        assert len(stops) == len(set(stops)), address
        assert page.locator(".bars a[data-stop]").count() == 0


def test_addresses_are_copied_by_touch(browser: Browser, base: str) -> None:  # noqa: F811
    """The button beside a heading is there on a touch screen, large enough, and copies the section's address."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{base}events/2021-09-06-taliban-claim-panjshir/")
    button = page.locator(".headed-2 .copy").first
    box = button.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    button.tap()
    wait_until(page, "document.querySelector('.headed-2 .copy').textContent === 'copied'")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/events/2021-09-06-taliban-claim-panjshir/#ledger")
    context.close()


def test_stillness_for_those_who_want_it(browser: Browser, base: str) -> None:  # noqa: F811
    """Where motion is to be reduced the page jumps and the timeline is drawn once, at its new view."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    whole = open_timeline(page, base)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.evaluate("""() => { let n = 0; const { clearRect } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.clearRect = function (...at) { n++; clearRect.apply(this, at); };
        window.times_drawn = () => n; }""")
    page.click("[data-do=in]")
    assert shown(page) < whole
    assert page.evaluate("times_drawn()") == 1
    context.close()


def test_prints_for_the_file(browser: Browser, base: str) -> None:  # noqa: F811
    """Printed, an event has no navigation and says its status in words and the addresses of its sources."""
    page = browser.new_page()
    page.goto(f"{base}events/2021-09-06-taliban-claim-panjshir/")
    page.emulate_media(media="print")
    assert page.locator("body > header nav, body > footer nav, .between, .copy").filter(visible=True).count() == 0
    assert page.locator("h1").is_visible()
    assert page.locator("main header b").is_visible()
    link = page.locator("[aria-labelledby=sources] a[href^=http]").first
    said = link.evaluate("a => getComputedStyle(a, '::after').content")
    assert str(link.get_attribute("href")) in said or "attr(href)" in said
    page.close()


def test_arrow_keys_lead_to_the_neighbours(page: Page, base: str) -> None:
    """Right goes to the next event; inside a field the keys stay what they are."""
    page.goto(f"{base}events/2021-08-15-ghani-leaves/")
    wanted = page.get_attribute("a[rel=next]", "href")
    assert wanted
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**" + wanted.removeprefix(".."))


def test_without_pagefind_the_site_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Pagefind is missing the build says so, and no page leads to a search."""
    shutil.copytree(SITE / "tests/sites/fires", tmp_path / "site")
    monkeypatch.setitem(__import__("sys").modules, "pagefind", None)
    report = build(tmp_path / "site", tmp_path / "out")
    assert "the search is left out: Pagefind is not installed" in report.notices
    assert not (tmp_path / "out/search").exists()
    assert "search/" not in (tmp_path / "out/index.html").read_text("utf-8")


def weigh(*files: Path) -> int:
    return sum(len(gzip.compress(f.read_bytes(), 9, mtime=0)) for f in files)


def test_weight(built: Path) -> None:  # noqa: F811
    """Compressed: an event's page with its sheet at most 14 kB, home 40 kB, all script 30 kB."""
    site = built / "some/repo"
    sheet = next((site / "static").glob("style.*.css"))
    events = {p.parent.name: weigh(p, sheet) for p in (site / "events").glob("*/index.html")}
    assert {name: size for name, size in events.items() if size > 14_000} == {}
    assert weigh(site / "index.html", sheet) <= 40_000
    assert weigh(*(site / "static").rglob("*.js")) <= 30_000
