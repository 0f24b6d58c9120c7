"""Make ``data/world-*.bin.xz`` from npm's ``world-atlas`` 2.0.2: `python -m digest.maps.make_borders FOLDER`.

FOLDER holds ``countries-10m.json``, ``countries-50m.json`` and ``countries-110m.json`` (ISC; Natural
Earth 4.1, public domain). Kept are rings of land and lines between countries; whose land it is, is
not. Lines in
``disputed.toml`` are marked, to be drawn dashed.
"""

from __future__ import annotations

import json
import lzma
import sys
import tomllib
from array import array
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
Line = list[tuple[int, int]]
UNITS = 1000  # whole units a degree: 110 m


def arcs(topology: dict[str, Any]) -> list[Line]:
    """The arcs in thousandths of degrees, (lon, lat)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((round((x * sx + tx) * UNITS), round((y * sy + ty) * UNITS)))
        out.append([p for i, p in enumerate(line) if not i or p != line[i - 1]])
    return out


def polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    found = geometry.get("arcs", [])
    return found if geometry["type"] == "MultiPolygon" else [found]


def marked(a: str, b: str, line: Line, rows: list[dict[str, Any]]) -> list[tuple[int, Line]]:
    """A line between two countries cut into its undisputed (0) and disputed (1) stretches."""
    boxes = [row["box"] for row in rows if {a, b} == set(row["between"])]
    inside = [
        int(
            any(w <= x / UNITS <= e and s <= y / UNITS <= n for w, s, e, n in boxes)
        )  # west, south, east, north
        for x, y in line
    ]
    found: list[tuple[int, Line]] = []
    start = 0
    for i in range(1, len(line) + 1):
        if i == len(line) or inside[i] != inside[start]:
            found.append((inside[start], line[start : i + 1]))
            start = i
    return [(mark, stretch) for mark, stretch in found if len(stretch) > 1]


def read(path: Path, rows: list[dict[str, Any]]) -> tuple[list[Line], list[tuple[int, Line]]]:
    """Rings of land, and lines between countries with 1 for a disputed one."""
    topology = json.loads(path.read_text("utf-8"))
    known = arcs(topology)
    users: dict[int, list[str]] = {}
    for country in topology["objects"]["countries"]["geometries"]:
        for polygon in polygons(country):
            for ring in polygon:
                for i in ring:
                    users.setdefault(i if i >= 0 else ~i, []).append(country["properties"]["name"])
    lines = [
        stretch
        for i, names in users.items()
        if len(set(names)) == 2
        for stretch in marked(names[0], names[1], known[i], rows)
    ]
    rings = []
    for land in topology["objects"]["land"]["geometries"]:
        for polygon in polygons(land):
            rings += [
                [p for i in ring for p in (known[i] if i >= 0 else known[~i][::-1])[:-1]] for ring in polygon
            ]
    return [ring for ring in rings if len(ring) > 2], lines


def write(path: Path, rings: list[Line], lines: list[tuple[int, Line]]) -> None:
    """Counts, first points, then differences of the points; long jumps are cut so that 16 bits hold them."""
    sizes, marks, points, firsts = array("I"), array("B"), array("h"), array("i")
    for mark, line in [(0, ring) for ring in rings] + lines:
        x, y = line[0]
        firsts.extend((x, y))
        own = array("h", (0, 0))
        for nx, ny in line[1:]:
            own.extend(split((nx - x + 180 * UNITS) % (360 * UNITS) - 180 * UNITS, ny - y))
            x, y = nx, ny
        sizes.append(len(own) // 2)
        marks.append(mark)
        points.extend(own)
    xs, ys = points[::2], points[1::2]
    facts = {"rings": len(rings), "pieces": len(sizes), "points": len(xs), "units": UNITS}
    data = (
        json.dumps(facts).encode().ljust(128)
        + sizes.tobytes()
        + firsts.tobytes()
        + marks.tobytes()
        + xs.tobytes()
        + ys.tobytes()
    )
    path.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))


def split(x: int, y: int) -> list[int]:
    """A step as pairs of steps that fit 16 bits."""
    n = max(1, -(-max(abs(x), abs(y)) // 32000))
    steps = []
    for i in range(n):
        steps += [x * (i + 1) // n - x * i // n, y * (i + 1) // n - y * i // n]
    return steps


def main(folder: Path) -> None:
    rows = tomllib.loads((DATA / "disputed.toml").read_text("utf-8"))["line"]
    for scale in ("10m", "50m", "110m"):
        rings, lines = read(folder / f"countries-{scale}.json", rows)
        write(DATA / f"world-{scale}.bin.xz", rings, lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
