"""Map outlines from GeoJSON (RFC 7946): content/outlines/*.geojson.

Polygons are areas and name their place by `iso`; lines are borders. A `credit` beside `features` is shown under every map.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from builder.problems import Finding
from builder.records.outlines import Line, Outline, Outlines


def read_outlines(root: Path, paths: Iterable[str]) -> tuple[Outlines, list[Finding]]:
    """Every outline of these files, and the files that cannot be read as outlines.

    Args:
        paths: from the site root, in order.
    """
    areas: list[Outline] = []
    borders: list[Line] = []
    credits: list[str] = []
    findings = []
    hasher = blake2b(digest_size=16)
    for path in paths:
        raw = (root / path).read_bytes()
        hasher.update(raw)
        try:
            data = json.loads(raw)
            for feature in data["features"]:
                mine, lines = _shapes(feature["geometry"])
                if mine:
                    areas.append(Outline(feature["properties"]["iso"], str(feature["properties"].get("name", "")), mine))
                borders += lines
        except (ValueError, KeyError, TypeError) as error:
            findings.append(_finding(path, error))
            continue
        if data.get("credit"):
            credits.append(str(data["credit"]))
    areas.sort(key=lambda a: a.iso)
    return Outlines(tuple(areas), tuple(borders), tuple(credits), hasher.digest()), findings


def _shapes(geometry: dict[str, Any]) -> tuple[tuple[Line, ...], list[Line]]:
    """Rings of a polygon, and lines of a line: one of the two is empty."""
    kind, found = geometry["type"], geometry["coordinates"]
    if kind == "Polygon":
        return tuple(_lines(found)), []
    if kind == "MultiPolygon":
        return tuple(line for polygon in found for line in _lines(polygon)), []
    if kind == "LineString":
        return (), list(_lines([found]))
    if kind == "MultiLineString":
        return (), list(_lines(found))
    raise ValueError(f"`{kind}` is neither a polygon nor a line")


def _lines(found: list[list[list[float]]]) -> Iterator[Line]:
    for line in found:
        yield tuple((float(p[0]), float(p[1])) for p in line)


def _finding(path: str, error: Exception) -> Finding:
    what = f"`{error.args[0]}` is missing" if isinstance(error, KeyError) else str(error)
    line = getattr(error, "lineno", 1)
    return Finding(
        path=path,
        code="bad-outline",
        message=f"this is no GeoJSON of areas or borders: {what}",
        hint="give a FeatureCollection whose polygons have the property `iso`",
        line=line,
        column=getattr(error, "colno", 1),
    )
