"""Does the claim go on in a neighbouring sentence? One row for each pair of cue and part.

A part is a stretch of one sentence that is wholly inside or wholly outside a quotation. A floating quotation
("... That is all," after a sentence that names the speaker) is a part without a cue of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cues import OWN_CHILDREN
from .labels import label_id
from .page import Bools, Ints, Page
from .rates import Keys, mix
from .roles import UNIT
from .table import Table, spread

BACK, AHEAD = 3, 7
"""Sentences looked at before and after the cue's own."""
MOST = 60
"""Parts looked at on either side."""


@dataclass(slots=True)
class PartRows:
    """Row -> its cue (a position in ``cues``) and its tokens ``first`` to ``last`` (exclusive)."""

    cue: Ints
    first: Ints
    last: Ints
    table: Table


@dataclass(slots=True)
class Pair:
    """One row's cue and part, with their sentences."""

    cue: Ints
    first: Ints
    last: Ints
    home: Ints  # the cue's sentence
    away: Ints  # the part's sentence


def part_rows(page: Page, cues: Ints, probability: NDArray[np.float32]) -> PartRows:
    """The parts of the sentences around each cue's own."""
    cut, end, sentence = cut_parts(page)
    count = len(page.tree.first)
    bounds = np.searchsorted(sentence, np.arange(count + 1))
    home = page.tree.sentence[cues]
    low = np.maximum(bounds[np.maximum(home - BACK, 0)], bounds[home] - MOST)
    high = np.minimum(bounds[np.minimum(home + AHEAD + 1, count)], bounds[home + 1] + MOST)
    group, place = spread(high - low)
    part = place + low[group]
    other = sentence[part] != home[group]
    group, part = group[other], part[other]
    pair = Pair(cues[group], cut[part], end[part], home[group], sentence[part])
    context = _context(page, pair)
    plain = (
        _place(page, pair) | _quotes(page, pair, context) | _rivals(page, pair, probability)
        | _rules(page, pair)
        | {f"cue has {name}": page.has(name)[pair.cue] for name in OWN_CHILDREN.split()}
    )  # fmt: skip
    return PartRows(group, pair.first, pair.last, Table(plain, _keys(page, pair, context)))


def cut_parts(page: Page) -> tuple[Ints, Ints, Ints]:
    """First token, one past the last token, and sentence of every part."""
    sentence = page.tree.sentence
    change = (sentence[1:] != sentence[:-1]) | (page.quote[1:] != page.quote[:-1])
    cut = np.flatnonzero(np.r_[True, change])
    return cut, np.r_[cut[1:], page.size], sentence[cut]


@dataclass(slots=True)
class _Context:
    before: Ints  # quoted tokens of the cue's sentence before the cue
    after: Ints  # and after it
    colon: Bools  # the cue's sentence ends with a colon
    closing: Ints  # its last token that is not white space


def _context(page: Page, pair: Pair) -> _Context:
    quoted = np.r_[0, page.quoted]
    first, last = page.tree.first[pair.home], page.tree.last[pair.home]
    closing = last - 1
    closing = np.where(page.space[closing], np.maximum(closing - 1, 0), closing)
    colon = page.low[closing] == np.uint64(label_id(":"))
    return _Context(quoted[pair.cue] - quoted[first], quoted[last] - quoted[pair.cue], colon, closing)


def _place(page: Page, pair: Pair) -> dict[str, NDArray[Any]]:
    tree, away, cue = page.tree, pair.away - pair.home, pair.cue
    start, stop = tree.first[pair.away], tree.last[pair.away]
    words = np.r_[0, np.cumsum(~page.punct)]
    return {
        "sentences away": away, "sentence distance": np.abs(away),
        "paragraphs away": page.paragraph[pair.first] - page.paragraph[cue],
        "words": words[pair.last] - words[pair.first],
        "sentence length": stop - start, "tokens away": pair.first - cue,
        "cue into sentence": cue - tree.first[pair.home],
        "cue to sentence end": tree.last[pair.home] - cue, "cue tag": page.tag[cue], "cue dep": page.dep[cue],
        "cue depth": tree.depth[cue], "into sentence": pair.first - start,
        "to sentence end": stop - pair.last,
        "new paragraph": page.paragraph[start] - page.paragraph[np.maximum(start - 1, 0)],
        "paragraphs before": page.paragraph[pair.first], "first tag": page.tag[pair.first],
        "sentences after": len(tree.first) - pair.away,
    }  # fmt: skip


def _quotes(page: Page, pair: Pair, context: _Context) -> dict[str, NDArray[Any]]:
    tree, inside = page.tree, page.inside
    start, stop = tree.first[pair.away], tree.last[pair.away]
    first, last = tree.first[pair.home], tree.last[pair.home]
    quoted, words = np.r_[0, page.quoted], np.r_[0, np.cumsum(~page.punct)]
    which = page.quote[pair.first]
    reaches = (page.quote[first] == which) | (page.quote[context.closing] == which)
    return {
        "in quote": inside[pair.first], "same quote": (which > 0) & reaches,
        "quoted in its sentence": quoted[stop] - quoted[start], "cue in quote": inside[pair.cue],
        "quoted before cue": context.before, "quoted after cue": context.after,
        "unquoted beside cue": words[last] - words[first] - (quoted[last] - quoted[first]),
        "colon": context.colon, "no full stop": ~page.punct[context.closing],
        "goes on": which == page.quote[np.maximum(pair.first - 1, 0)],
        "quote before": inside[np.maximum(start - 1, 0)],
        "quote after": inside[np.minimum(stop, page.size - 1)],
    }  # fmt: skip


def _rivals(page: Page, pair: Pair, probability: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """Other likely cues in the sentences between: their speaker takes the quotation."""
    tree = page.tree
    best = np.maximum.reduceat(probability, tree.first)
    best_free = np.maximum.reduceat(probability * ~page.inside, tree.first)
    low, high = np.minimum(pair.home, pair.away), np.maximum(pair.home, pair.away)

    def between(values: NDArray[np.float32]) -> Ints:
        mass = np.cumsum((values * UNIT).astype(np.int64))
        return np.where(high - low > 1, mass[np.maximum(high - 1, 0)] - mass[low], 0)

    return {
        "cue there": best_free[pair.away], "cue here": best_free[pair.home], "cue": probability[pair.cue],
        "cues between": between(best), "free cues between": between(best_free),
    }  # fmt: skip


def _rules(page: Page, pair: Pair) -> dict[str, NDArray[Any]]:
    """Where the rules put the part's ends."""
    seen = page.seen
    around = seen.content[pair.first]
    return {
        "rule place": seen.place(pair.cue, pair.first),
        "rule place of end": seen.place(pair.cue, pair.last - 1),
        "rule frame": seen.frame[pair.cue], "frame around": np.where(around >= 0, seen.frame[around], 0),
    }  # fmt: skip


def _keys(page: Page, pair: Pair, context: _Context) -> dict[str, Keys]:
    lemma, inside = page.lemma[pair.cue], page.inside
    away = np.clip(pair.away - pair.home, -BACK, 4)
    paragraphs = page.paragraph[pair.first] - page.paragraph[pair.cue]
    quoted = inside[pair.first]
    return {
        "lemma, away": mix(lemma, away, quoted, 1),
        "lemma, paragraphs": mix(lemma, paragraphs, quoted, context.colon, 2),
        "place": mix(away, quoted, paragraphs, context.before > 0, context.after > 0, 3),
        "first word": mix(page.low[pair.first], away > 0, 4),
        "lemma, in quote": mix(lemma, inside[pair.cue], np.sign(away), 5),
    }  # fmt: skip
