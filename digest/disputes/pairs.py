"""Two claims side by side: do they meet, how, why, and how sure is that?"""

from __future__ import annotations

from dataclasses import dataclass

from digest.model import Claim, Stance

from .figures import differing
from .proposition import ANSWERS, alike, opposed, party, proposition

LEAST = 0.3  # likeness of two propositions to be one


@dataclass(frozen=True, slots=True)
class Meeting:
    """``a`` answers ``b``; see ``digest.model.Dispute``."""

    kind: str
    a: Claim
    b: Claim
    reason: str
    confidence: float


def meeting(a: Claim, b: Claim) -> Meeting | None:
    """How two claims meet, or None. Either may be the one that answers."""
    if not opposed(a, b):
        return None
    return _answer(a, b) or _answer(b, a) or _polarity(a, b) or _figures(a, b)


def _answer(a: Claim, b: Claim) -> Meeting | None:
    kind = ANSWERS.get(a.stance)
    if kind is None or b.stance in ANSWERS:
        return None
    likeness = alike(proposition(a.content.text), proposition(b.content.text))
    if likeness < LEAST:
        return None
    reason = f"{party(a) or 'the outlet'} {kind} what {party(b) or 'the outlet'} says"
    return Meeting(kind, a, b, reason, min(0.95, 0.5 + likeness / 2))


def _polarity(a: Claim, b: Claim) -> Meeting | None:
    if Stance.asserts not in (a.stance, b.stance) or a.stance != b.stance:
        return None
    of_a, of_b = proposition(a.content.text), proposition(b.content.text)
    if of_a.negated == of_b.negated or alike(of_a, of_b) < LEAST:
        return None
    first, second = (a, b) if of_a.negated else (b, a)
    return Meeting("denies", first, second, "one says not what the other says", 0.4 + alike(of_a, of_b) / 2)


def _figures(a: Claim, b: Claim) -> Meeting | None:
    found = differing(a, b)
    if found is None:
        return None
    return Meeting("differs", a, b, f"{found[0].text} against {found[1].text}", 0.6)
