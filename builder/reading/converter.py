"""The converter: Markdown with citations and record links and without raw HTML, which keeps what it makes of a text.

All that a body refers to, and what is wrong with it, is taken from the tree that is published, so that the two cannot
differ. Addresses of this site are left open (`ref:`, `cite:`, `media:` and `site:`) until it is known where they lead.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from posixpath import dirname, join, normpath
from typing import NamedTuple
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

from builder.reading.gate import gate
from builder.records.addresses import CITE, MEDIA, OPEN, REF, SITE, url_mistake

# Each begins with a sign, not with a look at what stands before, so that it is tried at brackets only.
RECORD = re.compile(r"\[\[(?<!(?<!\\)\\\[\[)([^\[\]|\n]+?)(?:\\?\|([^\]\n]+))?\]\]")  # in a table people escape the bar
CITATION = re.compile(r"\[@(?<!(?<!\\)\\\[@)([A-Za-z0-9_-]+)\]")
_OPEN_RECORD = re.compile(r"\[\[(?<!(?<!\\)\\\[\[)(?=([^\]\n]*)(?:\n|\Z))")
_WHOLE_RECORD = r"\[\[[^\[\]|`\n]+\|[^\]\n]+\]\]"
_TAG = re.compile(r"(?i:(?<!\\)<(?:/?[a-z][a-z0-9-]*(?=[\s/>])[^<>]*>|!--|\?|!\[CDATA\[|!DOCTYPE))")
_ESCAPED = re.compile(f"{STX}([0-9]+){ETX}")  # what the package puts for a backslash and a sign
_ENTITY = re.compile(r"&(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);", re.I)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_OURS = "written"  # the attribute by which links in brackets of ours are known from others, until addresses are opened


class Mistake(NamedTuple):
    """What is wrong with something that a text holds."""

    code: str
    message: str
    hint: str


class Made(NamedTuple):
    """What came of something: an open address, or a mistake."""

    written: str  # as the source has it, so far as that is known
    what: str | Mistake


class Converter(markdown.Markdown):
    """Converts one text after another; call `reset` and set `path` before each.

    Args:
        is_gated: whether patterns are passed over that cannot match; without that it says the same, more slowly.
    """

    def __init__(self, *, is_gated: bool = True) -> None:
        self.path = ""  # of the text's file, against which relative links are resolved
        self.made: list[Made] = []
        self.bracketed: list[Element] = []  # links in brackets of ours, which the package may yet lose
        super().__init__(
            extensions=["footnotes", "tables", "sane_lists", "fenced_code", "def_list"],
            extension_configs={"tables": {"use_align_attribute": False}, "footnotes": {"UNIQUE_IDS": False}},
            output_format="html",
        )
        self.ESCAPED_CHARS.append("<")
        self.preprocessors.deregister("html_block")
        self.inlinePatterns.deregister("html")
        self.treeprocessors.deregister("prettify")  # adds line breaks, which nobody reads
        # After code, at 190; raw HTML after escaped signs, at 180, and links, whose addresses may stand in <>.
        self.inlinePatterns.register(_RecordLink(RECORD.pattern, self), "record-link", 186)
        self.inlinePatterns.register(_Cite(CITATION.pattern, self), "cite", 185)
        self.inlinePatterns.register(_Unwanted(_OPEN_RECORD, self, _open_record), "open-record", 184)
        self.inlinePatterns.register(_Unwanted(_TAG, self, _raw_html), "raw-html", 90)
        self.treeprocessors.register(_Headings(self), "headings", 1)
        self.treeprocessors.register(_Code(self), "code", 0.8)
        self.treeprocessors.register(_Addresses(self), "addresses", 0.5)  # at 0 it is forgotten what was escaped
        table = self.parser.blockprocessors["table"]
        assert isinstance(table, TableProcessor)
        pipes = re.compile(f"{_WHOLE_RECORD}|{table.RE_CODE_PIPES.pattern}")  # the bar of a record link parts no cells
        table.RE_CODE_PIPES = pipes  # type: ignore[misc]  # of this one table
        if is_gated:
            gate(self, {"cite": "[@", "record-link": "[[", "open-record": "[[", "footnote": "[^", "raw-html": "<"})

    def reset(self) -> Converter:
        """Forget the last text."""
        self.made.clear()
        self.bracketed.clear()
        super().reset()
        return self


def _as_written(text: str) -> str:
    """A text of the tree as the source has it, up to the line's end or to what something was made of before."""
    if STX in text:
        text = _ESCAPED.sub(lambda m: f"\\{chr(int(m[1]))}", text).partition(STX)[0]
    return text.partition("\n")[0]


def _plain(text: str) -> str:
    """A text of the tree as a browser reads it."""
    if STX in text:
        text = _ESCAPED.sub(lambda m: chr(int(m[1])), text.replace(AMP_SUBSTITUTE, "&"))
    return _ENTITY.sub(lambda m: html.unescape(m[0]), text) if "&" in text else text


class _Bracketed(InlineProcessor):
    """Brackets of ours become a link."""

    md: Converter

    def _link(self, m: re.Match[str], address: str, words: str) -> tuple[Element, int, int]:
        anchor = Element("a", {"href": address, _OURS: m[0]})
        anchor.text = words
        self.md.bracketed.append(anchor)
        return anchor, m.start(0), m.end(0)


class _Cite(_Bracketed):
    """`[@s1]` becomes a link to the source's entry."""

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        return self._link(m, CITE + m[1], m[1])


