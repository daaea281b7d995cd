"""The live preview: livereload's server, native file events, and an overlay while something is broken.

The site is built into a folder of the cache, never into output/. A build with errors leaves the last good site
standing there, so the browser keeps it and shows the problems above it.
"""

from __future__ import annotations

import asyncio
import traceback
from html import escape
from pathlib import Path
from typing import Any

import click
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado import web
from watchfiles import awatch

from builder import SHIPPED
from builder.build import build
from builder.problems import Problem
from builder.publishing.manifest import OutputError
from builder.settings import SettingsError
from builder.site.addresses import file_of

_STYLE = b"""#preview-problems{position:fixed;inset-inline:0;inset-block-end:0;max-block-size:60vh;overflow:auto;margin:0;
padding:1rem;background:#7a1418;color:#fff;font:0.9rem/1.5 ui-monospace,monospace;z-index:9;border-block-start:4px solid #fff}
#preview-problems li{margin-block:.4rem;white-space:pre-wrap}#preview-problems h2{font-size:1rem;margin:0}"""


class Preview:
    """The state of a preview: where the last good site stands, and what is wrong with the newest content."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.output = root / ".cache" / "preview"
        self.problems: tuple[str, ...] = ()

    def rebuild(self) -> None:
        """Build; on a failure keep the last good site and remember why."""
        try:
            report = build(self.root, self.output, base_url="", jobs=1, with_search=False)
        except (SettingsError, OutputError) as error:
            self.problems = (str(error),)
        except Exception:  # a theme's or our own mistake must not end the preview; it is shown instead
            self.problems = (traceback.format_exc(limit=-3),)
        else:
            failed = report.published is None
            self.problems = tuple(_line(p) for p in report.problems) if failed else ()
            for problem in report.problems:
                click.echo(_line(problem), err=True)
        click.echo("built" if not self.problems else f"{len(self.problems)} problems; the last good site stays")

    def page(self, path: str) -> tuple[bytes, str] | None:
        """The bytes and kind of what stands at a path, with the overlay where it is due."""
        file = (self.output / file_of(path)).resolve()
        if not file.is_relative_to(self.output.resolve()) or not file.is_file():
            return None
        data = file.read_bytes()
        return (self._dressed(data), "text/html; charset=utf-8") if file.suffix == ".html" else (data, _kind(file))

    def _dressed(self, data: bytes) -> bytes:
        data = data.replace(b"connect-src 'self'", b"connect-src 'self' ws:", 1)
        head = b'<link rel="stylesheet" href="/preview.css"><script src="/livereload.js" defer></script></head>'
        return data.replace(b"</head>", head, 1).replace(b"</body>", self.overlay() + b"</body>", 1)

    def overlay(self) -> bytes:
        """The list of problems, or nothing."""
        if not self.problems:
            return b""
        items = "".join(f"<li>{escape(p)}</li>" for p in self.problems)
        return f'<aside id="preview-problems" role="alert"><h2>Not built: the last good site is shown</h2><ul>{items}</ul></aside>'.encode()


def _line(p: Problem) -> str:
    return f"{p.path}:{p.line}:{p.column}: {p.severity.word}[{p.code}]: {p.message}" + (f" ({p.hint})" if p.hint else "")


def _kind(file: Path) -> str:
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".xml": "application/xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
    return kinds.get(file.suffix, "text/plain; charset=utf-8")


class _Pages(web.RequestHandler):
    """Serves the preview's folder; what is not there is the 404 page, with the overlay."""

    def initialize(self, preview: Preview) -> None:
        self.preview = preview

    def get(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")
        if path == "preview.css":
            self.set_header("Content-Type", "text/css")
            self.finish(_STYLE)
            return
        found = self.preview.page(path)
        if found is None and path and not path.endswith("/") and self.preview.page(f"{path}/"):
            self.redirect(f"/{path}/")
            return
        if found is None:
            self.set_status(404)
            bare = b"<!doctype html><html lang=en><head><title>-</title></head><body></body></html>"
            missing = self.preview.page("404.html")
            found = missing or (self.preview._dressed(bare), "text/html; charset=utf-8")
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
    """Rebuild and reload on every change, also when a watched folder goes and comes back."""
    while True:
        changed = asyncio.Event()
        around = asyncio.create_task(_watch_around(preview.root, changed))
        folders = [f for f in (preview.root / "content", preview.root / "themes", SHIPPED) if f.is_dir()]
        try:
            async for _ in awatch(*folders, stop_event=changed, debounce=50, step=10):
                await _renew(preview)
        except (FileNotFoundError, RuntimeError):
            await asyncio.sleep(0.2)  # a folder went while the watch began: begin again with those that are left
        around.cancel()
        await _renew(preview)


async def _watch_around(root: Path, changed: asyncio.Event) -> None:
    """Wait for a change beside the content: site.toml, or a folder that goes or comes."""
    async for changes in awatch(root, recursive=False, debounce=50, step=10):
        if any(Path(path).name in ("site.toml", "content", "themes") for _, path in changes):
            changed.set()
            return


async def _renew(preview: Preview) -> None:
    await asyncio.to_thread(preview.rebuild)
    LiveReloadHandler.reload_waiters("*")


async def run(root: Path, port: int, *, ready: Any = None) -> None:
    """Build, serve and watch until cancelled.

    Args:
        port: 0 picks a free one.
        ready: called with the port once pages can be asked for.
    """
    preview = Preview(root)
    await asyncio.to_thread(preview.rebuild)
    server = application(preview).listen(port, "127.0.0.1")
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
