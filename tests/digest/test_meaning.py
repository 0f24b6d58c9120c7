"""What earlier articles of a story settled, what people of a channel said, and when nothing decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from digest.gazetteer import Place
from digest.model import Analysis, Article, Mention, Read
from digest.naming.meaning import KNOWN, NEWS, Option, open_between, ordered, read_as, settle, unsure
from digest.pipeline import Memory, take
from digest.store import Store

NOON = datetime(2025, 11, 5, 12, tzinfo=UTC)
MISSOURI = Mention(
    0, 11, "Springfield", 4409896, "Springfield", 37.2, -93.3, "US", "Missouri", "city", 0.9,
    "Springfield, Missouri, United States: named with Missouri", "Springfield, Oregon, United States",
)  # fmt: skip
OREGON = replace(
    MISSOURI, geonameid=5754005, admin1="Oregon", lat=44.0, lon=-123.0,
    reason="Springfield, Oregon, United States: named with Oregon",
)  # fmt: skip
OPEN = Mention(
    20, 31, "Springfield", None, "Springfield", None, None, "", "", "", 0.3, "undecided",
    "Springfield, Illinois, United States",
)  # fmt: skip


def test_an_open_name_is_what_it_was_before() -> None:
    """The same name means the same place in a story, at its own span, and says why and what it is not."""
    (found,) = settle([OPEN], [MISSOURI, MISSOURI])
    assert (found.geonameid, found.start, found.end, found.admin1) == (4409896, 20, 31, "Missouri")
    assert found.reason == (
        "Springfield, Missouri, United States: earlier articles of this story mean this one by that name; "
        "not Springfield, Illinois, United States"
    )
    assert found.runner_up == "Springfield, Illinois, United States"
    assert found.confidence <= MISSOURI.confidence


def test_a_weak_reading_yields_to_a_sure_one() -> None:
    """A reading more likely wrong than right is not held against what the story settled."""
    weak = replace(OREGON, confidence=0.4)
    (found,) = settle([weak], [MISSOURI])
    assert (found.geonameid, found.runner_up) == (4409896, "Springfield, Oregon, United States")
    assert not unsure(found)


def test_what_was_several_stays_open() -> None:
    """What meant two places, or none, or was never sure, decides nothing; a sure mention stays."""
    assert settle([OPEN], [MISSOURI, OREGON]) == (OPEN,)
    assert settle([OPEN], []) == (OPEN,)
    assert settle([OPEN], [replace(MISSOURI, confidence=0.4)]) == (OPEN,)
    assert settle([OREGON], [MISSOURI]) == (OREGON,)


def test_what_no_gazetteer_has_stays_unknown() -> None:
    """A name without any place is not ambiguous: nothing earlier can settle it."""
    unknown = replace(OPEN, confidence=0.0)
    assert settle([unknown], [MISSOURI]) == (unknown,)


# --- what people of a channel said ------------------------------------------------------------------------

HERE = Place(4250542, "Springfield", 39.8, -89.64, "city", 114394, "US", "United States", "IL", "Illinois")


def test_what_people_said_wins_over_the_article() -> None:
    """However sure the article, a name is the place people said; open ones too; other names stay."""
    other = replace(MISSOURI, text="Kansas City", geonameid=1)
    read = Read(Article("a", ""), Analysis(places=(MISSOURI, OPEN, other)))
    first, second, third = read_as(read, {"springfield": HERE}).analysis.places
    assert (first.geonameid, first.admin1, first.lat, first.start) == (4250542, "Illinois", 39.8, 0)
    assert (second.geonameid, second.start, second.literal) == (4250542, 20, True)
    assert third == other
    assert first.reason == (
        "Springfield, Illinois, United States: people here said that this one is meant; "
        "not Springfield, Missouri, United States"
    )


def test_none_of_them_leaves_the_name_open() -> None:
    """Nothing is drawn or looked up under a name that means no place."""
    read = Read(Article("a", ""), Analysis(places=(MISSOURI,)))
    (found,) = read_as(read, {"springfield": None}).analysis.places
    assert (found.geonameid, found.lat, found.literal) == (None, None, False)
    assert "none of the places" in found.reason


def test_an_actor_of_that_name_stays_an_actor() -> None:
    """What is part of an organization's name stays undrawn, wherever it lies."""
    read = Read(Article("a", ""), Analysis(places=(replace(MISSOURI, kind="organization"),)))
    (found,) = read_as(read, {"springfield": HERE}).analysis.places
    assert (found.kind, found.literal) == ("organization", False)


# --- which of several is looked up ----------------------------------------------------------------------

