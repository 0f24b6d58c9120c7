"""The gold articles: labels stand in their texts, and figures do not fall."""

from __future__ import annotations

import pytest

from benchmarks.claims import gold, score
from digest.model import Article
from digest.nlp.analyzer import Analyzer

LEAST = {
    ("rules", "dev"): {"recall": 0.95, "precision": 0.95, "speaker": 0.93, "stance": 0.94},
    ("rules", "speakers"): {"recall": 0.91, "precision": 0.92, "speaker": 0.88, "stance": 0.96},
    ("model", "dev"): {"recall": 0.95, "precision": 0.93, "speaker": 0.93, "stance": 0.94},
    ("model", "speakers"): {"recall": 0.91, "precision": 0.92, "speaker": 0.88, "stance": 0.95},
    ("rules", "strangers"): {"recall": 0.87, "precision": 0.90, "speaker": 0.82, "stance": 0.94},
    ("model", "strangers"): {"recall": 0.93, "precision": 0.90, "speaker": 0.88, "stance": 0.94},
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
def figures() -> dict[tuple[str, str], dict[str, float]]:
    found: dict[tuple[str, str], dict[str, float]] = {}
    for method, part in LEAST:
        analyzer = Analyzer(attribution=method, places=lambda doc, article: ())
        articles = gold().articles(part)
        analyses = analyzer.many(Article(id=a.name, text=a.text) for a in articles)
        found[method, part] = score(articles, analyses).figures()
    return found


@pytest.mark.parametrize(
    ("case", "name", "least"), [(case, *each) for case, floors in LEAST.items() for each in floors.items()]
)
def test_the_gold_used_in_development(
    figures: dict[tuple[str, str], dict[str, float]], case: tuple[str, str], name: str, least: float
) -> None:
    """The rules alone, and joined with the model, stay at what they reach on the articles looked at."""
    assert figures[case][name] >= least
