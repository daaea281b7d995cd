"""Pages to bytes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from markupsafe import Markup

from builder.chronicle.values import Entry, Mention
from builder.digests import digest
from builder.rendering.environment import environment
from builder.rendering.rows import Rows
from builder.rendering.theme import Theme
from builder.settings import Settings
from builder.site import addresses
from builder.site.addresses import ROOT
from builder.site.listings import Listing
from builder.site.page import Copy, Page
from builder.site.plan import Menu
from builder.site.words import Words
from builder.versions import program_digest

ROWS = "rows"  # in the folder of the cache

# Templates that others do not name, but have rendered by a function.
_MASTHEAD, _COLOPHON, _LISTING, _STATUS = "parts/masthead.html", "parts/colophon.html", "parts/listing.html", "parts/status.html"
_ROW, _CITED, _DISPUTE = "parts/entry.html", "parts/cited.html", "parts/dispute.html"
_CALLED = (_MASTHEAD, _COLOPHON, _LISTING, _STATUS, _ROW, _CITED, _DISPUTE)

# What stands around the rows of each kind of list, and the template of a row.
_AROUND: dict[str, tuple[str, str]] = {
    "entry": ('<ol class="entries">\n%s\n</ol>', _ROW),
    "cited": ('<ol class="cited">\n%s\n</ol>', _CITED),
    "dispute": ('<ol class="register">\n%s\n</ol>', _DISPUTE),
}


class Renderer:
    """Turns planned pages into bytes; one row of a list is rendered once and joined into every list."""

    def __init__(self, theme: Theme, settings: Settings, words: Words, menu: Menu, kept: Path) -> None:
        """Set the theme up.

        Args:
            menu: what every page's head and foot lead to.
            kept: the folder of the cache, where compiled templates and rows are kept between runs.
        """
        self._settings = settings
        self._words = words
        self._disputes: dict[tuple[bytes, bytes], str] = {}  # rows of the register: by the digest of the dispute, and of what else they say
        self._standings: dict[bytes, Markup] = {}
        self._mastheads: dict[tuple[str, bool], Markup] = {}
        self._environment = environment(theme, settings, words, kept)
        self._environment.globals.update(menu=menu, listing=self.listing, status_of=self.status_of, masthead=self.masthead, colophon=cache(self.colophon))
        self._template = self._environment.get_template
        self._standing = self._template(_STATUS).render
        row = self._template(_ROW).render
        shared = digest(program_digest(), settings, words, menu, theme.digest_of(*_CALLED))
        self.rows = Rows(lambda entry: row(entry=entry), shared, kept / ROWS)
        self._environment.globals.update(rows=self._items)
        self.looks = cache(lambda template: digest(shared, theme.digest_of(template)))  # the digest of all that pages of a template share
        self.digest = digest(shared, theme.digest_of(*theme.made_of))

    def render(self, page: Page | Copy) -> bytes:
        """The bytes of a page."""
        if isinstance(page, Copy):
            return page.source.read_bytes()
        view = page.view(self._words)
        if "bytes" in view:
            return bytes(view["bytes"])
        address = page.address
        text = self._template(page.template).render(page={"address": address, "canonical": self._canonical(address)}, **view)
        if address == "404.html":  # shown at whatever address was asked for
            return text.replace(ROOT, self._settings.base_path).encode()
        folder, way = addresses.beside(address)
        return text.replace(ROOT + folder, way).replace(ROOT, addresses.root_from(address)).encode()

    def masthead(self, address: str) -> Markup:
        """The head of a page, made once for each section that pages lie in."""
        section = address.partition("/")[0] + "/"
        key = section, address == section
        if key not in self._mastheads:
            template = self._template(_MASTHEAD)
            self._mastheads[key] = Markup(template.render(address=section, is_there=key[1]))  # noqa: S704  # our own template's
        return self._mastheads[key]

    def colophon(self) -> Markup:
        """The foot of every page."""
        return Markup(self._template(_COLOPHON).render())  # noqa: S704  # our own template's

    def status_of(self, entry: Entry | Mention) -> Markup:
        """An event's status with who disputes what: the same wherever the event is named."""
        mention = entry.mention if type(entry) is Entry else entry
        if mention.digest not in self._standings:
            self._standings[mention.digest] = Markup(self._standing(entry=mention))  # noqa: S704  # our own template's
        return self._standings[mention.digest]

    def listing(self, listing: Listing) -> Markup:
        """A list's rows, or the way to its parts."""
        if listing.parts:
            return Markup(self._template(_LISTING).render(listing=listing))  # noqa: S704  # our own template's
        around, template = _AROUND[listing.kind]
        if listing.kind == "entry":
            return Markup(around) % self._items(listing.items)  # noqa: S704  # as above
        rows = self._register(listing, template) if listing.kind == "dispute" else self._once(listing, template)
        return Markup(around) % Markup("".join(rows))  # noqa: S704  # as above

    def _once(self, listing: Listing, template: str) -> Iterator[str]:
        """Rows that stand in no other list."""
        row, shown = self._template(template).render, dict(listing.shown)
        return (row(item=item, **shown) for item in listing.items)

    def _register(self, listing: Listing, template: str) -> Iterator[str]:
        """Rows of the register: each stands in the list of its property and in those of both sides."""
        row, shown, shown_as = self._template(template).render, dict(listing.shown), digest(listing.kind, listing.shown)
        for item in listing.items:
            key = (item.digest, shown_as)
            if key not in self._disputes:
                self._disputes[key] = row(item=item, **shown)
            yield self._disputes[key]

    def _items(self, entries: tuple[Entry, ...]) -> Markup:
        """The list items of these entries."""
        return Markup(self.rows.of(entries))  # noqa: S704  # made by our own template

    def _canonical(self, address: str) -> str:
        return self._settings.base_url + address if self._settings.base_url and address != "404.html" else ""
