"""Bodies: Markdown to sanitised HTML, with every mistake at its line and column.

`markdown` converts, `nh3` sanitises. Links to other records stay open (`ref:` and `cite:` addresses) until the
chronicle knows where they lead, so a body's HTML depends on nothing but its own text.
"""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterable, Iterator
from functools import cache
from operator import attrgetter

import nh3

from builder.problems import Finding
from builder.reading.converter import CITATION, RECORD, Converter, Mistake
from builder.reading.places import Places
from builder.records.addresses import CITE, OPEN, REF
from builder.records.kinds import Body, Reference

_DEFINITION = re.compile(r" {0,3}\[(?!\^|@)[^\]\n]+\]:")
_LINK = r"\[([^\[\]]*)\](?:\([^)]*\)|\[[^\[\]]*\])"
_EMPTY_LINES = re.compile(r"\n\s*\n")
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
SCHEMES = {"http", "https", "mailto", *(scheme[:-1] for scheme in OPEN)}

_own = threading.local()  # a converter holds the text at hand, and the preview reads in two threads


def _converter() -> Converter:
    """This thread's converter."""
    if not hasattr(_own, "converter"):
        _own.converter = Converter()
    found: Converter = _own.converter
    return found


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={k: set(v) for k, v in ATTRIBUTES.items()},
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


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
    converter = _converter().reset()
    converter.path = path
    clean = _cleaner().clean(converter.convert(text))
    places = Places(text, first_line)
    findings = list(_control_characters(path, text, places))
    references: dict[Reference, None] = {}  # for a definition that is used twice stands in one place
    cites: dict[Reference, None] = {}
    for (written, what), (line, column) in zip(converter.made, places.of([made.written for made in converter.made]), strict=True):
        if isinstance(what, Mistake):
            findings.append(Finding(path=path, code=what.code, message=what.message, hint=what.hint, line=line, column=column))
        elif what.startswith(CITE):
            cites[Reference(what.removeprefix(CITE), line, column)] = None
        else:
            start = column + 2 if written.startswith("[[") else column  # the id begins behind the brackets
            references[Reference(what.removeprefix(REF), line, start)] = None
    return Body(clean, first_paragraph(text), _in_order(references), _in_order(cites)), list(dict.fromkeys(findings))


def _control_characters(path: str, text: str, places: Places) -> Iterator[Finding]:
    for m in _CONTROL.finditer(text):
        line, column = places.at(m.start())
        message = f"the text holds the control character U+{ord(m[0]):04X}"
        yield Finding(path=path, code="control-character", message=message, hint="delete it", line=line, column=column)


def _in_order(references: Iterable[Reference]) -> tuple[Reference, ...]:
    return tuple(sorted(references, key=attrgetter("line", "column")))


def first_paragraph(text: str) -> str:
    """The first paragraph in plain text: no marks, no citations, no links' brackets."""
    for block in _blocks(text.strip()):
        if block.lstrip()[:1] not in ("#", ">", "|", "!", "`", "~") and not _DEFINITION.match(block):
            return plain_text(block)
    return ""


def _blocks(text: str) -> Iterator[str]:
    """What empty lines part, one by one, since most often only the first is wanted."""
    start = 0
    for gap in _EMPTY_LINES.finditer(text):
        yield text[start : gap.start()]
        start = gap.end()
    yield text[start:]


def plain_text(text: str) -> str:
    """Inline Markdown without its marks, on one line."""
    if "[" in text:
        text = re.sub(r"\[\^[^\]]+\]", "", CITATION.sub("", text))
        text = RECORD.sub(lambda m: m[2] or m[1], text)
        if "![" in text:
            text = re.sub(f"!{_LINK}", r"\1", text)  # first, for a picture may stand in a link
        text = re.sub(_LINK, r"\1", text)
    if "*" in text or "_" in text or "`" in text:
        text = re.sub(r"(?<![\w\\])[*_]{1,3}(?=\S)|(?<=[^\s\\])[*_]{1,3}(?!\w)|(?<!\\)`", "", text)
    if "\\" in text:
        text = re.sub(r"\\([\\`*_{}\[\]()<>#+.!|-])", r"\1", text)
    text = " ".join(html.unescape(text).split())
    return text.replace(" .", ".").replace(" ,", ",").replace(" ;", ";")
