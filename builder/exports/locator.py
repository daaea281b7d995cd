"""Small maps for event pages: the country, and the place as precisely as the event is known to have been there.

Each is a picture of its own, so that pages stay light and events at one place share it.
"""

from __future__ import annotations

from builder.records.kinds import PlaceRecord
from builder.records.outlines import Outline, Outlines
from builder.site.geography import WIDE, Frame, Picture, frame, path
from builder.site.page import View
from builder.site.words import Words

WIDTH = 360
RADII = {"exact": 4, "town": 4, "near": 10, "district": 16}
_STYLE = (
    "path{fill:#e4dccb;stroke:#fbf8f2;stroke-width:1;stroke-linejoin:round}"
    ".border{fill:none;stroke:#bdb29d}.here{fill:#c9776b}.spot{fill:#8f1d22}.around{fill:#8f1d22;fill-opacity:.25;stroke:#8f1d22;stroke-width:1.5}"
    "@media(prefers-color-scheme:dark){path{fill:#2b343c;stroke:#14181c}.border{stroke:#4a555f}.here{fill:#8a4741}"
    ".spot{fill:#ff9d94}.around{fill:#ff9d94;stroke:#ff9d94}}"
)


def view(_words: Words, outlines: Outlines, picture: Picture) -> View:
    """The picture's bytes: a province is filled, what is known more closely is marked as closely."""
    window = frame(outlines, WIDTH)
    is_wide = picture.precision in WIDE
    areas = "".join(_area(area, window, is_here=is_wide and area.iso == picture.area) for area in outlines.areas)
    borders = f'<path class="border" d="{path(outlines.borders, window, closed=False, step=2)}"/>'
    mark = "" if is_wide else _mark(picture.place, picture.precision, window)
    box = f"0 0 {window.width} {window.height}"
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><style>{_STYLE}</style>{borders}{areas}{mark}</svg>\n'
    return {"bytes": text.encode()}


def _area(area: Outline, window: Frame, *, is_here: bool) -> str:
    kind = ' class="here"' if is_here else ""
    return f'<path{kind} d="{path(area.rings, window, closed=True, step=3)}"/>'


def _mark(record: PlaceRecord, precision: str, window: Frame) -> str:
    assert record.coordinates
    x, y = window.point(*record.coordinates)
    kind = "spot" if precision in ("exact", "town") else "around"
    return f'<circle class="{kind}" cx="{x}" cy="{y}" r="{RADII.get(precision, RADII["near"])}"/>'
