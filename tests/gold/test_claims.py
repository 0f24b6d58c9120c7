"""The gold articles: labels stand in their texts, and figures do not fall."""

from __future__ import annotations

import pytest

from benchmarks.claims import gold, score
from digest.model import Article
from digest.nlp.analyzer import Analyzer

LEAST = {
    "dev": {"recall": 0.95, "precision": 0.95, "speaker": 0.93, "stance": 0.94},
    "speakers": {"recall": 0.91, "precision": 0.92, "speaker": 0.88, "stance": 0.96},
}


def test_there_are_enough_articles_of_many_kinds() -> None:
    """At least 24 articles over seven kinds, a third of them not looked at in development."""
    dev, locked = gold().articles("dev"), gold().articles("locked")
    assert len(dev) + len(locked) >= 24
    assert len(locked) * 3 >= len(dev) + len(locked)
    assert {a.kind for a in [*dev, *locked]} == {
        "war",
        "court",
        "disaster",
        "company",
        "science",
        "sport",
        "local",
    }


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, float]]:
    analyzer = Analyzer(attribution="rules", places=lambda doc, article: ())
    found: dict[str, dict[str, float]] = {}
    for part in LEAST:
        articles = gold().articles(part)
        analyses = analyzer.many(Article(id=a.name, text=a.text) for a in articles)
        found[part] = score(articles, analyses).figures()
    return found


@pytest.mark.parametrize(
    ("part", "name", "least"), [(part, *each) for part, floors in LEAST.items() for each in floors.items()]
)
def test_rules_on_the_gold_used_in_development(
    figures: dict[str, dict[str, float]], part: str, name: str, least: float
) -> None:
    """The rules alone stay at what they reach on the articles they were made with."""
    assert figures[part][name] >= least
