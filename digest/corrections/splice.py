"""The new version's analysis: claims of sentences nobody touched stay as they were. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .. import disputes
from ..model import Analysis, Claim, Figure, Mention, Spans, cut
from ..nlp.claims import salience
from .window import Span, Window, spans_of, window

Move = Callable[[int, int], Span | None]
"""A span of the old text -> the same words in the new one, None when they do not stand there as they were."""


def splice(old_text: str, before: Analysis, new_text: str, after: Analysis) -> Analysis:
    """``after``, the analysis of ``new_text``, with the claims of untouched sentences as ``before`` has them.

    So a correction changes what it touches and nothing else: without this, a claim far away may be read a
    little otherwise and would be told as corrected. Places, and what looks at the whole article (which claims
    meet, salience), are those of the new text.
    """
    touched = window(old_text, before.claims, new_text)
    fresh = [claim for claim in after.claims if _touches(spans_of(claim), touched.again)]
    kept = _carried(before, after.places, touched, new_text)
    claims = _apart([*fresh, *(one for one in kept if not any(_clash(one, other) for other in fresh))])
    met = disputes.within(claims, new_text)
    answered = frozenset(claim for one in met for claim in one.claims)
    return replace(
        after,
        claims=salience.weigh(disputes.targets(claims, met), len(new_text), answered),
        disputes=met,
        actors=tuple(dict.fromkeys(claim.source.actor for claim in claims if claim.source)),
    )


def _carried(before: Analysis, places: Sequence[Mention], touched: Window, text: str) -> list[Claim]:
    index = {(one.start, one.end): n for n, one in enumerate(places)}
    move = _mover(touched)
    return [
        made
        for claim in before.claims
        if (made := _moved(claim, before.places, move, text, index)) is not None
    ]


def _mover(touched: Window) -> Move:
    """Over sentences that are kept: all that a span covers must have moved equally far."""
    kept = sorted((start, end, at - start) for (start, end), at in touched.kept.items())

    def move(start: int, end: int) -> Span | None:
        over = [(a, b, shift) for a, b, shift in kept if a < end and start < b]
        if not over or start < over[0][0] or end > over[-1][1] or len({shift for _, _, shift in over}) > 1:
            return None
        return start + over[0][2], end + over[0][2]

    return move


def _moved(
    claim: Claim, places: Sequence[Mention], move: Move, text: str, index: dict[Span, int]
) -> Claim | None:
    """The claim where its words stand in the new text, None when one of them stands there no more."""
    moved = {span: move(*span) for span in spans_of(claim)}
    if None in moved.values():
        return None

    def spans(given: Spans) -> Spans:
        return tuple(there for span in given if (there := moved[span]))

    content = spans(claim.content.spans)
    named = (move(places[n].start, places[n].end) for n in claim.places)
    return replace(
        claim,
        source=replace(claim.source, spans=spans(claim.source.spans)) if claim.source else None,
        cue=replace(claim.cue, spans=spans(claim.cue.spans)) if claim.cue else None,
        content=replace(claim.content, spans=content, text=cut(text, content)),
        sentence=spans((claim.sentence,))[0],
        quotes=spans(claim.quotes),
        places=tuple(index[span] for span in named if span in index),
        figures=tuple(_figure(figure, move) for figure in claim.figures),
        targets=(),
    )


def _figure(figure: Figure, move: Move) -> Figure:
    start, end = move(figure.start, figure.end) or (figure.start, figure.end)
    return replace(figure, start=start, end=end)


def _touches(spans: Iterable[Span], others: Sequence[Span]) -> bool:
    return any(start < b and a < end for start, end in spans for a, b in others)


def _clash(a: Claim, b: Claim) -> bool:
    """Whether two claims cannot both stand: one id, one cue for the same words, or contents that overlap."""
    return a.id == b.id or _touches(a.content.spans, b.content.spans)


def _apart(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """In reading order, each id once: a statement an article repeats word for word is one claim."""
    ordered = sorted(claims, key=_order)
    return tuple({claim.id: claim for claim in reversed(ordered)}.values())[::-1]


def _order(claim: Claim) -> tuple[int, int]:
    content = claim.content.spans[0][0] if claim.content.spans else claim.sentence[0]
    cue = claim.cue.spans[0][0] if claim.cue else content
    return min(cue, content), cue
