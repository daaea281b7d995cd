"""Where in a body's source stands what the converter made of it.

The converter keeps no places, and to read its language a second time would be to disagree with it. So what it made is
looked for as it is written, and where it is written more often than it was made, the likeliest places are taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

_FENCE = r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence) *$"
_SPAN = r"(?<![`\\])(?P<tick>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=tick)(?!`)"
_INDENTED = r"(?:\A|(?<=\n\n))(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+"
_CODE = re.compile(f"(?ms){_FENCE}|{_SPAN}|{_INDENTED}")
_SIGNS = ("[", "]", "<")  # with which all begins that is no address
_OPENS = re.compile(r"(?:[(<]|\]:)\s*<?\s*\Z")  # what stands before an address
_ENDS = " \n\t)>\"'"  # what stands after one
_REACH = 8  # signs looked at before an address


class Places:
    """The places of one body.

    Args:
        first_line: the body's first line, counted from the top of its file.
    """

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._first_line = first_line

    def of(self, made: Sequence[str]) -> list[tuple[int, int]]:
        """Line and column of each thing that is written so, in the order of the text where they are alike."""
        return [self.at(offset) for offset in self._in_turn(made) or self._by_likelihood(made)]

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = self._text.count("\n", 0, offset)
        return self._first_line + line, offset - self._text.rfind("\n", 0, offset)

    def _in_turn(self, made: Sequence[str]) -> list[int]:
        """The offsets where there is no question: all that begins like these was made, one after another. Else nothing."""
        if len(made) != self._text.count("[@") + self._text.count("[["):
            return []
        found, at = [], 0
        for written in made:
            at = self._text.find(written, at)
            if at == -1 or not written.startswith(("[@", "[[")):
                return []
            found.append(at)
            at += len(written)
        return found

    def _by_likelihood(self, made: Sequence[str]) -> Iterator[int]:
        left = {written: self._likeliest(written, count) for written, count in Counter(made).items()}
        for written in made:
            yield left[written].pop() if len(left[written]) > 1 else left[written][0]

    def _likeliest(self, written: str, count: int) -> list[int]:
        """At most so many offsets, the last one first; the beginning, if it is written nowhere."""
        found = []
        at = self._text.find(written) if written else -1
        while at != -1:
            found.append(at)
            at = self._text.find(written, at + 1)
        if len(found) > count:
            found = sorted(sorted(found, key=lambda at: self._is_unlikely(at, written))[:count])
        return found[::-1] or [len(self._text) - len(self._text.lstrip())]

    def _is_unlikely(self, at: int, written: str) -> bool:
        """Whether the converter will have seen code here, an escaped sign, or a word that is no address."""
        if self._prose[at] != self._text[at] or self._text[at - 1 : at] == "\\":
            return True
        if written.startswith(_SIGNS):
            return False
        end = at + len(written)
        return not (_OPENS.search(self._text[max(0, at - _REACH) : at]) and self._text[end : end + 1] in _ENDS)

    @cached_property
    def _prose(self) -> str:
        """The text with code blanked out, so that offsets hold."""
        return _CODE.sub(lambda m: re.sub(r"\S", " ", m[0]), self._text)
