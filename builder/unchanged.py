"""Whether there is anything to do: a mark of everything that a build depends on, and what the last build reported under it.

A mark holds the stamp of each source, the commit that is checked out, the options and the program itself. Equal mark,
and every published file as it was left: the last report still holds. This module loads next to nothing, since it is
all that a build without a change runs.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from builder import SHIPPED
from builder.git import head
from builder.kept import keep_sealed, unsealed
from builder.problems import Count, Problem, Severity
from builder.publishing.manifest import cache_file, load_known
from builder.reading.walk import UNSETTLED, Survey, stamp, survey
from builder.report import Published, Report
from builder.versions import program_digest


def build_if_changed(root: Path, output: Path, **options: Any) -> Report:
    """Build the site, unless nothing that it depends on changed since the last time.

    Args:
        options: those of builder.build.build.
    """
    is_kept = options.get("use_cache", True) and not options.get("as_of")
    asked = sorted((name, value) for name, value in options.items() if name != "watch")
    seen = survey(str(root / "content")) if is_kept else None
    mark = _mark(root, seen, head(root)[0], asked) if seen is not None else ""
    if report := _last_report(root, output, mark):
        return report
    from builder.build import build  # all that makes pages loads only now

    report = build(root, output, seen=seen, **options)
    _remember(root, output, mark, report)
    return report


def _mark(root: Path, seen: Survey, commit: str, options: object) -> str:
    """The mark of a site as it stands; empty where a file changed so lately that it could change again unseen.

    Args:
        seen: what is in its content/.
        commit: what is checked out, since pages show the history up to it.
        options: everything else that the bytes depend on.
    """
    hasher = blake2b(program_digest(), digest_size=16)
    hasher.update(repr((commit, options)).encode())
    themes = (survey(str(folder), ignored=(), enters_links=True) for folder in (root / "themes", SHIPPED))
    files = [*seen, *(file for theme in themes for file in theme)]
    files.append(("site.toml", False, stamp(str(root / "site.toml"))))
    if any(found == UNSETTLED for _, _, found in files):
        return ""
    hasher.update(repr(files).encode("utf-8", "surrogateescape"))
    return hasher.hexdigest()


def _last_report(root: Path, output: Path, mark: str) -> Report | None:
    """What the last build of this output reported, when it was made under this mark and nobody touched it since."""
    cache = root / ".cache"
    kept = unsealed(_file(cache, output)) if mark else None
    data: dict[str, Any] = json.loads(kept) if kept else {"mark": None}
    if data["mark"] != mark:
        return None
    problems = tuple(Problem(**{**p, "severity": Severity(p["severity"])}) for p in data["problems"])
    report = Report(problems, Count(**data["count"]), Published(**data["published"]), tuple(data["notices"]))
    if not load_known(cache_file(cache, output)).is_whole(output):
        return None
    assert report.published
    return replace(report, published=replace(report.published, rendered=0, written=0, removed=0))


def _remember(root: Path, output: Path, mark: str, report: Report) -> None:
    """Keep a report for the next build; a cache that cannot be written costs that build its time, nothing else."""
    path = _file(root / ".cache", output)
    if mark and report.published and report.is_whole:
        keep_sealed(path, json.dumps({"mark": mark, **asdict(report)}).encode())
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _file(cache: Path, output: Path) -> Path:
    return cache_file(cache, output).with_suffix(".last")
