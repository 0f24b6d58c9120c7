"""Who speaks for whom, as far as an article's own words tell: "Karin Brodin, Halden's chief executive".

A person is of the party for which the article introduces them: nobody denies or concedes to their own. Pure;
no parse needed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from digest.words import STOP, stem, tokens

from .proposition import tables

BESIDE = 90  # characters before or after a name in which it is introduced
_END = re.compile(r"[.;:!?\n“”\"—–()]|,? \b(?:who|which|whose|said|says|told|and|but|where|when)\b")
_FORMER = re.compile(
    r"\b(?:former|ex|onetime|then|rival|critic|opponent|accuser|victim|neighbor)\b", re.IGNORECASE
)


@lru_cache(maxsize=2048)
def introduced(name: str, text: str) -> frozenset[str]:
    """The words, as stems, for whom ``text`` says that ``name`` speaks; empty when it says nothing.

    Only what stands beside the name with a word for an office counts ("Halden's chief executive, Karin
    Brodin", "Rui Salgado, the union's secretary"), and no former office.
    """
    if not name or name not in text:
        return frozenset()
    found: set[str] = set()
    for at in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        found |= _served(_before(text[max(0, at.start() - BESIDE) : at.start()]))
        found |= _served(_after(text[at.end() : at.end() + BESIDE]))
    return frozenset(found)


def _before(text: str) -> str:
    """What leads to a name: "The owners' representative, " or "Halden Motors spokesman "."""
    return _END.split(text.rstrip().removesuffix(","))[-1].split(", ")[-1]


def _after(text: str) -> str:
    """What is set behind a name: ", the commission's chairman", " of Cobre Andino"."""
    found = re.match(r", | (?:of|for|at) ", text)
    if not found:
        return ""
    words = _END.split(text[found.end() :])[0].split(", ")[0]
    return words if found.group() == ", " else f"officer {words}"


def _served(words: str) -> set[str]:
    said = tokens(words)
    if not set(said) & tables().office or _FORMER.search(words):
        return set()
    return set(identity(words))


@lru_cache(maxsize=20_000)
def identity(name: str) -> frozenset[str]:
    """The stems of a name that tell who it is: without articles and offices."""
    return frozenset(
        stem(w) for w in tokens(name) if w not in STOP and w not in tables().office and len(w) > 1
    )


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
