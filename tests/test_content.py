"""The record itself: it checks clean, its counts can be made twice, and nothing in it is of our own making."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frontmatter
import pytest
import yaml
from babel import Locale

from builder.build import check
from builder.chronicle.values import Chronicle
from builder.gather import CACHE, gather
from builder.settings import read_settings
from tests.counts import CONTENT, Gazetteer, count, many, places_of, read

ROOT = CONTENT.parent
SHARED = ROOT.parent / "shared"
EVENTS = sorted((CONTENT / "events").rglob("*.md"))
COUNTS = count()
ADDRESS = re.compile(r"https?://[^\s<>\"'\])]+")
beside = pytest.mark.skipif(not SHARED.is_dir(), reason="the research is not beside the project")


@pytest.fixture(scope="module")
def chronicle() -> Chronicle:
    return gather(ROOT, read_settings(ROOT), ROOT / CACHE).chronicle


@pytest.fixture(scope="module")
def bodies() -> dict[str, str]:
    return {p.stem: frontmatter.load(str(p)).content for p in EVENTS}


def test_checks_clean() -> None:
    """The record has no problem, not even a warning."""
    assert [f"{p.path}:{p.line}: {p.message}" for p in check(ROOT).problems] == []


def test_example_of_the_readme(tmp_path: Path) -> None:
    """What the README shows can be put among the events as it is."""
    shutil.copytree(CONTENT, tmp_path / "content")
    shutil.copy(ROOT / "site.toml", tmp_path)
    (example,) = re.findall(r"^```markdown\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    (tmp_path / "content/events/2021/2021-09-06-example.md").write_text(example, "utf-8")
    assert [f"{p.path}:{p.line}: {p.message}" for p in check(tmp_path).problems] == []


@pytest.mark.parametrize("name", COUNTS)
def test_counts(name: str, chronicle: Chronicle) -> None:
    """What is counted straight from the Markdown is what the builder's chronicle says."""
    events = chronicle.events
    says: dict[str, Any] = {
        "events": len(events),
        "disputed": sum(bool(e.entry.disputes) for e in events),
        "by status": Counter(e.entry.grade.status for e in events),
        "by year": Counter(e.entry.month[0] for e in events),
        "by province": {p.record.id: len(p.events) for p in chronicle.facets.places if p.record.kind == "province"},
        "single source": sum(e.entry.grade.is_single_source for e in events),
        "by independent publishers": Counter(e.entry.grade.publishers for e in events),
        "share with two independent publishers": round(sum(e.entry.grade.publishers >= 2 for e in events) / len(events), 3),
        "publishers": len(chronicle.facets.publishers),
    }
    assert COUNTS[name] == says[name]


def test_every_event_has_its_chapter(chronicle: Chronicle) -> None:
    """The chapters hold every event, each in one of them."""
    assert [e.id for period in chronicle.facets.periods for e in period.events] == [e.id for e in chronicle.events]


def strings(value: Any) -> Iterator[str]:
    """Every string in a value of front matter."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)
    elif isinstance(value, str):
        yield value


def test_every_link_is_one() -> None:
    """No link of a body is broken by the end of a line, which would leave its brackets in the page."""
    opened = re.compile(r"\[\[(?![^\[\]\n]+\]\])")
    assert [str(p.relative_to(CONTENT)) for p in CONTENT.glob("*/**/*.md") if opened.search(p.read_text("utf-8"))] == []


@beside
def test_every_address_is_researched() -> None:
    """Every web address of a record, in its front matter or its body, stands in the research."""
    facts = [e for f in (SHARED / "facts").glob("*.yaml") for e in yaml.safe_load(f.read_text("utf-8"))]
    known = {s["url"] for e in facts for s in e["sources"]}
    known |= {a for f in (SHARED / "reference").iterdir() for a in ADDRESS.findall(f.read_text("utf-8"))}
    records = [frontmatter.load(str(p)) for p in CONTENT.glob("*/**/*.md")]
    told = {s for r in records for s in strings(r.metadata) if s.startswith("http")}
    assert (told | {a for r in records for a in ADDRESS.findall(r.content)}) - known == set()


@beside
def test_no_name_is_guessed() -> None:
    """Every Dari and Pashto name of a place is the gazetteer's, with the word for its kind or without, or of Unicode's locale data."""
    gazetteer = yaml.safe_load((SHARED / "reference/places.yaml").read_text("utf-8"))
    actors = yaml.safe_load((SHARED / "reference/actors.yaml").read_text("utf-8"))["actors"]
    known = {p["slug"]: {p.get("fa"), p.get("ps")} for p in gazetteer["provinces"] + gazetteer["places"]}
    for actor in actors:
        known.setdefault(actor["slug"], {actor.get("fa")})
    locales = [Locale.parse(code).territories for code in ("fa", "fa_AF", "ps")]

    def sources(slug: str, place: dict[str, Any]) -> set[str | None]:
        countries = {names.get(place["country"]) for names in locales} if place["kind"] == "country" else set()
        return known.get(slug, set()) | countries

    guessed = [
        (slug, name)
        for slug, place in read(CONTENT / "places").items()
        for name in place.get("names", {}).values()
        if not any(source and source in name for source in sources(slug, place))
    ]
    assert guessed == []


def test_every_figure_has_a_claimant_and_a_source() -> None:
    """No figure without who claims it and which source carries it."""
    figures = [(i, f) for i, event in read(CONTENT / "events").items() for f in event.get("figures", [])]
    assert [(i, f) for i, f in figures if not f.get("claimed-by") or not f.get("source")] == []


def test_every_place_lies_somewhere() -> None:
    """Each place of an event lies in a province or a country, unless the event says that the place is not known."""
    places = Gazetteer.of(CONTENT / "places")
    lost = [
        (i, spot)
        for i, event in read(CONTENT / "events").items()
        for spot in many(event["location"])
        if spot != "unknown"
        and not {places.records[s]["kind"] for s in places_of({"location": spot}, places)} & {"province", "country"}
    ]
    assert lost == []


def test_accounts_are_articles(bodies: dict[str, str]) -> None:
    """An account has 80 to 250 words, citations and the marks of links not counted."""
    marks = re.compile(r"\[@[^\]]*\]|\[\[[^\]|]*\||\[\[|\]\]")
    words = {i: len(re.findall(r"\w[\w'’.,-]*", marks.sub(" ", body))) for i, body in bodies.items()}
    assert {i: n for i, n in words.items() if not 80 <= n <= 250} == {}


def test_accounts_cite(bodies: dict[str, str]) -> None:
    """An account opens on a cited paragraph, and cites or leads to another event once a paragraph or more."""
    bare = []
    for i, body in bodies.items():
        paragraphs = body.split("\n\n")
        onward = [target for target in re.findall(r"\[\[([^\]|]+)", body) if target in bodies]
        if "[@" not in paragraphs[0] or body.count("[@") + len(onward) < len(paragraphs):
            bare.append(i)
    assert bare == []


def test_accounts_tell_every_version(bodies: dict[str, str]) -> None:
    """No account puts rival versions off to a list at its end."""
    assert [i for i, body in bodies.items() if "Other versions are on record" in body] == []


def test_no_event_is_lost() -> None:
    """Each file's stem begins with its date, and there are as many ids as files."""
    assert len({p.stem for p in EVENTS}) == len(EVENTS) >= 60
    assert [p.name for p in EVENTS if not p.stem.startswith(p.parent.name)] == []
