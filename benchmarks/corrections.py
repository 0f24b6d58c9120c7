"""Corrections: a new version whose untouched claims are carried, against one analyzed from nothing.

The demo's articles are edited the way publishers edit: a figure or word changed, a sentence put in, taken
out, replaced, or two exchanged. A version is exact when every claim (source, actor, side, cue, stance,
content, quotes, figures, day, carriers, places) is what an analysis of the whole new version finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from digest.article import read_path
from digest.corrections import splice, window
from digest.model import Analysis, Article, Claim
from digest.words import sentences

from .report import HERE, Row

CASES = 240
PAGES = HERE.parent / "seeds" / "recorded" / "pages"
PUBLISHED = datetime(2025, 11, 5, 12, tzinfo=UTC)
WORDS = ("northern", "earlier", "heavily", "reported", "several")
EDITS = ("figure", "word", "replace", "insert", "delete", "exchange")


@dataclass(frozen=True, slots=True)
class Case:
    """An article, its edited text, and both analyses of the whole."""

    old: Article
    before: Analysis
    new: str
    after: Analysis


def articles() -> list[Article]:
    """The sample articles of the demo."""
    found = [one for path in sorted(PAGES.glob("*.html")) for one in read_path(path)]
    return [replace(one, published=PUBLISHED) for one in found]


def edited(text: str, other: str, kind: str, random: Random) -> str:
    """The text with one edit; sentences put in are those of ``other``."""
    spans = list(sentences(text))
    at = random.randrange(len(spans))
    start, end = spans[at]
    if kind in ("figure", "word"):
        return _one_word(text, spans[at], kind, random)
    if kind in ("replace", "insert"):
        a, b = random.choice(list(sentences(other)))
        return text[:start] + other[a:b] + (" " + text[start:] if kind == "insert" else text[end:])
    if kind == "delete":
        return text[:start] + text[spans[at + 1][0] if at + 1 < len(spans) else end :]
    (a, b), (c, d) = sorted([spans[at], spans[(at + 1 + random.randrange(len(spans) - 1)) % len(spans)]])
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def _one_word(text: str, span: tuple[int, int], kind: str, random: Random) -> str:
    found = list(re.compile(r"\b\d+\b" if kind == "figure" else r"\b[a-z]{4,}\b").finditer(text, *span))
    if not found:
        return text
    word = random.choice(found)
    new = str(random.randrange(2, 90)) if kind == "figure" else random.choice(WORDS)
    return text[: word.start()] + new + text[word.end() :]


def cases(count: int = CASES, seed: int = 7) -> list[Case]:
    """Edited articles, analyzed as a whole before and after."""
    from digest.nlp.analyzer import Analyzer

    random, analyzer, known = Random(seed), Analyzer(), articles()
    pairs: list[tuple[Article, str]] = []
    while len(pairs) < count:
        one, other = random.sample(known, 2)
        new = edited(one.text, other.text, random.choice(EDITS), random)
        if new != one.text:
            pairs.append((one, new))
    before = {one.id: analysis for one, analysis in zip(known, analyzer.many(known), strict=True)}
    after = analyzer.many(replace(one, text=new) for one, new in pairs)
    return [Case(one, before[one.id], new, said) for (one, new), said in zip(pairs, after, strict=True)]


def said(claim: Claim, analysis: Analysis) -> tuple[Any, ...]:
    """All of a claim that a reader may see; its salience and targets follow from the others."""
    places = tuple((analysis.places[n].start, analysis.places[n].geonameid) for n in claim.places)
    bare = replace(claim, id="", targets=(), salience=0.0, why="", probability=1.0, places=())
    return bare, places


def quality() -> Iterator[Row]:
    """How much of a spliced analysis is as in one made from nothing, and how much was taken anew."""
    made = cases()
    claims = alike = exact = again = 0
    for case in made:
        got = splice(case.old.text, case.before, case.new, case.after)
        mine, whole = ({said(one, each) for one in each.claims} for each in (got, case.after))
        claims, alike, exact = claims + len(whole), alike + len(mine & whole), exact + (mine == whole)
        touched = window(case.old.text, case.before.claims, case.new).again
        again += sum(end - start for start, end in touched)
    note = f"{len(made)} edits of the demo's articles"
    yield Row("corrections", "claims as in a full analysis", alike / claims, goal=0.995, note=note)
    yield Row("corrections", "versions exactly so", exact / len(made), note=note)
    share = again / sum(len(case.new) for case in made)
    yield Row("corrections", "share of the text taken anew", share, note="the rest stays as it was")
