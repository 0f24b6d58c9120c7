"""Short reports about places all over the world, made up from templates, to train the place models on.

The labelled collections are American and Turkish news: taggers and models trained on them take villages of
other countries for persons and products. These drills put such names where news puts them, and some stand
alone, so that a name of many places is known to decide nothing. Nothing is scored on them.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.gazetteer import KINDS, TOWNS, Gazetteer
from digest.gazetteer.search import weight
from digest.gazetteer.spelling import key

from .places import Gold

AMBIGUOUS = 0.25
"""Of the reports about a place that is not the best known of its name, so many do not say where it is."""
TABLE = Path(__file__).parent / "drills.toml"


@dataclass(frozen=True)
class Town:
    """A place a slot can hold, with the name it is called by."""

    name: str
    geonameid: int
    lat: float
    lon: float
    region: str  # name of its division as news says it, "" for none
    region_at: tuple[int, float, float]
    known: bool  # the best-known place of its name


def drills(gazetteer: Gazetteer, seed: int = 7) -> list[Gold]:
    """All reports, the same for the same table and gazetteer."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    chance = random.Random(seed)
    rows = rows_of(gazetteer, {entry["code"] for entry in table["country"]})
    found: list[Gold] = []
    for entry in table["country"]:
        towns = list(towns_of(gazetteer, entry, rows[entry["code"]]))
        names = [f"{entry['code']}-{n}" for n in range(entry["reports"])]
        found += [report(name, chance, table, entry, towns, gazetteer) for name in names]
    return found


def rows_of(gazetteer: Gazetteer, countries: set[str]) -> dict[str, list[int]]:
    """The rows of towns by country, for these countries."""
    kinds = {KINDS.index(kind) for kind in TOWNS}
    found: dict[str, list[int]] = {code: [] for code in countries}
    for row in range(len(gazetteer)):
        if gazetteer.kinds[row] in kinds and (code := gazetteer.candidate(row, "main").country) in found:
            found[code].append(row)
    return found


def towns_of(gazetteer: Gazetteer, entry: dict[str, Any], rows: Sequence[int]) -> Iterator[Town]:
    """The towns of a country over its least population whose names are words."""
    for row in rows:
        if gazetteer.populations[row] < entry.get("least", 0):
            continue
        place = gazetteer.place_at(row)
        if not place.name.replace(" ", "").replace("-", "").isalpha():
            continue
        best = max(gazetteer.keyed(key(place.name)), key=weight, default=None)
        region = division(gazetteer, place.country, place.admin1_name)
        yield Town(
            place.name, place.geonameid, place.lat, place.lon, place.admin1_name if region else "",
            region or (0, 0.0, 0.0), best is not None and best.geonameid == place.geonameid,
        )  # fmt: skip


def division(gazetteer: Gazetteer, country: str, name: str) -> tuple[int, float, float] | None:
    found = [c for c in gazetteer.candidates(name) if c.kind == "region" and c.country == country]
    return (found[0].geonameid, found[0].lat, found[0].lon) if found else None


def report(
    doc: str,
    chance: random.Random,
    table: dict[str, Any],
    entry: dict[str, Any],
    towns: Sequence[Town],
    gazetteer: Gazetteer,
) -> Gold:
    """One to four sentences about towns near each other; the first names where that is."""
    first = chance.choice([t for t in towns if t.region] or towns)
    near = [t for t in towns if t.region == first.region and t is not first] or [first]
    size = chance.choice((1, 1, 2, 3, 4))
    clear = chance.random() < 0.7 or not (first.known or chance.random() < AMBIGUOUS)
    text, places = "", []
    for n in range(size):
        kind = "opening" if n == 0 and clear else "more" if n else "single"
        pool = table[kind]["sentences"]
        town = first if n == 0 else chance.choice(near)
        other = chance.choice([t for t in near if t.name != town.name] or [town])
        text, more = filled(text, chance.choice(pool), town, other, entry, gazetteer, chance, table)
        places += more
    return Gold("drill", doc, text, tuple(places))


def filled(
    text: str,
    template: str,
    town: Town,
    other: Town,
    entry: dict[str, Any],
    gazetteer: Gazetteer,
    chance: random.Random,
    table: dict[str, Any],
) -> tuple[str, list[dict[str, Any]]]:
    """The text with one more sentence, and the places in that."""
    country = gazetteer.resolve_name(entry["name"])
    assert country, entry["name"]
    whole = (country.geonameid, country.lat, country.lon)
    slots = {
        "A": (town.name, (town.geonameid, town.lat, town.lon)),
        "B": (other.name, (other.geonameid, other.lat, other.lon)),
        "R": (town.region, town.region_at) if town.region else (entry["name"], whole),
        "C": (entry["name"], whole),
        "P": (f"{chance.choice(table['given'])} {chance.choice(table['surnames'])}", None),
    }
    text, places = text + (" " if text else ""), []
    for piece in template.replace("}", "{").split("{"):
        name, at = slots.get(piece, (piece, None))
        if at and at[0]:
            places.append(
                {"start": len(text), "end": len(text) + len(name), "name": name, "lat": at[1], "lon": at[2]}
            )
        text += name
    return text, places
