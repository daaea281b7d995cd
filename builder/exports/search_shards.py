"""data/search/: an index in shards, written from the records themselves, for records too many for Pagefind.

Everything is JSON and named by its content, so a file never means two things, whatever a browser has kept:

- index.json: how many documents there are, and which file holds what.
- words: files of `{word: documents}`, each of the words from its first on until the next file's first.
- facets: for each facet a file with its documents.
- documents: files of some documents each, in rows of `COLUMNS`, with what a result shows.

Documents are numbers, each told as eight times its distance from the one before plus its weight. Numbers grow with rank
among equals: the newest event has the highest, so that the next one leaves all numbers as they are.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, groupby
from pathlib import Path
from unicodedata import category, normalize

from builder.chronicle.names import fold_letters
from builder.kept import keep_sealed, unsealed
from builder.site.page import Page, as_it_is
from builder.site.search import SearchRecord, facet

FOLDER = "data/search/"
VERSION = 2
LARGEST = 1 << 15  # bytes of a file of words, unless one word alone has more
PER_FILE = 20  # documents; a page of results meets nearly as many files as it has rows
STEP = 8  # between one document and the next, so that a weight finds room
ONCE, OFTEN, TITLE, HALF, NAME = range(5)  # weights: in the text, there more than once, in the title, half of the title, all of it
COLUMNS = ("address", "title", "opening", "when", "where", "mark", "standing")

_WORD = re.compile(r"[^\W_]+")  # letters and digits of any script; letters.js takes them alike
_ASIDE = "ʻʼʽʾʿ"  # letters to Unicode, but mostly left out by those who search for a name
Told = tuple[str, str]  # a word, and its documents as they are written

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def search_shards(told: bytes, records: Callable[[], Iterable[SearchRecord]], cache: Path) -> tuple[Page, ...]:
    """The files of the index, to be published below data/search/.

    Args:
        told: the digest of what the records are made of.
        records: makes them, when they are needed.
        cache: the site's cache folder; an earlier index of the same records is taken from there.
    """
    path = cache / "shards"
    kept = unsealed(path, told)
    if kept is None:
        kept = _encode(shards(records())).encode()
        keep_sealed(path, kept, told)
    files: dict[str, str] = json.loads(kept)
    return tuple(Page(address, "", as_it_is, (text.encode(),)) for address, text in files.items())


def shards(records: Iterable[SearchRecord]) -> dict[str, str]:
    """Every file of the index by its address; the same records give the same files."""
    numbered = _numbered(records)
    files: dict[str, str] = {}

    def put(text: str) -> str:
        name = blake2b(text.encode(), digest_size=6).hexdigest()
        files[f"{FOLDER}{name}.json"] = text
        return name

    index = {
        "version": VERSION,
        "count": len(numbered),
        "columns": COLUMNS,
        "per": PER_FILE,
        "words": [(words[0][0], put(_object(words))) for words in _packed(_grouped(_told(_postings(numbered))))],
        "facets": {name: put(documents) for name, documents in _told(_faceted(numbered))},
        "documents": [put(_rows(numbered[n : n + PER_FILE])) for n in range(0, len(numbered), PER_FILE)],
    }
    files[f"{FOLDER}index.json"] = _encode(index)
    return files


def words_of(text: str) -> Iterator[str]:
    """The words of a text, as they are indexed and asked for: one form of each letter, without case and marks."""
    return chain.from_iterable(map(_words_of, text.split()))


@lru_cache(maxsize=1 << 17)
def _words_of(part: str) -> tuple[str, ...]:
    """The words of what stands between two white spaces: a record has few of these, and each many times."""
    plain = fold_letters(normalize("NFKD", part))
    if not plain.isascii():
        plain = "".join(c for c in plain if category(c) != "Mn" and c not in _ASIDE)
    return tuple(_WORD.findall(plain.lower()))


def _numbered(records: Iterable[SearchRecord]) -> list[SearchRecord]:
    """Places, actors and the like from Z to A, then events from the oldest on: a document's place is its number."""
    ordered = sorted(records, key=lambda r: r.address)
    events = [r for r in ordered if facet("kind", "event") in r.facets]
    things = [r for r in ordered if facet("kind", "event") not in r.facets]
    return [*reversed(things), *events]


def _postings(records: Sequence[SearchRecord]) -> dict[str, list[int]]:
    """Each word with its documents and weights, in one number."""
    found: dict[str, list[int]] = defaultdict(list)
    for n, record in enumerate(records):
        for word, weight in _weights(record).items():
            found[word].append(n * STEP + weight)
    return found


def _weights(record: SearchRecord) -> dict[str, int]:
    weights = {word: OFTEN if times > 1 else ONCE for word, times in Counter(words_of(f"{record.text} {record.also}")).items()}
    for name in (*record.names, record.title):
        named = tuple(words_of(name))
        for word in named:
            weights[word] = max(weights.get(word, ONCE), NAME if len(named) == 1 else HALF if len(named) == 2 else TITLE)
    return weights


def _faceted(records: Sequence[SearchRecord]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for n, record in enumerate(records):
        for name in record.facets:
            found[name].append(n * STEP)
    return found


def _told(postings: dict[str, list[int]]) -> list[Told]:
    """Each word with its documents as they are written, in the order in which scripts compare words."""
    return [(word, _encode(_deltas(postings[word]))) for word in sorted(postings, key=lambda w: w.encode("utf-16-be"))]


def _deltas(codes: list[int]) -> list[int]:
    return [code - before // STEP * STEP for before, code in zip([0, *codes], codes, strict=False)]


def _packed(groups: Iterable[list[Told]]) -> Iterator[list[Told]]:
    """Neighbouring groups together, as long as a file may hold them."""
    pile: list[Told] = []
    for group in groups:
        if pile and _size(pile) + _size(group) > LARGEST:
            yield pile
            pile = []
        pile += group
    if pile:
        yield pile


def _grouped(words: list[Told], letters: int = 1) -> Iterator[list[Told]]:
    """Words that begin alike, with so many letters in common that a file may hold them.

    Files that end where letters change mostly keep their words, and so their names, when a record comes or goes.
    """
    for _, members in groupby(words, key=lambda told: told[0][:letters]):
        group = list(members)
        if len(group) > 1 and _size(group) > LARGEST:
            yield from _grouped(group, letters + 1)
        else:
            yield group


def _size(words: list[Told]) -> int:
    """Bytes of a file of these words."""
    return 1 + sum(len(word.encode()) + len(documents) + len('"":,') for word, documents in words)


def _object(words: Iterable[Told]) -> str:
    return "{" + ",".join(f'"{word}":{documents}' for word, documents in words) + "}"


def _rows(records: Sequence[SearchRecord]) -> str:
    return _encode([_row(record) for record in records])


def _row(record: SearchRecord) -> list[str]:
    shown = {"address": record.address, "title": record.title, "opening": record.opening, **dict(record.shown)}
    return [shown.get(name, "") for name in COLUMNS]
