"""Pages to bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, MutableMapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from builder.chronicle.values import Entry, Ref
from builder.digests import digest
from builder.rendering.bytecode import SealedBytecode
from builder.rendering.phrases import phrases
from builder.rendering.rows import Rows
from builder.rendering.theme import Theme
from builder.settings import Settings
from builder.site import addresses
from builder.site.addresses import ROOT
from builder.site.listings import Listing
from builder.site.page import Copy, Page, Text
from builder.site.plan import Menu
from builder.site.words import Words
from builder.versions import program_digest

_ANCHOR = re.compile(r'<a href="((?:ref|media|site|cite):[^"]*|https?://[^"]*|mailto:[^"]*)"([^>]*)>(.*?)</a>', re.S)
_IMAGE = re.compile(r'src="media:([^"]*)"')


TEMPLATES, ROWS = "templates", "rows"  # in the folder of the cache

# What stands around the rows of each kind of list, and the template of a row.
_AROUND: dict[str, tuple[str, str]] = {
    "entry": ('<ol class="entries">\n%s\n</ol>', "parts/entry.html"),
    "cited": ('<ol class="cited">\n%s\n</ol>', "parts/cited.html"),
    "dispute": ('<ol class="register">\n%s\n</ol>', "parts/dispute.html"),
}


class _Environment(Environment):
    """Templates that, once loaded, stay in a plain dictionary, as do their globals: pages ask for both at every turn, and
    Jinja's own way locks its store of templates and chains two dictionaries each time.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._loaded: dict[object, Template] = {}

    def get_template(self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None) -> Template:  # noqa: A002  # Jinja's word
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = super().get_template(name, parent, globals)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Renderer:
    """Turns planned pages into bytes; one row of a list is rendered once and joined into every list."""

    def __init__(self, theme: Theme, settings: Settings, words: Words, menu: Menu, kept: Path | None = None) -> None:
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
        self._environment = _environment(theme, settings, words, kept / TEMPLATES if kept else None)
        self._environment.globals.update(menu=menu, listing=self.listing, status_of=self.status_of, masthead=self.masthead, colophon=cache(self.colophon))
        self._template = self._environment.get_template
        self._standing = self._template("parts/status.html").render
        row = self._template("parts/entry.html").render
        self.rows = Rows(lambda entry: row(entry=entry), digest(theme.digest, settings, words), kept / ROWS if kept else None)
        self._environment.globals.update(rows=self._items)
        self.shell = digest(program_digest(), theme.digest, settings, words, menu)

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
            template = self._template("parts/masthead.html")
            self._mastheads[key] = Markup(template.render(address=section, is_there=key[1]))  # noqa: S704  # our own template's
        return self._mastheads[key]

    def colophon(self) -> Markup:
        """The foot of every page."""
        return Markup(self._template("parts/colophon.html").render())  # noqa: S704  # our own template's

    def status_of(self, entry: Entry) -> Markup:
        """An event's status with who disputes what: the same wherever the event is named."""
        if entry.digest not in self._standings:
            self._standings[entry.digest] = Markup(self._standing(entry=entry))  # noqa: S704  # our own template's
        return self._standings[entry.digest]

    def listing(self, listing: Listing) -> Markup:
        """A list's rows, or the way to its parts."""
        if listing.parts:
            return Markup(self._template("parts/listing.html").render(listing=listing))  # noqa: S704  # our own template's
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


def _environment(theme: Theme, settings: Settings, words: Words, kept: Path | None) -> Environment:
    environment = _Environment(
        loader=FileSystemLoader(theme.templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", phrases(words.gettext)],
        auto_reload=False,
        bytecode_cache=SealedBytecode(kept, words.digest) if kept else None,
    )
    environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(site=settings, words=words, root=ROOT, direction=words.gettext("ltr"), asset=lambda name: ROOT + theme.assets[name])
    environment.filters.update(
        date=words.date,
        number=words.number,
        standing=words.standing,
        href=lambda ref: ROOT + addresses.of(ref),
        link=_plain_link,
        links=_links,
        names=lambda refs, between: between.join(ref.label for ref in refs),
        event_href=lambda event_id: ROOT + addresses.event(event_id),
        text=lambda text: _text(words, text),
    )
    return environment


def _plain_link(ref: Ref, label: str = "") -> Markup:
    """A link under a record's name, or under another."""
    return Markup(f'<a href="{ROOT}{addresses.of(ref)}">{escape(label or ref.label)}</a>')  # noqa: S704  # escaped here


def _links(refs: Iterable[Ref]) -> Markup:
    """Links in a row."""
    return Markup(", ").join(map(_plain_link, refs))


def _link(words: Words, ref: Ref, attributes: str, label: str) -> str:
    """A link of a body. How an event stands goes with it: in the text beside its title, else as the link's title."""
    href = f'href="{ROOT}{addresses.of(ref)}"{attributes}'
    if not ref.entry or (ref.entry.grade.status == "confirmed" and not ref.entry.disputes):
        return f"<a {href}>{label or escape(ref.label)}</a>"
    standing = escape(words.standing(ref.entry))
    if label:
        return f'<a {href} title="{standing}">{label}</a>'
    return f'<a {href}>{escape(ref.label)}</a> <span class="aside">({standing})</span>'


def _text(words: Words, text: Text) -> Markup:
    """A body with its links resolved; that outgoing ones carry no referrer is said in the page's head."""
    links: dict[str, Any] = dict(text.links)

    def anchor(match: re.Match[str]) -> str:
        target, attributes, label = match.groups()
        scheme, _, rest = target.partition(":")
        if scheme in ("http", "https", "mailto"):
            return match[0]
        if scheme == "cite":
            title = escape(words.say("Source {number}", number=label))
            return f'<a class="cite" href="#source-{rest}" title="{title}">{label.removeprefix("s")}</a>'
        ref: Ref | None = links.get(rest if scheme == "ref" else target)
        if ref is None:
            return label
        return _link(words, ref, attributes, label)

    resolved = _ANCHOR.sub(anchor, text.body.html)
    return Markup(_IMAGE.sub(rf'src="{ROOT}media/\1" loading="lazy"', resolved))  # noqa: S704  # sanitised on reading
