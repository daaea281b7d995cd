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
RADII = {"exact": 5, "town": 5, "near": 10, "district": 16}
_STYLE = (
    "path{fill:#e9e4d8;stroke:#fdfcf9;stroke-width:1;stroke-linejoin:round}"
    ".border{fill:none;stroke:#bdb6a5}.here{fill:#7f8c96}.spot{fill:#14181b;stroke:#fdfcf9;stroke-width:1.5}"
    ".around{fill:#14181b;fill-opacity:.14;stroke:#14181b;stroke-width:2}.vague{stroke-dasharray:4 3}"
    "@media(prefers-color-scheme:dark){path{fill:#2a3135;stroke:#121517}.border{stroke:#4a5257}.here{fill:#71808a}"
    ".spot{fill:#ece9e2;stroke:#121517}.around{fill:#ece9e2;stroke:#ece9e2}}"
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
    kind = "spot" if precision in ("exact", "town") else "around vague" if precision == "district" else "around"
    return f'<circle class="{kind}" cx="{x}" cy="{y}" r="{RADII.get(precision, RADII["near"])}"/>'
