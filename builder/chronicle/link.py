"""Records to the chronicle: every name resolved, every event graded, ordered and tied to its neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from builder.chronicle import duplicates, status
from builder.chronicle.balance import balance
from builder.chronicle.cited import cited_elsewhere
from builder.chronicle.facets import link_actors, link_periods, link_places, link_publishers
from builder.chronicle.ledger import dispute_notes, ledger
from builder.chronicle.names import Names
from builder.chronicle.outlets import Outlets
from builder.chronicle.register import latest_day, register
from builder.chronicle.related import related as find_related
from builder.chronicle.snapshots import check_snapshots
from builder.chronicle.values import Chronicle, Entry, Event, Grade, PlaceAt, PlainPage, Ref, Tombstone
from builder.digests import digest
from builder.problems import Finding, KeyPath, Severity, nearest
from builder.records.addresses import ID
from builder.records.content import Content
from builder.records.kinds import EventRecord, Record, Reference, TombstoneRecord
from builder.settings import Settings

MEDIA, SITE = "media:", "site:"


@dataclass(slots=True)
class _Linker:
    """What is needed to resolve a reference, and the list of those that could not be."""

    content: Content
    settings: Settings
    places: Names
    actors: Names
    outlets: Outlets
    findings: list[Finding]
    ids: dict[str, str] = field(default_factory=dict)  # current and former event id -> current one
    buried: frozenset[str] = frozenset()  # ids of events that are tombstones now
    within: dict[str, str | None] = field(default_factory=dict)  # place -> the name of what holds it
    refs: dict[str, Ref] = field(default_factory=dict)  # actors by the names that they were found under
    placed: dict[str, tuple[PlaceAt, ...]] = field(default_factory=dict)  # by event, as its entry found them
    targets: dict[str, list[Ref]] = field(default_factory=dict)  # what `[[…]]` can name

    def actor(self, path: str, name: str, keys: KeyPath) -> Ref:
        if name not in self.refs:
            slug = self.actors.find(name)
            if not slug and name not in self.content.broken:
                self.findings.append(self.actors.unknown(path, keys, name))
            if not slug:
                return Ref("actor", name, name)
            self.refs[name] = Ref("actor", slug, self.actors.labels[slug])
        return self.refs[name]

    def place(self, name: str) -> Ref | None:
        slug = self.places.find(name)
        return Ref("place", slug, self.places.labels[slug]) if slug else None

    def event_id(self, path: str, name: str, keys: KeyPath) -> str | None:
        """The id of another event, current or former."""
        if name in self.ids:
            return self.ids[name]
        if name in self.content.broken:
            return None
        message, hint = f"`{name}` is no event", nearest(name, self.ids)
        if name in self.buried:
            message, hint = f"`{name}` was retracted", "leave the link out"
        if name in self.content.drafts:
            message, hint = f"`{name}` is a draft", "publish it, or leave the link out"
        self.findings.append(Finding(path=path, code="unknown-event", message=message, hint=hint, keys=keys))
        return None


def link(content: Content, settings: Settings) -> tuple[Chronicle, list[Finding]]:
    """Link records to a chronicle.

    Returns:
        The chronicle, events in order of earliest day, latest day and id, and every reference or rule that fails.
        With errors among the findings the chronicle is incomplete and must not be published.
    """
    linker = _linker(content, settings)
    records = sorted(content.events, key=lambda e: (e.date.sort_key, e.id))
    entries = {r.id: _entry(linker, r) for r in records}
    linker.targets = _targets(linker, entries)
    _check_order(linker, records)
    events = _events(linker, records, entries)
    places = link_places(content.places, linker.places, events, settings, lambda r: _links(linker, r), linker.findings)
    for path, references in content.loose:
        _leads(linker, path, references)
    disputes = register(events)
    linker.findings += duplicates.findings(duplicates.near_duplicates(events, places))
    pairs = [(record, _links(linker, record)) for record in content.pages]
    chronicle = Chronicle(
        events,
        places,
        link_actors(content.actors, linker.actors, events, disputes, settings, lambda r: _links(linker, r), linker.findings),
        link_publishers(linker.outlets, events, lambda r: _links(linker, r)),
        link_periods(content.periods, events, linker.outlets, settings, lambda r: _links(linker, r)),
        tuple(PlainPage(record, links, digest(record, links)) for record, links in pairs),
        disputes,
        balance(events, linker.outlets),
        latest_day(events),
        tuple(sorted((old, new) for old, new in linker.ids.items() if old != new and old not in linker.buried)),
        content.media,
        tuple(_tombstone(linker, record) for record in content.tombstones),
        content.outlines,
    )
    return chronicle, linker.findings


def retell(content: Content, settings: Settings, chronicle: Chronicle, old: Event, record: EventRecord) -> tuple[Event, list[Finding]]:
    """An event as its changed file tells it, among what stood around it; for the page alone, until all is linked again."""
    linker = _linker(content, settings)
    linker.targets = _targets(linker, {entry.id: entry for entry in chronicle.entries})
    linker.findings.clear()
    new = _event(linker, record, _entry(linker, record))
    own = ("entry", "record", "places", "actors", "grade", "claims", "sources", "links")  # the rest is of others too
    said: dict[str, Any] = {name: getattr(new, name) for name in own}
    return replace(old, **said, digest=digest(new, old)), linker.findings


def _linker(content: Content, settings: Settings) -> _Linker:
    actors = Names.of("actor", content.actors)
    linker = _Linker(content, settings, Names.of("place", content.places), actors, Outlets(content.publishers, actors), [])
    linker.findings += [*linker.places.findings, *actors.findings, *linker.outlets.findings]
    linker.buried = frozenset(t.id for t in content.tombstones)
    linker.within = {p.id: p.within for p in content.places}
    linker.ids = _event_ids(linker)
    return linker


def _event_ids(linker: _Linker) -> dict[str, str]:
    ids = {r.id: r.id for r in linker.content.events}
    mergers = {t.id: t.merged_into.event for t in linker.content.tombstones if t.merged_into}
    for record in linker.content.events:
        for n, alias in enumerate(record.aliases):
            if alias in linker.buried and mergers.get(alias) == record.id:
                continue  # the tombstone itself leads here
            if alias in ids or alias in linker.buried or not ID.fullmatch(alias):
                is_taken = alias in ids or alias in linker.buried
                taken = f"is the address of `{ids.get(alias, alias)}` already" if is_taken else "cannot be an address"
                linker.findings.append(
                    Finding(
                        path=record.path,
                        code="address-taken",
                        message=f"the alias `{alias}` {taken}",
                        hint="an alias is a former id that no other event has",
                        keys=("aliases", n),
                    )
                )
            else:
                ids[alias] = record.id
    for tombstone in linker.content.tombstones:
        if tombstone.merged_into and (target := _told_at(linker, ids, tombstone)):
            ids |= {tombstone.id: target, **{alias: target for alias in tombstone.aliases}}
    return ids


def _told_at(linker: _Linker, ids: dict[str, str], tombstone: TombstoneRecord) -> str | None:
    """The event that a tombstone's leads to, through others that were merged in their turn."""
    mergers = {t.id: t.merged_into.event for t in linker.content.tombstones if t.merged_into}
    seen: set[str] = set()
    at = tombstone.id
    while at in mergers and at not in seen:
        seen.add(at)
        at = mergers[at]
    if at in ids and at not in seen:
        return ids[at]
    if at not in linker.content.broken:
        message = "the mergers lead in a circle" if at in seen else f"`{at}` is no event"
        hint = nearest(at, ids) or "name the event that tells it now"
        linker.findings.append(
            Finding(path=tombstone.path, code="unknown-event", message=message, hint=hint, keys=("merged-into", "event"))
        )
    return None


