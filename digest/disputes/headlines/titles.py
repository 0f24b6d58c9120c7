"""Articles of one story whose headlines deny each other: the claims that say so meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import permutations

from ..nearness import near
from ..pairs import Meeting
from ..proposition import proposition
from ..spoken import Spoken, apart
from .decision import STANCES, probabilities
from .kinds import kinds
from .reading import read

DENIALS = frozenset({"fake", "deny", "undo", "negation"})
"""Kinds of words of which a headline that denies has one, and what it denies has none."""
AGAINST = STANCES.index("against")
SURE = 0.7  # from here on five of six such pairs are right, by cross-validation over claims
COVERED = 0.3  # share of the other headline's words, by rarity, that the denying one must have
BORNE = 0.3  # share of a headline's words that the claim standing for it must have


def headlined(said: Sequence[Spoken], titles: Mapping[str, str], of: str = "") -> Iterator[Meeting]:
    """Meetings between the claims of a story's articles whose headlines deny each other.

    ``titles``: article -> headline. ``of``: only those that the article of this id is part of.
    """
    articles: dict[str, list[Spoken]] = {}
    for one in said:
        articles.setdefault(one.article, []).append(one)
    for a, b in permutations(articles, 2):
        if of not in ("", a, b) or (likely := denies(titles.get(a, ""), titles.get(b, ""))) < SURE:
            continue
        answer, target = _bearer(titles[a], articles[a], True), _bearer(titles[b], articles[b], False)
        if answer and target and _may_meet(answer, target):
            reason = f"the headlines stand against each other: “{titles[a]}”, “{titles[b]}”"
            yield Meeting("denies", answer, target, reason, likely)


@lru_cache(maxsize=20_000)
def denies(headline: str, other: str) -> float:
    """How surely a headline denies what another says as a fact, a report or a question: 0 to 1."""
    if not headline or not other or "?" in headline or not _denial(headline) or _denial(other):
        return 0.0
    if read(other, headline).covered < COVERED:
        return 0.0
    return probabilities(other, headline)[AGAINST] * (1 - probabilities(headline, other)[AGAINST])


def _denial(headline: str) -> bool:
    return any(kind.name in DENIALS and kind.all_words.search(headline) for kind in kinds())


def _bearer(title: str, claims: Sequence[Spoken], denying: bool) -> Spoken | None:
    """The claim that says what the headline says, None when none does."""
    words = proposition(title).words
    fit = [
        (near(words, one.around.words)[0], -one.at, one)
        for one in claims
        if (denying and (one.answers == "denies" or (one.says and one.of.negated)))
        or (not denying and one.says and not one.of.negated)
    ]
    likeness, _, best = max(fit, key=lambda row: row[:2], default=(0.0, 0, None))
    return best if likeness >= BORNE else None


def _may_meet(answer: Spoken, target: Spoken) -> bool:
    """Whether they speak for two parties; two outlets in their own words are two."""
    return (answer.claim.source is None and target.claim.source is None) or apart(answer, target)
