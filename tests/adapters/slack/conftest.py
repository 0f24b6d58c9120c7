"""An emulated Slack and the platform connected to it, in both modes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from adapters.slack import Settings, Slack
from tests.adapters.slack.fakebot import FakeBot
from tests.emulators.slack import SlackEmulator

KEY = "mFsWhbYqNo5Pv1DZzT2bD3IoH4uVXnKoFkaSOfWYbHE="


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """No proxy, and no settings of whoever runs the tests: slack_sdk ignores NO_PROXY."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "")
    monkeypatch.chdir(str(tmp_path))


@pytest.fixture
async def slack() -> AsyncIterator[SlackEmulator]:
    async with SlackEmulator() as emulator:
        yield emulator
        assert emulator.world.violations == []


def socket_settings(slack: SlackEmulator, **more: object) -> Settings:
    return Settings(api=slack.api, bot_token=slack.bot_token, app_token=slack.app_token, **more)


def http_settings(slack: SlackEmulator, **more: object) -> Settings:
    return Settings(api=slack.api, bot_token=slack.bot_token, signing_secret=slack.signing_secret, **more)


def oauth_settings(slack: SlackEmulator, **more: object) -> Settings:
    return Settings(
        api=slack.api,
        authorize=f"{slack.url}/oauth/v2/authorize",
        signing_secret=slack.signing_secret,
        client_id=slack.client_id,
        client_secret=slack.client_secret,
        token_key=KEY,
        url="https://news.example.org",
        **more,
    )


@asynccontextmanager
async def running(platform: Slack, bot: FakeBot) -> AsyncIterator[asyncio.Task[None]]:
    """The platform at work; an error of its own comes out here."""
    task = asyncio.create_task(platform.run(bot))
    ready = asyncio.create_task(platform.ready.wait())
    done, _ = await asyncio.wait({task, ready}, timeout=15, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if task in done:
        task.result()
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, ready, return_exceptions=True)


@asynccontextmanager
async def served(platform: Slack) -> AsyncIterator[str]:
    """The platform's routes on a port of their own, as the bot's HTTP server mounts them."""
    app = web.Application()
    app.add_routes(platform.http_routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
async def connected(slack: SlackEmulator, bot: FakeBot) -> AsyncIterator[Slack]:
    """Socket Mode, running."""
    platform = Slack(socket_settings(slack))
    async with running(platform, bot):
        yield platform
