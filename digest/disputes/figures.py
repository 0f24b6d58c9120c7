"""Figures for the same quantity that cannot both be right."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache

from digest.model import Claim, Figure
from digest.words import stem, tokens

from ..nearness import near
from .proposition import Proposition, opposite, proposition, tables, topic

ABOUT = 0.1  # "about 60,000" leaves a tenth on either side
APART = timedelta(days=1)  # figures of different days are a change, not a difference
RIVALS = 10  # times: 300 soldiers in the city and 5,000 in the pocket are not one count
AHEAD = re.compile(r"\b(?:will|would|could|may|might|next|by 20\d\d|due to|going to)\b", re.IGNORECASE)
NEXT = 200  # characters between two claims whose figures may lean on one noun
VERBS = frozenset(
    (
        "was",
        "were",
        "had",
        "has",
        "have",
        "is",
        "are",
        "in",
        "on",
        "at",
        "for",
        "who",
        "all",
        "the",
        "as",
        "a",
        "of",
    )
)
AKIN = 0.08  # likeness of what is said beside one noun from which two figures count one thing
LIKE = 0.4  # likeness of two claims whose figures count nothing that is named
GENERIC = frozenset(map(stem, ("people", "person", "men", "women", "times", "others", "more", "new")))
"""Words that say little about what is counted."""


def bounds(figure: Figure) -> tuple[float, float]:
    """Least and greatest value the words allow."""
    slack = abs(figure.value) * ABOUT if figure.about else 0.0
    low, high = figure.value - slack, figure.value + slack
    if figure.low is not None or figure.high is not None:
        low = figure.low if figure.low is not None else float("-inf")
        high = figure.high if figure.high is not None else float("inf")
    return low, high


def differ(a: Figure, b: Figure) -> bool:
    """Whether two figures count the same thing in the same unit and their bounds do not touch."""
    return a.unit == b.unit and same(a.of, b.of) and apart(a, b)


def apart(a: Figure, b: Figure) -> bool:
    """Whether no value satisfies both, and they may be rivals: further apart they count other things."""
    (low_a, high_a), (low_b, high_b) = bounds(a), bounds(b)
    small, great = sorted((abs(a.value), abs(b.value)))
    return (high_a < low_b or high_b < low_a) and (small == 0 or great <= RIVALS * small)


def same(a: str, b: str) -> bool:
    """Whether two names of what is counted share a word or sense: "dead" and "people killed"."""
    return bool(counted(a) & counted(b))


@lru_cache(maxsize=5_000)
def counted(of: str) -> frozenset[str]:
    """Senses of what a figure counts."""
    sense = tables().sense
    return frozenset(sense.get(stem(word), stem(word)) for word in tokens(of) if word not in VERBS)


def differing(a: Claim, b: Claim) -> tuple[Figure, Figure] | None:
    """The first two figures of the claims that differ, for the same quantity, place and day."""
    if _elsewhere(a, b) or _other_day(a, b):
        return None
    return next(((x, y) for x in a.figures for y in b.figures if rivals(a, x, b, y)), None)


def comparable(a: Claim, b: Claim) -> tuple[Figure, Figure] | None:
    """The two figures that could most likely be meant for one quantity, and cannot both be right."""
    if _elsewhere(a, b) or _other_day(a, b):
        return None
    found = [
        (x, y)
        for x in a.figures
        for y in b.figures
        if x.unit == y.unit and apart(x, y) and _share(a, x) == _share(b, y)
    ]
    return max(found, key=lambda pair: _kinship(a, b, *pair), default=None)


def _kinship(a: Claim, b: Claim, x: Figure, y: Figure) -> tuple[float, float]:
    named = max(near(_words(x.of), _words(y.of))) + bool(counted(x.of) & counted(y.of))
    small, great = sorted((abs(x.value), abs(y.value)))
    return rivals(a, x, b, y) + named, small / great if great else 1.0


def _words(of: str) -> dict[str, float]:
    return {stem(word): 1.0 for word in tokens(of) if word not in VERBS}


def told(a: Claim, b: Claim, x: Figure, y: Figure) -> dict[str, float]:
    """What speaks for one quantity, as numbers from 0 to 1."""
    of_a, of_b = proposition(a.content.text), proposition(b.content.text)
    small, great = sorted((abs(x.value), abs(y.value)))
    shared = counted(x.of) & counted(y.of)
    return {
        "rivals": float(rivals(a, x, b, y)),
        "counted alike": float(bool(shared - GENERIC)),
        "counted near": max(near(_words(x.of), _words(y.of))),
        "counts in other": float(
            bool(counted(x.of) & of_b.senses.keys() or counted(y.of) & of_a.senses.keys())
        ),
        "counts unnamed": (float(not x.of) + float(not y.of)) / 2,
        "unit": float(bool(x.unit)),
        "ratio": small / great if great else 1.0,
        "rest near": max(near(_rest(of_a, x), _rest(of_b, y))),
        "rest near all": min(near(_rest(of_a, x), _rest(of_b, y))),
        "alone": float(len(a.figures) == len(b.figures) == 1),
        "brief": 1 / max(1, min(len(_rest(of_a, x)), len(_rest(of_b, y)))),
        "foreseen": float(_ahead(a) != _ahead(b)),
        "opposed": float(bool(opposite(of_a, of_b))),
        "bounded": float(any(f.low is not None or f.high is not None or f.about for f in (x, y))),
    }


def _other_day(a: Claim, b: Claim) -> bool:
    return bool(a.when and b.when and abs(a.when - b.when) > APART)


def _elsewhere(a: Claim, b: Claim) -> bool:
    """Whether both name places and none is common. Indices count only within one article."""
    return bool(a.places and b.places) and a.sentence == b.sentence and not set(a.places) & set(b.places)


def rivals(a: Claim, x: Figure, b: Claim, y: Figure) -> bool:
    """Whether a figure of each claim gives one quantity and no value satisfies both."""
    if x.unit != y.unit or not apart(x, y) or _ahead(a) != _ahead(b) or _share(a, x) != _share(b, y):
        return False
    of_a, of_b = proposition(a.content.text), proposition(b.content.text)
    shared = counted(x.of) & counted(y.of)
    if shared - GENERIC:
        return _of_one_thing(of_a, x, of_b, y)
    if shared:  # "12 people" and "30 people" tell nothing: the claims must share more
        return topic(of_a, of_b, 1.5)
    if not counted(x.of) and not counted(y.of):
        return bool(x.unit) and (_akin(of_a, x, of_b, y) or (_near(a, b) and _short(of_a, of_b)))
    if counted(x.of) <= GENERIC or counted(y.of) <= GENERIC:  # "five dead" and "17 people were killed"
        return bool(x.of and y.of) and bool(
            counted(x.of) & of_b.senses.keys() or counted(y.of) & of_a.senses.keys()
        )
    return False


def _ahead(claim: Claim) -> bool:
    """Whether the claim speaks of what is to come: a forecast and a count are no rivals."""
    foreseen = claim.cue is not None and claim.cue.lemma in tables().foresee
    return foreseen or bool(AHEAD.search(claim.content.text))


def _share(claim: Claim, figure: Figure) -> bool:
    """Whether the figure is the many of "one in eight", "nine of ten": no count of its own."""
    few = "one|two|three|four|five|six|seven|eight|nine|\\d+"
    pattern = rf"\b(?:{few}) (?:in|of|out of) (?:every )?{re.escape(figure.text)}\b"
    return bool(re.search(pattern, claim.content.text, re.IGNORECASE))


def _of_one_thing(of_a: Proposition, x: Figure, of_b: Proposition, y: Figure) -> bool:
    """Whether what is said beside the counted noun has anything in common, where both say more.

    "A recount in six polling stations" and "mistakes in two polling stations" count different things.
    """
    rest_a, rest_b = _rest(of_a, x), _rest(of_b, y)
    return not rest_a or not rest_b or max(near(rest_a, rest_b)) >= AKIN


def _rest(of: Proposition, figure: Figure) -> dict[str, float]:
    own = {stem(word) for word in tokens(f"{figure.text} {figure.of}")}
    return {word: rarity for word, rarity in of.words.items() if word not in own and not word[0].isdigit()}


def _akin(of_a: Proposition, x: Figure, of_b: Proposition, y: Figure) -> bool:
    """Whether two claims say nearly the same beside their figures."""
    return max(near(_rest(of_a, x), _rest(of_b, y))) >= LIKE


def _near(a: Claim, b: Claim) -> bool:
    return (
        bool(a.content.spans and b.content.spans)
        and abs(b.content.spans[0][0] - a.content.spans[-1][1]) <= NEXT
    )


def _short(a: Proposition, b: Proposition) -> bool:
    """Whether one of the claims says little but its figure."""
    return min(len(a.senses), len(b.senses)) <= 4
