"""All countries look alike to the parser: what it reads about one it reads the same about any other.

The parser sees a word by its norm, first letter, last letters and shape. For one-word names of countries,
peoples and capitals these are set to those of one exemplar of their kind, so that swapping two parties in an
article swaps nothing in its tree. The text itself, and what the gazetteer sees, stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.nlp.sides import parties
from digest.nlp.vocabulary import vocabulary

if TYPE_CHECKING:
    from spacy.language import Language

EXEMPLARS = {"country": "Russia", "people": "Russian", "peoples": "Russians", "capital": "Kyiv"}
"""Names the parser has seen often, in all their uses."""


def neutralize(nlp: Language) -> None:
    """Give the names of all parties their exemplar's features; doing it again changes nothing."""
    given = vocabulary()["female_names"] | vocabulary()["male_names"]
    for kind, words in parties().items():
        model = nlp.vocab[EXEMPLARS[kind]]
        features = (model.norm_, model.prefix_, model.suffix_, model.shape_)
        for word in words:
            if word.isalpha() and word.casefold() not in given:
                lexeme = nlp.vocab[word]
                lexeme.norm_, lexeme.prefix_, lexeme.suffix_, lexeme.shape_ = features
