"""The plan of the site: every page that will stand, and the guarantee that no two claim one address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from builder.chronicle.values import Chronicle, Entry, Links
from builder.digests import digest
from builder.problems import Finding, nearest
from builder.records.kinds import ABOUTS, STATUSES, Reference
from builder.records.revisions import History
from builder.settings import Settings
from builder.site import addresses, listings, map_views, past_views, views
from builder.site.geography import pictures, place_pictures, spots
from builder.site.listings import Listing, Part
from builder.site.narrowing import has_disputed_page, provinces_by_month
from builder.site.page import Group, Page, Planned, Recalled
from builder.site.search import Engine
from builder.site.words import PROPERTY_WORDS, STATUS_WORDS


class Menu(NamedTuple):
    """What every page's head and foot lead to."""

    footer: tuple[tuple[str, str], ...]  # label and address of the plain pages
    sections: frozenset[str]  # addresses of the sections that a site has or has not

    @property
    def digest(self) -> bytes:
        """Of both; a set has no order of its own."""
        return digest(self.footer, tuple(sorted(self.sections)))


class Plan(NamedTuple):
    """Everything to publish, in the order of files, none twice."""

    pages: tuple[Planned, ...]
    findings: tuple[Finding, ...]
    menu: Menu


Outline = tuple[tuple[str, str, bytes], ...]  # of pages: address, template, and the digest of what each says


def recalled(recall: Callable[[Callable[[], Outline]], Outline], pages: Callable[[], Iterable[Page]]) -> list[Recalled]:
    """Pages that show nothing but what is the same as long as the chronicle's `shared` is.

    Args:
        recall: gives what the work returns, or returned when the chronicle's `shared` was the same.
        pages: plans them.
    """
    planned = cache(lambda: tuple(pages()))
    outline = recall(lambda: tuple((page.address, page.template, page.said) for page in planned()))
    return [Recalled(*known, number, planned) for number, known in enumerate(outline)]


def search_page(chronicle: Chronicle, settings: Settings, engine: Engine) -> Page:
    """The page of the search, for sites that have its index."""
    years = tuple(sorted({e.month[0] for e in chronicle.entries}))
    return Page("search/", "search.html", views.search, (settings.types, years, engine))


def seal(chronicle: Chronicle, pages: Iterable[Planned]) -> Plan:
    """Put everything that will stand into one plan, and report addresses claimed twice and links to none."""
    taken: dict[str, Planned] = {}
    findings = []
    for page in pages:
        key = page.file.casefold()  # some disks cannot tell A from a
        if key in taken:
            findings.append(_taken(chronicle, page, taken[key]))
        taken.setdefault(key, page)
    findings += _dead_links(chronicle, {p.address for p in taken.values()})
    return Plan(tuple(sorted(taken.values(), key=lambda p: p.file)), tuple(findings), _menu(chronicle, taken))


def _menu(chronicle: Chronicle, taken: dict[str, Planned]) -> Menu:
    ordered = sorted(chronicle.pages, key=lambda p: (p.record.order, p.record.id))
    sections = {address for address in ("map/", "search/") if f"{address}index.html" in taken}
    return Menu(tuple((p.record.title, f"{p.record.id}/") for p in ordered), frozenset(sections))


def own_pages(chronicle: Chronicle, settings: Settings, history: History) -> Iterator[Page]:
    """The pages that show what single events say and when that changed."""
    pictured = pictures(chronicle)
    for event in chronicle.events:
        revisions = history.of(event.id)
        values = (settings, event, pictured.get(event.id), revisions[:1] + revisions[-1:])
        yield Page(addresses.event(event.id), "event.html", views.event, values)
        if revisions:
            yield Page(addresses.history(event.id), "history.html", past_views.history, (settings, event, revisions))
    for tombstone in chronicle.tombstones:
        told = (tombstone, history.of(tombstone.record.id))
        yield Page(addresses.event(tombstone.record.id), "tombstone.html", past_views.tombstone, told)


def shared_pages(chronicle: Chronicle, settings: Settings) -> Iterator[Page]:
    """All other pages that readers open: what they show of events is in brief."""
    entries, periods = chronicle.entries, chronicle.facets.periods
    yield Page("", "home.html", views.home, (settings, Group(entries), Group(periods), chronicle.latest))
    yield Page("timeline/", "timeline.html", views.timeline, (settings, Group(entries)))
    yield from _calendar(chronicle)
    yield Page("corrections/", "corrections.html", past_views.corrections, (past_views.corrected(chronicle),))
    yield from _facets(chronicle, settings)
    for n, period in enumerate(periods):
        before = periods[n - 1] if n else None
        after = periods[n + 1] if n + 1 < len(periods) else None
        yield Page(addresses.period(period.record.id), "period.html", views.period, (period, before, after))
        yield from _parts(period.record.title, listings.of_period(period))
    for page in chronicle.pages:
        yield Page(f"{page.record.id}/", "plain.html", views.plain, (settings, page))
    if not any(page.record.id == "methodology" for page in chronicle.pages):
        yield Page("methodology/", "plain.html", views.methodology, (settings,))
    for old, now in chronicle.aliases:
        yield Page(addresses.event(old), "redirect.html", views.redirect, (now,))
    yield Page("404.html", "404.html", views.not_found, ())


