"""Claims of different articles that meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from digest.model import Claim, ClaimRef, Dispute, Read

from .pairs import meeting
from .proposition import proposition

COMMON = 60  # claims that share one sense: a sense so common tells nothing


def meet(reads: Sequence[Read]) -> list[Dispute]:
    """Disputes among the claims of these articles, those within one article included, best first."""
    claims = [(read, claim) for read in reads for claim in read.analysis.claims]
    found = [_dispute(claims[i], claims[j]) for i, j in _candidates(claims)]
    inside = [
        Dispute(met.kind, ClaimRef(read.article.id, met.claims[0]), ClaimRef(read.article.id, other),
                met.reason, met.confidence)
        for read in reads for met in read.analysis.disputes for other in met.claims[1:]
    ]  # fmt: skip
    kept = [dispute for dispute in found if dispute is not None] + inside
    return sorted(kept, key=lambda d: (-d.confidence, d.a.article, d.a.claim, d.b.article, d.b.claim))


def _candidates(claims: Sequence[tuple[Read, Claim]]) -> Iterator[tuple[int, int]]:
    """Claims of different articles of one story that share a sense."""
    by_sense: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    for at, (read, claim) in enumerate(claims):
        for sense in proposition(claim.content.text).senses:
            by_sense[read.story, sense].append(at)
    pairs = {
        (i, j)
        for group in by_sense.values() if len(group) <= COMMON
        for n, i in enumerate(group) for j in group[n + 1 :]
        if claims[i][0].article.id != claims[j][0].article.id
    }  # fmt: skip
    return iter(sorted(pairs))


def _dispute(a: tuple[Read, Claim], b: tuple[Read, Claim]) -> Dispute | None:
    met = meeting(a[1], b[1])
    if met is None:
        return None
    article = {id(a[1]): a[0].article.id, id(b[1]): b[0].article.id}
    return Dispute(
        met.kind, ClaimRef(article[id(met.a)], met.a.id), ClaimRef(article[id(met.b)], met.b.id),
        met.reason, met.confidence,
    )  # fmt: skip
