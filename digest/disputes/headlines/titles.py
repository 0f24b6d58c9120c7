"""Articles of one story whose headlines deny each other: the claims that say so meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import permutations

from ...nearness import near
from ..pairs import Meeting, reason
from ..proposition import proposition
from ..spoken import Spoken, apart
from .decision import STANCES, probabilities
from .features import REACH, TURNING, turned
from .kinds import kinds
from .reading import MOST, Reading, read

DENIALS = frozenset({"fake", "deny", "undo", "negation"})
"""Kinds of words of which a headline that denies has one, and what it denies has none."""
QUOTES = frozenset("'‘“\"")
AGAINST = STANCES.index("against")
SURE = 0.75  # from here on nine of ten such pairs are labelled so, by cross-validation over claims
SAID = (
    0.55  # enough where the denying article has a claim that denies in so many words: of all, three of four
)
COVERED = 0.3  # share of the other headline's words, by rarity, that the denying one must have
DENIED, BORNE = 0.3, 0.12  # share of its headline's words that the claim of either article must have


def headlined(said: Sequence[Spoken], titles: Mapping[str, str], of: str = "") -> Iterator[Meeting]:
    """Meetings between the claims of a story's articles whose headlines deny each other.

    ``titles``: article -> headline. ``of``: only those that the article of this id is part of.
    """
    articles: dict[str, list[Spoken]] = {}
    for one in said:
        articles.setdefault(one.article, []).append(one)
    for a, b in permutations(articles, 2):
        if of not in ("", a, b) or (likely := denies(titles.get(a, ""), titles.get(b, ""))) < SAID:
            continue
        answer, target = _denying(titles[a], articles[a]), _saying(titles[b], articles[b])
        if answer and target and _may_meet(answer, target) and (answer.answers or likely >= SURE):
            yield Meeting("denies", answer, target, _reason(answer, target), likely)


@lru_cache(maxsize=20_000)
def denies(headline: str, other: str) -> float:
    """How surely a headline denies what another says as a fact, a report or a question: 0 to 1."""
    return denied(headline, other, probabilities)


def denied(headline: str, other: str, judge: Callable[[str, str], Sequence[float]]) -> float:
    """The same by a judge of (claim, headline) with a probability for each of STANCES."""
    if not headline or not other or "?" in headline or _negative(other) or not _negative(headline):
        return 0.0
    reading = read(other, headline)
    if reading.covered < COVERED or not _denial(reading):
        return 0.0
    return judge(other, headline)[AGAINST] * (1 - judge(headline, other)[AGAINST])


@lru_cache(maxsize=20_000)
def _negative(headline: str) -> bool:
    """Whether a word of it denies anything."""
    headline = headline[:MOST]
    return any(kind.name in DENIALS and kind.all_words.search(headline) for kind in kinds())


def _denial(reading: Reading) -> bool:
    """Whether it denies what both speak of.

    "Not" must reach it, "not a hoax" denies nothing, and 'phony theology' in quotation marks is what
    another said.
    """
    if any(turned(reading, kind) for kind in TURNING):
        return False
    own = {
        kind
        for kind in DENIALS - {"negation"}
        for at in reading.found.get(kind, ())
        if not QUOTES & {*reading.marks[max(at - 2, 0) : at]}
    }
    reached = (to - at for at in reading.found.get("negation", ()) for to in reading.shared)
    return bool(own) or any(0 < away <= REACH for away in reached)


def _denying(title: str, claims: Sequence[Spoken]) -> Spoken | None:
    """The claim that denies what the headline denies: in so many words, else by a negation."""
    said = [one for one in claims if one.answers == "denies"]
    return _bearer(title, said, DENIED) or _bearer(
        title, [one for one in claims if one.says and one.of.negated], DENIED
    )


def _saying(title: str, claims: Sequence[Spoken]) -> Spoken | None:
    """The claim that says what the headline says."""
    return _bearer(title, [one for one in claims if one.says and not one.of.negated], BORNE)


def _bearer(title: str, claims: Sequence[Spoken], least: float) -> Spoken | None:
    """The claim nearest to a headline, None when none is near enough."""
    words = proposition(title).words
    fit = [(near(words, one.around.words)[0], -one.at, one) for one in claims]
    likeness, _, best = max(fit, key=lambda row: row[:2], default=(0.0, 0, None))
    return best if likeness >= least else None


def _reason(answer: Spoken, target: Spoken) -> str:
    """Who answered whom, in the words of every meeting; two outlets in their own words have no names."""
    if answer.claim.source is None and target.claim.source is None:
        return "one headline denies the other"
    return f"{reason('denies' if answer.answers else 'against', answer, target)} (by their headlines)"


def _may_meet(answer: Spoken, target: Spoken) -> bool:
    """Whether they speak for two parties; two outlets in their own words are two."""
    return (answer.claim.source is None and target.claim.source is None) or apart(answer, target)
