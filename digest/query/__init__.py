"""What is wanted, in words people type: ``place:"Donetsk oblast" -opinion``.

    parse(text) -> Query      str(query) gives the text back
    expand(query, topics)     topic names become their queries
    bind(query, place=..., now=...)   names become places of the gazetteer, "2d" becomes a moment
    matches(query, read, claim) -> bool

A query is a tree of ``Term``, ``Not``, ``All`` (next to each other) and ``AnyOf`` (OR). Fields: place, actor,
side, stance, outlet, topic, story, since, until. Bare words are a place, an actor, a topic or just words.
Everything here is pure; docs/query.md tells people the same with examples.
"""

from __future__ import annotations

from .bind import Places, bind, catalog, expand, moment
from .match import host, matches, stemmed
from .text import FIELDS, parse
from .tree import EVERYTHING, All, AnyOf, Area, Not, Query, Term, both, either, negated, rebuilt, terms

__all__ = [
    "EVERYTHING",
    "FIELDS",
    "All",
    "AnyOf",
    "Area",
    "Not",
    "Places",
    "Query",
    "Term",
    "bind",
    "both",
    "catalog",
    "either",
    "expand",
    "host",
    "matches",
    "moment",
    "negated",
    "parse",
    "rebuilt",
    "stemmed",
    "terms",
]
