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
from .rates import mix
from .roles import role_rows
from .scorer import Scorer, predict
from .table import Table

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


def find(model: Model, page: Page, threshold: float) -> tuple[list[Chosen], Floats]:
    """The claims of one article, best first within each chunk; and how likely every token is a cue."""
    if not page.size:
        return [], np.zeros(0, np.float32)
    sighted = sight(model, page)
    found: list[Chosen] = []
    taken = np.zeros(page.size, np.int8)
    for drafts, known in drafts_of(
        model.role, model.part, page, sighted.cues, sighted.probability, sighted.hints
    ):
        table = judge_table(page, drafts, sighted.probability, known)
        found += choose(drafts, model.judge(table), threshold, taken)
    claims = [replace(claim, content=trim(page, claim.content)) for claim in found]
    return claims, sighted.probability


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
    """The tokens worth asking about."""
    allowed = np.zeros(64, np.bool_)
    allowed[tag_codes] = True
    rows = np.flatnonzero(allowed[page.tag])
    keys = mix(page.lemma[rows], page.tag[rows])
    at = np.minimum(np.searchsorted(dull, keys), len(dull) - 1)
    kept: Ints = rows[dull[at] != keys]
    return kept


def sight(model: Model, page: Page) -> Sighted:
    """Cue probabilities, and the cues above the floor."""
    probability = np.zeros(page.size, np.float32)
    rows = candidates(page, model.tags, model.dull)
    table = cue_table(page, rows)
    matrix = model.cue.features(table)
    if len(rows):
        probability[rows] = predict(model.cue.booster, matrix)
    likely = probability[rows] > model.floor
    return Sighted(probability, rows[likely], hints(table, matrix[likely]))


def hints(table: Table, matrix: Floats) -> Hints:
    """The rates among the cue model's columns: what the words alone say."""
    return Hints([f"rate of {name}" for name in table.keys], matrix[:, len(table.plain) :])


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
