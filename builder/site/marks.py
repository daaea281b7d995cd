"""An event's mark in lists: what it looks like says how the event stands, what of it is disputed, and how well its date is known."""

from __future__ import annotations

from builder.chronicle.values import Entry


def mark(entry: Entry) -> str:
    """The classes of a row, the status first; style.css draws them."""
    classes: list[str] = [entry.grade.status]
    if entry.disputes and entry.grade.status != "contested":
        classes.append("half")
    if not entry.date.is_known_to_the_day:
        classes.append("doubtful")
    if entry.date.precision == "interval":
        classes.append("span")
    if entry.date.latest is None:
        classes.append("open")
    return " ".join(classes)
