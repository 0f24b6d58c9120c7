"""Who says what: attributions in a parsed article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model import Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

VERBS = frozenset(
    "say says said claim claims claimed claiming announce announced deny denies denied insist insisted insists "
    "concede conceded reject rejected report reported reports warn warned warns argue argued argues add added "
    "adds tell told tells believe believes believed accuse accused accusing confirm confirmed describe described".split()
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attributed statement as character spans of the text.

    ``source`` says who, ``cue`` is the attributing word, ``content`` what is said; ``source`` may be empty.
    ``probability`` is that of all three being right.
    """

    source: Spans
    cue: Spans
    content: Spans
    probability: float


def attribute(doc: Doc, *, threshold: float | None = None) -> list[Attribution]:
    """The attributions of a parsed article in reading order; they never nest."""
    found = [_clause(token) for token in doc if token.lower_ in VERBS]
    return [claim for claim in found if claim and claim.probability >= (threshold or 0.0)]


def attribute_many(docs: Iterable[Doc], *, threshold: float | None = None) -> list[list[Attribution]]:
    """`attribute` for many articles."""
    return [attribute(doc, threshold=threshold) for doc in docs]


def _clause(cue: Token) -> Attribution | None:
    subject = [t for t in cue.children if t.dep_ in {"nsubj", "nsubjpass"}]
    content = [t for t in cue.children if t.dep_ in {"ccomp", "xcomp", "dobj"}]
    if not (subject and content):
        return None
    return Attribution(_span(subject[0]), ((cue.idx, cue.idx + len(cue)),), _span(content[0]), 0.5)


def _span(token: Token) -> Spans:
    first, last = token.left_edge, token.right_edge
    return ((first.idx, last.idx + len(last)),)
