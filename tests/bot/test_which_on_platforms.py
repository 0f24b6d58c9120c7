"""Which place is meant, asked and answered by buttons: the real bot against both emulators."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import Discord
from adapters.slack import Slack
from bot.app import App
from tests.adapters.discord.conftest import settings_for
from tests.adapters.slack.conftest import running, socket_settings
from tests.emulators.discord import MEMBER, Emulator
from tests.emulators.discord.limits import walk
from tests.emulators.slack import SlackEmulator

ILLINOIS = "3. Springfield, Illinois, United States"


@pytest.fixture(autouse=True)
def _addresses_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py keeps its addresses on classes; slack_sdk ignores NO_PROXY."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "")


@asynccontextmanager
async def on_discord(app: App) -> AsyncIterator[Emulator]:
    async with Emulator() as emulator:
        task = asyncio.create_task(Discord(settings_for(emulator), waits=(0.0,)).run(app))
        try:
            await emulator.wait(lambda: "" in emulator.world.commands or task.done())
            yield emulator
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert emulator.problems == []


def words(message: dict[str, object]) -> str:
    return "\n".join(part["content"] for part in walk(message["components"]) if part["type"] == 10)


async def test_on_discord(app: App) -> None:
    """A choice is asked for, kept when a manager makes it, and taken back by Undo; a member only sees it."""
    async with on_discord(app) as emulator:
        people = emulator.people
        asked = await people.answered(await people.type("/lookup what:Springfield"))
        assert "Which “Springfield”?" in words(asked)
        assert "1. Springfield, Missouri, United States" in words(asked).replace("**", "").replace("\\", "")
        seen = await people.answered(await people.choose(asked, ILLINOIS, user_id=MEMBER, permissions=0))
        assert "city in Illinois" in words(seen)
        assert "Undo" not in str(seen)
        kept = await people.answered(await people.choose(asked, ILLINOIS))
        assert "from now on" in words(kept)
        again = await people.answered(await people.type("/lookup what:Springfield"))
        assert "city in Illinois" in words(again)
        await people.answered(await people.press(kept, "Undo"))
        last = await people.answered(await people.type("/lookup what:Springfield"))
        assert "Which “Springfield”?" in words(last)


async def test_on_slack(app: App) -> None:
    """The same with Slack's own buttons and menus."""
    async with SlackEmulator() as slack, running(Slack(socket_settings(slack)), app):
        asked = await slack.answer((await slack.command("lookup Springfield")).via)
        assert "Which “Springfield”?" in asked.words()
        kept = await slack.answer((await slack.press(asked, "Choose the place", choice=ILLINOIS)).via)
        assert "from now on" in kept.words()
        assert "city in Illinois" in kept.words()
        again = await slack.answer((await slack.command("lookup Springfield")).via)
        assert "city in Illinois" in again.words()
        await slack.answer((await slack.press(kept, "Undo")).via)
        last = await slack.answer((await slack.command("lookup Springfield")).via)
        assert "Which “Springfield”?" in last.words()
        assert slack.world.violations == []
