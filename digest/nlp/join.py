"""The trained model's attributions and the rules', made one list.

The model knows best how far a content reaches and who is meant by a long noun phrase; the rules know cues and
frames its training lacks, and see where a coordinated cue begins a claim of its own. So the model's words
stay where both see a claim, and the rules' claims are added where the model has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.nlp.attribution import Attribution
from digest.nlp.cues import CueTable
from digest.nlp.frames.found import Found
from digest.nlp.frames.verbs import REFUSES, silent
from digest.nlp.tree import Run, Tree, runs

AGREED = 0.9
"""Probability of a claim both see, at least."""
SAME = 0.5
"""Least overlap (Jaccard of tokens) of contents taken for one claim."""


def join(tree: Tree, rules: Sequence[Found], model: Sequence[Attribution], table: CueTable) -> list[Found]:
    """The claims of both, in reading order; contents of different claims do not overlap.

    A sentence that is all quotation is a piece of the claim before it, as PolNeAR's annotators have it, where
    the model says so; where nobody has claimed it, it is a claim of its own.
    """
    chains = _chains(tree, rules)
    read = [f for a in model if (f := _found(tree, a, table)) and tree.sent[f.anchor] not in chains]
    kept: list[Found] = []
    twins: dict[int, Found] = {}
    for claim in read:
        twin = next((rule for rule in rules if _same_cue(claim, rule)), None) or next(
            (rule for rule in rules if _same_content(claim, rule) and not _cued(rule, read)), None
        )
        if twin is not None:
            twins[len(kept)] = twin
            kept.append(_merged(claim, twin))
        elif not _silent(tree, claim):
            kept.append(claim)
    taken = {id(twin) for twin in twins.values()}
    added: list[Found] = []
    for rule in rules:
        clashing = [k for k, other in enumerate(kept) if _clash(rule, other)]
        if id(rule) in taken or (rule.frame == "floating" and clashing):
            continue
        if all(k in twins and not _clash(rule, twins[k]) for k in clashing):
            for k in clashing:  # the rules see two claims where the model sees one
                kept[k] = replace(kept[k], content=twins[k].content)
            added.append(rule)
    return sorted([*kept, *added], key=lambda f: (min(f.anchor, f.content[0][0]), f.anchor))


def _chains(tree: Tree, rules: Sequence[Found]) -> set[int]:
    """Sentences in which one source carries another's words; the model takes them for one claim."""
    return {
        tree.sent[outer.anchor]
        for outer in rules
        if outer.frame == "before"
        for inner in rules
        if inner is not outer and any(a <= inner.anchor <= b for a, b in outer.content)
    }


def _silent(tree: Tree, claim: Found) -> bool:
    """Whether nothing is claimed: "declined to comment", "would not say"."""
    return tree.low[claim.anchor] in REFUSES or bool(claim.row and silent(tree, claim.anchor, claim.row))


def _merged(claim: Found, rule: Found) -> Found:
    """The model's words with what the rule knows of them."""
    return replace(
        claim,
        anchor=rule.anchor,
        source=claim.source or rule.source,
        speaker=claim.speaker if claim.source else rule.speaker,
        row=rule.row,
        frame=rule.frame,
        probability=max(AGREED, claim.probability),
    )


def _found(tree: Tree, a: Attribution, table: CueTable) -> Found | None:
    cue, content, source = (tree.tokens(spans) for spans in (a.cue, a.content, a.source))
    if not cue or not content:
        return None
    anchor = _top(tree, cue)
    row = next((r for t in (anchor, *cue) if (r := table.find(tree.low[t], tree.tag[t]))), None)
    speaker = _top(tree, source) if source else -1
    pieces = tuple(runs(content))
    return Found(anchor, _one(cue), tuple(runs(source)), speaker, pieces, row, "model", a.probability)


def _top(tree: Tree, tokens: Sequence[int]) -> int:
    """The token of a piece from which the others hang."""
    inside = set(tokens)
    return min((t for t in tokens if tree.head[t] not in inside or tree.head[t] == t), default=tokens[0])


def _one(tokens: Sequence[int]) -> Run:
    return tokens[0], tokens[-1]


def _tokens(pieces: Sequence[Run]) -> set[int]:
    return {t for a, b in pieces for t in range(a, b + 1)}


def _same_cue(a: Found, b: Found) -> bool:
    return a.cue[0] <= b.cue[1] and b.cue[0] <= a.cue[1] and b.frame != "floating"


def _cued(rule: Found, read: Sequence[Found]) -> bool:
    """Whether another claim of the model has the rule's cue: then that one is its twin."""
    return any(_same_cue(other, rule) for other in read)


def _same_content(a: Found, b: Found) -> bool:
    x, y = _tokens(a.content), _tokens(b.content)
    return len(x & y) >= SAME * len(x | y)


def _clash(a: Found, b: Found) -> bool:
    """Whether two claims cannot both stand: one's words, or its cue, lie in the other's content."""
    x, y = _tokens(a.content), _tokens(b.content)
    return bool(x & y) or a.anchor in y or b.anchor in x
