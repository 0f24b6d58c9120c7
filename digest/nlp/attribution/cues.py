"""Is this word a cue? One row for each candidate token."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import meaning
from .labels import deps
from .page import Ints, Page
from .rates import Keys, mix
from .table import Table

OWN_CHILDREN = (
    "nsubj nsubjpass ccomp xcomp dobj prep advcl mark aux auxpass neg agent parataxis attr acomp dative prt "
    "oprd acl poss relcl"
)
HEAD_CHILDREN = "nsubj nsubjpass ccomp xcomp dobj prep advcl mark"
COMPLEMENTS = "ccomp xcomp parataxis advcl acl pcomp pobj"
FRAME = "nsubj nsubjpass ccomp xcomp dobj agent auxpass neg dative prt acomp mark poss acl"
FRAME_BITS = sum(1 << code for code in deps(FRAME))
"""The relations that make the frame of a word, as bits of `Page.children`."""


def cue_table(page: Page, rows: Ints) -> Table:
    """Columns and keys of the candidate tokens ``rows``."""
    plain = (
        _word(page) | _neighbours(page) | _relatives(page) | _surroundings(page) | _kinds(page) | _rules(page)
    )
    looked_up = _keys(page) | _meanings(page)
    return Table({n: c[rows] for n, c in plain.items()}, {n: k[rows] for n, k in looked_up.items()})


def _at(values: NDArray[Any], index: Ints) -> NDArray[Any]:
    """``values[index]``, 0 where there is no such token."""
    return np.append(values, np.zeros(1, values.dtype))[index]


def _word(page: Page) -> dict[str, NDArray[Any]]:
    head = page.head
    return {
        "tag": page.tag, "dep": page.dep, "entity": page.entity, "depth": page.tree.depth,
        "head tag": page.tag[head], "head dep": page.dep[head],
        "second head tag": page.tag[head[head]], "second head dep": page.dep[head[head]],
        "words after in subtree": page.tree.right - np.arange(page.size),
        "words before in subtree": np.arange(page.size) - page.tree.left,
    }  # fmt: skip


def _neighbours(page: Page) -> dict[str, NDArray[Any]]:
    columns: dict[str, NDArray[Any]] = {"in quote": page.inside}
    for steps in (1, -1, 2, -2):
        columns[f"in quote {steps:+}"] = page.ahead(page.quote, steps) > 0
        columns[f"tag {steps:+}"] = page.ahead(page.tag, steps)
    columns["tag +3"] = page.ahead(page.tag, 3)
    return columns


def _relatives(page: Page) -> dict[str, NDArray[Any]]:
    here = np.arange(page.size)
    subject, said = page.kid("nsubj nsubjpass"), page.kid(COMPLEMENTS)
    thing = page.kid("dobj attr acomp")
    return {
        "subject tag": _at(page.tag, subject), "subject entity": _at(page.entity, subject),
        "subject before": subject < here, "object tag": _at(page.tag, thing),
        "complement tag": _at(page.tag, said), "complement dep": _at(page.dep, said),
        "complement at": said - here,
        "understood subject tag": _at(page.tag, page.subject), "steps to subject": page.borrowed,
        "understood subject entity": _at(page.entity, page.subject),
        "subject in quote": _at(page.quote, page.subject) > 0,
    }  # fmt: skip


def _surroundings(page: Page) -> dict[str, NDArray[Any]]:
    tree, here = page.tree, np.arange(page.size)
    first, last = tree.first[tree.sentence], tree.last[tree.sentence]
    quoted = np.r_[0, page.quoted]
    before = np.r_[0, page.paragraph][np.minimum(first, page.size - 1)]
    return {
        "from sentence start": here - first, "to sentence end": last - here, "sentence length": last - first,
        "quoted in sentence": quoted[last] - quoted[first],
        "paragraph into sentence": page.paragraph - before,
        "commas in sentence": page.commas[np.maximum(last - 1, 0)] - page.commas[first],
        "to article end": page.size - here, "from article start": here,
        "quoted before": page.quoted - quoted[first], "quoted after": quoted[last] - page.quoted,
        "next sentence quoted": page.inside[np.minimum(last, page.size - 1)],
    }  # fmt: skip


def _kinds(page: Page) -> dict[str, NDArray[Any]]:
    own = {f"has {name}": page.has(name) for name in OWN_CHILDREN.split()}
    return own | {f"head has {name}": page.has(name)[page.head] for name in HEAD_CHILDREN.split()}


def _rules(page: Page) -> dict[str, NDArray[Any]]:
    """What the rules and the cue table say of the word."""
    seen, tree = page.seen, page.tree
    anchors = np.zeros(page.size + 1, np.int64)
    anchors[seen.anchors + 1] = 1
    count = np.cumsum(anchors)
    return {
        "table row": seen.row, "rule frame": seen.frame, "in rule cue": seen.cue >= 0,
        "in rule content": seen.content >= 0, "frame around": _at(seen.frame, seen.content),
        "in rule source": seen.source >= 0, "head rule frame": seen.frame[page.head],
        "rules in sentence": (count[tree.last] - count[tree.first])[tree.sentence],
        "rule around at": np.where(seen.content >= 0, seen.content - np.arange(page.size), 0),
    }  # fmt: skip


def _meanings(page: Page) -> dict[str, Keys]:
    """What is looked up of words near in meaning to the word and to those it hangs together with."""
    stem, thing = page.stem, page.kid("dobj attr acomp pobj")
    return {
        "near word": meaning.near(stem), "near subject": meaning.near(_at(stem, page.subject)),
        "near object": meaning.near(_at(stem, thing)), "near head": meaning.near(stem[page.head]),
        "near complement": meaning.near(_at(stem, page.kid(COMPLEMENTS))),
        meaning.MEANING: meaning.known(stem),
    }  # fmt: skip


def _keys(page: Page) -> dict[str, Keys]:
    """What is looked up among the training part's words; the numbers keep kinds of key apart."""
    lemma, low, tag, dep, entity, head = page.lemma, page.low, page.tag, page.dep, page.entity, page.head
    subject, thing, prep = page.kid("nsubj nsubjpass"), page.kid("dobj attr acomp"), page.kid("prep")
    said = page.kid(COMPLEMENTS)
    after, before = page.ahead(low, 1), page.ahead(low, -1)
    frame = mix(page.has("ccomp"), page.has("xcomp"), page.has("dobj"), page.inside)
    return {
        "lemma": mix(lemma, 16), "form": mix(low, tag), "lemma, dep": mix(lemma, dep, 1),
        "lemma, frame": mix(lemma, frame), "form, next": mix(low, after, 2),
        "form, before": mix(low, before, 3),
        "head lemma, dep": mix(lemma[head], dep, 4), "lemma, preposition": mix(lemma, _at(low, prep), 5),
        "lemma, subject kind": mix(lemma, _at(tag, subject), _at(entity, subject), 6),
        "subject": mix(_at(lemma, subject), 7), "lemma, object": mix(lemma, _at(lemma, thing), 8),
        "lemma, complement": mix(lemma, _at(tag, said), _at(dep, said), 9), "next": mix(after, tag, 10),
        "before": mix(before, tag, 11), "place": mix(tag, dep, dep[head], tag[head], 12),
        "lemma, around": mix(lemma, page.ahead(tag, 1), tag, page.ahead(page.mark.astype(np.int64), -2), 13),
        "head lemma, lemma": mix(lemma[head], lemma, 14),
        "lemma, children": mix(lemma, page.children & FRAME_BITS, 15),
        "understood subject, lemma": mix(lemma, _at(lemma, page.subject), 17),
        "lemma, two next": mix(lemma, after, page.ahead(low, 2), 18),
        "lemma, rule": mix(lemma, page.seen.frame, page.seen.content >= 0, 19),
    }  # fmt: skip
