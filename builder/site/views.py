"""What each template shows, made from the values of the page and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import groupby

from builder.chronicle.names import fold
from builder.chronicle.status import RULES
from builder.chronicle.values import (
    Actor,
    Balance,
    Claim,
    Entry,
    Event,
    OpenDispute,
    Period,
    Place,
    PlainPage,
    Publisher,
    Ref,
)
from builder.records.kinds import ABOUTS, STATUSES, Body, Status
from builder.records.revisions import Revision
from builder.settings import EventType, RiskyOperator, Settings
from builder.site import addresses, listings
from builder.site.density import Span, busy_months, density, lane, span_of, year_marks
from builder.site.geography import Picture
from builder.site.listings import LIMIT, Listing, Part
from builder.site.narrowing import Narrowed, count_contested, has_disputed_page
from builder.site.page import Group, Text, View
from builder.site.search import Engine, facet
from builder.site.words import Words


def _(message: str) -> str:
    """Marks a message for the catalogue."""
    return message


SINGLE_SOURCE = _("Resting on a single publisher")


def home(words: Words, settings: Settings, entries: Group, periods: Group, until: date | None) -> View:
    """The whole story on a screen."""
    items: tuple[Entry, ...] = entries.items
    return {
        "title": settings.title,
        "description": settings.description,
        "strip": density(items),
        "pivotal": tuple(e for e in items if e.pivotal),
        "latest": tuple(reversed(items[-8:])),
        "until": words.day(until.isoformat()) if until else "",
        "chapters": _chapters(periods.items),
        "types": tuple((t, n) for t in settings.types if (n := sum(e.type == t.slug for e in items))),
        "total": len(items),
        "by_status": _by_status(words, items),
        "disputed": sum(bool(e.disputes) for e in items),
        "single": sum(e.grade.is_single_source for e in items),
    }


def _chapters(periods: tuple[Period, ...]) -> tuple[tuple[Period, int, float, float], ...]:
    """Each chapter with its disputed events, and both numbers in percent of the fullest chapter's events."""
    most = max((len(p.events) for p in periods), default=0) or 1
    rows = []
    for p in periods:
        disputed = sum(bool(e.disputes) for e in p.events)
        rows.append((p, disputed, round(len(p.events) * 100 / most, 1), round(disputed * 100 / most, 1)))
    return tuple(rows)


def _by_status(words: Words, entries: tuple[Entry, ...]) -> tuple[tuple[Status, str, int], ...]:
    counted = {s: sum(e.grade.status == s for e in entries) for s in STATUSES}
    return tuple((s, words.status(s), n) for s, n in counted.items() if n)


def year(words: Words, number: int, years: tuple[int, ...], entries: Group) -> View:
    """A year, month by month; events whose date names no month come first."""
    months = []
    for month, group in groupby(sorted(entries.items, key=lambda e: e.month[1] or 0), key=lambda e: e.month[1]):
        label = words.month_name(month) if month else words.say(_("Month not known"))
        address = addresses.month(number, month) if month else ""
        months.append((label, address, tuple(group)))
    return {
        "title": words.say(_("Chronicle of {year}"), year=number),
        "description": words.plural(_("{n} event"), _("{n} events"), len(entries.items)),
        "number": number,
        "years": years,
        "months": months,
        "strip": density(entries.items),
        "total": len(entries.items),
        "limit": LIMIT,
    }


def month(
    words: Words,
    when: tuple[int, int],
    neighbours: tuple[tuple[int, int] | None, ...],
    entries: Group,
    provinces: tuple[Narrowed, ...],
) -> View:
    """A month, day by day, with ways on to each province's share of it."""
    return {
        "title": words.month(*when),
        "description": words.plural(_("{n} event"), _("{n} events"), len(entries.items)),
        "year": when[0],
        "anchor": month_anchor(*when),
        "events": listings.of_month(addresses.month(*when), entries.items),
        "disputed": sum(bool(e.disputes) for e in entries.items),
        "by_status": _by_status(words, entries.items),
        "provinces": provinces,
        "strip": density(entries.items),
        "before": _month_link(words, neighbours[0]),
        "after": _month_link(words, neighbours[1]),
    }


