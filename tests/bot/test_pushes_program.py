"""``dateline run`` as a process of its own, with a hub: subscribed, pushed to, killed, started again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from digest.model import Fate, Feed, Stage
from digest.store import Store
from tests.adapters.slack.test_process import environment, free_port, program
from tests.bot.test_program import dateline
from tests.bot.test_pushes import ITEM, WORDS
from tests.digest.loopback import Site
from tests.emulators.hub import Hub, hub
from tests.emulators.slack import SlackEmulator

LATE = 60.0


@pytest.fixture
async def slack() -> AsyncIterator[SlackEmulator]:
    async with SlackEmulator() as emulator:
        yield emulator


def publish(there: Hub, site: Site, *numbers: int) -> bytes:
    """The feed with these items, and their pages."""
    for n in numbers:
        text = "".join(WORDS.format(n=n, k=k) for k in range(6))
        site.pages[f"/{n}"] = f"<html><body><article>{text}</article></body></html>".encode()
    items = "".join(
        ITEM.format(n=n, link=site.url(f"/{n}"), at="Wed, 05 Nov 2025 08:00:00 GMT") for n in numbers
    )
    links = f'<atom:link rel="hub" href="{there.url}"/>'
    head = (
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Herald</title>{links}'
    )
    site.pages["/feed"] = f"{head}{items}</channel></rss>".encode()
    return site.pages["/feed"]


async def test_pushed_through_a_kill_and_a_restart(slack: SlackEmulator, tmp_path: Path) -> None:
    """The subscription outlives kill -9, a push after it arrives, and a removed feed is ended at its hub."""
    port = free_port()
    env = environment(
        slack, tmp_path, DATELINE_SLACK_BOT_TOKEN=slack.bot_token, DATELINE_SLACK_APP_TOKEN=slack.app_token,
        DATELINE_HTTP_PORT=port, DATELINE_PUBLIC_URL=f"http://127.0.0.1:{port}",
        DATELINE_FETCH_ALLOW="127.0.0.0/8",
    )  # fmt: skip
    database = f"sqlite:///{tmp_path}/data/news.db"
    async with hub() as (there, site):
        publish(there, site, 1)
        with Store(database) as store:
            store.add_feed(Feed(site.url("/feed")))
        async with program(tmp_path, env) as first:
            await there.until(1)
            await first.tells("a hub has answered")
            assert await there.publish(site.url("/feed"), publish(there, site, 2, 1)) == [202]
            await first.tells("event='read what was pushed' feeds=1 new=1")
            first.process.kill()
            await first.process.wait()
        with Store(database) as store:
            (push,) = store.pushes()
            fates = {n: [step.fate for step in store.steps(site.url(f"/{n}"))] for n in (1, 2)}
            assert push.stage is Stage.active
            assert fates == {1: [Fate.baseline], 2: [Fate.stored]}
        async with program(tmp_path, env) as second:
            await second.tells("listening")
            assert await there.publish(site.url("/feed"), publish(there, site, 3, 2, 1)) == [202]
            await second.tells("event='read what was pushed' feeds=1 new=1")
            assert len(there.asked) == 1  # still subscribed: not asked again
            listed = dateline("feeds", "list", cwd=tmp_path, DATELINE_DATA_DIR=str(tmp_path / "data"))
            assert "pushed since" in listed.stdout
            with Store(database) as store:
                store.remove_feed(site.url("/feed"))
            await there.until(1, "unsubscribe")
        assert there.subscribers == {}
        assert push.secret not in "".join(first.said + second.said)


async def test_a_public_address_needs_a_port(slack: SlackEmulator, tmp_path: Path) -> None:
    """One line with both settings, before anything starts."""
    env = environment(
        slack, tmp_path, DATELINE_SLACK_BOT_TOKEN=slack.bot_token, DATELINE_SLACK_APP_TOKEN=slack.app_token,
        DATELINE_PUBLIC_URL="https://news.example.org",
    )  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=tmp_path, env=env, stderr=asyncio.subprocess.PIPE
    )
    _, error = await asyncio.wait_for(process.communicate(), LATE)
    assert process.returncode == 2
    assert "set DATELINE_HTTP_PORT, too" in error.decode().splitlines()[-1]
