"""Two claims side by side: do they meet, how, why, and how sure is that?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.model import Claim, Stance
from digest.words import stems

from .figures import differing
from .proposition import ANSWERS, Proposition, alike, negates, opposed, opposite, proposition, topic

LEAST = {"denies": 0.14, "concedes": 0.16, "against": 0.20}  # likeness needed, by kind of meeting
ALSO = 0.5  # likeness at which an answer meets more than one claim
SUBJECT = 1.5  # rarity of a word that an explicit answer and its target must share
OWN = 0.1  # likeness less for a claim of the outlet itself: answers are to somebody
REACH = 6  # claims back that "his remarks" may point
BARE = 1  # senses: "the charge unfounded" only points
SAID = 4  # senses: a longer denial says itself what it denies
SAYS = frozenset({Stance.asserts, Stance.supports, Stance.concedes})


@dataclass(frozen=True, slots=True)
class Meeting:
    """``a`` answers ``b``; see ``digest.model.Dispute``."""

    kind: str
    a: Claim
    b: Claim
    reason: str
    confidence: float


def name(claim: Claim) -> str:
    """Who says it, for a reason in words."""
    return (claim.source.actor or claim.source.text) if claim.source else "the outlet"


def answers(claim: Claim, others: Sequence[Claim]) -> list[Meeting]:
    """What a denial or concession answers among ``others``, by the words they share; the likeliest first."""
    kind = ANSWERS.get(claim.stance)
    if kind is None:
        return []
    of = proposition(claim.content.text)
    found = [
        (likeness, other)
        for other in others
        if may_answer(claim, other) and (likeness := _likeness(kind, of, other)) >= LEAST[kind]
    ]
    found.sort(key=lambda pair: -pair[0])
    return [
        Meeting(kind, claim, other, f"{name(claim)} {kind} what {name(other)} says", 0.55 + likeness / 2.5)
        for at, (likeness, other) in enumerate(found)
        if at == 0 or likeness >= ALSO
    ]


def may_answer(claim: Claim, other: Claim) -> bool:
    """Whether ``other`` is the kind of claim that ``claim`` could be an answer to."""
    apart = all(end <= s or e <= start for start, end in claim.content.spans for s, e in other.content.spans)
    if claim.stance is Stance.concedes and other.stance is Stance.concedes:
        return False
    return other.stance in SAYS and opposed(claim, other) and (apart or claim.sentence != other.sentence)


def _likeness(kind: str, of: Proposition, other: Claim) -> float:
    target = proposition(other.content.text)
    if not topic(of, target, SUBJECT) or (kind == "denies" and _same_denial(of, target)):
        return 0.0
    return alike(of, target) - (OWN if other.source is None else 0.0)


def _same_denial(a: Proposition, b: Proposition) -> bool:
    """ "denies that anyone was hurt" does not answer "nobody was hurt"."""
    return not a.negated and b.negated and bool(b.scope & a.senses.keys()) and not opposite(a, b)


def pointing(claim: Claim, before: Sequence[Claim], after: Sequence[Claim]) -> Meeting | None:
    """The claim that a denial of "the allegation" or "his remarks" points to.

    That is the nearest of another party whose source it names or with which it shares a telling word, else,
    when it says nothing else, the nearest before it or the one right after. ``before`` is nearest first.
    """
    of = proposition(claim.content.text)
    if claim.stance is not Stance.denies or not of.back or len(of.senses) > SAID:
        return None
    near = [one for one in (*before[:REACH], *after[:1]) if one.source and may_answer(claim, one)]
    named = [one for one in near if _named(claim, one)]
    akin = [one for one in near if topic(of, proposition(one.content.text), SUBJECT)]
    target = next(iter(named or akin or (near if _bare(claim, of) else ())), None)
    if target is None:
        return None
    return Meeting("denies", claim, target, f"“{of.back}” points to what {name(target)} says", 0.75)


def _bare(claim: Claim, of: Proposition) -> bool:
    """Whether a denial only points: "the charge unfounded", but not "criticism of the wing"."""
    goes_on = re.search(
        rf"\b{of.back}\s+(?:of|that|about|over|from|by|to)\b", claim.content.text, re.IGNORECASE
    )
    return len(of.senses) <= BARE and not goes_on


def _named(claim: Claim, other: Claim) -> bool:
    """Whether the words name the other's source: "the review's findings", "Kordia's claim"."""
    source = other.source
    return source is not None and bool(
        {*stems(source.text), *stems(source.actor)} & {*stems(claim.content.text)}
    )


def against(earlier: Claim, later: Claim) -> Meeting | None:
    """Two assertions that cannot both be true: one negates what the other says, or says its opposite."""
    if not {earlier.stance, later.stance} <= SAYS or not opposed(earlier, later):
        return None
    a, b = proposition(earlier.content.text), proposition(later.content.text)
    likeness = alike(a, b)
    if likeness < LEAST["against"] or not topic(a, b) or min(len(a.senses), len(b.senses)) < 2:
        return None
    negation, words = negates(a, b) or negates(b, a), opposite(a, b)
    if negation == bool(words):
        return None  # neither, or both: "not safe" says what "dangerous" says
    reason = (
        f"opposites: {words}" if words else f"one negates what the other says: {name(later)}, {name(earlier)}"
    )
    return Meeting("denies", later, earlier, reason, 0.45 + likeness / 2.5)


def figures(earlier: Claim, later: Claim) -> Meeting | None:
    """Two figures for one quantity that cannot both be right."""
    if not opposed(earlier, later) or (found := differing(earlier, later)) is None:
        return None
    return Meeting("differs", later, earlier, f"{found[1].text} against {found[0].text}", 0.75)


def meetings(ordered: Sequence[Claim]) -> Iterator[Meeting]:
    """All meetings among claims in the order in which they were said."""
    for at, claim in enumerate(ordered):
        before, after = list(reversed(ordered[:at])), list(ordered[at + 1 :])
        answered = answers(claim, [*before, *after])
        if not answered and (fallback := pointing(claim, before, after)):
            answered = [fallback]
        yield from answered
        for earlier in ordered[:at]:
            if met := figures(earlier, claim) or against(earlier, claim):
                yield met


def strongest(found: Iterator[Meeting]) -> list[Meeting]:
    """One meeting a pair of claims: the surest."""
    best: dict[tuple[int, int], Meeting] = {}
    for met in found:
        pair = (min(id(met.a), id(met.b)), max(id(met.a), id(met.b)))
        if pair not in best or met.confidence > best[pair].confidence:
            best[pair] = met
    return list(best.values())
