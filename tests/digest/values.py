"""Hypothesis strategies for reads, and small reads by hand for stores."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from digest.model import (
    Analysis,
    Article,
    Claim,
    Content,
    Cue,
    Figure,
    Mention,
    Met,
    Read,
    Source,
    Stance,
)

NOON = datetime(2025, 11, 5, 12, tzinfo=UTC)
WORDS = "Kyiv Moscow denies grain deal Pokrovsk front strike talks ministry drone harbour vote court".split()
PLACES = (
    ("Pokrovsk", 704147, "UA", "Donetsk Oblast", "city"),
    ("Kramatorsk", 704617, "UA", "Donetsk Oblast", "city"),
    ("Engels", 563464, "RU", "Saratov Oblast", "city"),
    ("Ukraine", 690791, "UA", "", "country"),
)

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
anything = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=40)
spans = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99)), min_size=1, max_size=3).map(tuple)
moments = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
numbers = st.floats(allow_nan=False, allow_infinity=False)


def tuples(one: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(one, max_size=most).map(tuple)


sources = st.builds(
    Source, spans=spans, text=anything, actor=words, side=st.sampled_from(["", "Russia", "Ukraine"])
)
figures = st.builds(
    Figure, start=st.integers(0, 99), end=st.integers(0, 99), text=anything, value=numbers, unit=anything,
    of=anything, low=st.none() | numbers, high=st.none() | numbers, about=st.booleans(),
)  # fmt: skip


mets = st.builds(Met, claims=tuples(anything), kind=anything, reason=anything, confidence=numbers)


@st.composite
def claims(draw: Any, places: int = 0) -> Claim:
    return Claim(
        id=draw(st.text(string.hexdigits, min_size=1, max_size=8)),
        source=draw(st.none() | sources),
        cue=draw(st.none() | st.builds(Cue, spans=spans, text=anything, lemma=anything)),
        stance=draw(st.sampled_from(Stance)),
        content=draw(st.builds(Content, spans=spans, text=anything)),
        sentence=draw(st.tuples(st.integers(0, 40), st.integers(40, 120))),
        quotes=draw(tuples(st.tuples(st.integers(0, 9), st.integers(0, 99)))),
        via=draw(tuples(words)),
        places=draw(tuples(st.integers(0, places - 1))) if places else (),
        figures=draw(tuples(figures, 2)),
        targets=draw(tuples(anything)),
        when=draw(st.none() | moments),
        probability=draw(numbers),
        salience=draw(numbers),
        why=draw(anything),
    )


@st.composite
def mentions(draw: Any) -> Mention:
    name, number, country, admin1, kind = draw(st.sampled_from(PLACES))
    start, end = draw(st.tuples(st.integers(0, 500), st.integers(0, 500)))
    geonameid, kind = draw(st.sampled_from([number, None])), draw(st.sampled_from([kind, "demonym"]))
    return Mention(
        start, end, name, geonameid, name, 48.0, 37.0, country, admin1, kind, 0.9, "", ""
    )  # fmt: skip


@st.composite
def reads(draw: Any) -> Read:
    """A read of any shape, with words and places that queries may ask for."""
    places = tuple(draw(st.lists(mentions(), max_size=3)))
    article = Article(
        id=draw(st.uuids()).hex,
        text=draw(words) + " " + draw(words) + draw(anything),
        title=draw(words),
        url=draw(st.sampled_from(["https://www.meridian.example/1", "https://coast.example/2"])),
        outlet=draw(st.sampled_from(["Meridian", "Coast Daily", ""])),
        home=draw(anything),
        published=draw(st.none() | st.integers(0, 200).map(lambda h: NOON - timedelta(hours=h))),
        modified=draw(st.none() | moments),
        authors=draw(tuples(anything)),
        partial=draw(st.booleans()),
    )  # fmt: skip
    analysis = Analysis(
        claims=tuple(draw(st.lists(claims(len(places)), max_size=3))),
        places=places,
        disputes=draw(tuples(mets)),
        terms=draw(tuples(st.tuples(anything, numbers))),
        actors=draw(tuples(words)),
        minhash=draw(st.binary(max_size=16)),
    )  # fmt: skip
    story = draw(st.none() | st.integers(1, 5))
    return Read(article, analysis, story, draw(anything), draw(st.booleans()))


def read(id: str, title: str = "News", *, at: datetime = NOON, story: int | None = None, **more: Any) -> Read:
    """A small article with one claim that is its whole text."""
    words = more.pop("text", f"{title} was reported.")
    claim = Claim("c1", None, None, Stance.asserts, Content(((0, len(words)),), words), (0, len(words)))
    article = Article(
        id, words, title=title, url=f"https://meridian.example/{id}", outlet="Meridian", published=at, **more
    )
    return Read(article, Analysis((claim,)), story=story, origin=id)
