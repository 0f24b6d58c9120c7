"""One database of the recorded feeds for all tests that only read; made once a session."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

import digest
from bot.app import App
from bot.demo import EVENINGS
from digest import pipeline, seeds
from digest.fetch import RecordedFetch
from digest.model import Analysis, Article
from digest.news import News


async def analyze(articles: Sequence[Article]) -> list[Analysis]:
    """The real analyzer, in this process."""
    from digest.nlp.analyzer import Analyzer

    return list(Analyzer().many(articles))


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the three recorded evenings."""
    file = tmp_path_factory.mktemp("recorded") / "news.db"
    fetch = RecordedFetch(seeds.path("recorded"))
    with digest.open(f"sqlite:///{file}") as news:
        for feed in seeds.recorded_feeds():
            news.store.add_feed(feed)
        for fetch.at in EVENINGS:
            feeds = [state.feed.url for state in news.store.feeds()]
            work = pipeline.update(
                fetch=fetch, store=news.store, analyze=analyze, now=fetch.at, baseline=None, feeds=feeds
            )
            asyncio.run(work)
    return file


@pytest.fixture
def news(recorded: Path, tmp_path: Path) -> Iterator[News]:
    """The recorded news in a database of the test's own."""
    file = tmp_path / "news.db"
    shutil.copy(recorded, file)
    with digest.open(f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    return EVENINGS[-1]


@pytest.fixture
def app(news: News, now: datetime) -> App:
    """The bot on the recorded news, on its last evening."""
    fetch = RecordedFetch(seeds.path("recorded"), at=now)
    bot = App(news, fetch, analyze, now=lambda: now)
    bot.refresh_suggestions()
    return bot
