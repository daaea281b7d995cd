"""A theme's mistakes are told with the file and line of the theme that has them, and leave the last site as it is."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from builder.reading.walk import SETTLED_NS
from builder.settings import SettingsError
from builder.unchanged import build_if_changed
from tests.conftest import Site

EXTENDS = '{{% extends "base.html" %}}\n{{% block main %}}\n{}\n{{% endblock %}}\n'


@pytest.fixture
def site(site: Site) -> Site:
    """A site whose theme extends another of its own, which extends the shipped one."""
    site.write("site.toml", 'title = "T"\ntheme = "mine"\n')
    site.write("themes/mine/theme.toml", 'extends = "mid"\n')
    site.write("themes/mid/theme.toml", 'extends = "default"\n')
    site.event("a")
    return site


# What a template says in its third line, and what is said of it.
MISTAKES = {
    "{{ nobody }}": "the template fails: 'nobody' is undefined",
    "{{ 1 / 0 }}": "the template fails: ZeroDivisionError: division by zero",
    "{{ site.title + 1 }}": 'the template fails: TypeError: can only concatenate str (not "int") to str',
    "{{ _('hi %(x)s') }}": "the template fails: KeyError: 'x'",
    "{{ asset('stile.css') }}": "the template fails: no static file is called `stile.css`; did you mean `style.css`?",
    "{{ 'x' | nofilter }}": "the template fails: No filter named 'nofilter'.",
    "{% if %}": "the template fails: Expected an expression, got 'end of statement block'",
    "{% include 'parts/gone.html' %}": "the theme has no template `parts/gone.html`",
    "{% include 'event.html' %}": "the template extends or includes itself, directly or through others",
}


@pytest.mark.parametrize("line", MISTAKES)
@pytest.mark.parametrize("theme", ["mine", "mid"])
def test_place_of_a_templates_mistake(site: Site, theme: str, line: str) -> None:
    """Whatever fails in a template is a problem of its line, in the theme that has it."""
    site.write(f"themes/{theme}/templates/event.html", EXTENDS.format(line))
    report = site.build()
    assert report.published is None
    found = [(p.path, p.code, p.message) for p in report.problems]
    assert found == [(f"themes/{theme}/templates/event.html", "template-error", MISTAKES[line])]
    if "includes itself" not in MISTAKES[line]:  # where the stack is full is chance
        assert report.problems[0].line == 3


def test_mistake_in_another_process(site: Site) -> None:
    """What fails in a process that helps is told with its place too."""
    for n in range(320):
        site.event(f"e{n:03}", date=f"2021-09-{n % 28 + 1:02}")
    site.write("themes/mine/templates/event.html", EXTENDS.format("{{ 1 / 0 if page.address > 'events/e2' }}"))
    assert [(p.path, p.line) for p in site.build(jobs=3).problems] == [("themes/mine/templates/event.html", 3)]


def test_builders_own_mistake_keeps_its_trace(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure in which no template had a part is no problem of the theme."""
    monkeypatch.setattr("builder.rendering.render.Renderer.render", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        site.build()


def test_template_that_the_builder_asks_for(site: Site) -> None:
    """A theme that stands alone and lacks a template is told of at its theme.toml."""
    site.write("themes/mid/theme.toml", "")
    site.write("themes/mid/locale/en.po", 'msgid ""\nmsgstr ""\n')
    found = [(p.path, p.line, p.message) for p in site.build().problems]
    assert found == [("themes/mine/theme.toml", 1, "the theme has no template `parts/status.html`")]


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("themes/mine/theme.toml", 'extends = "defualt"\n', "themes/mine/theme.toml: the theme `defualt` is not there; did you mean `default`?"),
        ("themes/mine/theme.toml", '# mine\nextnds = "default"\n', "themes/mine/theme.toml:2: `extnds` is not a key of a theme; did you mean `extends`?"),
        ("themes/mine/theme.toml", "extends = 5\n", "themes/mine/theme.toml:1: `extends` should be text, found `5`"),
        ("themes/mine/theme.toml", b'# caf\xe9\nextends = "mid"\n', "themes/mine/theme.toml:1: the byte 0xE9 is not UTF-8; save the file as UTF-8"),
        ("themes/mid/theme.toml", 'extends = "mine"\n', "themes/mid/theme.toml: the theme extends itself"),
        ("themes/mid/templates/event.html", b"<p>\n<p>caf\xe9\n", "themes/mid/templates/event.html:2: the byte 0xE9 is not UTF-8; save the file as UTF-8"),
        ("themes/mid/theme.toml", "", "site.toml: the theme `mine` has no catalogue for the language `en`; begin themes/mid/theme.toml with `extends = \"default\"`"),
        ("site.toml", 'title = "T"\ntheme = "mien"\n', "site.toml: the theme `mien` is not there; did you mean `mine`?"),
        ("site.toml", 'title = "T"\nlanguage = "eng"\n', "site.toml: the theme `default` has no catalogue for the language `eng`; did you mean `en`?"),
        ("themes/mid/locale/en.po", b'msgid "Claimed"\nmsgstr "\xe9"\n', "themes/mid/locale/en.po:2: the byte 0xE9 is not UTF-8; save the file as UTF-8"),
        ("themes/mid/locale/en.po", 'msgid "Claimed"\nmsgstr[x] "a"\n', "themes/mid/locale/en.po: no catalogue: "),
    ],
)
def test_theme_that_cannot_be_used(site: Site, path: str, text: str | bytes, said: str) -> None:
    """The file that has the mistake is named, and the way out."""
    site.write(path, text)
    with pytest.raises(SettingsError) as refused:
        site.build()
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("linked", ["themes", "themes/mine", "themes/mine/templates", "themes/mine/templates/parts"])
def test_edit_behind_a_link(site: Site, tmp_path: Path, linked: str) -> None:
    """A theme, or a folder in it, may be a link; an edit of what it leads to is seen like any other."""
    site.write("themes/mine/templates/event.html", EXTENDS.format("{% include 'parts/own.html' %}"))
    part = "themes/mine/templates/parts/own.html"
    site.write(part, "First words.")
    (site.root / linked).rename(tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", site.root / linked)
    os.symlink(tmp_path / "elsewhere", tmp_path / "elsewhere/circle")
    for words in ("First words.", "Second words."):
        site.write(part, words)
        time.sleep(2 * SETTLED_NS / 1e9)
        build_if_changed(site.root, site.output, with_search=False)
        assert words in (site.output / "events/a/index.html").read_text("utf-8")
        again = build_if_changed(site.root, site.output, with_search=False).published
        assert again
        assert again.written == 0
