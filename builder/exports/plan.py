"""Which data files a site has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from builder.chronicle.values import Chronicle
from builder.exports import atom, locator, robots, sitemap, timeline_data, timeline_index
from builder.settings import Settings
from builder.site.geography import pictures, place_pictures
from builder.site.page import Group, Page, Recalled
from builder.site.past_views import corrected

UNLISTED = ("", "404.html", "history.html", "redirect.html")  # no page, and pages that ask search engines to pass them by


def feed(chronicle: Chronicle, settings: Settings) -> Page:
    """What events say, the latest first."""
    latest = Group(tuple(reversed(chronicle.events[-settings.feed_entries :])))
    return Page("feed.xml", "", atom.view, (settings, latest))


def sitemaps(settings: Settings, pages: Iterable[Page | Recalled]) -> Iterator[Page]:
    """Which pages search engines are led to, where the base URL is known."""
    if settings.base_url:
        yield from _sitemaps(settings, tuple(sorted(p.address for p in pages if p.template not in UNLISTED)))


def shared_files(chronicle: Chronicle, settings: Settings) -> Iterator[Page]:
    """The other data files, and what hosts ask for: what they show of events is in brief."""
    yield Page("corrections.xml", "", atom.corrections, (settings, corrected(chronicle)))
    drawn = (*pictures(chronicle).values(), *place_pictures(chronicle).values())
    for picture in {p.address: p for p in drawn}.values():
        yield Page(picture.address, "", locator.view, (chronicle.outlines, picture))
    yield from _timeline(chronicle, settings)
    yield Page("robots.txt", "", robots.view, (settings,))
    yield Page(".nojekyll", "", robots.empty, ())
    if settings.custom_domain:
        yield Page("CNAME", "", robots.cname, (settings.custom_domain,))


def _sitemaps(settings: Settings, listed: tuple[str, ...]) -> Iterator[Page]:
    parts = [listed[start : start + sitemap.LIMIT] for start in range(0, len(listed), sitemap.LIMIT)]
    if len(parts) < 2:
        yield Page("sitemap.xml", "", sitemap.view, (settings, listed))
        return
    files = tuple(f"sitemap-{n}.xml" for n in range(1, len(parts) + 1))
    yield Page("sitemap.xml", "", sitemap.index, (settings, files))
    for file, part in zip(files, parts, strict=True):
        yield Page(file, "", sitemap.view, (settings, part))


def _timeline(chronicle: Chronicle, settings: Settings) -> Iterator[Page]:
    """The data of timeline and map: each file depends on its own events and on the places that these name."""
    gazetteer = timeline_data.located(chronicle.gazetteer)
    shards = tuple(timeline_index.shards(chronicle.events))
    for shard in shards:
        places = timeline_data.places_of(shard.events, gazetteer)
        drawn = Group(tuple(map(timeline_data.Drawn, shard.events)))
        yield Page(shard.address, "", timeline_data.view, (settings, drawn, Group(tuple(places.values()))))
    chapters = tuple(timeline_index.chapter(period) for period in chronicle.facets.periods)
    yield Page(timeline_index.ADDRESS, "", timeline_index.view, (settings, tuple(shard.listed for shard in shards), chapters))
