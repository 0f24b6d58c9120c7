"""Claims side by side: which meet, how, why, and how sure is that?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.model import Claim, Figure, Stance
from digest.words import fold, stem

from ..nearness import Near, among, near
from .features import counts, elsewhere, features, rows
from .figures import comparable
from .judge import Judge, judges
from .proposition import tables
from .spoken import Spoken, apart, names

LONG = 6  # words of a subject


@dataclass(frozen=True, slots=True)
class Meeting:
    """``a`` answers ``b``; see ``digest.model.Dispute``."""

    kind: str
    a: Spoken
    b: Spoken
    reason: str
    confidence: float


def name(claim: Claim) -> str:
    """Who says it, for a reason in words: without what a relative clause adds."""
    if claim.source is None:
        return "the outlet"
    return (claim.source.actor or claim.source.text).partition(",")[0]


def answers(a: Spoken, others: Sequence[Spoken], judge: Mapping[str, Judge] | None = None) -> list[Meeting]:
    """What a denial or concession answers among ``others``, the likeliest first."""
    if not a.answers:
        return []
    decide = (judge or judges())[a.answers]
    targets = answerable(a, others)
    found = [(decide(row), b) for row, b in zip(rows(a, targets), targets, strict=True)]
    found.sort(key=lambda pair: (-pair[0], pair[1].article, pair[1].at))
    return [
        Meeting(a.answers, a, b, reason(a.answers, a, b), likely)
        for likely, b in found
        if likely >= decide.least
    ]


def answerable(a: Spoken, others: Sequence[Spoken]) -> list[Spoken]:
    """What ``a`` could be an answer to: "the parents' complaint" is what parents said, if they did."""
    targets = [b for b in others if may_answer(a, b)]
    named = [b for b in targets if a.of.back and names(a.claim, b.claim)]
    return named or targets


def may_answer(a: Spoken, b: Spoken) -> bool:
    """Whether ``b`` is the kind of claim that ``a`` could be an answer to."""
    if a is b or not b.says or not apart(a, b):
        return False
    if (a.stance is Stance.concedes and b.stance is Stance.concedes) or elsewhere(a, b):
        return False
    return a.article != b.article or _apart(a.claim, b.claim)


def _apart(a: Claim, b: Claim) -> bool:
    return all(end <= s or e <= start for start, end in a.content.spans for s, e in b.content.spans)


def may_oppose(earlier: Spoken, later: Spoken) -> bool:
    """Whether both are plain statements of different parties, each of them saying something by itself."""
    plain = earlier.stance is later.stance is Stance.asserts and earlier.short and later.short
    return (
        plain
        and earlier.claim.complete
        and later.claim.complete
        and apart(earlier, later)
        and (earlier.article != later.article or _apart(earlier.claim, later.claim))
    )


def against(
    earlier: Spoken, later: Spoken, judge: Mapping[str, Judge] | None = None, near: Near = near
) -> Meeting | None:
    """Two statements that cannot both be true. ``near`` compares their words."""
    if not may_oppose(earlier, later):
        return None
    decide = (judge or judges())["against"]
    likely = decide(features(later, earlier, near))
    if likely < decide.least:
        return None
    return Meeting("denies", later, earlier, reason("against", later, earlier), likely)


def figures(
    earlier: Spoken, later: Spoken, judge: Mapping[str, Judge] | None = None, near: Near = near
) -> Meeting | None:
    """Two figures for one quantity that cannot both be right."""
    if (found := countable(earlier, later)) is None:
        return None
    decide = (judge or judges())["differs"]
    likely = decide(counts(earlier, later, *found, near))
    if likely < decide.least:
        return None
    return Meeting("differs", later, earlier, f"{found[1].text} against {found[0].text}", likely)


def countable(earlier: Spoken, later: Spoken) -> tuple[Figure, Figure] | None:
    """The figures of two claims of different parties that could be rivals."""
    if not (earlier.claim.figures and later.claim.figures and earlier.tells and later.tells):
        return None
    return comparable(earlier.claim, later.claim) if apart(earlier, later) else None


def meetings(said: Sequence[Spoken]) -> Iterator[Meeting]:
    """All meetings among claims, given in the order in which they were said."""
    close = among([*(one.of.words for one in said), *(one.around.words for one in said)])
    for at, one in enumerate(said):
        yield from answers(one, said)
        for earlier in said[:at]:
            yield from opposed(earlier, one, close)


def opposed(earlier: Spoken, later: Spoken, near: Near = near) -> Iterator[Meeting]:
    """How two plain claims meet, if they do: by their figures, or by what they say."""
    for met in (figures(earlier, later, near=near), against(earlier, later, near=near)):
        if met:
            yield met


def strongest(found: Iterable[Meeting]) -> list[Meeting]:
    """One meeting a pair of claims: the surest."""
    best: dict[tuple[int, int], Meeting] = {}
    for met in found:
        pair = (min(id(met.a), id(met.b)), max(id(met.a), id(met.b)))
        if pair not in best or met.confidence > best[pair].confidence:
            best[pair] = met
    return list(best.values())


_SAYING = {
    "denies": "{a} denied what {b} said",
    "concedes": "{a} conceded part of what {b} said",
    "against": "{a} and {b} said things that cannot both be true",
}


def reason(kind: str, a: Spoken, b: Spoken) -> str:
    """Who answered whom, and about what: "Kyiv denied what Moscow said: encirclement of Pokrovsk".

    In the past tense, which asks for no number of who speaks.
    """
    said = _SAYING[kind].format(a=name(a.claim), b=name(b.claim))
    about = subject(a, b)
    return f"{said}: {about}" if about else said


def subject(a: Spoken, b: Spoken) -> str:
    """The fewest words of ``b`` that hold the two rarest things both speak of, "" when they share none."""
    words = re.findall(r"[^\W_][\w'’-]*", b.claim.content.text)
    sense = tables().sense
    shared = [
        (at, b.of.senses[key])
        for at, word in enumerate(words)
        for key in [_key(word, sense)]
        if key in a.of.senses and key in b.of.senses
    ]
    best = sorted(shared, key=lambda pair: -pair[1])[:2]
    places = sorted(at for at, _ in best)
    if not places:
        return ""
    if places[-1] - places[0] >= LONG:
        places = [best[0][0]]
    return " ".join(words[places[0] : places[-1] + 1])


def _key(word: str, sense: Mapping[str, str]) -> str:
    plain = stem(fold(word))
    return sense.get(plain, plain)
