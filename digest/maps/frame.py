"""Which places set the frame of a map: where the story happens, not where it is spoken of.

A war at one town is told from two capitals; drawn with both, the map shows half a continent and its subject
as one dot. So each story's frame is set by its main places: those named most, and those in dispute.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from digest.model import Mention

from .project import distance

MAIN = 0.5
"""A place named at least this share as often as the most named one is a main place, whatever it is."""
PASSING = 0.2
"""Named less than this share as often, a far place that is no capital is left out, too."""
FAR = 250.0
"""Km from the nearest main place: less never takes a map apart."""
WIDER = 4.0
"""And as many times as far as the main places lie from each other."""
BACKDROP = frozenset({"country", "continent", "area", "sea", "region"})
"""Places too large for a dot while smaller ones are there: they are named in the alt text only."""


def aside(places: Sequence[tuple[Mention, int]], disputed: Collection[int] = ()) -> frozenset[int]:
    """Geonameids of one story's places that do not set the frame: far seats, and what is named in passing.

    ``places`` are its literal places with how often each is named. A capital is set aside when another place
    is the story's and the capital lies far off; any other place only when it is hardly named at all.
    """
    towns = [(one, times) for one, times in places if one.literal and one.kind not in BACKDROP]
    most = max((times for _, times in towns), default=0)
    main = [one for one, times in towns if times >= most * MAIN or one.geonameid in disputed]
    reach = max(FAR, WIDER * max((_between(a, b) for a in main for b in main), default=0.0))
    return frozenset(
        one.geonameid
        for one, times in towns
        if one.geonameid is not None
        and one not in main
        and (one.kind == "capital" or times < most * PASSING)
        and min(_between(one, other) for other in main) > reach
    )


def _between(a: Mention, b: Mention) -> float:
    """Km between two literal places."""
    assert a.lat is not None
    assert a.lon is not None
    assert b.lat is not None
    assert b.lon is not None
    return distance(a.lat, a.lon, b.lat, b.lon)
