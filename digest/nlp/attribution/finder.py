"""From a parsed article to its claims: cue -> roles and parts -> drafts -> judge -> choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .choose import Chosen, choose
from .cues import cue_table
from .drafts import Drafts, draft
from .judge import Hints, judge_table
from .labels import tags
from .page import Ints, Page
from .parts import part_rows
from .rates import Rates, mix
from .roles import role_rows
from .scorer import Scorer, looked_up, predict

Floats = NDArray[np.float32]

CHUNK = 128
"""Cues worked on together: bounds memory on very long articles."""


@dataclass(frozen=True, slots=True)
class Model:
    """The trained model; see `store` for how it is kept."""

    tags: Ints  # codes of the tags a cue may have
    dull: NDArray[np.uint64]  # keys of words that are practically never cues; sorted
    cue: Scorer
    role: Scorer
    part: Scorer
    judge: Scorer
    floor: float  # a cue below this probability is not looked at
    threshold: float  # a claim below this probability is not reported


@dataclass(slots=True)
class Sighted:
    """The likely cues of an article, with what the cue model knew of them."""

    probability: Floats  # of every token
    cues: Ints
    hints: Hints


@dataclass(slots=True)
class Findings:
    """What the model makes of an article: its claims, best first within each chunk; and, for every token, how
    likely it is a cue, and how likely the best draft with that cue is right (0 where there is none)."""

    claims: list[Chosen]
    cue: Floats
    best: Floats


def find(model: Model, page: Page, threshold: float) -> Findings:
    """The claims of one article from ``threshold`` on."""
    best = np.zeros(page.size, np.float32)
    if not page.size:
        return Findings([], best, best)
    sighted = sight(model, page)
    found: list[Chosen] = []
    taken = np.zeros(page.size, np.int8)
    for drafts, known in drafts_of(
        model.role, model.part, page, sighted.cues, sighted.probability, sighted.hints
    ):
        table = judge_table(page, drafts, sighted.probability, known)
        score = model.judge(table)
        np.maximum.at(best, drafts.anchor, score)
        found += choose(drafts, score, threshold, taken)
    claims = [replace(claim, content=trim(page, claim.content)) for claim in found]
    return Findings(claims, sighted.probability, best)


DANGLING = np.zeros(64, np.bool_)
DANGLING[tags(", : CC HYPH WDT WRB")] = True
LEADING = np.zeros(64, np.bool_)
LEADING[tags(", : HYPH")] = True


def trim(page: Page, content: Ints) -> Ints:
    """The content without what only joins it to its neighbours: "…, but", ", where …"."""
    solid = np.flatnonzero(~DANGLING[page.tag[content]])
    first = np.flatnonzero(~LEADING[page.tag[content]])
    return content[first[0] : solid[-1] + 1] if len(solid) else content


def candidates(page: Page, tag_codes: Ints, dull: NDArray[np.uint64]) -> Ints:
    """The tokens worth asking about: of the right kind and not dull, or cues to a rule."""
    allowed = np.zeros(64, np.bool_)
    allowed[tag_codes] = True
    rows = np.flatnonzero(allowed[page.tag])
    keys = mix(page.lemma[rows], page.tag[rows])
    at = np.minimum(np.searchsorted(dull, keys), len(dull) - 1)
    return np.union1d(rows[dull[at] != keys], page.seen.anchors)


def sight(model: Model, page: Page) -> Sighted:
    """Cue probabilities, and the cues above the floor."""
    probability = np.zeros(page.size, np.float32)
    rows = candidates(page, model.tags, model.dull)
    table = cue_table(page, rows)
    matrix = model.cue.features(table)
    if len(rows):
        probability[rows] = predict(model.cue.booster, matrix)
    likely = probability[rows] > model.floor
    return Sighted(probability, rows[likely], hints(model.cue.rates, matrix[likely]))


def hints(rates: dict[str, Rates], matrix: Floats) -> Hints:
    """The rates among the cue model's columns: what the words alone say."""
    known = looked_up(rates)
    return Hints(known, matrix[:, matrix.shape[1] - len(known) :])


def drafts_of(
    role: Scorer, part: Scorer, page: Page, cues: Ints, probability: Floats, known: Hints
) -> Iterator[tuple[Drafts, Hints]]:
    """The drafts of all cues, some cues at a time, with what is known of those."""
    for start in range(0, len(cues), CHUNK):
        some = slice(start, start + CHUNK)
        rows = role_rows(page, cues[some], probability)
        parts = part_rows(page, cues[some], probability)
        far = part(parts.table) if len(parts.first) else np.zeros(0, np.float32)
        drafts = draft(page, cues[some], rows, role(rows.table), parts, far)
        yield drafts, Hints(known.names, known.values[some])
