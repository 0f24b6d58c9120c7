"""What an article's publisher changed in it, and which claims outlive the change. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from ..model import Claim
from ..words import sentences, tokens

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

    A claim continues another when actor and stance agree and most of the words do; the likest pairs first, so
    that a claim whose words stand as they were never loses its name to one that is only like it. No two
    claims have one id.
    """
    pairs = sorted(
        ((-like, a, b) for a, one in enumerate(old) for b, other in enumerate(new)
         if (like := _continues(one, other)) >= ALIKE),
    )  # fmt: skip
    ids: dict[int, str] = {}
    gone: set[int] = set()
    for _, a, b in pairs:
        if a not in gone and b not in ids:
            ids[b] = old[a].id
            gone.add(a)
    taken = set(ids.values())
    kept = []
    for at, claim in enumerate(new):
        name = ids.get(at) or _free(claim.id, taken)
        taken.add(name)
        kept.append(claim if name == claim.id else replace(claim, id=name))
    return tuple(kept)


def _free(name: str, taken: set[str]) -> str:
    """The id itself, or one made of it when a claim that was reworded still goes by it."""
    while name in taken:
        name = hashlib.blake2b(name.encode(), digest_size=5).hexdigest()
    return name


def _continues(a: Claim, b: Claim) -> float:
    actors = (a.source.actor if a.source else "", b.source.actor if b.source else "")
    if actors[0] != actors[1] or a.stance != b.stance:
        return 0.0
    if a.id == b.id and a.content.text == b.content.text:
        return 2.0  # carried over: nobody else's
    return _alike(tokens(a.content.text), tokens(b.content.text))
