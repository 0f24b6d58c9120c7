"""The quick parse gives what spaCy's own way gives, and an article's own whatever lies beside it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.attribution import snippets
from benchmarks.claims import gold
from digest.nlp import parse
from digest.nlp.parse import quick
from digest.nlp.parse.neutral import neutralize

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SEEN: list[int | str] = ["TAG", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE"]
ODD = ["", " ", "\n\n", ".", "Rome", "“" * 40, "a " * 300, "Kyiv said\n\nMoscow denied", "🙂 ﷽ Ω"]


@lru_cache(maxsize=1)
def plain() -> Language:
    """The same model without any of our haste."""
    import spacy

    nlp = spacy.load(parse.default_folder(), exclude=list(parse.UNUSED))
    nlp.tokenizer = parse.patient(nlp.tokenizer)
    neutralize(nlp)
    return nlp


def seen(doc: Doc) -> list[list[int]]:
    """All that is read of a parse."""
    found: list[list[int]] = doc.to_array(SEEN).tolist()
    return found


def test_the_quick_parse_is_the_models_own_on_every_gold_article() -> None:
    """Tags, trees, sentences and names of 60,000 characters of news are those of ``nlp.pipe``."""
    texts = [row["text"] for row in snippets()] + [article.text for article in gold().every()]
    ours, theirs = parse.pipe(parse.load(), texts), plain().pipe(texts, batch_size=4)
    assert [seen(doc) for doc in ours] == [seen(doc) for doc in theirs]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_parsed_as_the_model_parses_them(text: str) -> None:
    """Nothing to parse, nothing but space, one word, signs: the same, alone and beside an article."""
    expected = seen(plain()(text))
    assert seen(next(parse.pipe(parse.load(), [text]))) == expected
    beside = parse.pipe(parse.load(), ["The mayor denied the report on Monday.", text, ""])
    assert seen(list(beside)[1]) == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="Ab1 .,“”\n", max_size=60), min_size=1, max_size=4))
def test_any_texts_are_parsed_as_the_model_parses_them(texts: list[str]) -> None:
    """Whatever a batch holds."""
    expected = [seen(doc) for doc in plain().pipe(texts)]
    assert [seen(doc) for doc in parse.pipe(parse.load(), texts)] == expected


def test_a_layer_sees_each_row_of_features_once() -> None:
    """``distinct`` hands every distinct row on once and gives every row its vector."""
    from thinc.api import Model, Ragged

    asked: list[int] = []

    def double(model: Any, rows: Any, is_train: bool) -> tuple[Any, Any]:
        asked.append(len(rows.dataXd))
        return Ragged(rows.dataXd[:, :1] * 2.0, rows.lengths), None

    rows: Any = np.array([[7, 1], [3, 2], [7, 1], [3, 1], [7, 1]], np.uint64)
    lengths: Any = np.array([2, 3], np.int32)
    layer = quick.distinct(Model("double", double), Model("same", lambda model, x, is_train: (x, None)))
    made = layer.predict(Ragged(rows, lengths))
    assert asked == [3]
    assert made.dataXd[:, 0].tolist() == [14, 6, 14, 6, 14]
    assert made.lengths.tolist() == [2, 3]


def test_a_parser_of_another_make_parses_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a beam, or layers we do not know, a parser is left to itself, and gives the same here."""
    text = "Kyiv denied on Monday that Pokrovsk was encircled. “Nobody left,” Ukraine's army said."
    expected = seen(next(parse.pipe(parse.load(), [text])))
    monkeypatch.setattr(quick, "_plain", lambda component: False)  # as for a parser with a beam
    assert seen(next(parse.pipe(parse.load(), [text]))) == expected
