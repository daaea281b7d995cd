"""Problems: what an author can fix, as values, and how they are printed.

A room that only knows *which value* is wrong makes a `Finding`; the reader that still has the file turns it into a
`Problem` with line and column. Nothing here touches a disk or prints; the formats return text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum
from urllib.parse import quote

KeyPath = tuple[str | int, ...]


class Severity(IntEnum):
    """How much a problem weighs; an error stops the build."""

    WARNING = 1
    ERROR = 2

    @property
    def word(self) -> str:
        """The lower-case name, as printed."""
        return self.name.lower()


E_, W_ = Severity.ERROR, Severity.WARNING

# Every code that can be reported, with its weight. docs/problems/<code>.md explains each; a test compares the two.
CODES: dict[str, Severity] = {
    # the file
    "empty-file": E_,
    "not-utf8": E_,
    "file-too-large": E_,
    "link-outside": E_,
    "stray-file": W_,
    "bad-file-name": E_,
    "duplicate-id": E_,
    # its front matter
    "no-front-matter": E_,
    "front-matter-not-closed": E_,
    "yaml-syntax": E_,
    "yaml-tab": E_,
    "yaml-alias": E_,
    "duplicate-key": E_,
    "missing-key": E_,
    "unknown-key": E_,
    "wrong-type": E_,
    "bad-date": E_,
    "reversed-interval": E_,
    "bad-url": E_,
    "bad-value": E_,
    # its body
    "raw-html": E_,
    "control-character": E_,
    "broken-link": E_,
    "remote-image": E_,
    # what it refers to
    "unknown-place": E_,
    "place-not-in-gazetteer": W_,
    "unknown-actor": E_,
    "unknown-type": E_,
    "unknown-event": E_,
    "unknown-source": E_,
    "unknown-reference": E_,
    "ambiguous-name": E_,
    "missing-image": E_,
    # what it says
    "date-outside-period": W_,
    "bad-snapshot": E_,
    "snapshot-of-another-page": W_,
    "risky-snapshot": W_,
    "dispute-without-source": W_,
    "figure-out-of-order": E_,
    "status-above-evidence": E_,
    "status-hides-dispute": E_,
    "status-without-reason": E_,
    "circular-follows": E_,
    "circular-within": E_,
    "same-title-and-date": W_,
    "near-duplicate": W_,
    "address-taken": E_,
    "bad-outline": E_,
    # against its past
    "address-lost": E_,
    "change-untold": E_,
    "template-error": E_,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem whose value is known and whose line is not yet.

    `keys` leads from the top of the front matter to the guilty value, such as `("disputed-by", 0, "who")`;
    `on_key` points at the key itself. `line` and `column` are set (1-based) when the place is in the body.
    """

    path: str
    code: str
    message: str
    hint: str = ""
    keys: KeyPath = ()
    on_key: bool = False
    line: int = 0
    column: int = 0
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something an author can fix; sorts by place."""

    path: str  # relative to the site root, with forward slashes
    line: int  # 1-based, counted from the top of the file
    column: int  # 1-based, in characters
    code: str  # stable; a key of CODES
    message: str  # what is wrong, quoting the value as written
    hint: str = ""  # what to do about it
    severity: Severity = Severity.ERROR

    @classmethod
    def of(cls, finding: Finding, line: int, column: int) -> Problem:
        """The finding, at the place where it was found."""
        severity = finding.severity or CODES[finding.code]
        return cls(finding.path, line, column, finding.code, finding.message, finding.hint, severity)


@dataclass(frozen=True, slots=True)
class Count:
    """Where every event file went: `read == built + drafts + failed`, always."""

    read: int = 0
    built: int = 0
    drafts: int = 0
    failed: int = 0
    tombstones: int = 0  # of the events built: retracted or merged

    def __str__(self) -> str:
        files = "file" if self.read == 1 else "files"
        broken = "file" if self.failed == 1 else "files"
        good = "event" if self.built == 1 else "events"
        buried = f" ({self.tombstones} of them retracted or merged)" if self.tombstones else ""
        drafts = "draft" if self.drafts == 1 else "drafts"
        return (
            f"{self.read} event {files} read = {self.built} good {good}{buried} + {self.drafts} {drafts}"
            f" + {self.failed} {broken} with errors"
        )


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint naming the known word most like `word`, or an empty string when none is near."""
    found = get_close_matches(word, sorted(set(known)), n=1, cutoff=0.6)
    if not found:
        folded = {k.casefold(): k for k in sorted(set(known))}
        found = [folded[m] for m in get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)]
    return f"did you mean `{found[0]}`?" if found else ""


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Whether these problems stop a build; strictly, warnings do so too."""
    return any(strict or p.severity is Severity.ERROR for p in problems)


def tally(problems: Sequence[Problem]) -> str:
    """The number of errors and warnings, in words."""
    errors = sum(p.severity is Severity.ERROR for p in problems)
    warnings = len(problems) - errors
    return f"{errors} {'error' if errors == 1 else 'errors'}, {warnings} {'warning' if warnings == 1 else 'warnings'}"


def as_text(problems: Sequence[Problem], count: Count) -> str:
    """One line a problem (`path:line:column: severity[code]: message`), its hint below, then the sum."""
    lines = []
    for p in problems:
        lines.append(f"{p.path}:{p.line}:{p.column}: {p.severity.word}[{p.code}]: {p.message}")
        if p.hint:
            lines.append(f"  hint: {p.hint}")
    if problems:
        lines.append(tally(problems))
    lines.append(str(count))
    return "\n".join(lines) + "\n"


def _github_escape(text: str, *, in_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text


def as_github(problems: Sequence[Problem], count: Count) -> str:
    """Workflow commands that annotate the lines of a pull request, then the sum as a notice."""
    lines = []
    for p in problems:
        path = _github_escape(p.path, in_property=True)
        title = _github_escape(p.code, in_property=True)
        text = _github_escape(f"{p.message}\n{p.hint}" if p.hint else p.message)
        lines.append(f"::{p.severity.word} file={path},line={p.line},col={p.column},title={title}::{text}")
    lines.append(f"::notice::{_github_escape(str(count))}")
    return "\n".join(lines) + "\n"


def as_json(problems: Sequence[Problem], count: Count) -> str:
    """One object: `problems` in order and `files` with the sum."""
    found = [
        {
            "path": p.path,
            "line": p.line,
            "column": p.column,
            "severity": p.severity.word,
            "code": p.code,
            "message": p.message,
            "hint": p.hint,
        }
        for p in problems
    ]
    files = {"read": count.read, "built": count.built, "drafts": count.drafts, "failed": count.failed}
    return json.dumps({"problems": found, "files": files}, ensure_ascii=False, indent=2) + "\n"


def as_sarif(problems: Sequence[Problem], count: Count) -> str:
    """A SARIF 2.1.0 log with one run (OASIS standard, 2020)."""
    codes = sorted({p.code for p in problems})
    results = [
        {
            "ruleId": p.code,
            "ruleIndex": codes.index(p.code),
            "level": p.severity.word,
            "message": {"text": f"{p.message} ({p.hint})" if p.hint else p.message},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(p.path), "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": p.line, "startColumn": p.column},
                    }
                }
            ],
        }
        for p in problems
    ]
    rules = [{"id": c, "helpUri": f"docs/problems/{c}.md"} for c in codes]
    run = {
        "tool": {"driver": {"name": "timeline", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"files": str(count)},
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


FORMATS = {"text": as_text, "github": as_github, "json": as_json, "sarif": as_sarif}
