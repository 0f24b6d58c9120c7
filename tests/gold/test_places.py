"""Places in our own sentences: floors under what is reached."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks import places_own
from digest.nlp.places import PlaceFinder


@cache
def finder() -> PlaceFinder:
    return PlaceFinder()


@pytest.mark.parametrize(("km", "least"), [(10, 0.94), (25, 0.95)])
def test_events_are_put_where_they_happened(km: float, least: float) -> None:
    """Small towns in Ukraine, Syria, Sudan, Gaza, Myanmar and elsewhere, each named in one sentence."""
    share, missed = places_own.events(finder(), km)
    assert share >= least, "\n".join(missed)


def test_location_fields_are_resolved() -> None:
    """ "Northern Chasiv Yar", "near Robotyne, western Zaporizhia Oblast": with the country or without."""
    assert places_own.fields(finder(), 25) >= 0.96
    assert places_own.fields(finder(), 10, hinted=True) >= 0.95


def test_world_news_is_read() -> None:
    """Countries, capitals, regions and rivers in paragraphs of world news."""
    f1, missed = places_own.world(finder())
    assert f1 >= 0.93, "\n".join(missed)
