"""Which claims a digest shows first: points with their reasons, then a choice that hears every side.

``weigh`` gives each claim of an article its salience (0 to 1) and says why; ``choose`` picks within a budget:
first the strongest of every side, then the strongest left, a claim that repeats a chosen one last. No clock,
no chance: the same claims give the same choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from digest.model import Claim, Stance

QUOTED = 24  # characters: fewer in quotation marks are a name or a scare quote
WEIGHTS = {
    "position": 0.22,
    "probability": 0.18,
    "side": 0.12,
    "stance": 0.12,
    "figure": 0.12,
    "dispute": 0.14,
    "place": 0.05,
    "quote": 0.05,
}
TURNS = frozenset({Stance.denies, Stance.concedes, Stance.doubts})
REPEATS = 0.5  # overlap of words from which a claim says nothing new
_WORD = re.compile(r"\w{3,}")


def weigh(claims: Sequence[Claim], length: int, answered: frozenset[str] = frozenset()) -> tuple[Claim, ...]:
    """The claims with ``salience`` and ``why``.

    ``length`` is the article's in characters; ``answered`` the ids of claims that meet another.
    """
    return tuple(_weighed(claim, max(length, 1), answered) for claim in claims)


def _weighed(claim: Claim, length: int, answered: frozenset[str]) -> Claim:
    at = claim.content.spans[0][0] / length
    points = {
        "position": (1 - at, f"stands {_place(at)}"),
        "probability": (claim.probability, f"right with probability {claim.probability:.2f}"),
        "side": (
            float(bool(claim.source and claim.source.side)),
            f"speaks for {claim.source.side if claim.source else ''}",
        ),
        "stance": (float(claim.stance in TURNS), f"it {claim.stance.value}"),
        "figure": (float(bool(claim.figures)), "gives a figure"),
        "dispute": (float(claim.id in answered), "answers another claim, or is answered"),
        "place": (float(bool(claim.places)), "names a place"),
        "quote": (float(any(b - a > QUOTED for a, b in claim.quotes)), "is quoted word for word"),
    }
    total = sum(WEIGHTS[name] * value for name, (value, _) in points.items()) - _thin(claim)
    reasons = [
        f"{words} (+{WEIGHTS[name] * value:.2f})" for name, (value, words) in points.items() if value > 0.05
    ]
    return replace(claim, salience=round(max(total, 0.0), 3), why="; ".join(reasons))


def _place(at: float) -> str:
    return "at the head of the article" if at < 0.2 else "in the middle" if at < 0.7 else "near the end"


def _thin(claim: Claim) -> float:
    """What a claim loses for saying little: "this", "the report"."""
    return 0.15 if len(_WORD.findall(claim.content.text)) < 3 else 0.0


def choose(claims: Sequence[Claim], budget: int) -> tuple[Claim, ...]:
    """At most ``budget`` claims in the given order, every side heard while there is room.

    Ties go to the claim that comes first. Claims without salience count as 0.
    """
    order = sorted(range(len(claims)), key=lambda k: (-claims[k].salience, k))
    words = [frozenset(word.casefold() for word in _WORD.findall(claim.content.text)) for claim in claims]
    chosen: list[int] = []
    heard: set[str] = set()
    for first in (True, False):
        for k in order:
            party = _party(claims[k])
            if len(chosen) >= budget or k in chosen or (first and party in heard):
                continue
            if not any(_repeats(words[k], words[c]) for c in chosen):
                chosen.append(k)
                heard.add(party)
    chosen += [k for k in order if k not in chosen][: max(budget - len(chosen), 0)]
    return tuple(claims[k] for k in sorted(chosen))


def _party(claim: Claim) -> str:
    if claim.source is None:
        return ""
    return claim.source.side or claim.source.actor


def _repeats(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) > REPEATS * max(min(len(a), len(b)), 1) and len(a & b) >= 3
