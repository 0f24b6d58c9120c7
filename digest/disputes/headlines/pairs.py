"""Do two headlines contradict one another?

One denies (calls it a hoax, rejects it, negates, says it is off) and the other affirms: the more so the surer
both are. A report of what others say, a question or a "may" affirms less, so hedges discount the score.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..proposition import alike, opposite, proposition
from .kinds import Kind, kinds

OPPOSITE = 0.15  # where neither denies, but their words are opposites
BASE = 1.0  # weight of standing against each other, beside the likeness of the two


@dataclass(frozen=True, slots=True)
class Stand:
    """How a headline stands: ``denies`` 0 when it denies nothing; ``surely`` what its hedges leave."""

    denies: float
    surely: float


def stand(headline: str, rows: tuple[Kind, ...]) -> Stand:
    """How a headline stands to what it speaks of."""
    found = [row for row in rows if row.words.search(headline)]
    denies = max((row.denies for row in found), default=0.0)
    surely = 1.0
    for row in found:
        surely *= row.denying if denies else row.affirmed
    return Stand(denies, surely)


def pair_score(text_a: str, text_b: str, rows: tuple[Kind, ...] | None = None) -> float:
    """How likely two headlines on one subject contradict each other: for ranking, 0 to about 2."""
    a, b = (_stand(text, rows or kinds()) for text in (text_a, text_b))
    of_a, of_b = proposition(text_a), proposition(text_b)
    likeness = alike(of_a, of_b)
    score = OPPOSITE if opposite(of_a, of_b) else 0.0
    if bool(a.denies) != bool(b.denies):
        score = (a.denies or b.denies) * a.surely * b.surely
    return score * (BASE + likeness) + likeness / 1000


@lru_cache(maxsize=10_000)
def _stand(text: str, rows: tuple[Kind, ...]) -> Stand:
    return stand(text, rows)
