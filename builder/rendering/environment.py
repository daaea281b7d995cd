"""Jinja as the themes need it: what every template knows, and compiled code that is kept between runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from contextlib import suppress
from functools import _lru_cache_wrapper
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateRuntimeError
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context
from markupsafe import Markup, escape

from builder.problems import nearest
from builder.rendering.bytecode import SealedBytecode
from builder.rendering.filters import filters
from builder.rendering.lean import lean
from builder.rendering.phrases import phrases
from builder.rendering.theme import Theme
from builder.settings import Settings
from builder.site.addresses import ROOT
from builder.site.words import Words

TEMPLATES = "templates"  # in the folder of the cache


def environment(theme: Theme, settings: Settings, words: Words, kept: Path) -> Environment:
    """A theme's templates, with the filters and globals that do not depend on what a site holds.

    Args:
        kept: the folder of the cache, where compiled templates are kept between runs.
    """
    made = _Environment(
        loader=FileSystemLoader(theme.templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", phrases(words.gettext)],
        auto_reload=False,
        bytecode_cache=SealedBytecode(kept / TEMPLATES, words.digest),
    )
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(site=settings, words=words, root=ROOT, direction=words.gettext("ltr"), asset=_asset(theme))
    made.filters.update(filters(words))
    return made


def _asset(theme: Theme) -> Callable[[str], str]:
    """Gives the address of a static file."""

    def asset(name: str) -> str:
        if name not in theme.assets:
            raise TemplateRuntimeError(f"no static file is called `{name}`; {nearest(name, theme.assets) or 'static/ in the theme holds them'}")
        return ROOT + theme.assets[name]

    return asset


def is_compiled(kept: Path) -> bool:
    """Whether an earlier run compiled the templates; the few that were edited since wait for the page that shows them."""
    return (kept / TEMPLATES).is_dir()


def compile_templates(theme: Theme, settings: Settings, words: Words, kept: Path) -> None:
    """Compile every template into the cache; one that fails is left to the page that shows it, and to whom that tells."""
    made = environment(theme, settings, words, kept)
    for name in theme.made_of:
        with suppress(TemplateError):
            made.get_template(name)


def escaped(value: object) -> str:
    """A value as HTML. Unlike `escape` it does not say that it is safe now, which takes longer than to escape it."""
    if type(value) is Markup:
        return value
    if type(value) is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value):
        return value
    return escape(value)


class _Code(CodeGenerator):
    """Writes a template's code; what it puts out is joined and no longer asked whether it is safe, and its own HTML is lean."""

    def _output_const_repr(self, group: Iterable[str]) -> str:
        return repr(lean("".join(group)))

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


_FUNCTIONS = (FunctionType, _lru_cache_wrapper)


class _Context(Context):
    """Calls what is a function at once; Jinja asks each time what it wants beside its arguments, which takes longer than most calls."""

    def call(self, called: Callable[..., Any], /, *args: Any, **options: Any) -> Any:
        function = called.__func__ if type(called) is MethodType else called  # a method looks for what it has not for long
        if type(function) not in _FUNCTIONS or hasattr(function, "jinja_pass_arg"):
            return super().call(called, *args, **options)
        options.pop("_loop_vars", None)
        options.pop("_block_vars", None)
        return called(*args, **options)


class _Environment(Environment):
    """Templates that, once loaded, stay in a plain dictionary, as do their globals: pages ask for both at every turn, and
    Jinja's own way locks its store of templates and chains two dictionaries each time.
    """

    code_generator_class = _Code
    context_class = _Context
    escaped = staticmethod(escaped)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._loaded: dict[object, Template] = {}

    def get_template(self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None) -> Template:  # noqa: A002  # Jinja's word
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = super().get_template(name, parent, globals)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
