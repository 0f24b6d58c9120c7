"""How many requests one host sees at a time, and how far apart."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

FAILURES = 3  # in a row without any answer, after which a host is left alone for a while
REST = 120.0  # seconds
MOST_HOSTS = 4096  # remembered; the one asked longest ago, and idle, is forgotten first


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    waiting: int = 0
    free_at: float = 0.0
    failures: int = 0
    closed_until: float = 0.0
    extra: float = 0.0  # what robots.txt asks between two requests
    order: asyncio.Lock = field(default_factory=asyncio.Lock)


class Politeness:
    """One gate a host: ``each`` requests at a time, starts at least ``delay`` seconds apart."""

    def __init__(
        self, each: int, delay: float, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._each = each
        self._delay = delay
        self._clock = clock
        self._sleep = sleep
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Hold one of the host's places; entered when it is our turn."""
        gate = self._gate(host)
        gate.waiting += 1
        try:
            async with gate.places:
                await self._start(gate)
                yield
        finally:
            gate.waiting -= 1

    def ask(self, host: str, delay: float) -> None:
        """The host asks for ``delay`` seconds between requests (Crawl-delay)."""
        self._gate(host).extra = delay

    def answered(self, host: str, answered: bool) -> None:
        """Note whether the host answered at all; one that does not is not waited for by all its feeds."""
        gate = self._gate(host)
        gate.failures = 0 if answered else gate.failures + 1
        gate.closed_until = self._clock() + REST if gate.failures >= FAILURES else 0.0

    def resting(self, host: str) -> bool:
        """Whether the host is left alone at the moment."""
        return self._gate(host).closed_until > self._clock()

    async def _start(self, gate: _Host) -> None:
        async with gate.order:
            wait = gate.free_at - self._clock()
            gate.free_at = max(gate.free_at, self._clock()) + max(self._delay, gate.extra)
        if wait > 0:
            await self._sleep(wait)

    def _gate(self, host: str) -> _Host:
        gate = self._hosts.get(host)
        if gate is None:
            gate = self._hosts[host] = _Host(asyncio.Semaphore(self._each))
            self._forget()
        self._hosts.move_to_end(host)
        return gate

    def _forget(self) -> None:
        if len(self._hosts) > MOST_HOSTS:
            idle = next((name for name, gate in self._hosts.items() if not gate.waiting), None)
            if idle is not None:
                del self._hosts[idle]
