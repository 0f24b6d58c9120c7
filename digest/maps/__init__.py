"""Locator maps: the places of a story as a small picture, with the same in words.

    drawn = draw(mentions, title="Pokrovsk")

Nothing is fetched: coasts and borders are files of the package (Natural Earth, public domain), towns for
orientation come from the gazetteer. Lines that not everyone takes for a border are dashed, land has
one colour, so no side's claim is drawn as fact.
"""

from __future__ import annotations

from .draw import Map, draw
from .frame import aside

__all__ = ["Map", "aside", "draw"]
