"""Who speaks for whom, as far as an article's own words tell: "Karin Brodin, Halden's chief executive".

A person is of the party for which the article introduces them: nobody denies or concedes to their own. Pure;
no parse needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from digest.words import STOP, stem, tokens

from .proposition import tables

BESIDE = 90  # characters before or after a name in which it is introduced
_END = re.compile(r"[.;:!?\n“”\"—–()]|,? \b(?:who|which|whose|said|says|told|and|but|where|when)\b")
_FORMER = re.compile(
    r"\b(?:former|ex|onetime|then|rival|critic|opponent|accuser|victim|neighbor)\b", re.IGNORECASE
)


LONGEST = 8  # words before a name that introduce it
_OF = ("of", "for", "at")
_OWN = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)


@lru_cache(maxsize=2048)
def introduced(name: str, text: str) -> frozenset[str]:
    """The words, as stems, for whom ``text`` says that ``name`` speaks; empty when it says nothing.

    Only what stands beside the name with a word for an office counts ("Halden's chief executive, Karin
    Brodin", "Rui Salgado, the union's secretary"), and no former office.
    """
    return frozenset(stem for words in _beside(name, text) for stem in identity(words))


@lru_cache(maxsize=2048)
def goes_on(name: str, text: str) -> bool:
    """Whether ``text`` introduces ``name`` as of whoever was spoken of: "Its chairwoman, Rada Peneva".

    So does an office that is always somebody's, without a word whose: "Chief executive Anders Brodin".
    """
    served = tables().served
    return any(
        _OWN.search(words) or (not identity(words) and set(tokens(words)) & served)
        for words in _beside(name, text)
    )


def _beside(name: str, text: str) -> Iterator[str]:
    """The words that stand directly beside a name and hold an office."""
    if not name or name not in text:
        return
    for at in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        for words in (_before(text[max(0, at.start() - BESIDE) : at.start()]), _after(text[at.end() :])):
            if set(tokens(words)) & tables().office and not _FORMER.search(words):
                yield words


def _before(text: str) -> str:
    """What leads to a name, the office last: "The owners' representative, " or "Halden Motors spokesman "."""
    words = text.split()
    while words and words[-1][:1].isupper() and words[-1][-1] != "," and not _is_office(words[-1]):
        words = words[:-1]  # "Chief executive Anders" before "Brodin"
    led = _END.split(" ".join(words).removesuffix(","))[-1].split(", ")[-1].split()[-LONGEST:]
    holds = led and (_is_office(led[-1]) or any(_is_office(a) and b in _OF for a, b in pairwise(led)))
    return " ".join(led) if holds else ""


def _is_office(word: str) -> bool:
    return bool(set(tokens(word)) & tables().office)


def _after(text: str) -> str:
    """What is set behind a name: ", the commission's chairman", " of Cobre Andino"."""
    found = re.match(r", | (?:of|for|at) ", text)
    if not found:
        return ""
    words = _END.split(text[found.end() : found.end() + BESIDE])[0].split(", ")[0]
    return words if found.group() == ", " else f"officer {words}"


@lru_cache(maxsize=20_000)
def identity(name: str) -> frozenset[str]:
    """The stems of a name that tell who it is: without articles and offices; an army by any name is one."""
    said = [word for word in tokens(name) if len(word) > 1 and word not in STOP | tables().office]
    return frozenset("army" if word in tables().soldiers else stem(word) for word in said)


def owned(name: str, other: str) -> bool:
    """Whether a name says whose it is, and that is the other: "Mr. Brodin's lawyer" and "Karin Brodin"."""
    owner, _, office = name.replace("’", "'").rpartition("'s ")
    mine, theirs = _last(owner), _last(other)
    return bool(set(tokens(office)) & tables().office) and bool(mine) and mine == theirs


def _last(name: str) -> str:
    """The stem of the last word of a proper name."""
    words = name.split()
    return stem(tokens(words[-1])[-1]) if words and words[-1][:1].isupper() and tokens(words[-1]) else ""


def everyone(name: str) -> bool:
    """Whether a name stands for all: "both sides", "the parties" differ with nobody."""
    said = [word for word in tokens(name) if word not in STOP]
    return bool(said) and all(word in tables().everyone for word in said)
