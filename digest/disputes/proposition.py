"""What a claim is about, as a bag of stems with their sense and polarity: how two claims are compared."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from digest.model import Claim, Stance
from digest.words import stem, stems, tokens


@dataclass(frozen=True, slots=True)
class Proposition:
    """``senses``: stems, with near-synonyms folded into one; ``negated``: the words deny by themselves."""

    senses: frozenset[str]
    negated: bool
    back: str  # "", or the word that points back to what another said: "remarks", "allegations"


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    rows = tomllib.loads(resources.files("digest").joinpath("data/senses.toml").read_text("utf-8"))
    sense = {stem(word): f"={row['name']}" for row in rows["sense"] for word in row["words"]}
    return sense, frozenset(rows["negation"]["words"]), frozenset(rows["back"]["words"])


@lru_cache(maxsize=20_000)
def proposition(text: str) -> Proposition:
    """What a text proposes."""
    sense, negation, back = _tables()
    words = tokens(text)
    bag = frozenset(sense.get(word, word) for word in stems(text))
    pointing = next((word for word in words if word in back), "")
    return Proposition(bag, any(word in negation or word.endswith("n't") for word in words), pointing)


def alike(a: Proposition, b: Proposition) -> float:
    """Share of the smaller bag found in the other, damped for very small ones: 0 to 1."""
    if not a.senses or not b.senses:
        return 0.0
    common = len(a.senses & b.senses)
    return common / (min(len(a.senses), len(b.senses)) + 1)


def party(claim: Claim) -> str:
    """Who a claim speaks for: the side, else the actor, else "" for the outlet."""
    return (claim.source.side or claim.source.actor or claim.source.text) if claim.source else ""


def opposed(a: Claim, b: Claim) -> bool:
    """Whether two claims come from different parties."""
    return party(a) != party(b)


ANSWERS = {Stance.denies: "denies", Stance.concedes: "concedes", Stance.doubts: "denies"}
