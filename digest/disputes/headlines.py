"""Do two headlines contradict one another?

One denies (calls it a hoax, rejects it, negates, says it is off) and the other affirms: the more so the surer
both are. A report of what others say, a question or a "may" affirms less, so hedges discount the score.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from .proposition import alike, opposite, proposition

OPPOSITE = 0.15  # where neither denies, but their words are opposites
BASE = 1.0  # weight of standing against each other, beside the likeness of the two


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of ``data/headlines.toml``: words, and what they do to a headline's stand."""

    name: str
    words: re.Pattern[str]
    denies: float = 0.0
    affirmed: float = 1.0
    denying: float = 1.0


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """The rows, in their order."""
    rows = tomllib.loads(resources.files("digest").joinpath("data/headlines.toml").read_text("utf-8"))["kind"]
    return tuple(Kind(**{**row, "words": pattern(row["words"])}) for row in rows)


def pattern(words: str) -> re.Pattern[str]:
    """A row's words as they are looked for."""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


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


def with_rates(rates: Mapping[str, Mapping[str, float]]) -> tuple[Kind, ...]:
    """The rows with other numbers: what a training run without some claims would have given."""
    return tuple(Kind(row.name, row.words, **rates[row.name]) for row in kinds())
