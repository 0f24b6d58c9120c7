"""Emulator and bot as processes of their own, held together by settings and sockets alone."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.emulators.discord import CHANNEL

READY_WITHIN = 60.0


class Control:
    """The emulator's control door."""

    def __init__(self, told: dict[str, Any], session: aiohttp.ClientSession) -> None:
        self.environment: dict[str, str] = told["environment"]
        self._at, self._session = told["control"], session

    async def get(self, path: str) -> Any:
        async with self._session.get(f"{self._at}{path}") as answer:
            return await answer.json()

    async def post(self, path: str, body: Any) -> Any:
        async with self._session.post(f"{self._at}{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()


@pytest.fixture
async def control() -> AsyncIterator[Control]:
    async with AsyncExitStack() as stack:
        emulator = await _started(stack, ["tests.emulators.discord", "--port", "0"], {}, PIPE)
        assert emulator.stdout
        told = json.loads(await asyncio.wait_for(emulator.stdout.readline(), READY_WITHIN))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        yield Control(told, session)


async def _started(
    stack: AsyncExitStack, module: list[str], environment: dict[str, str], out: int = DEVNULL
) -> Process:
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *module, env={**os.environ, **environment}, stdout=out, stderr=DEVNULL
    )
    stack.push_async_callback(_ended, made)
    return made


async def _ended(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


async def test_killed_and_started_again_the_bot_goes_on(control: Control, tmp_path: Path) -> None:
    """A command is answered; after kill -9 the next process registers nothing anew, answers what is typed,
    and turns the page of an answer that the first one gave."""
    environment = {**control.environment, "DATELINE_SMALL_MEMORY": str(tmp_path / "memory.json")}
    async with AsyncExitStack() as stack:
        first = await _started(stack, ["tests.adapters.discord.small_process"], environment)
        await _typed(control, "/lookup pokrovsk")
        paged = await _paged(control)
        first.kill()
        await first.wait()
        await _started(stack, ["tests.adapters.discord.small_process"], environment)
        again = await _typed(control, "/lookup kyiv", sessions=2)
        assert "kyiv" in json.dumps(again["answer"])
        turned = await control.post("/press", {"channel": CHANNEL, "message": paged["id"], "label": "More ›"})
        assert turned["answer"]["id"] == paged["id"]
        assert turned["answer"]["components"] != paged["components"]
    state = await control.get("/state")
    assert state["problems"] == []
    put = [r["path"] for r in await control.get("/requests?path=/commands") if r["method"] == "PUT"]
    assert sum("/guilds/" not in path for path in put) == 1


async def _typed(control: Control, line: str, sessions: int = 1) -> Any:
    """Type a line once so many processes have connected; each request waits for the emulator's events."""
    async with asyncio.timeout(READY_WITHIN):
        await control.get(f"/connected?sessions={sessions}&wait={READY_WITHIN}")
        return await control.post("/type", {"line": line})


async def _paged(control: Control) -> Any:
    answer = await control.post("/type", {"line": "/claims long"})
    return answer["answer"]
