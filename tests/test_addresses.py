"""Addresses of sources: one form for comparing."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import patch

import frontmatter
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.records.addresses import _ORDINARY, _taken_apart, canonical, url_mistake

SAME = {
    "scheme and www": ("http://www.example.org/a", "https://example.org/a/"),
    "tracking": ("https://example.org/a?id=7&utm_source=x&fbclid=Iw&at_medium=RSS", "https://example.org/a?id=7"),
    "order of parameters": ("https://example.org/a?b=1&a=2", "https://example.org/a?a=2&b=1"),
    "fragment": ("https://example.org/a#comments", "https://example.org/a"),
    "text fragment": ("https://example.org/a#:~:text=Taliban", "https://example.org/a"),
    "mobile host": ("https://m.example.org/a", "https://example.org/a"),
    "amp host": ("https://amp.example.org/a", "https://www.example.org/a"),
    "amp path in front": ("https://www.example.org/amp/story/a", "https://www.example.org/story/a"),
    "amp path behind": ("https://example.org/a/amp/", "https://example.org/a"),
    "amp parameter": ("https://example.org/a?amp=1", "https://example.org/a"),
    "amp suffix": ("https://example.org/a-123-amp.html", "https://example.org/a-123.html"),
    "amp file": ("https://example.org/a.amp.html", "https://example.org/a.html"),
    "amp cache": ("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a", "https://example.org/a"),
    "google's amp": ("https://www.google.com/amp/s/example.org/a", "https://example.org/a"),
    "twitter is x": ("https://twitter.com/Somebody/status/1435/photo/1?s=20", "https://x.com/somebody/status/1435"),
    "mobile twitter": ("https://mobile.twitter.com/a/status/1435", "https://x.com/i/web/status/1435"),
    "telegram's preview": ("https://t.me/s/Channel/12?before=3", "https://t.me/channel/12"),
    "short video link": ("https://youtu.be/AbC-1_2?t=31", "https://m.youtube.com/watch?v=AbC-1_2&feature=share"),
    "port": ("https://example.org:443/a", "https://example.org/a"),
    "escapes": ("https://example.org/%7Ea/%D8%A7", "https://example.org/~a/ا"),
    "a bar, plain and by its code": ("https://example.org/a|b", "https://example.org/a%7Cb"),
    "hosts of any case": ("https://Example.ORG/a", "https://example.org/a"),
}
APART = {
    "another page": ("https://example.org/a", "https://example.org/b"),
    "another parameter": ("https://example.org/a?id=7", "https://example.org/a?id=8"),
    "case of a path": ("https://example.org/A", "https://example.org/a"),
    "a host that starts with m": ("https://msf.example/a", "https://sf.example/a"),
    "a word that holds amp": ("https://example.org/camp/a", "https://example.org/c/a"),
    "a page in the fragment": ("https://example.org/#!/a", "https://example.org/#!/b"),
    "two posts": ("https://t.me/channel/12", "https://t.me/channel/13"),
    "two videos": ("https://youtu.be/AbC", "https://youtu.be/abc"),
}


@pytest.mark.parametrize("name", SAME)
def test_one_page_has_one_address(name: str) -> None:
    """Two addresses of one page have one canonical form, which is its own."""
    first, second = (canonical(url) for url in SAME[name])
    assert first == second == canonical(first)


@pytest.mark.parametrize("name", APART)
def test_two_pages_stay_apart(name: str) -> None:
    """What may be another page keeps another address."""
    first, second = (canonical(url) for url in APART[name])
    assert first != second


def test_every_address_of_the_record_can_be_compared() -> None:
    """No address of the record trips over the form, and the form of the form is itself."""
    events = (Path(__file__).parents[1] / "content/events").rglob("*.md")
    urls = {source["url"] for path in events for source in frontmatter.load(str(path)).metadata["source"]}
    assert [url for url in urls if canonical(canonical(url)) != canonical(url)] == []


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(["http", "https", "HTTP", "ftp", "://", ":", "a", "A1", "é", ".", "..", "-", "/", "?", "#", "@", ":80", ":x", "[", "]", "::1", "\uff0e", " ", "\u00a0", "<", '"', "\x01", "%20"]), max_size=9).map("".join))
def test_ordinary_address_has_no_mistake(url: str) -> None:
    """An address that looks ordinary is one in which taking it apart finds no mistake either."""
    url = f"https://{url}"
    if _ORDINARY.fullmatch(url):
        with patch("builder.records.addresses._ORDINARY", re.compile("(?!)")):
            assert url_mistake(url) == ""


HOSTS = ["example.org", "x.com", "youtu.be", "t.me", "google.com", "m.org", "www.example.org", "m.a.example.org", "a-b.example.co.uk", "Example.org"]
PIECES = ["/", "/a", "/amp", "amp", ".", "-", "~", "(1)", "%41", "é", "|", "?b=1", "#c", "//", "status/12"]


@settings(max_examples=500)
@given(st.sampled_from(["http", "https"]), st.sampled_from(HOSTS), st.lists(st.sampled_from(PIECES), max_size=6))
def test_settled_addresses_need_not_be_taken_apart(scheme: str, host: str, pieces: list[str]) -> None:
    """The short way to the one form leads where the long one does."""
    path = "".join(pieces)
    url = f"{scheme}://{host}{path if path[:1] in ('', '/', '?', '#') else '/' + path}"
    assert canonical.__wrapped__(url) == _taken_apart(url)
