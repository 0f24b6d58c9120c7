"""Feeds, their items, and every step an item went through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update

from ..errors import NotFound
from ..model import Fate, Feed, FeedState, ItemState, Step
from .database import Database, chunks
from .rows import columns, table, value
from .tables import FeedRow, ItemRow, PushRow, StepRow

FEED, ITEM, STEP, PUSH = (table(row) for row in (FeedRow, ItemRow, StepRow, PushRow))
_OF_FEED = ("url", "title", "outlet", "home", "active")


class Feeds(Database):
    """Verbs of the feed round and of ``feeds …``."""

    def add_feed(self, feed: Feed) -> FeedState:
        """Add a feed, or take back its removal; what is known of its reading stays."""
        with self.writing() as connection:
            known = connection.execute(select(FEED).where(FEED.c.url == feed.url)).mappings().first()
            if known is None:
                self._upsert(connection, FeedRow, [_feed_columns(FeedState(feed)) | {"removed_at": None}])
            else:
                given = {name: part for name, part in columns(feed).items() if part != ""}
                change = update(FEED).where(FEED.c.url == feed.url).values(removed_at=None, **given)
                connection.execute(change)
        return self.feed(feed.url)

    def remove_feed(self, url: str) -> None:
        """Stop reading a feed; its items stay, ``add_feed`` or ``restore_feed`` takes it back."""
        with self.writing() as connection:
            alive = (FEED.c.url == url) & FEED.c.removed_at.is_(None)
            done = connection.execute(update(FEED).where(alive).values(removed_at=self.now()))
        if not done.rowcount:
            raise NotFound(f"no feed {url} here", tuple(state.feed.url for state in self.feeds()[:3]))

    def restore_feed(self, url: str) -> FeedState:
        """Take back a removal. Raises NotFound when there never was such a feed."""
        with self.writing() as connection:
            connection.execute(update(FEED).where(FEED.c.url == url).values(removed_at=None))
        return self.feed(url)

    def move_feed(self, url: str, to: str) -> None:
        """A feed has moved for good: its state and items go with it."""
        with self.writing() as connection:
            if connection.execute(select(FEED.c.url).where(FEED.c.url == to)).first():
                connection.execute(update(FEED).where(FEED.c.url == url).values(removed_at=self.now()))
                return
            connection.execute(update(FEED).where(FEED.c.url == url).values(url=to))
            connection.execute(update(ITEM).where(ITEM.c.feed == url).values(feed=to))
            connection.execute(update(PUSH).where(PUSH.c.feed == url).values(feed=to))

    def feeds(self) -> list[FeedState]:
        """Every feed, by address."""
        with self.reading() as connection:
            rows = connection.execute(select(FEED).where(FEED.c.removed_at.is_(None)).order_by(FEED.c.url))
            return [value(FeedState, row, feed=value(Feed, row)) for row in rows.mappings()]

    def feed(self, url: str) -> FeedState:
        """One feed. Raises NotFound."""
        with self.reading() as connection:
            alive = (FEED.c.url == url) & FEED.c.removed_at.is_(None)
            row = connection.execute(select(FEED).where(alive)).mappings().first()
        if row is None:
            raise NotFound(f"no feed {url} here")
        return value(FeedState, row, feed=value(Feed, row))

    def note_feed(self, state: FeedState) -> None:
        """Keep how reading a feed goes; a feed removed meanwhile stays removed."""
        with self.writing() as connection:
            self._upsert(connection, FeedRow, [_feed_columns(state)])

    def known(self, feed_url: str, entry_ids: Sequence[str]) -> dict[str, ItemState]:
        """Those of a feed's entries that were seen before, by id."""
        found: dict[str, ItemState] = {}
        with self.reading() as connection:
            for some in chunks([*entry_ids]):
                wanted = (ITEM.c.feed == feed_url) & ITEM.c.entry.in_(some)
                rows = connection.execute(select(ITEM).where(wanted)).mappings()
                found |= {row["entry"]: value(ItemState, row) for row in rows}
        return found

    def note_item(self, item: ItemState) -> None:
        """Keep what has become of one entry."""
        self.note_items([item])

    def note_items(self, items: Iterable[ItemState]) -> None:
        """Keep what has become of entries."""
        with self.writing() as connection:
            self._upsert(connection, ItemRow, [columns(item) for item in items])

    def to_visit(self, now: datetime, limit: int) -> list[ItemState]:
        """Items whose article's page is to be looked at again by now, the one due longest first."""
        with self.reading() as connection:
            wanted = (ITEM.c.visit_at <= now) & (ITEM.c.article != "")
            found = select(ITEM).where(wanted).order_by(ITEM.c.visit_at).limit(limit)
            return [value(ItemState, row) for row in connection.execute(found).mappings()]

    def items_of(self, url: str) -> list[ItemState]:
        """What became of an address in each feed that had it."""
        with self.reading() as connection:
            rows = connection.execute(select(ITEM).where(ITEM.c.url == url).order_by(ITEM.c.seen)).mappings()
            return [value(ItemState, row) for row in rows]

    def note_step(self, url: str, step: Step) -> None:
        """One more line in the history of an address."""
        self.note_steps([(url, step)])

    def note_steps(self, steps: Iterable[tuple[str, Step]]) -> None:
        """More lines in the histories of addresses."""
        rows = [{"url": url, **columns(step)} for url, step in steps]
        if rows:
            with self.writing() as connection:
                connection.execute(STEP.insert(), rows)

    def steps(self, url: str) -> list[Step]:
        """The history of an address, oldest first."""
        with self.reading() as connection:
            rows = connection.execute(select(STEP).where(STEP.c.url == url).order_by(STEP.c.id)).mappings()
            return [Step(row["at"], Fate(row["fate"]), row["detail"]) for row in rows]

    def forget_steps(self, url: str) -> None:
        """Leave out the history of an address."""
        with self.writing() as connection:
            connection.execute(delete(STEP).where(STEP.c.url == url))


def _feed_columns(state: FeedState) -> dict[str, object]:
    return {**columns(state, "feed"), **{name: asdict(state.feed)[name] for name in _OF_FEED}}
