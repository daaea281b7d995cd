"""The live preview: livereload's server, native file events, and an overlay while something is broken.

Pages come from memory. A request for a page waits for the change that is being read, except for the page that is
current already, so nobody sees an old page and the one at hand comes first.
"""

from __future__ import annotations

import asyncio
from html import escape
from mimetypes import guess_type
from pathlib import Path
from typing import Any

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


class Preview:
    """A live site, and which of its pages are current while it is read again."""

    def __init__(self, root: Path) -> None:
        self.live = Live(root)
        self._current: set[str] = set()
        self._settled = asyncio.Event()

    async def renew(self, changed: set[Path] | None = None) -> None:
        """Read what changed; tell the browsers as soon as there is something to see.

        Args:
            changed: the files that did, where that is known.
        """
        before = self.live.problems
        self._current = self.live.touch(changed) if changed else set()
        self._settled.clear()
        if self._current:
            LiveReloadHandler.reload_waiters("*")
        await asyncio.to_thread(self.live.rebuild)
        self._settled.set()
        if not self._current or before != self.live.problems:
            LiveReloadHandler.reload_waiters("*")
        for line in (*self.live.warnings, *self.live.problems):
            click.echo(line, err=True)
        click.echo("current" if not self.live.problems else f"{len(self.live.problems)} problems; the last good site stays")

    async def page(self, address: str) -> tuple[bytes, str] | None:
        """The bytes and kind of what stands at an address, with the overlay where it is due."""
        if file_of(address) not in self._current:
            await self._settled.wait()
        found = self.live.page(address)
        if not found:
            return None
        data, file = found
        if file.suffix == ".html":
            return self.dressed(data), "text/html; charset=utf-8"
        return data, guess_type(file.name)[0] or "text/plain; charset=utf-8"

    def dressed(self, data: bytes) -> bytes:
        """A page that reloads itself and shows what is wrong."""
        data = data.replace(b"connect-src 'self'", b"connect-src 'self' ws:", 1)
        head = b'<link rel="stylesheet" href="/preview.css"><script src="/livereload.js" defer></script></head>'
        return data.replace(b"</head>", head, 1).replace(b"</body>", self._overlay() + b"</body>", 1)

    def _overlay(self) -> bytes:
        if not self.live.problems:
            return b""
        items = "".join(f"<li>{escape(p)}</li>" for p in self.live.problems)
        return f'<aside id="preview-problems" role="alert"><h2>Not built: the last good site is shown</h2><ul>{items}</ul></aside>'.encode()


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
            bare = b"<!doctype html><html lang=en><head><title>-</title></head><body></body></html>"
            found = await self.preview.page("404.html") or (self.preview.dressed(bare), "text/html; charset=utf-8")
        self.set_header("Content-Type", found[1])
        self.finish(found[0])


def application(preview: Preview) -> web.Application:
    """livereload's handlers, and ours for the pages."""
    LiveReloadHandler.watcher = Watcher()
    LiveReloadHandler.live_css = False
    handlers: list[Any] = [
        (r"/livereload", LiveReloadHandler),
        (r"/livereload\.js", LiveReloadJSHandler),
        (r"/(.*)", _Pages, {"preview": preview}),
    ]
    return web.Application(handlers)


async def watch(preview: Preview) -> None:
    """Renew the site on every change, also when a watched folder goes and comes back."""
    root = preview.live.root
    while True:
        gone = asyncio.Event()
        around = asyncio.create_task(_watch_around(root, gone))
        folders = [f for f in (root / "content", root / "themes", SHIPPED) if f.is_dir()]
        try:
            async for changes in awatch(*folders, stop_event=gone, debounce=50, step=5, rust_timeout=1000):
                await preview.renew({Path(path) for _, path in changes})
        except (FileNotFoundError, RuntimeError):
            await asyncio.sleep(0.2)  # a folder went while the watch began: begin again with those that are left
        around.cancel()
        await preview.renew()


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
    """
    preview = Preview(root)
    answering = application(preview)
    await preview.renew()
    server = answering.listen(port, "127.0.0.1")
    bound = next(iter(server._sockets.values())).getsockname()[1]
    click.echo(f"http://localhost:{bound}/")
    if ready:
        ready(bound)
    await watch(preview)


def serve(root: Path, port: int) -> None:
    """Run the preview until it is interrupted."""
    try:
        asyncio.run(run(root.resolve(), port))
    except KeyboardInterrupt:
        click.echo("")
    except OSError as error:
        raise OutputError(f"cannot listen on port {port}: {error.strerror}; choose another with --port") from None
