"""Which data files a site has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from builder.chronicle.values import Chronicle
from builder.exports import atom, locator, robots, sitemap, timeline_data
from builder.settings import Settings
from builder.site import addresses
from builder.site.geography import pictures, place_pictures
from builder.site.page import Group, Page
from builder.site.past_views import corrected


def exports(chronicle: Chronicle, settings: Settings, pages: Iterable[Page]) -> Iterator[Page]:
    """The feed, the sitemap (where the base URL is known) and what hosts ask for.

    Args:
        pages: what readers open; the sitemap lists them.
    """
    latest = Group(tuple(reversed(chronicle.events[-settings.feed_entries :])))
    yield Page("feed.xml", "", atom.view, (settings, latest))
    yield Page("corrections.xml", "", atom.corrections, (settings, corrected(chronicle)))
    if settings.base_url:
        redirected = {addresses.event(old) for old, _ in chronicle.aliases} | {"404.html"}
        kept = tuple(sorted(a for a in (p.address for p in pages) if a not in redirected))
        yield Page("sitemap.xml", "", sitemap.view, (settings, kept))
    drawn = (*pictures(chronicle).values(), *place_pictures(chronicle).values())
    for picture in {p.address: p for p in drawn}.values():
        yield Page(picture.address, "", locator.view, (chronicle.outlines, picture))
    columns = (settings, Group(chronicle.events), Group(chronicle.places), Group(chronicle.periods))
    yield Page("data/timeline.json", "", timeline_data.view, columns)
    yield Page("robots.txt", "", robots.view, (settings,))
    yield Page(".nojekyll", "", robots.empty, ())
    if settings.custom_domain:
        yield Page("CNAME", "", robots.cname, (settings.custom_domain,))
