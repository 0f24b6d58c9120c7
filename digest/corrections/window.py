"""Which sentences of a new version are to be analyzed again, and where the others stand now. Pure.

A claim depends on more than its sentence: the parser sees the words beside it, a quotation runs on from the
sentence before, "he" and "the ministry" look back, and a surname is made whole where it first stands. So the
neighbours of a change are analyzed again with it, and what leans on its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..model import Claim, Spans
from ..words import sentences

BESIDE = 1  # sentences on either side of a change that are analyzed again with it
LOOK = 8  # sentences that "he" and "the ministry" look back
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w’'-]+")
_LOOKS_BACK = re.compile(r"(?:the|this|that|these|those|he|she|it|they|his|her|its|their)\b", re.IGNORECASE)

Span = tuple[int, int]
Keys = Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Window:
    """``again``: sentences (spans of the new text) whose claims are taken from the new analysis.

    ``kept``: every other sentence, as its span in the old text -> where it begins in the new one.
    """

    again: tuple[Span, ...]
    kept: dict[Span, int]


def window(old_text: str, claims: Sequence[Claim], new_text: str) -> Window:
    """What to analyze again of ``new_text``; ``claims`` are those of the old text."""
    old, new = list(sentences(old_text)), list(sentences(new_text))
    same = _aligned(_keys(old_text, old), _keys(new_text, new))
    again = _touched(same, len(old), len(new))
    again |= _leaning(_moved_names(old_text, new_text, old, new, same), new_text, new)
    again |= _looking(claims, old, same, again)
    _close(claims, old, new, same, again)
    kept = {old[a]: new[b][0] for a, b in same.items() if b not in again}
    return Window(tuple(new[n] for n in sorted(again)), kept)


def spans_of(claim: Claim) -> Spans:
    """Every piece of the text a claim is made of."""
    source, cue = claim.source.spans if claim.source else (), claim.cue.spans if claim.cue else ()
    return claim.sentence, *claim.content.spans, *claim.quotes, *source, *cue


def _keys(text: str, found: Sequence[Span]) -> Keys:
    """Each sentence's very words, and whether it begins a line."""
    ends = [0, *(end for _, end in found)]
    return [(text[a:b], "\n" in text[end:a]) for (a, b), end in zip(found, ends, strict=False)]


def _aligned(old: Keys, new: Keys) -> dict[int, int]:
    """Old sentence -> new sentence, for those that stand as they were and in their order."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return {a + n: b + n for a, b, size in matcher.get_matching_blocks() for n in range(size)}


def _touched(same: dict[int, int], olds: int, news: int) -> set[int]:
    """New sentences that are changed, stand beside a change, or where something was left out."""
    stand = {-1: -1, **same, olds: news}  # the ends of the two texts stand too
    changed = set(range(news)) - set(same.values())
    near = {n + step for n in changed for step in range(-BESIDE, BESIDE + 1)}
    for a, b in stand.items():
        if a < olds and stand.get(a + 1) != b + 1:  # another sentence follows now, or none
            near |= set(range(b + 1 - BESIDE, b + 1 + BESIDE))
    return {n for n in near if 0 <= n < news}


def _moved_names(
    old_text: str, new_text: str, old: Sequence[Span], new: Sequence[Span], same: dict[int, int]
) -> set[str]:
    """Names that the change brought in or took away."""
    stand = set(same.values())
    before = _names(old_text, (span for a, span in enumerate(old) if a not in same))
    return before ^ _names(new_text, (span for b, span in enumerate(new) if b not in stand))


def _names(text: str, spans: Iterable[Span]) -> set[str]:
    return {match.group() for start, end in spans for match in _NAME.finditer(text, start, end)}


def _leaning(moved: set[str], text: str, new: Sequence[Span]) -> set[int]:
    """Sentences that speak of such a name: who it stands for may be another now."""
    return {n for n, span in enumerate(new) if moved & _names(text, [span])} if moved else set()


def _looking(claims: Sequence[Claim], old: Sequence[Span], same: dict[int, int], again: set[int]) -> set[int]:
    """Unchanged sentences behind a change in which somebody speaks who is named before."""
    near = {n + step for n in again for step in range(LOOK + 1)}
    found: set[int] = set()
    for claim in claims:
        if claim.source and _LOOKS_BACK.match(claim.source.text):
            there = {same[n] for n in _over(claim, old) if n in same}
            found |= there if there & near else set()
    return found


def _close(
    claims: Sequence[Claim], old: Sequence[Span], new: Sequence[Span], same: dict[int, int], again: set[int]
) -> None:
    """A claim over several sentences is analyzed again as a whole, or kept as a whole."""
    runs = [run for claim in claims if len(run := _over(claim, old)) > 1]
    moving = True
    while moving:
        moving = False
        for run in runs:
            there = {same[n] for n in run if n in same}
            shifts = {new[same[n]][0] - old[n][0] for n in run if n in same}
            torn = len(there) < len(run) or len(shifts) > 1 or bool(there & again)
            if torn and there - again:
                again |= there
                moving = True


def _over(claim: Claim, found: Sequence[Span]) -> list[int]:
    """The sentences a claim stands in."""
    parts = spans_of(claim)
    return [n for n, (a, b) in enumerate(found) if any(start < b and a < end for start, end in parts)]
