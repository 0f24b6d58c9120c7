"""Subscriptions at hubs (WebSub). Each change is read and written in one transaction: hubs ask and post
while they are being asked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import delete, select, update

from ..model import Push
from .database import Database, chunks
from .rows import columns, table, value
from .tables import FeedRow, PushRow

PUSH, FEED = table(PushRow), table(FeedRow)


class Pushes(Database):
    """Verbs over what hubs are to tell us."""

    def pushes(self) -> list[Push]:
        """Every subscription at a hub, by feed."""
        with self.reading() as connection:
            rows = connection.execute(select(PUSH).order_by(PUSH.c.feed)).mappings()
            return [value(Push, row) for row in rows]

    def push_at(self, path: str) -> Push | None:
        """The subscription whose callback ends so."""
        with self.reading() as connection:
            row = connection.execute(select(PUSH).where(PUSH.c.path == path)).mappings().first()
        return value(Push, row) if row else None

    def begin_push(self, push: Push) -> None:
        """Keep a new subscription; an earlier one of its feed is forgotten, and its callback with it."""
        with self.writing() as connection:
            self._upsert(connection, PushRow, [columns(push)])

    def change_push(self, path: str, change: Callable[[Push], Push | None]) -> Push | None:
        """Put what ``change`` makes of the subscription as it is now in its place; None forgets it.

        What it raises changes nothing. Returns what is kept; None when there is no such subscription.
        """
        with self.writing() as connection:
            there = select(PUSH).where(PUSH.c.path == path).with_for_update()
            row = connection.execute(there).mappings().first()
            if row is None:
                return None
            changed = change(value(Push, row))
            here = PUSH.c.path == path
            if changed is None:
                connection.execute(delete(PUSH).where(here))
            else:
                connection.execute(update(PUSH).where(here).values(**columns(changed)))
            return changed

    def unread_pushes(self) -> dict[str, datetime]:
        """Feeds with a push that came and has not been read, and when it came."""
        with self.reading() as connection:
            rows = connection.execute(select(PUSH.c.feed, PUSH.c.unread).where(PUSH.c.unread.is_not(None)))
            return {row.feed: row.unread for row in rows}

    def pushes_read(self, feeds: Collection[str], until: datetime) -> None:
        """What came for these feeds up to then has been read."""
        with self.writing() as connection:
            for some in chunks(sorted(feeds)):
                done = PUSH.c.feed.in_(some) & (PUSH.c.unread <= until)
                connection.execute(update(PUSH).where(done).values(unread=None))

    def poll_again(self, feeds: Collection[str], at: datetime) -> None:
        """These feeds are pushed no more: they are polled at ``at``, and then at their own pace."""
        with self.writing() as connection:
            for some in chunks(sorted(feeds)):
                there = update(FEED).where(FEED.c.url.in_(some))
                connection.execute(there.values(pushed=None, next_at=at))

    def forget_pushes(self) -> None:
        """Nothing can be pushed any more: every feed is polled at its own pace again."""
        with self.writing() as connection:
            connection.execute(delete(PUSH))
            connection.execute(update(FEED).where(FEED.c.pushed.is_not(None)).values(pushed=None))
