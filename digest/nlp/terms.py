"""The words and names an article is recognized by: what stories are made from.

A term is a string whose first sign tells its kind:

    earthquak       a stem
    hostag crisi    two stems that follow one another
    ^earthquak      a stem of the lead
    @jackman        a word of a name
    ~jackman        a word of a person's name
    #6.1            a number

Its weight says how often and how early it is said, not how rare it is (that is ``digest.rarity``).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.rarity import rarity
from digest.words import NAME, STOP, stem, tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from digest.model import Mention

Terms = tuple[tuple[str, float], ...]

LEAD = 300  # characters: a term said here is what the article is about
LEAD_BOOST = 1.7
MOST = {"": 110, " ": 60, "^": 45, "@": 40, "~": 16, "#": 16}
"""Terms kept of each kind (" " for pairs): the heaviest, counted with their rarity."""
NAMED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART"})


def terms(doc: Doc, mentions: Sequence[Mention] = (), actors: Sequence[str] = ()) -> Terms:
    """Terms of a parsed article; ``mentions`` and ``actors`` add the names they were resolved to."""
    names = [(ent.text, ent.label_ == "PERSON") for ent in doc.ents if ent.label_ in NAMED]
    return _terms(doc.text, names)


def terms_of_text(text: str, title: str = "") -> Terms:
    """The same without a parse: names are runs of capitalized words, none known to be a person's."""
    whole = f"{title}\n{text}" if title and not text.startswith(title) else text
    return _terms(whole, [(match.group(), False) for match in NAME.finditer(whole)])


def _terms(text: str, names: Iterable[tuple[str, bool]]) -> Terms:
    early = set(_words(text[:LEAD]))
    counted = Counter(_words(text))
    counted.update(_pairs(text))
    counted.update(f"^{word}" for word in _words(text[:LEAD]) if word[0] != "#")
    for name, person in names:
        said = [word for word in tokens(name) if word not in STOP]
        counted.update(f"@{word}" for word in said)
        counted.update(f"~{word}" for word in said if person)
    early_pairs = set(_pairs(text[:LEAD]))
    weight = {
        term: (1 + math.log(n)) * (LEAD_BOOST if _plain(term) in early or term in early_pairs else 1.0)
        for term, n in counted.items()
    }
    return tuple(_heaviest(weight))


def _heaviest(weight: dict[str, float]) -> Iterator[tuple[str, float]]:
    kept: Counter[str] = Counter()
    for term, value in sorted(weight.items(), key=lambda item: (-item[1] * rarity(_plain(item[0])), item[0])):
        kept[kind(term)] += 1
        if kept[kind(term)] <= MOST[kind(term)]:
            yield term, round(value, 2)


def kind(term: str) -> str:
    """ "" for a stem, " " for a pair, else the term's first sign."""
    return term[0] if term[0] in "^@~#" else " " if " " in term else ""


def _plain(term: str) -> str:
    """The stem a term is about; pairs and numbers as they are."""
    return term[1:] if term[0] == "^" else stem(term[1:]) if term[0] in "@~" else term


def _words(text: str) -> Iterator[str]:
    for word in tokens(text):
        if word[0].isdigit():
            yield f"#{word}"
        elif word not in STOP and len(word) > 1:
            yield stem(word)


def _pairs(text: str) -> Iterator[str]:
    kept = [stem(word) if word not in STOP and not word[0].isdigit() else "" for word in tokens(text)]
    return (f"{a} {b}" for a, b in pairwise(kept) if a and b)
