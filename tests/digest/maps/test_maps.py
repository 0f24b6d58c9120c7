"""Locator maps, anywhere on earth."""

from __future__ import annotations

import io
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from digest.gazetteer import Place, open_gazetteer
from digest.maps import aside, draw
from digest.maps.draw import seen, spots
from digest.maps.labels import Wanted, overlap, place, within
from digest.maps.paint import around, measure
from digest.maps.project import fit
from digest.maps.world import world
from digest.model import Mention

GAZETTEER = open_gazetteer()


def town(name: str, lat: float, lon: float) -> Place:
    return Place(abs(hash((name, lat, lon))) % 10**8, name, lat, lon, "city", 1000)


STORIES = {
    "front": [
        town("Pokrovsk", 48.28, 37.18),
        town("Kramatorsk", 48.73, 37.56),
        town("Avdiivka", 48.14, 37.74),
    ],
    "city": [town("Paris", 48.85, 2.35)],
    "two continents": [
        town("Washington", 38.9, -77.0),
        town("Beijing", 39.9, 116.4),
        town("London", 51.5, -0.1),
    ],
    "island state": [town("Suva", -18.14, 178.44), town("Labasa", -16.42, 179.38)],
    "date line": [town("Suva", -18.14, 178.44), town("Apia", -13.83, -171.77)],
    "pole": [town("Longyearbyen", 78.22, 15.65), town("Alert", 82.5, -62.3)],
    "south pole": [town("Amundsen-Scott", -90.0, 0.0)],
}


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_story_gets_a_small_picture(story: str, theme: str) -> None:
    """The picture has the size asked for, stays under 60 KB, and its words name every place."""
    drawn = draw(STORIES[story], title=story, theme=theme)  # type: ignore[arg-type] # parametrized
    assert drawn is not None
    image = Image.open(io.BytesIO(drawn.png))
    assert image.size == (800, 500)
    assert len(drawn.png) < 60_000
    assert story in drawn.alt
    assert all(place.name in drawn.alt for place in STORIES[story])


def test_words_say_where() -> None:
    """Alt text tells direction and distance, and what is disputed."""
    front = STORIES["front"]
    drawn = draw(front, disputed={front[0].geonameid})
    assert drawn is not None
    assert "Pokrovsk (disputed)" in drawn.alt
    assert "57 km northeast of Pokrovsk" in drawn.alt


def named(name: str) -> Mention:
    found = GAZETTEER.search(name, 1)[0]
    return Mention(
        0, len(name), name, found.geonameid, name, found.lat, found.lon, "XX", "", found.kind, 0.9, "", ""
    )


FRONT = [
    (named("Kramatorsk"), 19),
    (named("Moscow"), 5),
    (named("Kyiv"), 4),
    (named("Sloviansk"), 4),
]


def left_out(places: list[tuple[Mention, int]], disputed: tuple[Mention, ...] = ()) -> set[str]:
    left = aside(places, [one.geonameid for one in disputed if one.geonameid is not None])
    return {one.name for one, _ in places if one.geonameid in left}


def test_speakers_seats_do_not_set_the_frame() -> None:
    """A battle told from two capitals is a map of the battle; the capitals are named in its words."""
    assert left_out(FRONT) == {"Moscow", "Kyiv"}
    drawn = draw([one for one, times in FRONT for _ in range(times)], title="Kramatorsk", aside=aside(FRONT))
    assert drawn is not None
    assert "Also named: Moscow, Kyiv." in drawn.alt
    assert "Sloviansk, 13 km north" in drawn.alt


def test_a_capital_that_is_the_story_stays() -> None:
    """Named as often as any other place, disputed, or near, a capital is drawn."""
    front, moscow, kyiv, _ = FRONT
    assert left_out([front, (moscow[0], 12), kyiv]) == set()  # then the frame is that wide anyway
    assert left_out(FRONT, (moscow[0],)) == set()
    assert left_out([(named("Plovdiv"), 6), (named("Sofia"), 1)]) == set()
    assert left_out([moscow, kyiv]) == set()


def test_a_far_town_is_left_out_only_in_passing() -> None:
    """Named once beside twenty, it is; named a few times, it belongs to the story."""
    lviv = named("Lviv")
    assert left_out([FRONT[0], (lviv, 1)]) == {"Lviv"}
    assert left_out([FRONT[0], (lviv, 5)]) == set()


