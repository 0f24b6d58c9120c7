"""Which of its candidates a name means: scores by hand-set weights or by a learned ranker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .context import AT, FEATURES, Array, Context, haversine

Scorer = Callable[[Array], Array]
"""(candidates, FEATURES) -> (candidates,): higher is better. Only compared within one mention."""

WEIGHTS = {
    "fame": 1.0, "in_first": 6.0, "in_country": 4.0, "in_second": 6.0, "said_before": 3.0,
    "not_in_next": -2.0, "votes_country": 3.0, "votes_first": 3.0, "named_second": 1.5,
    "named_first": 1.5, "named_country": 1.0, "near161": 2.0, "near50": 1.0, "share_first": 2.0,
    "spelled_out": 5.0, "main": 1.0,
}  # fmt: skip
"""Set by hand on the development articles; the learned ranker starts from what these decide."""
_WEIGHTS = np.array([WEIGHTS.get(name, 0.0) for name in FEATURES])


def by_rules(features: Array) -> Array:
    """Scores by the hand-set weights; distance to the other names and to the outlet's home beside."""
    score = np.nan_to_num(features) @ _WEIGHTS - 0.3 * np.maximum(0.0, features[:, AT["nearest"]] - 2)
    home = features[:, AT["home"]]
    return score - 2.0 * np.where(np.isnan(home), 0.0, np.maximum(0.0, home - 1.7))


@dataclass(slots=True)
class Choice:
    """What a mention is taken to mean: candidate, its description, score, lead over the next other place, and
    that place (a candidate, or -1)."""

    candidate: int
    features: Array
    score: float
    lead: float
    second: int


def choose(context: Context, scorer: Scorer) -> list[Choice]:
    """A choice for every spot; mentions of one name mean the same unless a container is named beside them."""
    if not context.spots:
        return []
    base = context.describe()
    blocks = [context.at_mention(base, i) for i in range(len(context.spots))]
    scores = score_once(context, blocks, scorer)
    choices = [
        best(context, i, block, score) for i, (block, score) in enumerate(zip(blocks, scores, strict=True))
    ]
    return one_sense(context, choices)


def score_once(context: Context, blocks: list[Array], scorer: Scorer) -> list[Array]:
    """Score every different block once: most mentions of a name look the same."""
    seen: dict[bytes, int] = {}
    unique: list[Array] = []
    index = []
    for i, block in enumerate(blocks):
        look = (
            bytes([context.name_of_spot[i] % 256, context.name_of_spot[i] // 256]) + block[:, -8:].tobytes()
        )
        if look not in seen:
            seen[look] = len(unique)
            unique.append(block)
        index.append(seen[look])
    scores = np.asarray(scorer(np.concatenate(unique)))
    parts = np.split(scores, np.cumsum([len(block) for block in unique])[:-1])
    return [parts[i] for i in index]


def best(context: Context, spot: int, block: Array, score: Array) -> Choice:
    own = context.candidates(spot)
    best = int(score.argmax())
    at, start = context.at, own.start
    if len(own) == 1:
        return Choice(start, block[0], float(score[0]), 9.0, -1)
    far = haversine(
        at.lat[start : own.stop], at.lon[start : own.stop], at.lat[start + best], at.lon[start + best]
    )
    other = (far > 161) | (at.country[start : own.stop] != at.country[start + best])
    other[best] = False
    if not other.any():
        return Choice(start + best, block[best], float(score[best]), 9.0, -1)
    second = int(np.where(other, score, -np.inf).argmax())
    return Choice(
        start + best, block[best], float(score[best]), float(score[best] - score[second]), start + second
    )


CONTAINED = [AT["in_first"], AT["in_country"], AT["in_second"]]


def one_sense(context: Context, choices: list[Choice]) -> list[Choice]:
    best: dict[int, Choice] = {}
    for name, choice in zip(context.name_of_spot, choices, strict=True):
        if name not in best or choice.score > best[name].score:
            best[name] = choice
    for i, name in enumerate(context.name_of_spot):
        if not choices[i].features[CONTAINED].any():
            own = choices[i]
            choices[i] = Choice(best[name].candidate, own.features, own.score, own.lead, best[name].second)
    context.picks[:] = [best[name].candidate for name in range(len(context.names))]
    return choices


def settle(context: Context, rounds: int = 2) -> None:
    """Let the names agree by hand-set weights: every round votes with the picks of the one before."""
    for _ in range(rounds):
        choose(context, by_rules)


def scorer_of(model: Any) -> Scorer:
    """A scorer from a LightGBM booster."""
    return lambda features: model.predict(features, num_threads=1)
