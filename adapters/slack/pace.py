"""No faster than Slack likes it: a message a second a channel, and a workspace's budget.

docs.slack.dev/apis/web-api/rate-limits: one message a second a channel, several hundred a minute a
workspace. Time is injected.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from ..port import TryLater

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[object]]

CHANNEL_GAP = 1.0
"""Seconds between two messages in one channel."""

WORKSPACE_GAP = 0.25
"""Seconds between two messages in one workspace: 240 a minute."""

PATIENCE = 20.0
"""Seconds worth waiting for; beyond them the caller is told to come back."""


@dataclass
class Pace:
    """Hands out turns. A turn is taken at once, so that those who wait stand in line."""

    clock: Clock = time.monotonic
    sleep: Sleep = asyncio.sleep
    patience: float = PATIENCE
    _free: dict[str, float] = field(default_factory=dict)  # what is paced -> when it is free again

    async def turn(self, **gaps: float) -> None:
        """Wait until everything named is free, and keep each busy for its gap of seconds.

        Raises TryLater when that takes longer than ``patience``.
        """
        now = self.clock()
        at = max([now, *(self._free.get(name, now) for name in gaps)])
        if at - now > self.patience:
            raise TryLater(at - now, "waiting for Slack's rate limit")
        for name, gap in gaps.items():
            self._free[name] = at + gap
        self._forget(now)
        if at > now:
            await self.sleep(at - now)

    def hold(self, name: str, seconds: float) -> None:
        """Nothing through ``name`` for so long: Slack said so (Retry-After)."""
        self._free[name] = max(self._free.get(name, 0.0), self.clock() + seconds)

    def _forget(self, now: float) -> None:
        if len(self._free) > 4_096:
            self._free = {name: free for name, free in self._free.items() if free > now}
