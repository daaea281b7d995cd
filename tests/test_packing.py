"""What is packed comes out equal, whatever kind of value it is."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from builder.kept import pack, unpack
from builder.reading.discovery import discover
from builder.reading.files import FileRead, read_file
from builder.records import kinds
from builder.records.dates import Edtf

KINDS: list[Any] = [Edtf, FileRead, *(k for k in vars(kinds).values() if isinstance(k, type) and is_dataclass(k))]


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_every_kind_comes_out_equal(kind: Any) -> None:
    """Each field has its own value again, and can still not be set."""
    value = object.__new__(kind)
    for n, field in enumerate(fields(kind)):
        object.__setattr__(value, field.name, n)
    out = pickle.loads(pickle.dumps(value, 5))
    assert {f.name: getattr(out, f.name) for f in fields(kind)} == {f.name: n for n, f in enumerate(fields(kind))}
    with pytest.raises(FrozenInstanceError):
        setattr(out, fields(kind)[0].name, 1)


def test_record_comes_out_equal() -> None:
    """Every file of the record says out of the cache what it said when it was read."""
    root = Path(__file__).parent.parent
    reads = {f.path: (f.stamp, read_file(root, f)) for f in discover(root).files}
    assert unpack(pack(reads)) == reads
