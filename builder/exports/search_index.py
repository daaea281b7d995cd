"""The search index: Pagefind's bundle, made from our records and kept in the cache until one of them changes.

Pagefind reads in one process and starts anew each time, so it runs only when what can be found is not what it was.
Its bundle has names made from contents and is the same for the same records.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from html import escape
from importlib.util import find_spec
from pathlib import Path

from builder.chronicle.names import fold_letters
from builder.digests import digest
from builder.kept import keep_sealed, pack, unpack, unsealed
from builder.site.page import Page, as_it_is
from builder.site.search import SearchRecord, facet

FOLDER = "pagefind"
PATIENCE = 300  # seconds; the largest record that it is given takes some
_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")  # the rest is interfaces that we have our own of
_WORDS = re.compile(r"[^\W_]+")
_KINDS = (".pf_index", ".pf_fragment", ".pf_meta", ".pagefind")


class NoSearch(Exception):  # noqa: N818  # not having it is no error
    """The index could not be made; the message says why, and the site is whole without it."""


def search_bundle(told: bytes, records: Callable[[], Iterable[SearchRecord]], language: str, cache: Path) -> tuple[Page, ...]:
    """The files of the search, to be published below pagefind/.

    Args:
        told: the digest of what the records are made of.
        records: makes them, when they are needed.
        language: the edition's, which decides how words are stemmed.
        cache: the site's cache folder; an earlier bundle of the same records is taken from there.
    Raises:
        NoSearch: Pagefind is not installed, or fails.
    """
    if not find_spec("pagefind"):
        raise NoSearch("Pagefind is not installed")
    path, given = cache / FOLDER, digest(language, told)
    packed = unsealed(path, given)
    if packed is None:
        packed = pack(_bundle(records(), language))
        keep_sealed(path, packed, given)
    return tuple(Page(f"{FOLDER}/{name}", "", as_it_is, (data,)) for name, data in unpack(packed).items())


def _bundle(records: Iterable[SearchRecord], language: str) -> dict[str, bytes]:
    """What Pagefind makes of the records: its files by name. It works where no other build does."""
    with tempfile.TemporaryDirectory() as folder:
        pages, made = Path(folder) / "pages", Path(folder) / "made"
        _write(records, pages)
        _run("--site", str(pages), "--output-path", str(made), "--force-language", language.split("-")[0])
        return {path.relative_to(made).as_posix(): path.read_bytes() for path in sorted(made.rglob("*")) if path.is_file() and _is_needed(path)}


def _run(*arguments: str) -> None:
    command = [sys.executable, "-m", "pagefind", "--silent", *arguments]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise NoSearch(f"Pagefind did not end within {PATIENCE} s") from None
    if done.returncode:
        raise NoSearch(f"Pagefind failed: {done.stdout.strip() or done.returncode}")


def _is_needed(path: Path) -> bool:
    return path.name in _NEEDED or path.suffix in _KINDS


def _write(records: Iterable[SearchRecord], folder: Path) -> None:
    """A page of HTML for each record, which is how Pagefind takes many at once; `said` is how many of its words may be quoted."""
    for record in records:
        said = fold_letters(record.text)
        quoted = (("opening", record.opening), ("said", str(len(said.split()))))
        shown = "".join(_meta(name, value) for name, value in (*record.shown, *quoted))
        title = f"<h1 data-pagefind-meta=title data-pagefind-ignore>{escape(record.title)}</h1>"
        names = () if facet("kind", "event") in record.facets else (record.title, *record.names)
        words = " ".join((*record.facets, *map(_called, names)))
        path = folder / record.address / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(f"<html><body data-pagefind-body>{title}{shown}<p>{escape(said)} {escape(fold_letters(record.also))} {words}</p></body></html>", "utf-8")


def _called(name: str) -> str:
    """The word for all of a name, in the manner of a facet: since a name that stands in most texts weighs next to nothing
    there, the page asks for what is called just so before it asks for what mentions it. No ending is taken off a word
    with this one.
    """
    return facet("name", f"{''.join(_WORDS.findall(fold_letters(name).lower()))}zz")


def _meta(name: str, value: str) -> str:
    return f'<i data-pagefind-meta="{name}[data-is]" data-is="{escape(value)}"></i>'
