"""What templates are made of: a change of one makes anew the pages that show it, and no others."""

from __future__ import annotations

import pytest

from builder import SHIPPED
from builder.rendering.sources import template_digests
from tests.conftest import Site

TEXTS = {
    "base.html": b"{% block main %}{% endblock %}",
    "page.html": b'{% extends "base.html" %}{% include "part.html" with context %}',
    "part.html": b"{%- from 'macros.html' import one, two as three -%}",
    "macros.html": b"{% macro one() %}{% endmacro %}",
    "other.html": b'{% extends "base.html" %}{# "part.html" #}{{ "part.html" }}',
    "open.html": b'{% include "parts/" ~ kind ~ ".html" ignore missing %}',
    "list.html": b'{% include ["part.html", "base.html"] %}',
    "circle.html": b'{% import "circle.html" as me %}{% include "gone.html" %}',
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("base.html", {"base.html", "page.html", "other.html"}),
        ("part.html", {"part.html", "page.html"}),
        ("macros.html", {"macros.html", "part.html", "page.html"}),
        ("other.html", {"other.html"}),
        ("circle.html", {"circle.html"}),
    ],
)
def test_a_change_reaches_those_that_name_it(changed: str, expected: set[str]) -> None:
    """Directly or through others; a template that works out what it names could name any."""
    before, after = template_digests(TEXTS), template_digests({**TEXTS, changed: TEXTS[changed] + b" "})
    assert {name for name in TEXTS if before[name] != after[name]} == expected | {"open.html", "list.html"}


@pytest.fixture
def themed(site: Site) -> Site:
    """A site with a place, an event, and a theme of its own that changes nothing yet."""
    site.write("site.toml", 'title = "T"\ntheme = "mine"\n')
    site.write("themes/mine/theme.toml", 'extends = "default"\n')
    site.write("content/places/valley.md", "---\nname: Valley\n---\n")
    site.event("a")
    site.build()
    return site


def shipped(name: str) -> bytes:
    return (SHIPPED / "default/templates" / name).read_bytes()


def rendered(site: Site) -> int:
    published = site.build().published
    assert published
    return published.rendered


def test_a_template_of_a_page_reaches_its_pages(themed: Site) -> None:
    """After a change of the template for places, places alone are made anew; after one that many call for, all pages."""
    changed = themed.write("themes/mine/templates/place.html", shipped("place.html") + b" ")
    assert rendered(themed) == 1
    changed.unlink()
    assert rendered(themed) == 1
    themed.write("themes/mine/templates/parts/status.html", shipped("parts/status.html") + b" ")
    assert rendered(themed) > 5


def test_rows_follow_what_they_call_for(themed: Site) -> None:
    """A row that has another template rendered, without naming it, is not taken from the cache when that one changes."""
    themed.write("themes/mine/templates/parts/entry.html", b"<li>{{ status_of(entry) }}</li>\n")
    themed.build()
    themed.write("themes/mine/templates/parts/status.html", b"another status")
    themed.build()
    assert "<li>another status\n" in (themed.output / "2021/09/index.html").read_text("utf-8")


def test_what_a_template_includes_may_have_any_name(themed: Site) -> None:
    """A drawing that a template includes is a part of its pages, too; what is no text is passed over."""
    themed.write("themes/mine/templates/parts/.DS_Store", b"\xff\xfe")
    themed.write("themes/mine/templates/parts/logo.svg", b"<svg>old</svg>")
    themed.write("themes/mine/templates/404.html", b'{% extends "base.html" %}{% block main %}{% include "parts/logo.svg" %}{% endblock %}')
    themed.build()
    themed.write("themes/mine/templates/parts/logo.svg", b"<svg>new</svg>")
    assert rendered(themed) == 1
    assert "<svg>new</svg>" in (themed.output / "404.html").read_text("utf-8")
