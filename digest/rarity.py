"""How rare a word is in the news: a background table, so that no article waits for others to be weighed.

The table (``data/rarity.txt``) holds in how many of 1,546 US and international news articles a stem, or two
stems in a row, occurred; ``benchmarks.train_rarity`` makes it. Counts only: no text can be read from it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def table() -> tuple[int, dict[str, int]]:
    """How many articles were counted, and term -> in how many of them it stands."""
    first, *lines = resources.files("digest").joinpath("data/rarity.txt").read_text("utf-8").splitlines()
    counts: dict[str, int] = {}
    for line in lines:
        count, _, terms = line.partition("\t")
        for term in terms.split("\t"):
            counts[term] = int(count)
    return int(first), counts


def rarity(term: str) -> float:
    """Inverse document frequency, natural logarithm: 0 for a word in every article, 8 for an unseen one."""
    articles, counts = table()
    return math.log((articles + 1) / (counts.get(term, 0) + 0.5))
