"""Swapping two parties throughout a text, and whether two sets of claims are each other's mirror image.

Used to measure and to prove that no party is heard better than another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from digest.model import Claim


@dataclass(frozen=True, slots=True)
class Party:
    """The words of a party that are swapped: its name, its people's, its capital's."""

    name: str
    demonym: str
    capital: str


def swapped(text: str, a: Party, b: Party) -> str:
    """The text with every word of ``a`` in the place of the same word of ``b`` and the other way round."""
    other = dict(zip(astuple(a), astuple(b), strict=True)) | dict(zip(astuple(b), astuple(a), strict=True))
    longest = sorted(other, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    return pattern.sub(lambda match: other[match.group()], text)


def same_but_mirrored(
    plain: Sequence[Claim], mirror: Sequence[Claim], a: Party, b: Party, *, sides: bool = True
) -> bool:
    """Whether the claims agree in number, order, stance, and, names swapped, in speaker, side and words.

    ``sides`` False leaves the sides out: where a seat or a leader ("the Kremlin") stays behind in the swap.
    """
    left = [_told(claim, a, b, sides) for claim in plain]
    return left == [_told(claim, None, None, sides) for claim in mirror]


def _told(claim: Claim, a: Party | None, b: Party | None, sides: bool) -> tuple[str, ...]:
    source, cue = claim.source, claim.cue
    words: tuple[str, ...] = (
        source.text if source else "", source.actor if source else "",
        source.side if source and sides else "",
        cue.text if cue else "", claim.content.text,
    )  # fmt: skip
    if a and b:
        words = tuple(swapped(text, a, b) for text in words)
    return (claim.stance.value, *words)
