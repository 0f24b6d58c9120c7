"""Claims of one article that meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from digest.model import Claim, Met

from .pairs import meetings, strongest


def within(claims: Sequence[Claim], text: str) -> tuple[Met, ...]:
    """Pairs of this article's claims that meet: (the one that answers, what it answers)."""
    ordered = sorted(claims, key=lambda claim: (claim.content.spans or (claim.sentence,), claim.id))
    return tuple(
        Met((met.a.id, met.b.id), met.kind, met.reason, round(min(met.confidence, 0.95), 3))
        for met in strongest(meetings(ordered))
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
