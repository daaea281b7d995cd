"""Finds the files of content/, in one stable order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.problems import Finding
from builder.records.addresses import ID
from builder.records.folders import FOLDERS, MEDIA, OUTLINES

MAX_BYTES = 1024 * 1024
IGNORED = (".", "_", "README", "~")


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A record's file: its path from the site root, the folder that says its kind, and its stem."""

    path: str
    folder: str
    id: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """Record files and media files, both sorted, and what is wrong with the tree itself."""

    files: tuple[Found, ...]
    media: tuple[str, ...]  # paths from content/media/
    findings: tuple[Finding, ...]


def discover(root: Path) -> Discovery:
    """Walk content/ below the site root.

    A link that leads out of content/ is reported and not followed; files of a folder that holds no records are
    warned about, so that nothing is left out silently.
    """
    content = root / "content"
    real = os.path.realpath(content)
    files: list[Found] = []
    media: list[str] = []
    findings: list[Finding] = []
    for path in _walk(content):
        inside = path.relative_to(content)
        name = path.relative_to(root).as_posix()
        if any(part.startswith(IGNORED) for part in inside.parts):
            continue
        if not _stays_in(path, real):
            findings.append(
                Finding(path=name, code="link-outside", message="the link leads out of content/", hint="copy the file here instead")
            )
        elif inside.parts[0] == MEDIA and len(inside.parts) > 1:
            media.append(inside.relative_to(MEDIA).as_posix())
        elif inside.parts[0] == OUTLINES and path.suffix == ".geojson":
            continue  # read whole, by builder.reading.outlines
        elif path.suffix == ".md" and inside.parts[0] in FOLDERS and len(inside.parts) > 1:
            files.append(Found(name, inside.parts[0], path.stem))
            findings += _name_findings(name, path.stem)
        else:
            findings.append(_stray(name, path))
    files.sort(key=lambda f: (f.folder, f.id, f.path))
    return Discovery(tuple(files), tuple(sorted(media)), tuple(findings))


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders.sort()
        linked = [f for f in folders if os.path.islink(os.path.join(where, f))]
        for name in sorted(names) + linked:
            yield Path(where, name)


def _stays_in(path: Path, content: str) -> bool:
    if not path.is_symlink():
        return True
    target = os.path.realpath(path)
    return target.startswith(content + os.sep) and os.path.isfile(target)


def _name_findings(path: str, stem: str) -> list[Finding]:
    if ID.fullmatch(stem):
        return []
    return [
        Finding(
            path=path,
            code="bad-file-name",
            message=f"`{stem}` cannot be an address",
            hint="name the file in lower-case Latin letters, digits and single hyphens",
        )
    ]


def _stray(name: str, path: Path) -> Finding:
    wanted = ", ".join(f"{f}/" for f in FOLDERS)
    hint = "media goes to content/media/" if path.suffix != ".md" else f"records live in {wanted} below content/"
    return Finding(path=name, code="stray-file", message="this file belongs to no record and is left out", hint=hint)
