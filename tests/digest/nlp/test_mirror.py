"""Swapping two parties throughout an article gives the mirror image: no side is heard better than the other.

Parties are swapped in their names, demonyms and capitals.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import cast

import pytest

from digest.model import Article
from digest.nlp.analyzer import Analyzer
from digest.nlp.mirror import Party, same_but_mirrored, swapped

RUSSIA = Party("Russia", "Russian", "Moscow")
UKRAINE = Party("Ukraine", "Ukrainian", "Kyiv")
INDIA = Party("India", "Indian", "Delhi")
IRAN = Party("Iran", "Iranian", "Tehran")
PAKISTAN = Party("Pakistan", "Pakistani", "Islamabad")
PAIRS = ((RUSSIA, UKRAINE), (INDIA, IRAN), (RUSSIA, IRAN), (UKRAINE, INDIA), (INDIA, PAKISTAN))

STAYS = re.compile(r"Kremlin|Peskov|Zelensky|Putin|Modi")
"""Seats and leaders that a swap of names leaves where they are, and with them their side."""

SENTENCES = (
    "{A} said its troops held the town of Lyman.",
    "{cA} denied that its forces had left the village.",
    "{A}'s Defense Ministry reported that 40 soldiers were killed.",
    "{dA} officials said the bridge was closed on Monday.",
    "{dA} President Paul Weir said the talks had failed. Weir accused {B} of breaking the truce.",
    "“We will answer every shot,” the {dA} ambassador told reporters.",
    "{cA} conceded that it had lost two ships but rejected claims of defeat.",
    "{dA} officials warned that {B} could attack again, according to Reuters.",
    "Analysts doubt that {A} and {B} will agree.",
    "The talks went on. {cA} dismissed the report as a fantasy.",
)


def article(seed: int, a: Party, b: Party) -> str:
    """Eight sentences in which each party speaks."""
    rng = random.Random(seed)
    lines = []
    for k, line in enumerate(rng.sample(SENTENCES, 8)):
        x, y = (a, b) if (k + seed) % 2 else (b, a)
        lines.append(line.format(A=x.name, B=y.name, cA=x.capital, dA=x.demonym))
    return "\n\n".join(lines)


def generated() -> Iterator[tuple[str, Party, Party]]:
    for seed in range(200):
        a, b = PAIRS[seed % len(PAIRS)]
        yield article(seed, a, b), a, b


@pytest.fixture(params=["analyzer", "joined"])
def either(request: pytest.FixtureRequest) -> Analyzer:
    """The rules alone, and joined with the trained model."""
    return cast("Analyzer", request.getfixturevalue(request.param))


Case = tuple[str, Party, Party]


def mirrored(analyzer: Analyzer, cases: Sequence[Case]) -> Iterator[bool]:
    """For each case whether its claims, and those of the swapped text, are each other's mirror image."""
    plain = analyzer.many(Article(id="a", text=text) for text, _, _ in cases)
    mirror = analyzer.many(Article(id="a", text=swapped(text, a, b)) for text, a, b in cases)
    for (text, a, b), one, other in zip(cases, plain, mirror, strict=True):
        yield same_but_mirrored(one.claims, other.claims, a, b, sides=not STAYS.search(text))


def named(text: str, party: Party) -> bool:
    return re.search(rf"\b(?:{party.name}|{party.demonym}|{party.capital})\b", text) is not None


def test_swapping_twice_gives_the_text_back() -> None:
    """The swap is its own inverse and touches every form of both names."""
    text = article(1, RUSSIA, UKRAINE)
    assert swapped(swapped(text, RUSSIA, UKRAINE), RUSSIA, UKRAINE) == text
    assert not set(re.findall(r"\w+", swapped("Russian Moscow", RUSSIA, UKRAINE))) & {"Russian", "Moscow"}


def test_200_generated_articles_are_mirrored(either: Analyzer) -> None:
    """Same claims in the same order with the same stances; speakers and words swapped."""
    cases = list(generated())
    assert len(cases) == 200
    unlike = [text for (text, _, _), same in zip(cases, mirrored(either, cases), strict=True) if not same]
    assert unlike == []


def test_every_article_at_hand_is_mirrored(either: Analyzer, at_hand: list[Article]) -> None:
    """Every labelled and every recorded article that names one of two parties."""
    cases = [
        (one.text, a, b) for one in at_hand for a, b in PAIRS if named(one.text, a) or named(one.text, b)
    ]
    assert len(cases) >= 40
    unlike = [text for (text, _, _), same in zip(cases, mirrored(either, cases), strict=True) if not same]
    assert unlike == []


def test_an_unlike_pair_is_told(analyzer: Analyzer) -> None:
    """The comparison can fail: another stance or another word is no mirror image."""
    said = analyzer(Article(id="a", text="Moscow said that the bridge was closed.")).claims
    denied = analyzer(Article(id="a", text="Kyiv denied that the bridge was closed.")).claims
    assert said
    assert denied
    assert not same_but_mirrored(said, denied, RUSSIA, UKRAINE)
