"""All countries look alike to the parser: what it reads about one it reads the same about any other.

The parser sees a word by its norm, first letter, last letters and shape. For one-word names of countries,
peoples and capitals these are set to those of one exemplar of their kind, so that swapping two parties in an
article swaps nothing in its tree. The text itself, and what the gazetteer sees, stay as they are.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from digest.nlp.names.sides import parties
from digest.nlp.names.vocabulary import vocabulary

if TYPE_CHECKING:
    from spacy.language import Language

EXEMPLARS = {"country": "Russia", "people": "Russian", "peoples": "Russians", "capital": "Kyiv"}
"""Names the parser has seen often, in all their uses."""


@lru_cache(maxsize=1)
def alike() -> dict[str, str]:
    """Each one-word name of a party -> the exemplar of its kind."""
    given = vocabulary()["female_names"] | vocabulary()["male_names"]
    return {
        word: EXEMPLARS[kind]
        for kind, words in parties().items()
        for word in words
        if word.isalpha() and word.casefold() not in given
    }


def neutralize(nlp: Language) -> None:
    """Give the names of all parties their exemplar's features; doing it again changes nothing."""
    for word, exemplar in alike().items():
        model, lexeme = nlp.vocab[exemplar], nlp.vocab[word]
        features = (model.norm_, model.prefix_, model.suffix_, model.shape_)
        lexeme.norm_, lexeme.prefix_, lexeme.suffix_, lexeme.shape_ = features
