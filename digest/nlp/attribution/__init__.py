"""Who says what: attributions in a parsed article.

    rules -> cue -> role -> part -> judge -> choice

0. *rules*: what they found (`digest.nlp.frames`) is a column of every model, and a draft of its own (`seen`).
1. *cue*: which words attribute ("said", "claims of", "according to")? Trees over the parse, and learnt rates
   of words (`cues`).
2. *role*: for each cue, which tokens of its sentence are source, cue and content? Trees, then Viterbi
   (`roles`, `decode`).
3. *part*: does the content go on in neighbouring sentences? For floating quotations (`parts`).
4. *judge*: of the drafts this gives (`drafts`), how probably is each right as a whole? (`judge`)
5. *choice*: best first, no token in two roles (`choose`).

The model file holds plain arrays and LightGBM text. LightGBM is imported when the first article comes, not
before. `docs/attribution.md` has the figures and the data card.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model import Spans

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    from .seen import Seen


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


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of an article: its claims in reading order; for each token how likely it is a cue,
    and how likely the best draft of a claim with that cue is right (0 where there is none)."""

    claims: list[Attribution]
    cue: NDArray[np.float32]
    best: NDArray[np.float32]


def attribute(doc: Doc, *, threshold: float | None = None) -> list[Attribution]:
    """The attributions of a parsed article in reading order; they never nest. The rules are asked first.

    Those below ``threshold`` are left out; by default it is where recall and precision balance best. Raises
    SetupError when the model file cannot be read; no text makes it raise.
    """
    return read(doc, threshold=threshold).claims


def read(doc: Doc, saw: Seen | None = None, *, threshold: float | None = None) -> Reading:
    """`attribute` together with what the model thinks of every word as a cue.

    ``saw`` is what the rules saw of the article (`seen.seen`), where they have been asked already.
    """
    from . import page, store
    from .finder import find
    from .seen import look

    model = store.load()
    here = page.read(doc, look(doc) if saw is None else saw)
    found = find(model, here, model.threshold if threshold is None else threshold)
    claims = [
        Attribution(
            here.spans(claim.source), here.spans(claim.cue), here.spans(claim.content), claim.probability
        )
        for claim in found.claims
    ]
    return Reading(sorted(claims, key=lambda claim: (claim.cue, claim.content)), found.cue, found.best)


def attribute_many(docs: Iterable[Doc], *, threshold: float | None = None) -> list[list[Attribution]]:
    """`attribute` for many articles; each one's claims are the same as on its own."""
    return [attribute(doc, threshold=threshold) for doc in docs]