def timeline(words: Words, settings: Settings, entries: Group) -> View:
    """The whole period in lanes, one a type of event; script makes it zoom."""
    items: tuple[Entry, ...] = entries.items
    by_type = [(t, tuple(e for e in items if e.type == t.slug)) for t in settings.types]
    spans = [s for _, mine in by_type if (s := span_of(mine))]
    whole = span_of(items)
    shared = Span(whole.first, whole.last, max(s.tallest for s in spans)) if whole and spans else None
    return {
        "title": words.say(_("Timeline")),
        "description": words.say(_("Every event of the record in time, hatched where something about it is disputed.")),
        "lanes": tuple((t, len(mine), sum(bool(e.disputes) for e in mine), lane(mine, shared)) for t, mine in by_type if mine and shared),
        "marks": year_marks(shared) if shared else (),
        "months": tuple((words.month(y, m), addresses.month(y, m), n, disputed) for y, m, n, disputed in busy_months(items)),
        "pivotal": tuple(e for e in items if e.pivotal),
        "total": len(items),
    }


def _month_link(words: Words, when: tuple[int, int] | None) -> tuple[str, str] | None:
    return (words.month(*when), addresses.month(*when)) if when else None


_RELATIONS = ((_("What it follows"), "follows"), (_("What followed"), "followed_by"), (_("Part of"), "part_of"), (_("Its parts"), "parts"))


def event(words: Words, settings: Settings, e: Event, picture: Picture | None, ends: tuple[Revision, ...]) -> View:
    """An event with its ledger."""
    told = e.told
    record, claims = told
    kind = next((t for t in settings.types if t.slug == record.type), None)
    return {
        "title": record.title,
        "description": told.summary,
        "standing": words.standing(e.entry),
        "event": e,
        "entry": e.entry,
        "record": record,
        "text": Text(record.body, e.links),
        "type": kind,
        "rule": words.rule(e.entry.grade, settings.publishers_for_confirmed),
        "ledger": _ledger(words, claims),
        "figures": _figures(claims),
        "columns": _columns(words, claims),
        "disputed": {note.about: words.say(_("disputed by {parties}"), parties=words.names(note.parties)) for note in e.entry.disputes},
        "cited": tuple(zip(e.brief.sources, (source.supports for source in record.source), e.cited_elsewhere, strict=True)),
        "relations": tuple((words.say(heading), found) for heading, name in _RELATIONS if (found := getattr(e, name))),
        "risks": risks(settings),
        "chronicle": _chronicle(words, *e.entry.month),
        "image": record.image,
        "picture": picture,
        "since": words.day(ends[0].date) if ends else "",
        "changed": words.day(ends[-1].date) if ends else "",
        "og_type": "article",
    }


def _chronicle(words: Words, number: int, at: int | None) -> tuple[str, str]:
    """The page of the chronicle that an event stands on: its label and its address."""
    return (words.month(number, at), addresses.month(number, at)) if at else (str(number), addresses.year(number))


def _ledger(words: Words, claims: tuple[Claim, ...]) -> tuple[tuple[str, str, tuple[Claim, ...], bool], ...]:
    """Each property with its heading, what is said of it, and whether anybody disputes that; nothing where all is said: the sources report what the title tells."""
    if len(claims) == 1 and not (claims[0].who or claims[0].claim or claims[0].quote):
        return ()
    rows = []
    for about in ABOUTS:
        mine = tuple(c for c in claims if c.about == about)
        if mine:
            has_rivals = any(c.stance == "disputes" for c in mine)
            rows.append((about, words.property(about), tuple(c for c in mine if not c.figure), has_rivals))
    return tuple(rows)


