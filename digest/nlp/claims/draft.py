"""Claim values from what the frames and the model found."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest.model import Claim, Content, Cue, Figure, Mention, Source, Spans, Stance, cut
from digest.nlp.parse.tree import Tree


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before its id: where its words are, and what was read from them."""

    source: Spans
    actor: str
    side: str
    cue: Spans
    lemma: str
    content: Spans
    stance: Stance
    probability: float
    via: tuple[str, ...]
    when: datetime | None
    at: int  # token of the cue, or the content's first
    complete: bool = True


def claim(tree: Tree, draft: Draft, places: Sequence[Mention], figures: Sequence[Figure]) -> Claim:
    """The Claim of a draft: every text is the cut of its spans."""
    text = tree.text
    return Claim(
        id=claim_id(text, draft.source, draft.cue, draft.content),
        source=Source(draft.source, cut(text, draft.source), draft.actor, draft.side)
        if draft.source
        else None,
        cue=Cue(draft.cue, cut(text, draft.cue), draft.lemma) if draft.cue else None,
        stance=draft.stance,
        content=Content(draft.content, cut(text, draft.content)),
        sentence=tree.sentence(draft.at),
        quotes=inner_quotes(tree, draft.content),
        via=draft.via,
        places=tuple(i for i, place in enumerate(places) if _within(draft.content, place.start, place.end)),
        figures=tuple(own for figure in figures if (own := _own(figure, draft.content, text)) is not None),
        when=draft.when,
        probability=round(draft.probability, 3),
        complete=draft.complete,
    )


def claim_id(text: str, *roles: Spans) -> str:
    """Ten hex digits from the words of source, cue and content: the same words give the same id.

    Positions are left out, so that a correction elsewhere in the article changes nothing.
    """
    words = "\x1f".join(" ".join(cut(text, spans).split()) for spans in roles)
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def inner_quotes(tree: Tree, content: Spans) -> Spans:
    """The verbatim pieces inside the content, marks included; one or two words in quotes are pieces too."""
    return tuple(
        (max(mark.start, start), min(mark.end, end))
        for start, end in content
        for mark in tree.quotes
        if min(mark.end, end) - max(mark.start, start) > 2
    )


def _own(figure: Figure, content: Spans, text: str) -> Figure | None:
    """The figure as far as it stands in the content; "estimated 1,500" may begin with the cue itself."""
    if _within(content, figure.start, figure.end):
        return figure
    start = next((a for a, b in content if figure.start < a < figure.end <= b), None)
    if start is None or not text[start : figure.end].strip()[:1].isdigit():
        return None
    return replace(figure, start=start, text=text[start : figure.end])


def _within(content: Spans, start: int, end: int) -> bool:
    return any(a <= start and end <= b for a, b in content)
