"""What is offered while somebody types: ranked, fuzzy, in every script, and quick."""

from __future__ import annotations

import time

import pytest

from adapters.port import Place
from bot.suggest import MOST, Suggestions

HERE = Place("discord", "1", space="9")
KNOWN = Suggestions(
    followed={("discord", "1"): ("Grain deal", "Pokrovsk")},
    topics={"9": ("pokrovsk", "elections")},
    news=("Pokrovsk", "Kramatorsk", "Peru", "Kyiv", "Plovdiv"),
    outlets=("The Meridian", "Eastline"),
    search=lambda typed, most: ["Port Louis", "Porto"][:most],
)


def labels(option: str, typed: str) -> list[str]:
    return [choice.label for choice in KNOWN.choices(option, typed, HERE)]


def test_nothing_typed_offers_what_is_followed_first() -> None:
    """What this channel follows comes before what is new."""
    assert labels("what", "")[:3] == ["Grain deal", "Pokrovsk", "pokrovsk"]


@pytest.mark.parametrize("typed", ["pokr", "Покровськ", "Покровск", "pokrovs'k", "pokrowsk", "POKROVSK"])
def test_spellings_find_the_place(typed: str) -> None:
    """Scripts, apostrophes and near spellings lead to the same name."""
    assert "Pokrovsk" in labels("what", typed)


def test_the_gazetteer_fills_up() -> None:
    """Names that are not in the news come from the gazetteer, last."""
    assert labels("what", "por")[-2:] == ["Port Louis", "Porto"]


def test_outlets_are_offered_for_outlets() -> None:
    """The option says what is meant."""
    assert labels("outlet", "mer") == ["The Meridian"]


def test_never_more_than_a_platform_takes_and_quick() -> None:
    """At most 25, and far under the 100 ms a platform waits, with 2,000 names."""
    many = Suggestions(news=tuple(f"Place number {n}" for n in range(2000)))
    many.choices("what", "warm up", HERE)
    began = time.perf_counter()
    found = many.choices("what", "plase numbr 19", HERE)
    assert time.perf_counter() - began < 0.1
    assert len(found) == MOST
