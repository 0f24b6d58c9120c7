"""Analyzers for these tests, by rules alone and joined with the trained model, without the gazetteer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.claims import gold
from digest.article import read_path
from digest.model import Analysis, Article, Claim
from digest.nlp.analyzer import Analyzer
from digest.nlp.parse.tree import Tree, tree

RECORDED = Path(__file__).parents[3] / "seeds" / "recorded"


def nowhere(doc: Any, article: Article) -> tuple[()]:
    return ()


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer(attribution="rules", places=nowhere)


@pytest.fixture(scope="session")
def joined() -> Analyzer:
    """What runs by default: the trained model and the rules."""
    return Analyzer(attribution="model", places=nowhere)


@pytest.fixture(scope="session")
def at_hand() -> list[Article]:
    """Every article of the repository: the labelled ones, and the recorded pages and feeds of the demo."""
    recorded = [
        article
        for folder in ("pages", "feeds")
        for path in sorted((RECORDED / folder).iterdir())
        for article in read_path(path)
    ]
    labelled = [Article(id=one.name, text=one.text) for one in gold().every()]
    return [*labelled, *({article.text: article for article in recorded}.values())]


@pytest.fixture(scope="session")
def analyze(analyzer: Analyzer) -> Callable[[str], Analysis]:
    return lambda text: analyzer(Article(id="a", text=text))


@pytest.fixture(scope="session")
def claims_of(analyze: Callable[[str], Analysis]) -> Callable[[str], tuple[Claim, ...]]:
    return lambda text: analyze(text).claims


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], Tree]:
    from digest.nlp import parse

    nlp = parse.load()
    return lambda text: tree(nlp(text))
