"""The converter's inline patterns, each tried only on text that it can match: the same bytes in less time.

`markdown` tries every inline pattern on every piece of text, and most texts hold none of the signs that most patterns
begin with. Here each pattern that we know names signs without which it matches nothing; a pattern that we do not know,
or one that another class has taken the place of, is tried always. A test compares the two over the examples of
CommonMark and random text.
"""

from __future__ import annotations

from collections.abc import Callable

from markdown import Markdown, inlinepatterns
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

# Name -> the package's class that the name stands for, and signs one of which is in every text that it matches.
SIGNS = {
    "backtick": ("BacktickInlineProcessor", "`"),
    "escape": ("EscapeInlineProcessor", "\\"),
    "reference": ("ReferenceInlineProcessor", "["),
    "link": ("LinkInlineProcessor", "["),
    "image_link": ("ImageInlineProcessor", "!"),
    "image_reference": ("ImageReferenceInlineProcessor", "!"),
    "short_reference": ("ShortReferenceInlineProcessor", "["),
    "short_image_ref": ("ShortImageReferenceInlineProcessor", "!"),
    "autolink": ("AutolinkInlineProcessor", "<"),
    "automail": ("AutomailInlineProcessor", "<"),
    "linebreak": ("SubstituteTagInlineProcessor", "\n"),
    "entity": ("HtmlInlineProcessor", "&"),
    "em_strong": ("DelimiterProcessor", "*_"),
}

Apply = Callable[[object, str, int, int], tuple[str, bool, int]]


def gate(md: Markdown, ours: dict[str, str] | None = None) -> None:
    """Let a converter skip the patterns that cannot match.

    Args:
        ours: patterns of our own by name, with their signs.
    """
    known = {name: signs for name, (kind, signs) in SIGNS.items() if name in md.inlinePatterns and _is(md.inlinePatterns[name], kind)}
    at = {md.inlinePatterns.get_index_for_name(name): signs for name, signs in (known | (ours or {})).items()}
    md.treeprocessors.register(_Gated(md, [(pattern, *_pair(at.get(n, ""))) for n, pattern in enumerate(md.inlinePatterns)]), "inline", 20)


def _pair(signs: str) -> tuple[str, str]:
    """Two signs, the same twice where there is one; the empty text, which is in every text, where none is known."""
    return signs[:1], signs[-1:]


def _is(pattern: object, kind: str) -> bool:
    return (type(pattern).__module__, type(pattern).__name__) == (inlinepatterns.__name__, kind)


class _Gated(InlineProcessor):
    """The package's own processor, with another way through the patterns."""

    def __init__(self, md: Markdown, table: list[tuple[object, str, str]]) -> None:
        super().__init__(md)
        self._table = table
        self._apply: Apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]

    def _InlineProcessor__handleInline(self, data: str, at: int = 0) -> str:  # noqa: N802  # the package's name
        if isinstance(data, AtomicString):
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
