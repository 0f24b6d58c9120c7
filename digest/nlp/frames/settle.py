"""Claims never hold one another: a coordinated cue ends the content before it, an inner cue goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.nlp.frames.extent import tidy
from digest.nlp.frames.found import Found
from digest.nlp.tree import Tree

PARTS = frozenset({"conj", "advcl", "parataxis", "ROOT", "dep"})


def settle(tree: Tree, found: Sequence[Found]) -> list[Found]:
    """The claims that stay, with contents cut where another begins."""
    kept: list[Found] = []
    for claim in sorted(found, key=lambda f: (f.frame.startswith("noun"), f.anchor)):
        if any(_holds(other, claim.anchor) for other in kept):
            outer = next(other for other in kept if _holds(other, claim.anchor))
            if not _splits(tree, outer, claim):
                continue
            kept[kept.index(outer)] = _without(tree, outer, claim)
            claim = _lent(tree, outer, claim)
        kept.append(claim)
    return [claim for claim in kept if claim.content]


def _holds(claim: Found, token: int) -> bool:
    return any(a <= token <= b for a, b in claim.content)


def _splits(tree: Tree, outer: Found, inner: Found) -> bool:
    """Whether the inner cue stands beside the outer one rather than in what it says."""
    if inner.frame.startswith("noun"):
        return False
    cue = inner.anchor
    if tree.dep[cue] == "conj" and _tense(tree, cue) != _tense(tree, tree.head[cue]):
        return True
    if tree.tag[cue] == "VBG" and tree.dep[cue] in {"advcl", "acl", "prep"} and tree.low[cue - 1] == ",":
        return True
    return tree.dep[cue] in {"advcl", "conj"} and tree.kid(cue, "nsubj") >= 0 and _concessive(tree, cue)


def _tense(tree: Tree, verb: int) -> str:
    past = {"VBD", "VBN"}
    first = min([verb, *tree.kids_of(verb, "aux", "auxpass")])
    return "past" if tree.tag[first] in past else "other"


def _concessive(tree: Tree, cue: int) -> bool:
    marks = {"though", "although", "while", "but", "whereas", "even"}
    near = {tree.low[t] for t in range(max(tree.left[cue] - 2, 0), cue)}
    return bool(near & marks)


def _lent(tree: Tree, outer: Found, inner: Found) -> Found:
    """A cue without a subject of its own takes the outer speaker."""
    if tree.kid(inner.anchor, "nsubj") >= 0:
        return inner
    return replace(inner, source=outer.source, speaker=outer.speaker)


def _without(tree: Tree, outer: Found, inner: Found) -> Found:
    """The outer content, ending where the inner claim begins."""
    first = min(tree.left[inner.anchor], inner.anchor)
    first = min(first, inner.source[0][0]) if tree.kid(inner.anchor, "nsubj") >= 0 else inner.cue[0]
    while first - 1 > 0 and tree.low[first - 1] in {
        "but",
        "and",
        ",",
        "though",
        "while",
        "although",
        "also",
        "has",
        "have",
        "had",
    }:
        first -= 1
    tokens = [t for a, b in outer.content for t in range(a, b + 1) if t < first]
    return replace(outer, content=tidy(tree, tokens))
