"""The outbox: slots claimed, pages as they go out, what stands in channels.

A row changes only by ``step``, which asks that nobody has touched it since it was read (``owner`` and
``beat``): of two processes that want the same delivery one gets it, and the other can note nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, or_, select, update

from ..model import Correction, Delivery, Post, Sent, Subscription
from .database import Database
from .rows import columns, table, value
from .tables import CorrectionRow, DeliveryRow, ShownRow, SubscriptionRow

DELIVERY, SHOWN, SUBSCRIPTION = table(DeliveryRow), table(ShownRow), table(SubscriptionRow)
CORRECTION = table(CorrectionRow)
OPEN = (Sent.pending.value, Sent.sending.value, Sent.unsure.value)


class Outbox(Database):
    """Verbs of delivery."""

    def claim_slot(
        self,
        one: Subscription,
        slot: datetime,
        *,
        after: int = 0,
        sent: Sent = Sent.pending,
        title: str = "",
        pages: Sequence[str] = (),
        state: str = "",
        articles: Iterable[str] = (),
        preview: bool = False,
        error: str = "",
    ) -> Delivery | None:
        """Claim a slot with everything that is to be sent in it, before the first byte goes out.

        ``after`` is the number of the delivery it was composed to follow (0: the first). None when the slot
        is taken or another delivery has come in between: compose again from what is delivered now.
        """
        now = self.now()
        made = Delivery(
            0, one.id, one.platform, one.channel, slot, sent, title, tuple(pages), (), state, preview, now,
            None if sent is Sent.pending else now, error=error,
        )  # fmt: skip
        with self.writing() as connection:
            lock = select(SUBSCRIPTION.c.id).where(SUBSCRIPTION.c.id == one.id).with_for_update()
            connection.execute(lock)  # on PostgreSQL; SQLite has one writer anyway
            last = _last(connection, one.id)
            if (last["id"] if last else 0) != after or _taken(connection, one.id, slot):
                return None
            insert = DELIVERY.insert().values(**columns(made, "id")).returning(DELIVERY.c.id)
            number = int(connection.execute(insert).scalar_one())
            rows = [{"delivery": number, "article": article} for article in sorted(set(articles))]
            self._insert_new(connection, ShownRow, rows)
        return replace(made, id=number)

    def last_delivery(self, subscription: int) -> Delivery | None:
        """The latest delivery of a subscription, whatever became of it."""
        with self.reading() as connection:
            row = _last(connection, subscription)
            return value(Delivery, row) if row else None

    def last_sent(self, subscription: int) -> Delivery | None:
        """The latest delivery of a subscription that arrived: its ``state`` is what its readers know."""
        sent = and_(DELIVERY.c.subscription == subscription, DELIVERY.c.sent == Sent.sent.value)
        wanted = select(DELIVERY).where(sent).order_by(DELIVERY.c.id.desc()).limit(1)
        with self.reading() as connection:
            row = connection.execute(wanted).mappings().first()
        return value(Delivery, row) if row else None

    def state_delivered(self, subscription: int) -> str:
        """The state its readers have; "" before the first digest arrived."""
        last = self.last_sent(subscription)
        return last.state if last else ""

    def sent_since(self, subscription: int, since: datetime) -> int:
        """How many digests a subscription was given after a moment: for a limit per hour."""
        wanted = and_(
            DELIVERY.c.subscription == subscription,
            DELIVERY.c.slot > since,
            DELIVERY.c.sent.in_((*OPEN, Sent.sent.value)),
        )
        with self.reading() as connection:
            return int(connection.execute(select(func.count()).where(wanted)).scalar_one())

    def waiting(self, now: datetime | None = None) -> list[Delivery]:
        """Deliveries that are to go on, in the order they were claimed; with ``now``, those due by then."""
        wanted: ColumnElement[bool] = DELIVERY.c.sent.in_(OPEN)
        if now is not None:
            wanted = and_(wanted, or_(DELIVERY.c.next_at.is_(None), DELIVERY.c.next_at <= now))
        return self._deliveries(wanted)

    def step(self, before: Delivery, **changes: Any) -> Delivery | None:
        """The delivery with these changes; None when somebody else has touched it since ``before``."""
        after = replace(before, **{"beat": before.beat + 1, **changes})
        unchanged = and_(
            DELIVERY.c.id == before.id, DELIVERY.c.owner == before.owner, DELIVERY.c.beat == before.beat
        )
        with self.writing() as connection:
            held = columns(after, "id", "pages") if after.pages == before.pages else columns(after, "id")
            done = connection.execute(update(DELIVERY).where(unchanged).values(**held))
            return after if done.rowcount == 1 else None

    def slot_taken(self, subscription: int, slot: datetime) -> bool:
        """Has this slot been claimed? (After a clock that jumped, a slot may come round again.)"""
        with self.reading() as connection:
            return _taken(connection, subscription, slot)

    # --- what stands in channels -------------------------------------------------------------------------

    def posts_of(self, article_id: str, since: datetime) -> list[Post]:
        """Messages of deliveries since a moment that show an article: every page that went out of each."""
        shows = DELIVERY.c.id.in_(select(SHOWN.c.delivery).where(SHOWN.c.article == article_id))
        found = self._deliveries(and_(shows, DELIVERY.c.created >= since))
        return [post for delivery in found for post in _posts(delivery)]

    def note_page(self, post: Post) -> None:
        """Keep a page as it was edited."""
        with self.writing() as connection:
            row = select(DELIVERY.c.pages).where(DELIVERY.c.id == post.delivery).with_for_update()
            pages = list(connection.execute(row).scalar_one())
            pages[post.number] = post.page
            connection.execute(update(DELIVERY).where(DELIVERY.c.id == post.delivery).values(pages=pages))

    def delivered_with(self, article_id: str) -> list[Delivery]:
        """Deliveries that show an article, oldest first: the last line of ``why``."""
        return self._deliveries(
            DELIVERY.c.id.in_(select(SHOWN.c.delivery).where(SHOWN.c.article == article_id))
        )

    def corrections_after(self, number: int) -> list[tuple[int, Correction]]:
        """Corrections with their numbers, from the one after ``number`` on."""
        wanted = select(CORRECTION).where(CORRECTION.c.id > number).order_by(CORRECTION.c.id)
        with self.reading() as connection:
            return [(row["id"], value(Correction, row)) for row in connection.execute(wanted).mappings()]

    def _deliveries(self, wanted: ColumnElement[bool]) -> list[Delivery]:
        with self.reading() as connection:
            rows = connection.execute(select(DELIVERY).where(wanted).order_by(DELIVERY.c.id)).mappings()
            return [value(Delivery, row) for row in rows]


def _last(connection: Connection, subscription: int) -> RowMapping | None:
    wanted = select(DELIVERY).where(DELIVERY.c.subscription == subscription)
    return connection.execute(wanted.order_by(DELIVERY.c.id.desc()).limit(1)).mappings().first()


def _taken(connection: Connection, subscription: int, slot: datetime) -> bool:
    there = select(DELIVERY.c.id).where(DELIVERY.c.subscription == subscription, DELIVERY.c.slot == slot)
    return connection.execute(there).first() is not None


def _posts(delivery: Delivery) -> list[Post]:
    stands = zip(delivery.messages, delivery.pages, strict=False)  # pages are forgotten in time
    at = delivery.done or delivery.slot
    return [
        Post(delivery.id, delivery.platform, delivery.channel, message, number, page, at)
        for number, (message, page) in enumerate(stands)
    ]