def _figures(claims: tuple[Claim, ...]) -> tuple[tuple[str, str | None, tuple[Claim, ...]], ...]:
    """Figures of one group side by side: what is counted, of whom, and each claimant's numbers."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if claim.figure:
            groups.setdefault((claim.figure.what, fold(claim.group or "")), []).append(claim)
    return tuple((what, mine[0].group, tuple(mine)) for (what, _group), mine in groups.items())


def _columns(words: Words, claims: tuple[Claim, ...]) -> tuple[tuple[str, str], ...]:
    """Heading and field of the numbers that any of the figures gives."""
    figures = [c.figure for c in claims if c.figure]
    headings = (("low", _("Lowest")), ("best", _("Best")), ("high", _("Highest")))
    used = [(words.say(heading), name) for name, heading in headings if any(getattr(f, name) is not None for f in figures)]
    return ((words.say(_("Count")), "best"),) if [name for _heading, name in used] == ["best"] else tuple(used)


def places(words: Words, items: Group) -> View:
    """Provinces with what lies in them, then the rest."""
    used: tuple[Place, ...] = items.items
    by_id = {p.record.id: p for p in used}
    under: dict[str, list[Place]] = {}
    for p in used:
        under.setdefault(_listed_under(p, by_id), []).append(p)
    tops = [(by_id[top], tuple(p for p in found if p.record.id != top)) for top, found in under.items()]
    provinces = tuple(t for t in tops if t[0].record.kind == "province")
    elsewhere = tuple(t for t in tops if t[0].record.kind != "province")
    groups = ((words.say(_("Provinces")), provinces), (words.say(_("Elsewhere")), elsewhere))
    return {
        "title": words.say(_("Places")),
        "description": words.say(_("Where it happened. The number is that of the events there or within.")),
        "groups": tuple(g for g in groups if g[1]),
    }


def _listed_under(p: Place, by_id: Mapping[str, Place]) -> str:
    """The id of the province that a place is or lies in; where there is none, of the outermost place that holds it."""
    while p.record.kind != "province" and p.within and p.within.id in by_id:
        p = by_id[p.within.id]
    return p.record.id


def place(words: Words, p: Place, picture: Picture | None) -> View:
    """A place and its events."""
    return {
        "title": p.record.name,
        "description": words.say(_("Events in {place}, in order."), place=p.record.name),
        "place": p,
        "picture": picture,
        "only": f"place={p.record.id}",
        "events": listings.of_place(p),
        "disputed": sum(bool(e.disputes) for e in p.events),
        "has_disputed_page": has_disputed_page(p),
        "text": Text(p.record.body, p.links),
        "strip": density(p.events),
        "totals": p.totals,
    }


def disputed_at(words: Words, p: Place, entries: Group) -> View:
    """What is disputed about a place's events, month by month."""
    return {
        "title": words.say(_("Disputed events in {place}"), place=p.record.name),
        "description": words.plural(_("{n} event"), _("{n} events"), len(entries.items)),
        "place": p,
        "events": (events := listings.disputed_at(p)),
        "months": () if events.parts else by_month(words, entries.items),
    }


def by_month(words: Words, entries: tuple[Entry, ...]) -> tuple[tuple[str, str, tuple[Entry, ...], int], ...]:
    """Events in groups of a month: its name, an id for its heading, the events, and how many of them are contested."""
    groups = []
    for (number, at), group in groupby(sorted(entries, key=lambda e: (e.month[0], e.month[1] or 0)), key=lambda e: e.month):
        label = words.month(number, at) if at else str(number)
        mine = tuple(group)
        groups.append((label, month_anchor(number, at), mine, count_contested(mine)))
    return tuple(groups)


def month_anchor(number: int, at: int | None) -> str:
    """The id of a month's heading on pages that go month by month."""
    return f"m{number:04}-{at or 0:02}"


def actors(words: Words, items: Group) -> View:
    """Actors by kind."""
    used: tuple[Actor, ...] = items.items
    kinds = sorted({a.record.kind or "" for a in used})
    groups = tuple((k, tuple(a for a in used if (a.record.kind or "") == k)) for k in kinds)
    return {
        "title": words.say(_("Actors")),
        "description": words.say(_("Who acted, who claimed, who disputed.")),
        "groups": groups,
    }


def actor(words: Words, a: Actor) -> View:
    """What an actor did, said and disputed."""
    return {
        "title": a.record.name,
        "description": words.say(_("What {actor} did, claimed and disputed."), actor=a.record.name),
        "actor": a,
        "only": f"actor={a.record.id}",
        "text": Text(a.record.body, a.links),
        "strip": density(a.events),
        "ledger": a.ledger,
        "lists": listings.of_actor(a),
        "disputes_at": addresses.disputes_of(a.record.id) if is_party(a) else "",
        "totals": a.totals,
    }