class _RecordLink(_Bracketed):
    """`[[id]]` and `[[id|words]]` become open links."""

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        return self._link(m, REF + m[1].strip(), (m[2] or "").strip())


class _Unwanted(InlineProcessor):
    """Notes what may not stand in a text, and has it shown as it is written."""

    md: Converter

    def __init__(self, pattern: re.Pattern[str], md: Converter, mistake: Callable[[str], Mistake]) -> None:
        super().__init__(pattern.pattern, md)
        self._mistake = mistake

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        written = _as_written(m[0] + "".join(m.groups()))  # with what was only looked at
        self.md.made.append(Made(written, self._mistake(written)))
        return self.md.htmlStash.store(html.escape(_plain(self.unescape(m[0])))), m.start(0), m.end(0)  # no pattern sees it again


def _raw_html(written: str) -> Mistake:
    hint = "write it in Markdown, or put it in `backticks` if the sign itself is meant"
    return Mistake("raw-html", f"raw HTML is not passed through: `{written[:40]}`", hint)


def _open_record(written: str) -> Mistake:
    return Mistake("broken-link", f"`{written.strip()}` is not closed on its line", "keep [[id|words]] on one line")


def _lost(written: str) -> Mistake:
    return Mistake("broken-link", f"`{written}` stands where no link can be", "move it out of the address, the title or the picture's words")


_LEVELS = frozenset(f"h{n}" for n in range(1, 7))


class _Headings(Treeprocessor):
    """Headings begin at h2, below the page's own title, and skip no level."""

    def run(self, root: Element) -> None:
        found = [e for e in root.iter() if e.tag in _LEVELS]
        levels = sorted({e.tag for e in found})
        for e in found:
            e.tag = f"h{min(6, levels.index(e.tag) + 2)}"


class _Code(Treeprocessor):
    """A block of code ends with its last line."""

    def run(self, root: Element) -> None:
        for block in root.iter("pre"):
            for code in block.iter("code"):
                code.text = AtomicString(f"{(code.text or '').rstrip()}\n")


class _Addresses(Treeprocessor):
    """Opens the addresses of links and pictures, and takes out those that may not be published.

    Each is set as a browser reads it, so that on its way there it cannot turn into another one.
    """

    md: Converter

    def run(self, root: Element) -> None:
        """Go through the whole tree; by then nothing makes links any more."""
        for anchor in root.iter("a"):
            if written := anchor.attrib.pop(_OURS, ""):
                address = _plain(anchor.attrib["href"])
                _set(anchor, "href", address)
                self.md.made.append(Made(_as_written(written), address))
            else:
                self._open(anchor, "href")
        for image in root.iter("img"):
            self._open(image, "src")
        for lost in self.md.bracketed:
            if _OURS in lost.attrib:
                written = _as_written(lost.attrib[_OURS])
                self.md.made.append(Made(written, _lost(written)))

    def _open(self, element: Element, attribute: str) -> None:
        written = element.attrib.pop(attribute)
        opened = _opened(self.md.path, _plain(written), is_image=attribute == "src")
        if isinstance(opened, str):
            _set(element, attribute, opened)
        if isinstance(opened, Mistake) or opened.startswith(OPEN):
            self.md.made.append(Made(_as_written(written) or "]()", opened))
        for words in (element.get("alt", ""), element.get("title", "")):
            for m in _TAG.finditer(words) if "<" in words else ():
                written = _as_written(m[0])
                self.md.made.append(Made(written, _raw_html(written)))


def _set(element: Element, attribute: str, address: str) -> None:
    element.set(attribute, address.replace("&", "&amp;"))  # what looks like an entity is left by the package


def _opened(path: str, url: str, *, is_image: bool) -> str | Mistake:
    """Where an address leads that stands in a file's text: open, if to something of this site."""
    scheme = _SCHEME.match(url)
    if scheme or url.startswith("//"):
        return _outer(url, scheme[1].lower() if scheme else "", is_image=is_image)
    if url.startswith("#") and not is_image:
        return url
    if url.startswith("/") and not is_image:
        return SITE + url[1:]
    target = normpath(join(dirname(path), url.split("#")[0]))
    if target.startswith("content/media/"):
        return MEDIA + target.removeprefix("content/media/")
    if target.startswith("content/") and target.endswith(".md") and not is_image:
        return REF + target.rsplit("/", 1)[-1].removesuffix(".md")
    return _nowhere(url, target, is_image=is_image)


_PICTURE = "put the picture in content/media/ and link it from there"


def _outer(url: str, scheme: str, *, is_image: bool) -> str | Mistake:
    """An address outside this site."""
    if is_image:
        return Mistake("remote-image", f"`{url}` would load from another server", _PICTURE)
    mistake = "" if scheme == "mailto" else url_mistake(url)
    return Mistake("bad-url", f"`{url}` {mistake}", "only http, https and mailto links live") if mistake else url


def _nowhere(url: str, target: str, *, is_image: bool) -> Mistake:
    """What is wrong with an address that leads to nothing."""
    if not url:
        return Mistake("broken-link", "the address is empty", _PICTURE if is_image else "name a file of content/, or use [[id]]")
    if not target.startswith("content/"):
        hint = _PICTURE if is_image else "link to a file of content/, or to a page by its web address"
        return Mistake("link-outside", f"`{url}` leads out of content/", hint)
    if is_image:
        return Mistake("broken-link", f"`{url}` is not in content/media/", _PICTURE)
    return Mistake("broken-link", f"`{url}` is neither a record nor in content/media/", "link to another .md file, or use [[id]]")
