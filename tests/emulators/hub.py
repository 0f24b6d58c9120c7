"""A WebSub hub on loopback: takes subscriptions, asks back, denies, and posts what is published, signed."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.digest.loopback import Site, site

LATE = 30.0


@dataclass
class Hub:
    """What it was asked, whom it posts to. ``says`` is its answer's status, ``denies`` a reason to deny."""

    session: aiohttp.ClientSession
    url: str = ""
    lease: int = 3600
    says: int = 202
    denies: str = ""
    confirms: bool = True
    algorithm: str = "sha256"
    asked: list[dict[str, str]] = field(default_factory=list)
    subscribers: dict[str, tuple[str, str]] = field(default_factory=dict)  # callback -> (topic, secret)
    answers: list[tuple[str, int, str]] = field(default_factory=list)  # of callbacks: mode, status, body
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, request: web.BaseRequest) -> web.Response:
        """A subscription request; the hub asks back after it has answered."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if 200 <= self.says < 300:
            task = asyncio.create_task(self.ask_back(form))
            self._tasks.add(task)
        async with self.changed:
            self.changed.notify_all()
        return web.Response(status=self.says, text="as the hub says")

    async def ask_back(self, form: dict[str, str]) -> tuple[int, str]:
        """Ask the callback whether it meant this; remember it if it did."""
        mode, callback = form["hub.mode"], form["hub.callback"]
        query = {"hub.mode": mode, "hub.topic": form["hub.topic"], "hub.challenge": f"c{len(self.answers)}"}
        if self.denies:
            query = {"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": self.denies}
        elif mode == "subscribe":
            query["hub.lease_seconds"] = str(self.lease)
        if not self.confirms:
            return 0, ""
        async with self.session.get(callback, params=query) as answer:
            status, body = answer.status, await answer.text()
        if (status, body) == (200, query.get("hub.challenge")):
            if mode == "subscribe":
                self.subscribers[callback] = (form["hub.topic"], form["hub.secret"])
            else:
                self.subscribers.pop(callback, None)
        async with self.changed:
            self.answers.append((query["hub.mode"], status, body))
            self.changed.notify_all()
        return status, body

    async def publish(self, topic: str, body: bytes, *, secret: str = "", **headers: str) -> list[int]:
        """Post ``body`` to every subscriber of ``topic``; the statuses they answer with."""
        statuses = []
        for callback, (known, key) in list(self.subscribers.items()):
            if known == topic:
                mark = hmac.new((secret or key).encode(), body, self.algorithm).hexdigest()
                given = {"X-Hub-Signature": f"{self.algorithm}={mark}", "Content-Type": "application/rss+xml"}
                async with self.session.post(callback, data=body, headers=given | headers) as answer:
                    statuses.append(answer.status)
        return statuses

    async def until(self, count: int, mode: str = "subscribe") -> None:
        """Until a callback has answered so often to a mode."""
        async with asyncio.timeout(LATE), self.changed:
            await self.changed.wait_for(lambda: sum(one[0] == mode for one in self.answers) >= count)

    async def settled(self) -> None:
        """Until everything asked so far has been asked back."""
        await asyncio.gather(*self._tasks)


@asynccontextmanager
async def hub() -> AsyncIterator[tuple[Hub, Site]]:
    """A hub, and the site it is served from (at /hub), where feeds and pages can be put, too."""
    async with aiohttp.ClientSession() as session:
        made = Hub(session)
        async with site({"/hub": made.take}) as here:
            made.url = here.url("/hub")
            yield made, here
            await made.settled()