def is_party(a: Actor) -> bool:
    """Whether an actor stands on a side of any dispute."""
    return bool(a.ledger.answered or a.ledger.disputes)


def event_type(words: Words, kind: EventType, entries: Group) -> View:
    """The events of a type."""
    return {
        "title": kind.label,
        "description": kind.description or words.say(_("All events of this type, in order.")),
        "lead": kind.description,
        **_monthly(words, listings.of_facet(addresses.event_type(kind.slug), entries.items)),
    }


def status(words: Words, which: Status, entries: Group) -> View:
    """The events of a status."""
    return {
        "title": words.say(_("{status} events"), status=words.status(which)),
        "description": words.meaning(which),
        "lead": words.meaning(which),
        **_monthly(words, listings.of_facet(addresses.status(which), entries.items)),
    }


def _monthly(words: Words, events: Listing) -> View:
    """What a page that goes month by month shows of its events; no months where the list is too long for it."""
    months = () if events.parts else by_month(words, events.items)
    return {"total": len(events.items), "strip": density(events.items), "months": months, "events": events}


def period(words: Words, p: Period, before: Period | None, after: Period | None) -> View:
    """A chapter."""
    return {
        "title": p.record.title,
        "description": p.record.summary,
        "period": p,
        "only": f"period={p.record.id}",
        "text": Text(p.record.body, p.links),
        "strip": density(p.events),
        "pivotal": listings.of_facet(addresses.period(p.record.id), tuple(e for e in p.events if e.pivotal)),
        "events": listings.of_period(p),
        "totals": p.totals,
        "balance": balance(words, p.balance),
        "before": before,
        "after": after,
    }


def disputes(words: Words, rows: Group, latest: date | None) -> View:
    """The register of disputes, by property, with a way to those of each party."""
    items: tuple[OpenDispute, ...] = rows.items
    groups = [(a, words.property(a), found) for a in ABOUTS if (found := listings.of_property(items, a, latest)).items]
    said = Counter(ref for row in items for ref in row.claimants)
    disputed = Counter(ref for row in items for ref in row.parties)
    parties = sorted({*said, *disputed}, key=lambda ref: (ref.label.casefold(), ref.id))
    return {
        "title": words.say(_("Open disputes")),
        "description": words.say(_("Which property of which event is disputed, between whom, since when.")),
        "groups": tuple(groups),
        "parties": tuple((ref, addresses.disputes_of(ref.id), said[ref], disputed[ref]) for ref in parties),
        "latest": latest,
        "total": len(items),
    }


def disputes_of(words: Words, who: Ref, answered: Group, disputing: Group, latest: date | None) -> View:
    """The disputes that one actor is a party to, on either side."""
    return {
        "title": words.say(_("Disputes with {actor}"), actor=who.label),
        "description": words.say(_("What others dispute of what {actor} says, and what it disputes of others."), actor=who.label),
        "who": who,
        "sides": (
            ("answered", words.say(_("What others dispute of what it says")), listings.of_side(who, "answered", answered.items, latest)),
            ("disputing", words.say(_("What it disputes")), listings.of_side(who, "disputing", disputing.items, latest)),
        ),
        "latest": latest,
    }


def sources(words: Words, settings: Settings, items: Group, single: Group, rests_on: Balance) -> View:
    """Every outlet, what rests on one alone, and what of it all is archived."""
    return {
        "title": words.say(_("Sources")),
        "description": words.say(_("Who is cited, how often, and which events rest on one publisher.")),
        "publishers": items.items,
        "single": listings.single_source(single.items),
        "balance": balance(words, rests_on),
        "operators": rests_on.operators,
        "archived": rests_on.sources - rests_on.unarchived,
        "risks": risks(settings),
    }


