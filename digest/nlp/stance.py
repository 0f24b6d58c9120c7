"""How the source stands to the content: the cue's own stance, turned by its syntax.

The table gives a cue's plain stance; negation ("did not confirm"), refusing ("declined to confirm",
"refused to rule out"), and stopping short turn it by ``NEGATED``.
"""

from __future__ import annotations

from digest.model import Stance
from digest.nlp.cues import CueRow
from digest.nlp.tree import Tree

NEGATIONS = frozenset({"not", "n't", "n’t", "never", "neither", "nor", "no"})
REFUSES = frozenset(
    """
    refuse refuses refused refusing decline declines declined declining fail fails failed stop stopped
    unable unwilling reluctant
    """.split()
)
NEGATED = {
    Stance.asserts: Stance.doubts,
    Stance.supports: Stance.doubts,
    Stance.denies: Stance.concedes,
    Stance.concedes: Stance.denies,
    Stance.doubts: Stance.asserts,
    Stance.urges: Stance.doubts,
    Stance.plans: Stance.denies,
    Stance.asks: Stance.doubts,
}
OPEN = frozenset({"rule out", "exclude"})  # not to rule out is to leave open, not to concede
NOT_BACKING = frozenset({"agree", "support", "endorse", "back", "welcome", "concur"})


def stance(tree: Tree, cue: int, row: CueRow | None) -> Stance:
    """The stance of the claim whose cue is the token ``cue`` (a phrase's first)."""
    plain = row.stance if row else Stance.asserts
    if not turned(tree, cue):
        return plain
    if row and row.lemma in OPEN:
        return Stance.doubts
    if row and row.lemma in NOT_BACKING:
        return Stance.denies
    return NEGATED[plain]


def turned(tree: Tree, cue: int) -> bool:
    """Whether syntax turns the cue around; two turns cancel out ("did not refuse to confirm")."""
    turns = _negations(tree, cue)
    head = tree.head[cue]
    if head != cue and tree.dep[cue] in {"xcomp", "pcomp", "acl"} and tree.low[head] in REFUSES:
        turns += 1 + _negations(tree, head)
    elif tree.dep[cue] == "pcomp" and tree.low[tree.head[head]] in {"short", "stopped"}:
        turns += 1
    return turns % 2 == 1


def _negations(tree: Tree, token: int) -> int:
    return sum(
        tree.low[k] in NEGATIONS and tree.dep[k] in {"neg", "det", "preconj", "advmod"}
        for k in tree.kids[token]
    )
