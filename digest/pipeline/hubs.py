"""Hubs asked for what is due: to push, to go on pushing, to end it. Decided in ``digest.websub``."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from ..errors import FetchError
from ..feeds.values import clean
from ..fetch.port import Posts
from ..model import FeedState, Push, Stage
from ..watch import websub

if TYPE_CHECKING:
    from ..store import Store

log = logging.getLogger(__name__)
AT_ONCE = 4  # hubs asked at the same time
MOST = 100  # subscriptions asked for in one go; the rest the next time


@dataclass(frozen=True, slots=True)
class Hubs:
    """What asking needs. ``callback`` is the public address callbacks begin with, "" when there is none."""

    fetch: Posts
    store: Store
    callback: str
    chance: random.Random


async def keep(hubs: Hubs, now: datetime) -> int:
    """Ask every hub that is to be asked now; how many were. What a hub refuses is noted, and asked later."""
    states = await asyncio.to_thread(hubs.store.feeds)
    pushes = await asyncio.to_thread(hubs.store.pushes)
    active = {push.feed for push in pushes if websub.is_active(push, now)}
    if ended := [state.feed.url for state in states if state.pushed and state.feed.url not in active]:
        await asyncio.to_thread(hubs.store.poll_again, ended, now)
    wanted = list(islice(websub.due(states, pushes, hubs.callback, now), MOST))
    places = asyncio.Semaphore(AT_ONCE)

    async def one(push: Push, state: FeedState | None) -> None:
        async with places:
            await (_subscribe(hubs, push, now) if state else _leave(hubs, push, now))

    async with asyncio.TaskGroup() as group:
        for push, state in wanted:
            group.create_task(one(push, state))
    return len(wanted)


async def _subscribe(hubs: Hubs, push: Push, now: datetime) -> None:
    before = await asyncio.to_thread(hubs.store.push_at, push.path)
    if before is None:
        await asyncio.to_thread(hubs.store.begin_push, push)
    callback = push.callback

    def ask(current: Push) -> Push:
        return websub.asked(replace(current, callback=callback), "subscribe", now, hubs.chance)

    await _post(hubs, push, "subscribe", ask)


async def _leave(hubs: Hubs, push: Push, now: datetime) -> None:
    """End a subscription, or forget one that has ended."""
    if websub.is_over(push, now):
        await asyncio.to_thread(hubs.store.change_push, push.path, lambda _: None)
        return
    await _post(hubs, push, "unsubscribe", lambda one: websub.asked(one, "unsubscribe", now, hubs.chance))


async def _post(hubs: Hubs, push: Push, mode: str, ask: Callable[[Push], Push]) -> None:
    """Note what is asked before it is: the hub asks back meanwhile. A refusal is noted afterwards."""
    kept = await asyncio.to_thread(hubs.store.change_push, push.path, ask)
    if kept is None:
        return
    request = websub.request(kept, mode)
    try:
        await hubs.fetch.post(request.hub, request.form)
    except FetchError as error:
        log.warning("a hub was asked in vain to %s %s: %s", mode, push.feed, error)
        refused = partial(_refused, error=clean(str(error)), wait=error.wait)
        await asyncio.to_thread(hubs.store.change_push, push.path, refused)


def _refused(push: Push, error: str, wait: float | None) -> Push:
    later = push.next_at + timedelta(seconds=wait) if push.next_at and wait else push.next_at
    error = push.error if push.stage is Stage.denied else error[:300]
    return replace(push, error=error, next_at=later)
