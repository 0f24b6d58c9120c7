"""Location strings to places."""

from __future__ import annotations

import pytest

from digest.gazetteer import open_gazetteer


@pytest.mark.parametrize(
    ("text", "country", "label"),
    [
        ("Pokrowsk, Donetsk Oblast", "UA", "Pokrovsk, Donetsk oblast, Ukraine"),
        ("Makariv, Kyiv", "UA", "Makariv, Kyiv oblast, Ukraine"),
        ("Saltivka district of Kharkiv", "UA", "Saltivka, Kharkiv oblast, Ukraine"),
        ("5 km south of Bakhmut", "UA", "Bakhmut, Donetsk oblast, Ukraine"),
        ("Lisichansk", "UA", "Lysychansk, Luhansk oblast, Ukraine"),
        ("Zaporizhia", "UA", "Zaporizhzhia, Ukraine"),
        ("Luhansk region", "UA", "Luhansk, Ukraine"),
        ("Belgorod", "UA", "Belgorod, Russia"),
        ("Paris, Texas", "", "Paris, Texas, United States"),
        ("Boston, United States", "", "Boston, Massachusetts, United States"),
    ],
)
def test_location_strings(text: str, country: str, label: str) -> None:
    """Containers in either order, other romanizations, misspellings, regions alone, and the next
    country's city.
    """
    place = open_gazetteer().resolve_name(text, country)
    assert place is not None
    assert place.label == label


def test_points_nearby_decide() -> None:
    """Of several towns of a name, the one near the given points is meant."""
    place = open_gazetteer().resolve_name("Paris", near=[(33.6, -95.5)])
    assert place is not None
    assert place.admin1_name == "Texas"


def test_nothing_fits() -> None:
    """A string that names nothing resolves to nothing."""
    assert open_gazetteer().resolve_name("xqzzv qqwx") is None
    assert open_gazetteer().resolve_name("") is None
