"""Which role has each token of the cue's sentence? One row for each pair of cue and token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cues import OWN_CHILDREN
from .page import DEEP, Ints, Page
from .rates import Keys, mix
from .table import Table, spread

NONE, SOURCE, CUE, CONTENT = range(4)
WINDOW = 100
"""Tokens looked at on each side of the cue: bounds what a text without sentence ends can cost."""
UNIT = 1000
"""Cue probabilities are summed as whole thousandths, so that sums do not depend on what stands before."""


@dataclass(slots=True)
class RoleRows:
    """Row -> its cue (a position in ``cues``) and its token, with the table."""

    cue: Ints
    token: Ints
    sizes: Ints  # tokens of each cue's sentence
    table: Table


@dataclass(slots=True)
class Relation:
    """How two tokens of one sentence hang together: through their lowest common ancestor."""

    top: Ints  # the common ancestor
    branch: Ints  # its child towards the token (or the token)
    twig: Ints  # and the child below that
    own: Ints  # its child towards the cue (or the cue)
    up: Ints  # steps from the cue
    down: Ints  # steps to the token


def role_rows(page: Page, cues: Ints, probability: NDArray[np.float32]) -> RoleRows:
    """Every token of each cue's sentence. ``probability`` is that of being a cue, for every token."""
    tree = page.tree
    first = np.maximum(tree.first[tree.sentence[cues]], cues - WINDOW)
    sizes = np.minimum(tree.last[tree.sentence[cues]], cues + WINDOW + 1) - first
    group, place = spread(sizes)
    cue, token = cues[group], place + first[group]
    way = relate(page, cue, token)
    plain = (
        _path(page, way) | _places(page, cue, token, way) | _quotes(page, cue, token, way)
        | _rivals(page, cue, token, way, probability) | _cue(page, cue) | _subject(page, cue, token)
        | _clause(page, cue, token) | _owner(page, cue, token, probability)
        | _rules(page, cue, token)
    )  # fmt: skip
    return RoleRows(group, token, sizes, Table(plain, _keys(page, cue, token, way)))


def relate(page: Page, cue: Ints, token: Ints) -> Relation:
    """The tree path between each cue and token."""
    path, depth = page.tree.path, page.tree.depth
    shared = (path[cue] == path[token]) & (path[cue] >= 0)
    level = np.clip(np.cumprod(shared, 1).sum(1) - 1, 0, DEEP - 1)

    def below(start: Ints, steps: int) -> Ints:
        found = path[start, level + steps]
        return np.where(found >= 0, found, start)

    up = depth[cue] - level
    top = np.where(up > 0, path[cue, level], cue)
    return Relation(top, below(token, 1), below(token, 2), below(cue, 1), up, depth[token] - level)


def _path(page: Page, way: Relation) -> dict[str, NDArray[Any]]:
    return {
        "up": way.up, "down": way.down, "branch dep": page.dep[way.branch],
        "branch tag": page.tag[way.branch],
        "twig dep": page.dep[way.twig], "twig tag": page.tag[way.twig], "own dep": page.dep[way.own],
        "top dep": page.dep[way.top], "top tag": page.tag[way.top],
    }  # fmt: skip


