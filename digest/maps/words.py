"""What a map shows, in words, for those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .project import distance

if TYPE_CHECKING:
    from .draw import Spot

DIRECTIONS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")


def alt(title: str, every: list[Spot], shown: list[Spot]) -> str:
    """One or two sentences: the places with where they lie, how the others lie to the first, the rest
    by name.
    """
    head = f"Map: {title}. " if title else "Map. "
    first, *others = shown
    text = f"{named(first)}"
    parts = [text, *(f"{other.name}{mark(other)}, {how_far(first, other)}" for other in others)]
    rest = [spot.name for spot in every if spot not in shown]
    also = f" Also named: {', '.join(rest)}." if rest else ""
    return head + "; ".join(parts) + "." + also


def named(spot: Spot) -> str:
    where = f" ({spot.where})" if spot.where else ""
    return f"{spot.name}{where}{mark(spot)}"


def mark(spot: Spot) -> str:
    return " (disputed)" if spot.disputed else ""


def how_far(first: Spot, other: Spot) -> str:
    """ "15 km northeast of it"."""
    far = distance(first.lat, first.lon, other.lat, other.lon)
    if far < 1:
        return f"in {first.name}"
    if far > 3000:
        return other.where or f"{far:,.0f} km from {first.name}"
    return f"{far:,.0f} km {direction(first, other)} of {first.name}"


def direction(first: Spot, other: Spot) -> str:
    """The direction one sets out in from the first place to the other."""
    import math

    rad = math.pi / 180
    dlon = (other.lon - first.lon) * rad
    y = math.sin(dlon) * math.cos(other.lat * rad)
    x = math.cos(first.lat * rad) * math.sin(other.lat * rad)
    x -= math.sin(first.lat * rad) * math.cos(other.lat * rad) * math.cos(dlon)
    return DIRECTIONS[round(math.degrees(math.atan2(y, x)) / 45) % 8]
