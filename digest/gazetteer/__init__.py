"""Names to places: candidates, and where they lie.

>>> places = open_gazetteer()
>>> [c.country for c in places.candidates("Покровськ")][:1]
"""

from __future__ import annotations

from .build import add
from .lookup import Gazetteer, open_gazetteer
from .values import KINDS, SPELLINGS, TOWNS, WIDE, Candidate, Place

__all__ = ["KINDS", "SPELLINGS", "TOWNS", "WIDE", "Candidate", "Gazetteer", "Place", "add", "open_gazetteer"]
