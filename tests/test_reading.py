"""Whatever stands in a file, reading it gives an event or a problem with a place, and never a crash."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.gather import CACHE, gather
from builder.reading.files import locate
from builder.settings import Settings

FILE = b"""---
title: Taliban say they hold all of Panjshir
date: 2021-09-06
location: {place: unknown place, precision: near}
actors: [nrf]
disputed-by:
  - who: nrf
    about: toll
    source: [s1]
figures: [{what: killed, low: 2, best: 3, claimed-by: nrf, source: s1}]
source:
  - {id: s1, url: "https://example.org/a", published: 2021-09}
---
The spokesman said so. [@s1] See [[nrf|the front]], [a link](https://example.org/) and `code`.
"""
BITS = [
    b"---\n", b": ", b"\t", b"[", b"]", b"{", b"}", b'"', b"'", b"\n", b"- ", b"&a ", b"*a ", b"\x00", b"\xff", b"|\n", b">",
    b"<b>", b"[[", b"[@", b"](", b"null", b"true", b"2021-02-30", b"!!python/object:os.system ", b"!!set {a}", b"? a\n",
    b"%YAML\n", b"...\n", b"\xe2\x80\xa8", b"\xc2\x85", b"\r", b"\xd8\xa8",
]  # fmt: skip
EDITS = st.lists(st.tuples(st.integers(0, len(FILE)), st.integers(0, 12), st.sampled_from([b"", *BITS])), min_size=1, max_size=5)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS)
def test_any_file_is_an_event_or_a_problem(edits: list[tuple[int, int, bytes]]) -> None:
    """A file mangled anywhere is read, or refused at a line and column that it has."""
    data = FILE
    for start, length, bit in edits:
        data = data[:start] + bit + data[start + length :]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "content/events/2021").mkdir(parents=True)
        (root / "content/actors").mkdir()
        (root / "content/actors/nrf.md").write_text("---\nname: NRF\n---\n")
        (root / "content/events/2021/x.md").write_bytes(data)
        gathered = gather(root, Settings("T"), root / CACHE)
        problems = locate(root, gathered.findings)
    assert gathered.chronicle.events or problems or gathered.briefs.drafts
    assert [p for p in problems if p.line < 1 or p.column < 1] == []
