"""Files of content/ to records, each read once, and every mistake of every file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

from builder.problems import Finding, Problem
from builder.reading import cache
from builder.reading.cache import Shard
from builder.reading.discovery import MAX_BYTES, Discovery, Found
from builder.reading.fences import Cut, cut, plain
from builder.reading.outlines import read_outlines
from builder.records.content import Content
from builder.records.folders import FOLDERS
from builder.records.kinds import Body, EventRecord, Record, Reference
from builder.records.packing import packable
from builder.report import ContentChanged

EVENTS = "events"  # the folder of what all the others are names for


@packable
@dataclass(frozen=True, slots=True)
class FileRead:
    """What one file gave: a record, or the reasons why not."""

    digest: bytes  # of its path and bytes; empty when it could not be read
    header: bytes  # digest of its front matter; empty where it has none
    record: Record | None
    findings: tuple[Finding, ...]
    is_draft: bool = False
    loose: tuple[Reference, ...] = ()  # links of the text where there is no record to hold it


def read_content(root: Path, found: Discovery, kept: Path | None = None) -> tuple[Content, list[Finding]]:
    """Read everything of the site's content/ but its events; and what is wrong with it, and with the tree itself.

    Args:
        found: what is there.
        kept: the folder of the cache; files that say what they said are not read again.
    """
    files = [file for file in found.files if file.folder != EVENTS]
    by_kind: dict[str, list[Record]] = {name: [] for name in FOLDERS if name != EVENTS}
    reads = {file.path: read for shard in cache.shards(files) for file, read in zip(shard.files, renewed(root, shard, kept), strict=True)}
    sorted_out = sort_out(files, [reads[file.path] for file in files])
    for file, record in sorted_out.records:
        by_kind[file.folder].append(record)
    outlines, mistakes = read_outlines(root, [path for path, _ in found.outlines])
    content = Content(
        **{name: tuple(records) for name, records in by_kind.items()},  # type: ignore[arg-type]
        media=tuple(path for path, _ in found.media),
        outlines=outlines,
        drafts=frozenset(sorted_out.drafts),
        broken=frozenset(sorted_out.broken),
        loose=tuple(sorted_out.loose),
    )
    return content, [*found.findings, *sorted_out.findings, *mistakes]


def renewed(root: Path, shard: Shard, kept: Path | None) -> list[FileRead]:
    """What the files of a shard say, in order: from the cache, the stale ones anew."""
    if kept:
        cache.load(kept, shard)
    if not shard.is_current:
        stale = {file.path for file in shard.stale}
        known = shard.known
        shard.known = {
            f.path: (f.stamp, read_file(root, f, known.get(f.path, (None, None))[1])) if f.path in stale else known[f.path] for f in shard.files
        }
        if kept:
            cache.save(kept, shard)
    return [shard.known[file.path][1] for file in shard.files]


@dataclass(slots=True)
class SortedOut:
    """What several files gave."""

    records: list[tuple[Found, Record]] = field(default_factory=list)  # without drafts
    findings: list[Finding] = field(default_factory=list)
    drafts: set[str] = field(default_factory=set)  # ids, like the next
    broken: set[str] = field(default_factory=set)
    loose: list[tuple[str, tuple[Reference, ...]]] = field(default_factory=list)


def sort_out(files: Iterable[Found], reads: Iterable[FileRead]) -> SortedOut:
    """Sort what files gave, and refuse two files with one id."""
    out = SortedOut()
    first: dict[tuple[str, str], str] = {}
    for file, read in zip(files, reads, strict=True):
        out.findings += read.findings
        key = (file.folder, file.id)
        if key in first:
            out.findings.append(_duplicate(file, first[key]))
            out.broken.add(file.id)
            continue
        first[key] = file.path
        if read.findings:
            out.broken.add(file.id)
        if read.loose:
            out.loose.append((file.path, read.loose))
        if read.is_draft and not read.findings:
            out.drafts.add(file.id)
        elif read.record is not None and not read.is_draft:
            out.records.append((file, read.record))
    return out


def _duplicate(found: Found, other: str) -> Finding:
    return Finding(
        path=found.path,
        code="duplicate-id",
        message=f"`{found.id}` is the id of {other} too",
        hint="rename one of the two files",
    )


def read_file(root: Path, found: Found, known: FileRead | None = None) -> FileRead:
    """Read one record's file; what is known of it stands when its bytes are the same, or those of its front matter for that."""
    loaded = _load(root, found)
    if isinstance(loaded, Finding):
        return FileRead(b"", b"", None, (loaded,))
    text, digest = loaded
    if known and known.digest == digest:
        return known
    parts = cut(found.path, text)
    if isinstance(parts, Finding):
        return FileRead(digest, b"", None, (parts,))
    header = blake2b(parts.header.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    if known and known.header == header and isinstance(known.record, EventRecord) and not known.findings:
        return _reworded(found, known, known.record, parts, digest)
    return _validate(found, text, parts, digest, header)


def _reworded(found: Found, known: FileRead, record: EventRecord, parts: Cut, digest: bytes) -> FileRead:
    """A sound event with another text: neither YAML nor the validator is loaded for what they have seen already."""
    body, findings = _body(found, parts)
    mistakes = _check_cites(found.path, {source.id for source in record.source}, body)
    return replace(known, digest=digest, record=replace(record, digest=digest, body=body), findings=tuple(mistakes + findings))


def _validate(found: Found, text: str, parts: Cut, digest: bytes, header: bytes) -> FileRead:
    from builder.reading.front_matter import parse  # both load slowly: only when a file needs them
    from builder.reading.validation import control_character, source_ids, to_record

    parsed = parse(found.path, text, parts)
    if isinstance(parsed, Finding):
        return FileRead(digest, header, None, (parsed,))
    body, findings = _body(found, parts)
    given = {"id": found.id, "path": found.path, "digest": digest, "body": body}
    record, mistakes = to_record(FOLDERS[found.folder], parsed.data, given)
    if "\\" in parts.header and (control := control_character(found.path, parsed.data)):
        mistakes.append(control)
    if body.cites and found.folder == EVENTS:
        mistakes += _check_cites(found.path, source_ids(FOLDERS[EVENTS], parsed.data), body)
    is_draft = parsed.data.get("draft") is True
    if is_draft:  # a draft may be unfinished, not wrong
        mistakes = [m for m in mistakes if m.code != "missing-key"]
    loose = body.references if record is None and not is_draft else ()
    return FileRead(digest, header, record, tuple(mistakes + findings), is_draft, loose)


def _body(found: Found, parts: Cut) -> tuple[Body, list[Finding]]:
    from builder.reading.markdown import read_body  # as above

    return read_body(found.path, parts.body, parts.body_line)


def _check_cites(path: str, known: set[str], body: Body) -> list[Finding]:
    return [
        Finding(
            path=path,
            code="unknown-source",
            message=f"no source has the id `{c.target}`",
            hint=f"the sources are {', '.join(sorted(known))}" if known else "the event names no source",
            line=c.line,
            column=c.column,
        )
        for c in body.cites
        if c.target not in known
    ]


def _load(root: Path, found: Found) -> tuple[str, bytes] | Finding:
    """The text of a file, without a byte order mark and with plain line ends, and the hash of its bytes.

    Raises:
        ContentChanged: it cannot be read, mostly since it is gone by now.
    """
    try:
        raw = _bytes_of(f"{root}/{found.path}")
    except OSError as error:
        raise ContentChanged(f"{found.path} cannot be read: {error.strerror}") from None
    if raw is None:
        return Finding(
            path=found.path,
            code="file-too-large",
            message="the file is larger than 1 MiB",
            hint="keep one event to a file; pictures go to content/media/",
        )
    try:
        text = plain(raw)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        return Finding(
            path=found.path,
            code="not-utf8",
            message=f"the byte 0x{raw[error.start]:02X} is not UTF-8",
            hint="save the file as UTF-8",
            line=line,
            column=column,
        )
    return text, blake2b(found.path.encode() + b"\0" + raw, digest_size=16).digest()


def _bytes_of(path: str) -> bytes | None:
    """What a file holds; None when that is more than a record may hold."""
    with open(path, "rb", buffering=0) as file:
        # Asked for the most that it may be, `read` would take so much memory for each file, however small.
        if os.fstat(file.fileno()).st_size > MAX_BYTES:
            return None
        raw = file.read()
    return raw if len(raw) <= MAX_BYTES else None  # it may have grown


def locate(root: Path, findings: Iterable[Finding]) -> list[Problem]:
    """Findings as problems with line and column, sorted, none twice; reads each guilty file once more."""
    texts: dict[str, str] = {}
    problems = set()
    for finding in findings:
        line, column = finding.line, finding.column
        if not line and finding.keys:
            from builder.reading.front_matter import position  # as above

            text = texts.setdefault(finding.path, _text_of(root, finding.path))
            line, column = position(text, finding.keys, on_key=finding.on_key)
        problems.add(Problem.of(finding, line or 1, column or 1))
    return sorted(problems)


def _text_of(root: Path, path: str) -> str:
    loaded = _load(root, Found(path, "", ""))
    return "" if isinstance(loaded, Finding) else loaded[0]
