"""A page as a plan: its address, its template, and a view made from exactly the values that it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from builder.digests import digest, joined
from builder.records.kinds import Body
from builder.site.addresses import file_of
from builder.site.words import Words

View = dict[str, Any]


class Page(NamedTuple):
    """One page of the site.

    `make` is a module's function: it gets the words and `values`, nothing else, and returns what the template shows.
    So the digest of the values, with those of template, words and settings, stands for the page's bytes.
    """

    address: str
    template: str
    make: Callable[..., View]
    values: tuple[object, ...]

    @property
    def file(self) -> str:
        """The file that it is written to."""
        return file_of(self.address)

    @property
    def said(self) -> bytes:
        """The digest of all that it says."""
        return digest(self.make.__qualname__, self.address, *self.values)

    def digest(self, looks: Callable[[str], bytes]) -> bytes:
        """What its bytes depend on; `looks` gives the digest of all that pages of a template share."""
        return looks(self.template) + self.said

    @property
    def whole(self) -> Page:
        """Itself."""
        return self

    def view(self, words: Words) -> View:
        """What the template shows."""
        return self.make(words, *self.values)


class Recalled(NamedTuple):
    """A page of which an earlier run knew what it says; it is planned anew only when somebody wants to see it."""

    address: str
    template: str
    said: bytes
    number: int  # of its page among those that would be planned
    planned: Callable[[], Sequence[Page]]

    @property
    def file(self) -> str:
        """The file that it is written to."""
        return file_of(self.address)

    def digest(self, looks: Callable[[str], bytes]) -> bytes:
        """As of a page."""
        return looks(self.template) + self.said

    @property
    def whole(self) -> Page:
        """The page."""
        return self.planned()[self.number]


class Copy(NamedTuple):
    """A file that is published as it is: a medium, or a part of the theme."""

    address: str
    source: Path
    content: bytes  # digest of its bytes

    @property
    def file(self) -> str:
        """The file that it is written to."""
        return self.address

    def digest(self, _looks: Callable[[str], bytes]) -> bytes:
        """What its bytes depend on: themselves."""
        return self.content

    @property
    def whole(self) -> Copy:
        """Itself."""
        return self


Planned = Page | Recalled | Copy


class Text(NamedTuple):
    """A sanitised body with its links resolved, ready for a template."""

    body: Body
    links: tuple[tuple[str, Any], ...]


class Group(NamedTuple):
    """Values shown in a row, with the digest of them all."""

    items: tuple[Any, ...]

    @property
    def digest(self) -> bytes:
        """Of the members, in order."""
        return joined(self.items)


def as_it_is(_words: Words, data: bytes) -> View:
    """The view of a file whose bytes are known."""
    return {"bytes": data}
