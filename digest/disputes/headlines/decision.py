"""How a headline stands to a claim: for it, against it, or observing it.

A multinomial logistic regression over named features (``features``); its weights are in
``data/headline_stance.json``, made by ``benchmarks.train_headlines`` from the Emergent headlines (Ferreira
and Vlachos 2016): names of features and numbers, no text. No name of a person, place or party is among them,
so that two parties exchanged give the same stance.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from .features import features
from .reading import MOST, TOKEN

STANCES = ("for", "against", "observing")
"""It says the claim as a fact; it says it is not so; it tells that others say it, asks, or leaves it open."""
TELLING = 0.05  # probability that a word must bring to be named as the reason
NAMED = 3  # words of a reason

Weights = Mapping[str, Sequence[float]]
"""Feature -> its weight for each of STANCES; "" holds the constant."""


@dataclass(frozen=True, slots=True)
class HeadlineStance:
    """``stance``: one of STANCES, the likeliest; ``probability`` of each; ``reason`` in words."""

    stance: str
    probability: Mapping[str, float]
    reason: str


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights as shipped."""
    kept = json.loads(resources.files("digest").joinpath("data/headline_stance.json").read_text("utf-8"))
    found: Weights = kept["weights"]
    return found


def stance(claim: str, headline: str) -> HeadlineStance:
    """How a headline stands to a claim, given in a sentence or another headline, and which words tell so.

    Of either text the first ``MOST`` characters are read.
    """
    claim, headline = claim[:MOST], headline[:MOST]
    likely = probabilities(claim, headline)
    best = max(range(len(STANCES)), key=likely.__getitem__)
    telling = _telling(claim, headline, best, likely[best])
    reason = f"{STANCES[best]}: {telling}" if telling else f"{STANCES[best]}: no single word, but its form"
    return HeadlineStance(STANCES[best], dict(zip(STANCES, likely, strict=True)), reason)


@lru_cache(maxsize=20_000)
def probabilities(claim: str, headline: str) -> tuple[float, ...]:
    """The probability of each of STANCES."""
    return judged(features(claim, headline), weights())


def judged(row: Mapping[str, float], table: Weights) -> tuple[float, ...]:
    """Probabilities from the numbers of a headline; names the table does not know count nothing."""
    sums = list(table[""])
    for name, value in row.items():
        for at, weight in enumerate(table.get(name, ())):
            sums[at] += weight * value
    powers = [math.exp(one - max(sums)) for one in sums]
    return tuple(power / sum(powers) for power in powers)


def _telling(claim: str, headline: str, best: int, likely: float) -> str:
    """The words without which the headline would be the least likely to stand so."""
    brings = []
    for token in TOKEN.finditer(headline):
        without = headline[: token.start()] + headline[token.end() :]
        brought = likely - judged(features(claim, without), weights())[best]
        if brought >= TELLING:
            brings.append((-brought, token.start(), token.group()))
    words = [word for _, word in sorted((at, word) for _, at, word in sorted(brings)[:NAMED])]
    return ", ".join(f"“{word}”" for word in words)
