"""Which drafts are right, for training: the scorer's test of a whole triple, on the parser's tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from digest.nlp.attribution.choose import grouped
from digest.nlp.attribution.drafts import Drafts
from digest.nlp.attribution.page import Ints, Page
from digest.nlp.attribution.roles import CONTENT, CUE, SOURCE


def right(page: Page, gold: Sequence[Mapping[int, Ints]], drafts: Drafts) -> NDArray[np.int8]:
    """Which drafts are one of the labelled claims ``gold``, given as tokens of each role."""
    groups = [grouped(members, len(drafts)) for members in (drafts.source, drafts.words, drafts.content)]
    told = [{role: _words(page, tokens) for role, tokens in claim.items()} for claim in gold]
    found = np.zeros(len(drafts), np.int8)
    for number, (source, cue, content) in enumerate(zip(*groups, strict=True)):
        draft = {SOURCE: source, CUE: cue, CONTENT: content}
        ours = {role: _words(page, tokens) for role, tokens in draft.items()}
        found[number] = any(_agree(ours, claim) for claim in told)
    return found


def _words(page: Page, tokens: Ints) -> frozenset[int]:
    return frozenset(tokens[~page.punct[tokens]].tolist())


def _agree(ours: dict[int, frozenset[int]], gold: dict[int, frozenset[int]]) -> bool:
    if not ours[CUE] & gold[CUE] and (ours[CUE] or gold[CUE]):
        return False  # a colon or a dash is no word: both sides have none
    content, source = ours[CONTENT] & gold[CONTENT], ours[SOURCE] & gold[SOURCE]
    if len(content) < 0.5 * len(ours[CONTENT] | gold[CONTENT]):
        return False
    return 2 * len(source) >= 0.5 * (len(ours[SOURCE]) + len(gold[SOURCE]))
