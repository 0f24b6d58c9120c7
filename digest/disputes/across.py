"""Claims of different articles that meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from digest.model import Claim, ClaimRef, Dispute, Read, Stance

from .pairs import Meeting, against, answers, figures, strongest
from .proposition import ANSWERS, proposition

COMMON = 60  # claims of a story that share one sense: a sense so common tells nothing
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def meet(reads: Sequence[Read]) -> list[Dispute]:
    """Disputes among the claims of these articles, those within one article included, surest first.

    Only claims of one story that share a sense are compared, so the cost grows with the stories, not with
    the square of the claims.
    """
    ordered = sorted(reads, key=lambda read: (read.article.published or EPOCH, read.article.id))
    article = {id(claim): read.article.id for read in ordered for claim in read.analysis.claims}

    def ref(claim: Claim) -> ClaimRef:
        return ClaimRef(article[id(claim)], claim.id)

    found = [
        Dispute(met.kind, ref(met.a), ref(met.b), met.reason, round(min(met.confidence, 0.95), 3))
        for met in strongest(_across(ordered))
    ]
    found += [dispute for read in ordered for dispute in _inside(read)]
    return sorted(found, key=lambda d: (-d.confidence, d.a.article, d.a.claim, d.b.article, d.b.claim))


def _inside(read: Read) -> Iterator[Dispute]:
    for met in read.analysis.disputes:
        for other in met.claims[1:]:
            a, b = ClaimRef(read.article.id, met.claims[0]), ClaimRef(read.article.id, other)
            yield Dispute(met.kind, a, b, met.reason, met.confidence)


def _across(ordered: Sequence[Read]) -> Iterator[Meeting]:
    claims = [(read, claim) for read in ordered for claim in read.analysis.claims]
    near: dict[int, list[int]] = defaultdict(list)
    for i, j in _sharing(claims):
        near[i].append(j)
        near[j].append(i)
    for at, (read, claim) in enumerate(claims):
        if claim.stance in ANSWERS and not (claim.stance is Stance.denies and _answered(read, claim)):
            yield from answers(claim, [claims[other][1] for other in near[at]])
        for other in near[at]:
            if other < at and (met := figures(claims[other][1], claim) or against(claims[other][1], claim)):
                yield met


def _answered(read: Read, claim: Claim) -> bool:
    """Whether a denial met its claim in its own article, by more than a guess."""
    return any(met.claims[0] == claim.id and met.confidence >= 0.7 for met in read.analysis.disputes)


def _sharing(claims: Sequence[tuple[Read, Claim]]) -> list[tuple[int, int]]:
    """Pairs of claims of different articles of one story that share a sense."""
    by_sense: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    for at, (read, claim) in enumerate(claims):
        for sense in proposition(claim.content.text).senses:
            by_sense[read.story, sense].append(at)
    pairs = {
        (i, j)
        for group in by_sense.values()
        if len(group) <= COMMON
        for n, i in enumerate(group)
        for j in group[n + 1 :]
        if claims[i][0].article.id != claims[j][0].article.id
    }
    return sorted(pairs)
