"""What a claim proposes, as senses with their rarity and polarity: how two claims are compared."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from digest.model import Claim
from digest.rarity import rarity
from digest.words import STOP, stem, tokens

RARE = 2.3  # rarity of a word in one article of ten: enough to tell what two claims are about
FULL = 9.0  # rarity that two claims must share to be surely about one thing
NAME_WEIGHT = 0.4  # of a name: all claims of a story share its names
SCOPE = 2  # content words a negation reaches
_LISTS = (
    "negation", "fail", "back", "dismissal", "granted", "refusing", "calling", "accept", "counter", "hedge",
    "sweeping", "foresee", "office", "everyone", "counting", "served", "soldiers",
)  # fmt: skip
_UNDONE = re.compile(r"\b(?:yet to|far from|anything but|short of|free of)\b", re.IGNORECASE)
"""Phrases that undo what follows them."""
_NAME = re.compile(r"(?<=[\w,;] )[A-Z][\w-]+")


@dataclass(frozen=True, slots=True)
class Proposition:
    """What a text proposes.

    ``senses`` -> rarity: stems, near-synonyms folded into one. ``plain``: the stems as they are. ``turns``:
    how often the words negate, ``scope`` the senses right after that, ``first`` the first of them. ``back``:
    the word that points back to what another said ("remarks"), or "". ``words``: stem -> rarity.
    """

    senses: dict[str, float]
    words: dict[str, float]
    plain: frozenset[str]
    turns: int
    scope: frozenset[str]
    first: str
    back: str

    @property
    def negated(self) -> bool:
        return self.turns % 2 == 1


@dataclass(frozen=True, slots=True)
class Tables:
    """The lists of ``data/senses.toml``; ``listed``: every word of its senses and opposites."""

    sense: dict[str, str]
    negation: frozenset[str]
    fail: frozenset[str]
    back: frozenset[str]
    dismissal: frozenset[str]
    granted: frozenset[str]
    refusing: frozenset[str]
    calling: frozenset[str]
    accept: frozenset[str]
    counter: frozenset[str]
    hedge: frozenset[str]
    sweeping: frozenset[str]
    foresee: frozenset[str]
    office: frozenset[str]
    everyone: frozenset[str]
    counting: frozenset[str]
    served: frozenset[str]
    soldiers: frozenset[str]
    contrast: re.Pattern[str]
    clash: re.Pattern[str]
    tally: re.Pattern[str]
    listed: frozenset[str]
    opposites: tuple[tuple[frozenset[str], frozenset[str]], ...]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """``data/senses.toml``, its words stemmed where stems are compared."""
    rows = tomllib.loads(resources.files("digest").joinpath("data/senses.toml").read_text("utf-8"))
    sense: dict[str, str] = {}
    for row in rows["sense"]:
        for word in row["words"]:
            sense.setdefault(stem(word), f"={row['name']}")
    pairs = tuple(
        (frozenset(map(stem, row["a"])), frozenset(map(stem, row["b"]))) for row in rows["opposite"]
    )
    words: Any = {name: frozenset(rows[name]["words"]) for name in _LISTS}
    listed = {word for row in rows["sense"] for word in row["words"]}
    listed |= {word for row in rows["opposite"] for side in ("a", "b") for word in row[side]}
    beside: Any = {name: _phrases(rows[name]["words"]) for name in ("contrast", "clash", "tally")}
    return Tables(sense=sense, opposites=pairs, listed=frozenset(listed), **words, **beside)


def _phrases(words: list[str]) -> re.Pattern[str]:
    """One pattern for phrases of folded text; "*" ends the beginning of a word."""
    each = (re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    return re.compile(rf"\b(?:{'|'.join(sorted(each, key=len, reverse=True))})\b")


@lru_cache(maxsize=20_000)
def proposition(text: str) -> Proposition:
    """What a text proposes."""
    known = tables()
    words = tokens(_UNDONE.sub(" never ", text))
    names = {word.lower() for word in _NAME.findall(text)}
    senses: dict[str, float] = {}
    plainly: dict[str, float] = {}
    back = next((word for word in words if word in known.back), "")
    silent = known.back | known.dismissal if back else known.back
    scope: set[str] = set()
    turns, reach, first = 0, 0, ""
    for word in words:
        if word in known.negation or word in known.fail or word.endswith(("n't", "n’t")):
            turns, reach = turns + 1, SCOPE
        if word in STOP or word in silent or len(word) < 2:
            continue
        sense = known.sense.get(stem(word), stem(word))
        weight = rarity(stem(word)) * (NAME_WEIGHT if word in names else 1.0)
        senses[sense] = plainly[stem(word)] = weight
        if reach and word not in known.negation:
            first = first or sense
            scope.add(sense)
            reach -= 1
    plain = frozenset(stem(word) for word in words)
    return Proposition(senses, plainly, plain, turns, frozenset(scope), first, back)


def alike(a: Proposition, b: Proposition) -> float:
    """How surely two propositions are about one thing: the rarity of what they share, 0 to 1."""
    shared = sum(min(a.senses[sense], b.senses[sense]) for sense in a.senses.keys() & b.senses.keys())
    whole = min(sum(a.senses.values()), sum(b.senses.values()))
    return shared / (whole + FULL / 2) if whole else 0.0


def topic(a: Proposition, b: Proposition, least: float = RARE) -> bool:
    """Whether they share a word rare enough to tell the subject."""
    return any(min(a.senses[sense], b.senses[sense]) >= least for sense in a.senses.keys() & b.senses.keys())


def negates(a: Proposition, b: Proposition) -> bool:
    """Whether ``a`` negates something that ``b`` says without a negation.

    What is negated must be what ``b`` says, or the two must share more than one word.
    """
    shared = a.senses.keys() & b.senses.keys()
    negated = a.scope & shared
    return a.negated and not b.negated and bool(negated) and (a.first in shared or len(shared) > 1)


def opposite(a: Proposition, b: Proposition) -> str:
    """The pair of words that cannot both be true, "" when there is none."""
    for number in sorted(_touched(a.plain) & _touched(b.plain)):
        left, right = tables().opposites[number]
        for x, y in ((a, b), (b, a)):
            if (one := x.plain & left - y.plain) and (other := y.plain & right - x.plain):
                return f"{min(one)} / {min(other)}"
    return ""


@lru_cache(maxsize=20_000)
def _touched(words: frozenset[str]) -> frozenset[int]:
    """The numbers of the pairs of opposites of which a text has a word."""
    pairs = enumerate(tables().opposites)
    return frozenset(number for number, (left, right) in pairs if words & left or words & right)


def party(claim: Claim) -> str:
    """Who a claim speaks for: the side, else the actor, else "" for the outlet."""
    return (claim.source.side or claim.source.actor or claim.source.text) if claim.source else ""
