"""Golden sites: whole small sites whose pages are compared with those kept beside them.

`tests/sites/<case>/expected/` mirrors the built site and holds the pages that show the case's point; of a page of HTML
only `<main>` is kept. To take new pages in after a change that is meant, run the tests with GOLDEN=write and read the
difference like code.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from builder.build import build

SITES = Path(__file__).parent / "sites"
CASES = sorted(p.parent.name for p in SITES.glob("*/expected"))


def kept(path: Path) -> str:
    """The part of a built file that is compared."""
    text = re.sub(r"(static/[a-z]+)\.[0-9a-f]{10}", r"\1", path.read_text("utf-8"))  # the theme's files change with every look
    if path.suffix != ".html":
        return text
    main = re.search(r'<main id="main">\n(.*)</main>', text, re.S)
    assert main
    return re.sub(r"\n\s*\n+", "\n", main[1]).strip() + "\n"


@pytest.mark.parametrize("case", CASES)
def test_pages_are_as_kept(case: str, tmp_path: Path) -> None:
    """The site checks clean, and each page that the case keeps is built exactly so."""
    site = tmp_path / "site"
    shutil.copytree(SITES / case, site, ignore=shutil.ignore_patterns("expected", "output", ".cache"))
    report = build(site, site / "output", base_url="https://example.org/", with_search=False, strict=True)
    assert (report.problems, report.published is not None) == ((), True)
    expected = SITES / case / "expected"
    pages = sorted(p.relative_to(expected).as_posix() for p in expected.rglob("*") if p.is_file())
    if os.environ.get("GOLDEN") == "write":
        for page in pages:
            (expected / page).write_text(kept(site / "output" / page), "utf-8")
    assert pages
    for page in pages:
        assert kept(site / "output" / page) == (expected / page).read_text("utf-8"), page
