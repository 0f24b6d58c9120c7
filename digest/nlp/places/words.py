"""A decision in plain words: what it is, why, and what it is not."""

from __future__ import annotations

import numpy as np

from digest.gazetteer import KINDS, WIDE, Gazetteer, Place
from digest.gazetteer.spelling import key

from .context import AT, haversine
from .decide import Pass

NEAR = 100.0  # km
WIDE_KINDS = [KINDS.index(kind) for kind in sorted(WIDE)]


def reason(gazetteer: Gazetteer, made: Pass, spot: int) -> str:
    """ "Pokrovsk, Donetsk oblast, Ukraine: 6 other places of the article lie within 100 km; not
    Engels, ...".
    """
    place = gazetteer.place_at(made.row(spot))
    why = "; ".join(evidence(gazetteer, made, spot, place)[:2])
    other = runner_up(gazetteer, made, spot)
    return f"{place.label}: {why}" + (f"; not {other}" if other else "")


def runner_up(gazetteer: Gazetteer, made: Pass, spot: int) -> str:
    """The next best place elsewhere, with what speaks for it; "" when the name has no other."""
    second = made.choices[spot].second
    if second < 0:
        return ""
    place = gazetteer.place_at(int(made.context.rows[second]))
    people = f", {place.population:,} people" if place.population else ""
    called = made.spots[spot].text
    also = f", also called {called}" if key(place.name) != made.spots[spot].key else ""
    return f"{place.label}{people}{also}"


def evidence(gazetteer: Gazetteer, made: Pass, spot: int, place: Place) -> list[str]:
    """What speaks for the place, strongest first."""
    context, features = made.context, made.choices[spot].features
    found = []
    after, before = context.next[spot], context.previous[spot]
    if after >= 0 and (features[AT["in_first"]] or features[AT["in_country"]] or features[AT["in_second"]]):
        found.append(f"named together with {made.spots[after].text}")
    elif before >= 0 and lies_in(gazetteer, made.row(spot), made.row(before)):
        found.append(f"named as part of {made.spots[before].text}")
    elif features[AT["spelled_out"]]:
        found.append("spelled out elsewhere in the article")
    if made.spots[spot].key != key(place.name) and features[AT["demonym"]]:
        found.append(f"the word for the people of {place.name}")
    near = neighbours(made, spot)
    if near and place.kind not in {"country", "continent", "area", "sea"}:
        places = "other place of the article lies" if near == 1 else "other places of the article lie"
        found.append(f"{near} {places} within {NEAR:.0f} km")
    if features[AT["named_first"]] and place.kind != "region":
        found.append(f"the article names {place.admin1_name}")
    elif features[AT["named_country"]] and place.kind != "country":
        found.append(f"the article names {place.country_name}")
    if features[AT["home"]] < np.log10(150):
        found.append(f"{10 ** features[AT['home']] - 1:.0f} km from where the outlet lives")
    if not found and features[AT["choices"]] == 0:
        found.append("the only place of that name")
    return found or [
        "the best known place of that name" if features[AT["position"]] == 0 else "fits the article best"
    ]


def lies_in(gazetteer: Gazetteer, row: int, container: int) -> bool:
    return row != container and gazetteer.inside(gazetteer.ids[row], gazetteer.ids[container])


def neighbours(made: Pass, spot: int) -> int:
    """How many other names of the article are taken for a place within `NEAR`."""
    context = made.context
    own = context.name_of_spot[spot]
    picks = np.array([c for name, c in enumerate(context.picks) if c >= 0 and name != own], dtype=int)
    picks = picks[~np.isin(context.at.kind[picks], WIDE_KINDS)]
    if not len(picks):
        return 0
    at, here = context.at, made.choices[spot].candidate
    return int((haversine(at.lat[picks], at.lon[picks], at.lat[here], at.lon[here]) < NEAR).sum())


def undecided(gazetteer: Gazetteer, made: Pass, spot: int) -> str:
    """Why nothing is pinned."""
    first = gazetteer.place_at(made.row(spot)).label
    second = runner_up(gazetteer, made, spot)
    if not second:
        return f"perhaps {first}, but nothing in the article bears it out"
    return f"undecided between {first} and {second}: nothing in the article tells them apart"


UNKNOWN = "named as a place, but not in the gazetteer"
ACTS = "acts here as a government, not as a place"
PART = "part of a longer name"
