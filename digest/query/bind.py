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


def expand(query: Query, topics: Mapping[str, Topic], *, inside: frozenset[str] = frozenset()) -> Query:
    """Names of topics (and their aliases) replaced by what they ask for.

    ``topics`` has every name and alias as a key, folded; ``inside`` are the topics being expanded: in their
    own queries their names are just words. A bare word that is no topic stays; ``topic:`` with an unknown
    name is BadInput with the nearest known one, as is a circle of topics.
    """
    return rebuilt(query, lambda term: _expanded(term, topics, inside))


def _expanded(term: Term, topics: Mapping[str, Topic], inside: frozenset[str]) -> Query:
    topic = topics.get(fold(term.value)) if term.field in {"", "topic"} else None
    if topic is not None and topic.name not in inside:
        return expand(parse(topic.query), topics, inside=inside | {topic.name})
    if term.field != "topic":
        return term
    if topic is not None:
        raise mistake(str(term), 6, f"the topics {', '.join(sorted(inside))} name each other in a circle")
    near = nearest(fold(term.value), list(topics))
    raise mistake(str(term), 6, f"no topic {term.value!r}" + (f"; did you mean {near}?" if near else ""))


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
