"""Claims that say the same in the same words become one group, however many outlets carry them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from digest.model import Claim, ClaimRef, Read
from digest.words import stems, tokens

SAME = 0.7  # share of stems two claims of one actor have in common to be one
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """One claim in its article."""

    read: Read
    claim: Claim

    @property
    def key(self) -> str:
        return f"{self.read.article.id}#{self.claim.id}"

    @property
    def ref(self) -> ClaimRef:
        return ClaimRef(self.read.article.id, self.claim.id)

    @property
    def order(self) -> tuple[datetime, str, tuple[int, int], str]:
        """When and where it was said: what everything is sorted by."""
        return (
            self.read.article.published or EPOCH,
            self.read.article.id,
            self.claim.sentence,
            self.claim.id,
        )

    @property
    def side(self) -> str:
        return (self.claim.source.side or self.claim.source.actor) if self.claim.source else ""


@dataclass(frozen=True, slots=True)
class Group:
    """The same claim wherever it stands; ``first`` is the one shown."""

    first: Said
    members: tuple[Said, ...]

    @property
    def outlets(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(said.read.article.outlet for said in self.members if said.read.article.outlet)
        )

    @property
    def origins(self) -> int:
        """Independent origins. What one speaker says is one statement, whoever quotes it, in whatever words;
        speakers without a name ("witnesses") are others in each report, unless their words are the same.
        """
        if any(word[:1].isupper() for word in _speaker(self.first).split()):
            return 1
        ways = {
            (said.read.origin or said.read.article.id, words if said.claim.source else "")
            for said in self.members
            for words in [" ".join(tokens(said.claim.content.text))]
        }
        quoted = {words for _, words in ways if words}
        return min(len({origin for origin, _ in ways}), len(quoted) or len(ways))


def said(reads: Iterable[Read], muted: Collection[str]) -> list[Said]:
    """Every claim of articles that stand, in order; muted outlets and actors are left out."""
    silent = {name.casefold() for name in muted}
    return sorted(
        (
            Said(read, claim)
            for read in reads
            if not read.withdrawn and read.article.outlet.casefold() not in silent
            for claim in read.analysis.claims
            if not (claim.source and claim.source.actor.casefold() in silent)
        ),
        key=lambda one: one.order,
    )


def groups(claims: Sequence[Said], known: Collection[str]) -> list[Group]:
    """Groups in the order of their first claim. A claim readers know already stands for its group."""
    open_: dict[tuple[str, str], list[list[Said]]] = defaultdict(list)
    found: list[list[Said]] = []
    for one in claims:
        bucket = open_[_speaker(one), one.claim.stance]
        group = next((group for group in bucket if _same(group[0].claim, one.claim)), None)
        if group is None:
            group = []
            bucket.append(group)
            found.append(group)
        group.append(one)
    return [Group(next((m for m in group if m.key in known), group[0]), tuple(group)) for group in found]


def _speaker(one: Said) -> str:
    return one.claim.source.actor or one.claim.source.text if one.claim.source else ""


def _same(a: Claim, b: Claim) -> bool:
    of_a, of_b = frozenset(stems(a.content.text)), frozenset(stems(b.content.text))
    if not of_a or not of_b:
        return a.content.text == b.content.text
    return len(of_a & of_b) / len(of_a | of_b) >= SAME


def by_ref(found: Iterable[Group]) -> Mapping[ClaimRef, Group]:
    """The group of each claim."""
    return {one.ref: group for group in found for one in group.members}
