"""Rows near a point."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .values import KINDS, TOWNS

if TYPE_CHECKING:
    from .lookup import Gazetteer


@lru_cache(maxsize=4)
def _columns(gazetteer: Gazetteer) -> tuple[Any, Any, Any]:
    """The columns as arrays over the mapped file (nothing is copied), and which rows are towns."""
    import numpy as np

    lats, lons = np.asarray(gazetteer.lats), np.asarray(gazetteer.lons)
    return lats, lons, np.isin(np.asarray(gazetteer.kinds), [KINDS.index(kind) for kind in TOWNS])


def rows_near(gazetteer: Gazetteer, lat: float, lon: float, km: float) -> list[tuple[int, float]]:
    """Rows of towns within ``km`` of the point and their distance, nearest first; right across the
    date line.
    """
    import numpy as np

    rows, far = _within(gazetteer, lat, lon, km)
    order = np.argsort(far, kind="stable")
    return [(int(row), float(d)) for row, d in zip(rows[order], far[order], strict=True)]


def largest_near(gazetteer: Gazetteer, lat: float, lon: float, km: float, limit: int) -> list[int]:
    """Rows of the most populous towns within ``km`` of the point, most populous first."""
    import numpy as np

    rows, _ = _within(gazetteer, lat, lon, km)
    people = np.asarray(gazetteer.populations)[rows].astype(np.int64)
    return [int(row) for row in rows[np.argsort(-people, kind="stable")[:limit]]]


def _within(gazetteer: Gazetteer, lat: float, lon: float, km: float) -> tuple[Any, Any]:
    """Rows of towns within ``km``, in file order, and their distances."""
    import numpy as np

    lats, lons, towns = _columns(gazetteer)
    rows = np.flatnonzero(towns & (np.abs(lats - lat) <= km / 111.0 + 0.01))
    rad = math.pi / 180
    dlat, dlon = (lats[rows] - lat) * rad / 2, (lons[rows].astype(float) - lon) * rad / 2
    a = np.sin(dlat) ** 2 + math.cos(lat * rad) * np.cos(lats[rows] * rad) * np.sin(dlon) ** 2
    far = 12742.0 * np.arcsin(np.sqrt(np.minimum(a, 1.0)))
    return rows[far <= km], far[far <= km]
