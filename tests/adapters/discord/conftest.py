from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

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
    """Start the platform against an emulator and wait until it listens and its commands are there.

    Starting it again is a restart: the one before is stopped first.
    """
    async with AsyncExitStack() as stack:

        async def started(emulator: Emulator, bot: SmallBot) -> Discord:
            await stack.aclose()
            platform = Discord(settings_for(emulator), waits=(0.0,))
            running = asyncio.create_task(platform.run(bot))
            stack.push_async_callback(_stopped, running)
            before = emulator.gateway.identifies

            def listens() -> bool:
                there = emulator.gateway.identifies > before and "" in emulator.world.commands
                return there or running.done()

            await emulator.wait(listens)
            if running.done():
                await running
            return platform

        yield started


def settings_for(emulator: Emulator) -> Settings:
    return Settings(
        discord_token=SecretStr(emulator.token),
        discord_api=emulator.api,
        discord_gateway=emulator.gateway_url(),
    )


async def _stopped(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
