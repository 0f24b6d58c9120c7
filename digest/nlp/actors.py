"""Sources as actors, and the side an actor speaks for."""

from __future__ import annotations

from digest.nlp.tree import Run, Tree

LEADING = frozenset({"DT", "PRP$", "CD", "PDT", "``", "''", ",", "_SP", "CC"})


def plain_name(tree: Tree, run: Run) -> str:
    """The words of a noun phrase without article, quotation marks and possessive ending."""
    a, b = run
    while a < b and tree.tag[a] in LEADING:
        a += 1
    while b > a and tree.tag[b] in {"POS", ",", "''", "``", "_SP", "."}:
        b -= 1
    return " ".join(tree.text[tree.start[a] : tree.end[b]].split())
