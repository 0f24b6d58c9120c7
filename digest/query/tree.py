"""A query as a tree of terms, and the tree as text again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as given
from datetime import datetime

from ..model import Mention


@dataclass(frozen=True, slots=True)
class Area:
    """A place as the gazetteer means it, and what lies in it.

    ``admin1`` is the name of the first-level division it is in, or its own name when it is one.
    ``countries`` are ISO codes when it is a group of countries (a continent, a union). ``names`` are names
    that people of a channel have said to mean it, or something in it.
    """

    geonameid: int
    name: str
    kind: str  # as Mention.kind: "city" | "region" | "country" | ...
    country: str = ""
    admin1: str = ""
    countries: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def holds(self, mention: Mention) -> bool:
        """Does the mentioned place lie in this one (or is it this one)?"""
        if mention.geonameid == self.geonameid:
            return True
        if self.kind == "country":
            return bool(self.country) and mention.country == self.country
        if self.kind == "region" and self.admin1 == self.name:
            return mention.country == self.country and mention.admin1 == self.admin1
        return mention.country in self.countries

    def inside(self, mention: Mention) -> bool:
        """Does this place lie in the mentioned one?"""
        if mention.kind == "country":
            return mention.country == self.country
        return mention.kind == "region" and (mention.country, mention.name) == (self.country, self.admin1)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; ``field`` is "" for bare words. ``column`` (from 0) is where it was typed.

    ``areas`` and ``moment`` are what ``bind`` found for it; they do not make two terms differ.
    """

    field: str
    value: str
    column: int = given(default=0, compare=False)
    areas: tuple[Area, ...] = given(default=(), compare=False)
    moment: datetime | None = given(default=None, compare=False)

    def __str__(self) -> str:
        value = self.value if _PLAIN.fullmatch(self.value) else f'"{self.value}"'
        return f"{self.field}:{value}" if self.field else value


@dataclass(frozen=True, slots=True)
class Not:
    part: Query

    def __str__(self) -> str:
        return f"-{_inner(self.part)}"


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; with no parts it is the query that everything matches, typed as nothing."""

    parts: tuple[Query, ...] = ()

    def __str__(self) -> str:
        return " ".join(_inner(part) if isinstance(part, AnyOf) else str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Query, ...]

    def __str__(self) -> str:
        return " OR ".join(str(part) for part in self.parts)


Query = Term | Not | All | AnyOf
EVERYTHING = All()

_PLAIN = re.compile(r"(?!(?:OR|AND|NOT)$)[^\s\"“”„«»():|&-][^\s\"“”„«»():|&]*")


def _inner(part: Query) -> str:
    return f"({part})" if isinstance(part, All | AnyOf) else str(part)


def both(*parts: Query) -> Query:
    """All of these, without needless nesting."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,)))
    return flat[0] if len(flat) == 1 else All(flat)


def either(*parts: Query) -> Query:
    """One of these, without needless nesting."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, AnyOf) else (part,)))
    return flat[0] if len(flat) == 1 else AnyOf(flat)


def negated(part: Query) -> Query:
    return part.part if isinstance(part, Not) else Not(part)


def terms(query: Query) -> Iterator[Term]:
    """Every term, left to right."""
    match query:
        case Term():
            yield query
        case Not(part):
            yield from terms(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from terms(part)


def rebuilt(query: Query, change: Callable[[Term], Query]) -> Query:
    """The same tree with every term replaced."""
    match query:
        case Term():
            return change(query)
        case Not(part):
            return negated(rebuilt(part, change))
        case All(parts):
            return both(*(rebuilt(part, change) for part in parts))
        case AnyOf(parts):
            return either(*(rebuilt(part, change) for part in parts))
