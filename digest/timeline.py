"""Who said what when: dated claims of a place or a story, disputes marked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .model import Article, Claim, ClaimRef, Dispute, Read


@dataclass(frozen=True, slots=True)
class Moment:
    """A claim and when it was said: the day its words name, else when its article appeared.

    ``answers`` are the claims it denies, concedes or differs from; ``disputed``: others answer it.
    """

    at: datetime
    claim: Claim
    article: Article
    kind: str = ""  # "" | "denies" | "concedes" | "differs"
    answers: tuple[ClaimRef, ...] = ()
    disputed: bool = False
    dated: bool = False  # by its own words, not by its article's date


def timeline(reads: Iterable[Read], disputes: Iterable[Dispute]) -> tuple[Moment, ...]:
    """Claims in order of time; those of undated articles without a date of their own are left out."""
    answers: dict[ClaimRef, list[Dispute]] = {}
    disputed: set[ClaimRef] = set()
    for dispute in disputes:
        answers.setdefault(dispute.a, []).append(dispute)
        disputed.add(dispute.b)
    found = []
    for read in reads:
        for claim in read.analysis.claims:
            at = claim.when or read.article.published
            if at is None or read.withdrawn:
                continue
            ref = ClaimRef(read.article.id, claim.id)
            mine = answers.get(ref, [])
            found.append(
                Moment(at, claim, read.article, mine[0].kind if mine else "", tuple(one.b for one in mine),
                       ref in disputed, claim.when is not None)
            )  # fmt: skip
    return tuple(sorted(found, key=lambda moment: (moment.at, moment.article.id, moment.claim.sentence)))
