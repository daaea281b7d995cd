"""Templates: whatever a value holds, it cannot become markup; what is markup stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from builder.rendering.environment import compile_templates, environment, escaped
from builder.rendering.theme import Theme, load_theme, load_words
from builder.settings import Settings

SETTINGS = Settings("T")


@given(st.one_of(st.text(alphabet="ab&<>\"' ‘’é"), st.text().map(Markup), st.integers(), st.none()))
def test_escaped_says_what_the_package_says(value: object) -> None:
    """The quick way gives the text that `escape` gives."""
    assert str(escaped(value)) == str(escape(value))


@pytest.fixture
def own(tmp_path: Path) -> Theme:
    """A theme with a template of its own, and one that fails."""
    folder = tmp_path / "themes/own"
    (folder / "templates").mkdir(parents=True)
    (folder / "theme.toml").write_text('extends = "default"\n')
    (folder / "templates/shown.html").write_text("{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ a }}|{{ twice(a) }}|{{ b }}|{{ a ~ b }}|{% set c %}{{ a }}{% endset %}{{ c }}")
    (folder / "templates/wrong.html").write_text("{% if %}")
    return load_theme(tmp_path, "own")


def made(theme: Theme, kept: Path) -> Environment:
    return environment(theme, SETTINGS, load_words(theme, "en"), kept)


def test_values_are_escaped_once(own: Theme, tmp_path: Path) -> None:
    """A text becomes HTML once, whether it is shown, joined, or passed through a macro or a block; markup is left alone."""
    shown = made(own, tmp_path).get_template("shown.html").render(a="<&", b=Markup("<b>"))
    assert shown == "&lt;&amp;|&lt;&amp;&lt;&amp;|<b>|&lt;&amp;<b>|&lt;&amp;"


def test_functions_get_what_they_ask_for(own: Theme, tmp_path: Path) -> None:
    """A function gets its arguments, and the context where it asks for it, inside a loop too."""

    @pass_context
    def seen(context: Context, name: str) -> object:
        return context.get(name)

    shown = made(own, tmp_path).from_string("{% block b %}{% for x in [1, 2] %}{{ plain(x, y=x) }}{{ seen('a') }}{{ text.upper() }}{{ loop.cycle('-', '+') }}{% endfor %}{% endblock %}")
    assert shown.render(plain=lambda x, y: x * 10 + y, seen=seen, a="a", text="t") == "11aT-22aT+"


def test_templates_are_compiled_ahead(own: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was compiled is not compiled again; a template that fails holds up no other."""
    compile_templates(own, SETTINGS, load_words(own, "en"), tmp_path)
    monkeypatch.setattr("jinja2.Environment._generate", lambda *_args, **_keys: pytest.fail("compiled again"))
    assert "&lt;" in made(own, tmp_path).get_template("shown.html").render(a="<", b="")
