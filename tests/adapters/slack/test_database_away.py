"""The database server stops and comes back while the program runs: nobody has to restart anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.slack.test_process import STARTING, environment, program
from tests.digest.stores import OwnServer, own_server
from tests.emulators.slack import SlackEmulator


@pytest.fixture
def postgresql() -> Iterator[OwnServer]:
    with own_server() as server:
        yield server


async def test_a_database_that_went_away_is_told_and_found_again(
    slack: SlackEmulator, postgresql: OwnServer, tmp_path: Path
) -> None:
    """While it is away, who asks is told so; once it is back the same process answers, with what was kept."""
    env = environment(
        slack, tmp_path, DATELINE_DATABASE_URL=postgresql.url,
        DATELINE_SLACK_BOT_TOKEN=slack.bot_token, DATELINE_SLACK_APP_TOKEN=slack.app_token,
    )  # fmt: skip
    async with program(tmp_path, env) as bot:
        await slack.connected(STARTING)
        followed = await slack.command("Follow pokrovsk daily 08:00")
        assert "pokrovsk" in (await slack.answer(followed.via, within=30)).words().casefold()
        postgresql.stop()
        asked = await slack.command("Following")
        assert asked.ack.ok
        told = (await slack.answer(asked.via, within=30)).words()
        assert "Nothing is lost" in told
        assert "postgres" not in told  # where it lies is the operator's to know
        await bot.tells("does not answer")
        postgresql.start()
        asked = await slack.command("Following")
        assert "daily" in (await slack.answer(asked.via, within=30)).words()
    assert not any("Traceback" in line for line in bot.said)