def _tombstone(linker: _Linker, record: TombstoneRecord) -> Tombstone:
    current = linker.ids.get(record.id)
    target = linker.targets[current][0] if current else None
    return Tombstone(record, target, digest(record, target))


def _targets(linker: _Linker, entries: dict[str, Entry]) -> dict[str, list[Ref]]:
    """What `[[…]]` can name by id."""
    content = linker.content
    targets: dict[str, list[Ref]] = defaultdict(list)
    for name, current in linker.ids.items():
        targets[name].append(Ref("event", current, entries[current].title, entries[current]))
    for tombstone in content.tombstones:
        if tombstone.id not in linker.ids:
            targets[tombstone.id].append(Ref("event", tombstone.id, tombstone.title))
    for actor in content.actors:
        targets[actor.id].append(Ref("actor", actor.id, actor.name))
    for place in content.places:
        targets[place.id].append(Ref("place", place.id, place.name))
    for period in content.periods:
        targets[period.id].append(Ref("period", period.id, period.title))
    for page in content.pages:
        targets[page.id].append(Ref("page", page.id, page.title))
    return targets


def _links(linker: _Linker, record: Record) -> tuple[tuple[str, Ref], ...]:
    """Where the open links of a record's body lead."""
    return _leads(linker, record.path, record.body.references)


