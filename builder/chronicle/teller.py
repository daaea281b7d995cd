"""One event by itself: its record with every name resolved, graded, and checked against the site's rules."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from builder.chronicle import status
from builder.chronicle.directory import Directory, Kind, Question
from builder.chronicle.ledger import dispute_notes, ledger
from builder.chronicle.register import register
from builder.chronicle.snapshots import check_snapshots
from builder.chronicle.totals import counted
from builder.chronicle.values import Brief, Claim, Entry, Grade, Mention, PlaceAt, Ref, SourceLine, Told
from builder.digests import digest
from builder.problems import Finding, KeyPath, Severity, nearest
from builder.records.addresses import ID, canonical, host_of
from builder.records.dates import Edtf
from builder.records.kinds import EventRecord, Source
from builder.records.snapshots import read_snapshot

T = TypeVar("T")


class Teller:
    """Tells events by what the directory knows; nothing that it says depends on another event."""

    def __init__(self, directory: Directory) -> None:
        """Begin with the names."""
        self.directory = directory
        self.findings: list[Finding] = []  # every reference or rule that failed so far
        self.asked: dict[Question, None] = {}  # what the event at hand looked up
        self._seen: dict[Hashable, Any] = {}  # what many events have in common: one value of it is quicker to keep, and smaller

    def brief(self, record: EventRecord) -> Brief:
        """An event in brief; what is wrong with it is added to the findings, and `asked` is what it looked up."""
        self.asked = {}
        places = self._places(record)
        lines = tuple(self._line(n, source) for n, source in enumerate(record.source, 1))
        parties = self._parties(record)
        actors = tuple(self._actor(record.path, who, ("actors", n)) for n, who in enumerate(record.actors))
        claims = self._ledger(record, parties, lines)
        entry = self._entry(record, places, parties)
        self._check(record)
        disputes = register(entry, claims, lines)
        refs = [ref for p in places for ref in (p.ref, p.within) if ref]
        refs += [*actors, *(who for c in claims for who in c.who), *(line.publisher for line in lines)]
        folder = record.path.rpartition("/")[0]
        figured = tuple(dict.fromkeys(who for c in claims if c.figure for who in c.who))
        return Brief(
            entry,
            self._one(folder, folder),
            record.digest,
            digest(record, entry, _names(refs), tuple((c.value, c.group, c.where) for c in claims)),
            _ties(record, entry, places, actors, lines),
            digest(entry, repr(places), _names((*actors, *figured))),
            places,
            actors,
            figured,
            counted(claims, self.directory.settings),
            bool(record.figures),
            lines,
            disputes,
            record.follows,
            record.part_of,
            record.aliases,
            record.body.references,
            record.changes,
            latest_day(record),
        )

    def told(self, brief: Brief, record: EventRecord) -> Told:
        """What only an event's own page shows; its findings came with its brief."""
        reported = len(self.findings)
        claims = self._ledger(record, self._parties(record), brief.sources)
        del self.findings[reported:]
        return Told(record, claims)

    def _ask(self, kind: Kind, name: str) -> Any:
        question: Question = (kind, name)
        self.asked[question] = None
        return self.directory.answer(question)

    def _actor(self, path: str, name: str, keys: KeyPath) -> Ref:
        found: Ref | None = self._ask("actor", name)
        if not found and name not in self.directory.broken:
            self.findings.append(self.directory.actors.unknown(path, keys, name))
        return found or Ref("actor", name, name)

    def _place(self, name: str) -> Ref | None:
        found: Ref | None = self._ask("place", name)
        return found

    def _outlet(self, source: Source) -> Ref:
        """The outlet of a source: as named, else by the host of its address, mobile and other doubles of a host being one."""
        found: Ref = self._ask("outlet", source.publisher) if source.publisher else self._ask("host", host_of(canonical(source.url)))
        return found

    def _origins(self, source: Source) -> frozenset[str]:
        """Everybody whose text or house it is: agencies and outlets that wrote it, else the outlet's owner."""
        writers = {house for author in source.author if (house := self._ask("house", author))}
        outlet = self._outlet(source).id
        return frozenset(writers or {self._ask("house", outlet) or outlet})

    def _line(self, number: int, source: Source) -> SourceLine:
        outlet = self._outlet(source)
        snapshots = tuple(read_snapshot(url) for url in source.archived)
        said = (number, source.id, source.url, digest(canonical(source.url)), source.title, source.language, source.published)
        return SourceLine(*said, outlet, source.author, snapshots, digest(repr((said, outlet, source.author, snapshots))))

    def _parties(self, record: EventRecord) -> dict[str, Ref]:
        """Who asserts and who disputes, by the names in the file."""
        path = record.path
        asserted = {a.who: self._actor(path, a.who, ("asserted-by", n, "who")) for n, a in enumerate(record.asserted_by)}
        return asserted | {d.who: self._actor(path, d.who, ("disputed-by", n, "who")) for n, d in enumerate(record.disputed_by) if d.who not in asserted}

    def _places(self, record: EventRecord) -> tuple[PlaceAt, ...]:
        found = []
        for n, location in enumerate(record.location):
            ref = self._place(location.place)
            if not ref:
                self.findings += self._unknown_place(record, n)
            within = self._ask("holder", ref.id) if ref else None
            found.append(PlaceAt(ref.label if ref else location.place, ref, within, location.precision, location.detail))
        return tuple(found)

    def _unknown_place(self, record: EventRecord, n: int) -> list[Finding]:
        """A slip is an error; a place that the gazetteer simply does not hold is free text, and a warning."""
        name = record.location[n].place
        keys = ("location", n, "place")
        places = self.directory.places
        if name in self.directory.broken:
            return []
        if ID.fullmatch(name) or places.is_near(name):
            return [places.unknown(record.path, keys, name)]
        return [
            Finding(
                path=record.path,
                code="place-not-in-gazetteer",
                message=f"`{name}` is shown as written; no place of content/places/ has this name",
                hint="add the place, or name the district or province and put the spot in `detail`",
                keys=keys,
            )
        ]

    def _entry(self, record: EventRecord, places: tuple[PlaceAt, ...], parties: dict[str, Ref]) -> Entry:
        at = tuple(p.ref or Ref("place", "", p.label) for p in places)
        asserted = tuple(dict.fromkeys(parties[a.who] for a in record.asserted_by))
        grade = self._grade(record)
        notes = dispute_notes(record, parties)
        when = self._one(record.date.text, record.date)
        month, day = month_of(when), when.sort_key[0].day
        grade, month = self._one(grade, grade), self._one(month, month)
        named = digest((record.id, record.title, when.text, *grade), tuple((n.about, _names(n.parties)) for n in notes))
        mention = Mention(record.id, record.title, when, grade, notes, month, day, named)
        said = digest(mention, (record.type, record.pivotal), (_names(at), _names(asserted)))
        return Entry(record.id, record.title, when, at, asserted, grade, notes, record.type, record.pivotal, month, day, mention, said)

    def _one(self, key: Hashable, value: T) -> T:
        """The first value that had this key."""
        found: T = self._seen.setdefault(key, value)
        return found

    def _grade(self, record: EventRecord) -> Grade:
        settings = self.directory.settings
        evidence = status.Evidence(
            record.status,
            record.status_reason,
            any(d.about == "occurrence" for d in record.disputed_by),
            bool(record.asserted_by),
            status.count_independent(self._origins(s) for s in record.source),
            settings.publishers_for_confirmed,
        )
        graded = status.grade(evidence)
        if isinstance(graded, str):
            self.findings.append(status.complain(record, evidence, graded))
            return status.without_typed(evidence)
        return graded

    def _ledger(self, record: EventRecord, parties: dict[str, Ref], lines: tuple[SourceLine, ...]) -> tuple[Claim, ...]:
        path = record.path
        claimants = {f.claimed_by: self._actor(path, f.claimed_by, ("figures", n, "claimed-by")) for n, f in enumerate(record.figures)}
        groups = {f.group: self._group(f.group) for f in record.figures if f.group}
        numbers = {line.id: line.number for line in lines}
        asserted = tuple(dict.fromkeys(parties[a.who] for a in record.asserted_by))
        return ledger(record, asserted, {**claimants, **parties}, numbers, groups, self._place)

    def _group(self, name: str) -> str:
        """Whom a figure counts, by the actor's name where it is one."""
        found: Ref | None = self._ask("actor", name)
        return found.label if found else name

    def _check(self, record: EventRecord) -> None:
        """What an event says against the site's settings and rules."""
        settings, path = self.directory.settings, record.path
        slugs = [t.slug for t in settings.types]
        if record.type and record.type not in slugs:
            hint = nearest(record.type, slugs) or f"the types of site.toml are {', '.join(slugs)}"
            self.findings.append(
                Finding(path=path, code="unknown-type", message=f"`{record.type}` is no event type", hint=hint, keys=("type",))
            )
        period = settings.period
        if period and not record.date.overlaps(period.earliest or date.min, period.latest or date.max):
            self.findings.append(
                Finding(
                    path=path,
                    code="date-outside-period",
                    message=f"`{record.date}` lies outside the site's period, {period}",
                    hint="mend the date, or widen `period` in site.toml",
                    keys=("date",),
                )
            )
        if record.image and record.image.file not in self.directory.media:
            self.findings.append(missing_medium(path, record.image.file, self.directory.media, keys=("image", "file")))
        self.findings += check_snapshots(record, settings)
        self.findings += _unsourced(record, Severity.ERROR if settings.dispute_without_source == "error" else None)