def balance(words: Words, b: Balance) -> View:
    """What a set of events rests on: four short tables, each of words and number."""
    return {
        "total": b.sources,
        "unarchived": b.unarchived,
        "lists": (
            ("countries", words.say(_("Country of the outlet")), tuple((words.country(c), n) for c, n in b.countries)),
            ("languages", words.say(_("Language")), tuple((words.tongue(c), n) for c, n in b.languages)),
            ("kinds", words.say(_("Kind of outlet")), tuple((words.term(c), n) for c, n in b.kinds)),
            ("sides", words.say(_("Outlet run by")), tuple((label or words.say(_("no party to the story")), n) for label, n in b.sides)),
        ),
    }


def risks(settings: Settings) -> dict[str, RiskyOperator]:
    return {risk.operator: risk for risk in settings.risky_operators}


def publisher(words: Words, settings: Settings, p: Publisher) -> View:
    """An outlet and every event that cites it."""
    return {
        "title": p.ref.label,
        "description": words.say(_("Events that cite {publisher}."), publisher=p.ref.label),
        "publisher": p,
        "text": Text(p.record.body, p.links) if p.record else None,
        "cited": listings.of_publisher(p, risks(settings)),
    }


def plain(words: Words, settings: Settings, page: PlainPage) -> View:
    """A page of text; the methodology adds the rules and the meanings, straight from the code that applies them."""
    record = page.record
    return {
        "title": record.title,
        "description": record.summary or record.body.first_paragraph,
        "text": Text(record.body, page.links),
        **(_rules(words, settings) if record.id == "methodology" else {"rules": (), "meanings": ()}),
    }


def methodology(words: Words, settings: Settings) -> View:
    """The rules alone, for a site that has not written a methodology of its own: every event links to them."""
    return {
        "title": words.say(_("Methodology")),
        "description": words.say(_("What each status means, and the rules that give it.")),
        "text": Text(Body(), ()),
        **_rules(words, settings),
    }


def _rules(words: Words, settings: Settings) -> View:
    wanted = words.number(settings.publishers_for_confirmed)
    return {
        "rules": tuple((r, words.status(r.status), words.say(r.says, wanted=wanted)) for r in RULES),
        "meanings": tuple((s, words.status(s), words.meaning(s)) for s in STATUSES),
    }


def search(words: Words, types: tuple[EventType, ...], years: tuple[int, ...], engine: Engine) -> View:
    """The search page with its facets; only Pagefind's engine has a part that is no script."""
    kinds = (("event", _("Event")), ("place", _("Place")), ("actor", _("Actor")), ("publisher", _("Outlet")), ("period", _("Chapter")))
    lists = (
        ("kind", words.say(_("Kind")), tuple((k, words.say(label)) for k, label in kinds)),
        ("status", words.say(_("Status")), tuple((s, words.status(s)) for s in STATUSES)),
        ("type", words.say(_("Type")), tuple((t.slug, t.label) for t in types)),
        ("year", words.say(_("Year")), tuple((str(y), str(y)) for y in years)),
    )
    return {
        "facets": tuple((name, label, tuple((facet(name, v), text) for v, text in rows)) for name, label, rows in lists),
        "title": words.say(_("Search")),
        "description": words.say(_("Events, places, actors and outlets of this record.")),
        "engine": engine,
        **({"runs_wasm": True} if engine == "pagefind" else {}),
    }


def part(words: Words, of: str, listing: Listing, mine: Part, before: Part | None, after: Part | None) -> View:
    """A year, a month or a day of a list that is too long for a page; what it is of may be a word of the catalogue."""
    of = words.gettext(of)
    return {
        "title": f"{of}: {words.when(mine.when)}",
        "description": words.plural(_("{n} event"), _("{n} events"), len(mine.items)),
        "of": of,
        "events": listing._replace(items=mine.items, is_part=True),
        "before": (words.when(before.when), before.address) if before else None,
        "after": (words.when(after.when), after.address) if after else None,
    }


def not_found(words: Words) -> View:
    """Nothing stands at this address."""
    return {
        "title": words.say(_("Page not found")),
        "description": words.say(_("Nothing stands at this address.")),
        "is_unlisted": True,
    }


def redirect(words: Words, now: Ref) -> View:
    """An old address that leads on."""
    return {
        "title": now.label,
        "description": words.say(_("This page has moved.")),
        **({"standing": words.standing(now.entry)} if now.entry else {}),
        "target": now,
        "is_unlisted": True,
    }
