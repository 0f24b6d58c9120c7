"""What somebody typing into a place option most likely means."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from .spelling import key
from .values import KINDS, Candidate

if TYPE_CHECKING:
    from .lookup import Gazetteer

FAMOUS = 3000
SCAN = 4000  # names looked at for one beginning; two letters have tens of thousands
WEIGHT = {
    "country": 4.0,
    "capital": 1.5,
    "region": 0.2,
    "city": 0.9,
    "district": -1.0,
    "continent": 3.0,
    "area": 2.0,
    "sea": 1.0,
}
SPELT = {"main": 1.0, "alt": -1.5, "bare": -0.5, "abbr": 0.5, "demonym": -3.0}


def weight(candidate: Candidate) -> float:
    """How likely a place is meant by its name alone: tens of people, its kind, how the name names it."""
    import math

    people = math.log10(candidate.population + 10)
    return people + WEIGHT.get(candidate.kind, 0.0) + SPELT[candidate.spelling]


def search(gazetteer: Gazetteer, typed: str, limit: int) -> list[int]:
    """Rows, best first; "town, container" narrows to the container."""
    head, _, tail = typed.partition(",")
    wanted = key(head)
    if not wanted:
        return []
    rows = rank(gazetteer, gazetteer.keyed(wanted))
    rows += [row for name, row in famous(gazetteer) if name.startswith(wanted)]
    if len(rows) < limit * 4:
        begun = beginnings(gazetteer, wanted)
        rows += rank(gazetteer, [c for c in begun if c.spelling == "main"])
        rows += rank(gazetteer, [c for c in begun if c.spelling != "main"])
    if len(set(rows)) < limit and len(wanted) > 3:
        rows += rank(gazetteer, misspelt(gazetteer, wanted))
    rows = list(dict.fromkeys(rows))
    if key(tail):
        rows = [row for row in rows if within(gazetteer, row, key(tail))]
    return rows[:limit]


@lru_cache(maxsize=4)
def famous(gazetteer: Gazetteer) -> list[tuple[str, int]]:
    """The best known places by key, best first: what a letter or two most likely begin."""
    import numpy as np

    people, kinds = np.asarray(gazetteer.populations), np.asarray(gazetteer.kinds)
    fame = np.log10(people + 10.0) + np.array([WEIGHT.get(kind, 0.0) for kind in KINDS])[kinds]
    return [(key(gazetteer.name(int(row))), int(row)) for row in np.argsort(-fame, kind="stable")[:FAMOUS]]


def rank(gazetteer: Gazetteer, found: list[Candidate]) -> list[int]:
    literal = [c for c in found if c.spelling != "demonym"]
    return [c.row for c in sorted(literal, key=lambda c: (-weight(c), c.geonameid))]


def beginnings(gazetteer: Gazetteer, wanted: str) -> list[Candidate]:
    names: Iterator[str] = islice(gazetteer.trie.iterkeys(wanted), SCAN)
    return [c for name in names if name != wanted for c in gazetteer.keyed(name)]


def misspelt(gazetteer: Gazetteer, wanted: str) -> list[Candidate]:
    """Names with the same two first letters within two edits (rapidfuzz, Damerau-Levenshtein)."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    pool = list(islice(gazetteer.trie.iterkeys(wanted[:3]), 20 * SCAN))
    close = process.extract(wanted, pool, scorer=OSA.distance, score_cutoff=1 + (len(wanted) > 6), limit=25)
    return [c for name, _, _ in close for c in gazetteer.keyed(name)]


def within(gazetteer: Gazetteer, row: int, container: str) -> bool:
    place = gazetteer.place_at(row)
    return any(
        key(name).startswith(container) for name in (place.country_name, place.admin1_name, place.admin2_name)
    )
