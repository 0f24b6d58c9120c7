"""Which claims a digest shows first: points with their reasons, then a choice that hears every side.

``weigh`` gives each claim of an article its salience (0 to 1) and says why; ``ranked`` picks within a budget,
for digests (`digest.compose`) and for ``dateline analyze --explain``:
first the strongest of every side, then the strongest left, a claim that repeats a chosen one last. No clock,
no chance: the same claims give the same choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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
THIN = 0.2
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
    thin = _thin(claim)
    total = sum(WEIGHTS[name] * value for name, (value, _) in points.items()) - thin
    reasons = [
        f"{words} (+{WEIGHTS[name] * value:.2f})" for name, (value, words) in points.items() if value > 0.05
    ]
    reasons += [f"says little without its sentence (-{thin:.2f})"] if thin else []
    return replace(claim, salience=round(max(total, 0.0), 3), why="; ".join(reasons))


def _place(at: float) -> str:
    return "at the head of the article" if at < 0.2 else "in the middle" if at < 0.7 else "near the end"


def _thin(claim: Claim) -> float:
    """What a claim loses for saying little: "this", "the report", "his opposition to the bill"."""
    return 0.0 if claim.complete and len(_WORD.findall(claim.content.text)) >= 3 else THIN


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a claim is shown, and why: ``rank`` 1 is chosen first, 0 is not chosen."""

    rank: int
    reason: str


def choose(claims: Sequence[Claim], budget: int) -> tuple[Claim, ...]:
    """At most ``budget`` claims in the given order, every side heard while there is room.

    Ties go to the claim that comes first. Claims without salience count as 0.
    """
    return tuple(claim for claim, one in zip(claims, choices(claims, budget), strict=True) if one.rank)


def choices(claims: Sequence[Claim], budget: int) -> tuple[Choice, ...]:
    """What `choose` does with each claim, in the given order."""
    order = sorted(range(len(claims)), key=lambda k: (-claims[k].salience, k))
    made = ranked([claims[k] for k in order], budget)
    return tuple(made[order.index(k)] for k in range(len(claims)))


def ranked(claims: Sequence[Claim], budget: int) -> list[Choice]:
    """The choice for each of some claims, given best first: the best of every side, then the best left,
    and one that repeats a chosen one only when there is room to spare."""
    words = [_said(claim) for claim in claims]
    chosen: dict[int, str] = {}
    heard: set[str] = set()
    for first in (True, False):
        for k, claim in enumerate(claims):
            party = _party(claim)
            if len(chosen) >= budget or k in chosen or (first and party in heard):
                continue
            if _repeated(words, k, chosen) is None:
                chosen[k] = (
                    f"the strongest of {party or 'nobody named'}" if first else "among the strongest left"
                )
                heard.add(party)
    left = [k for k in range(len(claims)) if k not in chosen]
    repeats = {k: _repeated(words, k, chosen) for k in left}
    chosen |= {k: _told_again(claims, repeats[k]) for k in left[: max(budget - len(chosen), 0)]}
    ranks = {k: rank for rank, k in enumerate(chosen, 1)}
    return [
        Choice(ranks[k], chosen[k]) if k in chosen else Choice(0, _left_out(claims, repeats[k], budget))
        for k in range(len(claims))
    ]


def _repeated(words: Sequence[Said], k: int, chosen: Iterable[int]) -> int | None:
    """The chosen claim whose words one repeats."""
    return next((c for c in chosen if _repeats(words[k], words[c])), None)


def _told_again(claims: Sequence[Claim], other: int | None) -> str:
    return (
        "there was room left"
        if other is None
        else f"says again what {claims[other].id} says, but there was room"
    )


def _left_out(claims: Sequence[Claim], other: int | None, budget: int) -> str:
    return f"no room: {budget} are shown" if other is None else f"says again what {claims[other].id} says"


def _party(claim: Claim) -> str:
    if claim.source is None:
        return ""
    return claim.source.side or claim.source.actor


Said = tuple[bool, frozenset[str]]
"""Whether a claim turns against what it names, and its words."""


def _said(claim: Claim) -> Said:
    words = frozenset(word.casefold() for word in _WORD.findall(claim.content.text))
    return claim.stance in TURNS, words


def _repeats(one: Said, other: Said) -> bool:
    """Whether two claims say the same; a denial never repeats what it denies."""
    a, b = one[1], other[1]
    same = len(a & b) > REPEATS * max(min(len(a), len(b)), 1) and len(a & b) >= 3
    return same and one[0] == other[0]
