"""What the timeline draws: marks as the lists have them, labels that fit, in each scheme, size of text and on paper; in a real browser."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from builder.records.kinds import STATUSES
from tests.test_browser import browser, built, serve  # noqa: F401  # fixtures

TIMELINE = "event-timeline canvas"
LOOKS = [(status, is_half) for status in STATUSES for is_half in (False, True) if not (is_half and status == "contested")]
# Every text of the last drawing, with its ends, its font and its ink.
SPY = """(() => {
    const pen = CanvasRenderingContext2D.prototype, { fillText, clearRect } = pen;
    window.written = [];
    pen.clearRect = function (...at) { window.written = []; clearRect.apply(this, at); };
    pen.fillText = function (text, x, y) {
        const width = this.measureText(text).width, start = this.textAlign === "center" ? x - width / 2 : x;
        window.written.push({ text, start, end: start + width, y, size: parseFloat(this.font.match(/[\\d.]+(?=px)/)), ink: this.fillStyle });
        fillText.call(this, text, x, y);
    };
})()"""


@pytest.fixture(scope="module")
def site(built: Path) -> Path:  # noqa: F811
    return built / "some/repo"


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    for address in serve(site):
        yield f"{address}/"


@pytest.fixture
def opened(browser: Browser, base: str) -> Iterator[Any]:  # noqa: F811
    """Opens a page with its timeline drawn, in a window of its own: opened(address, width=…, color_scheme=…)."""
    contexts: list[BrowserContext] = []

    def opened(address: str = "timeline/", *, width: int = 1280, **options: Any) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.add_init_script(SPY)
        page.goto(base + address)
        opener = page.locator("[data-opener]")
        if opener.count():
            opener.click()
        page.wait_for_selector(TIMELINE)
        page.wait_for_timeout(400)  # the list follows once the drawing has settled
        return page

    yield opened
    for context in contexts:
        context.close()


def written(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("window.written")
    return found


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found, selector
    return dict(found)


def script(site: Path, name: str) -> str:
    return next(site.glob(f"static/script.*/{name}")).relative_to(site).as_posix()


# Of either half of a mark, which of the named colours its inside shows (a share of a tenth counts), and whether its outline has gaps.
INSIDE = """(pixels, side, colours) => {
    const named = Object.entries(colours), found = [{}, {}], outline = [];
    for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
        const dx = (x + 0.5) / side - 0.5, dy = (y + 0.5) / side - 0.5;
        const at = 4 * (y * side + x), far = ([, rgb]) => Math.hypot(...rgb.map((c, n) => c - pixels[at + n]));
        const [name] = named.reduce((a, b) => (far(b) < far(a) ? b : a)), distance = Math.hypot(dx, dy);
        if (Math.abs(distance - 0.44) < 0.02) outline.push(name);
        if (distance > 0.3 || Math.abs(dx) < 0.08) continue;
        const half = found[dx < 0 ? 0 : 1];
        half[name] = (half[name] ?? 0) + 1;
    }
    const gaps = outline.filter((name) => name === "ground" || name === "hatch").length;
    const shown = found.map((half) => { const all = Object.values(half).reduce((a, b) => a + b); return Object.keys(half).filter((name) => half[name] > all / 10).sort(); });
    return [...shown, gaps > outline.length / 5];
}"""
COLOURS = """() => {
    const probe = document.body.appendChild(document.createElement("i")), style = getComputedStyle(probe);
    const rgb = (name) => { probe.style.color = `var(--${name})`; return style.color.match(/\\d+/g).map(Number); };
    return Object.fromEntries(["mark", "ground", "dispute", "hatch"].map((name) => [name, rgb(name)]));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("status", "is_half"), LOOKS)
