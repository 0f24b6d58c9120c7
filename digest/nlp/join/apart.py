"""Quotations are whole, and short ones stand apart: "…," he said. "Nobody did." is two claims.

PolNeAR's annotators make every quotation that follows a claim a piece of it, and so does the trained model.
Readers, and our own gold, take a short sentence of quotation for a statement of its own. Long ones go on with
what was begun, and stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from digest.nlp.frames.extent import bridged, tidy, whole_quotation
from digest.nlp.frames.found import Found
from digest.nlp.parse.tree import Tree, runs

SHORT = 10
"""Words of a quotation that stands apart, at most. On PolNeAR's development part this costs 0.2 points of
triple F1 and 0.3 of content tokens (every quotation apart: 1.9 and 4.3); in our own gold one in twenty-six is
longer."""

PART = 0.3
"""Share of a quotation's words that must be a claim's for all of it to be."""


def apart(tree: Tree, found: Sequence[Found]) -> list[Found]:
    """The claims, each short quotation after a claim's own sentence made a claim of the same speaker."""
    return [part for claim in found for part in _parts(tree, claim)]


def whole(tree: Tree, found: Sequence[Found]) -> list[Found]:
    """The claims, each with all of a quotation of which it holds a good part, paragraphs across."""
    owner = {
        t: number for number, claim in enumerate(found) for a, b in claim.content for t in range(a, b + 1)
    }
    return [_grown(tree, claim, number, owner) for number, claim in enumerate(found)]


def _grown(tree: Tree, claim: Found, number: int, owner: Mapping[int, int]) -> Found:
    own = {t for a, b in claim.content for t in range(a, b + 1)}
    grown = set(own)
    for q in {tree.quote[t] for t in own} - {-1, tree.quote[claim.anchor]}:
        tokens = [] if tree.quotes[q].scare else whole_quotation(tree, q)
        words = [t for t in tokens if _word(tree, t)]
        if len(own.intersection(words)) >= PART * len(words):
            grown.update(t for t in tokens if owner.get(t, number) == number)
    return claim if grown == own else replace(claim, content=tuple(bridged(tree, runs(sorted(grown)))))


def _parts(tree: Tree, claim: Found) -> Iterator[Found]:
    tokens = [t for a, b in claim.content for t in range(a, b + 1)]
    short = [group for group in _floating(tree, claim, tokens) if _length(tree, group) <= SHORT]
    moved = {tree.quote[t] for group in short for t in group}
    rest = [t for t in tokens if tree.quote[t] < 0 or tree.quote[t] not in moved]
    if not moved or not rest:
        yield claim
        return
    yield replace(claim, content=tuple(runs(rest)))
    for group in short:
        yield replace(claim, content=tidy(tree, group), frame="floating")


def _floating(tree: Tree, claim: Found, tokens: Sequence[int]) -> list[list[int]]:
    """Runs of sentences after the cue's that are all quotation, and not the one begun beside the cue."""
    home = tree.sent[claim.anchor]
    begun = {tree.quote[t] for t in range(*tree.sents[home])}
    groups: list[list[int]] = []
    for number in sorted({tree.sent[t] for t in tokens if tree.sent[t] > home}):
        own = [t for t in tokens if tree.sent[t] == number]
        if _quoted(tree, own) and not {tree.quote[t] for t in own} & (begun - {-1}):
            if groups and tree.sent[groups[-1][-1]] == number - 1:
                groups[-1] += own
            else:
                groups.append(own)
    return groups


def _quoted(tree: Tree, tokens: Sequence[int]) -> bool:
    words = [t for t in tokens if _word(tree, t)]
    return bool(words) and all(tree.quote[t] >= 0 for t in words)


def _length(tree: Tree, tokens: Sequence[int]) -> int:
    """Words of the quotations these tokens are of."""
    return sum(tree.quotes[q].words for q in {tree.quote[t] for t in tokens} - {-1})


def _word(tree: Tree, token: int) -> bool:
    return any(sign.isalnum() for sign in tree.word[token])
