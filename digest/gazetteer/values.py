"""What the gazetteer hands out: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

KINDS = (
    "country", "capital", "city", "region", "district", "continent", "area", "sea", "river", "lake", "island",
    "mountain", "facility", "suburb",
)  # fmt: skip
"""What a place can be. "region" is a first-level division (oblast, state, province), "district" one of the
second level (county, raion), "area" anything larger or vaguer that has a name (Donbas, the Middle East)."""

SPELLINGS = ("main", "alt", "bare", "abbr", "demonym")
"""How a name names its place: its own name, another one, a division's name without its kind ("Rapides"),
an abbreviation ("Calif."), or its people ("Ukrainian")."""

TOWNS = frozenset({"capital", "city", "suburb"})
WIDE = frozenset({"country", "continent", "area", "sea"})


class Candidate(NamedTuple):
    """A place a name can mean. Numbers as in `Place`; ``spelling`` is one of `SPELLINGS`."""

    geonameid: int
    lat: float
    lon: float
    population: int
    kind: str
    country: str
    admin1: str  # code, "" when none
    admin2: str  # code, "" when none
    spelling: str
    row: int  # where it stands in the built files; for the gazetteer's own use


class Columns(NamedTuple):
    """Numbers of many rows, one array each. ``country``, ``first`` and ``second`` are the rows of the
    divisions
    they lie in, plus one; 0 where there is none."""

    lat: Any
    lon: Any
    population: Any
    kind: Any  # index into KINDS
    country: Any
    first: Any
    second: Any


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer. Degrees; ``reach`` in km: nine in ten of its towns lie within (0 for a town).

    Ids from 900,000,000 on are Dateline's own: rows of our tables and of added files that GeoNames lacks.
    """

    geonameid: int
    name: str
    lat: float
    lon: float
    kind: str
    population: int = 0
    country: str = ""  # ISO 3166-1 alpha-2
    country_name: str = ""
    admin1: str = ""  # GeoNames code of the first-level division
    admin1_name: str = ""
    admin2: str = ""
    admin2_name: str = ""
    names: tuple[str, ...] = ()  # other names, Cyrillic ones first
    reach: float = 0.0

    @property
    def label(self) -> str:
        """Name and where it lies: "Pokrovsk, Donetsk oblast, Ukraine"."""
        first = "" if self.admin1_name.startswith(self.name) else self.admin1_name
        parts = [self.name, first, self.country_name]
        return ", ".join(part for i, part in enumerate(parts) if part and part not in parts[:i])

    def local_name(self, language: str) -> str:
        """The name in Cyrillic for ``uk`` or ``ru``, where known, else the usual name."""
        own = [name for name in self.names if any("Ѐ" <= c < "԰" for c in name)]
        if language not in {"uk", "ru"} or not own:
            return self.name
        wanted = language == "uk"
        return next((name for name in own if _ukrainian(name) == wanted), own[0])


def _ukrainian(name: str) -> bool:
    """Whether a Cyrillic name is spelled in Ukrainian: its own letters, or -ськ, -цьк where Russian
    has -ск, -цк.
    """
    name = name.lower()
    return any(c in name for c in "іїєґ") or "ськ" in name or "цьк" in name
