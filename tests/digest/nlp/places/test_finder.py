"""Places in articles of our own words: found, resolved, and told in what sense they are meant."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import SetupError
from digest.model import Article, Mention
from digest.nlp import parse
from digest.nlp.places import PlaceFinder

FRONT = (
    "Russian troops pushed into northern Pokrovsk on Wednesday, the Defense Ministry in Moscow said. The "
    "city is a rail hub in Ukraine’s Donetsk region. Kyiv denied that its units there were surrounded. "
    "Farther north lie Kramatorsk and Sloviansk; Avdiivka fell in early 2024. Control of the whole Donbas is "
    "the aim, analysts said."
)
Find = Callable[..., tuple[Mention, ...]]


@pytest.fixture(scope="module")
def find() -> Find:
    finder, nlp = PlaceFinder(), parse.load()

    def found(text: str, home: str = "") -> tuple[Mention, ...]:
        return finder(nlp(text), Article("a", text, home=home))

    return found


def named(mentions: tuple[Mention, ...], text: str) -> Mention:
    return next(mention for mention in mentions if mention.text == text)


def test_the_one_that_is_meant(find: Find) -> None:
    """Pokrovsk is the town in Donetsk oblast, with its reason, and Engels is told as what it is not."""
    mention = named(find(FRONT), "Pokrovsk")
    assert (mention.geonameid, round(mention.lat or 0, 2), round(mention.lon or 0, 2)) == (
        704422,
        48.28,
        37.18,
    )
    assert (mention.admin1, mention.country, mention.kind) == ("Donetsk oblast", "UA", "city")
    assert "other places of the article lie within 100 km" in mention.reason
    assert mention.runner_up
    assert mention.confidence > 0.8


def test_towns_the_tagger_takes_for_something_else(find: Find) -> None:
    """Kramatorsk, Sloviansk and Avdiivka are resolved, whatever the tagger calls them."""
    found = find(FRONT)
    for name in ("Kramatorsk", "Sloviansk", "Avdiivka"):
        assert (named(found, name).country, named(found, name).admin1) == ("UA", "Donetsk oblast")
    assert named(found, "Donbas").literal
    assert named(found, "Donetsk region").kind == "region"


def test_peoples_and_governments_are_not_places(find: Find) -> None:
    """ "Russian" is a demonym, "Kyiv denied" a government, "in Moscow" a place."""
    found = find(FRONT)
    assert named(found, "Russian").kind == "demonym"
    assert named(found, "Kyiv").kind == "organization"
    assert not named(found, "Kyiv").literal
    assert named(found, "Moscow").literal


def test_washington_says_and_lies(find: Find) -> None:
    """Who says something is an actor; where something happens is a place."""
    said = find("Washington said on Monday that it would send more aid.")
    assert not any(mention.literal for mention in said if mention.text == "Washington")
    text = "Thousands marched in Washington on Saturday, closing streets around the White House."
    there = named(find(text), "Washington")
    assert there.literal
    assert there.admin1 == "District of Columbia"


@pytest.mark.parametrize("text", [
    "Paris Hilton arrived late on Sunday, her agent said.",
    "Abraham Lincoln was born in a log cabin. Lincoln later wrote about it.",
    "Michael Jordan did not comment. Jordan scored 30 points in the final.",
])  # fmt: skip
def test_people_are_not_places(find: Find, text: str) -> None:
    """Persons who bear the name of a place are no place."""
    assert [mention.text for mention in find(text) if mention.literal] == []


def test_georgia_both_ways(find: Find) -> None:
    """The state among its towns, the country among its own."""
    state = find("Voters in Atlanta and Savannah go to the polls as Georgia elects a governor.")
    country = find(
        "Protesters filled the streets of Tbilisi after Georgia suspended talks. In Batumi, police used gas."
    )
    assert (named(state, "Georgia").country, named(state, "Georgia").kind) == ("US", "region")
    assert (named(country, "Georgia").country, named(country, "Georgia").kind) == ("GE", "country")


def test_the_context_decides_for_the_other_one(find: Find) -> None:
    """Among places on the Volga, Pokrovsk is what Engels was once called."""
    text = (
        "The Volga burst its banks in Saratov oblast; in Engels and Pokrovsk, as Engels was once called, "
        "cellars were wet."
    )
    assert named(find(text), "Pokrovsk").name == "Engels"


def test_the_outlets_home_decides(find: Find) -> None:
    """The same words mean another Paris to an outlet in Texas."""
    text = "Police in Paris arrested two men on Friday. The sheriff confirmed it."
    assert named(find(text, home="Paris, Texas"), "Paris").admin1 == "Texas"
    assert named(find(text, home="Paris, France"), "Paris").country == "FR"


def test_nothing_is_pinned_when_nothing_decides(find: Find) -> None:
    """A lone Springfield stays open, and the reason names the readings."""
    mention = named(find("Springfield residents met on Tuesday to talk about the bridge."), "Springfield")
    assert (mention.geonameid, mention.lat, mention.literal) == (None, None, False)
    assert "Springfield, Missouri" in mention.reason or "nothing in the article" in mention.reason


def test_parts_of_names_are_told(find: Find) -> None:
    """A place inside an organization's name is found but not drawn."""
    found = find("The University of Kentucky declined to comment, a Boston Police Department spokesman said.")
    assert named(found, "Kentucky").kind == "organization"


def test_lists_and_containers(find: Find) -> None:
    """ "X, Y" is X in Y."""
    found = find(
        "Police in Paris, Texas, arrested two men from Clarksville. The Lamar County sheriff confirmed it."
    )
    assert named(found, "Paris").admin1 == "Texas"
    assert "named together with Texas" in named(found, "Paris").reason


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.sampled_from("Paris in Kyiv, Покровск \n\t“”'’-—.()/🙂ß"), max_size=120))
def test_spans_are_exact_whatever_the_text(find: Find, text: str) -> None:
    """No text raises; mentions are cut from the text, in order, and do not overlap."""
    found = find(text)
    assert all(text[mention.start : mention.end] == mention.text for mention in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_it_runs_without_what_was_learned() -> None:
    """By rules alone the front line is still found."""
    doc = parse.load()(FRONT)
    found = PlaceFinder(method="rules")(doc, Article("a", FRONT))
    assert named(found, "Pokrovsk").geonameid == 704422
    with pytest.raises(SetupError, match="DATELINE_PLACES"):
        PlaceFinder(method="magic")
