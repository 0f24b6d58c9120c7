"""When two claims are one, and when they cannot both stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from digest.nlp.frames.found import Found
from digest.nlp.parse.tree import Run

SAME = 0.5
"""Least overlap (Jaccard of tokens) of contents taken for one claim."""


@lru_cache(maxsize=4096)
def tokens(pieces: tuple[Run, ...]) -> frozenset[int]:
    """All tokens of some runs; kept, since every claim is compared with every other."""
    return frozenset(t for a, b in pieces for t in range(a, b + 1))


def same_cue(a: Found, b: Found) -> bool:
    """Whether two claims have a word of their cues in common."""
    return a.cue[0] <= b.cue[1] and b.cue[0] <= a.cue[1] and b.frame != "floating"


def cued(rule: Found, read: Sequence[Found]) -> bool:
    """Whether another claim of the model has the rule's cue: then that one is its twin."""
    return any(same_cue(other, rule) for other in read)


def same_content(a: Found, b: Found) -> bool:
    """Whether two claims say the same; the cue of one within the other's content makes it another claim."""
    x, y = tokens(a.content), tokens(b.content)
    return len(x & y) >= SAME * len(x | y) and a.anchor not in y and b.anchor not in x


def clash(a: Found, b: Found) -> bool:
    """Whether two claims cannot both stand: one's words, or its cue, lie in the other's content."""
    x, y = tokens(a.content), tokens(b.content)
    return bool(x & y) or a.anchor in y or b.anchor in x
