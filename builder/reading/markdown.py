"""Bodies: Markdown to sanitised HTML, with every mistake at its line and column.

`markdown` converts, `nh3` sanitises. Links to other records stay open (`ref:` and `cite:` addresses) until the
chronicle knows where they lead, so a body's HTML depends on nothing but its own text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from posixpath import dirname, join, normpath
from typing import NamedTuple
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from builder.problems import Finding
from builder.reading.gate import gate
from builder.records.addresses import url_mistake
from builder.records.kinds import Body, Reference

REF, CITE, MEDIA = "ref:", "cite:", "media:"
SITE = "site:"  # a link from the site's root, such as /methodology/

_CODE = re.compile(r"(?ms)^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[^\n]*$|\Z)|(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)")
_TAG = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9-]*(?=[\s/>])[^<>]*>|!--|\?|!\[CDATA\[|!DOCTYPE)", re.I)
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^<>\s]*>|<[^<>\s@]+@[^<>\s]+>", re.I)
_RECORD = re.compile(r"\[\[([^\]|\n]+)(?:\|([^\]\n]+))?\]\]")
_OPEN_RECORD = re.compile(r"\[\[[^\]\n]*(?=\n|\Z)")
_CITE = re.compile(r"\[@([A-Za-z0-9_-]+)\]")
# Begins with a sign, not with a choice, so that the expression is tried at brackets only; see `_is_image`.
_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(\s*<?(?P<url>[^\s)>]*)>?[^)]*\)")
_DEFINITION = re.compile(r"(?m)^ {0,3}\[(?!\^|@)[^\]\n]+\]:\s*<?(?P<url>[^\s>]+)")
_ADDRESS = re.compile(r'(href|src)="([^"]*)"')
_SCHEME = re.compile(r"[a-z]+:", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

TAGS = frozenset(
    ["p", "a", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "hr", "br", "img", "sup", "div", "del"]
)
ATTRIBUTES = {
    "a": {"href", "title", "class", "id"},
    "img": {"src", "alt", "title"},
    "th": {"class"},
    "td": {"class"},
    "li": {"id"},
    "sup": {"id", "class"},
    "div": {"class"},
    "ol": {"start"},
    "code": {"class"},
}
SCHEMES = {"http", "https", "mailto", REF[:-1], CITE[:-1], MEDIA[:-1], SITE[:-1]}


class _Cite(InlineProcessor):
    """`[@s1]` becomes a link to the source's entry."""

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        anchor = Element("a", {"href": CITE + m[1]})
        anchor.text = m[1]
        return anchor, m.start(0), m.end(0)


class _RecordLink(InlineProcessor):
    """`[[id]]` and `[[id|words]]` become open links."""

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        anchor = Element("a", {"href": REF + m[1].strip()})
        anchor.text = (m[2] or "").strip()
        return anchor, m.start(0), m.end(0)


_LEVELS = frozenset(f"h{n}" for n in range(1, 7))


class _Headings(Treeprocessor):
    """Headings begin at h2, below the page's own title, and skip no level."""

    def run(self, root: Element) -> None:
        found = [e for e in root.iter() if e.tag in _LEVELS]
        levels = sorted({e.tag for e in found})
        for e in found:
            e.tag = f"h{min(6, levels.index(e.tag) + 2)}"


