"""Names in a query become what they stand for: topics their queries, places areas, "2d" a moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ..errors import BadInput
from ..model import Topic
from ..words import fold
from .text import MOMENT, mistake, nearest, parse
from .tree import Area, Query, Term, rebuilt

_HOURS = {"h": 1, "d": 24, "w": 168}

DEPTH = 8
"""How deep topics may name topics before it is taken for a circle."""


def expand(query: Query, topics: Mapping[str, Topic], *, depth: int = DEPTH) -> Query:
    """Names of topics (and their aliases) replaced by what they ask for.

    ``topics`` has every name and alias as a key, folded. A bare word that is no topic stays; ``topic:`` with
    an unknown name is BadInput with the nearest known one, as is a circle of topics.
    """
    if not depth:
        raise BadInput("these topics name each other in a circle")
    return rebuilt(query, lambda term: _expanded(term, topics, depth))


def _expanded(term: Term, topics: Mapping[str, Topic], depth: int) -> Query:
    if term.field not in {"", "topic"}:
        return term
    topic = topics.get(fold(term.value))
    if topic is not None:
        inner = parse(topic.query)
        if inner == term or inner == Term("", term.value):
            return replace(term, field="")
        return expand(inner, topics, depth=depth - 1)
    if term.field == "topic":
        near = nearest(fold(term.value), list(topics))
        raise mistake(str(term), 6, f"no topic {term.value!r}" + (f"; did you mean {near}?" if near else ""))
    return term


def catalog(topics: Sequence[Topic]) -> dict[str, Topic]:
    """What ``expand`` wants: every name, title and alias, folded, to its topic; names win over aliases."""
    other = {fold(alias): topic for topic in topics for alias in (*topic.aliases, topic.title) if alias}
    return other | {fold(topic.name): topic for topic in topics}


Places = Callable[[str], Sequence[Area]]
"""Name -> the areas it may mean, best first; nothing when it names no place."""


def bind(query: Query, *, places: Places, now: datetime, near: Callable[[str], str] = lambda _: "") -> Query:
    """The query with its places and times resolved; done once, at the rim.

    A ``place:`` that the gazetteer does not know is BadInput, with ``near(name)`` as the suggestion.
    """
    return rebuilt(query, lambda term: _bound(term, places, now, near))


def _bound(term: Term, places: Places, now: datetime, near: Callable[[str], str]) -> Term:
    if term.field in {"since", "until"}:
        return replace(term, moment=moment(term.value, now))
    if term.field not in {"", "place"}:
        return term
    areas = tuple(places(term.value))
    if term.field == "place" and not areas:
        hint = near(term.value)
        raise mistake(str(term), 6, f"no place {term.value!r}" + (f"; did you mean {hint}?" if hint else ""))
    return replace(term, areas=areas)


def moment(value: str, now: datetime) -> datetime:
    """The moment "2025-11-05", "12h", "2d" or "3w" names, counted back from ``now``. Raises BadInput."""
    parts = MOMENT.fullmatch(value)
    if parts is None:
        raise BadInput(f"no time {value!r}; a time is 2025-11-05, 12h, 2d or 3w")
    if parts["day"]:
        try:
            return datetime.fromisoformat(parts["day"]).replace(tzinfo=UTC)
        except ValueError:
            raise BadInput(f"there is no day {value}") from None
    return now - timedelta(hours=int(parts["number"]) * _HOURS[parts["unit"]])
