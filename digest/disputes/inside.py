"""Claims of one article that meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from digest.model import Claim, Met

from .pairs import Meeting, meeting
from .proposition import ANSWERS, opposed, proposition

REACH = 6  # claims back that "his remarks" may point


def within(claims: Sequence[Claim], text: str) -> tuple[Met, ...]:
    """Pairs of this article's claims that meet: (the one that answers, what it answers)."""
    found = [met for a, b in combinations(claims, 2) if (met := meeting(a, b))]
    answered = {met.a.id for met in found}
    found += [met for met in _pointing(claims) if met.a.id not in answered]
    return tuple(Met((met.a.id, met.b.id), met.kind, met.reason, met.confidence) for met in found)


def _pointing(claims: Sequence[Claim]) -> Iterable[Meeting]:
    """A denial of "his remarks" or "the claims" answers the nearest earlier claim of another party."""
    ordered = sorted(claims, key=lambda claim: claim.sentence)
    for at, claim in enumerate(ordered):
        back = proposition(claim.content.text).back
        if claim.stance not in ANSWERS or not back:
            continue
        for other in reversed(ordered[max(0, at - REACH) : at]):
            if other.source is not None and opposed(claim, other):
                yield Meeting(ANSWERS[claim.stance], claim, other, f"answers the {back} before it", 0.6)
                break


def targets(claims: Sequence[Claim], mets: Iterable[Met]) -> tuple[Claim, ...]:
    """The claims, each with the ids of the claims it answers."""
    answers: dict[str, list[str]] = {}
    for met in mets:
        answers.setdefault(met.claims[0], []).extend(met.claims[1:])
    return tuple(
        replace(claim, targets=tuple(dict.fromkeys(answers[claim.id]))) if claim.id in answers else claim
        for claim in claims
    )
