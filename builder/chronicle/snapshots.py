"""What is wrong with the snapshots of an event's sources."""

from __future__ import annotations

from collections.abc import Iterator

from builder.problems import Finding
from builder.records.kinds import EventRecord, Source
from builder.records.snapshots import Snapshot, is_of_another_page, read_snapshot
from builder.settings import Settings


def check_snapshots(record: EventRecord, settings: Settings) -> Iterator[Finding]:
    """Snapshots that lead to no copy, to one of another page, or that only operators on the site's risk list keep."""
    risky = {r.operator: r for r in settings.risky_operators}
    for n, source in enumerate(record.source):
        copies = [read_snapshot(url) for url in source.archived]
        for m, copy in enumerate(copies):
            yield from _check(record.path, source, copy, ("source", n, "archived", m))
        if copies and all(copy.operator in risky for copy in copies):
            risk = risky[copies[0].operator]
            yield Finding(
                path=record.path,
                code="risky-snapshot",
                message=f"the only snapshots of this source are kept by {risk.operator}, at risk since {risk.since}: {risk.reason}",
                hint="add a snapshot at another operator",
                keys=("source", n, "archived"),
            )


def _check(path: str, source: Source, copy: Snapshot, keys: tuple[str | int, ...]) -> Iterator[Finding]:
    if copy.mistake and copy.operator:  # an address that is none is reported where it is read
        hint = "open the copy and take the address that names its day, or its own short name"
        yield Finding(path=path, code="bad-snapshot", message=f"`{copy.url}` {copy.mistake}", hint=hint, keys=keys)
    elif is_of_another_page(copy, source.url):
        yield Finding(
            path=path,
            code="snapshot-of-another-page",
            message=f"the snapshot is of {copy.original}, the source is {source.url}",
            hint="mend the one that is wrong; if the page moved, give the source the address that was archived",
            keys=keys,
        )
