from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import Discord, Settings
from tests.adapters.discord.bot import SmallBot
from tests.emulators.discord import Emulator

Start = Callable[..., Awaitable[Discord]]


@pytest.fixture(autouse=True)
def _addresses_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py keeps its addresses on classes: put them back after each test."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    async with Emulator() as running:
        yield running


@pytest.fixture
def bot() -> SmallBot:
    return SmallBot()


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Start the platform against an emulator and wait until it listens and its commands are registered."""
    async with AsyncExitStack() as stack:

        async def started(emulator: Emulator, bot: SmallBot) -> Discord:
            settings = Settings(
                discord_token=emulator.token,
                discord_api=emulator.api,
                discord_gateway=emulator.gateway_url(),
            )
            platform = Discord(settings, waits=(0.0,))
            running = asyncio.create_task(platform.run(bot))
            stack.push_async_callback(_stopped, running)
            await emulator.wait(
                lambda: running.done() or (emulator.gateway.session() and emulator.world.commands)
            )
            if running.done():
                await running
            return platform

        yield started


async def _stopped(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
