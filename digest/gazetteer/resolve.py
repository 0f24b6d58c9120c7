"""A location string to a place (thin first version)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .sources import distance
from .values import TOWNS

if TYPE_CHECKING:
    from .lookup import Gazetteer


def resolve(
    gazetteer: Gazetteer, text: str, country: str, near: tuple[tuple[float, float], ...]
) -> int | None:
    """The row a location string means, or None."""
    found = gazetteer.candidates(text.split(",")[0])
    if country:
        found = [c for c in found if c.country == country] or found
    if not found:
        return None
    if near:
        lat, lon = near[0]
        return min(found, key=lambda c: distance(c.lat, c.lon, lat, lon)).row
    return max(found, key=lambda c: (c.kind in TOWNS, c.population)).row
