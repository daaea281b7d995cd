"""The live preview: livereload's server, native file events, and an overlay while something is broken.

Pages come from memory. A request for a page waits for the change that is being read, except for the page that is
current already, so nobody sees an old page and the one at hand comes first.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from html import escape
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado import web
from watchfiles import awatch

from builder import SHIPPED
from builder.live import Live
from builder.publishing.manifest import OutputError
from builder.site.addresses import file_of

_STYLE = b"""#preview-problems{position:fixed;inset-inline:0;inset-block-end:0;max-block-size:60vh;overflow:auto;margin:0;
padding:1rem;background:#7a1418;color:#fff;font:0.9rem/1.5 ui-monospace,monospace;z-index:9;border-block-start:4px solid #fff}
#preview-problems li{margin-block:.4rem;white-space:pre-wrap}#preview-problems h2{font-size:1rem;margin:0}"""

_BARE = b"<!doctype html><html lang=en><head><title>-</title></head><body></body></html>"


class Preview:
    """A live site, and which of its pages are current while it is read again."""

    def __init__(self, root: Path) -> None:
        self.live = Live(root)
        self.settled = asyncio.Event()  # set while everything is as the files say
        self._reading: asyncio.Task[None] | None = None
        self._is_wanted = False  # whether it must be read once more after this time
        self._is_telling = False  # whether browsers are to be told when it has been
        self._newer: set[Path] = set()  # what changed since it began to be read
        self._current: set[str] = set()  # files of the pages that are up to date already
        self._stirred = asyncio.Event()  # set when a page or everything becomes current; another takes its place
        self._version = 0  # counts the times that browsers were told to reload
        self._served: dict[str, int] = {}  # file -> the version in which it was last handed out

    def renew(self, changed: set[Path]) -> None:
        """Show what can be shown at once, and have the rest read in the background.

        Args:
            changed: the files that did; none where that is not known.
        """
        self.settled.clear()
        touched = self.live.touch(changed) if changed else set()
        self._current = self._current | touched if touched else set()
        if touched:
            self._reload()
            self._stir()
        self._newer |= changed
        self._is_wanted, self._is_telling = True, self._is_telling or not touched
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while self._is_wanted:
            before, is_telling = self.live.state, self._is_telling
            self._is_wanted, self._is_telling, self._newer = False, False, set()
            await asyncio.to_thread(self.live.rebuild)
            self.live.touch(self._newer)  # saved while the rest was read
            if before != self.live.state and (is_telling or self.live.problems):
                self._reload()
                self._say()
        self._current = set()
        self.settled.set()
        self._stir()

    def _stir(self) -> None:
        """Have everybody who waits for a page look whether it is current now."""
        self._stirred.set()
        self._stirred = asyncio.Event()

    def _say(self) -> None:
        for line in (*self.live.warnings, *self.live.problems):
            click.echo(line, err=True)
        count = len(self.live.problems)
        click.echo(f"{count} {'problem' if count == 1 else 'problems'}; the last good site stays" if count else "current")

    def _reload(self) -> None:
        self._version += 1
        LiveReloadHandler.reload_waiters("*")

    def is_outdated(self, address: str) -> bool:
        """Whether a page that was handed out missed a reload, since its browser was not listening yet."""
        return self._served.get(file_of(address.lstrip("/")), self._version) != self._version

    async def page(self, address: str) -> tuple[bytes, str] | None:
        """The bytes and kind of what stands at an address, with the overlay where it is due."""
        while file_of(address) not in self._current and not self.settled.is_set():
            await self._stirred.wait()
        shown = self.live.page(address)
        self._served[file_of(address)] = self._version  # also of what is not there yet
        if not shown:
            return None
        if shown.problem:
            click.echo(f"/{address}: {shown.problem}", err=True)
        if shown.file.suffix == ".html":
            return self.dressed(shown.data or _BARE, shown.problem), "text/html; charset=utf-8"
        return shown.data or b"", guess_type(shown.file.name)[0] or "text/plain; charset=utf-8"

    def dressed(self, data: bytes, problem: str = "") -> bytes:
        """A page that reloads itself and shows what is wrong, with the site or with this page."""
        data = data.replace(b"default-src 'self'", b"default-src 'self'; connect-src 'self' ws:", 1)  # not all browsers take sockets for our own
        head = b'<link rel="stylesheet" href="/preview.css"><script src="/livereload.js" defer></script></head>'
        return data.replace(b"</head>", head, 1).replace(b"</body>", _overlay(problem, *self.live.problems) + b"</body>", 1)


