"""The whole way on one screen: read, link, plan, render, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from builder.changes import untold_changes
from builder.chronicle.values import Chronicle
from builder.digests import digest
from builder.exports.plan import feed, shared_files, sitemaps
from builder.exports.search import search_files
from builder.exports.search_index import NoSearch
from builder.gather import CACHE, Gathered, gather, kept_at
from builder.history import as_it_stood, lost_addresses, read_history
from builder.pool import alongside
from builder.problems import Count, Finding, Problem, Severity, has_errors
from builder.publishing.publish import publish
from builder.reading.files import locate
from builder.reading.walk import Survey
from builder.records.revisions import History
from builder.rendering.environment import compile_templates, is_compiled
from builder.rendering.mistakes import template_problem
from builder.rendering.render import Renderer
from builder.rendering.theme import Theme, load_theme, load_words, media_copies
from builder.report import Report
from builder.settings import Settings, read_settings
from builder.site.page import Page, Recalled
from builder.site.plan import Plan, own_pages, recalled, seal, search_page, shared_pages
from builder.site.search import search_records
from builder.site.words import Words

Watch = Callable[[str], None]


def unwatched(_stage: str) -> None:
    """Nobody asked where the time goes."""


@dataclass(frozen=True, slots=True)
class Made:
    """Everything up to the rendering."""

    gathered: Gathered
    plan: Plan
    problems: tuple[Problem, ...]
    count: Count
    notices: tuple[str, ...]


def prepare(
    root: Path,
    settings: Settings,
    theme: Theme,
    history: History,
    *,
    kept: Path,
    jobs: int = 1,
    seen: Survey | None = None,
    watch: Watch = unwatched,
) -> Made:
    """Read, link and plan a site.

    Args:
        theme: only its files are planned; nothing is rendered.
        kept: the folder of the cache, which holds what was read until it is shown.
        seen: the files of content/, where somebody has just looked.
    Raises:
        SettingsError: there is no content/.
    """
    gathered = gather(root, settings, kept, jobs, seen=seen, watch=watch)
    chronicle = gathered.chronicle
    shared = recalled(
        partial(gathered.recall.now, "shared", chronicle.shared),
        lambda: (*shared_pages(chronicle, settings), *shared_files(chronicle, settings)),
    )
    pages: tuple[Page | Recalled, ...] = (*own_pages(chronicle, settings, history), feed(chronicle, settings), *shared)
    files = (*theme.copies, *media_copies(root, chronicle.media))
    site = seal(chronicle, (*pages, *sitemaps(settings, pages), *files))
    problems = tuple(locate(root, [*gathered.findings, *gathered.near_duplicates(), *site.findings, *_lost(gathered, history)]))
    watch("plan")
    return Made(gathered, site, problems, _count(gathered, problems), (history.notice,) if history.notice else ())


def check(root: Path, since: tuple[str, date] | None = None) -> Report:
    """Report every problem of a site; write nothing.

    Args:
        since: a base commit, and today; what was published there and changed since without saying so is a problem too.
    Raises:
        SettingsError: site.toml or the theme cannot be used.
        GitError: the base is not known.
    """
    settings = read_settings(root)
    history = read_history(root, root / CACHE)
    with kept_at(root / CACHE) as kept:
        made = prepare(root, settings, load_theme(root, settings.theme), history, kept=kept)
        findings = untold_changes(root, since[0], made.gathered.chronicle, settings, since[1]) if since else []
    return Report(tuple(sorted({*made.problems, *locate(root, findings)})), made.count, notices=made.notices)


def build(
    root: Path,
    output: Path,
    *,
    base_url: str | None = None,
    jobs: int = 1,
    strict: bool = False,
    use_cache: bool = True,
    with_search: bool = True,
    as_of: str | None = None,
    seen: Survey | None = None,
    watch: Watch = unwatched,
) -> Report:
    """Build the site, or nothing at all when the content has errors.

    Args:
        root: the folder with content/ and site.toml.
        output: the folder to publish to; made when missing.
        base_url: the site's address, in place of the one in site.toml.
        with_search: whether to make the search index; the preview does without.
        as_of: a day or a commit; the record is built as it stood then, and each page says so.
        strict: whether warnings stop the build too.
        seen: the files of content/, where somebody has just looked.
        watch: told the name of each stage when it ends.
    Raises:
        SettingsError: site.toml or the theme cannot be used.
        OutputError: the output folder cannot be used.
        GitError: there is no such day or commit.
    """
    with as_it_stood(root, as_of) as (site_root, past), kept_at(root / CACHE if use_cache and not as_of else None) as kept:
        settings = read_settings(site_root, base_url=base_url)
        settings = replace(settings, as_of=(past.date, past.commit[:10]) if past else None)
        theme = load_theme(root, settings.theme)
        history = read_history(root, root / CACHE, past.commit if past else "HEAD", jobs)
        words = load_words(theme, settings.language)
        watch("settings, theme, history")
        with nullcontext() if is_compiled(kept) else alongside(partial(compile_templates, theme, settings, words, kept), jobs):
            made = prepare(site_root, settings, theme, history, kept=kept, jobs=jobs, seen=seen, watch=watch)
        if has_errors(made.problems, strict=strict):
            return Report(made.problems, made.count, notices=made.notices)
        site, notices, is_whole = made.plan, list(made.notices), True
        if with_search:
            try:
                site = _with_search(made, words, settings, kept)
            except NoSearch as error:
                notices.append(f"the search is left out: {error}")
                is_whole = False
            watch("search")
        try:
            renderer = Renderer(theme, settings, words, site.menu, kept)
            done = publish(site.pages, renderer, made.gathered.chronicle.entries, output, root / CACHE, jobs=jobs, use_cache=use_cache, watch=watch)
        except Exception as error:
            if mistake := template_problem(theme, error):
                return Report(tuple(sorted([*made.problems, mistake])), made.count)
            raise
    return Report(made.problems, made.count, done, tuple(notices), is_whole)


def _with_search(made: Made, words: Words, settings: Settings, kept: Path) -> Plan:
    """The plan with the search's page and index in it."""
    chronicle = made.gathered.chronicle
    told = digest(words, chronicle)
    records = partial(search_records, words, chronicle)
    engine, files = search_files(told, len(chronicle.events), records, settings.language, kept)
    return seal(chronicle, (*made.plan.pages, search_page(chronicle, settings, engine), *files))


def _lost(gathered: Gathered, history: History) -> list[Finding]:
    """Addresses that nothing answers any more; none while a file is in error, as that may be the one that keeps them alive."""
    standing = _addresses(gathered.chronicle)
    return [] if gathered.briefs.broken - standing else lost_addresses(standing, history)


def _addresses(chronicle: Chronicle) -> set[str]:
    """The ids at whose addresses something stands."""
    return {e.id for e in chronicle.events} | {t.record.id for t in chronicle.tombstones} | {old for old, _ in chronicle.aliases}


def _count(gathered: Gathered, problems: Iterable[Problem]) -> Count:
    briefs = gathered.briefs
    wrong = {p.path for p in problems if p.severity is Severity.ERROR}
    failed = sum(path in wrong for path in briefs.files) if wrong else 0
    drafts = sum(path not in wrong and _id(path) in briefs.drafts for path in briefs.files) if briefs.drafts else 0
    read = len(briefs.files)
    return Count(read, read - drafts - failed, drafts, failed, len(briefs.tombstones))


def _id(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md")
