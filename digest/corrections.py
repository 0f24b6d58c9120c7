"""What an article's publisher changed in it, and which claims outlive the change. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from .model import Claim
from .words import sentences, tokens

ALIKE = 0.6  # share of words two sentences have in common to be one sentence, changed


@dataclass(frozen=True, slots=True)
class Changed:
    """One sentence that is not as it was: ``before`` and ``after`` are spans in the old and the new text.

    None for ``before``: the sentence was added. None for ``after``: it was removed.
    """

    before: tuple[int, int] | None
    after: tuple[int, int] | None


def compare(old_text: str, new_text: str) -> tuple[Changed, ...]:
    """Sentences changed, added or removed, in the order of the new text; other spaces are no change."""
    old, new = list(sentences(old_text)), list(sentences(new_text))
    old_words = [tuple(tokens(old_text[start:end])) for start, end in old]
    new_words = [tuple(tokens(new_text[start:end])) for start, end in new]
    found: list[Changed] = []
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            found += _pair(old[a:b], old_words[a:b], new[c:d], new_words[c:d])
    return tuple(found)


def _pair(
    old: Sequence[tuple[int, int]],
    old_words: Sequence[tuple[str, ...]],
    new: Sequence[tuple[int, int]],
    new_words: Sequence[tuple[str, ...]],
) -> list[Changed]:
    free = set(range(len(old)))
    found = []
    for at, words in enumerate(new_words):
        best = max(free, key=lambda index: (_alike(old_words[index], words), -index), default=None)
        if best is not None and _alike(old_words[best], words) >= ALIKE:
            free.discard(best)
            found.append(Changed(old[best], new[at]))
        else:
            found.append(Changed(None, new[at]))
    return found + [Changed(old[index], None) for index in sorted(free)]


def _alike(a: Sequence[str], b: Sequence[str]) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def keep(old: Sequence[Claim], new: Sequence[Claim]) -> tuple[Claim, ...]:
    """The new version's claims; one that continues an old claim keeps its identity.

    A claim continues another when actor and stance agree and most of the words do.
    """
    free = list(old)
    kept = []
    for claim in new:
        before = max(free, key=lambda other: _continues(other, claim), default=None)
        if before is not None and _continues(before, claim) >= ALIKE:
            free.remove(before)
            kept.append(replace(claim, id=before.id))
        else:
            kept.append(claim)
    return tuple(kept)


def _continues(a: Claim, b: Claim) -> float:
    actors = (a.source.actor if a.source else "", b.source.actor if b.source else "")
    if actors[0] != actors[1] or a.stance != b.stance:
        return 0.0
    return _alike(tokens(a.content.text), tokens(b.content.text))
