"""A headline read beside a claim: which of its words are the claim's, and what the others are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from digest.rarity import rarity
from digest.words import STOP, fold, stem

from ...nearness import table as vectors
from .kinds import kinds

SHARED = "@"
"""Stands for a run of words that are the claim's too."""
FORM = frozenset(
    """
    not no never nothing without is are was were be been being to of in on at for by with from as and or
    but that this it its he she they his her their a an the will would may might could can did does do has
    have had
    """.split()
)
"""Words that carry a headline's form: they stay as they are and are never taken for the claim's."""
PREFIX = 5  # letters that two longer words of one root share: "meteor", "meteorite"
MOST = 400  # characters of a text that are read: a headline has fewer
NEAR = 0.7  # the cosine from which two words are taken for one: "lawyer", "attorney"
TOKEN = re.compile(r"\w+(?:['’]\w+)*|[?!:,\"“”]|(?<=\s)['‘]|['’](?=\s|$)|\.{3}|…|(?<=\s)[-–—]+(?=\s)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A headline beside a claim.

    ``marks``: its tokens, lower case, each run of the claim's words as one ``SHARED``. ``found``: kind of
    word -> where in ``marks`` such words stand. ``claimed``: the kinds of which the claim has words itself,
    ``gone`` those of them that the headline has not. ``covered``: the share of the claim's words, by rarity,
    that the headline has; 0 to 1.
    """

    marks: tuple[str, ...]
    found: Mapping[str, tuple[int, ...]]
    claimed: tuple[str, ...]
    gone: tuple[str, ...]
    covered: float

    @property
    def shared(self) -> list[int]:
        """Where in ``marks`` the claim's words stand."""
        return [at for at, mark in enumerate(self.marks) if mark == SHARED]

    @property
    def fresh(self) -> list[str]:
        """The kinds of words that the headline has and the claim has not."""
        return [kind for kind in self.found if kind not in self.claimed]


def read(claim: str, headline: str) -> Reading:
    """Hold a headline against a claim, word by word."""
    claim, headline = claim[:MOST], headline[:MOST]
    theirs = [stem(word) for word in _words(claim) if content(word)]
    marks: list[str] = []
    hit: set[str] = set()
    for word in _words(headline):
        same = [other for other in theirs if akin(stem(word), other)] if content(word) else []
        hit.update(same)
        if not same:
            marks.append(word)
        elif marks[-1:] != [SHARED]:
            marks.append(SHARED)
    claimed = tuple(kind.name for kind in kinds() if kind.all_words.search(claim))
    gone = tuple(
        kind.name for kind in kinds() if kind.name in claimed and not kind.all_words.search(headline)
    )
    whole = sum(map(rarity, theirs))
    covered = sum(rarity(word) for word in theirs if word in hit) / whole if whole else 0.0
    return Reading(tuple(marks), _found(marks), claimed, gone, covered)


def _words(text: str) -> list[str]:
    return [re.sub(r"['’]s$", "", token) for token in TOKEN.findall(fold(text))]


def content(word: str) -> bool:
    """Whether a token is a word that says what a text is about."""
    return word[0].isalnum() and word not in STOP and word not in FORM


@lru_cache(maxsize=50_000)
def akin(a: str, b: str) -> bool:
    """Whether two stems are one word, of one root, or near in meaning."""
    if a == b or (min(len(a), len(b)) >= PREFIX and a[:PREFIX] == b[:PREFIX]):
        return True
    rows, kept = vectors()
    at_a, at_b = rows.get(a), rows.get(b)
    return at_a is not None and at_b is not None and float(kept[at_a] @ kept[at_b]) >= NEAR


def _found(marks: list[str]) -> dict[str, tuple[int, ...]]:
    text = " ".join(marks)
    found = {}
    for kind in kinds():
        places = tuple(text.count(" ", 0, match.start()) for match in kind.all_words.finditer(text))
        if places:
            found[kind.name] = places
    return found
