"""Swapping two parties throughout an article gives the mirror image: no side is heard better than the other.

Parties are swapped in their names, demonyms and capitals.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from benchmarks.claims import gold
from digest.model import Article, Claim
from digest.nlp.analyzer import Analyzer
from digest.nlp.mirror import Party, same_but_mirrored, swapped

RUSSIA = Party("Russia", "Russian", "Moscow")
UKRAINE = Party("Ukraine", "Ukrainian", "Kyiv")
INDIA = Party("India", "Indian", "Delhi")
IRAN = Party("Iran", "Iranian", "Tehran")
PAKISTAN = Party("Pakistan", "Pakistani", "Islamabad")
PAIRS = ((RUSSIA, UKRAINE), (INDIA, IRAN), (RUSSIA, IRAN), (UKRAINE, INDIA), (INDIA, PAKISTAN))

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


@pytest.fixture(scope="module")
def pairs(analyzer: Analyzer) -> list[tuple[str, Party, Party, tuple[Claim, ...], tuple[Claim, ...]]]:
    cases = list(generated())
    plain = analyzer.many(Article(id="a", text=text) for text, _, _ in cases)
    mirror = analyzer.many(Article(id="a", text=swapped(text, a, b)) for text, a, b in cases)
    return [(text, a, b, p.claims, m.claims) for (text, a, b), p, m in zip(cases, plain, mirror, strict=True)]


def test_swapping_twice_gives_the_text_back() -> None:
    """The swap is its own inverse and touches every form of both names."""
    text = article(1, RUSSIA, UKRAINE)
    assert swapped(swapped(text, RUSSIA, UKRAINE), RUSSIA, UKRAINE) == text
    assert not set(re.findall(r"\w+", swapped("Russian Moscow", RUSSIA, UKRAINE))) & {"Russian", "Moscow"}


def test_200_generated_articles_are_mirrored(
    pairs: list[tuple[str, Party, Party, tuple[Claim, ...], tuple[Claim, ...]]],
) -> None:
    """Same claims in the same order with the same stances; speakers and words swapped."""
    assert len(pairs) == 200
    unlike = [text for text, a, b, plain, mirror in pairs if not same_but_mirrored(plain, mirror, a, b)]
    assert unlike == []


def test_gold_articles_are_mirrored(analyzer: Analyzer) -> None:
    """Every gold article that names two of the parties, and neither by a seat or leader that stays behind."""
    for a, b in PAIRS:
        for one in gold().every():
            stays = re.search(r"Kremlin|Peskov|Zelensky|Putin|Modi", one.text)
            if a.name in one.text and b.name in one.text and not stays:
                plain = analyzer(Article(id="a", text=one.text)).claims
                mirror = analyzer(Article(id="a", text=swapped(one.text, a, b))).claims
                assert same_but_mirrored(plain, mirror, a, b), one.name
