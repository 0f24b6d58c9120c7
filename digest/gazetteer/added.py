"""Places people add: GeoNames country dumps and tables of their own.

A dump is GeoNames' ``UA.txt``: 19 columns between tabs, no header. A table of one's own is CSV or
tab-separated with a header; columns ``name, lat, lon, kind, inside, names, population, country``.
``inside`` is the geonameid or the name of the place it belongs to ("Pokrovsk"); without ``lat`` and
``lon`` the row lies where that place lies. Other names are divided by ``|``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from digest.errors import BadInput

from .spelling import key
from .values import KINDS

if TYPE_CHECKING:
    from .sources import Row

CLASSES = {
    "P": "city",
    "PPLX": "suburb",
    "PPLC": "capital",
    "ADM1": "region",
    "ADM2": "district",
    "ADM3": "district",
    "PCLI": "country",
    "STM": "river",
    "LK": "lake",
    "SEA": "sea",
    "RSV": "lake",
    "ISL": "island",
    "MT": "mountain",
    "HLL": "mountain",
    "RGN": "area",
    "S": "facility",
    "R": "facility",
    "L": "area",
    "T": "mountain",
    "H": "river",
    "A": "district",
    "V": "area",
}
"""GeoNames feature codes, then feature classes, to our kinds (geonames.org/export/codes.html)."""


Known = Callable[[], "Mapping[int, Row]"]
"""The rows that "inside" may name; asked for only when a row says it lies in one."""


def read_added(path: Path, known: Known) -> Iterator[Row]:
    """The rows of one added file. Raises BadInput naming the line that is wrong."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{path}: cannot be read as UTF-8 text ({error}); save it as UTF-8 and add it again"
        ) from None
    lines = text.replace("\r", "").removesuffix("\n").split("\n")
    if lines and lines[0].count("\t") == 18:
        yield from dump(path, lines)
    else:
        yield from own(path, lines, known)


def dump(path: Path, lines: list[str]) -> Iterator[Row]:
    from .sources import Row, shown_names, useful

    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        if len(cells) != 19:
            raise BadInput(f"{path}:{number}: {len(cells)} columns where a GeoNames dump has 19")
        try:
            ident, lat, lon, population = int(cells[0]), float(cells[4]), float(cells[5]), int(cells[14] or 0)
        except ValueError:
            raise BadInput(f"{path}:{number}: id, latitude, longitude or population is no number") from None
        kind = CLASSES.get(cells[7]) or CLASSES.get(cells[6])
        if kind is None or kind == "country":
            continue
        second = f"{cells[8]}.{cells[10]}.{cells[11]}" if cells[11] else ""
        row = Row(ident, cells[1], lat, lon, population, kind, cells[8], cells[10], second)
        row.call(cells[1], "main")
        others = [name for name in cells[3].split(",") if name]
        for name in others:
            if useful(name, population):
                row.call(name, "alt")
        row.shown = shown_names(others, cells[1])
        yield row


def own(path: Path, lines: list[str], known: Known) -> Iterator[Row]:
    from .sources import Row, own_id

    if not any(lines):
        raise BadInput(f"{path}: is empty; give a header line and one place a line")
    reader = csv.DictReader(lines, delimiter="\t" if "\t" in lines[0] else ",")
    if "name" not in (reader.fieldnames or []):
        raise BadInput(
            f"{path}:1: neither a GeoNames dump (19 columns between tabs) nor a table whose first line "
            "names its columns, one of them 'name', divided by tabs or commas"
        )
    named = Named(known)
    for number, cells in enumerate(reader, 2):
        cells = {
            column: (value or "").strip() for column, value in cells.items() if isinstance(value, str | None)
        }
        name, kind = cells["name"], cells.get("kind") or "city"
        if not key(name):
            raise BadInput(f"{path}:{number}: a place needs a name")
        if kind not in KINDS:
            raise BadInput(f"{path}:{number}: kind '{kind}' is not known; one of {', '.join(KINDS)}")
        around = container(path, number, cells.get("inside", ""), named)
        lat, lon = point(path, number, cells, around)
        country = cells.get("country") or (around.country if around else "")
        row = Row(own_id(f"{name}@{lat:.3f},{lon:.3f}", country), name, lat, lon, 0, kind, country)
        row.population = int(cells["population"]) if cells.get("population", "").isdigit() else 0
        if around:
            row.admin1, row.admin2 = around.admin1, around.admin2
            row.shown.append(f"in:{around.geonameid}")
        row.call(name, "main")
        for other in filter(None, cells.get("names", "").split("|")):
            row.call(other, "alt")
            row.shown.append(other)
        yield row


class Named:
    """The rows known so far, by name: made once for a whole file, since there are a million names."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._by_name: dict[str, list[Row]] = {}

    @cached_property
    def known(self) -> Mapping[int, Row]:
        return self._known()

    def __getitem__(self, name: str) -> list[Row]:
        if not self._by_name:
            for row in self.known.values():
                for spelled in row.spelled:
                    self._by_name.setdefault(spelled, []).append(row)
        return self._by_name.get(key(name), [])


def container(path: Path, number: int, inside: str, named: Named) -> Row | None:
    """The place a row says it lies in: by id, or the most populous of that name."""
    if not inside:
        return None
    if inside.isdigit() and int(inside) in named.known:
        return named.known[int(inside)]
    town, *rest = [part.strip() for part in inside.split(",")]
    found = named[town]
    if rest:
        codes = {(row.country, row.admin1) for row in named[rest[0]] if row.kind == "region"}
        codes |= {(row.country, "") for row in named[rest[-1]] if row.kind == "country"}
        found = [row for row in found if {(row.country, row.admin1), (row.country, "")} & codes]
    if not found:
        raise BadInput(f"{path}:{number}: '{inside}' is not in the gazetteer; give its geonameid in 'inside'")
    return max(found, key=lambda row: row.population)


def point(path: Path, number: int, cells: dict[str, str], around: Row | None) -> tuple[float, float]:
    if not cells.get("lat") and not cells.get("lon") and around:
        return around.lat, around.lon
    try:
        lat, lon = float(cells.get("lat", "")), float(cells.get("lon", ""))
    except ValueError:
        raise BadInput(
            f"{path}:{number}: lat and lon must be numbers, or 'inside' must name a place"
        ) from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadInput(f"{path}:{number}: no such point on earth: {lat}, {lon}")
    return lat, lon