def _calendar(chronicle: Chronicle) -> Iterator[Page]:
    by_year: dict[int, list[Entry]] = defaultdict(list)
    by_month: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    for entry in chronicle.entries:
        year, month = entry.month
        by_year[year].append(entry)
        if month:
            by_month[year, month].append(entry)
    years = tuple(sorted(by_year))
    for year in years:
        yield Page(addresses.year(year), "year.html", views.year, (year, years, Group(tuple(by_year[year]))))
    months = sorted(by_month)
    provinces = provinces_by_month(chronicle.facets.places)
    for n, when in enumerate(months):
        neighbours = (months[n - 1] if n else None, months[n + 1] if n + 1 < len(months) else None)
        found = tuple(by_month[when])
        yield Page(addresses.month(*when), "month.html", views.month, (when, neighbours, Group(found), provinces.get(when, ())))
        yield from _parts(f"{when[0]:04}-{when[1]:02}", listings.of_month(addresses.month(*when), found))


def _facets(chronicle: Chronicle, settings: Settings) -> Iterator[Page]:
    entries, facets = chronicle.entries, chronicle.facets
    places = tuple(p for p in facets.places if p.events or p.record.kind == "province")
    yield Page("places/", "places.html", views.places, (Group(places),))
    pictured = place_pictures(chronicle)
    for place in facets.places:
        yield Page(addresses.of(place.ref), "place.html", views.place, (place, pictured.get(place.record.id)))
        if has_disputed_page(place):
            found = Group(tuple(e for e in place.events if e.disputes))
            yield Page(f"{addresses.of(place.ref)}disputed/", "disputed_at.html", views.disputed_at, (place, found))
            yield from _parts(place.record.name, listings.disputed_at(place))
        yield from _parts(place.record.name, listings.of_place(place))
    actors = tuple(a for a in facets.actors if a.events)
    yield Page("actors/", "actors.html", views.actors, (Group(actors),))
    for actor in facets.actors:
        yield Page(addresses.of(actor.ref), "actor.html", views.actor, (actor,))
        for section in listings.of_actor(actor).values():
            yield from _parts(actor.record.name, section)
    for kind in settings.types:
        found = Group(tuple(e for e in entries if e.type == kind.slug))
        yield Page(addresses.event_type(kind.slug), "facet.html", views.event_type, (kind, found))
        yield from _parts(kind.label, listings.of_facet(addresses.event_type(kind.slug), found.items))
    for which in STATUSES:
        found = Group(tuple(e for e in entries if e.grade.status == which))
        yield Page(addresses.status(which), "facet.html", views.status, (which, found))
        yield from _parts(STATUS_WORDS[which], listings.of_facet(addresses.status(which), found.items))
    if chronicle.outlines.areas:
        map_values = (chronicle.outlines, Group(facets.places), Group(spots(chronicle)))
        yield Page("map/", "map.html", map_views.map_page, map_values)
    yield Page("disputes/", "disputes.html", views.disputes, (Group(facets.disputes), chronicle.latest))
    for about in ABOUTS:
        yield from _parts(PROPERTY_WORDS[about], listings.of_property(facets.disputes, about, chronicle.latest))
    for actor in filter(views.is_party, facets.actors):
        sides = (Group(actor.ledger.answered), Group(actor.ledger.disputes))
        yield Page(addresses.disputes_of(actor.record.id), "disputes_of.html", views.disputes_of, (actor.ref, *sides, chronicle.latest))
        for side, rows in zip(("answered", "disputing"), sides, strict=True):
            yield from _parts(actor.record.name, listings.of_side(actor.ref, side, rows.items, chronicle.latest))
    single = Group(tuple(e for e in entries if e.grade.is_single_source))
    yield Page("sources/", "sources.html", views.sources, (settings, Group(facets.publishers), single, facets.balance))
    yield from _parts(views.SINGLE_SOURCE, listings.single_source(single.items))
    for publisher in facets.publishers:
        yield Page(addresses.of(publisher.ref), "publisher.html", views.publisher, (settings, publisher))
        yield from _parts(publisher.ref.label, listings.of_publisher(publisher, views.risks(settings)))


def _parts(of: str, listing: Listing) -> Iterator[Page]:
    """The pages of a list that is too long for the page that shows it."""
    parts = listing.parts
    for n, part in enumerate(parts):
        before, after = parts[n - 1] if n else None, parts[n + 1] if n + 1 < len(parts) else None
        yield Page(part.address, "part.html", views.part, (of, listing._replace(items=()), part, _named(before), _named(after)))


def _named(part: Part | None) -> Part | None:
    """A neighbour's address and name, without what stands there."""
    return part._replace(items=()) if part else None


def _taken(chronicle: Chronicle, page: Planned, other: Planned) -> Finding:
    owner = next((p for p in chronicle.pages if f"{p.record.id}/" in (page.address, other.address)), None)
    path = owner.record.path if owner else "site.toml"
    return Finding(
        path=path,
        code="address-taken",
        message=f"two pages claim the address /{page.address}",
        hint="rename the file whose name is the address",
    )


def _dead_links(chronicle: Chronicle, known: set[str]) -> Iterator[Finding]:
    """Links from the site's root, such as /methodology/, that lead nowhere."""
    for path, references, links in _holders(chronicle):
        lines = {r.target: r for r in references}
        for target, ref in links:
            if ref.kind == "site" and ref.id.split("#")[0] not in known:
                at = lines[target]
                yield Finding(
                    path=path,
                    code="broken-link",
                    message=f"nothing stands at /{ref.id}",
                    hint=nearest(ref.id, known),
                    line=at.line,
                    column=at.column,
                )


def _holders(chronicle: Chronicle) -> Iterator[tuple[str, tuple[Reference, ...], Links]]:
    """Whatever has a text with links: its path, the links as written, and where they lead."""
    for event in chronicle.events:
        if event.links:
            yield event.brief.path, event.brief.references, event.links
    for record, links in chronicle.bodies:
        yield record.path, record.body.references, links
