"""Places as a story, and as the people of a channel, mean them: through the program and in deliveries."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.message import plain
from adapters.port import Place
from bot.app import App
from bot.delivery import Desk
from bot.service import _rendered
from digest.model import Subscription
from digest.news import News
from digest.store import Store
from tests.bot.paper import Paper
from tests.bot.test_program import dateline
from tests.digest.test_meaning import ALONE, CLEAR


def test_update_settles_what_is_ambiguous_alone(tmp_path: Path) -> None:
    """`dateline update FILE`: the second article of a story means what the first one meant, and says so."""
    rows = [
        {"id": one.id, "text": one.text, "title": one.title, "url": one.url, "outlet": one.outlet,
         "published": one.published.isoformat() if one.published else None}
        for one in (CLEAR, ALONE)
    ]  # fmt: skip
    file = tmp_path / "articles.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    database = f"sqlite:///{tmp_path}/news.db"
    done = dateline("update", str(file), cwd=tmp_path, DATELINE_DATABASE_URL=database)
    assert done.returncode == 0, done.stderr
    with Store(database) as store:
        first, second = store.by_url(CLEAR.url), store.by_url(ALONE.url)
        assert first
        assert second
        assert first.story == second.story
        places = [place for place in second.analysis.places if place.text == "Pokrovsk"]
        assert {place.geonameid for place in places} == {704422}
        assert all("earlier articles of this story" in place.reason for place in places)


SAKHA = 2017824


def delivered(news: News, interest: str, now: datetime) -> str:
    """What is posted first to a channel that follows ``interest``, with the words of its map."""
    paper = Paper(whole=True)
    news.store.add_subscription(
        Subscription("paper", "c1", interest, "daily 08:00", user="u1", created=now - timedelta(days=1))
    )
    desk = Desk(news, {"paper": paper}, _rendered, clock=lambda: 0.0)
    asyncio.run(desk.tick(now))
    return "\n".join(paper.words())


@pytest.mark.parametrize("interest", ["place:Sakha", "place:Pokrovsk", "pokrovsk"])
def test_a_choice_holds_in_delivered_digests(news: News, now: datetime, interest: str) -> None:
    """Place lines, map and what is found follow what people of the channel said, whatever they follow."""
    news.naming.mean("Pokrovsk", SAKHA, ("paper", "c1"), "u1", now)
    words = delivered(news, interest, now)
    assert "Pokrovsk (Sakha, Russia)" in words
    assert "Pokrovsk (Donetsk" not in words
    assert "encirclement of Pokrovsk" in words  # found, though its article meant the other


def test_another_channel_is_left_alone(news: News, now: datetime) -> None:
    """What one channel said changes nothing in another."""
    news.naming.mean("Pokrovsk", SAKHA, ("paper", "elsewhere"), "u1", now)
    assert "Pokrovsk (Donetsk" in delivered(news, "place:Pokrovsk", now)


def test_none_of_them_is_drawn_nowhere(news: News, now: datetime) -> None:
    """A name that means no place here is neither listed nor on the map."""
    news.naming.mean("Pokrovsk", None, ("paper", "c1"), "u1", now)
    words = delivered(news, 'place:"Donetsk oblast"', now)
    assert "Pokrovsk (" not in words
    assert "Myrnohrad" in words


async def test_who_may_not_manage_is_answered_but_decides_nothing(app: App) -> None:
    """A reader's choice shows that place; only who manages the channel keeps one."""
    reader = Place("discord", "c9", user="r", trusted=False)
    shown = plain(await app.answer("lookup place=4250542 Springfield", reader))
    assert "city in Illinois" in shown
    assert "from now on" not in shown
    assert "Which “Springfield”" in plain(await app.answer("lookup Springfield", reader))
    assert "right to manage" in plain(await app.answer("meant place=4250542 Springfield", reader))
    keeper = replace(reader, trusted=True)
    assert "from now on" in plain(await app.answer("lookup place=4250542 Springfield", keeper))
    assert "city in Illinois" in plain(await app.answer("lookup Springfield", reader))
