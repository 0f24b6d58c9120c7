"""The articles of the window as an inverted index: how like is a new one to each of them?

Every article has a slot. A posting holds, for one term, the slots of the articles that have it and the term's
weight in each; likeness is the cosine, kind by kind, summed over the postings of the new article's terms. The
cost follows the length of the postings, which the window bounds, not the number of articles ever read.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from digest.model import Read
from digest.rarity import rarity
from digest.words import STOP, stem, tokens

Floats = npt.NDArray[np.float32]
Vectors = Mapping[str, Mapping[str, float]]

KINDS = ("word", "pair", "name", "person", "lead", "title", "number")
_KIND = {"^": "lead", "@": "name", "~": "person", "#": "number"}


def vectors(read: Read) -> dict[str, dict[str, float]]:
    """An article's terms by kind, weighed by rarity, each kind of length 1."""
    found: dict[str, dict[str, float]] = {kind: {} for kind in KINDS}
    for term, weight in read.analysis.terms:
        kind = _KIND.get(term[0]) or ("pair" if " " in term else "word")
        found[kind][term] = weight * _rarity(kind, term)
    for word in tokens(read.article.title):
        if word not in STOP and not word[0].isdigit() and len(word) > 1:
            found["title"][f"={stem(word)}"] = rarity(stem(word))
            found["word"].setdefault(stem(word), 1.7 * rarity(stem(word)))
    return {kind: _unit(terms) for kind, terms in found.items()}


def _rarity(kind: str, term: str) -> float:
    if kind == "number":
        return 1.0
    if kind in ("name", "person"):
        return rarity(stem(term[1:]))
    return rarity(term[1:] if kind == "lead" else term)


def _unit(terms: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in terms.values()))
    return {term: value / length for term, value in terms.items()} if length else {}


class Recent:
    """The articles of the window."""

    def __init__(self) -> None:
        self._postings: dict[str, tuple[array[int], array[float]]] = {}
        self.size = 0

    def add(self, found: Vectors) -> int:
        """Take an article in; its slot."""
        slot = self.size
        for terms in found.values():
            for term, weight in terms.items():
                slots, weights = self._postings.setdefault(term, (array("i"), array("f")))
                slots.append(slot)
                weights.append(weight)
        self.size += 1
        return slot

    def likeness(self, found: Vectors) -> Floats:
        """Cosine to every article of the window: one row a kind (``KINDS``), one column a slot."""
        result = np.zeros((len(KINDS), self.size), np.float32)
        for row, kind in zip(result, KINDS, strict=True):
            for term, weight in found[kind].items():
                if posting := self._postings.get(term):
                    slots = np.frombuffer(posting[0], np.int32)
                    row[slots] += np.float32(weight) * np.frombuffer(posting[1], np.float32)
        return result

    def keep(self, slots: Sequence[int]) -> None:
        """Forget all slots but these, which are numbered anew in their order."""
        number = np.full(self.size, -1, np.int32)
        number[list(slots)] = np.arange(len(slots), dtype=np.int32)
        kept: dict[str, tuple[array[int], array[float]]] = {}
        for term, posting in self._postings.items():
            moved = number[np.frombuffer(posting[0], np.int32)]
            stay = moved >= 0
            if stay.any():
                weights = np.frombuffer(posting[1], np.float32)[stay]
                kept[term] = (array("i", moved[stay].tobytes()), array("f", weights.tobytes()))
        self._postings = kept
        self.size = len(slots)


def columns(likeness: Floats, slots: Iterable[int]) -> Floats:
    """The columns of ``likeness`` for some slots."""
    return likeness[:, list(slots)]
