"""What of a headline tells how it stands to a claim, as named numbers: words, kinds, form, overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from digest.words import stem

from .reading import FORM, MOST, SHARED, Reading, content, read

REACH = 4  # words from a denial to what it denies
TAIL = 4  # words after the last colon that may name who said it: "...: South Korea paper"
TURNING = ("negation", "deny")  # kinds of words that turn round what calls a thing false
PAUSES = frozenset(",:!?")
CUTS = frozenset(":-–—")  # marks that set off who says it from what is said
_OUTLET = re.compile(
    r"\b(?:WSJ|NYT|CNN|TMZ|BBC|AP|NBC|ABC|CBS|Fox|Reuters|Bloomberg|Guardian|Post|Times|Telegraph|Journal|paper"
    r"|media|newspaper|press|blog|site|website|magazine)\b"
)
_SHAPES = {
    "ends in ?": re.compile(r"\?\s*$"),
    "asks": re.compile(
        r"(?i)^(?:is|are|was|were|did|does|do|has|have|can|could|will|would|should|who|what|why|how)\b"
    ),
    "begins with no": re.compile(r"(?i)^(?:no|nope|sorry)\b"),
    "quotes": re.compile(r"(?:^|\s)['‘\"“]"),
    "trails off": re.compile(r"\.\.\.|…"),
    "speaks to you": re.compile(r"(?i)\b(?:I|my|we|our|you|your)\b"),
    "points": re.compile(r"(?i)^(?:this|these|watch|here)\b"),
}


def features(claim: str, headline: str) -> dict[str, float]:
    """The numbers that are not 0, by name."""
    claim, headline = claim[:MOST], headline[:MOST]
    reading = read(claim, headline)
    named = (
        *_wording(reading),
        *_kinds(reading),
        *_form(claim, headline, reading),
        *_overlap(claim, headline, reading),
    )
    return {name: value for name, value in named if value}


Named = Iterator[tuple[str, float]]


def _wording(reading: Reading) -> Named:
    """The headline's own words, one, two and three in a row; the claim's stand as ``@``."""
    own = [mark if mark in FORM or not mark[0].isalnum() else stem(mark) for mark in reading.marks]
    row = ["^", *own, "$"]
    yield from ((f"word {word}", 1.0) for word in own)
    yield from ((f"two {a} {b}", 0.7) for a, b in pairwise(row))
    yield from ((f"three {a} {b} {c}", 0.5) for a, b, c in zip(row, row[1:], row[2:], strict=False))


def _kinds(reading: Reading) -> Named:
    """Kinds of words: which, where beside the claim's words, and which of them the claim has too."""
    asks = "?" in reading.marks
    fresh = reading.fresh or ["nothing"]
    for kind, places in reading.found.items():
        yield f"has {kind}", 1.0
        yield from _places(kind, places, reading.shared)
    for kind in reading.claimed:
        yield f"claim has {kind}", 1.0
    yield from ((f"lacks {kind}", 1.0) for kind in reading.gone)
    yield from ((f"adds {kind}", 1.0) for kind in fresh)
    yield from ((f"adds {one} and {other}", 1.0) for one, other in combinations(fresh, 2))
    yield from ((f"asks with {kind}", 1.0) for kind in fresh if asks)
    yield from ((f"fake under {kind}", 1.0) for kind in TURNING if turned(reading, kind))


def _places(kind: str, places: Sequence[int], shared: Sequence[int]) -> Named:
    yield f"{kind} after" if any(at < places[0] for at in shared) else f"{kind} first", 1.0
    yield f"{kind} before" if any(at > places[0] for at in shared) else f"{kind} last", 1.0
    away = min((to - at for at in places for to in shared if to > at), default=0)
    step = next((most for most in (1, 2, REACH) if 0 < away <= most), 0)
    yield f"{kind} {step or 'far'} before", 1.0


def turned(reading: Reading, kind: str) -> bool:
    """ "not a hoax", "denies hoax claims": what calls it false is itself denied, in one breath."""
    return any(
        0 < at - to <= REACH and not PAUSES & {*reading.marks[to:at]}
        for at in reading.found.get("fake", ())
        for to in reading.found.get(kind, ())
    )


def _form(claim: str, headline: str, reading: Reading) -> Named:
    """How the headline is made: a question, a quotation, a name before or after a colon."""
    yield from ((name, 1.0) for name, shape in _SHAPES.items() if shape.search(headline))
    yield "?", float("?" in reading.marks)
    yield "!", float("!" in reading.marks)
    yield "names an outlet", float(bool(_OUTLET.search(headline)) and not _OUTLET.search(claim))
    yield "in capitals", float(headline.isupper())
    yield "begins with the claim", float(reading.marks[:1] == (SHARED,))
    yield "ends with the claim", float(reading.marks[-1:] == (SHARED,))
    cuts = [at for at, mark in enumerate(reading.marks) if mark in CUTS]
    if cuts:
        yield from _colon(reading.marks, cuts[0], cuts[-1])


def _colon(marks: Sequence[str], first: int, last: int) -> Named:
    yield "early colon" if first < TAIL else "late colon", 1.0
    yield "own words before a colon", float(first > 0 and SHARED not in marks[:first])
    yield "own words after a colon", float(SHARED not in marks[last:])
    if last > 2 and len(marks) - 1 - last <= TAIL:
        yield "short tail", 1.0


def _overlap(claim: str, headline: str, reading: Reading) -> Named:
    """How much of the claim the headline has, and how much of its own."""
    shared, length = reading.shared, max(len(reading.marks), 1)
    new = sum(mark != SHARED and content(mark) for mark in reading.marks)
    yield "covered", reading.covered
    yield from ((f"covered over {least}", 1.0) for least in (0.25, 0.5, 0.75) if reading.covered > least)
    yield "own words", min(new, 10) / 5
    yield f"own words: {min(new, 6)}", 1.0
    yield f"runs of the claim: {min(len(shared), 5)}", 1.0
    yield "length", len(headline.split()) / 12
    yield "length of the claim", len(claim.split()) / 12
    yield "claim from", shared[0] / length if shared else 1.0
    yield "claim to", shared[-1] / length if shared else 0.0
    words = re.findall(r"[A-Za-z]+", headline)
    yield "capitalized", sum(word[0].isupper() for word in words) / max(len(words), 1)
