"""Every row of the cue and actor tables does what its example says."""

from __future__ import annotations

from functools import cache

import pytest

from digest.errors import SetupError
from digest.model import Analysis, Article
from digest.nlp.analyzer import Analyzer
from digest.nlp.cues import CueRow, cues
from digest.nlp.names.sides import _rows, bare

ROWS = cues().rows
ACTORS = _rows()


@cache
def _analyses() -> dict[str, Analysis]:
    """All examples in one batch: a row costs nothing extra."""
    examples = [row.example for row in ROWS] + [row["example"] for row in ACTORS]
    analyzer = Analyzer(attribution="rules", places=lambda doc, article: ())
    articles = (Article(id=text, text=text) for text in examples)
    return dict(zip(examples, analyzer.many(articles), strict=True))


def test_the_table_is_large_enough() -> None:
    """At least 250 cues are known."""
    assert len(ROWS) >= 250


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.pos} {row.lemma}" for row in ROWS])
def test_every_cue_attributes_its_example(row: CueRow) -> None:
    """The example gives a claim with the row's cue, stance, a source and a content."""
    claims = _analyses()[row.example].claims
    mine = [claim for claim in claims if claim.cue and claim.cue.lemma == row.lemma]
    assert [(claim.stance, bool(claim.source)) for claim in mine] == [(row.stance, True)], claims


@pytest.mark.parametrize("row", ACTORS, ids=[row["name"] for row in ACTORS])
def test_every_actor_speaks_for_its_side(row: dict[str, str]) -> None:
    """The example's speaker is of the row's side; an outlet stands in the chain instead."""
    (claim,) = _analyses()[row["example"]].claims
    assert claim.source
    if row["kind"] == "outlet":
        assert [bare(name) for name in claim.via] == [bare(row["name"])]
    else:
        assert claim.source.side == row["side"]


def test_a_wrong_row_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row with an unknown stance is one clear error: file, row, field, remedy."""
    from digest import seeds
    from digest.nlp import cues as module

    row = {"lemma": "hum", "pos": "verb", "frame": "clause", "stance": "sings", "example": "He hummed it."}
    monkeypatch.setattr(seeds, "table", lambda name: {"cue": [row]})
    module.cues.cache_clear()
    try:
        with pytest.raises(SetupError, match=r"seeds/cues.toml, row 1 \('hum'\): stance = 'sings'.*use"):
            module.cues()
    finally:
        module.cues.cache_clear()
