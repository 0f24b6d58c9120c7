"""The gazetteer of this installation: names to candidates, ids to places, containment, distance, search."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import NotFound
from digest.gazetteer import KINDS, SPELLINGS, Gazetteer, open_gazetteer

POKROVSK, ENGELS, DONETSK_OBLAST, UKRAINE, EUROPE = 704422, 563464, 709716, 690791, 6255148


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return open_gazetteer()


@pytest.mark.parametrize("name", ["Pokrovsk", "Pokrovs'k", "Pokrowsk", "Покровськ", "Покровск"])
def test_every_spelling_finds_pokrovsk(places: Gazetteer, name: str) -> None:
    """Transliterations and both Cyrillic spellings lead to the same town."""
    assert POKROVSK in [c.geonameid for c in places.candidates(name)]


def test_what_was_once_called_so_is_a_candidate_too(places: Gazetteer) -> None:
    """Engels, once Pokrovsk, is offered with its population, and as another name only."""
    engels = next(c for c in places.candidates("Pokrovsk") if c.geonameid == ENGELS)
    assert engels.population > 190_000
    assert engels.spelling == "alt"


def test_a_place_says_where_it_lies(places: Gazetteer) -> None:
    """Name, point, divisions and other names of Pokrovsk."""
    place = places.place(POKROVSK)
    assert (round(place.lat, 2), round(place.lon, 2)) == (48.28, 37.18)
    assert place.label == "Pokrovsk, Donetsk oblast, Ukraine"
    assert place.local_name("uk") == "Покровськ"
    assert place.local_name("ru") == "Покровск"
    assert place.local_name("de") == "Pokrovsk"


def test_places_lie_in_each_other(places: Gazetteer) -> None:
    """Town in oblast, oblast in country, country on continent, town in a region of several oblasts."""
    donbas = places.candidates("Donbas")[0].geonameid
    assert places.inside(POKROVSK, DONETSK_OBLAST)
    assert places.inside(DONETSK_OBLAST, UKRAINE)
    assert places.inside(POKROVSK, EUROPE)
    assert places.inside(POKROVSK, donbas)
    assert not places.inside(ENGELS, UKRAINE)
    assert not places.inside(UKRAINE, POKROVSK)


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Calif.", "region", "US"), ("W.Va.", "region", "US"), ("B.C.", "region", "CA"), ("NSW",
        "region", "AU"), ("Rapides Parish", "district", "US"), ("Black Sea", "sea", ""), ("Europe",
        "continent", ""), ("Donetsk region", "region", "UA"), ("Siverskyi Donets", "river", ""),
        ("U.S.", "country", "US"),
    ],
)  # fmt: skip
def test_names_towns_lists_lack(places: Gazetteer, name: str, kind: str, country: str) -> None:
    """Abbreviations, counties, seas, rivers and continents are known by the names news uses."""
    assert (kind, country) in [(c.kind, c.country) for c in places.candidates(name)]


def test_peoples_are_marked(places: Gazetteer) -> None:
    """A word for a people names its country as a demonym."""
    assert [(c.country, c.spelling) for c in places.candidates("Ukrainians")] == [("UA", "demonym")]


def test_near_goes_across_the_date_line(places: Gazetteer) -> None:
    """Towns near a point come nearest first, on both sides of 180 degrees."""
    found = places.near(48.28, 37.18, 10)
    assert found[0][0].geonameid == POKROVSK
    assert [far for _, far in found] == sorted(far for _, far in found)
    longitudes = [place.lon for place, _ in places.near(-16.8, 180.0, 250, limit=500)]
    assert min(longitudes) < 0 < max(longitudes)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("pokrovsk", "Pokrovsk, Donetsk oblast, Ukraine"), ("Pokrovks", "Pokrovsk, Donetsk oblast, Ukraine"),
        ("springfield, ill", "Springfield, Illinois, United States"), ("kharki", "Kharkiv, Ukraine"),
    ],
)  # fmt: skip
def test_search_finds_what_is_meant(places: Gazetteer, typed: str, label: str) -> None:
    """Exact names, beginnings, misspellings and containers find the place among the first."""
    assert label in [place.label for place in places.search(typed, 5)]


@given(st.text(max_size=30))
def test_any_text_may_be_looked_up(text: str) -> None:
    """No text raises; whatever comes back is well formed and in the gazetteer."""
    places = open_gazetteer()
    for candidate in places.candidates(text):
        assert candidate.kind in KINDS
        assert candidate.spelling in SPELLINGS
        assert places.place(candidate.geonameid).geonameid == candidate.geonameid
    assert len(places.search(text, 3)) <= 3
    places.resolve_name(text, "UA")


def test_unknown_ids_are_not_found(places: Gazetteer) -> None:
    """An id that is not there is named in the error."""
    with pytest.raises(NotFound, match="12345678"):
        places.place(12345678)


def test_opening_is_quick_and_small(places: Gazetteer) -> None:
    """Opening again takes far less than a tenth of a second of work; the files are under 20 MB."""
    start = time.process_time()
    Gazetteer(places.folder)
    assert time.process_time() - start < 0.1
    assert sum(path.stat().st_size for path in places.folder.iterdir()) < 20_000_000


def test_looking_up_costs_little(places: Gazetteer) -> None:
    """A look-up costs at most 160 look-ups in a dict: tens of thousands a second on any machine."""
    names = ["Pokrovsk", "Kramatorsk", "Xyzzyx", "St. Louis", "Avdiivka"] * 400
    known = {name: [name.lower().split()] for name in names}
    start = time.process_time()
    for _ in range(40):
        for name in names:
            known.get(name.lower().strip())
    plain = time.process_time() - start
    start = time.process_time()
    for name in names:
        places.candidates(name)
    assert time.process_time() - start < 4 * plain + 0.1
