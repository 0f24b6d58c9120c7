"""Figures for the same quantity that cannot both be right."""

from __future__ import annotations

from digest.model import Claim, Figure
from digest.words import stems

ABOUT = 0.1  # "about 60,000" leaves a tenth on either side


def bounds(figure: Figure) -> tuple[float, float]:
    """Least and greatest value the words allow."""
    if figure.low is not None or figure.high is not None:
        low = figure.low if figure.low is not None else float("-inf")
        return low, figure.high if figure.high is not None else float("inf")
    slack = abs(figure.value) * ABOUT if figure.about else 0.0
    return figure.value - slack, figure.value + slack


def differ(a: Figure, b: Figure) -> bool:
    """Whether two figures count the same thing in the same unit and their bounds do not touch."""
    if a.unit != b.unit or not _same(a.of, b.of):
        return False
    (low_a, high_a), (low_b, high_b) = bounds(a), bounds(b)
    return high_a < low_b or high_b < low_a


def _same(a: str, b: str) -> bool:
    of_a, of_b = set(stems(a)), set(stems(b))
    return bool(of_a and of_b) and (of_a <= of_b or of_b <= of_a)


def differing(a: Claim, b: Claim) -> tuple[Figure, Figure] | None:
    """The first two figures of the claims that differ."""
    pairs = ((x, y) for x in a.figures for y in b.figures if differ(x, y))
    return next(pairs, None)
