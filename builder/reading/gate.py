"""The converter's processors, each tried only on text that it can match: the same bytes in less time.

`markdown` tries every kind of block on every block and every inline pattern on every piece of text, and most texts hold
none of the signs that most of them begin with. Here each pattern that we know names signs without which it matches
nothing, and a block in which no line begins with a sign is a paragraph at once. A pattern that we do not know, or one
that another class has taken the place of, is tried always; one unknown kind of block, and all are tried as ever. A test
compares the two over random text and every text of the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown, inlinepatterns
from markdown.blockparser import BlockParser
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

# Name -> the package's class that the name stands for, and signs one of which is in every text that it matches.
SIGNS = {
    "backtick": ("BacktickInlineProcessor", ("`",)),
    "escape": ("EscapeInlineProcessor", ("\\",)),
    "reference": ("ReferenceInlineProcessor", ("[",)),
    "link": ("LinkInlineProcessor", ("[",)),
    "image_link": ("ImageInlineProcessor", ("!",)),
    "image_reference": ("ImageReferenceInlineProcessor", ("!",)),
    "short_reference": ("ShortReferenceInlineProcessor", ("[",)),
    "short_image_ref": ("ShortImageReferenceInlineProcessor", ("!",)),
    "autolink": ("AutolinkInlineProcessor", ("<",)),
    "automail": ("AutomailInlineProcessor", ("<",)),
    "linebreak": ("SubstituteTagInlineProcessor", ("\n",)),
    "entity": ("HtmlInlineProcessor", ("&",)),
    "em_strong": ("DelimiterProcessor", ("*", "_")),
}
# Steps that change nothing in a text without any of these signs, by where they are registered.
STEPS = {
    ("preprocessors", "fenced_code_block"): ("markdown.extensions.fenced_code", "FencedBlockPreprocessor", ("```", "~~~")),
    ("treeprocessors", "unescape"): ("markdown.treeprocessors", "UnescapeTreeprocessor", ("\\",)),
}
REFERENCES = ("reference", "image_reference", "short_reference", "short_image_ref")  # change nothing where no reference is defined

# The kinds of block. But for the paragraph, each wants a bar somewhere, or a line that begins with one of its signs.
BLOCKS = {
    "blockprocessors": {"EmptyBlockProcessor", "ListIndentProcessor", "CodeBlockProcessor", "HashHeaderProcessor", "SetextHeaderProcessor",
                        "HRProcessor", "BlockQuoteProcessor", "ReferenceProcessor", "ParagraphProcessor"},
    "extensions.sane_lists": {"SaneOListProcessor", "SaneUListProcessor"},
    "extensions.def_list": {"DefListIndentProcessor", "DefListProcessor"},
    "extensions.tables": {"TableProcessor"},
    "extensions.footnotes": {"FootnoteBlockProcessor"},
}  # fmt: skip
_BAR = "|"
_MARKED = re.compile(r"[\s#=_*+>:\[\d-]")
_MARKED_LATER = re.compile(rf"\n{_MARKED.pattern}")

Step = Callable[[Any], Any]  # takes and gives lines, or a tree
Apply = Callable[[object, str, int, int], tuple[str, bool, int]]
Row = tuple[object, str, str]  # a pattern, and two signs; the empty text, which is in every text, where none is known


def gate(md: Markdown, ours: dict[str, str] | None = None) -> None:
    """Let a converter skip what cannot match.

    Args:
        ours: patterns of our own by name, each with a sign that is in every text that it matches.
    """
    known = {name: signs for name, (kind, signs) in SIGNS.items() if name in md.inlinePatterns and _is(md.inlinePatterns[name], kind)}
    known |= {name: (sign,) for name, sign in (ours or {}).items()}
    at = {md.inlinePatterns.get_index_for_name(name): signs for name, signs in known.items()}
    table: list[Row] = [(pattern, *_pair(at.get(n, ("",)))) for n, pattern in enumerate(md.inlinePatterns)]
    idle = {md.inlinePatterns.get_index_for_name(name) for name in REFERENCES if name in known}
    md.treeprocessors.register(_Gated(md, table, idle), "inline", 20)
    for (registry, name), (module, kind, needed) in STEPS.items():
        step = getattr(md, registry)[name]
        if (type(step).__module__, type(step).__name__) == (module, kind):
            step.run = _only_with(md, needed, step.run)
    if all(_is_known_block(processor) for processor in md.parser.blockprocessors):
        md.parser.parseBlocks = _Blocks(md.parser).parse  # type: ignore[method-assign]  # of this one parser


def _only_with(md: Markdown, signs: tuple[str, ...], run: Step) -> Step:
    """A step that passes on what it is given while the text holds none of the signs."""

    def asked(given: Any) -> Any:
        text = "\n".join(md.lines)  # type: ignore[attr-defined]  # what it converts, as far as it came
        return run(given) if any(sign in text for sign in signs) else given

    return asked


def _pair(signs: tuple[str, ...]) -> tuple[str, str]:
    return signs[0], signs[-1]


def _is(pattern: object, kind: str) -> bool:
    return (type(pattern).__module__, type(pattern).__name__) == (inlinepatterns.__name__, kind)


def _is_known_block(processor: object) -> bool:
    return type(processor).__name__ in BLOCKS.get(type(processor).__module__.removeprefix("markdown."), ())


class _Blocks:
    """The parser's way through blocks, with a short cut for paragraphs."""

    def __init__(self, parser: BlockParser) -> None:
        self._processors = tuple(parser.blockprocessors)  # which the registry would list anew for each block
        self._paragraph = parser.blockprocessors["paragraph"]

    def parse(self, parent: Element, blocks: list[str]) -> None:
        """Attach what the blocks say to an element, and use them up."""
        while blocks:
            if _is_plain(blocks[0]):
                self._paragraph.run(parent, blocks)
            else:
                self._first_that_takes(parent, blocks)

    def _first_that_takes(self, parent: Element, blocks: list[str]) -> None:
        for processor in self._processors:
            if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                return


def _is_plain(block: str) -> bool:
    """Whether a block can be nothing but a paragraph."""
    return bool(block) and not _MARKED.match(block) and _BAR not in block and not _MARKED_LATER.search(block)


def _any_sign(table: list[Row]) -> re.Pattern[str]:
    """Finds what any of the patterns could begin with; everything, where one of them is unknown."""
    signs = {sign[:1] for _, *signs in table for sign in signs}
    return re.compile("" if "" in signs else f"[{re.escape(''.join(sorted(signs)))}]")


class _Gated(InlineProcessor):
    """The package's own processor, with another way through the patterns."""

    def __init__(self, md: Markdown, table: list[Row], idle: set[int]) -> None:
        super().__init__(md)
        self._table = self._whole = table
        # Patterns keep their number, which the package counts on: an idle one asks for a sign that no good text holds.
        self._unreferenced: list[Row] = [(pattern, "\0", "\0") if n in idle else (pattern, sign, other) for n, (pattern, sign, other) in enumerate(table)]
        self._any = _any_sign(table)
        self._apply: Apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns to a tree; by then all references are known."""
        self._table = self._whole if self.md.references else self._unreferenced
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, at: int = 0) -> str:  # noqa: N802  # the package's name
        if isinstance(data, AtomicString) or not self._any.search(data):
            return data
        start = 0
        table, apply = self._table, self._apply
        while at < len(table):
            pattern, sign, other = table[at]
            if sign not in data and other not in data:
                at, start = at + 1, 0
                continue
            data, matched, start = apply(pattern, data, at, start)
            if not matched:
                at += 1
        return data
