"""Map outlines from GeoJSON (RFC 7946): content/outlines/*.geojson.

Polygons are areas and name their place by `iso`; lines are borders. A `credit` beside `features` is shown under every map.
"""

from __future__ import annotations

import json
import math
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
                    areas.append(_area(feature["properties"], mine))
                borders += lines
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
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


def _area(properties: dict[str, Any], rings: tuple[Line, ...]) -> Outline:
    iso = properties["iso"]
    if not isinstance(iso, str):
        raise ValueError(f"`iso` should be text, found `{iso}`")
    for ring in rings:
        if min(len({p[0] for p in ring}), len({p[1] for p in ring})) < 2:
            raise ValueError(f"a polygon of `{iso}` encloses nothing")
    return Outline(iso, str(properties.get("name", "")), rings)


def _lines(found: list[list[list[float]]]) -> Iterator[Line]:
    for line in found:
        yield tuple(_position(p) for p in line)


def _position(pair: list[float]) -> tuple[float, float]:
    """Longitude and latitude."""
    try:
        lon, lat = float(pair[0]), float(pair[1])
    except (LookupError, TypeError, ValueError, OverflowError):
        lon = lat = math.nan
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"`{str(pair)[:40]}` is no position on the globe")
    return lon, lat


def _finding(path: str, error: Exception) -> Finding:
    what = f"`{error.args[0]}` is missing" if isinstance(error, KeyError) else "its lists are too deep" if isinstance(error, RecursionError) else str(error)
    line = getattr(error, "lineno", 1)
    return Finding(
        path=path,
        code="bad-outline",
        message=f"this is no GeoJSON of areas or borders: {what}",
        hint="give a FeatureCollection whose polygons have the property `iso`",
        line=line,
        column=getattr(error, "colno", 1),
    )
