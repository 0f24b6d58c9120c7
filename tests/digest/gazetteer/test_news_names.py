"""Names as news writes them, and villages where it is made."""

from __future__ import annotations

import pytest

from digest.gazetteer import TOWNS, open_gazetteer


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Kyaukphyu", "MM"), ("Qamishli", "SY"), ("al-Bukamal", "SY"), ("Hodeidah", "YE"), ("Robotyne", "UA"),
        ("Роботине", "UA"), ("Deir al-Balah", "PS"), ("Masisi", "CD"), ("Al-Daein", "SD"),
    ],
)  # fmt: skip
def test_towns_in_the_news_are_known(name: str, country: str) -> None:
    """What GeoNames' towns over 500 people lack or spell otherwise comes from our own tables."""
    found = [c for c in open_gazetteer().candidates(name) if c.kind in TOWNS]
    assert country in {c.country for c in found}


def test_divisions_go_by_their_other_romanizations() -> None:
    """The oblast is the same in older and newer spelling."""
    places = open_gazetteer()
    for name in ("Zaporizhia Oblast", "Zaporozhye region", "Zaporizhzhia Oblast"):
        assert "region" in {c.kind for c in places.candidates(name) if c.country == "UA"}


def test_a_country_has_one_capital_of_a_name() -> None:
    """Washington, Illinois, is a town."""
    capitals = [c for c in open_gazetteer().candidates("Washington") if c.kind == "capital"]
    assert [c.admin1 for c in capitals] == ["DC"]


def test_a_field_with_a_direction_and_a_region_is_read() -> None:
    """ "Kamianske, western Zaporizhia Oblast" is the one there, without being told the country."""
    places = open_gazetteer()
    found = places.resolve_name("Kamianske, western Zaporizhia Oblast")
    assert found is not None
    assert found.admin1_name == "Zaporizhzhia oblast"
    near = places.resolve_name("Selydove, south of Pokrovsk")
    assert near is not None
    assert near.admin1_name == "Donetsk oblast"
