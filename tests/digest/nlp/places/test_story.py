"""What earlier articles of a story settled."""

from __future__ import annotations

from dataclasses import replace

from digest.model import Mention
from digest.nlp.places import settle

MISSOURI = Mention(
    0,
    11,
    "Springfield",
    4409896,
    "Springfield",
    37.2,
    -93.3,
    "US",
    "Missouri",
    "city",
    0.9,
    "named with Missouri",
    "",
)
OREGON = replace(MISSOURI, geonameid=5754005, admin1="Oregon", lat=44.0, lon=-123.0)
OPEN = Mention(20, 31, "Springfield", None, "Springfield", None, None, "", "", "", 0.3, "undecided", "")


def test_an_open_name_is_what_it_was_before() -> None:
    """The same name means the same place in a story, at its own span, and says why."""
    (found,) = settle([OPEN], [MISSOURI, MISSOURI])
    assert (found.geonameid, found.start, found.end, found.admin1) == (4409896, 20, 31, "Missouri")
    assert "earlier articles" in found.reason


def test_what_was_several_stays_open() -> None:
    """A name that meant two places, or none, decides nothing; a resolved one is never changed."""
    assert settle([OPEN], [MISSOURI, OREGON]) == (OPEN,)
    assert settle([OPEN], []) == (OPEN,)
    assert settle([OREGON], [MISSOURI]) == (OREGON,)
