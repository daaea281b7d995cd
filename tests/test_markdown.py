"""What is read of a body beside its HTML: references, citations, the first paragraph, and mistakes at their places."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.reading.converter import CITATION, RECORD
from builder.reading.markdown import plain_text, read_body
from builder.records.addresses import CITE, OPEN, REF
from builder.records.kinds import Reference
from tests.conftest import Site

BITS = ["[", "]", "(", ")", "![", "!", "](", "[[", "]]", "|", "[@s1]", "[^1]", "<", ">", " ", "\n", "*", "**", "_", "`", "a", "é", ".", ",", ";", " .", "][", "\\", "&amp;", "&", "../x.md", "http://a.b"]
texts = st.lists(st.sampled_from(BITS), max_size=25).map("".join)

PATH, FIRST = "content/events/2021/2021-09-06-a.md", 5
DANGEROUS = [
    "a", " ", "\n", "\n\n", "\n\n    ", "    ", "> ", "- ", "1. ", "*", "**", "_", "`", "``", "\n```\n", "\n~~~\n", "\n```", "\\\\", "&amp;", "&#104;", "|", "\n|-|-|\n", "\n| a | b |\n|---|---|\n| ", " | ",
    "[@s#]", "\\[@s#]", "[[e#]]", "[[e#|words]]", "[[e#\\|words]]", "\\[[e#]]", "[[e#", "[^1]", "\n\n[^1]: ", "<b#>", "\\<b#>", "<br/>", "<!-- ", "<https://a.b/#>", "<me@a.b>", "<", ">",
    "[", "![", "]", "](", ")", "[x](e#.md)", "[x](../../media/m#.png)", "[x](/p#/)", "![x](../../media/m#.png)", "![x](m#.png)", "![x](https://evil.org/#.png)", "![x](&#104;ttps://evil.org/#.png)",
    "![x [@s#]](../../media/m#.png)", "[![x](https://evil.org/#.png)](e#.md)", '[x](e#.md "t")', "[x]()", "![x]()", "[x](<e#.md>)", "[x](javascript:#)", "[x](ref:e#)", "![x](media:m#.png)", "[x][r]", "![x][r]", "[r]", "![x][i]", "[i]", "![r]",
    "\n\n[r]: e#.md\n", "\n\n[r]: ../../media/m#.png\n", "\n\n[i]: https://evil.org/#.png\n", "\n\n[i]: /p#/ 't'\n", "\n# ", "\n===\n",
]  # fmt: skip


def numbered(bits: list[str]) -> str:
    """The bits in a row, each with a number of its own, so that what is found can be told apart."""
    numbers = count(1)
    return re.sub("#", lambda _: f"{next(numbers)}z", "".join(bits).replace("&#", "&\0").replace("\n# ", "\n\1 ")).replace("\0", "#").replace("\1", "#")


dangerous = st.lists(st.sampled_from(DANGEROUS), max_size=20).map(numbered)


class Shown(HTMLParser):
    """What a browser makes of a body: addresses, pictures, words, and code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: set[str] = set()
        self.pictures: list[str | None] = []
        self.words = self.code = ""
        self._depth = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._depth += tag == "code"
        self.opened |= {url for url in (given.get("href"), given.get("src")) if url and url.startswith(OPEN)}
        self.words += f" {given.get('alt', '')} {given.get('title', '')} "
        if tag == "img":
            self.pictures.append(given.get("src"))

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "code"

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.code += data
        else:
            self.words += data


class Body(NamedTuple):
    """A body that was read, and the words in which its problems are known."""

    shown: Shown
    noted: list[tuple[str, str]]  # open addresses, and the source from where each is said to stand
    wrong: list[tuple[str, str]]  # codes of problems, and the same


def read(text: str) -> Body:
    """A text as a body; every place that is given lies inside it."""
    body, findings = read_body(PATH, text, FIRST)

    def source(line: int, column: int) -> str:
        lines = text.split("\n")[line - FIRST :]
        assert lines
        assert line >= FIRST
        assert 1 <= column <= len(lines[0]) + 1
        return "\n".join(lines)[column - 1 :]

    references = [(r.target if r.target.startswith(OPEN) else REF + r.target, source(r.line, r.column)) for r in body.references]
    cites = [(CITE + r.target, source(r.line, r.column)) for r in body.cites]
    return Body(Shown(body.html), references + cites, [(f.code, source(f.line, f.column)) for f in findings])


