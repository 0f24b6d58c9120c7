"""What has changed, as a reader sees it on each platform: from articles through the store to the payload."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.message import Message, plain
from bot import formats
from bot.views import news as views
from digest import delta
from digest.model import Analysis, Article, Digest
from digest.news import News
from digest.nlp.analyzer import Analyzer
from digest.pipeline import Memory, take
from digest.store import Store
from digest.stories import StoryEvent

NOW = datetime(2025, 11, 5, 8, tzinfo=UTC)
DAY = timedelta(days=1)
FLOOD = (
    "The river Osta rose above its dike in Marin on Monday.\n\n"
    "Mayor Ilse Brandt said that 40 houses in the old town were under water. "
    "The water board denied that the pumps of Marin had failed.\n\n"
    "Farmers in the valley moved their cattle to the hills.\n\n"
    "“We were never warned,” said Karl Weidner, who keeps a mill beside the weir."
)

WET = "houses in the old town were under water"


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(attribution="rules")


@pytest.fixture
def news(tmp_path: Path) -> Iterator[News]:
    with Store(f"sqlite:///{tmp_path}/news.db", now=lambda: NOW) as store:
        yield News(store)


def article(text: str = FLOOD, name: str = "flood", **given: object) -> Article:
    rest = {"title": "River floods Marin", "url": f"https://herald.example/{name}", "outlet": "Herald",
            "published": NOW, **given}  # fmt: skip
    return Article(name, text, **rest)  # type: ignore[arg-type]  # fields by name


async def published(news: News, analyzer: Analyzer, *articles: Article, memory: Memory | None = None) -> None:
    async def analyze(given: Sequence[Article]) -> list[Analysis]:
        return list(analyzer.many(given))

    await take(articles, store=news.store, analyze=analyze, now=NOW, memory=memory)


def composed(news: News, before: Digest | None = None, *, at: datetime = NOW) -> Digest:
    known = delta.state(before) if before else None
    return news.digest("", space="", at=at + DAY, since=NOW - 7 * DAY, before=known)


def lines(message: Message) -> list[str]:
    """What is said after "What changed"."""
    said = plain(message).splitlines()
    return [
        line.removeprefix("• ") for line in said[said.index("What changed") + 1 :] if line.startswith("• ")
    ]


async def test_a_correction_is_told_with_before_and_after_on_every_platform(
    news: News, analyzer: Analyzer
) -> None:
    """The changed claim with both wordings, the figure from and to; claims nobody touched stay unchanged."""
    await published(news, analyzer, article())
    first = composed(news)
    await published(news, analyzer, article(FLOOD.replace("40 houses", "140 houses")))
    second = composed(news, first)
    assert {(one.kind, one.before, one.after) for one in second.delta} == {
        ("corrected", f"40 {WET}", f"140 {WET}"),
        ("figure", "40", "140"),
    }  # fmt: skip
    assert second.unchanged >= 2
    message = views.digest(second)
    corrected, figure = lines(message)[:2]
    assert corrected == (
        "CORRECTED Ilse Brandt: “40 houses in the old town were under water” is now "
        "“140 houses in the old town were under water” — Herald"
    )
    assert figure == "FIGURE CHANGED houses: from 40 to 140 — Herald"
    for platform in ("discord", "slack"):
        shown = str([one.body for one in formats.payloads(message, platform)])
        assert "What changed" in shown
        assert "140 houses in the old town" in shown
        assert "is now" in shown


async def test_what_a_publisher_takes_out_is_told_as_taken_back(news: News, analyzer: Analyzer) -> None:
    """A sentence that is gone takes its claim with it, and readers of the claim hear that."""
    await published(news, analyzer, article())
    first = composed(news)
    await published(news, analyzer, article(FLOOD.split("\n\n“We were")[0]))
    second = composed(news, first)
    assert ("withdrawn", "“We were never warned,”") in {(one.kind, one.before) for one in second.delta}
    assert lines(views.digest(second))[0] == (
        "WITHDRAWN Karl Weidner: “We were never warned,” is taken back by its publisher — Herald"
    )
    assert composed(news, second).delta == ()


async def test_a_withdrawn_article_is_told(news: News, analyzer: Analyzer) -> None:
    """Each of its claims that readers know, once."""
    await published(news, analyzer, article())
    first = composed(news)
    news.store.withdraw("flood", NOW)
    second = composed(news, first)
    assert {one.kind for one in second.delta} == {"withdrawn"}
    assert "taken back by its publisher" in plain(views.digest(second))
    assert "Nothing new" not in plain(views.digest(second))


async def test_merged_split_and_quiet_stories_are_told_with_their_headlines(
    news: News, analyzer: Analyzer
) -> None:
    """ "Merged", "was part of", and "since" when it has been quiet; each once."""
    other = "A court in Teln jailed the banker Paul Orth on Monday. His lawyer said that he would appeal."
    third = "Astronomers in Osten said that a comet would pass the moon on Friday. Nobody doubted them."
    await published(
        news, analyzer, article(),
        article(other, "trial", title="Banker jailed in Teln"),
        article(third, "comet", title="Comet to pass the moon", published=NOW - 4 * DAY),
    )  # fmt: skip
    stories = {read.article.id: read.story or 0 for read in news.store.reads(["flood", "trial", "comet"])}
    assert len(set(stories.values())) == 3
    first = composed(news)
    news.store.story_event(StoryEvent("quiet", stories["comet"], NOW))
    news.store.story_event(StoryEvent("merged", stories["trial"], NOW, into=stories["flood"]))
    second = composed(news, first)
    assert lines(views.digest(second)) == [
        "MERGED “Banker jailed in Teln” is now told with “River floods Marin”",
        "GONE QUIET “Comet to pass the moon”, since 01 Nov 08:00 UTC",
    ]
    assert composed(news, second).delta == ()
    news.store.story_event(StoryEvent("split", stories["flood"], NOW, into=9))
    news.store.move(["trial"], 9)
    third_digest = composed(news, second)
    assert lines(views.digest(third_digest)) == [
        "SPLIT “Banker jailed in Teln” was part of “River floods Marin”"
    ]
    assert composed(news, third_digest).delta == ()


async def test_one_statement_in_five_outlets_is_one_origin(news: News, analyzer: Analyzer) -> None:
    """Each words it anew, none has another source: the digest says so, and whose words they are."""
    told = (
        "Dues for container ships rise by eight percent, the Port Authority of Marin said in a statement.",
        "The Port Authority of Marin said in a statement that container ships would pay more dues.",
        "In a statement, the Port Authority of Marin said container ships are charged more dues.",
        "Container ships pay eight percent more dues, the Port Authority of Marin said in a statement.",
        "The Port Authority of Marin said in a statement that from January dues for container ships rise.",
    )
    await published(news, analyzer, *(
        article(text, f"dues{n}", title="Dues rise in Marin", outlet=f"Outlet {n}")
        for n, text in enumerate(told)
    ))  # fmt: skip
    shown = composed(news)
    (story,) = shown.stories
    assert [(one.kind, one.name) for one in story.origins] == [("statement", "Port Authority of Marin")]
    assert all(claim.origins == 1 for _, claims in story.sides for claim in claims)
    assert "1 origin · 5 outlets" in plain(views.digest(shown))


async def test_the_state_before_this_release_is_understood(news: News, analyzer: Analyzer) -> None:
    """A channel whose last state has no headlines hears of changes all the same, and of nothing twice."""
    await published(news, analyzer, article())
    first = composed(news)
    old = replace(first, known=tuple(row for row in first.known if row[0] != "headlines"))
    assert composed(news, old).delta == ()
    news.store.story_event(StoryEvent("quiet", 1, NOW))
    assert [one.kind for one in composed(news, old).delta] == ["quiet"]
