"""Do two headlines contradict one another?"""

from __future__ import annotations

from .proposition import alike, proposition


def pair_score(text_a: str, text_b: str) -> float:
    """How likely two headlines on one subject contradict each other: 0 to 1, for ranking."""
    a, b = proposition(text_a), proposition(text_b)
    return min(1.0, (0.6 if a.negated != b.negated else 0.1) * (0.5 + alike(a, b) / 2))
