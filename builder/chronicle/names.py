"""Names to records: slugs, names in any language, aliases; and what to say when a name fits none or two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from builder.problems import Finding, KeyPath, nearest
from builder.records.kinds import ActorRecord, PlaceRecord, PublisherRecord

# Letters that keyboards for Arabic, Persian and Pashto write differently, digits, and marks that are mostly left out.
# themes/default/static/script/letters.js folds what readers type in the same way; a test compares the two.
_LETTERS = {
    **dict.fromkeys("يىېۍئ", "ی"),
    **dict.fromkeys("كڪ", "ک"),
    **dict.fromkeys("ةۀە", "ه"),
    **dict.fromkeys("أإآٱ", "ا"),
    "ؤ": "و",
    "ګ": "گ",
    **{c: str(n) for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for n, c in enumerate(digits)},
    **dict.fromkeys(map(chr, (*range(0x64B, 0x653), 0x670, 0x640, 0x654)), ""),
    "\u200c": " ",
}
_FOLD = str.maketrans({**_LETTERS, "’": "'"})
_TO_ONE_LETTER = str.maketrans(_LETTERS)

Named = PlaceRecord | ActorRecord | PublisherRecord


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """The form in which names are compared: case, spacing and spelling of letters set aside."""
    text = name.casefold() if name.isascii() else unicodedata.normalize("NFKC", name).translate(_FOLD).casefold()
    return " ".join(text.replace("-", " ").split())


def fold_letters(text: str) -> str:
    """A text with each letter, digit and mark of the Arabic script in the one form that searching uses."""
    return text.translate(_TO_ONE_LETTER)


@dataclass(slots=True)
class Names:
    """One kind of record by every name it goes by."""

    kind: str  # "place", "actor", "publisher"
    slugs: dict[str, str] = field(default_factory=dict)  # folded name -> slug
    labels: dict[str, str] = field(default_factory=dict)  # slug -> name
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, kind: str, records: Iterable[Named]) -> Names:
        """Index the records; a name that two of them claim is a finding at the second."""
        names = cls(kind)
        records = list(records)
        for record in records:
            names.slugs[fold(record.id)] = record.id
            names.labels[record.id] = record.name
        for record in records:
            for keys, name in _names_of(record):
                names._claim(record, keys, name)
        return names

    def _claim(self, record: Named, keys: KeyPath, name: str) -> None:
        owner = self.slugs.setdefault(fold(name), record.id)
        if owner != record.id:
            self.findings.append(
                Finding(
                    path=record.path,
                    code="ambiguous-name",
                    message=f"`{name}` names two {self.kind}s: `{owner}` and `{record.id}`",
                    hint="take it from one of the two, or make it longer",
                    keys=keys,
                )
            )

    def find(self, name: str) -> str | None:
        """The slug that a name stands for."""
        return name if name in self.labels else self.slugs.get(fold(name))

    def unknown(self, path: str, keys: KeyPath, name: str) -> Finding:
        """What to say of a name that fits no record."""
        folder = f"content/{self.kind}s/"
        hint = nearest(name, [*self.labels, *self.labels.values(), *self.slugs])
        return Finding(
            path=path,
            code=f"unknown-{self.kind}",
            message=f"`{name}` is no {self.kind} of {folder}",
            hint=hint or f"add a file to {folder}",
            keys=keys,
        )

    def is_near(self, name: str) -> bool:
        """Whether a name looks like a slip of a known one rather than a name of its own."""
        return bool(get_close_matches(fold(name), self.slugs, n=1, cutoff=0.85))


def _names_of(record: Named) -> Iterable[tuple[KeyPath, str]]:
    yield ("name",), record.name
    for n, alias in enumerate(record.aliases):
        yield ("aliases", n), alias
    if isinstance(record, ActorRecord) and record.short:
        yield ("short",), record.short