def _unsourced(record: EventRecord, severity: Severity | None) -> Iterator[Finding]:
    for n, dispute in enumerate(record.disputed_by):
        if not dispute.source:
            yield Finding(
                path=record.path,
                code="dispute-without-source",
                message=f"`{dispute.who}` disputes the {dispute.about}, and no source is named for it",
                hint="add `source: [s1]` with the id of the source that carries the dispute",
                keys=("disputed-by", n),
                severity=severity,
            )


def missing_medium(path: str, name: str, media: Iterable[str], *, keys: KeyPath = (), line: int = 0, column: int = 0) -> Finding:
    """What to say of a picture that is not there."""
    return Finding(
        path=path,
        code="missing-image",
        message=f"content/media/{name} does not exist",
        hint=nearest(name, media) or "add the file, or mend its name",
        keys=keys,
        line=line,
        column=column,
    )


def _names(refs: Iterable[Ref]) -> tuple[tuple[str, str, str], ...]:
    """What a page shows of references: plain texts, which are quicker to digest than the values."""
    return tuple([(r.kind, r.id, r.label) for r in refs])


def _ties(record: EventRecord, entry: Entry, places: tuple[PlaceAt, ...], actors: tuple[Ref, ...], lines: tuple[SourceLine, ...]) -> bytes:
    """The digest of what may tie an event to others."""
    at = [(p.ref.id if p.ref else (p.label,), p.within and p.within.id, p.precision) for p in places]
    named = (record.follows, record.part_of, record.aliases, [r.target for r in record.body.references])
    return digest(repr((record.id, entry.date.text, at, [a.id for a in actors], named)), *(line.page for line in lines))


def month_of(when: Edtf) -> tuple[int, int | None]:
    """Year and month under which a date is listed; no month where it does not say one."""
    known = [p for p in when.parts if p] or [when]
    first = min(known, key=lambda p: p.sort_key) if when.precision == "one-of" else known[0]
    day = first.earliest or first.latest
    if day is None:
        return 0, None
    return day.year, day.month if first.precision in ("day", "month", "interval", "one-of", "season") else None


def latest_day(record: EventRecord) -> date | None:
    """The latest day that it names, or on which what it names ended: of the event, a source, a dispute or a change."""
    return max((day for when in _dates(record) if (day := _last_day(when))), default=None)


def _last_day(when: Edtf) -> date | None:
    """The day that a date names, or that an interval ends on; None where that is no day."""
    last = when.parts[-1] if when.precision == "interval" else when
    return last.latest if last and last.precision == "day" else None


def _dates(record: EventRecord) -> Iterator[Edtf]:
    yield record.date
    yield from (s.published for s in record.source if s.published)
    yield from (a.date for a in record.asserted_by if a.date)
    yield from (d.date for d in record.disputed_by if d.date)
    yield from (c.date for c in record.changes)