FAR = replace(HERE, geonameid=2, lat=44.0, lon=-123.0)
NEAR = replace(HERE, geonameid=3, lat=39.9)


def test_it_is_asked_only_when_nothing_decides() -> None:
    """Followed, else in the news, else far better known: each decides alone."""
    here, far = Option(HERE, known=7.0), Option(FAR, known=6.5)
    assert open_between([here, far]) == [here, far]
    assert open_between([here, replace(far, known=7.0 - KNOWN)]) == []
    assert open_between([here, replace(far, news=1)]) == []
    assert ordered([here, replace(far, news=1)])[0].place == FAR
    assert open_between([replace(here, news=NEWS), replace(far, news=1)]) == []
    assert len(open_between([replace(here, news=NEWS - 1), replace(far, news=1)])) == 2
    assert open_between([replace(here, news=5), replace(far, followed=1)]) == []
    assert len(open_between([replace(here, followed=1), replace(far, followed=1)])) == 2


def test_what_is_followed_weighs_by_how_narrow_it_is() -> None:
    """A followed country does not make a hamlet of a capital; a followed state may."""
    paris, hamlet = Option(HERE, known=9.0), Option(FAR, known=6.0)
    assert ordered([paris, replace(hamlet, followed=1)])[0] == paris
    assert ordered([paris, replace(hamlet, followed=2)])[0].place == FAR
    assert open_between([paris, replace(hamlet, followed=1)]) == []
    assert open_between([paris, replace(hamlet, followed=2)]) == []


def test_a_city_and_its_district_are_no_question() -> None:
    """Places of one name next to each other are the same to who looks them up."""
    assert open_between([Option(HERE, known=7.0), Option(NEAR, known=7.0)]) == []


# --- through the pipeline --------------------------------------------------------------------------------

CLEAR = Article(
    "clear",
    "Russian troops shelled the rail junction at Pokrovsk in Donetsk oblast on Wednesday, Ukrainian "
    "officials said. The junction at Pokrovsk feeds Kramatorsk and Sloviansk. Drone crews "
    "burned two supply trucks on the ring road, the brigade said.",
    title="Rail junction at Pokrovsk shelled",
    url="https://one.example/a",
    outlet="One",
    published=NOON,
)
ALONE = Article(
    "alone",
    "Shelling of the rail junction at Pokrovsk burned two supply trucks on the ring road, the brigade said.",
    title="Rail junction at Pokrovsk shelled again",
    url="https://two.example/b",
    outlet="Two",
    published=NOON + timedelta(hours=2),
)


@cache
def analyzer() -> object:
    from digest.nlp.analyzer import Analyzer

    return Analyzer()


async def analyze(articles: Sequence[Article]) -> list[Analysis]:
    return list(analyzer().many(articles))  # type: ignore[attr-defined]  # kept untyped so that it loads late


def pokrovsk(store: Store, article: str) -> list[Mention]:
    read = store.read(article)
    assert read is not None
    return [place for place in read.analysis.places if place.text == "Pokrovsk"]


async def test_a_later_article_means_what_the_story_meant(tmp_path: Path) -> None:
    """Ambiguous alone, settled after the article before it; kept, and the same after a restart."""
    (by_itself,) = await analyze([ALONE])
    assert any(unsure(place) for place in by_itself.places)
    with Store(f"sqlite:///{tmp_path}/news.db") as store:
        for article in (CLEAR, ALONE):  # a memory each: the second is a process that has just begun
            await take([article], store=store, analyze=analyze, now=NOON, memory=Memory())
        first, second = store.read("clear"), store.read("alone")
        assert first
        assert second
        assert first.story == second.story
        places = pokrovsk(store, "alone")
        assert {place.geonameid for place in places} == {704422}
        assert all("earlier articles of this story" in place.reason for place in places)
        assert all(ALONE.text[place.start : place.end] == "Pokrovsk" for place in places)


async def test_an_edited_article_is_settled_again(tmp_path: Path) -> None:
    """A new version is read by itself again, and what the story settled holds for it too."""
    edited = replace(ALONE, text=ALONE.text.replace("two supply trucks", "three supply trucks"))
    with Store(f"sqlite:///{tmp_path}/news.db") as store:
        memory = Memory()
        await take([CLEAR, ALONE], store=store, analyze=analyze, now=NOON, memory=memory)
        await take([edited], store=store, analyze=analyze, now=NOON, memory=memory)
        read = store.read("alone")
        assert read
        assert "three" in read.article.text
        assert {place.geonameid for place in pokrovsk(store, "alone")} == {704422}
