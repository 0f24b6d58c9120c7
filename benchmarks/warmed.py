"""Imported by the server that processes of ``benchmarks.faults`` are forked from: everything is loaded."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import cast

import adapters.discord
import adapters.slack
from adapters.message import Message
from adapters.port import Platform
from benchmarks import faulty
from bot.delivery import Desk
from digest.model import Subscription
from digest.news import News
from digest.store import Store

__all__ = ["adapters"]


class _Paper:
    """A platform that takes everything."""

    name = "paper"

    def pages(self, message: Message) -> list[Message]:
        return [message]

    async def send(self, *_: object, **__: object) -> str:
        return "1"


def _once() -> None:
    now = datetime(2025, 11, 3, tzinfo=UTC)
    with Store("sqlite://", now=lambda: now) as store:
        store.add_subscription(Subscription("paper", "c", "outlet:Meridian", "daily 08:00", created=now))
        desk = Desk(News(store), {"paper": cast(Platform, _Paper())}, faulty.render)
        asyncio.run(desk.tick(now))


_once()
