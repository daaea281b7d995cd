"""The plan of the site: every page that will stand, and the guarantee that no two claim one address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from builder.chronicle.values import Actor, Chronicle, Entry, Event, Period, Place, PlainPage
from builder.digests import digest
from builder.problems import Finding, nearest
from builder.records.kinds import STATUSES
from builder.records.revisions import History
from builder.settings import Settings
from builder.site import addresses, map_views, past_views, views
from builder.site.geography import pictures, place_pictures, spots
from builder.site.narrowing import has_disputed_page, provinces_by_month
from builder.site.page import Copy, Group, Page


@dataclass(frozen=True, slots=True)
class Menu:
    """What every page's head and foot lead to."""

    footer: tuple[tuple[str, str], ...]  # label and address of the plain pages
    sections: frozenset[str]  # addresses of the sections that a site has or has not

    @property
    def digest(self) -> bytes:
        """Of both; a set has no order of its own."""
        return digest(self.footer, tuple(sorted(self.sections)))


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything to publish, in the order of files, none twice."""

    pages: tuple[Page | Copy, ...]
    findings: tuple[Finding, ...]
    menu: Menu


def lay_out(chronicle: Chronicle, settings: Settings, history: History) -> tuple[Page, ...]:
    """Every page that readers open."""
    return tuple(_pages(chronicle, settings, history))


def search_page(chronicle: Chronicle, settings: Settings) -> Page:
    """The page of the search, for sites that have its index."""
    years = tuple(sorted({e.month[0] for e in chronicle.entries}))
    return Page("search/", "search.html", views.search, (settings.types, years))


def seal(chronicle: Chronicle, pages: Iterable[Page | Copy]) -> Plan:
    """Put everything that will stand into one plan, and report addresses claimed twice and links to none."""
    taken: dict[str, Page | Copy] = {}
    findings = []
    for page in pages:
        key = page.file.casefold()  # some disks cannot tell A from a
        if key in taken:
            findings.append(_taken(chronicle, page, taken[key]))
        taken.setdefault(key, page)
    findings += _dead_links(chronicle, {p.address for p in taken.values()})
    return Plan(tuple(sorted(taken.values(), key=lambda p: p.file)), tuple(findings), _menu(chronicle, taken))


def _menu(chronicle: Chronicle, taken: dict[str, Page | Copy]) -> Menu:
    ordered = sorted(chronicle.pages, key=lambda p: (p.record.order, p.record.id))
    sections = {address for address in ("map/", "search/") if f"{address}index.html" in taken}
    return Menu(tuple((p.record.title, f"{p.record.id}/") for p in ordered), frozenset(sections))


def _pages(chronicle: Chronicle, settings: Settings, history: History) -> Iterator[Page]:
    entries = chronicle.entries
    yield Page("", "home.html", views.home, (settings, Group(entries), Group(chronicle.periods)))
    yield Page("timeline/", "timeline.html", views.timeline, (settings, Group(entries), Group(chronicle.periods)))
    yield from _calendar(chronicle)
    pictured = pictures(chronicle)
    for event in chronicle.events:
        revisions = history.of(event.id)
        values = (settings, event, pictured.get(event.id), revisions[:1] + revisions[-1:])
        yield Page(addresses.event(event.id), "event.html", views.event, values)
        yield Page(addresses.history(event.id), "history.html", past_views.history, (settings, event, revisions))
    for tombstone in chronicle.tombstones:
        told = (tombstone, history.of(tombstone.record.id))
        yield Page(addresses.event(tombstone.record.id), "tombstone.html", past_views.tombstone, told)
    yield Page("corrections/", "corrections.html", past_views.corrections, (past_views.corrected(chronicle),))
    yield from _facets(chronicle, settings)
    for n, period in enumerate(chronicle.periods):
        before = chronicle.periods[n - 1] if n else None
        after = chronicle.periods[n + 1] if n + 1 < len(chronicle.periods) else None
        yield Page(f"periods/{period.record.id}/", "period.html", views.period, (period, before, after))
    for page in chronicle.pages:
        yield Page(f"{page.record.id}/", "plain.html", views.plain, (settings, page))
    if not any(page.record.id == "methodology" for page in chronicle.pages):
        yield Page("methodology/", "plain.html", views.methodology, (settings,))
    titles = {e.id: e.title for e in entries}
    for old, new in chronicle.aliases:
        target = addresses.event(new)
        yield Page(addresses.event(old), "redirect.html", views.redirect, (target, titles[new]))
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
    provinces = provinces_by_month(chronicle.places)
    for n, when in enumerate(months):
        neighbours = (months[n - 1] if n else None, months[n + 1] if n + 1 < len(months) else None)
        values = (when, neighbours, Group(tuple(by_month[when])), provinces.get(when, ()))
        yield Page(addresses.month(*when), "month.html", views.month, values)


def _facets(chronicle: Chronicle, settings: Settings) -> Iterator[Page]:
    entries = chronicle.entries
    places = tuple(p for p in chronicle.places if p.events or p.record.kind == "province")
    yield Page("places/", "places.html", views.places, (Group(places),))
    pictured = place_pictures(chronicle)
    for place in chronicle.places:
        yield Page(addresses.of(place.ref), "place.html", views.place, (place, pictured.get(place.record.id)))
        if has_disputed_page(place):
            found = Group(tuple(e for e in place.events if e.disputes))
            yield Page(f"{addresses.of(place.ref)}disputed/", "disputed_at.html", views.contested_at, (place, found))
    actors = tuple(a for a in chronicle.actors if a.events)
    yield Page("actors/", "actors.html", views.actors, (Group(actors),))
    for actor in chronicle.actors:
        yield Page(addresses.of(actor.ref), "actor.html", views.actor, (actor,))
    for kind in settings.types:
        found = Group(tuple(e for e in entries if e.type == kind.slug))
        yield Page(f"types/{kind.slug}/", "facet.html", views.event_type, (kind, found))
    for which in STATUSES:
        found = Group(tuple(e for e in entries if e.grade.status == which))
        yield Page(f"status/{which}/", "facet.html", views.status, (which, found))
    if chronicle.outlines.areas:
        map_values = (chronicle.outlines, Group(chronicle.places), Group(spots(chronicle)))
        yield Page("map/", "map.html", map_views.map_page, map_values)
    yield Page("disputes/", "disputes.html", views.disputes, (chronicle.disputes,))
    single = Group(tuple(e for e in entries if e.grade.is_single_source))
    yield Page("sources/", "sources.html", views.sources, (Group(chronicle.publishers), single))
    for publisher in chronicle.publishers:
        yield Page(addresses.of(publisher.ref), "publisher.html", views.publisher, (publisher,))


def _taken(chronicle: Chronicle, page: Page | Copy, other: Page | Copy) -> Finding:
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
    holders: tuple[Event | PlainPage | Period | Actor | Place, ...] = (*chronicle.events, *chronicle.pages, *chronicle.periods, *chronicle.actors, *chronicle.places)
    for holder in holders:
        lines = {r.target: r for r in holder.record.body.references}
        for target, ref in holder.links:
            if ref.kind == "site" and ref.id.split("#")[0] not in known:
                at = lines[target]
                yield Finding(
                    path=holder.record.path,
                    code="broken-link",
                    message=f"nothing stands at /{ref.id}",
                    hint=nearest(ref.id, known),
                    line=at.line,
                    column=at.column,
                )