def _overlay(*problems: str) -> bytes:
    items = "".join(f"<li>{escape(p)}</li>" for p in problems if p)
    if not items:
        return b""
    return f'<aside id="preview-problems" role="alert"><h2>Not built: what was good last is shown</h2><ul>{items}</ul></aside>'.encode()


class _Pages(web.RequestHandler):
    """Serves the live site; what is not there is the 404 page, with the overlay."""

    def initialize(self, preview: Preview) -> None:
        self.preview = preview

    async def get(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")
        if path == "preview.css":
            self.set_header("Content-Type", "text/css")
            self.finish(_STYLE)
            return
        found = await self.preview.page(path)
        if found is None and path and not path.endswith("/") and await self.preview.page(f"{path}/"):
            self.redirect(f"/{path}/")
            return
        if found is None:
            self.set_status(404)
            found = await self.preview.page("404.html") or (self.preview.dressed(_BARE), "text/html; charset=utf-8")
        self.set_header("Content-Type", found[1])
        self.finish(found[0])


class _Waiter(LiveReloadHandler):  # type: ignore[misc]  # the package has no types
    """A browser that waits for reloads; one whose page is outdated already is told at once."""

    def initialize(self, preview: Preview) -> None:
        self.preview = preview

    def on_message(self, message: str) -> None:
        super().on_message(message)
        said = json.loads(message)
        if said.get("command") == "info" and self.preview.is_outdated(urlsplit(said.get("url", "")).path):
            self.send_message({"command": "reload", "path": "*", "liveCSS": False, "liveImg": False})


def application(preview: Preview) -> web.Application:
    """livereload's handlers, and ours for the pages."""
    LiveReloadHandler.watcher = Watcher()
    LiveReloadHandler.live_css = False
    handlers: list[Any] = [
        (r"/livereload", _Waiter, {"preview": preview}),
        (r"/livereload\.js", LiveReloadJSHandler),
        (r"/(.*)", _Pages, {"preview": preview}),
    ]
    return web.Application(handlers)


async def watch(preview: Preview, ready: Callable[[], None]) -> None:
    """Read the site, and again on every change, also when a watched folder goes and comes back.

    Args:
        ready: called once pages can be asked for.
    """
    root = preview.live.root
    while True:
        gone = asyncio.Event()
        around = asyncio.create_task(_watch_around(root, gone))
        folders = [f for f in (root / "content", root / "themes", SHIPPED) if f.is_dir()]
        changes = awatch(*folders, stop_event=gone, debounce=50, step=5, rust_timeout=500, yield_on_timeout=True)
        first = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0)  # the watch begins before the site is read, so that no change falls between the two
        try:
            preview.renew(set())
            await preview.settled.wait()
            ready()
            paths, is_sure = {Path(path) for _, path in await first}, False
            while True:
                if paths or not is_sure:  # files may have come into a new folder before it was watched: look once more
                    preview.renew(paths)
                    is_sure = not paths or not any(path.is_dir() for path in paths)
                paths = {Path(path) for _, path in await anext(changes)}
        except StopAsyncIteration:
            pass  # something beside the content changed: begin again with the folders that are there
        except (FileNotFoundError, RuntimeError):
            await asyncio.sleep(0.2)  # a folder went while the watch began
        finally:
            first.cancel()
            around.cancel()


async def _watch_around(root: Path, changed: asyncio.Event) -> None:
    """Wait for a change beside the content: site.toml, or a folder that goes or comes."""
    async for changes in awatch(root, recursive=False, debounce=50, step=10):
        if any(Path(path).name in ("site.toml", "content", "themes") for _, path in changes):
            changed.set()
            return


async def run(root: Path, port: int, *, ready: Any = None) -> None:
    """Build, serve and watch until cancelled.

    Args:
        port: 0 picks a free one.
        ready: called with the port once pages can be asked for.
    Raises:
        OutputError: the port cannot be had.
    """
    preview = Preview(root)
    try:
        server = application(preview).listen(port, "127.0.0.1")
    except OSError as error:
        preview.live.close()
        raise OutputError(f"cannot listen on port {port}: {error.strerror}; choose another with --port") from None
    bound = next(iter(server._sockets.values())).getsockname()[1]
    is_told = False

    def tell() -> None:
        nonlocal is_told
        if not is_told:
            is_told = True
            click.echo(f"http://localhost:{bound}/")
            if ready:
                ready(bound)

    try:
        await watch(preview, tell)
    finally:
        server.stop()
        preview.live.close()


def serve(root: Path, port: int) -> None:
    """Run the preview until it is interrupted."""
    try:
        asyncio.run(run(root.resolve(), port))
    except KeyboardInterrupt:
        click.echo("")
