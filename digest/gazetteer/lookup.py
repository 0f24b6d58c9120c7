"""The gazetteer as everyone uses it: names to candidates, ids to places, containment, distance.

Read-only and memory-mapped: opening takes milliseconds, processes share the pages.
"""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import marisa_trie

from digest.errors import NotFound

from .build import built
from .pack import BLOCK, STEP, read_columns
from .sources import distance
from .spelling import key
from .values import KINDS, SPELLINGS, Candidate, Columns, Place

KIND = {name: i for i, name in enumerate(KINDS)}


@functools.cache
def open_gazetteer(path: Path | None = None) -> Gazetteer:
    """The gazetteer of this installation, or the built one in folder ``path``.

    Built at first use (some ten seconds), opened in milliseconds afterwards. Raises SetupError when it can
    be neither read nor built.
    """
    return Gazetteer(path or built())


class Gazetteer:
    """An opened gazetteer. Every method is safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        columns = read_columns(folder)
        self.ids, self.lats, self.lons = columns["geonameid"], columns["lat"], columns["lon"]
        self.populations, self.kinds, self._units = columns["population"], columns["kind"], columns["unit"]
        self._country, self._first, self._second = (
            columns[n] for n in ("country_row", "first_row", "second_row")
        )
        self._counts, self._starts, self._pairs = columns["counts"], columns["starts"], columns["pairs"]
        self._blocks, self._reach_row, self._reach_km = (
            columns["blocks"],
            columns["reach_row"],
            columns["reach_km"],
        )
        self.trie = marisa_trie.Trie()
        self.trie.mmap(str(folder / "names.marisa"))
        self._folds = marisa_trie.RecordTrie("<I")
        self._folds.mmap(str(folder / "folds.marisa"))
        self._unit_lines = (folder / "units.txt").read_text("utf-8").split("\n")
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        self._members: dict[int, list[str]] = {int(k): v for k, v in meta["members"].items()}
        self._inside: dict[int, int] = {int(k): v for k, v in meta["inside"].items()}
        self._texts = (folder / "texts.bin").read_bytes()
        self._block = functools.lru_cache(maxsize=256)(self._read_block)

    def __len__(self) -> int:
        return len(self.ids)

    # --- names ----------------------------------------------------------------------------------------

    def candidates(self, name: str) -> list[Candidate]:
        """Every place ``name`` can mean, most populous first; accents, case, script and apostrophes aside."""
        return self.keyed(key(name))

    def keyed(self, known: str) -> list[Candidate]:
        """The same for a name already made a key (`spelling.key`)."""
        return [self.candidate(row, SPELLINGS[spelling]) for row, spelling in self.meanings(known)]

    def meanings(self, known: str) -> list[tuple[int, int]]:
        """What a key can mean, as (row, index into SPELLINGS), most populous first: the quick form."""
        index = self.trie.get(known)
        if index is None:
            return []
        start, count = self._stretch(index)
        return [(pair >> 4, pair & 15) for pair in self._pairs[start : start + count]]

    def _stretch(self, index: int) -> tuple[int, int]:
        first = index // STEP * STEP
        return self._starts[index // STEP] + sum(self._counts[first:index]), self._counts[index]

    def folded(self, country: str, name: str) -> list[Candidate]:
        """Towns of a country by a name folded with `spelling.fold`, for the countries that are kept so."""
        found = self._folds.get(f"{country}:{name}", [])
        return [self.candidate(pair >> 4, SPELLINGS[pair & 15]) for (pair,) in found]

    @functools.lru_cache(maxsize=8)  # noqa: B019 - gazetteers live as long as the process
    def folds(self, country: str) -> list[str]:
        """All folded names of a country's towns."""
        return [name[3:] for name in self._folds.keys(f"{country}:")]

    def columns(self, rows: Sequence[int]) -> Columns:
        """The columns of some rows as arrays, for arithmetic over many candidates at once."""
        import numpy as np

        at = np.asarray(rows, dtype=np.int64)
        unit = np.asarray(self._units)[at]
        return Columns(
            np.asarray(self.lats)[at].astype(float), np.asarray(self.lons)[at].astype(float),
            np.asarray(self.populations)[at].astype(float), np.asarray(self.kinds)[at],
            *(np.asarray(units)[unit].astype(np.int64) for units in (self._country, self._first,
            self._second)),
        )  # fmt: skip

    def candidate(self, row: int, spelling: str) -> Candidate:
        country, admin1, admin2 = self._unit_lines[self._units[row]].split("\t")
        return Candidate(
            self.ids[row],
            self.lats[row],
            self.lons[row],
            self.populations[row],
            KINDS[self.kinds[row]],
            country,
            admin1,
            admin2,
            spelling,
            row,
        )

    # --- places -----------------------------------------------------------------------------------------

    def row(self, geonameid: int) -> int:
        """Where the place stands in the columns. Raises NotFound."""
        low, high = 0, len(self.ids)
        while low < high:
            middle = (low + high) // 2
            if self.ids[middle] < geonameid:
                low = middle + 1
            else:
                high = middle
        if low == len(self.ids) or self.ids[low] != geonameid:
            raise NotFound(f"no place has the geonameid {geonameid}")
        return low

    def place(self, geonameid: int) -> Place:
        """The place of that id. Raises NotFound."""
        return self.place_at(self.row(geonameid))

    def place_at(self, row: int) -> Place:
        unit = self._units[row]
        country, admin1, admin2 = self._unit_lines[unit].split("\t")
        name, *names = self._text(row)
        rows = [units[unit] for units in (self._country, self._first, self._second)]
        country_name, first, second = (self._text(r - 1)[0] if r else "" for r in rows)
        return Place(
            self.ids[row],
            name,
            round(self.lats[row], 5),
            round(self.lons[row], 5),
            KINDS[self.kinds[row]],
            self.populations[row],
            country,
            country_name,
            admin1,
            first,
            admin2,
            second,
            tuple(names),
            self.reach(row),
        )

    def name(self, row: int) -> str:
        return self._text(row)[0]

    def reach(self, row: int) -> float:
        """Kilometres within which nine in ten of a division's towns lie; 0 for a town."""
        import bisect

        at = bisect.bisect_left(self._reach_row, row)
        found = at < len(self._reach_row) and self._reach_row[at] == row
        return float(self._reach_km[at]) if found else 0.0

    def _text(self, row: int) -> list[str]:
        return self._block(row // BLOCK)[row % BLOCK]

    def _read_block(self, block: int) -> list[list[str]]:
        data = zlib.decompress(self._texts[self._blocks[block] : self._blocks[block + 1]])
        return [line.split("\t") for line in data.decode().split("\n")]

    # --- where it lies ------------------------------------------------------------------------------------

    def inside(self, geonameid: int, container: int) -> bool:
        """Whether the one place is the other or lies in it: a suburb in its town, a town in its oblast, an
        oblast in a country or region (Donbas), a country on its continent."""
        if geonameid == container:
            return True
        if geonameid in self._inside and self.inside(self._inside[geonameid], container):
            return True
        row, around = self.row(geonameid), self.row(container)
        unit = self._units[row]
        if around + 1 in (self._country[unit], self._first[unit], self._second[unit]):
            return True
        codes = set(self._members.get(container, ()))
        if not codes:
            return False
        country, admin1, admin2 = self._unit_lines[unit].split("\t")
        return bool(codes & {country, f"{country}.{admin1}", admin2})

    def near(self, lat: float, lon: float, km: float, limit: int = 50) -> list[tuple[Place, float]]:
        """Towns within ``km`` of a point with their distance in km, nearest first, at most ``limit``."""
        from .near import rows_near

        return [(self.place_at(row), far) for row, far in rows_near(self, lat, lon, km)[:limit]]

    def largest_near(self, lat: float, lon: float, km: float, limit: int) -> list[int]:
        """Rows of the most populous towns within ``km`` of a point, most populous first."""
        from .near import largest_near

        return largest_near(self, lat, lon, km, limit)

    def distance(self, one: int, other: int) -> float:
        """Kilometres between two places, given by geonameid."""
        a, b = self.row(one), self.row(other)
        return distance(self.lats[a], self.lons[a], self.lats[b], self.lons[b])

    # --- what people type -----------------------------------------------------------------------------------

    def search(self, typed: str, limit: int = 10) -> list[Place]:
        """The places somebody typing ``typed`` most likely means, best first: exact, then beginnings, then
        misspellings. Milliseconds."""
        from .search import search

        return [self.place_at(row) for row in search(self, typed, limit)]

    def resolve_name(
        self, text: str, country: str = "", near: Iterable[tuple[float, float]] = ()
    ) -> Place | None:
        """The place a location string means ("Pokrovsk, Donetsk oblast"), or None.

        ``country`` (ISO alpha-2) and points ``near`` it are hints.
        """
        from .resolve import resolve

        row = resolve(self, text, country, tuple(near))
        return None if row is None else self.place_at(row)