def _leads(linker: _Linker, path: str, references: Iterable[Reference]) -> tuple[tuple[str, Ref], ...]:
    """Where references lead; what leads nowhere is a finding at its line."""
    links: dict[str, Ref] = {}
    for reference in references:
        target = reference.target
        if target.startswith(SITE):
            links[target] = Ref("site", target.removeprefix(SITE), "")
        elif target.startswith(MEDIA):
            name = target.removeprefix(MEDIA)
            links[target] = Ref("media", name, name)
            if name not in linker.content.media:
                linker.findings.append(_missing_medium(linker, path, name, line=reference.line, column=reference.column))
        elif found := _find_target(linker, target):
            links[target] = found
        elif target not in linker.content.broken:
            is_draft = target in linker.content.drafts
            linker.findings.append(
                Finding(
                    path=path,
                    code="unknown-reference",
                    message=f"`{target}` is a draft" if is_draft else f"`{target}` is no event, actor, place or page",
                    hint=nearest(target, linker.targets),
                    line=reference.line,
                    column=reference.column,
                )
            )
    return tuple(links.items())


def _find_target(linker: _Linker, target: str) -> Ref | None:
    """By id first, an event before an actor before a place; else by the name of an actor or place."""
    if target in linker.targets:
        return linker.targets[target][0]
    if slug := linker.actors.find(target):
        return Ref("actor", slug, linker.actors.labels[slug])
    if slug := linker.places.find(target):
        return Ref("place", slug, linker.places.labels[slug])
    return None


def _missing_medium(
    linker: _Linker, path: str, name: str, *, keys: KeyPath = (), line: int = 0, column: int = 0
) -> Finding:
    return Finding(
        path=path,
        code="missing-image",
        message=f"content/media/{name} does not exist",
        hint=nearest(name, linker.content.media) or "add the file, or mend its name",
        keys=keys,
        line=line,
        column=column,
    )


def _places(linker: _Linker, record: EventRecord) -> tuple[PlaceAt, ...]:
    found = []
    for n, location in enumerate(record.location):
        slug = linker.places.find(location.place)
        if not slug:
            linker.findings += _unknown_place(linker, record, n)
            found.append(PlaceAt(location.place, None, None, location.precision, location.detail))
            continue
        outer = linker.places.find(linker.within.get(slug) or "")
        found.append(
            PlaceAt(
                linker.places.labels[slug],
                Ref("place", slug, linker.places.labels[slug]),
                Ref("place", outer, linker.places.labels[outer]) if outer else None,
                location.precision,
                location.detail,
            )
        )
    return tuple(found)


def _unknown_place(linker: _Linker, record: EventRecord, n: int) -> list[Finding]:
    """A slip is an error; a place that the gazetteer simply does not hold is free text, and a warning."""
    name = record.location[n].place
    keys = ("location", n, "place")
    if name in linker.content.broken:
        return []
    if ID.fullmatch(name) or linker.places.is_near(name):
        return [linker.places.unknown(record.path, keys, name)]
    return [
        Finding(
            path=record.path,
            code="place-not-in-gazetteer",
            message=f"`{name}` is shown as written; no place of content/places/ has this name",
            hint="add the place, or name the district or province and put the spot in `detail`",
            keys=keys,
        )
    ]


