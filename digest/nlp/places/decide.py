"""Two passes over the spots of an article.

The first takes every spot for a place, chooses, and drops what hardly is one; the second chooses again with
what is left, each name beginning from its first pick, and decides what is accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digest.gazetteer import Gazetteer

from . import accept, rank
from .context import Array, Context
from .model import Models
from .rank import Choice
from .spots import Spot, Tokens

DROPPED = 0.12  # spots less probable after the first pass leave the second one's context

Home = tuple[float, float, int]
"""Where the outlet lives: degrees, and row + 1 of its country."""


@dataclass(slots=True)
class Pass:
    """The spots of one pass with what was chosen for each and the raw probability that it is right."""

    context: Context
    choices: list[Choice]
    probability: Array

    @property
    def spots(self) -> Sequence[Spot]:
        return self.context.spots

    def row(self, spot: int) -> int:
        """The gazetteer's row a spot is taken to mean."""
        return int(self.context.rows[self.choices[spot].candidate])


def decide(
    gazetteer: Gazetteer, tok: Tokens, spots: Sequence[Spot], home: Home | None, models: Models
) -> Pass | None:
    """Both passes; None when no spot has a meaning."""
    named = [spot for spot in spots if spot.meanings]
    if not named:
        return None
    context = begin(gazetteer, tok, named, home)
    choices = rank.choose(context, models.rank[0])
    first = Pass(context, choices, models.accept[0](accept.describe(tok, named, choices, models.common)))
    after = again(gazetteer, tok, first, home)
    if after is None:
        return None
    choices = rank.choose(after, models.rank[1])
    seen = second_view(tok, after.spots, choices, first, models)
    return Pass(after, choices, models.accept[1](seen))


def begin(gazetteer: Gazetteer, tok: Tokens, spots: Sequence[Spot], home: Home | None) -> Context:
    """The first pass's context: names have agreed by hand-set weights."""
    context = Context(gazetteer, spots, tok.text, home)
    rank.settle(context)
    return context


def again(gazetteer: Gazetteer, tok: Tokens, first: Pass, home: Home | None) -> Context | None:
    """The second pass's context: without what hardly is a place, starting from the first pass's picks."""
    kept = [i for i, p in enumerate(first.probability) if p >= DROPPED]
    if not kept:
        return None
    context = Context(gazetteer, [first.spots[i] for i in kept], tok.text, home)
    for i in kept:
        name = context.names[first.spots[i].key]
        own = slice(context.first_of[name], context.first_of[name + 1])
        if context.picks[name] < 0:
            context.picks[name] = own.start + int(np.flatnonzero(context.rows[own] == first.row(i))[0])
    return context


def second_view(
    tok: Tokens, spots: Sequence[Spot], choices: Sequence[Choice], first: Pass, models: Models
) -> Array:
    """What the second acceptor sees: everything, the first probability, and how many places are expected."""
    seen = accept.describe(tok, spots, choices, models.common)
    if len(models.knots[0]) == 2:  # by rules: there is no second acceptor of its own
        return seen
    kept = first.probability[first.probability >= DROPPED]
    return np.column_stack([seen, kept, np.full(len(kept), kept.sum())])
