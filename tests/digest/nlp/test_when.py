"""Time words against the publication date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.model import Article
from digest.nlp.analyzer import Analyzer
from digest.nlp.claims.when import when

FRIDAY = datetime(2025, 11, 7, 15, tzinfo=UTC)
CASES = {
    "on Wednesday": (2025, 11, 5),
    "Friday": (2025, 11, 7),
    "last Friday": (2025, 10, 31),
    "yesterday": (2025, 11, 6),
    "earlier this week": (2025, 11, 3),
    "last week": (2025, 10, 27),
    "on Nov. 3": (2025, 11, 3),
    "on December 24": (2024, 12, 24),
    "on 3 March 2021": (2021, 3, 3),
    "two weeks ago": (2025, 10, 24),
    "in March": (2025, 3, 1),
    "2024-02-29": (2024, 2, 29),
}


@pytest.mark.parametrize(("words", "day"), CASES.items())
def test_when(words: str, day: tuple[int, int, int]) -> None:
    """The day named, looking back from the publication."""
    assert when(words, FRIDAY) == datetime(*day, tzinfo=UTC)


def test_no_day_is_made_up() -> None:
    """No time words, an impossible date, no publication date: no day."""
    assert [when("he said", FRIDAY), when("on Feb. 31", FRIDAY), when("Wednesday", None)] == [None] * 3


def test_a_claim_bears_the_day_of_its_cue(analyzer: Analyzer) -> None:
    """The day the speaker spoke, not one that is spoken of."""
    text = "The mayor said Wednesday that the bridge had been closed since March."
    (claim,) = analyzer(Article(id="a", text=text, published=FRIDAY)).claims
    assert claim.when == datetime(2025, 11, 5, tzinfo=UTC)