def test_dots_never_cover_each_other() -> None:
    """Of places too near to be told apart the most named one is drawn, and words name the rest."""
    near = town("Myrnohrad", 48.3, 37.27)
    places = [*STORIES["front"][:1] * 3, near, town("Lviv", 49.84, 24.03)]
    drawn = draw(places)
    assert drawn is not None
    assert drawn.alt.endswith("Also named: Myrnohrad.")


def test_a_lone_town_is_seen_among_others() -> None:
    """Where no other town is near, the map reaches farther, until some say where it is."""
    nampula, paris = town("Nampula", -15.12, 39.27), town("Paris", 48.85, 2.35)
    wide, close = (scale_of(one) for one in (nampula, paris))
    assert wide > 2 * close


def scale_of(lone: Place) -> float:
    return seen(spots([lone], frozenset(), GAZETTEER), 800, 500, GAZETTEER).scale


def test_only_literal_places_are_drawn() -> None:
    """Peoples, governments and open mentions are not on the map; with nothing else there is none."""
    literal = Mention(0, 4, "Kyiv", 703448, "Kyiv", 50.45, 30.52, "UA", "Kyiv City", "capital", 0.9, "", "")
    people = Mention(9, 16, "Russian", 2017370, "Russia", 60.0, 100.0, "RU", "", "demonym", 0.9, "", "")
    drawn = draw([literal, people])
    assert drawn is not None
    assert "Russia" not in drawn.alt
    assert draw([people]) is None
    assert draw([]) is None


def test_phones_get_the_same_map() -> None:
    """A narrow map keeps its proportions."""
    drawn = draw(STORIES["front"], width=400)
    assert drawn is not None
    assert Image.open(io.BytesIO(drawn.png)).size == (400, 250)


def test_land_and_sea_are_where_they_are() -> None:
    """A town far from any coast is drawn on land, Fiji's waters as sea."""
    for story, spot, land in (("city", (20, 480 - 60), True), ("island state", (400, 60), False)):
        drawn = draw(STORIES[story])
        assert drawn is not None
        red, _, blue = Image.open(io.BytesIO(drawn.png)).convert("RGB").getpixel(spot)  # type: ignore[misc] # RGB
        assert (red > blue) == land


def test_crimea_belongs_to_no_side() -> None:
    """The line at Perekop is disputed at every scale, and the strait of Kerch has none."""
    for scale in ("10m", "50m", "110m"):
        atlas = world(scale)
        for i in range(atlas.rings, len(atlas.starts) - 1):
            lat, lon = atlas.piece(i)
            inside = (abs(lat - 46.0) < 0.3) & (abs(lon - 34.2) < 0.9)
            assert not inside.any() or atlas.disputed[i]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 800), st.floats(0, 500), st.text("abcdefghij ", min_size=1, max_size=14)),
        max_size=14,
    )
)
def test_labels_never_overlap(points: list[tuple[float, float, str]]) -> None:
    """Whatever the dots, names lie on the page, off each other, and off the furniture."""
    page, furniture = (4.0, 4.0, 796.0, 496.0), [(0.0, 460.0, 150.0, 500.0)]
    wanted = [Wanted(name, x, y, 8, 25, True, i < 6) for i, (x, y, name) in enumerate(points)]
    boxes = [label.box for label in place(wanted, measure, page, furniture)]
    assert not any(overlap(a, b) for a, b in combinations(boxes + furniture, 2))
    assert all(within(box, page) for box in boxes)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=6))
def test_every_place_is_in_the_picture(points: list[tuple[float, float]]) -> None:
    """Poles, date line and antipodes: the view always holds all places."""
    view = fit(points, 800, 500)
    for lat, lon in points:
        x, y = view.at(lat, lon)
        assert -1 <= x <= 801
        assert -1 <= y <= 501 or view.flat


def test_inland_pictures_are_land() -> None:
    """A ring around the picture fills it, one elsewhere does not."""
    atlas = world("50m")
    inland = fit([(49.8, 24.0)], 800, 500)
    at_sea = fit([(0.0, -150.0)], 800, 500)
    rings = [atlas.piece(i) for i in range(atlas.rings)]
    assert sum(around(inland, lat, lon) for lat, lon in rings) == 1
    assert sum(around(at_sea, lat, lon) for lat, lon in rings) == 0


def test_neighbours_are_towns_of_the_gazetteer() -> None:
    """Orientation comes from the most populous towns around."""
    places = open_gazetteer()
    rows = places.largest_near(48.28, 37.18, 60, 3)
    assert "Donetsk" in [places.name(row) for row in rows]
