"""Keys: one for all spellings of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.gazetteer.spelling import fold, key, latin


@pytest.mark.parametrize(
    "spelled", ["Pokrovs'k", "POKROVSK", "Покровськ", "Покровск", "pokrovsk’s", "the Pokrovsk"]
)
def test_spellings_of_one_name_share_a_key(spelled: str) -> None:
    """Case, accents, apostrophes, articles and script fall away."""
    assert key(spelled) == "pokrovsk"


def test_romanizations_draw_near() -> None:
    """What romanizations disagree on falls away in the looser key only."""
    assert fold("Zaporizhzhya") == fold("Zaporizhzhia")
    assert key("Zaporizhzhya") != key("Zaporizhzhia")
    assert fold("Pokrowsk") == fold("Pokrovsk")


def test_names_in_short() -> None:
    """Dots fall away, so news style and postal style meet."""
    assert key("W.Va.") == key("WVa")
    assert key("St. John's") == key("St John")


@given(st.text(max_size=40))
def test_any_text_has_a_key(text: str) -> None:
    """No text raises, and a key is its own key."""
    assert key(key(text)) == key(key(key(text)))
    assert key(text) == key(text).strip()
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz ")


def test_scripts_are_told_apart() -> None:
    """Latin includes accents; Cyrillic is not Latin."""
    assert latin("Côte d’Ivoire")
    assert not latin("Київ")
