"""The articles of the window as an inverted index: how like is a new one to each of them?

Every article has a slot. A posting holds, for one term, the slots of the articles that have it and the term's
weight in each; likeness is the cosine, kind by kind, summed over the postings of the new article's terms. The
cost follows the length of the postings, which the window bounds, not the number of articles ever read.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from digest.model import Article, Read
from digest.rarity import rarity
from digest.words import STOP, sentences, stem, tokens

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Vectors = Mapping[str, Mapping[str, float]]

FIRST = 300  # characters in which a text's first sentence is looked for
KINDS = ("word", "pair", "name", "person", "lead", "title", "number")
_NO_SLOTS, _NO_WEIGHTS = np.zeros(0, np.int32), np.zeros(0, np.float32)
_KIND = {"^": "lead", "@": "name", "~": "person", "#": "number"}


def vectors(read: Read, rare: Callable[[str], float] = rarity) -> dict[str, dict[str, float]]:
    """An article's terms by kind, weighed by rarity, each kind of length 1."""
    found: dict[str, dict[str, float]] = {kind: {} for kind in KINDS}
    for term, weight in read.analysis.terms:
        kind = _KIND.get(term[0]) or ("pair" if " " in term else "word")
        found[kind][term] = weight * _rarity(kind, term, rare)
    for word in tokens(headline(read.article)):
        if word not in STOP and not word[0].isdigit() and len(word) > 1:
            found["title"][f"={stem(word)}"] = rare(stem(word))
            found["word"].setdefault(stem(word), 1.7 * rare(stem(word)))
    return {kind: _unit(terms) for kind, terms in found.items()}


def headline(article: Article) -> str:
    """The title; of an article without one its first sentence, which is all there is of many."""
    if article.title:
        return article.title
    start, end = next(sentences(article.text[:FIRST]), (0, 0))
    return article.text[start:end]


def _rarity(kind: str, term: str, rare: Callable[[str], float]) -> float:
    if kind == "number":
        return 1.0
    if kind in ("name", "person"):
        return rare(stem(term[1:]))
    return rare(term[1:] if kind == "lead" else term)


def _unit(terms: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in terms.values()))
    return {term: value / length for term, value in terms.items()} if length else {}


Posting = tuple[int, float] | tuple["array[int]", "array[float]"]
"""One slot and its weight, or, from the second article on, the slots and weights of all."""


class Recent:
    """The articles of the window."""

    def __init__(self) -> None:
        self._postings: dict[str, Posting] = {}
        self.size = 0

    def add(self, found: Vectors) -> int:
        """Take an article in; its slot."""
        slot, postings = self.size, self._postings
        for terms in found.values():
            for term, weight in terms.items():
                posting = postings.get(term)
                if posting is None:
                    postings[term] = (slot, weight)
                elif isinstance(posting[0], int):
                    postings[term] = (array("i", (posting[0], slot)), array("f", (posting[1], weight)))
                else:
                    posting[0].append(slot)
                    posting[1].append(weight)
        self.size += 1
        return slot

    def likeness(self, found: Vectors) -> Floats:
        """Cosine to every article of the window: one row a kind (``KINDS``), one column a slot."""
        return np.array([self._row(found[kind]) for kind in KINDS], np.float32)

    def _row(self, terms: Mapping[str, float]) -> Floats:
        slots: list[Ints] = [_NO_SLOTS]
        weights: list[Floats] = [_NO_WEIGHTS]
        row = np.zeros(self.size, np.float32)
        for term, weight in terms.items():
            posting = self._postings.get(term)
            if posting is None:
                continue
            if isinstance(posting[0], int):
                row[posting[0]] += weight * posting[1]
            else:
                slots.append(np.frombuffer(posting[0], np.int32))
                weights.append(np.frombuffer(posting[1], np.float32) * np.float32(weight))
        summed = np.bincount(np.concatenate(slots), np.concatenate(weights), self.size)
        return row + summed.astype(np.float32)

    def keep(self, slots: Sequence[int]) -> None:
        """Forget all slots but these, which are numbered anew in their order."""
        number = np.full(self.size, -1, np.int32)
        number[list(slots)] = np.arange(len(slots), dtype=np.int32)
        kept: dict[str, Posting] = {}
        for term, posting in self._postings.items():
            if isinstance(posting[0], int):
                if number[posting[0]] >= 0:
                    kept[term] = (int(number[posting[0]]), posting[1])
                continue
            moved = number[np.frombuffer(posting[0], np.int32)]
            stay = moved >= 0
            if stay.any():
                weights = np.frombuffer(posting[1], np.float32)[stay]
                kept[term] = (array("i", moved[stay].tobytes()), array("f", weights.tobytes()))
        self._postings = kept
        self.size = len(slots)
