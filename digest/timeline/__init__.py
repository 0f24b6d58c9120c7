"""Who said what when: dated claims of a place or a story, disputes marked. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ..model import Article, Claim, ClaimRef, Dispute, Read

LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """A claim and when it was said: the day its words name, else when its article appeared.

    ``answers`` are the claims it denies, concedes or differs from; ``disputed``: others answer it. The same
    words of the same origin are one moment: ``also`` are the copies, ``outlets`` all who carry it.
    """

    at: datetime
    claim: Claim
    article: Article
    kind: str = ""  # "" | "denies" | "concedes" | "differs"
    answers: tuple[ClaimRef, ...] = ()
    disputed: bool = False
    dated: bool = False  # by its own words, not by its article's date
    also: tuple[ClaimRef, ...] = ()
    outlets: tuple[str, ...] = ()


def timeline(reads: Iterable[Read], disputes: Iterable[Dispute]) -> tuple[Moment, ...]:
    """Claims in order of time; those of undated articles without a date of their own are left out."""
    answers: dict[ClaimRef, list[Dispute]] = {}
    disputed: set[ClaimRef] = set()
    for dispute in disputes:
        answers.setdefault(dispute.a, []).append(dispute)
        disputed.add(dispute.b)
    said: dict[tuple[str, ...], list[tuple[Read, Claim, datetime]]] = {}
    for read in sorted(reads, key=lambda read: (read.article.published or LAST, read.article.id)):
        for claim in () if read.withdrawn else read.analysis.claims:
            if at := _at(claim, read.article):
                said.setdefault(_words(read, claim), []).append((read, claim, at))
    found = [_moment(copies, answers, disputed) for copies in said.values()]
    return tuple(sorted(found, key=lambda moment: (moment.at, moment.article.id, moment.claim.sentence)))


def _at(claim: Claim, article: Article) -> datetime | None:
    """The day the words name; when that is the day of the article, the article's time is closer."""
    published = article.published
    if claim.when is None or (published and claim.when.date() == published.date()):
        return published
    return claim.when


def _words(read: Read, claim: Claim) -> tuple[str, ...]:
    """What makes two claims one moment: origin, speaker and words."""
    source = claim.source.actor or claim.source.text if claim.source else ""
    return read.origin or read.article.id, source, str(claim.stance), " ".join(claim.content.text.split())


def _moment(
    copies: Sequence[tuple[Read, Claim, datetime]],
    answers: Mapping[ClaimRef, Sequence[Dispute]],
    disputed: Collection[ClaimRef],
) -> Moment:
    """The first of the copies, with what any of them answers."""
    read, claim, at = copies[0]
    refs = [ClaimRef(one.article.id, each.id) for one, each, _ in copies]
    mine = [one for ref in refs for one in answers.get(ref, ())]
    return Moment(
        at, claim, read.article, mine[0].kind if mine else "", tuple(dict.fromkeys(one.b for one in mine)),
        any(ref in disputed for ref in refs), at != read.article.published, tuple(refs[1:]),
        tuple(dict.fromkeys(one.article.outlet for one, _, _ in copies if one.article.outlet)),
    )  # fmt: skip
