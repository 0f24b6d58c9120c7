"""Pages out: one delivery as far as it goes now.

pending --sending--> page on its way --id noted--> next page ... --> sent
           |-- no answer: unsure, looked up by its key before anything else
           |-- patience asked for: pending, later
           `-- channel lost: gone
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.message import Message
from adapters.port import Gone, Platform, TryLater, Unsure
from digest import codec
from digest.model import Delivery, Sent
from digest.store import Store

log = structlog.get_logger(__name__)

PAGE_SECONDS = 90.0
"""Longest a page may take; shorter than what makes another process take over (``owner.STILL``)."""
LOOK_UP_AFTER = timedelta(seconds=20)
"""A page whose answer was lost may still be on its way: it is looked up after this."""
FIRST_WAIT = 5.0
LONGEST_WAIT = 900.0
MOST_ATTEMPTS = 12
"""After so many posts in a row that are not there when looked up, a digest is left to the next one."""

Point = Callable[[str, Delivery], None]
"""Told where a delivery is, for tests that break it there."""


def nothing(_: str, __: Delivery) -> None:
    """No test is listening."""


def key(delivery: Delivery, number: int) -> str:
    """The name of a page for ever: subscription, slot, page."""
    return f"d{delivery.subscription}-{delivery.slot:%Y%m%d%H%M%S%f}:{number}"


def wait(attempts: int, asked: float = 0.0) -> timedelta:
    """How long to wait after so many attempts in a row: doubling, and never less than was asked for."""
    return timedelta(seconds=max(asked, min(FIRST_WAIT * 2.0 ** min(attempts, 16), LONGEST_WAIT)))


@dataclass
class Outgoing:
    """Sends deliveries; ``owner`` is this process' name among holders, ``at`` a hook for tests."""

    store: Store
    platforms: Mapping[str, Platform]
    owner: str
    at: Point = nothing

    async def send(self, delivery: Delivery, now: datetime) -> Delivery | None:
        """Send what is left of a delivery, as far as it goes now. None when another process has it.

        Raises SetupError when the database is away; nothing is lost by that, it goes on where it was.
        """
        platform = self.platforms.get(delivery.platform)
        held = await self._step(delivery, owner=self.owner) if platform else None
        while platform and held and held.owner and len(held.messages) < len(held.pages):
            page = self._post if held.sent is Sent.pending else self._look_up
            held = await page(platform, held, now)
        if held is None or not held.owner:
            return held
        return await self._step(held, sent=Sent.sent, done=now, owner="", next_at=None, error="")

    async def _post(self, platform: Platform, held: Delivery, now: datetime) -> Delivery | None:
        """Send the next page."""
        number = len(held.messages)
        noted = await self._step(held, sent=Sent.sending, attempts=held.attempts + 1)
        if noted is None:
            return None
        page = codec.loads(Message, noted.pages[number])
        first = noted.messages[0] if noted.messages else ""
        self.at("sending", noted)
        try:
            async with asyncio.timeout(PAGE_SECONDS):
                message = await platform.send(noted.channel, page, key=key(noted, number), after=first)
        except Gone as error:
            return await self._end(noted, sent=Sent.gone, error=str(error), done=now)
        except TryLater as error:
            later = now + wait(noted.attempts, error.seconds)
            return await self._end(noted, sent=Sent.pending, error=str(error), next_at=later)
        except (Unsure, TimeoutError) as error:
            return await self._end(noted, sent=Sent.unsure, error=_said(error), next_at=now + LOOK_UP_AFTER)
        except Exception as error:  # whatever a platform raises, it may have been posted; others go on
            log.exception("sending failed", delivery=noted.id, platform=noted.platform)
            later = now + max(wait(noted.attempts), LOOK_UP_AFTER)
            return await self._end(noted, sent=Sent.unsure, error=_said(error), next_at=later)
        self.at("posted", noted)
        return await self._noted(noted, message)

    async def _look_up(self, platform: Platform, held: Delivery, now: datetime) -> Delivery | None:
        """Is the page that may be there, there?"""
        try:
            async with asyncio.timeout(PAGE_SECONDS):
                message = await platform.find(held.channel, key(held, len(held.messages)))
        except (TryLater, TimeoutError) as error:
            asked = error.seconds if isinstance(error, TryLater) else 0.0
            later = now + wait(held.attempts, asked)
            return await self._end(held, sent=Sent.unsure, error=_said(error), next_at=later)
        except Exception as error:  # as above; what is unsure stays so
            log.exception("looking up failed", delivery=held.id, platform=held.platform)
            return await self._end(held, sent=Sent.unsure, error=_said(error), next_at=now + wait(9))
        self.at("looked up", held)
        if message is not None:
            return await self._noted(held, message)
        if held.attempts >= MOST_ATTEMPTS and not held.messages:
            return await self._end(held, sent=Sent.dropped, done=now)
        return await self._step(held, sent=Sent.pending)

    async def _noted(self, held: Delivery, message: str) -> Delivery | None:
        noted = await self._step(held, messages=(*held.messages, message), sent=Sent.pending, attempts=0)
        if noted is not None:
            self.at("noted", noted)
        return noted

    async def _end(self, held: Delivery, **changes: Any) -> Delivery | None:
        """Note how it stands and let go of it."""
        return await self._step(held, owner="", **changes)

    async def _step(self, held: Delivery, **changes: Any) -> Delivery | None:
        return await asyncio.to_thread(self.store.step, held, **changes)


def _said(error: BaseException) -> str:
    return str(error) or type(error).__name__
