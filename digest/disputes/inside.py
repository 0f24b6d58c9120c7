"""Claims of one article that meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from digest.model import Claim, Met

from .pairs import meetings, strongest
from .spoken import spoken


def within(claims: Sequence[Claim], text: str) -> tuple[Met, ...]:
    """Pairs of this article's claims that meet: (the one that answers, what it answers)."""
    return tuple(
        Met((met.a.claim.id, met.b.claim.id), met.kind, met.reason, round(min(met.confidence, 0.95), 3))
        for met in strongest(meetings(spoken(claims, text)))
    )


def targets(claims: Sequence[Claim], mets: Iterable[Met]) -> tuple[Claim, ...]:
    """The claims, each with the ids of the claims it answers."""
    answers: dict[str, list[str]] = {}
    for met in mets:
        answers.setdefault(met.claims[0], []).extend(met.claims[1:])
    return tuple(
        replace(claim, targets=tuple(dict.fromkeys(answers[claim.id]))) if claim.id in answers else claim
        for claim in claims
    )
