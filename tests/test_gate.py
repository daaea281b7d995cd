"""The converter that skips what cannot match says the same as the one that tries everything."""

from __future__ import annotations

import re
import shutil
import subprocess
import tarfile
from hashlib import sha256
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.blockprocessors import ParagraphProcessor
from markdown.inlinepatterns import SimpleTextInlineProcessor

from builder.problems import Finding
from builder.reading.converter import Converter
from builder.reading.front_matter import split
from builder.reading.gate import _Blocks, _is_plain, gate

CONTENT = Path(__file__).parent.parent / "content"
PLAIN, GATED = Converter(is_gated=False), Converter()
BITS = [
    "word", "é", "ب", " ", "  ", "    ", "\t", "\n", "\n\n", "\n\n\n", "\\", "# ", "### ", "===", "---", "\n---\n", "***", "* ", "- ", "+ ", "1. ", "12. ", "۱. ", "> ", ": ", "\n:   ", "|", "\n|-|-|\n",
    "a | b", "[a]: /b", "\n[a]: /b 'c'\n", "[^1]: n", "[^1]", "[a]", "[a][a]", "![a]", "![a][]", "[a](/b)", "![a](b.png)", "```\n", "~~~", "**", "_", "<", "&amp;", "\x02", "\x03", "\x0c", "\u2028", "\r", "\xa0",
    "[@s1]", "[[a|b]]", "[[", "///Footnotes Go Here///",
]  # fmt: skip


def convert(text: str) -> tuple[str, str]:
    return GATED.reset().convert(text), PLAIN.reset().convert(text)


@settings(max_examples=3000)
@given(st.lists(st.one_of(st.sampled_from(BITS), st.text(max_size=4)), max_size=25).map("".join))
def test_blocks_say_the_same(text: str) -> None:
    """Whatever kinds of block meet, in whatever order, the short cut gives the same bytes."""
    gated, plain = convert(text)
    assert gated == plain


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The texts of the examples of CommonMark 0.31.2, which their licence keeps out of this repository."""
    folder = tmp_path_factory.mktemp("commonmark")
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("the examples of CommonMark come by npm, which is not there")
    done = subprocess.run([npm, "pack", "--silent", "commonmark-spec@0.31.2"], cwd=folder, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("the examples of CommonMark cannot be fetched")
    (packed,) = folder.glob("*.tgz")
    assert sha256(packed.read_bytes()).hexdigest() == "588280df96c211f7ce9db0b7943ded34ac4b8ba321e2fdf9c03d188ec0f01fea"
    with tarfile.open(packed) as tar:
        file = tar.extractfile("package/spec.txt")
        assert file
        text = file.read().decode()
    return [md.replace("\u2192", "\t") for md in re.findall(r"^`{32} example\n(.*?)^\.\n.*?^`{32}$", text, re.S | re.M)]


def test_examples_of_commonmark_say_the_same(examples: list[str]) -> None:
    """Each of the 652 examples becomes the same bytes."""
    assert len(examples) == 652
    for text in examples:
        gated, plain = convert(text)
        assert gated == plain, text


def test_record_says_the_same() -> None:
    """Every text of the record becomes the same bytes."""
    files = [split(path.name, path.read_text("utf-8")) for path in sorted(CONTENT.rglob("*.md"))]
    bodies = [file.body for file in files if not isinstance(file, Finding)]
    assert len(bodies) > 300
    for body in bodies:
        gated, plain = convert(body)
        assert gated == plain


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(BITS), min_size=1, max_size=8).map("".join))
def test_plain_block_is_nobody_elses(block: str) -> None:
    """No other processor takes a block that goes to the paragraph at once."""
    if not _is_plain(block) or "\n\n" in block:
        return
    parent = Mock(tag="div")
    for processor in PLAIN.parser.blockprocessors:
        if not isinstance(processor, ParagraphProcessor):
            blocks = [block]
            assert not processor.test(parent, block) or processor.run(parent, blocks) is False
            assert blocks == [block]


class Louder(ParagraphProcessor):
    """A kind of block that the gate does not know."""

    def run(self, parent, blocks):  # type: ignore[no-untyped-def]
        blocks[0] = blocks[0].upper()
        return super().run(parent, blocks)


@pytest.mark.parametrize(("name", "priority"), [("paragraph", 10), ("louder", 12)])
def test_unknown_block_switches_off(name: str, priority: int) -> None:
    """With an unknown kind of block, new or in a known one's place, every kind is tried."""
    made = Converter(is_gated=False)
    made.parser.blockprocessors.register(Louder(made.parser), name, priority)
    gate(made)
    assert not isinstance(getattr(made.parser.parseBlocks, "__self__", None), _Blocks)
    assert made.convert("word") == "<p>WORD</p>"


def test_references_are_seen() -> None:
    """A reference is found again after a text that has none."""
    for text, wanted in (("[a][b]", "<p>[a][b]</p>"), ("[a][b]\n\n[b]: /c", '<p><a href="site:c">a</a></p>'), ("[b] ![b]", "<p>[b] ![b]</p>")):
        assert convert(text) == (wanted, wanted)


class Shout(SimpleTextInlineProcessor):
    """A pattern that the gate does not know, and that takes text without a sign."""

    def handleMatch(self, m, data):  # type: ignore[no-untyped-def]
        return m[1].upper(), m.start(0), m.end(0)


def test_unknown_pattern_is_tried() -> None:
    """A pattern that the gate does not know is tried on text that holds no sign, too."""
    made = Converter(is_gated=False)
    made.inlinePatterns.register(Shout("(word)"), "shout", 5)
    gate(made)
    assert made.convert("a word, no sign") == "<p>a WORD, no sign</p>"
