"""A joined claim's content as it is told: without what the article adds, with what its "that" stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.nlp.frames.extent import tidy
from digest.nlp.frames.found import Found
from digest.nlp.frames.speaker import phrase
from digest.nlp.parse.tree import Tree

AFTER = frozenset({"after", "amid", "following"})


def pointed(tree: Tree, claim: Found, others: Sequence[Found]) -> Found:
    """The claim with what its "that" stands for: "*a demand* that was endorsed by the bishops"."""
    (first, last), *more = claim.content
    verb = tree.head[first]
    if more or first != last or tree.tag[first] != "WDT" or tree.dep[verb] != "relcl":
        return claim
    meant = phrase(tree, tree.head[verb])
    held = any(meant[0] <= b and a <= meant[1] for other in others for a, b in other.content)
    return claim if held else replace(claim, content=(meant,))


def without_background(tree: Tree, claim: Found) -> Found:
    """The claim without what the article adds: "would replace them, *after a run of reports that* …"."""
    first, last = claim.content[-1]
    for token in range(max(first + 4, claim.anchor + 1), last - 2):
        if tree.low[token] in AFTER and tree.low[token - 1] == "," and tree.quote[token] < 0:
            return replace(claim, content=(*claim.content[:-1], (first, token - 2)))
    return claim


def before_sentence(tree: Tree, claim: Found, rule: Found) -> Found:
    """The claim without the sentence in which another speaks, as a rule sees it."""
    first = min(tree.sents[tree.sent[rule.anchor]][0], rule.content[0][0])
    kept = [t for a, b in claim.content for t in range(a, b + 1) if t < first]
    return replace(claim, content=tidy(tree, kept))
