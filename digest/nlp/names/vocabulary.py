"""Words that say what a name or noun stands for: titles, people, bodies, things, first names.

The lists stand in ``data/words.toml``.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

ENDINGS = ("er", "or", "ist", "ian", "man", "woman", "ee", "ant")


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, frozenset[str]]:
    """List name -> its words, lower case."""
    raw = tomllib.loads((files("digest.nlp") / "data" / "words.toml").read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in raw.items()}


def is_title(word: str) -> bool:
    """Whether a word stands before a name without being part of it ("Col.", "President")."""
    return word.casefold().rstrip(".") in vocabulary()["titles"]


def is_body(noun: str) -> bool:
    """Whether a noun is an "it" that speaks: a ministry, a company."""
    return noun.casefold() in vocabulary()["bodies"]


def is_thing(noun: str) -> bool:
    """Whether a noun is a report, a study: an "it" that is read."""
    return noun.casefold() in vocabulary()["things"]


def is_person(noun: str) -> bool:
    """Whether a common noun is somebody who can be "he" or "she"."""
    noun = noun.casefold()
    words = vocabulary()
    if noun in words["bodies"] or noun in words["things"]:
        return noun in words["people"]
    listed = noun in words["people"] or noun in words["male"] or noun in words["female"]
    return listed or (noun.endswith(ENDINGS) and noun not in words["lifeless"])


def is_office(word: str) -> bool:
    """Whether a word is a body or holder of an office of state: a country named with it is its side."""
    return word.casefold() in vocabulary()["offices"]


def gender(words: tuple[str, ...]) -> str:
    """ "m", "f" or "" from the words of a name with its titles; titles and nouns before first names."""
    lists = vocabulary()
    low = [word.casefold().rstrip(".") for word in words]
    for word in low:
        if word in lists["male"]:
            return "m"
        if word in lists["female"]:
            return "f"
    for word, plain in zip(low, words, strict=True):
        if plain[:1].isupper():
            if word in lists["female_names"]:
                return "f"
            if word in lists["male_names"]:
                return "m"
    return ""
