"""Where everything stands. Addresses are relative to the site's root and end in a slash, or name a file.

A link is written with ROOT in front; the renderer puts the way up to the site's root in its place, so that every
page works under any base path.
"""

from __future__ import annotations

from builder.chronicle.values import Ref

ROOT = "\x02"  # no text of ours holds it: bodies refuse control characters, and YAML does too

_FOLDERS = {
    "event": "events",
    "place": "places",
    "actor": "actors",
    "publisher": "sources",
    "period": "periods",
}


def of(ref: Ref) -> str:
    """The address of what a reference leads to."""
    if ref.kind in _FOLDERS:
        return f"{_FOLDERS[ref.kind]}/{ref.id}/"
    return {"page": f"{ref.id}/", "media": f"media/{ref.id}", "site": ref.id}[ref.kind]


def event(event_id: str) -> str:
    """The address of an event."""
    return f"events/{event_id}/"


def disputes_of(actor_id: str) -> str:
    """The address of the disputes that an actor is a party to."""
    return f"disputes/{actor_id}/"


def history(event_id: str) -> str:
    """The address of an event's history."""
    return f"events/{event_id}/history/"


def year(number: int) -> str:
    """The address of a year's chronicle."""
    return f"{number:04}/"


def month(year_number: int, number: int) -> str:
    """The address of a month's chronicle."""
    return f"{year_number:04}/{number:02}/"


def period(period_id: str) -> str:
    """The address of a chapter."""
    return f"periods/{period_id}/"


def event_type(slug: str) -> str:
    """The address of a type's events."""
    return f"types/{slug}/"


def status(word: str) -> str:
    """The address of a status's events."""
    return f"status/{word}/"


def file_of(address: str) -> str:
    """The file that answers at an address."""
    return f"{address}index.html" if address == "" or address.endswith("/") else address


def root_from(address: str) -> str:
    """The relative way from a page to the site's root, ending in a slash."""
    return "../" * address.count("/") or "./"


def beside(address: str) -> tuple[str, str]:
    """The folder that a page lies in, and the relative way there: the short one to all that lies beside the page."""
    folder = address[: address.rstrip("/").rfind("/") + 1]
    return folder, "../" if address.endswith("/") else "./"
