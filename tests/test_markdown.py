"""What is read of a body beside its HTML: references, citations, the first paragraph, and mistakes at their places."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.reading.markdown import _CITE, _LINK, _RECORD, _is_image, plain_text

BITS = ["[", "]", "(", ")", "![", "!", "](", "[[", "]]", "|", "[@s1]", "[^1]", "<", ">", " ", "\n", "*", "**", "_", "`", "a", "é", ".", ",", ";", " .", "&amp;", "&", "../x.md", "http://a.b"]
texts = st.lists(st.sampled_from(BITS), max_size=25).map("".join)

# The same as `_LINK`, in one expression that is tried at every letter.
LINK = re.compile(r"(?P<image>!?)\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(\s*<?(?P<url>[^\s)>]*)>?[^)]*\)")


@settings(max_examples=2000, deadline=None)
@given(texts)
def test_links_and_pictures(text: str) -> None:
    """A link is a picture where an exclamation mark stands before it."""
    found = [(_is_image(m), m["url"], m.start("url")) for m in _LINK.finditer(text)]
    assert found == [(bool(m["image"]), m["url"], m.start("url")) for m in LINK.finditer(text)]


@settings(max_examples=2000, deadline=None)
@given(texts)
def test_expressions_left_out(text: str) -> None:
    """Expressions that are not tried for want of a sign would have found nothing."""
    assert "](" in text or not _LINK.search(text)
    assert "[[" in text or not _RECORD.search(text)
    assert "[@" in text or not _CITE.search(text)


@settings(max_examples=2000, deadline=None)
@given(texts)
def test_plain_text(text: str) -> None:
    """Plain text is what all expressions, one after another, leave of it."""
    left = re.sub(r"\[\^[^\]]+\]", "", _CITE.sub("", text))
    left = _RECORD.sub(lambda m: m[2] or m[1], left)
    left = re.sub(r"!?\[([^\[\]]*)\]\([^)]*\)", r"\1", left)
    left = re.sub(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`", "", left)
    assert plain_text(text) == re.sub(r"\s+([.,;])", r"\1", " ".join(html.unescape(left).split()))


@pytest.mark.parametrize(
    ("text", "plain"),
    [("**Two** were *hurt* [@s1] .", "Two were hurt."), ("See [[a|b]] and [c](d) ; e", "See b and c; e"), ("A & B &amp; C[^1], `x`", "A & B & C, x"), ("snake_case stays", "snake_case stays")],
)
def test_plain_text_of_a_sentence(text: str, plain: str) -> None:
    """Marks, citations and brackets go; words and the marks inside them stay."""
    assert plain_text(text) == plain
