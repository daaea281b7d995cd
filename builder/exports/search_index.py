"""The search index: Pagefind's bundle, made from our records and kept in the cache until one of them changes.

Pagefind reads in one process and starts anew each time, so it runs only when what can be found is not what it was.
Its bundle has names made from contents and is the same for the same records.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from hashlib import blake2b
from html import escape
from importlib.util import find_spec
from pathlib import Path

from builder.chronicle.names import fold_letters
from builder.digests import digest
from builder.site.page import Copy
from builder.site.search import SearchRecord, facet
from builder.versions import program_digest

FOLDER = "pagefind"
_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")  # the rest is interfaces that we have our own of
_WORDS = re.compile(r"[^\W_]+")
_KINDS = (".pf_index", ".pf_fragment", ".pf_meta", ".pagefind")


class NoSearch(Exception):  # noqa: N818  # not having it is no error
    """The index could not be made; the message says why, and the site is whole without it."""


def search_bundle(
    told: bytes, records: Callable[[], Iterable[SearchRecord]], language: str, cache: Path
) -> tuple[Copy, ...]:
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
    wanted = cache / f"search-{digest(program_digest(), language, told).hex()}"
    if not wanted.is_dir():
        aside = Path(tempfile.mkdtemp(dir=cache, prefix="search-new-"))
        with tempfile.TemporaryDirectory() as pages:
            _write(records(), Path(pages))
            done = _pagefind("--site", pages, "--output-path", str(aside), "--force-language", language.split("-")[0])
        if done.returncode:
            shutil.rmtree(aside, ignore_errors=True)
            raise NoSearch(f"Pagefind failed: {done.stdout.strip() or done.returncode}")
        for old in cache.glob("search-*"):
            if old != aside:
                shutil.rmtree(old, ignore_errors=True)
        aside.rename(wanted)
    return tuple(_copies(wanted))


def _pagefind(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pagefind", "--silent", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


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


def _copies(folder: Path) -> Iterable[Copy]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (path.name in _NEEDED or path.suffix in _KINDS):
            content = blake2b(path.read_bytes(), digest_size=16).digest()
            yield Copy(f"{FOLDER}/{path.relative_to(folder).as_posix()}", path, content)
