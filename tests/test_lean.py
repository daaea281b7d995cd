"""End tags are left out only where a browser puts them back in the same place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nh3
import pytest

from builder.build import build
from builder.rendering import environment
from builder.rendering.lean import lean
from tests.conftest import tree
from tests.test_golden import CASES, SITES


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<ul><li>a</li>\n<li>b</li></ul>", "<ul><li>a\n<li>b</ul>"),
        ("<dl><div><dt>a</dt><dd>b</dd></div></dl>", "<dl><div><dt>a<dd>b</div></dl>"),
        ("<p>a</p>\n<p>b</p> c", "<p>a\n<p>b</p> c"),
        ("<div><p>a</p></div>", "<div><p>a</div>"),
        ("<a href='/'><p>a</p></a>", "<a href='/'><p>a</p></a>"),  # in a link the paragraph would go on
        ("<p data-count></p>\n<ul>", "<p data-count></p>\n<ul>"),  # a script asks whether it is empty
        ("<p>a</p>", "<p>a</p>"),  # nobody knows here what follows
    ],
)
def test_what_is_left(html: str, left: str) -> None:
    """Each end that goes without saying goes; others stay."""
    assert lean(html) == left


def parsed(page: bytes) -> str:
    """The elements of a page as a browser's parser finds them, without white space."""
    text = page.decode()
    tags = set(re.findall(r"<([a-z][a-z0-9-]*)", text)) - {"script", "style"}
    return re.sub(r"\s+", "", nh3.clean(text, tags=tags, attributes={"*": {"id", "class"}}, link_rel=None))


@pytest.mark.parametrize("case", CASES)
def test_browsers_see_the_same(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of a site has the elements that it has with all end tags."""
    site = tmp_path / "site"
    shutil.copytree(SITES / case, site, ignore=shutil.ignore_patterns("expected", "output", ".cache"))
    build(site, site / "output", with_search=False)
    monkeypatch.setattr(environment, "lean", str)
    build(site, site / "whole", with_search=False, use_cache=False)
    shorter, whole = tree(site / "output"), tree(site / "whole")
    pages = [name for name in whole if name.endswith(".html")]
    assert len(pages) > 9
    assert sum(len(shorter[name]) for name in pages) < 0.98 * sum(len(whole[name]) for name in pages)
    assert [name for name in pages if parsed(shorter[name]) != parsed(whole[name])] == []
