"""How near wordings are, one pair at a time and all at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.nearness import MOST, among, near

STEMS = ["attack", "strike", "loan", "borrow", "vacant", "zqx", "kyiv", "deni"]
wordings = st.dictionaries(st.sampled_from(STEMS), st.floats(0.5, 9.0), max_size=6)


@given(st.lists(wordings, min_size=1, max_size=6), wordings)
def test_all_at_once_gives_what_one_by_one_gives(
    some: list[dict[str, float]], other: dict[str, float]
) -> None:
    """For every pair of the wordings given, empty ones too, and for one that was not among them."""
    close = among(some)
    for a in [*some, other]:
        for b in [*some, other]:
            assert close(a, b) == pytest.approx(near(a, b), abs=1e-6)


def test_too_many_words_are_compared_one_by_one() -> None:
    """Memory stays bounded: beyond MOST words nothing is worked out beforehand."""
    assert among([{f"word{n}": 1.0 for n in range(MOST + 1)}]) is near
