"""Subscriptions at hubs and pages to look at again, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.errors import BadInput
from digest.model import Fate, Feed, FeedState, ItemState, Push, Stage
from digest.store import Store
from tests.digest import stores

NOW = datetime(2025, 11, 5, 8, tzinfo=UTC)
FEED = "https://herald.example/feed"
PUSH = Push(FEED, "https://hub.example/", FEED, "path", "secret", "https://bot.example/websub/path")


@pytest.fixture(params=("sqlite", "postgresql"))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = stores.postgresql() if request.param == "postgresql" else f"sqlite:///{tmp_path}/news.db"
    with Store(url, now=lambda: NOW) as opened:
        opened.add_feed(Feed(FEED))
        yield opened


def test_a_subscription_is_kept_changed_and_forgotten(store: Store) -> None:
    """As it went in; a change that raises changes nothing; a new one takes the place of the old."""
    store.begin_push(PUSH)
    assert store.push_at("path") == PUSH
    later = replace(PUSH, stage=Stage.active, since=NOW, until=NOW + timedelta(days=1), failures=2)
    assert store.change_push("path", lambda _: later) == later
    assert store.pushes() == [later]

    def refuse(_: Push) -> Push:
        raise BadInput("no")

    with pytest.raises(BadInput):
        store.change_push("path", refuse)
    assert store.push_at("path") == later
    store.begin_push(replace(PUSH, path="other"))
    assert (store.push_at("path"), [one.path for one in store.pushes()]) == (None, ["other"])
    assert store.change_push("path", lambda one: one) is None
    assert store.change_push("other", lambda _: None) is None
    assert store.pushes() == []


def test_changes_at_once_are_not_lost(store: Store) -> None:
    """A hub asks back while it is being asked: each change sees the one before it."""
    store.begin_push(PUSH)
    with ThreadPoolExecutor(8) as threads:
        for _ in range(24):
            threads.submit(store.change_push, "path", lambda one: replace(one, failures=one.failures + 1))
    assert store.pushes()[0].failures == 24


def test_what_was_not_read_is_known_until_it_is(store: Store) -> None:
    """By the moment it came: a later push of the feed stays unread."""
    store.begin_push(replace(PUSH, unread=NOW))
    assert store.unread_pushes() == {FEED: NOW}
    store.pushes_read([FEED], NOW - timedelta(seconds=1))
    assert store.unread_pushes() == {FEED: NOW}
    store.pushes_read([FEED], NOW)
    assert store.unread_pushes() == {}


def test_a_feed_that_moves_takes_its_subscription_along(store: Store) -> None:
    """And one pushed no more is polled when told."""
    store.begin_push(PUSH)
    store.note_feed(FeedState(Feed(FEED), pushed=NOW, topic="t", next_at=NOW + timedelta(days=1)))
    store.move_feed(FEED, "https://new.example/feed")
    assert [one.feed for one in store.pushes()] == ["https://new.example/feed"]
    store.poll_again(["https://new.example/feed"], NOW)
    state = store.feed("https://new.example/feed")
    assert (state.pushed, state.next_at, state.topic) == (None, NOW, "t")


def test_pages_to_look_at_again(store: Store) -> None:
    """Those due, the longest waiting first, only with an article."""
    items = [
        ItemState(FEED, str(n), f"https://herald.example/{n}", Fate.stored, NOW, article="a" * (n != 3),
                  visits=1, visit_at=NOW + timedelta(hours=n) if n else None)
        for n in range(5)
    ]  # fmt: skip
    store.note_items(items)
    assert store.to_visit(NOW + timedelta(hours=3), 10) == [items[1], items[2]]
    assert store.to_visit(NOW + timedelta(hours=9), 2) == [items[1], items[2]]
    assert store.to_visit(NOW, 10) == []