@settings(max_examples=3000)
@given(dangerous)
def test_what_is_shown_is_what_is_noted(text: str) -> None:
    """Every open address in the HTML is noted and no other, and each is noted where it is written."""
    read_of = read(text)
    assert {address for address, _ in read_of.noted} == read_of.shown.opened
    for address, source in read_of.noted:
        scheme, _, name = address.partition(":")
        written = {"ref": name, "cite": f"[@{name}]", "media": f"../../media/{name}", "site": f"/{name}"}[scheme]
        # the body's beginning stands in for what is put together of brackets that are lost, which is a problem anyway
        assert html.unescape(source).lstrip(" \n\\").startswith(written) or (source == text.lstrip() and "broken-link" in dict(read_of.wrong))


@settings(max_examples=3000)
@given(st.lists(st.sampled_from([bit for bit in DANGEROUS if not re.search(r"\]: |\||```|~~~", bit)]), max_size=20).map(numbered))
def test_no_citation_is_lost(text: str) -> None:
    """A citation in a sentence that is neither code nor escaped is noted, or is a problem where it stands."""
    read_of = read(text)
    noted = [source for _, source in read_of.noted] + [source for _, source in read_of.wrong]
    for written in set(re.findall(r"\[@s\d+z\]", text)) - set(re.findall(r"(?<!\\)(?:\\\\)*\\(\[@s\d+z\])", text)):
        assert written in read_of.shown.code or any(source.startswith((written, written[1:])) for source in noted)  # as an id in [[@s1]]


@settings(max_examples=3000)
@given(dangerous)
def test_no_picture_from_elsewhere(text: str) -> None:
    """A picture that is not of this site is never shown, and always a problem."""
    read_of = read(text)
    foreign = [src for src in read_of.shown.pictures if not (src or "").startswith("media:")]
    assert foreign == [None] * len(foreign)
    if foreign:
        assert {"remote-image", "broken-link", "link-outside"} & {code for code, _ in read_of.wrong}


@settings(max_examples=3000)
@given(dangerous)
def test_raw_html_is_what_is_shown_as_such(text: str) -> None:
    """A tag is a problem, in the place where it is written, if readers would see it in a sentence; in code or escaped it is none."""
    read_of = read(text)
    found = {match[0] for code, source in read_of.wrong if code == "raw-html" and (match := re.match(r"<b\d+z>", source))}
    seen = set(re.findall(r"<b\d+z>", read_of.shown.words)) - {tag for tag in re.findall(r"(?<!\\)(?:\\\\)*\\(<b\d+z>)", text)}
    assert found == seen
    assert not any(tag in found for tag in re.findall(r"<b\d+z>", read_of.shown.code))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[words](b.md)", '<a href="ref:b">words</a>'),
        ("[words][b]\n\n[b]: b.md", '<a href="ref:b">words</a>'),
        ("![x][m]\n\n[m]: ../../media/x.png", '<img alt="x" src="media:x.png">'),
        ("[m]\n\n[m]: /methodology/", '<a href="site:methodology/">m</a>'),
        ("A `lone [[b]].\n\nOne ` more", 'A `lone <a href="ref:b"></a>.</p><p>One ` more'),
        ("\\<b> \\[@s1] \\[[b]] \\\\[@s1]", '&lt;b&gt; [@s1] [[b]] \\<a href="cite:s1">s1</a>'),
        ('`src="x.png"` href="x.md"', '<code>src="x.png"</code> href="x.md"'),
        ("[[Smith & Sons]]", '<a href="ref:Smith &amp; Sons"></a>'),
    ],
)
def test_html(text: str, words: str) -> None:
    """Links and pictures are open however they are written; what is code, escaped or only looks like HTML stays as it is."""
    body, findings = read_body(PATH, text, FIRST)
    assert (body.html.removeprefix("<p>").rstrip().removesuffix("</p>"), findings) == (words, [])


def test_cells_of_a_table() -> None:
    """The bar of a record link parts no cells, escaped or not; in code it is as written."""
    body, _ = read_body(PATH, "| a | b | c |\n|---|---|---|\n| [[x|y]] | [[x\\|y]] | `[[x|y]]` |\n", FIRST)
    assert re.findall("<td>(.*?)</td>", body.html) == ['<a href="ref:x">y</a>'] * 2 + ["<code>[[x|y]]</code>"]