def test_marks_look_alike_in_list_and_drawing(browser: Browser, base: str, site: Path, scheme: str, status: str, is_half: bool) -> None:  # noqa: F811, FBT001
    """Status for status, half hatched or not, a mark of the drawing shows inside what the mark of a list shows."""
    context = browser.new_context(color_scheme=scheme, device_scale_factor=4, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{base}about/")
    colours = page.evaluate(COLOURS)
    drawn = page.evaluate(
        f"""async ([script, status, flags, colours]) => {{
            const {{ Marks, looksOf }} = await import(script), pen = Object.assign(document.createElement("canvas"), {{ width: 48, height: 48 }}).getContext("2d");
            const paint = Object.fromEntries(Object.entries(colours).map(([name, rgb]) => [name, `rgb(${{rgb}})`]));
            pen.fillStyle = paint.ground; pen.fillRect(0, 0, 48, 48);
            pen.scale(4, 4);
            const [look] = looksOf({{ statuses: [[status]], events: {{ status: [0] }}, flags: [flags] }});
            new Marks(pen, paint, 4, 1, {{ dot: 6, large: 8, thick: 6 }}, 100).dot(look, 6, 6);
            return ({INSIDE})(pen.getImageData(0, 0, 48, 48).data, 48, colours);
        }}""",
        [f"{base}{script(site, 'marks.js')}", status, 32 if is_half else 0, colours],
    )
    page.evaluate("(names) => { document.body.innerHTML = `<ol class=entries style='font-size:16px;margin:0'><li class='${names}'><p>.</p></li></ol>`; }", f"{status} half" if is_half else status)
    place = page.evaluate("""() => { const li = document.querySelector("li"), at = li.getBoundingClientRect(), style = getComputedStyle(li, "::after");
        return { x: at.x + parseFloat(style.left), y: at.y + parseFloat(style.top), width: parseFloat(style.width), height: parseFloat(style.height) }; }""")
    picture = base64.b64encode(page.screenshot(clip=place)).decode()
    listed = page.evaluate(
        f"""async ([picture, colours]) => {{
            const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${{picture}}`)).blob());
            const pen = Object.assign(document.createElement("canvas"), {{ width: image.width, height: image.height }}).getContext("2d");
            pen.drawImage(image, 0, 0);
            return ({INSIDE})(pen.getImageData(0, 0, image.width, image.height).data, image.width, colours);
        }}""",
        [picture, colours],
    )
    context.close()
    assert drawn == listed
    assert drawn[2] == (status == "unverified")


@pytest.mark.parametrize("status", ["confirmed", "claimed", "contested"])
def test_each_event_is_drawn_by_its_status(opened: Any, site: Path, status: str) -> None:
    """The drawing gives each event the mark of its own status, half hatched where something else is disputed, large for a turning point."""
    page = opened()
    page.evaluate(
        """async (script) => { const { Marks } = await import(script), { dot, bar } = Marks.prototype;
        window.looks = new Set();
        Marks.prototype.dot = function (look, ...at) { window.looks.add(look); dot.call(this, look, ...at); };
        Marks.prototype.bar = function (look, ...at) { window.looks.add(look); bar.call(this, look, ...at); }; }""",
        f"../{script(site, 'marks.js')}",
    )
    page.evaluate("(status) => { location.hash = `#status=${status}`; }", status)
    page.wait_for_timeout(400)
    looks = page.evaluate("[...window.looks]")
    assert {look & 7 for look in looks} == {STATUSES.index(status)}  # type: ignore[arg-type]
    assert any(look & 8 for look in looks) == (status != "contested")
    assert any(look & 16 for look in looks) == (status != "claimed")  # those that are claimed stand in columns here


def test_key_has_the_marks_of_the_lists(opened: Any) -> None:
    """The key of the timeline, and of an opened strip, names every status by the mark that lists have."""
    for address in ("timeline/", "actors/nrf/"):
        page = opened(address)
        key = page.locator("event-timeline .key:visible b")
        classes = [name for b in key.all() for name in (b.get_attribute("class") or "").split()]
        assert classes == [*STATUSES, "half", "confirmed", "doubtful"], address


@pytest.mark.parametrize("state", ["#type=protest", "#actor=aff", "#place=panjshir&type=battle", "#status=contested&single=1"])
def test_few_lanes_stretch_nothing(opened: Any, state: str) -> None:
    """However few lanes there are beside the long list, buttons keep their height and the key its lines."""
    page = opened(f"timeline/{state}")
    for button in page.locator("[data-controls] button").all():
        assert button.bounding_box()["height"] < 60
    assert box(page, ".key")["height"] < 90
    assert box(page, ".key")["y"] - box(page, TIMELINE)["y"] - box(page, TIMELINE)["height"] < 30


@pytest.mark.parametrize("width", [1000, 1280])
def test_count_follows_its_heading(opened: Any, width: int) -> None:
    """The number of events stands right below "In view", and the list right below that."""
    page = opened(width=width)
    heading, count, first = box(page, "#in-view"), box(page, "[data-count]"), box(page, "[data-list] .entries")
    assert count["y"] - heading["y"] - heading["height"] < 40
    assert first["y"] - count["y"] - count["height"] < 40


@pytest.mark.parametrize("width", [360, 768, 1000, 1280])
def test_switches_of_the_filters_stay_together(opened: Any, width: int) -> None:
    """The check boxes and the button that clears stand in one line, and the button is no broader than its word."""
    page = opened("timeline/#single=1", width=width)
    middles = [at["y"] + at["height"] / 2 for at in (part.bounding_box() for part in page.locator(".tick-box, [type=reset]").all())]
    assert max(middles) - min(middles) < 2
    assert box(page, "[type=reset]")["width"] < 100


def test_axis_has_the_dates_of_the_page(opened: Any) -> None:
    """Days of the axis come in the order in which the site writes them, the first one with its year."""
    texts = [row["text"] for row in written(opened("timeline/#from=2021-08-15&until=2021-09-15"))]
    days = [text for text in texts if re.fullmatch(r"\d+ \w+( \d{4})?", text)]
    assert days[0] == "19 Aug 2021"
    assert "9 Sept" in days
    assert [text for text in texts if re.match(r"[A-Z][a-z]+ \d", text)] == []


@pytest.mark.parametrize("width", [360, 768, 1000, 1280])
@pytest.mark.parametrize("lanes", ["type", "actor", "province"])
def test_labels_fit(opened: Any, width: int, lanes: str) -> None:
    """No label is cut by the edge; the names of lanes end before the drawing begins; the last year is there, whole."""
    page = opened(f"timeline/#lanes={lanes}", width=width)
    rows, breadth = written(page), page.locator(TIMELINE).evaluate("c => c.clientWidth")
    assert [row["text"] for row in rows if row["end"] > breadth + 0.5] == []
    years = [row for row in rows if re.fullmatch(r"20\d\d", row["text"])]
    assert years[-1]["text"] == "2026"
    assert all(a["end"] < b["start"] for a, b in pairwise(years))
    names = [row for row in rows if row["start"] == 0]
    assert names
    if width >= 768 and width != 1000:  # names stand beside the lanes
        drawing = min(row["start"] for row in rows if row["start"] > 100)
        assert [row["text"] for row in names if row["end"] > drawing - 4] == []
    assert [row["text"] for row in names if "…" in row["text"]] == []


def test_text_of_the_drawing_grows(opened: Any) -> None:
    """With the page's text at 200 % the drawing's text is twice as large, and so are its lanes."""
    page = opened(width=700)
    before, height = max(row["size"] for row in written(page)), box(page, TIMELINE)["height"]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.wait_for_timeout(400)
    assert max(row["size"] for row in written(page)) == 2 * before
    assert box(page, TIMELINE)["height"] > 1.9 * height


def test_drawing_in_forced_colours(opened: Any) -> None:
    """Where a reader's system forces its colours the drawing is in them, in place of the page's own."""
    page = opened(forced_colors="active", color_scheme="dark")
    assert {row["ink"] for row in written(page)} == {"#ffffff"}
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")


@pytest.mark.parametrize("width", [640, 1040])
def test_timeline_on_paper(opened: Any, width: int) -> None:
    """On paper, upright or on its side, the drawing keeps its proportions, is black, and has the page to itself without a list that asks to be zoomed."""
    page = opened(color_scheme="dark")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_timeout(200)
    drawn = page.locator(TIMELINE).evaluate("c => [c.width / c.height, c.clientWidth / c.clientHeight]")
    assert drawn[0] == pytest.approx(drawn[1], rel=0.01)
    assert page.locator("event-timeline :is(.in-view, .controls)").filter(visible=True).count() == 0
    assert page.locator("event-timeline .key").is_visible()
    assert box(page, TIMELINE)["width"] == box(page, "main")["width"]
    assert {row["ink"] for row in written(page)} == {"#000000", "#333333"}


def test_drawing_keeps_its_proportions_while_it_is_resized(opened: Any) -> None:
    """A narrower place, before the drawing is fitted to it, makes no ovals of its dots."""
    page = opened()
    drawn = page.locator(TIMELINE).evaluate("c => { c.parentElement.style.inlineSize = '300px'; return [c.width / c.height, c.clientWidth / c.clientHeight]; }")
    assert drawn[0] == pytest.approx(drawn[1], rel=0.01)
