"""The site in memory: what changed is read, every page is rendered when somebody asks for it, nothing is written.

The last good site stays while anything is broken. A change of one event's file shows on its own page at once, before
everything around it is linked again.
"""

from __future__ import annotations

import gc
import os
import traceback
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock
from typing import NamedTuple

from builder.build import Made, prepare
from builder.chronicle.link import retell
from builder.chronicle.teller import Teller
from builder.chronicle.values import Event
from builder.digests import digest
from builder.gather import CACHE, kept_at
from builder.git import GitError
from builder.history import read_history
from builder.problems import Problem, has_errors
from builder.reading import markdown, validation  # noqa: F401  # now, so that the first change does not wait for them
from builder.reading.discovery import Found
from builder.reading.files import read_file
from builder.records.kinds import EventRecord
from builder.rendering.mistakes import template_problem
from builder.rendering.render import Renderer
from builder.rendering.theme import Theme, load_theme, load_words
from builder.report import ContentChanged
from builder.settings import SettingsError, read_settings
from builder.site import addresses
from builder.site.addresses import file_of
from builder.site.page import Copy, Page

SHOWN = "shown-"  # folders of the cache: what a preview shows, with the number of its process


class Shown(NamedTuple):
    """What stands at an address: the file, its bytes, and why they are not the newest."""

    file: Path
    data: bytes | None  # of a page that fails those of the last time that it did not; None when there was none
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A good site: its plan by file, what it was made of, and what renders it."""

    made: Made
    theme: Theme
    pages: dict[str, Page | Copy]
    renderer: Renderer
    events: dict[str, Event] = field(repr=False)  # by the path of their file
    pinned: Path  # where its records stay as they were, as long as it stands


class Live:
    """A site that follows its files."""

    def __init__(self, root: Path) -> None:
        """Know where the site is; `rebuild` reads it."""
        self.root = root
        self._open = ExitStack()  # holds the cache's folder as long as the preview runs
        self._kept = self._open.enter_context(kept_at(root / CACHE))
        _sweep(self._kept)
        self.problems: tuple[str, ...] = ()  # what keeps the newest content from being shown
        self.warnings: tuple[str, ...] = ()
        self._site: _Standing | None = None
        self._good: dict[str, bytes] = {}  # by file: of the pages that somebody looked at, as they were when they last did not fail
        self._swap = Lock()  # a page that is put in place and a site that has been read must not undo each other

    @property
    def state(self) -> bytes:
        """The digest of all that a reader of the preview can see."""
        site = self._site
        return digest(self.problems, *((site.renderer.digest, site.made.gathered.chronicle) if site else ()))

    def rebuild(self) -> None:
        """Read and link everything that changed; on a failure keep the last good site and remember why."""
        gc.disable()  # a large record is millions of values without a circle, and looking for one takes seconds each time
        try:
            self._rebuild()
        finally:
            gc.freeze()
            gc.enable()

    def _rebuild(self) -> None:
        try:
            settings = read_settings(self.root, base_url="")
            theme = load_theme(self.root, settings.theme)
            made = prepare(self.root, settings, theme, read_history(self.root, self._kept), kept=self._kept)
            lines = tuple(_line(p) for p in made.problems)
            if has_errors(made.problems):
                self.problems = lines
                return
            renderer = Renderer(theme, settings, load_words(theme, settings.language), made.plan.menu, self._kept)
            pages = {p.file: p.whole for p in made.plan.pages}  # now, so that no reader waits for them
            try:
                renderer.render(pages["index.html"])
            except Exception as error:
                self.problems = (_failure(theme, error),)
                return
            pinned = Path(mkdtemp(dir=self._kept, prefix=f"{SHOWN}{os.getpid()}-"))
            made.gathered.shelf.pin(pinned)
            site = _Standing(made, theme, pages, renderer, {e.brief.path: e for e in made.gathered.chronicle.events}, pinned)
        except (SettingsError, GitError, ContentChanged) as error:
            self.problems = (str(error),)
        except Exception:  # a theme's or our own mistake must not end the preview; it is shown instead
            self.problems = (traceback.format_exc(limit=-3),)
        else:
            with self._swap:
                before, self._site, self.problems, self.warnings = self._site, site, (), lines
            if before:
                rmtree(before.pinned, ignore_errors=True)

    def close(self) -> None:
        """Leave nothing behind that only this preview needed."""
        if self._site:
            rmtree(self._site.pinned, ignore_errors=True)
        self._open.close()

    def touch(self, paths: Iterable[Path]) -> set[str]:
        """Show changed events on their own pages at once.

        Returns:
            The files of these pages; empty when a change reaches further than one page can show.
        """
        changed = [p.relative_to(self.root).as_posix() for p in paths if p.is_relative_to(self.root)]
        with self._swap:
            site = self._site
            if site is None or self.problems or not changed or not all(path in site.events for path in changed):
                return set()
            try:
                pages = self._retold(site, changed)
            except ContentChanged:  # a file is gone, or is none any more
                return set()
            self._site = replace(site, pages={**site.pages, **pages})
        return set(pages)

    def _retold(self, site: _Standing, changed: list[str]) -> dict[str, Page | Copy]:
        """The pages of changed events by their files; none when one of them reaches further."""
        pages: dict[str, Page | Copy] = {}
        for path in changed:
            old = site.events[path]
            read = read_file(self.root, Found(path, "events", old.id))
            file = file_of(addresses.event(old.id))
            page = site.pages[file]
            if read.findings or not isinstance(read.record, EventRecord) or not isinstance(page, Page):
                return {}
            gathered = site.made.gathered
            teller = Teller(gathered.directory)
            brief = teller.brief(read.record)
            told = teller.told(brief, read.record)
            new, findings = retell(gathered.content, gathered.briefs, gathered.directory, gathered.chronicle, old, new=brief, told=told)
            if findings or teller.findings:
                return {}
            pages[file] = page._replace(values=tuple(new if isinstance(value, Event) else value for value in page.values))
        return pages

    def page(self, address: str) -> Shown | None:
        """What stands at an address; None when nothing does."""
        site = self._site
        page = site.pages.get(file_of(address)) if site else None
        if not site or not page:
            return None
        file = Path(page.file)
        try:
            data = site.renderer.render(page)
        except Exception as error:  # as above
            return Shown(file, self._good.get(page.file), _failure(site.theme, error))
        if isinstance(page, Page):
            self._good[page.file] = data
        return Shown(file, data)


def _sweep(kept: Path) -> None:
    """Remove what previews left behind that were ended from outside."""
    for folder in kept.glob(f"{SHOWN}*"):
        try:
            os.kill(int(folder.name.split("-")[1]), 0)  # asks whether it runs
        except (ProcessLookupError, ValueError, IndexError):
            rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # it runs, and belongs to somebody else


def _failure(theme: Theme, error: Exception) -> str:
    """What made a page fail: the theme's mistake, else the end of the trace."""
    mistake = template_problem(theme, error)
    return _line(mistake) if mistake else "".join(traceback.format_exception(error, limit=-3))


def _line(p: Problem) -> str:
    return f"{p.path}:{p.line}:{p.column}: {p.severity.word}[{p.code}]: {p.message}" + (f" ({p.hint})" if p.hint else "")
