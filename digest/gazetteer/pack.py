"""The built gazetteer on disk: columns one after another in one file, texts in small compressed blocks, and a
trie of names. Written once, then memory-mapped; nothing is parsed on opening.

    rows.bin      header (JSON, padded), then the columns below, each 8-byte aligned
    names.marisa  key -> index; ``pairs[starts[index]:...]`` are the rows it can mean
    folds.marisa  country and folded name -> row and spelling, for towns of a few countries
    texts.bin     blocks of `BLOCK` rows: name and other names, zlib-compressed
"""

from __future__ import annotations

import json
import mmap
import zlib
from array import array
from pathlib import Path
from typing import Any

import marisa_trie

from digest.errors import SetupError

from .sources import Row
from .spelling import fold
from .values import KINDS, SPELLINGS, TOWNS

FORMAT = 6
BLOCK = 32  # rows a text block: small enough to unpack in 20 µs, large enough to compress well
STEP = 64  # names a counted stretch
HEADER = 4096


class Column:
    """Names of columns, with their array type codes, in file order."""

    ROWS = (("geonameid", "I"), ("lat", "f"), ("lon", "f"), ("population", "I"), ("kind", "B"), ("unit", "I"))
    UNITS = (("country_row", "I"), ("first_row", "I"), ("second_row", "I"))
    NAMES = (("counts", "B"), ("starts", "I"), ("pairs", "I"), ("blocks", "I"))


def write(folder: Path, rows: list[Row], members: dict[int, list[str]]) -> None:
    """Write all files of the gazetteer into ``folder``."""
    units, unit_of = number_units(rows)
    columns = row_columns(rows, unit_of) | unit_columns(rows, units) | write_names(folder, rows)
    columns["blocks"] = write_texts(folder, rows)
    inside = {row.geonameid: int(s[3:]) for row in rows for s in row.shown if s.startswith("in:")}
    reach = {i: round(row.reach) for i, row in enumerate(rows) if row.reach >= 1}
    columns["reach_row"] = array("I", reach)
    columns["reach_km"] = array("H", (min(km, 65535) for km in reach.values()))
    (folder / "units.txt").write_text("\n".join("\t".join(unit) for unit in units), encoding="utf-8")
    meta = {"members": members, "inside": inside}
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    write_folds(folder, rows)
    write_columns(folder / "rows.bin", columns)


def write_columns(path: Path, columns: dict[str, array[Any]]) -> None:
    places, offset = {}, HEADER
    for name, column in columns.items():
        size = len(column) * column.itemsize
        places[name] = [column.typecode, offset, size]
        offset += -(-size // 8) * 8
    head = json.dumps({"format": FORMAT, "columns": places}).encode()
    with path.open("wb") as out:
        out.write(head.ljust(HEADER))
        for column in columns.values():
            data = column.tobytes()
            out.write(data.ljust(-(-len(data) // 8) * 8, b"\0"))


def number_units(rows: list[Row]) -> tuple[list[tuple[str, str, str]], dict[tuple[str, str, str], int]]:
    """The administrative units rows lie in, numbered."""
    units = sorted({(row.country, row.admin1, row.admin2) for row in rows})
    return units, {unit: i for i, unit in enumerate(units)}


def row_columns(rows: list[Row], unit_of: dict[tuple[str, str, str], int]) -> dict[str, array[Any]]:
    return {
        "geonameid": array("I", (row.geonameid for row in rows)),
        "lat": array("f", (row.lat for row in rows)),
        "lon": array("f", (row.lon for row in rows)),
        "population": array("I", (min(row.population, 2**32 - 1) for row in rows)),
        "kind": array("B", (KINDS.index(row.kind) for row in rows)),
        "unit": array(
            "H" if len(unit_of) < 65536 else "I",
            (unit_of[row.country, row.admin1, row.admin2] for row in rows),
        ),
    }


def unit_columns(rows: list[Row], units: list[tuple[str, str, str]]) -> dict[str, array[Any]]:
    """For every unit the rows of its country, first and second level division, plus one (0: none)."""
    known: dict[tuple[str, ...], int] = {}
    for i, row in enumerate(rows):
        if row.kind == "country":
            known[(row.country,)] = i + 1
        elif row.kind == "region" and row.admin1:
            known.setdefault((row.country, row.admin1), i + 1)
        elif row.kind == "district" and row.admin2:
            known.setdefault((row.country, row.admin1, row.admin2), i + 1)
    return {
        "country_row": array("I", (known.get((u[0],), 0) for u in units)),
        "first_row": array("I", (known.get(u[:2], 0) for u in units)),
        "second_row": array("I", (known.get(u, 0) if u[2] else 0 for u in units)),
    }


def write_names(folder: Path, rows: list[Row]) -> dict[str, array[Any]]:
    """Write the trie; the columns say which rows each of its keys can mean, most populous first."""
    meant: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        for name, how in row.spelled.items():
            meant.setdefault(name, []).append(i << 4 | SPELLINGS.index(how))
    trie = marisa_trie.Trie(list(meant))
    trie.save(str(folder / "names.marisa"))
    order = sorted((trie[name], name) for name in meant)
    pairs, counts, starts = array("I"), array("B"), array("I")
    for i, (_, name) in enumerate(order):
        if i % STEP == 0:
            starts.append(len(pairs))
        here = meant[name]
        if len(here) > 1:
            here = sorted(here, key=lambda pair: -rows[pair >> 4].population)[:255]
        counts.append(len(here))
        pairs.extend(here)
    return {"counts": counts, "starts": starts, "pairs": pairs}


FOLDED = frozenset({"UA", "RU", "BY"})
"""Countries whose towns are also looked up by `spelling.fold`: their names reach us in many romanizations."""


def write_folds(folder: Path, rows: list[Row]) -> None:
    """A trie "UA:" + folded name -> row and spelling, for towns of `FOLDED`."""
    entries: dict[tuple[str, int], int] = {}
    for i, row in enumerate(rows):
        if row.country in FOLDED and row.kind in TOWNS:
            for name, how in row.spelled.items():
                entries.setdefault((f"{row.country}:{fold(name)}", i), SPELLINGS.index(how))
    pairs = ((name, (i << 4 | how,)) for (name, i), how in entries.items())
    marisa_trie.RecordTrie("<I", pairs).save(str(folder / "folds.marisa"))


def write_texts(folder: Path, rows: list[Row]) -> array[Any]:
    """Write names as shown; the column says where each block begins."""
    blocks = array("I", [0])
    with (folder / "texts.bin").open("wb") as out:
        for i in range(0, len(rows), BLOCK):
            texts = (
                "\t".join([row.name, *(s for s in row.shown if s[:3] != "in:")])
                for row in rows[i : i + BLOCK]
            )
            blocks.append(blocks[-1] + out.write(zlib.compress("\n".join(texts).encode(), 6)))
    return blocks


def read_columns(folder: Path) -> dict[str, memoryview]:
    """The columns, memory-mapped. Raises SetupError when the file is not one of ours."""
    with (folder / "rows.bin").open("rb") as file:
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    try:
        head = json.loads(bytes(data[:HEADER]))
        if head["format"] != FORMAT:
            raise ValueError(head["format"])
    except (ValueError, KeyError, TypeError):
        raise SetupError(
            f"{folder} holds no gazetteer of this version; delete it, it is built again"
        ) from None
    return {
        name: data[offset : offset + size].cast(code)
        for name, (code, offset, size) in head["columns"].items()
    }