class _Ours(Extension):
    """Citations and record links in, raw HTML out."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(_Cite(_CITE.pattern, md), "cite", 185)
        md.inlinePatterns.register(_RecordLink(_RECORD.pattern, md), "record-link", 186)
        md.treeprocessors.register(_Headings(md), "headings", 1)


def converter(*, is_gated: bool = True) -> markdown.Markdown:
    """A converter as bodies need it; one without the gate says the same, more slowly."""
    made = markdown.Markdown(
        extensions=["footnotes", "tables", "sane_lists", "fenced_code", "def_list", _Ours()],
        extension_configs={"tables": {"use_align_attribute": False}, "footnotes": {"UNIQUE_IDS": False}},
        output_format="html",
    )
    if is_gated:
        gate(made, {"cite": "[@", "record-link": "[[", "footnote": "[^"})
    return made


_converter = cache(converter)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={k: set(v) for k, v in ATTRIBUTES.items()},
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


class _Place(NamedTuple):
    """Turns offsets of a body into lines and columns of its file."""

    text: str
    first_line: int

    def of(self, offset: int) -> tuple[int, int]:
        line = self.text.count("\n", 0, offset)
        return self.first_line + line, offset - (self.text.rfind("\n", 0, offset) + 1) + 1


def read_body(path: str, text: str, first_line: int) -> tuple[Body, list[Finding]]:
    """Convert a body and check it.

    Args:
        path: the file, relative to the site root; relative links are resolved against its folder.
        first_line: the body's first line, counted from the top of the file.
    Returns:
        The body, and what is wrong with it; on an error the body is still whole but must not be published.
    """
    if not text.strip():
        return Body(), []
    place = _Place(text, first_line)
    has_code = "`" in text or "~~~" in text
    prose = _CODE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text) if has_code else text  # same length, so offsets hold
    # Most texts lack most signs, and to look for one costs a twentieth of trying the expression at every letter.
    links = tuple(_LINK.finditer(prose)) if "](" in prose else ()
    records = tuple(_RECORD.finditer(prose)) if "[[" in prose else ()
    findings = list(_scan(path, prose, links, place))
    references = tuple(_references(path, records, links, place))
    cites = tuple(Reference(m[1], *place.of(m.start())) for m in _CITE.finditer(prose)) if "[@" in prose else ()
    return Body(_to_html(path, text), first_paragraph(text), references, cites), findings


def _to_html(path: str, text: str) -> str:
    raw = _converter().reset().convert(text)
    clean = _cleaner().clean(raw)
    return _ADDRESS.sub(lambda m: f'{m[1]}="{_open_link(path, m[2], m[1])}"', clean)


def _open_link(path: str, url: str, attribute: str) -> str:
    """A relative link of a file as an open link to the record or medium that it names."""
    if not url or url.startswith("#") or _SCHEME.match(url):
        return url
    if url.startswith("/"):
        return SITE + url[1:]
    target = normpath(join(dirname(path), url.split("#")[0]))
    if target.startswith("content/media/") or attribute == "src":
        return MEDIA + target.removeprefix("content/media/")
    return REF + target.rsplit("/", 1)[-1].removesuffix(".md") if target.endswith(".md") else url


def _is_image(link: re.Match[str]) -> bool:
    return link.string[link.start() - 1 : link.start()] == "!"


def _scan(path: str, prose: str, links: tuple[re.Match[str], ...], place: _Place) -> Iterator[Finding]:
    for m in _CONTROL.finditer(prose):
        line, column = place.of(m.start())
        yield Finding(
            path=path,
            code="control-character",
            message=f"the text holds the control character U+{ord(m[0]):04X}",
            hint="delete it",
            line=line,
            column=column,
        )
    plain = _AUTOLINK.sub(lambda m: " " * len(m[0]), prose) if "<" in prose else ""
    for m in _TAG.finditer(plain):
        line, column = place.of(m.start())
        yield Finding(
            path=path,
            code="raw-html",
            message=f"raw HTML is not passed through: `{m[0][:40]}`",
            hint="write it in Markdown, or put it in `backticks` if the sign itself is meant",
            line=line,
            column=column,
        )
    for m in _OPEN_RECORD.finditer(prose) if "[[" in prose else ():
        line, column = place.of(m.start())
        yield Finding(
            path=path,
            code="broken-link",
            message=f"`{m[0].strip()}` is not closed on its line",
            hint="keep [[id|words]] on one line",
            line=line,
            column=column,
        )
    definitions = _DEFINITION.finditer(prose) if "]:" in prose else ()
    for m in (*links, *definitions):
        if finding := _link_finding(path, m, place):
            yield finding


def _link_finding(path: str, m: re.Match[str], place: _Place) -> Finding | None:
    url = m["url"]
    is_image = m.re is _LINK and _is_image(m)
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", url)
    code = message = hint = ""
    if scheme or url.startswith("//"):
        if is_image:
            code, message = "remote-image", f"`{url}` would load from another server"
            hint = "put the picture in content/media/ and link it from there"
        elif scheme and scheme[1].lower() == "mailto":
            return None
        elif mistake := url_mistake(url):
            code, message, hint = "bad-url", f"`{url}` {mistake}", "only http, https and mailto links live"
    elif url and not url.startswith(("#", "/")):
        target = normpath(join(dirname(path), url.split("#")[0]))
        if not target.startswith("content/"):
            code, message = "link-outside", f"`{url}` leads out of content/"
            hint = "link to a file of content/, or to a page by its web address"
        elif not target.endswith(".md") and not target.startswith("content/media/"):
            code, message = "broken-link", f"`{url}` is neither a record nor in content/media/"
            hint = "link to another .md file, or use [[id]]"
    if not code:
        return None
    line, column = place.of(m.start("url"))
    return Finding(path=path, code=code, message=message, hint=hint, line=line, column=column)


def _references(path: str, records: tuple[re.Match[str], ...], links: tuple[re.Match[str], ...], place: _Place) -> Iterator[Reference]:
    for m in records:
        yield Reference(m[1].strip(), *place.of(m.start(1)))
    for m in links:
        opened = _open_link(path, m["url"], "src" if _is_image(m) else "href")
        is_ours = not opened.startswith(REF) or normpath(join(dirname(path), m["url"])).startswith("content/")
        if opened.startswith((REF, MEDIA, SITE)) and is_ours:
            kept = opened if opened.startswith((MEDIA, SITE)) else opened.removeprefix(REF)
            yield Reference(kept, *place.of(m.start("url")))


def first_paragraph(text: str) -> str:
    """The first paragraph in plain text: no marks, no citations, no links' brackets."""
    for block in re.split(r"\n\s*\n", text.strip()):
        if block.lstrip()[:1] not in ("#", ">", "|", "!", "`", "~") and not _DEFINITION.match(block):
            return plain_text(block)
    return ""


def plain_text(text: str) -> str:
    """Inline Markdown without its marks, on one line."""
    if "[" in text:
        text = re.sub(r"\[\^[^\]]+\]", "", _CITE.sub("", text))
        text = _RECORD.sub(lambda m: m[2] or m[1], text)
        text = re.sub(r"!?\[([^\[\]]*)\]\([^)]*\)", r"\1", text)
    if "*" in text or "_" in text or "`" in text:
        text = re.sub(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`", "", text)
    text = " ".join(html.unescape(text).split())
    return text.replace(" .", ".").replace(" ,", ",").replace(" ;", ";")
