"""The program itself, in a process of its own, against the emulated Slack: ``dateline run`` in every mode."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from digest.gazetteer.build import built
from tests.adapters.slack.conftest import KEY
from tests.emulators.slack import SlackEmulator

ROOT = Path(__file__).parents[3]
STARTING = 60.0
LISTENING = "waiting for Slack's requests"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def environment(slack: SlackEmulator, folder: Path, **more: object) -> dict[str, str]:
    """The bot's environment: no settings but those given, and a gazetteer that is built already."""
    data, places = folder / "data", built()
    data.mkdir()
    (data / places.name).symlink_to(places)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    given = {"DATELINE_DATA_DIR": data, "DATELINE_SLACK_API": slack.api, "PYTHONPATH": ROOT}
    return {**kept, **{name: str(value) for name, value in {**given, **more}.items()}}


@dataclass
class Program:
    """``dateline run`` at work, and what it has said on stderr."""

    process: asyncio.subprocess.Process
    said: list[str] = field(default_factory=list)
    more: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def read(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            async with self.more:
                self.said.append(line.decode())
                self.more.notify_all()

    async def tells(self, words: str) -> None:
        """Until a line with these words is there."""
        async with asyncio.timeout(STARTING), self.more:
            await self.more.wait_for(lambda: any(words in line for line in self.said))


@asynccontextmanager
async def program(folder: Path, env: dict[str, str]) -> AsyncIterator[Program]:
    """The bot in its own process; it must end by itself when told to, and within seconds."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=env, stderr=asyncio.subprocess.PIPE
    )
    running = Program(process)
    reading = asyncio.create_task(running.read())
    try:
        yield running
    finally:
        if process.returncode is None:
            process.terminate()
        code = await asyncio.wait_for(process.wait(), 30)
        await reading
        sys.stderr.write("".join(running.said))
    assert code in (0, -signal.SIGKILL)


async def test_socket_mode(slack: SlackEmulator, tmp_path: Path) -> None:
    """Follow, ask, be killed and started again: what was followed and the buttons are still there."""
    env = environment(
        slack, tmp_path, DATELINE_SLACK_BOT_TOKEN=slack.bot_token, DATELINE_SLACK_APP_TOKEN=slack.app_token
    )
    async with program(tmp_path, env) as first:
        await slack.connected(STARTING)
        done = await slack.command("Follow pokrovsk daily 08:00")
        assert done.ack.ok
        followed = await slack.answer(done.via, within=30)
        assert "pokrovsk" in followed.words().casefold()
        first.process.kill()
        await first.process.wait()
    await slack.world.wait(lambda: not slack.sockets or None)
    async with program(tmp_path, env) as second:
        await slack.connected(STARTING)
        done = await slack.press(followed, "Following")
        assert "daily" in (await slack.answer(done.via, within=30)).words()
        await slack.open_home()
        assert "pokrovsk" in (await slack.seen("home", within=30)).words().casefold()
        await slack.command("")
        assert (await slack.seen("view")).view["type"] == "modal"
    assert not any(slack.bot_token in line for line in first.said + second.said)


@pytest.mark.parametrize("many", [False, True])
async def test_http_mode(slack: SlackEmulator, tmp_path: Path, many: bool) -> None:
    """Signed requests to the bot's own server; with OAuth first an installation, which outlives a restart."""
    port = free_port()
    secret = {"DATELINE_SLACK_SIGNING_SECRET": slack.signing_secret, "DATELINE_HTTP_PORT": port}
    one = {"DATELINE_SLACK_BOT_TOKEN": slack.bot_token}
    oauth = {
        "DATELINE_SLACK_CLIENT_ID": slack.client_id,
        "DATELINE_SLACK_CLIENT_SECRET": slack.client_secret,
        "DATELINE_SLACK_TOKEN_KEY": KEY,
        "DATELINE_SLACK_URL": "https://news.example.org",
        "DATELINE_SLACK_AUTHORIZE": f"{slack.url}/oauth/v2/authorize",
    }
    env = environment(slack, tmp_path, **secret, **(oauth if many else one))
    url = f"http://127.0.0.1:{port}"
    slack.request_url = f"{url}/slack/events"
    if many:
        slack.world.teams["T1"].token = ""
        async with program(tmp_path, env) as bot:
            await bot.tells(LISTENING)
            assert (await slack.install(url, "T1"))[0] == 200
    async with program(tmp_path, env) as bot:
        await bot.tells(LISTENING)
        done = await slack.command("help")
        assert done.ack.ok
        assert "follow" in (await slack.answer(done.via, within=30)).words()


async def test_a_wrong_setting_is_one_line(slack: SlackEmulator, tmp_path: Path) -> None:
    """Without the app's token nothing starts: exit code 2, one line with the setting and the remedy."""
    env = environment(slack, tmp_path, DATELINE_SLACK_BOT_TOKEN=slack.bot_token)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=tmp_path, env=env, stderr=asyncio.subprocess.PIPE
    )
    _, error = await asyncio.wait_for(process.communicate(), STARTING)
    assert process.returncode == 2
    assert "DATELINE_SLACK_APP_TOKEN: set it" in error.decode().splitlines()[-1]