def _entry(linker: _Linker, record: EventRecord) -> Entry:
    path = record.path
    linker.placed[record.id] = _places(linker, record)
    places = tuple(p.ref or Ref("place", "", p.label) for p in linker.placed[record.id])
    asserted = dict.fromkeys(linker.actor(path, a.who, ("asserted-by", n, "who")) for n, a in enumerate(record.asserted_by))
    actors = {d.who: linker.actor(path, d.who, ("disputed-by", n, "who")) for n, d in enumerate(record.disputed_by)}
    grade = _grade(linker, record)
    _check_event(linker, record)
    notes = dispute_notes(record, actors)
    summary = record.summary or record.body.first_paragraph
    said = (record.id, record.title, record.date.text, record.type, summary, record.pivotal, grade.status, grade.rule, grade.publishers, grade.reason)
    named = (_names(places), _names(asserted), tuple((n.about, _names(n.parties)) for n in notes))
    return Entry(
        record.id, record.title, record.date, places, tuple(asserted), grade, notes, record.type, summary, record.pivotal, digest(said, named)
    )


def _names(refs: Iterable[Ref]) -> tuple[tuple[str, ...], ...]:
    """What a page shows of references: plain texts, which are quicker to digest than the values."""
    return tuple((r.kind, r.id, r.label, r.entry.digest.hex() if r.entry else "") for r in refs)


def _grade(linker: _Linker, record: EventRecord) -> Grade:
    evidence = status.Evidence(
        record.status,
        record.status_reason,
        any(d.about == "occurrence" for d in record.disputed_by),
        bool(record.asserted_by),
        status.count_independent(linker.outlets.origins(s) for s in record.source),
        linker.settings.publishers_for_confirmed,
    )
    graded = status.grade(evidence)
    if isinstance(graded, str):
        linker.findings.append(status.complain(record, evidence, graded))
        return status.without_typed(evidence)
    return graded


def _check_event(linker: _Linker, record: EventRecord) -> None:
    """What an event says against the site's settings and rules."""
    settings, path = linker.settings, record.path
    slugs = [t.slug for t in settings.types]
    if record.type and record.type not in slugs:
        hint = nearest(record.type, slugs) or f"the types of site.toml are {', '.join(slugs)}"
        linker.findings.append(
            Finding(path=path, code="unknown-type", message=f"`{record.type}` is no event type", hint=hint, keys=("type",))
        )
    period = settings.period
    if period and not record.date.overlaps(period.earliest or date.min, period.latest or date.max):
        linker.findings.append(
            Finding(
                path=path,
                code="date-outside-period",
                message=f"`{record.date}` lies outside the site's period, {period}",
                hint="mend the date, or widen `period` in site.toml",
                keys=("date",),
            )
        )
    if record.image and record.image.file not in linker.content.media:
        linker.findings.append(_missing_medium(linker, path, record.image.file, keys=("image", "file")))
    linker.findings += check_snapshots(record, settings)
    for n, dispute in enumerate(record.disputed_by):
        if not dispute.source:
            linker.findings.append(
                Finding(
                    path=path,
                    code="dispute-without-source",
                    message=f"`{dispute.who}` disputes the {dispute.about}, and no source is named for it",
                    hint="add `source: [s1]` with the id of the source that carries the dispute",
                    keys=("disputed-by", n),
                    severity=Severity.ERROR if settings.dispute_without_source == "error" else None,
                )
            )


