"""Of all drafts, the claims: best first, and no token serves two of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .drafts import Drafts, Members
from .page import Ints
from .roles import CONTENT, CUE, SOURCE

LEAST_LEFT = 0.5
"""Share of a draft's content that must still be free when its turn comes."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One claim as token indices."""

    source: Ints
    cue: Ints
    content: Ints
    probability: float


def choose(
    drafts: Drafts, score: NDArray[np.float32], threshold: float, role: NDArray[np.int8]
) -> list[Chosen]:
    """The claims among some drafts, best first. They never nest; several may share a source.

    ``role`` is what every token of the article already serves as; it is brought up to date.
    """
    return list(picked(drafts, score, threshold, role).values())


def picked(
    drafts: Drafts, score: NDArray[np.float32], threshold: float, role: NDArray[np.int8]
) -> dict[int, Chosen]:
    """`choose` with the row of each claim's draft."""
    groups = [grouped(members, len(drafts)) for members in (drafts.source, drafts.words, drafts.content)]
    anchor, kept = drafts.anchor, {}
    for number in np.lexsort((drafts.kind, anchor, -score)).tolist():
        if score[number] < threshold:
            break
        source, cue, content = (group[number] for group in groups)
        if role[anchor[number]] >= CUE or not len(content):
            continue
        free = content[role[content] == 0]
        if len(free) < LEAST_LEFT * len(content):
            continue
        cue = cue[role[cue] == 0]
        role[free], role[cue] = CONTENT, CUE
        role[source[role[source] == 0]] = SOURCE
        kept[number] = Chosen(source, cue, free, float(score[number]))
    return kept


def grouped(members: Members, drafts: int) -> list[Ints]:
    """The tokens of each draft."""
    ends = np.cumsum(members.count(drafts)).tolist()
    return [members.token[start:end] for start, end in pairwise([0, *ends])]