def test_order_of_references() -> None:
    """References stand in the order of the text; a definition that is used twice is one place."""
    body, _ = read_body(PATH, "[a](b.md) [[c]] [d][e] [e]\n\n[e]: f.md\n", FIRST)
    assert body.references == (Reference("b", 5, 5), Reference("c", 5, 13), Reference("f", 7, 6))


def test_links_as_published(site: Site) -> None:
    """A link has one title, in which the event's standing stands too; pictures and names with odd signs are found."""
    site.write("content/media/a&b.png", b"picture")
    site.write("content/actors/smith.md", "---\nname: Smith & Sons\n---\n")
    site.event("b", date="2021-09-01", more="disputed-by: {who: smith, source: s1}\n")
    text = '[z](b.md "as &lt;told&gt;"), [[b|y]], [[b]], [w](../../actors/smith.md "v"), [[Smith & Sons]] ![p](../../media/a&b.png), `<img alt="" src="media:q">`.'
    path = site.event("a")
    path.write_text(path.read_text("utf-8").replace("Somebody said something about it.", text), "utf-8")
    assert site.build().problems == ()
    page = (site.output / "events/a/index.html").read_text("utf-8")
    told = re.search(r"<p>(<a [^\n]*loading=[^\n]*)</p>", page)
    assert told
    assert [sorted(re.findall(r' (\w+)="', anchor)) for anchor in re.findall("<a[^>]*>", told[1])] == [["href", "title"], ["href", "title"], ["href"], ["href", "title"], ["href"]]
    assert re.findall(r'title="([^"]*)"', told[1])[0].startswith("as &lt;told&gt; (")
    assert re.findall(r"<a[^>]*>([^<]*)</a>", told[1]) == ["z", "y", "b", "w", "Smith &amp; Sons"]
    assert 'src="../../media/a&amp;b.png" loading="lazy"' in told[1]
    assert '<code>&lt;img alt="" src="media:q"&gt;</code>' in told[1]


@settings(max_examples=2000)
@given(texts)
def test_plain_text(text: str) -> None:
    """Plain text is what all expressions, one after another, leave of it."""
    left = re.sub(r"\[\^[^\]]+\]", "", CITATION.sub("", text))
    left = RECORD.sub(lambda m: m[2] or m[1], left)
    for mark in ("!", ""):
        left = re.sub(mark + r"\[([^\[\]]*)\](?:\([^)]*\)|\[[^\[\]]*\])", r"\1", left)
    left = re.sub(r"(?<![\w\\])[*_]{1,3}(?=\S)|(?<=[^\s\\])[*_]{1,3}(?!\w)|(?<!\\)`", "", left)
    left = re.sub(r"\\([\\`*_{}\[\]()<>#+.!|-])", r"\1", left)
    assert plain_text(text) == re.sub(r"\s+([.,;])", r"\1", " ".join(html.unescape(left).split()))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Two** were *hurt* [@s1] .", "Two were hurt."),
        ("See [[a|b]] and [c](d) ; e", "See b and c; e"),
        ("A & B &amp; C[^1], `x`", "A & B & C, x"),
        ("snake_case stays", "snake_case stays"),
        ("[The place][p] and [![a town](x.png)](y.md)", "The place and a town"),
        (r"\[@s1] is \<b> or \*b\*", "[@s1] is <b> or *b*"),
    ],
)
def test_plain_text_of_a_sentence(text: str, plain: str) -> None:
    """Marks, citations and brackets go; words and the marks inside them stay."""
    assert plain_text(text) == plain


def test_two_threads_read_at_once() -> None:
    """The preview reads a saved file while it reads the site; neither is told what the other's text says."""
    texts = [f"See [[a{n}]] and [[b{n}]].\n\n" * (n % 7 + 1) for n in range(200)]
    alone = [read_body(PATH, text, FIRST) for text in texts]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda text: read_body(PATH, text, FIRST), texts)) == alone


@pytest.mark.parametrize("text", ["p\n\n    code\n", "p\n\n    code", "p\n\n    code\n\n\nq\n", "p [^1]\n\n    code\n\n[^1]: n\n"])
def test_a_block_of_code_ends_with_its_last_line(text: str) -> None:
    """No empty lines are shown below it, wherever it stands."""
    body, _ = read_body(PATH, text, FIRST)
    assert "<pre><code>code\n</code></pre>" in body.html
