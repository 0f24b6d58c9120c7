"""What hubs post (WebSub): the callback they ask and post to, and the way of a posted body into a round.

A push is noted in the database before it is acknowledged, so that one that was not read before the process
ended makes the next round ask its feed. Nothing a hub says is believed but a body signed with our secret.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from digest import pipeline
from digest.errors import BadInput, DatelineError
from digest.fetch import Page, Posts
from digest.model import Push, Stage
from digest.watch import websub

if TYPE_CHECKING:
    from .app import App

log = structlog.get_logger(__name__)

PATH = "/websub"
MOST_BODY = 4 * 2**20  # bytes of one push
MOST_WAITING = 16  # bodies held until a round takes them; a feed with more waiting is asked instead
PATIENCE = 20.0  # seconds a hub may take to send a body


@dataclass
class Inbox:
    """The callback, and the bodies that wait for a round. ``url`` is our public address."""

    app: App
    url: str
    fetch: Posts
    chance: random.Random = field(default_factory=random.Random)
    counted: Callable[[str], None] = lambda end: None  # "taken" or "ignored", for metrics
    _bodies: defaultdict[str, deque[Page]] = field(default_factory=lambda: defaultdict(deque))
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _keeping: asyncio.Lock = field(default_factory=asyncio.Lock)

    def routes(self) -> Iterator[web.RouteDef]:
        """What the HTTP server is to serve."""
        yield web.get(PATH + "/{path}", self.question)
        yield web.post(PATH + "/{path}", self.posted)

    # --- hubs ------------------------------------------------------------------------------------------

    async def keep(self) -> None:
        """Ask the hubs that are to be asked now."""
        async with self._keeping:
            store = self.app.news.store
            hubs = pipeline.Hubs(self.fetch, store, self.url.rstrip("/") + PATH, self.chance)
            await pipeline.keep(hubs, self.app.now())

    async def question(self, request: web.Request) -> web.Response:
        """A hub asks whether we meant it: its challenge if we did, 404 if not."""
        challenge = ""

        def answer(push: Push) -> Push:
            nonlocal challenge
            challenge, changed = websub.answered(push, request.query, self.app.now())
            return changed

        try:
            kept = await asyncio.to_thread(
                self.app.news.store.change_push, request.match_info["path"], answer
            )
        except BadInput as error:
            log.warning("a hub's question was not answered", why=str(error))
            kept = None
        if kept is None:
            raise web.HTTPNotFound(text="not asked for")
        log.info("a hub has answered", feed=kept.feed, stage=kept.stage.value, why=kept.error)
        return web.Response(text=challenge)

    # --- pushes ----------------------------------------------------------------------------------------

    async def posted(self, request: web.Request) -> web.Response:
        """A hub posts a feed: kept for the next round when it is signed, acknowledged in any case."""
        push = await asyncio.to_thread(self.app.news.store.push_at, request.match_info["path"])
        if push is None:
            raise web.HTTPNotFound(text="no such subscription")
        if push.stage is Stage.left:
            raise web.HTTPGone(text="this subscription has ended")
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise web.HTTPUnsupportedMediaType(text="send it uncompressed")
        body = await _body(request)
        if not websub.signed(body, request.headers.get("X-Hub-Signature", ""), push.secret):
            log.warning("a push was ignored: its signature is missing or not the hub's", feed=push.feed)
            self.counted("ignored")
        elif websub.is_active(push, self.app.now()):
            await self._take(push, body, request.headers.get("Content-Type", ""))
            self.counted("taken")
        return web.Response(status=202)

    async def _take(self, push: Push, body: bytes, content_type: str) -> None:
        """Note the push, then hold its body; a feed with too much waiting will be asked instead."""
        now = self.app.now()
        await asyncio.to_thread(
            self.app.news.store.change_push, push.path, lambda one: replace(one, last=now, unread=now)
        )
        if sum(map(len, self._bodies.values())) < MOST_WAITING:
            page = Page(push.feed, 200, {"content-type": content_type}, body)
            self._bodies[push.feed].append(page)
            self._came.set()

    async def reading(self) -> None:
        """Take what was pushed through the same way as what was polled, until cancelled."""
        while True:
            await self._came.wait()
            self._came.clear()
            while any(self._bodies.values()):
                await self._read()

    async def _read(self) -> None:
        pushed = {feed: waiting.popleft() for feed, waiting in self._bodies.items() if waiting}
        try:
            done = await self.app.read_pushed(pushed, lambda feed: not self._bodies[feed])
            log.info("read what was pushed", feeds=len(pushed), new=done.new, updated=done.updated)
        except DatelineError as error:  # it stays unread: the next round asks the feed
            log.warning("what was pushed could not be read", why=str(error))
        except Exception:
            log.exception("reading what was pushed failed")
        for feed in [feed for feed, waiting in self._bodies.items() if not waiting]:
            del self._bodies[feed]


async def _body(request: web.Request) -> bytes:
    """The body, at most MOST_BODY bytes and not slower than PATIENCE."""
    pieces, size = [], 0
    try:
        async with asyncio.timeout(PATIENCE):
            async for piece in request.content.iter_any():
                pieces.append(piece)
                size += len(piece)
                if size > MOST_BODY:
                    raise web.HTTPRequestEntityTooLarge(MOST_BODY, size)
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="too slow") from None
    return b"".join(pieces)
