"""Quotations without a cue of their own: the speaker stands before, after, or in the sentence before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from digest.nlp.frames.extent import tidy, whole_quotation
from digest.nlp.frames.found import Found
from digest.nlp.parse.tree import Tree

LEAST_WORDS = 2
REACH = 3  # sentences back to the claim whose speaker a floating quotation inherits


def floating(tree: Tree, found: Sequence[Found]) -> Iterator[Found]:
    """A claim for every quotation that is a sentence of its own and that no claim holds yet."""
    held = {t for f in found for a, b in f.content for t in range(a, b + 1)}
    known = sorted(found, key=lambda f: f.anchor)
    skip = -1
    for q, mark in enumerate(tree.quotes):
        if q <= skip or mark.words < LEAST_WORDS:
            continue
        tokens = whole_quotation(tree, q)
        skip = q + sum(1 for _ in range(q, len(tree.quotes)) if False)
        if not tokens or held & set(tokens) or not _alone(tree, tokens):
            continue
        before = _speaker_before(tree, known, tokens[0])
        if before is not None:
            claim = replace(before, content=tidy(tree, tokens), frame="floating", probability=0.6)
            held |= set(tokens)
            known = sorted([*known, claim], key=lambda f: f.content[0][0])
            yield claim


def _alone(tree: Tree, tokens: list[int]) -> bool:
    """Whether the quotation fills its sentence."""
    a, b = tree.sents[tree.sent[tokens[0]]]
    inside = set(tokens)
    rest = [t for t in range(a, b) if t not in inside and tree.word[t].strip() and tree.word[t].isalnum()]
    mark = tree.quotes[tree.quote[tokens[0]]]
    stop = any(sign in ".,!?" for sign in tree.text[mark.end - 2 : mark.end])
    return not rest or (len(rest) == 1 and stop)  # a headline's "Hill 'worked for gang'" is none


def _speaker_before(tree: Tree, known: Sequence[Found], first: int) -> Found | None:
    here = tree.sent[first]
    for claim in reversed(known):
        last = max(claim.anchor, claim.content[-1][1])
        if last < first:
            return claim if here - tree.sent[last] <= REACH else None
    return None
