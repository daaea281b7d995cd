"""Commands and options, nothing else."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from builder import __version__

Done = TypeVar("Done")

SITE = click.option(
    "-C", "site", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="The folder with content/ and site.toml."
)
PAGES_MEGABYTES, PAGES_SECONDS = 1000, 600  # what GitHub Pages publishes at most


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="timeline")
def main() -> None:
    """Build a static site from a timeline whose facts are disputed."""


@main.command()
@SITE
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where to put the site; output/ when left out.")
@click.option("--base-url", help="The site's address, in place of the one in site.toml.")
@click.option("--jobs", type=click.IntRange(1), help="Processes to render with; one a core when left out.")
@click.option("--strict", is_flag=True, help="Let warnings stop the build.")
@click.option("--no-cache", is_flag=True, help="Render every page anew; the result is the same.")
@click.option("--no-search", is_flag=True, help="Leave the search out.")
@click.option("--profile", is_flag=True, help="Say where the time went, stage by stage.")
@click.option("--as-of", help="A day or a commit: build the record as it stood then, and say so on each page.")
def build(
    site: Path,
    output: Path | None,
    base_url: str | None,
    jobs: int | None,
    strict: bool,
    no_cache: bool,
    no_search: bool,
    profile: bool,
    as_of: str | None,
) -> None:
    """Build the site."""
    from builder.problems import as_text
    from builder.stopwatch import Stopwatch
    from builder.unchanged import build_if_changed

    gc.disable()  # what a build makes it needs until it ends
    watch = Stopwatch(_progress if sys.stderr.isatty() else None)
    report = _run(
        lambda: build_if_changed(
            site,
            output or site / "output",
            base_url=base_url,
            jobs=jobs or os.cpu_count() or 1,
            strict=strict,
            use_cache=not no_cache,
            with_search=not no_search,
            as_of=as_of,
            watch=watch,
        )
    )
    if sys.stderr.isatty():
        _progress("")
    if profile:
        click.echo(watch.table(), err=True)
    if report.problems:
        click.echo(as_text(report.problems, report.count), err=True, nl=False)
    else:
        click.echo(str(report.count))
    for notice in report.notices:
        click.echo(f"notice: {notice}", err=True)
    done = report.published
    if done is None:
        click.echo("nothing was written", err=True)
        sys.exit(1)
    click.echo(f"{done.pages} files: {done.written} written, {done.removed} removed, {done.pages - done.written} unchanged")
    if watch.seconds("search") >= 0.1:
        click.echo(f"the search took {watch.seconds('search'):.1f} s of {watch.seconds():.1f} s; --no-search leaves it out")
    if done.megabytes > 0.8 * PAGES_MEGABYTES or watch.seconds() > 0.8 * PAGES_SECONDS:
        limits = f"GitHub Pages takes {PAGES_MEGABYTES} MB and {PAGES_SECONDS // 60} minutes"
        click.echo(f"notice: the site has {done.megabytes} MB and took {watch.seconds():.0f} s; {limits}", err=True)


@main.command()
@SITE
@click.option("--format", "style", type=click.Choice(["text", "github", "json", "sarif"]), default="text", help="How to print.")
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@click.option("--base", help="A commit; changes since then that `changes` does not tell are problems too.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check(site: Path, style: str, strict: bool, base: str | None, paths: tuple[Path, ...]) -> None:
    """Report problems, write nothing. With PATHs, report only those in these files and folders."""
    from datetime import date

    from builder import build as building
    from builder.problems import FORMATS, has_errors

    gc.disable()
    report = _run(lambda: building.check(site, (base, date.today()) if base is not None else None))
    for notice in report.notices:
        click.echo(f"notice: {notice}", err=True)
    wanted = tuple(_in_site(site, path, [p.path for p in report.problems]) for path in paths)
    shown = [p for p in report.problems if not wanted or f"{p.path}/".startswith(wanted)]
    click.echo(FORMATS[style](shown, report.count), nl=False)
    sys.exit(1 if has_errors(shown, strict=strict) else 0)


@main.command()
@SITE
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Where to listen on this machine.")
def serve(site: Path, port: int) -> None:
    """Show the site while you edit it."""
    from builder.preview import serve as preview

    _run(lambda: preview(site, port))


@main.command()
@SITE
@click.option("--base", required=True, help="The commit to compare with.")
def summary(site: Path, base: str) -> None:
    """Say in Markdown which events a change adds, renames, changes and removes."""
    from builder.summary import summarise

    click.echo(_run(lambda: summarise(site, base)), nl=False)


@main.command()
@SITE
@click.argument("old")
@click.argument("new")
@click.option("--reason", required=True, help="Why the two are one; readers see it.")
def merge(site: Path, old: str, new: str, reason: str) -> None:
    """Merge the event OLD into NEW: its address stays and leads on."""
    from datetime import date

    from builder.merge import MergeError
    from builder.merge import merge as merged

    try:
        paths = merged(site, old, new, reason, date.today())
    except MergeError as error:
        _refuse(error)
    for path in paths:
        click.echo(path.relative_to(site).as_posix())


@main.command()
@SITE
@click.argument("title")
@click.option("--date", "when", required=True, help="The event's date, such as 2022-09~.")
@click.option("--location", default="unknown", show_default=True, help="A place's slug, name or alias.")
def new(site: Path, title: str, when: str, location: str) -> None:
    """Write the file of a new event, as a draft."""
    from builder.scaffold import ScaffoldError, scaffold

    try:
        path = scaffold(site, title, when, location)
    except ScaffoldError as error:
        _refuse(error)
    click.echo(path.relative_to(site).as_posix())


def _in_site(site: Path, path: Path, told: Iterable[str]) -> str:
    """What a path from the command line means: how the paths of its files begin, each with a slash at the end.

    Args:
        told: the paths that have problems, which may be of files that are no more.
    """
    inside = os.path.relpath(path, site).replace(os.sep, "/")
    start = "" if set(inside.split("/")) <= {".", ".."} else f"{inside}/"  # all of it, where the site or a folder around it is meant
    if not path.exists() and not any(f"{other}/".startswith(start) for other in told):
        _refuse(f"{path}: no such file or folder")
    if start.startswith("../"):
        _refuse(f"{path}: not of the site {site}")
    return start


def _refuse(why: object) -> NoReturn:
    """End with what the user can mend, and status 2."""
    click.echo(f"timeline: {why}", err=True)
    sys.exit(2)


def run() -> None:
    """The program. It ends at once: to give back a record of thousands of events piece by piece would take a while."""
    status = 0
    try:
        main(prog_name="timeline")
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1 if end.code else 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _progress(text: str) -> None:
    """Show how far a run is, in one line that the next one overwrites."""
    sys.stderr.write(f"\r\x1b[K{text}")
    sys.stderr.flush()


def _run(work: Callable[[], Done]) -> Done:
    """Do it, and turn what the user can mend into a line and exit status 2."""
    from builder.git import GitError
    from builder.publishing.manifest import OutputError
    from builder.report import ContentChanged, WorkerError
    from builder.settings import SettingsError

    try:
        return work()
    except (SettingsError, OutputError, GitError, ContentChanged, WorkerError) as error:
        _refuse(error)
