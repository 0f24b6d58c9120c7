"""What earlier articles of a story settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from digest.meaning import settle, unsure
from digest.model import Analysis, Article, Mention
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
