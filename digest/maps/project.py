"""From the globe to the picture.

A story's map is a Lambert azimuthal equal-area projection centred on its places: right at the poles,
at the date line, and from a street to a continent. What spans more than that is drawn on a plain
cylindrical map turned to the places' own middle meridian. (Snyder, Map Projections: A Working Manual,
USGS 1987, pp. 182-190.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

EARTH = 6371.0  # km
WIDEST = 3000.0  # km from the centre to the farthest place; beyond, the world map
FILL = 0.6  # share of the picture the places may take; the rest is for their names
LEAST = 25.0  # km from the centre to the edge at least

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """What the picture shows: centre, km a pixel at the centre, size in pixels, and whether it is the
    world map.
    """

    lat: float
    lon: float
    scale: float
    width: int
    height: int
    flat: bool = False

    def at(self, lat: Any, lon: Any) -> tuple[Any, Any]:
        """Pixels (x, y) of points; arrays or numbers."""
        lat, lon = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
        x, y = self._flat(lat, lon) if self.flat else self._equal_area(lat, lon)
        return self.width / 2 + x / self.scale, self.height / 2 - y / self.scale

    def _flat(self, lat: Any, lon: Any) -> tuple[Any, Any]:
        rad = math.pi / 180 * EARTH
        return ((lon - self.lon + 180) % 360 - 180) * rad * 0.8, (lat - self.lat) * rad

    def _equal_area(self, lat: Any, lon: Any) -> tuple[Any, Any]:
        """Points beyond the picture are drawn in towards it, so that land that reaches there still fills."""
        rad = math.pi / 180
        phi, phi0, dlon = lat * rad, self.lat * rad, (lon - self.lon) * rad
        cos_c = math.sin(phi0) * np.sin(phi) + math.cos(phi0) * np.cos(phi) * np.cos(dlon)
        far = np.arccos(np.clip(cos_c, -1, 1))
        x = np.cos(phi) * np.sin(dlon)
        y = math.cos(phi0) * np.sin(phi) - math.sin(phi0) * np.cos(phi) * np.cos(dlon)
        length = np.maximum(np.hypot(x, y), 1e-12)
        radius = EARTH * 2 * np.sin(np.minimum(far, self.reach) / 2)
        return x / length * radius, y / length * radius

    def shows(self, lat: Any, lon: Any) -> Any:
        """Which points lie within `reach`."""
        rad = math.pi / 180
        cos_c = np.cos(lat * rad) * np.cos((lon - self.lon) * rad) * math.cos(self.lat * rad)
        return cos_c + np.sin(lat * rad) * math.sin(self.lat * rad) > math.cos(self.reach)

    @property
    def reach(self) -> float:
        """Radians from the centre to a little beyond the corners."""
        corner = math.hypot(self.width, self.height) / 2 * self.scale
        return min(2.6, 2 * math.asin(min(1.0, corner * 1.25 / (2 * EARTH))) + 0.01)

    @property
    def detail(self) -> str:
        """Which scale of coasts fits."""
        return (
            "10m" if self.scale * self.width < 1500 else "50m" if self.scale * self.width < 9000 else "110m"
        )


def fit(points: Sequence[Point], width: int, height: int, around: float = 0.0) -> View:
    """The view that shows all points with room for labels; ``around`` km beside a lone one."""
    lat, lon = middle(points)
    far = max(distance(lat, lon, *point) for point in points)
    if far > WIDEST:
        return whole(points, width, height)
    rough = 40.0  # km a pixel: everything up to `WIDEST` is on it
    x, y = View(lat, lon, rough, width, height).at([p[0] for p in points], [p[1] for p in points])
    x, y = (x - width / 2) * rough, (y - height / 2) * rough
    centre_x, centre_y = (x.max() + x.min()) / 2, (y.max() + y.min()) / 2
    lat, lon = moved(lat, lon, float(centre_x), float(-centre_y))
    half_x = max((x.max() - x.min()) / 2 / FILL, LEAST, around)
    half_y = max((y.max() - y.min()) / 2 / FILL, LEAST * height / width, around * height / width)
    return View(lat, lon, max(half_x / (width / 2), half_y / (height / 2)), width, height)


def whole(points: Sequence[Point], width: int, height: int) -> View:
    """The world, turned so that no gap between the points is wider than the one cut open."""
    lons = sorted(point[1] % 360 for point in points)
    gaps = [(b - a, a) for a, b in zip(lons, [*lons[1:], lons[0] + 360], strict=True)]
    gap, before = max(gaps)
    lon = (before + gap / 2 + 180) % 360
    return View(12.0, (lon + 180) % 360 - 180, math.pi * 2 * EARTH * 0.8 / width, width, height, flat=True)


def middle(points: Sequence[Point]) -> Point:
    """The middle of points on the globe."""
    rad = math.pi / 180
    x = sum(math.cos(a * rad) * math.cos(b * rad) for a, b in points)
    y = sum(math.cos(a * rad) * math.sin(b * rad) for a, b in points)
    z = sum(math.sin(a * rad) for a, _ in points)
    return math.atan2(z, math.hypot(x, y)) / rad, math.atan2(y, x) / rad


def moved(lat: float, lon: float, east: float, north: float) -> Point:
    """The point so many km east and north on the projected plane around (lat, lon)."""
    rad = math.pi / 180
    length = math.hypot(east, north)
    if length < 1e-9:
        return lat, lon
    c = 2 * math.asin(min(1.0, length / (2 * EARTH)))
    phi0 = lat * rad
    new = math.asin(math.cos(c) * math.sin(phi0) + north * math.sin(c) * math.cos(phi0) / length)
    down = length * math.cos(phi0) * math.cos(c) - north * math.sin(phi0) * math.sin(c)
    return new / rad, (lon + math.atan2(east * math.sin(c), down) / rad + 180) % 360 - 180


def distance(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km."""
    rad = math.pi / 180
    a = math.sin((lat2 - lat1) * rad / 2) ** 2
    a += math.cos(lat1 * rad) * math.cos(lat2 * rad) * math.sin((lon2 - lon1) * rad / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(a)))
