"""One analyzer for these tests: the real model, by rules alone, without the gazetteer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from digest.model import Analysis, Article, Claim
from digest.nlp.analyzer import Analyzer
from digest.nlp.tree import Tree, tree


def nowhere(doc: Any, article: Article) -> tuple[()]:
    return ()


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer(attribution="rules", places=nowhere)


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
