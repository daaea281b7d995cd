"""The preview survives every mistake: the last good page stays, an overlay says what is wrong, and it goes when mended."""

from __future__ import annotations

import asyncio
import gc
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright
from watchfiles import awatch

from builder.preview import Preview, run, serve
from builder.publishing.manifest import OutputError
from tests.conftest import Site
from tests.test_browser import CHROMIUM, QUIET

LISTENING = "window.LiveReload && window.LiveReload.connector && window.LiveReload.connector.socket"


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """A running preview of a site with one event."""
    site.event("a", title="First title")
    bound: list[int] = []
    is_ready = threading.Event()

    def ready(port: int) -> None:
        bound.append(port)
        is_ready.set()

    loop = asyncio.new_event_loop()
    task = loop.create_task(run(site.root, 0, ready=ready))

    def work() -> None:
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            pass
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert is_ready.wait(30)
    yield f"http://localhost:{bound[0]}/"
    loop.call_soon_threadsafe(task.cancel)
    thread.join(30)


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser.new_page()
        browser.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_edit_break_mend(site: Site, address: str, page: Page) -> None:
    """Saving reloads the browser; broken files, settings and templates show above the last good page; mended, it is current."""
    page.goto(f"{address}events/a/")
    page.get_by_role("heading", level=1, name="First title").wait_for()
    page.wait_for_function(LISTENING)

    site.event("a", title="Second title")
    page.get_by_role("heading", level=1, name="Second title").wait_for()

    site.event("a", title="Third title", date="2021-13-45")
    page.locator("#preview-problems").get_by_text("content/events/2021/a.md:3:7").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "Second title"

    site.event("a", title="Third title")
    page.get_by_role("heading", level=1, name="Third title").wait_for()
    assert page.locator("#preview-problems").count() == 0

    site.write("site.toml", "title = \n")
    page.locator("#preview-problems").get_by_text("site.toml").wait_for()
    site.write("site.toml", 'title = "Test"\n')
    page.locator("#preview-problems").wait_for(state="detached")

    shutil.rmtree(site.root / "content")
    page.locator("#preview-problems").get_by_text("content: not found").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "Third title"
    site.event("a", title="Fourth title")
    page.get_by_role("heading", level=1, name="Fourth title").wait_for()

    site.write("themes/default/theme.toml", 'extends = ""\n')
    page.locator("#preview-problems").wait_for()
    shutil.rmtree(site.root / "themes")
    page.locator("#preview-problems").wait_for(state="detached")
    assert not (site.root / "output").exists()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_break_and_mend_a_template(site: Site, address: str, page: Page) -> None:
    """A template that fails on other pages than the home page shows above what was good of them, or above nothing; mended, they are current."""
    page.goto(f"{address}events/a/")
    page.get_by_role("heading", level=1, name="First title").wait_for()
    page.wait_for_function(LISTENING)
    site.write("site.toml", 'title = "Test"\ntheme = "mine"\n')
    site.write("themes/mine/theme.toml", 'extends = "default"\n')
    for name in ("event", "year"):
        site.write(f"themes/mine/templates/{name}.html", "{{ 1 / 0 }}")
    said = "themes/mine/templates/event.html:1:1: error[template-error]: the template fails: ZeroDivisionError: division by zero"
    page.locator("#preview-problems").get_by_text(said).wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "First title"
    page.goto(f"{address}2021/")  # which nobody saw while it was good
    page.locator("#preview-problems").get_by_text("themes/mine/templates/year.html:1:1").wait_for()
    page.wait_for_function(LISTENING)
    (site.root / "themes/mine/templates/year.html").unlink()
    page.get_by_text("First title").first.wait_for()
    assert page.locator("#preview-problems").count() == 0


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_folder_in_place_of_a_file(site: Site, address: str, page: Page) -> None:
    """A file that goes, or becomes a folder, ends nothing: the site is read again without it."""
    page.goto(f"{address}2021/")
    page.get_by_text("First title").first.wait_for()
    page.wait_for_function(LISTENING)
    path = site.root / "content/events/2021/a.md"
    path.unlink()
    path.mkdir()
    page.get_by_text("First title").first.wait_for(state="detached")
    site.event("b", title="Another title")
    page.get_by_text("Another title").first.wait_for()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_port_that_is_taken(site: Site) -> None:
    """Only a port that is taken is told as one."""
    site.event("a")
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OutputError, match=rf"cannot listen on port {port}: Address already in use; choose another with --port"):
            serve(site.root, port)
    gc.collect()  # tornado leaves the socket that found no port to the collector, which would complain in another test


def test_other_failures_are_not_told_as_a_taken_port(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails while the site is watched keeps its own words."""
    site.event("a")

    def full(*paths: Path, **options: Any) -> Any:
        if site.root / "content" in paths:
            raise OSError(28, "no watches left")
        return awatch(*paths, **options)

    monkeypatch.setattr("builder.preview.awatch", full)
    with pytest.raises(OSError, match="no watches left"):
        serve(site.root, 0)


def test_who_waits_for_a_page_gets_it_once_it_is_current(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that was asked for while everything is read again comes as soon as it is told anew, not when all is done."""
    path = site.event("a")
    is_read = threading.Event()

    async def ask() -> bytes:
        preview = Preview(site.root)
        preview.live.rebuild()
        monkeypatch.setattr(preview.live, "rebuild", lambda: is_read.wait(20))
        preview.renew(set())
        waiting = asyncio.create_task(preview.page("events/a/"))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        path.write_text(path.read_text("utf-8") + "\nNew words.\n", "utf-8")
        preview.renew({path})
        try:
            found = await asyncio.wait_for(waiting, 5)
        finally:
            is_read.set()
            await preview.settled.wait()
            preview.live.close()
        assert found
        return found[0]

    assert b"New words." in asyncio.run(ask())
