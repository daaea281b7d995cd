"""The record itself: it checks clean, and nothing in it is of our own making."""

from __future__ import annotations

from pathlib import Path

import frontmatter
import pytest
import yaml

from builder.build import check

ROOT = Path(__file__).parents[1]
EVENTS = sorted((ROOT / "content/events").rglob("*.md"))
FACTS = ROOT.parent / "shared/facts"


def test_checks_clean() -> None:
    """The record has no problem, not even a warning."""
    assert [f"{p.path}:{p.line}: {p.message}" for p in check(ROOT).problems] == []


@pytest.mark.skipif(not FACTS.is_dir(), reason="the researched facts are not beside the project")
def test_every_address_is_researched() -> None:
    """Every web address in content/ stands in the researched facts."""
    known = {s["url"] for f in FACTS.glob("*.yaml") for e in yaml.safe_load(f.read_text("utf-8")) for s in e["sources"]}
    used = {s["url"] for p in EVENTS for s in frontmatter.load(str(p)).metadata["source"]}
    assert used - known == set()


def test_every_figure_has_a_claimant_and_a_source() -> None:
    """No figure without who claims it and which source carries it."""
    bare = [
        (path.name, figure)
        for path in EVENTS
        for figure in frontmatter.load(str(path)).metadata.get("figures", [])
        if not figure.get("claimed-by") or not figure.get("source")
    ]
    assert bare == []


def test_no_event_is_lost() -> None:
    """Each file's stem begins with its date, and there are as many ids as files."""
    assert len({p.stem for p in EVENTS}) == len(EVENTS) >= 60
    assert [p.name for p in EVENTS if not p.stem.startswith(p.parent.name)] == []
