"""The words and names an article is recognized by: what stories are made from.

A term is a string whose first sign tells its kind: ``earthquak`` a stem, ``hostag crisi`` two stems that
follow one another, ``@hugh jackman`` a name, ``#6.1`` a number. Its weight says how often and how early it is
said; how rare it is in the world is for the story index to know (``digest.stories``).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.words import STOP, fold, stem, tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from digest.model import Mention

Terms = tuple[tuple[str, float], ...]

LEAD = 300  # characters: a term said here is what the article is about
LEAD_BOOST = 1.0
MOST = 160  # terms kept of one article
_NAME = re.compile(
    r"\b(?!(?:The|A|An|In|On|At|But|And|He|She|It|They|We|If|As|For|By|That|This)\b)"
    r"[A-ZÀ-Þ][\w’'.-]*(?:\s+(?:(?:of|the|al|de|bin|van|von)\s+)?[A-ZÀ-Þ][\w’'.-]*){0,3}"
)


def terms(doc: Doc, mentions: Sequence[Mention] = (), actors: Sequence[str] = ()) -> Terms:
    """Terms of a parsed article, heaviest first; ``mentions`` and ``actors`` add their resolved names."""
    names = [ent.text for ent in doc.ents if ent.label_ in _NAMED] if doc.has_annotation("ENT_IOB") else []
    names += [mention.name for mention in mentions if mention.geonameid is not None]
    return _weighed(doc.text, names or list(_names(doc.text)), actors)


_NAMED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART"})


def terms_of_text(text: str, title: str = "") -> Terms:
    """The same without a parse: names are runs of capitalized words."""
    whole = f"{title}\n{text}" if title and not text.startswith(title) else text
    return _weighed(whole, list(_names(whole)), ())


def _weighed(text: str, names: Iterable[str], actors: Iterable[str]) -> Terms:
    counts = Counter(_words(text))
    counts.update(_bigrams(text))
    counts.update(f"@{name}" for name in map(_bare, [*names, *actors]) if name)
    early = set(_words(text[:LEAD])) | set(_bigrams(text[:LEAD]))
    lead = fold(text[:LEAD])
    early |= {term for term in counts if term.startswith("@") and term[1:] in lead}
    weight = {term: 1 + math.log(n) + (LEAD_BOOST if term in early else 0) for term, n in counts.items()}
    best = sorted(weight.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return tuple((term, round(value, 3)) for term, value in best)


def _words(text: str) -> Iterator[str]:
    for word in tokens(text):
        if word[0].isdigit():
            yield f"#{word}"
        elif word not in STOP and len(word) > 1:
            yield stem(word)


def _bigrams(text: str) -> Iterator[str]:
    kept = [stem(word) if word not in STOP else "" for word in tokens(text)]
    return (f"{a} {b}" for a, b in pairwise(kept) if a and b)


def _names(text: str) -> Iterator[str]:
    return (match.group() for match in _NAME.finditer(text))


def _bare(name: str) -> str:
    return " ".join(word for word in tokens(name) if word not in {"the", "s", "mr", "mrs", "ms", "dr"})
