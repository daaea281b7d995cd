"""The whole way on one screen: read, link, plan, render, publish."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from builder.chronicle.link import link
from builder.chronicle.values import Chronicle
from builder.exports.plan import exports
from builder.exports.search_index import NoSearch, search_bundle
from builder.problems import Count, Problem, Severity, has_errors
from builder.publishing.publish import Published, publish
from builder.reading.files import locate, read_content
from builder.records.content import Content
from builder.rendering.render import Renderer
from builder.rendering.theme import Theme, load_theme, load_words, media_copies
from builder.settings import Settings, SettingsError, read_settings
from builder.site.plan import Plan, lay_out, seal, search_page
from builder.site.search import search_records


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found, and what it did; `published` is None when nothing was written."""

    problems: tuple[Problem, ...]
    count: Count
    published: Published | None = None
    notices: tuple[str, ...] = ()


def check(root: Path) -> Report:
    """Report every problem of a site; write nothing.

    Raises:
        SettingsError: site.toml or the theme cannot be used.
    """
    settings = read_settings(root)
    _, _, problems, count = _prepare(root, settings, load_theme(root, settings.theme))
    return Report(problems, count)


def build(
    root: Path,
    output: Path,
    *,
    base_url: str | None = None,
    jobs: int = 1,
    strict: bool = False,
    use_cache: bool = True,
    with_search: bool = True,
) -> Report:
    """Build the site, or nothing at all when the content has errors.

    Args:
        root: the folder with content/ and site.toml.
        output: the folder to publish to; made when missing.
        base_url: the site's address, in place of the one in site.toml.
        with_search: whether to make the search index; the preview does without.
        strict: whether warnings stop the build too.
    Raises:
        SettingsError: site.toml or the theme cannot be used.
        OutputError: the output folder cannot be used.
    """
    settings = read_settings(root, base_url=base_url)
    theme = load_theme(root, settings.theme)
    chronicle, site, problems, count = _prepare(root, settings, theme)
    if has_errors(problems, strict=strict):
        return Report(problems, count)
    words = load_words(theme, settings.language)
    notices: list[str] = []
    if with_search:
        try:
            bundle = search_bundle(search_records(words, chronicle), settings.language, root / ".cache", use_cache=use_cache)
            site = seal(chronicle, (*site.pages, search_page(chronicle, settings), *bundle))
        except NoSearch as error:
            notices.append(f"the search is left out: {error}")
    try:
        renderer = Renderer(theme, settings, words, site.menu)
        done = publish(site.pages, renderer, output, root / ".cache", jobs=jobs, use_cache=use_cache)
    except TemplateError as error:
        return Report(tuple(sorted([*problems, _template_problem(theme, error)])), count)
    return Report(problems, count, done, tuple(notices))


def _prepare(root: Path, settings: Settings, theme: Theme) -> tuple[Chronicle, Plan, tuple[Problem, ...], Count]:
    if not (root / "content").is_dir():  # an empty site would take every page offline
        raise SettingsError(f"{root / 'content'}: not found; a site is a folder with site.toml and content/")
    content, findings = read_content(root)
    chronicle, unlinked = link(content, settings)
    pages = lay_out(chronicle, settings)
    files = (*theme.copies, *media_copies(root, content.media))
    site = seal(chronicle, (*pages, *exports(chronicle, settings, pages), *files))
    problems = tuple(locate(root, [*findings, *unlinked, *site.findings]))
    return chronicle, site, problems, _count(content, problems)


def _count(content: Content, problems: Iterable[Problem]) -> Count:
    wrong = {p.path for p in problems if p.severity is Severity.ERROR}
    failed = sum(path in wrong for path in content.event_files)
    drafts = sum(path not in wrong and path.rsplit("/", 1)[-1][:-3] in content.drafts for path in content.event_files)
    read = len(content.event_files)
    return Count(read, read - drafts - failed, drafts, failed)


def _template_problem(theme: Theme, error: TemplateError) -> Problem:
    """A theme's mistake, at the template's line where Jinja knows it."""
    name, line = "", 1
    if isinstance(error, TemplateSyntaxError):
        name, line = error.name or "", error.lineno
    else:
        trace = error.__traceback__
        while trace:
            file = trace.tb_frame.f_code.co_filename
            if file.endswith(".html"):
                name, line = file, trace.tb_lineno
            trace = trace.tb_next
    folder = theme.folders[0].name
    path = f"themes/{folder}/templates/{name.rsplit('/templates/', 1)[-1]}"
    return Problem(path, line, 1, "template-error", f"the template fails: {error.message}", "mend the template")
