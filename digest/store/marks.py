"""The index a query is answered from: which keys an article is filed under, and which a query asks for.

A key is a hash of a field and a value. The index says yes to every article ``query.matches`` says yes to, and
to a few more (a query of several words asks for articles with all of them, in any order); the exact test
follows on what is found. Hashes that meet do no harm for the same reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, true

from ..model import Claim, Mention, Read
from ..query import All, AnyOf, Area, Not, Query, Term, host, stemmed
from ..query.match import LEAD
from ..words import STOP, fold
from .rows import table
from .tables import ArticleRow, MarkRow

ARTICLE, MARK = table(ArticleRow), table(MarkRow)


def key(field: str, value: str) -> int:
    """A field and a value as a signed 64-bit number."""
    digest = hashlib.blake2b(f"{field}\0{value}".encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def marks(read: Read) -> set[int]:
    """Every key an article is filed under."""
    return {key(field, value) for field, value in _filed(read)}


def _filed(read: Read) -> Iterator[tuple[str, str]]:
    article = read.article
    yield from (("word", word) for text in (article.title, article.text[:LEAD]) for word in _kept(text))
    yield from (("outlet", word) for name in (article.outlet, host(article.url)) for word in stemmed(name))
    for mention in read.analysis.places:
        if mention.literal:
            yield from _of_place(mention)
        elif mention.geonameid is None:  # left open: people of a channel may have said what is meant
            yield "named", " ".join(stemmed(mention.text))
    for claim in read.analysis.claims:
        yield from _of_claim(claim, article.text)


def _of_place(mention: Mention) -> Iterator[tuple[str, str]]:
    yield "place", str(mention.geonameid)
    yield "country", mention.country
    yield "admin1", f"{mention.country}/{mention.admin1}"
    for name in {mention.name, mention.text, mention.admin1}:
        yield "named", " ".join(stemmed(name))


def _of_claim(claim: Claim, text: str) -> Iterator[tuple[str, str]]:
    yield "stance", claim.stance.value
    yield from (("word", word) for word in _kept(text[slice(*claim.sentence)]))
    yield from (("outlet", word) for name in claim.via for word in stemmed(name))
    if claim.source is not None:
        yield "side", fold(claim.source.side)
        names = (claim.source.actor, claim.source.text)
        yield from (("actor", word) for name in names for word in stemmed(name))


def _kept(text: str) -> Iterator[str]:
    return (word for word in stemmed(text) if word not in STOP)


# --- what a query asks for -------------------------------------------------------------------------------


def condition(query: Query) -> ColumnElement[bool]:
    """A condition on articles that holds for every article the query matches."""
    match query:
        case Term():
            return _asked(query)
        case Not():
            return true()  # what it leaves out is left out by the exact test
        case All(parts):
            return and_(true(), *(condition(part) for part in parts))
        case AnyOf(parts):
            return or_(*(condition(part) for part in parts))


def _asked(term: Term) -> ColumnElement[bool]:
    value = stemmed(term.value)
    match term.field:
        case "":
            return or_(_places(term), _all("actor", value), _words(value))
        case "place":
            return _places(term)
        case "actor" | "outlet":
            return _all(term.field, value)
        case "side":
            return _filed_under("side", fold(term.value))
        case "stance":
            return _filed_under("stance", term.value)
        case "story":
            return ARTICLE.c.story == int(term.value) if term.value.isdecimal() else ~true()
        case "since" | "until":
            return _when(term.field, term.moment)
        case _:
            return _words(value)


def _places(term: Term) -> ColumnElement[bool]:
    if not term.areas:
        return _filed_under("named", " ".join(stemmed(term.value)))
    return or_(*(_filed_under(field, value) for area in term.areas for field, value in _in_area(area)))


def _in_area(area: Area) -> Iterator[tuple[str, str]]:
    yield "place", str(area.geonameid)
    if area.kind == "country":
        yield "country", area.country
    elif area.kind == "region" and area.admin1 == area.name:
        yield "admin1", f"{area.country}/{area.admin1}"
    yield from (("country", code) for code in area.countries)
    yield from (("named", " ".join(stemmed(name))) for name in area.names)


def _words(value: tuple[str, ...]) -> ColumnElement[bool]:
    return _all("word", tuple(word for word in value if word not in STOP))


def _all(field: str, values: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(true(), *(_filed_under(field, value) for value in values))


def _filed_under(field: str, value: str) -> ColumnElement[bool]:
    return ARTICLE.c.n.in_(select(MARK.c.n).where(MARK.c.key == key(field, value)))


def _when(field: str, moment: datetime | None) -> ColumnElement[bool]:
    if moment is None:
        return true()
    undated = ARTICLE.c.published.is_(None)
    return undated | (ARTICLE.c.published >= moment if field == "since" else ARTICLE.c.published < moment)