def _check_order(linker: _Linker, records: list[EventRecord]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for record in records:
        other = seen.setdefault((record.title.casefold(), record.date.text), record.path)
        if other != record.path:
            linker.findings.append(
                Finding(
                    path=record.path,
                    code="same-title-and-date",
                    message=f"{other} has the same title and date",
                    hint="merge the two, or say in the titles what sets them apart",
                    keys=("title",),
                )
            )
    for cycle_at, keys, target in _circles(linker, records):
        linker.findings.append(
            Finding(
                path=cycle_at.path,
                code="circular-follows",
                message=f"`{target}` already follows this event, directly or through others",
                hint="an event follows what came before it; remove one of the links",
                keys=keys,
            )
        )


def _circles(linker: _Linker, records: list[EventRecord]) -> Iterable[tuple[EventRecord, KeyPath, str]]:
    """The links that close a circle of `follows` or of `part-of`, found depth first in the order of events."""
    by_id = {r.id: r for r in records}
    for key in ("follows", "part_of"):
        state: dict[str, int] = {}  # 1: on the way, 2: done
        for start in records:
            stack = [(start, 0)]
            while stack:
                record, n = stack.pop()
                if n == 0 and state.get(record.id):
                    continue
                state[record.id] = 1
                targets = getattr(record, key)
                if n == len(targets):
                    state[record.id] = 2
                    continue
                stack.append((record, n + 1))
                target = linker.ids.get(targets[n], "")
                if state.get(target) == 1:
                    yield record, (key.replace("_", "-"), n), targets[n]
                elif target in by_id and not state.get(target):
                    stack.append((by_id[target], 0))


def _events(linker: _Linker, records: list[EventRecord], entries: dict[str, Entry]) -> tuple[Event, ...]:
    follows = {r.id: _ids(linker, r, "follows") for r in records}
    part_of = {r.id: _ids(linker, r, "part_of") for r in records}
    followed_by, parts = _inverse(follows), _inverse(part_of)
    events = []
    for n, record in enumerate(records):
        before = entries[records[n - 1].id] if n else None
        after = entries[records[n + 1].id] if n + 1 < len(records) else None
        event = _event(linker, record, entries[record.id])
        related: dict[str, Any] = {
            name: tuple(entries[i] for i in group.get(record.id, ()) if i in entries)
            for name, group in (("follows", follows), ("followed_by", followed_by), ("part_of", part_of), ("parts", parts))
        }
        around = digest(event, before, after, *(digest(*group) if group else b"" for group in related.values()))
        events.append(replace(event, **related, previous=before, next=after, digest=around))
    persons = frozenset(a.id for a in linker.content.actors if a.kind == "person")
    near, cited = find_related(events, persons), cited_elsewhere(events)
    return tuple(
        replace(e, related=near[e.id], cited_elsewhere=cited[e.id], digest=digest(e, *near[e.id], *cited[e.id])) for e in events
    )


def _ids(linker: _Linker, record: EventRecord, key: str) -> tuple[str, ...]:
    names = getattr(record, key)
    keys = key.replace("_", "-")
    found = [linker.event_id(record.path, name, (keys, n)) for n, name in enumerate(names)]
    return tuple(dict.fromkeys(i for i in found if i))


def _inverse(links: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    inverse: dict[str, list[str]] = defaultdict(list)
    for source, targets in links.items():
        for target in targets:
            inverse[target].append(source)
    return {k: tuple(v) for k, v in inverse.items()}


def _event(linker: _Linker, record: EventRecord, entry: Entry) -> Event:
    """An event without what stands around it."""
    path = record.path
    places = linker.placed[record.id]
    reported = len(linker.findings)  # the entry has reported the parties already
    speakers = [*(a.who for a in record.asserted_by), *(d.who for d in record.disputed_by)]
    parties = {who: linker.actor(path, who, ()) for who in speakers}
    del linker.findings[reported:]
    claimants = {
        f.claimed_by: linker.actor(path, f.claimed_by, ("figures", n, "claimed-by")) for n, f in enumerate(record.figures)
    }
    actors = tuple(linker.actor(path, who, ("actors", n)) for n, who in enumerate(record.actors))
    lines = linker.outlets.lines(record)
    groups = {f.group: linker.actors.labels.get(linker.actors.find(f.group) or "", f.group) for f in record.figures if f.group}
    numbers = {s.source.id: s.number for s in lines}
    claims = ledger(record, entry.asserted_by, {**claimants, **parties}, numbers, groups, linker.place)
    links = _links(linker, record)
    refs = [ref for p in places for ref in (p.ref, p.within) if ref]
    refs += [*actors, *(who for c in claims for who in c.who), *(line.publisher for line in lines), *(ref for _, ref in links)]
    said = digest(record, entry, _names(refs), tuple(c.value for c in claims), tuple(groups.items()))
    return Event(entry, record, places, actors, entry.grade, claims, lines, links, digest=said)