def _places(page: Page, cue: Ints, token: Ints, way: Relation) -> dict[str, NDArray[Any]]:
    tree = page.tree
    low, high = np.minimum(cue, token), np.maximum(cue, token)
    first, last = tree.first[tree.sentence[cue]], tree.last[tree.sentence[cue]]
    after, before = np.minimum(token + 1, page.size - 1), np.maximum(token - 1, 0)
    left, right = tree.left[way.branch], tree.right[way.branch]
    return {
        "token dep": page.dep[token], "token tag": page.tag[token], "cue dep": page.dep[cue],
        "cue tag": page.tag[cue], "distance": token - cue, "into branch": token - left,
        "to branch end": right - token, "branch at": way.branch - cue, "branch starts": left - cue,
        "branch length": right - left, "branch holds cue": (left <= cue) & (right >= cue),
        "into twig": token - tree.left[way.twig], "to twig end": tree.right[way.twig] - token,
        "punctuation": page.punct[token], "commas between": page.commas[high] - page.commas[low],
        "entity": page.entity[token] > 0, "branch entity": page.entity[way.branch] > 0,
        "next tag": page.tag[after], "tag before": page.tag[before], "into sentence": token - first,
        "to sentence end": last - token, "cue into sentence": cue - first, "cue to sentence end": last - cue,
        "paragraph": page.paragraph[token] - page.paragraph[cue], "child of cue": page.head[token] == cue,
        "head of cue": page.head[cue] == token,
    }  # fmt: skip


def _quotes(page: Page, cue: Ints, token: Ints, way: Relation) -> dict[str, NDArray[Any]]:
    inside, tree = page.inside, page.tree
    after, before = np.minimum(token + 1, page.size - 1), np.maximum(token - 1, 0)
    quoted = np.r_[0, page.quoted]
    low, high = np.minimum(cue, token), np.maximum(cue, token)
    first, last = tree.first[tree.sentence[cue]], tree.last[tree.sentence[cue]]
    return {
        "in quote": inside[token], "cue in quote": inside[cue], "branch in quote": inside[way.branch],
        "same quote": (page.quote[token] == page.quote[cue]) & inside[cue],
        "quoted in sentence": quoted[last] - quoted[first], "mark": page.mark[token],
        "next in quote": inside[after], "before in quote": inside[before],
        "marks between": page.marks[high] - page.marks[low],
        "quoted between": page.quoted[high] - page.quoted[low],
    }  # fmt: skip


def _rivals(
    page: Page, cue: Ints, token: Ints, way: Relation, probability: NDArray[np.float32]
) -> dict[str, NDArray[Any]]:
    """Other likely cues on the way: their content is not ours."""
    mass = np.cumsum((probability * UNIT).astype(np.int64))
    between = mass[np.maximum(cue, token)] - mass[np.minimum(cue, token)]
    return {
        "cues between": between, "token as cue": probability[token], "cue as cue": probability[cue],
        "branch as cue": probability[way.branch], "top as cue": probability[way.top],
        "twig as cue": probability[way.twig],
    }  # fmt: skip


def _cue(page: Page, cue: Ints) -> dict[str, NDArray[Any]]:
    return {f"cue has {name}": page.has(name)[cue] for name in OWN_CHILDREN.split()}


def _subject(page: Page, cue: Ints, token: Ints) -> dict[str, NDArray[Any]]:
    subject = page.subject[cue]
    return {
        "in subject": page.within(token, subject), "steps to subject": page.borrowed[cue],
        "subject at": subject - cue, "subject dep": page.dep[subject], "subject tag": page.tag[subject],
        "in agent": page.within(token, page.agent[cue]), "in owner": page.within(token, page.owner[cue]),
        "in object of head": page.within(token, page.object_of_head[cue]),
        "into subject": token - page.tree.left[subject], "to subject end": page.tree.right[subject] - token,
        "subject entity": page.entity[subject] > 0,
    }  # fmt: skip


def _clause(page: Page, cue: Ints, token: Ints) -> dict[str, NDArray[Any]]:
    """The clause the token is in, and how it hangs below the cue's."""
    tree, clause = page.tree, page.clause
    here, ours = clause[token], clause[cue]
    above = clause[page.head[here]]
    low, high = np.minimum(here, ours), np.maximum(here, ours)
    return {
        "clause dep": page.dep[here], "clause tag": page.tag[here], "clause at": here - cue,
        "clause depth": tree.depth[here] - tree.depth[cue], "own clause": here == ours,
        "clause under own": above == ours, "clause of cue": here == cue,
        "clause under cue": page.head[here] == cue,
        "clause subject": page.kid("nsubj nsubjpass")[here] >= 0, "clause mark": page.has("mark")[here],
        "clause above dep": page.dep[above], "into clause": token - tree.left[here],
        "to clause end": tree.right[here] - token, "clause starts": tree.left[here] - cue,
        "commas to clause": page.commas[high] - page.commas[low],
        "breaks": page.breaks[np.maximum(cue, token)]
        - page.breaks[np.minimum(cue, token)],
    }  # fmt: skip


