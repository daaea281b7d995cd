"""Events to the chronicle: ordered, tied to each other, and seen through their facets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from builder.chronicle import duplicates
from builder.chronicle.balance import balance
from builder.chronicle.cited import cited_elsewhere
from builder.chronicle.directory import Directory
from builder.chronicle.facets import Groups, find_groups, link_actors, link_periods, link_places, link_publishers
from builder.chronicle.gazetteer import Gazetteer
from builder.chronicle.related import related as find_related
from builder.chronicle.teller import missing_medium
from builder.chronicle.values import (
    Brief,
    Briefs,
    Chronicle,
    Entry,
    Event,
    Facets,
    Links,
    Mention,
    Neighbours,
    PlainPage,
    Ref,
    Told,
    Tombstone,
)
from builder.digests import digest, joined
from builder.problems import Finding, KeyPath, nearest
from builder.records.addresses import ID, MEDIA, SITE
from builder.records.content import Content
from builder.records.kinds import Record, Reference, TombstoneRecord

Value = TypeVar("Value")
Tell = Callable[[Brief], Told]
Positions = frozenset[int]
Bodies = dict[str, tuple[Record, Links]]


class Recall:
    """Has something worked out. This one remembers nothing; others take it from an earlier run that was given the same.

    `given` is the digest of all that the work looks at.
    """

    def now(self, _name: str, _given: bytes, work: Callable[[], Value], /) -> Value:
        """What the work returns."""
        return work()

    def soon(self, _name: str, _given: bytes, work: Callable[[], Value], /) -> Callable[[], Value]:
        """Gives what the work returns when that is wanted; until then it may be done beside what goes on here."""
        return work


@dataclass(slots=True)
class _Linker:
    """What is needed to resolve a reference, and the list of those that could not be."""

    content: Content
    briefs: Briefs
    directory: Directory
    findings: list[Finding]
    ids: dict[str, str] = field(default_factory=dict)  # current and former event id -> current one
    graves: dict[str, str] = field(default_factory=dict)  # current and former id of an event that is told nowhere now -> its tombstone's
    drafts: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    targets: dict[str, Ref] = field(default_factory=dict)  # what `[[…]]` can name

    def event_id(self, path: str, name: str, keys: KeyPath) -> str | None:
        """The id of another event, current or former."""
        if name in self.ids:
            return self.ids[name]
        if name in self.broken or self.graves.get(name) in self.broken:
            return None
        message, hint = f"`{name}` is no event", nearest(name, self.ids)
        if name in self.graves:
            message, hint = f"`{name}` was retracted", "leave the link out"
        if name in self.drafts:
            message, hint = f"`{name}` is a draft", "publish it, or leave the link out"
        self.findings.append(Finding(path=path, code="unknown-event", message=message, hint=hint, keys=keys))
        return None


def link(
    content: Content, briefs: Briefs, directory: Directory, tell: Tell, recall: Recall | None = None
) -> tuple[Chronicle, list[Finding], Callable[[], list[Finding]]]:
    """Link events to a chronicle.

    Args:
        directory: the names of the content, by which the events were told.
        tell: fetches what only an event's own page shows.
        recall: where it is known what earlier runs worked out.
    Returns:
        The chronicle, events in order of earliest day, latest day and id; every reference or rule that fails; and what
        gives the near-duplicates, which take longest to find and may still be looked for. With errors among the
        findings the chronicle is incomplete and must not be published.
    """
    ordered = sorted(briefs.events, key=lambda b: (b.entry.date.sort_key, b.entry.id))
    linker = _linker(content, briefs, directory, {b.entry.id: b.entry.mention for b in ordered})
    linker.findings += directory.findings
    _check_order(linker, ordered)
    threads = _threads(linker, ordered)
    gazetteer = Gazetteer.of(content.places, directory.places, linker.findings)
    recall = recall or Recall()
    alike = recall.soon("alike", _alikeness(linker, ordered, gazetteer), lambda: _alike(ordered, threads, gazetteer))
    events = _events(linker, ordered, threads, tell, recall)
    groups = find_groups(content.actors, directory.actors, linker.findings)
    bodies = _bodies(linker)
    for path, references in (*content.loose, *briefs.loose):
        _leads(linker, path, references)
    chronicle = Chronicle(
        events,
        lambda: _facets(content, directory, events, gazetteer, groups, bodies),
        digest(directory.settings, content, briefs.shared),
        gazetteer,
        tuple(PlainPage(record, bodies[record.path][1], digest(*bodies[record.path])) for record in content.pages),
        tuple(bodies.values()),
        max((b.latest for b in ordered if b.latest), default=None),
        _aliases(linker),
        content.media,
        tuple(_tombstone(linker, record) for record in briefs.tombstones),
        content.outlines,
    )
    return chronicle, linker.findings, alike


def _facets(content: Content, directory: Directory, events: tuple[Event, ...], gazetteer: Gazetteer, groups: Groups, bodies: Bodies) -> Facets:
    settings = directory.settings
    disputes = tuple(row for event in events for row in event.brief.disputes)

    def links(record: Record) -> Links:
        return bodies[record.path][1]

    return Facets(
        link_places(gazetteer, directory.places, events, settings, links),
        link_actors(content.actors, groups, events, disputes, settings, links),
        link_publishers(directory.outlets, events, links),
        link_periods(content.periods, events, directory.outlets, settings, links),
        disputes,
        balance(events, directory.outlets),
    )


def retell(
    content: Content, briefs: Briefs, directory: Directory, chronicle: Chronicle, old: Event, *, new: Brief, told: Told
) -> tuple[Event, list[Finding]]:
    """An event as its changed file tells it, among what stood around it; for the page alone, until all is linked again."""
    linker = _linker(content, briefs, directory, {entry.id: entry.mention for entry in chronicle.entries})
    linker.findings.clear()
    links = _leads(linker, new.path, new.references)
    marks, cited = old.near
    marks = marks if new.ties == old.brief.ties else ()  # else they may point at sources and places that are not there any more
    added = len(new.sources) - len(cited)
    near = (marks, (*cited[: len(new.sources)], *[((), 0)] * added))
    event = replace(old, brief=new, tell=lambda _: told, digest=digest(new.digest, old.digest), near=near, links=links)
    return event, linker.findings


def _linker(content: Content, briefs: Briefs, directory: Directory, mentions: dict[str, Mention]) -> _Linker:
    linker = _Linker(content, briefs, directory, [])
    linker.drafts, linker.broken = content.drafts | briefs.drafts, content.broken | briefs.broken
    _settle(linker)
    linker.targets = _targets(linker, mentions)
    return linker


def _settle(linker: _Linker) -> None:
    """Find where each current and former id leads, and refuse aliases that another file answers for."""
    events, tombstones = linker.briefs.events, linker.briefs.tombstones
    claims = [(b.path, b.entry.id, b.aliases) for b in events] + [(t.path, t.id, t.aliases) for t in tombstones]
    holders = {own: own for _, own, _ in claims}  # current and former id -> the one whose file answers for it
    for _, own, aliases in claims:
        for alias in filter(ID.fullmatch, aliases):
            holders.setdefault(alias, own)
    ends = {own: own for _, own, _ in claims} | _merged(linker, holders)
    for path, own, aliases in claims:
        for n, alias in enumerate(aliases):
            holder = holders.get(alias)
            if holder is None or ends[holder] != ends[own]:
                linker.findings.append(_no_alias(path, n, alias, holder))
    buried = {t.id for t in tombstones}
    linker.ids = {name: ends[holder] for name, holder in holders.items() if ends[holder] not in buried}
    linker.graves = {name: ends[holder] for name, holder in holders.items() if ends[holder] in buried}


def _no_alias(path: str, n: int, alias: str, holder: str | None) -> Finding:
    taken = f"is the address of `{holder}` already" if holder else "cannot be an address"
    hint = "an alias is a former id that no other event has"
    return Finding(path=path, code="address-taken", message=f"the alias `{alias}` {taken}", hint=hint, keys=("aliases", n))


def _merged(linker: _Linker, holders: dict[str, str]) -> dict[str, str]:
    """The event that each merged one leads to, through others that were merged in their turn; it leads nowhere with a finding."""
    mergers = {t.id: holders.get(t.merged_into.event, t.merged_into.event) for t in linker.briefs.tombstones if t.merged_into}
    buried = {t.id for t in linker.briefs.tombstones}
    ends = {}
    for tombstone in linker.briefs.tombstones:
        seen: set[str] = set()
        at = tombstone.id
        while at in mergers and at not in seen:
            seen.add(at)
            at = mergers[at]
        if at in holders and at not in buried:
            ends[tombstone.id] = at
        elif tombstone.merged_into:
            linker.findings += _astray(linker, tombstone.path, at, holders, is_circle=at in seen)
            linker.broken |= {tombstone.id}  # so that those who name it are not at fault as well
    return ends


def _astray(linker: _Linker, path: str, at: str, holders: dict[str, str], *, is_circle: bool) -> Iterator[Finding]:
    """What is wrong with a merger into what is no event; nothing where a file that cannot be read may be it."""
    if at in linker.broken and at not in holders:
        return
    message, hint = f"`{at}` is no event", nearest(at, holders) or "name the event that tells it now"
    if is_circle:
        message, hint = "the mergers lead in a circle", "name the event that tells it now"
    elif at in holders:
        message, hint = f"`{at}` was retracted", "name the event that tells it now, or write `retracted` in place of `merged-into`"
    elif at in linker.drafts:
        message, hint = f"`{at}` is a draft", "publish it, or name the event that tells it now"
    yield Finding(path=path, code="unknown-event", message=message, hint=hint, keys=("merged-into", "event"))


def _aliases(linker: _Linker) -> tuple[tuple[str, Ref], ...]:
    """Every former id at whose address no file of its own stands, and what it leads to."""
    own = {b.entry.id for b in linker.briefs.events} | {t.id for t in linker.briefs.tombstones}
    return tuple((name, linker.targets[name]) for name in sorted({*linker.ids, *linker.graves} - own))


def _tombstone(linker: _Linker, record: TombstoneRecord) -> Tombstone:
    current = linker.ids.get(record.id)
    target = linker.targets[current] if current else None
    return Tombstone(record, target, digest(record, target))


def _targets(linker: _Linker, mentions: dict[str, Mention]) -> dict[str, Ref]:
    """What `[[…]]` can name by id; where two have one id, an event before an actor before a place."""
    content = linker.content
    targets = {page.id: Ref("page", page.id, page.title) for page in content.pages}
    targets |= {period.id: Ref("period", period.id, period.title) for period in content.periods}
    targets |= {place.id: Ref("place", place.id, place.name) for place in content.places}
    targets |= {actor.id: Ref("actor", actor.id, actor.name) for actor in content.actors}
    titles = {t.id: t.title for t in linker.briefs.tombstones}
    targets |= {name: Ref("event", at, titles[at]) for name, at in linker.graves.items()}
    targets |= {name: Ref("event", at, mentions[at].title, mentions[at]) for name, at in linker.ids.items() if at in mentions}
    return targets


def _bodies(linker: _Linker) -> Bodies:
    """By path, every record that is no event, and where the open links of its text lead."""
    content = linker.content
    records: Iterable[Record] = (*content.pages, *content.periods, *content.actors, *content.places, *content.publishers)
    return {record.path: (record, _leads(linker, record.path, record.body.references)) for record in records}


def _leads(linker: _Linker, path: str, references: Iterable[Reference]) -> Links:
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
                media = linker.content.media
                linker.findings.append(missing_medium(path, name, media, line=reference.line, column=reference.column))
        elif found := _find_target(linker, target):
            links[target] = found
        elif target not in linker.broken:
            message = f"`{target}` is a draft" if target in linker.drafts else f"`{target}` is no event, actor, place or page"
            linker.findings.append(
                Finding(
                    path=path,
                    code="unknown-reference",
                    message=message,
                    hint=nearest(target, linker.targets),
                    line=reference.line,
                    column=reference.column,
                )
            )
    return tuple(links.items())


def _find_target(linker: _Linker, target: str) -> Ref | None:
    """By id first; else by the name of an actor or place."""
    directory = linker.directory
    return linker.targets.get(target) or directory.actor(target) or directory.place(target)


def _check_order(linker: _Linker, ordered: Sequence[Brief]) -> None:
    seen: dict[tuple[str, str], Brief] = {}
    for brief in ordered:
        other = seen.setdefault((brief.entry.title.casefold(), brief.entry.date.text), brief)
        if other is not brief:
            linker.findings.append(
                Finding(
                    path=brief.path,
                    code="same-title-and-date",
                    message=f"{other.path} has the same title and date",
                    hint="merge the two, or say in the titles what sets them apart",
                    keys=("title",),
                )
            )
    for cycle_at, keys, target in _circles(linker, ordered):
        linker.findings.append(
            Finding(
                path=cycle_at.path,
                code="circular-follows",
                message=f"`{target}` already follows this event, directly or through others",
                hint="an event follows what came before it; remove one of the links",
                keys=keys,
            )
        )


def _circles(linker: _Linker, ordered: Sequence[Brief]) -> Iterator[tuple[Brief, KeyPath, str]]:
    """The links that close a circle of `follows` or of `part-of`, found depth first in the order of events."""
    for key in ("follows", "part_of"):
        linked = {b.entry.id: b for b in ordered if getattr(b, key)}
        state: dict[str, int] = {}  # 1: on the way, 2: done
        for start in linked.values():
            stack = [(start, 0)]
            while stack:
                brief, n = stack.pop()
                at = brief.entry.id
                if n == 0 and state.get(at):
                    continue
                state[at] = 1
                targets = getattr(brief, key)
                if n == len(targets):
                    state[at] = 2
                    continue
                stack.append((brief, n + 1))
                target = linker.ids.get(targets[n], "")
                if state.get(target) == 1:
                    yield brief, (key.replace("_", "-"), n), targets[n]
                elif target in linked and not state.get(target):
                    stack.append((linked[target], 0))


class _Threads(NamedTuple):
    """How events hang together by what their files say, all as positions in the order of events."""

    follows: list[tuple[int, ...]]
    followed_by: list[tuple[int, ...]]
    part_of: list[tuple[int, ...]]
    parts: list[tuple[int, ...]]
    links: list[Links]  # of the texts
    positions: dict[str, int]
    alone: Positions  # the events without any thread but those of their texts

    def around(self, n: int) -> Positions:
        """The events that an event's keys name, or that name it so."""
        return frozenset((*self.follows[n], *self.followed_by[n], *self.part_of[n], *self.parts[n]))

    def named(self, n: int) -> Positions:
        """Those, and the ones that its text names."""
        told = [self.positions[ref.id] for _, ref in self.links[n] if ref.kind == "event" and ref.id in self.positions]
        return self.around(n).union(told)


