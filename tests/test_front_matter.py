"""Front matter is read by short ways where they give what the long ones give: the same data and the same complaints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from frontmatter.default_handlers import YAMLHandler
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder.problems import Finding
from builder.reading.fences import FENCE, closing_fence, cut
from builder.reading.front_matter import _find_alias, _Loader, split

CONTENT = Path(__file__).parent.parent / "content"


class LongWay(_Loader):
    """The loader with the package's own construction."""

    construct_document = _Loader._long_way


def outcome(text: str, loader: type[_Loader]) -> tuple[str, Any]:
    """What reading gives, with its types, or what it complains of."""
    try:
        return "data", repr(yaml.load(text, Loader=loader))  # noqa: S506
    except yaml.YAMLError as error:
        return type(error).__name__, str(error)


BITS = [
    "a", "b", "a: ", "b: ", ": ", "- ", "? ", "\n", "  ", "    ", "[", "]", "{", "}", ", ", '"', "'", "|\n", ">-\n", "# ", "true", "False", "null", "~", "''", "1", "-0", "+5", "007", "1_0",
    "0x1f", "1.5", "2021-09-06", "!!str ", "!!int ", "!!bool ", "!!null ", "!!float ", "!!map ", "!!seq ", "!!set ", "!x ", "!!merge ", "<<", "=", "yes", "é", "R&D", "&c ", "*c ",
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(BITS), st.text(max_size=3)), max_size=14).map("".join)


@settings(max_examples=2000)
@given(texts)
def test_short_way_of_yaml(text: str) -> None:
    """Plain data is what the package constructs; all else is left to the package, mistakes in their order too."""
    assert outcome(text, _Loader) == outcome(text, LongWay)


@pytest.mark.parametrize(
    "text",
    ["a: 1\nb:\n  c: 1\n  c: 2\nb: 3\n", "[a]: 1\n", "!!int 010", "!!int 0x1f", "!!bool yes", "!!null x", "!!str 5", "!!str [a]", "!!map [a]", "!!seq {a: b}",
     "!!set {a, b}", "!!python/object:os.system x", "1: a\n'1': b\n", "true: a\nTrue: b\n", "? {a: b}\n: c\n", "!!merge <<: {a: b}\nc: d\n", "[" * 900 + "]" * 900],
)  # fmt: skip
def test_unusual_yaml(text: str) -> None:
    """Explicit tags, keys that are no text, keys that stand twice and deep nesting are read as ever."""
    assert outcome(text, _Loader) == outcome(text, LongWay)


def test_short_way_of_yaml_over_the_record() -> None:
    """Every file of the record says the same by both ways, nearly all of them by the short one."""
    headers = [path.read_text("utf-8").split("\n---", 1)[0] for path in sorted(CONTENT.rglob("*.md")) if "LICENCE" not in path.name]
    assert [h for h in headers if outcome(h, _Loader) != outcome(h, LongWay)] == []


@pytest.mark.parametrize("value", ["!!int date", "!!int", "!!bool x", "!!float x", "!!timestamp x", "!!map [a]", "!!seq {a: b}", "9" * 5000])
def test_value_that_does_not_fit_its_tag(value: str) -> None:
    """A value that its tag cannot mean is a problem of the file, not a crash."""
    finding = split("x.md", f"---\ntitle: {value}\n---\n")
    assert isinstance(finding, Finding)
    assert finding.code == "yaml-syntax"


@settings(max_examples=500)
@given(st.lists(st.sampled_from(["---", "----", "--", "\n", " ", "\t", "x", "\r", "\u2028"]), max_size=20).map("".join), st.integers(0, 20))
@example("---\nx\n---x\n---\n", 3)
def test_closing_fence(text: str, start: int) -> None:
    """The fence that is found is the first after the end of a line."""
    start = min(start, len(text))
    wanted = next((m.span() for m in FENCE.finditer(text, start) if m.start() > start), None)
    found = closing_fence(text, start)
    assert (found.span() if found else None) == wanted


@settings(max_examples=500)
@given(st.lists(st.sampled_from(["---", "----", "\n", " ", "\t", "x: y", "Text", "\u2028", "\xa0", "\x0c"]), max_size=20).map("".join))
@example("x: y\n---\xa0\nText\n---\n")
def test_cut_is_the_packages(rest: str) -> None:
    """A file is cut where `python-frontmatter` cuts it."""
    found = cut("x.md", f"---\n{rest}")
    if not isinstance(found, Finding):
        assert (found.header.strip(), found.body) == _Parts().split(f"---\n{rest}")


class _Parts(YAMLHandler):
    """The package's own way, up to where YAML is read."""

    def split(self, text: str) -> tuple[str, str]:
        _, header, body = self.FM_BOUNDARY.split(text, 2)
        return header.strip(), body.strip()


@settings(max_examples=1000)
@given(texts)
def test_no_alias_is_missed(text: str) -> None:
    """Where libyaml sees an anchor or alias, it is asked."""
    try:
        anchors = [a for event in yaml.parse(text, Loader=yaml.CSafeLoader) if (a := getattr(event, "anchor", None))]
    except yaml.YAMLError:
        return
    assert bool(_find_alias(text)) == bool(anchors)


@pytest.mark.parametrize(("blank", "line"), [("", 4), ("\n", 5), (" \n\t\n", 6), ("\n  ", 5)])
def test_line_of_the_body(blank: str, line: int) -> None:
    """The body begins at its first line that is not blank."""
    parsed = split("x.md", f"---\ntitle: x\n---\n{blank}Text\n")
    assert not isinstance(parsed, Finding)
    assert (parsed.body, parsed.body_line) == ("Text", line)
