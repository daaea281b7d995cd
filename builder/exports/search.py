"""The search: by which engine readers ask, and the files that it asks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from builder.exports.search_index import search_bundle
from builder.exports.search_shards import search_shards
from builder.site.page import Page
from builder.site.search import Engine, SearchRecord

# Events that Pagefind takes in some seconds. It finds inflected words and quotes what it found, which the shards do not;
# but it cannot take one record anew and writes a file for each. docs/PERFORMANCE.md has the figures.
LIMIT = 3000


def search_files(
    told: bytes, events: int, records: Callable[[], Iterable[SearchRecord]], language: str, kept: Path
) -> tuple[Engine, tuple[Page, ...]]:
    """Pagefind's bundle for a record of up to LIMIT events, shards for a larger one.

    Args:
        told: the digest of what the records are made of.
        events: how many the chronicle has.
        records: makes what can be found, when it is needed.
        language: the edition's.
        kept: the folder of the cache.
    Raises:
        NoSearch: the record is small, and Pagefind is not installed or fails.
    """
    if events > LIMIT:
        return "shards", search_shards(told, records, kept)
    return "pagefind", search_bundle(told, records, language, kept)
