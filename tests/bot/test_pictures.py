"""Which of a digest's places its one map frames."""

from __future__ import annotations

from dataclasses import replace

from bot import pictures
from digest.gazetteer import open_gazetteer
from digest.model import Mention, ShownStory
from tests import samples


def named(name: str) -> Mention:
    found = open_gazetteer().search(name, 1)[0]
    return Mention(
        0, len(name), name, found.geonameid, name, found.lat, found.lon, "XX", "", found.kind, 0.9, "", ""
    )


def story(**times: int) -> ShownStory:
    (one,) = samples.digest().stories
    return replace(one, places=tuple((named(name), count) for name, count in times.items()))


def drawn(*stories: ShownStory) -> str:
    picture = pictures.of_digest(samples.digest(stories=stories))
    assert picture is not None
    return picture.alt


def test_a_seat_of_one_story_may_be_the_place_of_another() -> None:
    """Moscow is left out where it only speaks, and drawn as soon as one story happens there."""
    front = story(Kramatorsk=19, Sloviansk=4, Moscow=5, Kyiv=4)
    assert drawn(front).endswith("Also named: Moscow, Kyiv.")
    assert "; Moscow, 781 km north of Kramatorsk." in drawn(front, story(Moscow=6))
