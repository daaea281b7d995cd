"""Finds the files of content/, in one stable order, with what the file system says of each."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from builder.problems import Finding
from builder.reading.walk import IGNORED, UNSETTLED, Stamp, Survey, survey
from builder.records.addresses import ID
from builder.records.folders import FOLDERS, MEDIA, OUTLINES

EVENTS = "content/events/"  # where the files of events are, from the site root
MAX_BYTES = 1024 * 1024
_MARKDOWN = ("md", "markdown", "mdown", "mkd")  # how Markdown files end, of which only the first is read
_NO_ADDRESS = re.compile("[#?%]")  # in the name of a medium, which is published under it


class Found(NamedTuple):
    """A record's file: its path from the site root, the folder that says its kind, its stem, and its stamp."""

    path: str
    folder: str
    id: str
    stamp: Stamp = UNSETTLED


class Discovery(NamedTuple):
    """Record files by folder and id, media and outlines by path, and what is wrong with the tree itself."""

    files: tuple[Found, ...]
    media: tuple[tuple[str, Stamp], ...]  # paths from content/media/
    outlines: tuple[tuple[str, Stamp], ...]  # paths from the site root
    findings: tuple[Finding, ...]


def discover(root: Path, seen: Survey | None = None) -> Discovery:
    """Sort out what is in content/ below the site root.

    A link that leads out of content/ is reported and not followed; files of a folder that holds no records are
    warned about, so that nothing is left out silently.

    Args:
        seen: its files, where somebody has just looked.
    """
    content = str(root / "content")
    real = os.path.realpath(content)
    files: list[Found] = []
    media: list[tuple[str, Stamp]] = []
    outlines: list[tuple[str, Stamp]] = []
    findings: list[Finding] = []
    for inside, is_link, found in survey(content) if seen is None else seen:
        folder, slash, rest = inside.partition("/")
        name, path = f"content/{inside}", f"{content}/{inside}"
        stem, suffix = _stem(inside)
        if not _is_unicode(inside):
            findings.append(_unreadable_name(name))
        elif is_link and not _stays_in(path, real):
            findings.append(
                Finding(path=name, code="link-outside", message="the link leads out of content/", hint="copy the file here instead")
            )
        elif folder == MEDIA and slash:
            media.append((rest, found))
            if _NO_ADDRESS.search(rest):
                findings.append(_unlinkable(name))
        elif folder == OUTLINES and suffix == "geojson":
            outlines.append((name, found))
        elif suffix == "md" and folder in FOLDERS and slash:
            files.append(Found(name, folder, stem, found))
            findings += _name_findings(name, stem)
        else:
            findings.append(_stray(name, suffix))
    files.sort(key=lambda f: (f.folder, f.id, f.path))
    return Discovery(tuple(files), tuple(sorted(media)), tuple(sorted(outlines)), tuple(findings))


def event_id(path: str) -> str | None:
    """The id of the event whose file a path from the site root is, if one is there; None for what `discover` takes for no sound event's file."""
    stem, suffix = _stem(path)
    is_seen = not any(name.startswith(IGNORED) for name in path.removeprefix(EVENTS).split("/"))
    return stem if path.startswith(EVENTS) and is_seen and suffix == "md" and ID.fullmatch(stem) else None


def _stem(path: str) -> tuple[str, str]:
    """The name of a file without its suffix, and that; both are empty where there is no dot in it."""
    stem, _, suffix = path.rpartition("/")[2].rpartition(".")
    return stem, suffix if stem else ""


def _stays_in(path: str, content: str) -> bool:
    target = os.path.realpath(path)
    return target.startswith(content + os.sep) and os.path.isfile(target)


def _is_unicode(name: str) -> bool:
    """Whether a file's name is text: the file system hands over bytes of any kind."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable_name(name: str) -> Finding:
    shown = os.fsencode(name).decode("utf-8", "replace")
    return Finding(path=shown, code="bad-file-name", message="the name is not UTF-8", hint="name the file anew, in lower-case Latin letters, digits and single hyphens")


def _unlinkable(name: str) -> Finding:
    message = "the name holds `#`, `?` or `%`, which mean something else in an address"
    return Finding(path=name, code="bad-file-name", message=message, hint="name the file anew, without these signs")


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


def _stray(name: str, suffix: str) -> Finding:
    folder = name.split("/")[1]
    if suffix.lower() in _MARKDOWN:
        is_named_wrong = folder in FOLDERS and suffix != "md"
        hint = f"rename it to {name[: -len(suffix)]}md" if is_named_wrong else f"records live in {', '.join(f'{f}/' for f in FOLDERS)} below content/"
    elif folder == OUTLINES:
        hint = "outlines are files that end in .geojson"
    else:
        hint = "media goes to content/media/"
    return Finding(path=name, code="stray-file", message="this file belongs to no record and is left out", hint=hint)