LIKELY = 0.3
"""A cue this probable is taken to own what hangs below it."""


def _owner(page: Page, cue: Ints, token: Ints, probability: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """The nearest likely cue above the token: ours, or a rival's."""
    size = np.arange(page.size)
    up = np.where(probability > LIKELY, size, page.head)
    for _ in range(4):
        up = up[up]
    above = up[page.head]
    found = np.where(probability[above] > LIKELY, above, -1)[token]
    return {
        "owned": found == cue, "owner": np.where(found >= 0, probability[found], 0),
        "owner at": np.where(found >= 0, found - cue, -99),
        "owner depth": np.where(found >= 0, page.tree.depth[found] - page.tree.depth[cue], -99),
    }  # fmt: skip


def _rules(page: Page, cue: Ints, token: Ints) -> dict[str, NDArray[Any]]:
    """Where the rules put the token and its neighbours."""
    seen = page.seen
    after, before = np.minimum(token + 1, page.size - 1), np.maximum(token - 1, 0)
    around = seen.content[token]
    return {
        "rule place": seen.place(cue, token), "rule place before": seen.place(cue, before),
        "rule place after": seen.place(cue, after), "rule frame": seen.frame[cue],
        "frame around": np.where(around >= 0, seen.frame[around], 0), "table row": seen.row[cue],
        "frame around cue": np.where(seen.content[cue] >= 0, seen.frame[seen.content[cue]], 0),
    }  # fmt: skip


def _keys(page: Page, cue: Ints, token: Ints, way: Relation) -> dict[str, Keys]:
    """What is looked up among the training part's pairs; the numbers keep kinds of key apart."""
    tree, low, dep, tag = page.tree, page.low, page.dep, page.tag
    lemma, side = page.lemma[cue], np.sign(token - cue)
    up = np.minimum(way.up, 5)
    after, before = np.minimum(token + 1, page.size - 1), np.maximum(token - 1, 0)
    into, left = token - tree.left[way.branch], tree.right[way.branch] - token
    edge = np.minimum(into, 3) * 4 + np.minimum(left, 3)
    in_subject = page.within(token, page.subject[cue])
    branch, twig, own = dep[way.branch], dep[way.twig], dep[way.own]
    clause = page.clause[token]
    return {
        "lemma, in subject": mix(lemma, in_subject, page.borrowed[cue], page.has("auxpass")[cue], 9),
        "lemma, branch": mix(lemma, up, branch, side, 1),
        "lemma, path": mix(lemma, own * (way.up > 0), branch, twig, side, 2),
        "path": mix(up, own, branch, twig, dep[token], side, tag[cue], 3),
        "word, branch": mix(low[token], branch, np.minimum(into, 2), side, 4),
        "lemma, word, distance": mix(lemma, low[token], np.clip(token - cue, -6, 6), 5),
        "edge": mix(branch, tag[way.branch], edge, tag[token], side, page.inside[token], 6),
        "lemma, branch lemma": mix(lemma, page.lemma[way.branch], up, 7),
        "lemma, clause": mix(
            lemma, dep[clause], page.head[clause] == cue, clause == page.clause[cue], side, 10
        ),
        "word": mix(low[token], side, in_subject, 11),
        "lemma, rule": mix(lemma, page.seen.place(cue, token), page.seen.frame[cue], 12),
        "three words": mix(low[token], low[after], low[before], 8),
    }  # fmt: skip
