"""A tick of delivery: claim what is due, send what waits, edit what was corrected."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from adapters.message import Message, Paragraph, Small, text
from adapters.port import Gone, Platform, TryLater, Unsure
from digest import codec, delta
from digest.errors import DatelineError, SetupError
from digest.model import Delivery, Digest, FeedState, Sent, Subscription
from digest.news import News

from . import living, owner, plan
from .outgoing import Outgoing, Point, nothing

log = structlog.get_logger(__name__)

FAILING = 3
"""Failures in a row after which a feed is spoken of."""
AT_ONCE = 16
"""Channels written to at the same time."""

Render = Callable[[Digest, Subscription, bool], Message]
"""Digest, for whom, whether it is a preview -> what is said."""


@dataclass
class Desk:
    """Everything a tick needs. ``news.store.now`` is the clock of the rows."""

    news: News
    platforms: Mapping[str, Platform]
    render: Render
    me: str = field(default_factory=owner.name)
    clock: Callable[[], float] = time.monotonic
    at: Point = nothing
    _looked: dict[int, datetime] = field(default_factory=dict)  # subscription -> newest article it has seen
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.watch = owner.Watch(self.me, self.clock)
        self.outgoing = Outgoing(self.news.store, self.platforms, self.me, self.at)

    async def tick(self, now: datetime) -> list[Delivery]:
        """Do what is due; the deliveries that were touched, as they stand.

        Two ticks never run at once. Raises SetupError when the database is away: the next tick goes on.
        """
        async with self._lock:
            await asyncio.to_thread(self.claim, now)
            touched = await self.send(now)
            await living.update(self.news.store, self.platforms, now)
            return touched

    # --- claiming ----------------------------------------------------------------------------------------

    def claim(self, now: datetime) -> list[Delivery]:
        """Claim every slot that is due, composed and rendered. Sync: it reads and composes."""
        newest = self.news.store.newest()
        claimed = []
        for one in self.news.store.subscriptions():
            if one.platform in self.platforms:
                made = self._claim_one(one, now, newest)
                claimed += [made] if made else []
        return claimed

    def _claim_one(self, one: Subscription, now: datetime, newest: datetime | None) -> Delivery | None:
        """One subscription; what is wrong with it is noted with it and costs the others nothing."""
        store = self.news.store
        last = store.last_delivery(one.id)
        try:
            if last and last.sent in plan.OPEN and not (last := self._overtaken(one, last, now)):
                return None
            fresh = newest is not None and self._looked.get(one.id) != newest
            recent = store.sent_since(one.id, now - plan.HOUR)
            chosen = plan.due(one, last, now, recent=recent, fresh=fresh)
            if chosen is None or store.slot_taken(one.id, chosen.slot):
                return None
            made = self._compose(one, chosen, last, now)
        except SetupError:
            raise
        except DatelineError as error:
            self._trouble(one, f"its digest cannot be made: {error}", now)
            return None
        except Exception as error:  # a bug that one interest meets must not keep the digests of all others
            log.exception("composing failed", subscription=one.id)
            self._trouble(one, f"its digest cannot be made: {type(error).__name__}, see the log", now)
            return None
        if newest is not None:
            self._looked[one.id] = newest
        return made

    def _overtaken(self, one: Subscription, last: Delivery, now: datetime) -> Delivery | None:
        """A digest of which nothing went out when the next was due: dropped, the next one has it all."""
        if last.sent is not Sent.pending or last.messages or last.attempts == 0 or last.owner:
            return None
        if plan.due(one, replace(last, sent=Sent.dropped), now, fresh=False) is None:
            return None
        return self.news.store.step(last, sent=Sent.dropped, done=now, next_at=None)

    def _compose(
        self, one: Subscription, chosen: plan.Due, last: Delivery | None, now: datetime
    ) -> Delivery | None:
        resumed = self._resumed(one, last)
        if resumed is not None:
            return resumed
        store = self.news.store
        arrived = store.last_sent(one.id)
        before = delta.from_rows(codec.loads(Rows, arrived.state)) if arrived else None
        shown = self.news.digest(
            one.interest, space=one.space, at=now,
            since=plan.start(one, arrived, now), before=before,
            muted=one.muted, title=one.title, channel=(one.platform, one.channel),
        )  # fmt: skip
        sent = plan.worth(one, shown, chosen)
        if sent is None:
            return None
        failing = self._failing(one) if sent is Sent.pending else []
        pages = self._pages(one, shown, chosen, failing) if sent is Sent.pending else ()
        claimed = store.claim_slot(
            one, chosen.slot, after=last.id if last else 0, sent=sent, title=shown.title, pages=pages,
            state=codec.dumps(shown.known, Rows).decode(), articles=plan.articles(shown) if pages else (),
            preview=chosen.preview,
        )  # fmt: skip
        if claimed:
            self._told(one, failing)
            self.at("claimed", claimed)
        return claimed

    def _resumed(self, one: Subscription, last: Delivery | None) -> Delivery | None:
        """A digest that lost its channel between two pages goes on at the page that failed."""
        if last is None or last.sent is not Sent.gone or not last.messages:
            return None
        return self.news.store.step(last, sent=Sent.pending, next_at=None, attempts=0)

    def _pages(
        self, one: Subscription, shown: Digest, chosen: plan.Due, failing: Sequence[FeedState]
    ) -> tuple[str, ...]:
        message = self.render(shown, one, chosen.preview)
        notes = tuple(Small(text(_failing_words(state))) for state in failing)
        message = replace(message, blocks=(*message.blocks, *notes))
        pages = self.platforms[one.platform].pages(message)
        return tuple(codec.dumps(page).decode() for page in pages)

    # --- sending -----------------------------------------------------------------------------------------

    async def send(self, now: datetime) -> list[Delivery]:
        """Send everything that waits: channels side by side, what is for one channel in order."""
        waiting = await asyncio.to_thread(self.news.store.waiting, now)
        channels: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
        for delivery in waiting:
            if self.watch.free(delivery):
                channels[delivery.platform, delivery.channel].append(delivery)
        limit = asyncio.Semaphore(AT_ONCE)

        async def channel(deliveries: Sequence[Delivery]) -> list[Delivery]:
            async with limit:
                return [done for one in deliveries if (done := await self._send_one(one, now))]

        jobs = (channel(deliveries) for deliveries in channels.values())
        results = await asyncio.gather(*jobs, return_exceptions=True)  # one channel's trouble is its own
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return [done for result in results if isinstance(result, list) for done in result]

    async def _send_one(self, delivery: Delivery, now: datetime) -> Delivery | None:
        done = await self.outgoing.send(delivery, now)
        if done is not None and done.sent in {Sent.gone, Sent.sent}:
            one = await asyncio.to_thread(self.news.store.subscription, done.subscription)
            if one is not None:
                await (self._lost(one, done, now) if done.sent is Sent.gone else self._well(one))
        return done

    async def _lost(self, one: Subscription, done: Delivery, now: datetime) -> None:
        """A channel cannot be written to: noted, and said once to the person who subscribed."""
        noted = await asyncio.to_thread(self._trouble, one, done.error, now)
        if noted.told or not one.user or one.user == one.channel:
            return
        words = (
            f"“{one.title or one.interest}” cannot be delivered: {done.error} It goes on when that is mended."
        )
        message = Message((Paragraph(text(words)),), title=words, tone="problem")
        try:
            await self.platforms[one.platform].send(one.user, message, key=f"trouble-{one.id}-{done.id}")
        except (Gone, TryLater, Unsure) as error:
            log.warning("nobody could be told", subscription=one.id, why=str(error))
        told = replace(noted, told=True)
        await asyncio.to_thread(self.news.store.update_subscription, told)

    async def _well(self, one: Subscription) -> None:
        if one.trouble:
            well = replace(one, trouble="", trouble_at=None, told=False)
            await asyncio.to_thread(self.news.store.update_subscription, well)

    def _trouble(self, one: Subscription, why: str, now: datetime) -> Subscription:
        if one.trouble == why:
            return one
        log.warning("a subscription is in trouble", subscription=one.id, why=why)
        noted = replace(one, trouble=why, trouble_at=one.trouble_at or now)
        self.news.store.update_subscription(noted)
        return noted

    # --- feeds that fail ----------------------------------------------------------------------------

    def _failing(self, one: Subscription) -> list[FeedState]:
        """Feeds that fail and of which this channel has not been told since they last were well."""
        states = [state for state in self.news.store.feeds() if state.failures >= FAILING and state.error]
        return [state for state in states if self.news.store.get(_told_key(one, state)) != _since(state)]

    def _told(self, one: Subscription, failing: Sequence[FeedState]) -> None:
        for state in failing:
            self.news.store.put(_told_key(one, state), _since(state))


Rows = tuple[tuple[str, str, str], ...]
"""A delivered state as it is stored: ``delta.State.rows``."""


def _told_key(one: Subscription, state: FeedState) -> str:
    return f"told/{one.platform}/{one.channel}/{state.feed.url}"


def _since(state: FeedState) -> str:
    return state.last_good.isoformat() if state.last_good else "never"


def _failing_words(state: FeedState) -> str:
    name = state.feed.title or state.feed.outlet or state.feed.url
    good = f"last read {state.last_good:%d %b %H:%M} UTC" if state.last_good else "never read"
    retry = f", next try {state.next_at:%H:%M} UTC" if state.next_at else ""
    return f"{name} cannot be read: {state.error} ({good}{retry})"