def _threads(linker: _Linker, ordered: Sequence[Brief]) -> _Threads:
    positions = {b.entry.id: n for n, b in enumerate(ordered)}
    follows = [_resolved(linker, positions, b, "follows", b.follows) for b in ordered]
    part_of = [_resolved(linker, positions, b, "part-of", b.part_of) for b in ordered]
    links = [_leads(linker, b.path, b.references) if b.references else () for b in ordered]
    followed_by, parts = _inverse(follows), _inverse(part_of)
    alone = frozenset(n for n in range(len(ordered)) if not (follows[n] or followed_by[n] or part_of[n] or parts[n]))
    return _Threads(follows, followed_by, part_of, parts, links, positions, alone)


def _resolved(linker: _Linker, positions: dict[str, int], brief: Brief, key: str, names: tuple[str, ...]) -> tuple[int, ...]:
    if not names:
        return ()
    found = [linker.event_id(brief.path, name, (key, n)) for n, name in enumerate(names)]
    return tuple(dict.fromkeys(positions[i] for i in found if i and i in positions))


def _inverse(links: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    inverse: dict[int, list[int]] = defaultdict(list)
    for n, targets in enumerate(links):
        for target in targets:
            inverse[target].append(n)
    return [tuple(inverse[n]) if n in inverse else () for n in range(len(links))]


def _events(linker: _Linker, ordered: Sequence[Brief], threads: _Threads, tell: Tell, recall: Recall) -> tuple[Event, ...]:
    persons = frozenset(a.id for a in linker.content.actors if a.kind == "person")
    given = digest(sorted(persons), _ties(linker, ordered))
    neighbours = recall.now("neighbours", given, lambda: _neighbours(ordered, threads, persons))
    entries = [b.entry for b in ordered]
    mentions = [entry.mention for entry in entries]
    return tuple([_event(n, ordered[n], entries, mentions, threads, near, why, tell) for n, (near, why) in enumerate(neighbours)])


def _ties(linker: _Linker, ordered: Sequence[Brief]) -> bytes:
    """The digest of what may tie events to each other: what each names, and where former names lead now."""
    moved = sorted((old, new) for old, new in linker.ids.items() if old != new)
    return digest(b"".join([b.ties for b in ordered]), moved)


def _neighbours(ordered: Sequence[Brief], threads: _Threads, persons: frozenset[str]) -> list[tuple[Neighbours, bytes]]:
    """Of each event the related ones and those that cite its sources too, and a digest of why they are shown."""
    near = find_related(ordered, [threads.around(n) for n in range(len(ordered))], persons)
    return [(pair, _why(pair)) for pair in zip(near, cited_elsewhere(ordered), strict=True)]


def _why(near: Neighbours) -> bytes:
    return digest([(reason, at) for _, reason, at in near[0]], [(len(shown), more) for shown, more in near[1]])


def _event(
    n: int, brief: Brief, entries: list[Entry], mentions: list[Mention], threads: _Threads, near: Neighbours, why: bytes, tell: Tell
) -> Event:
    before = mentions[n - 1] if n else None
    after = mentions[n + 1] if n + 1 < len(mentions) else None
    shown = [mentions[m].digest for m, _, _ in near[0]] + [mentions[m].digest for found, _ in near[1] for m in found]
    ends = (before.digest if before else bytes(16)) + (after.digest if after else bytes(16))
    around = b"".join((brief.digest, why, ends, *shown))
    links = threads.links[n]
    if not links and n in threads.alone:
        return Event(brief, tell, digest(around), before, after, near=near, among=mentions)
    follows, followed_by, part_of, parts = groups = [
        tuple([entries[m] for m in group[n]]) for group in (threads.follows, threads.followed_by, threads.part_of, threads.parts)
    ]
    told = [(target, ref[:3], ref.entry and ref.entry.digest) for target, ref in links]
    return Event(brief, tell, digest(around, *map(joined, groups), told), before, after, follows, followed_by, part_of, parts, links, near, mentions)


def _alikeness(linker: _Linker, ordered: Sequence[Brief], gazetteer: Gazetteer) -> bytes:
    """The digest of all that near-duplicates are found by."""
    places = [(p.id, gazetteer.holders.get(p.id), p.kind, p.coordinates) for p in gazetteer.records.values()]
    return digest(places, _ties(linker, ordered), [(b.entry.title, b.folder) for b in ordered])


def _alike(ordered: Sequence[Brief], threads: _Threads, gazetteer: Gazetteer) -> list[Finding]:
    named = [threads.named(n) for n in range(len(ordered))]
    return list(duplicates.findings(duplicates.near_duplicates(ordered, named, gazetteer)))
