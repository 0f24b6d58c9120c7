from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Callable

import pytest

from adapters.discord import Discord, doctor, invite
from adapters.discord.doctor import id_in
from adapters.port import Misconfigured
from tests.adapters.discord.bot import SmallBot
from tests.adapters.discord.conftest import Start, settings_for
from tests.emulators.discord import CHANNEL, GUILD, Emulator, Fault
from tests.emulators.discord.world import APPLICATION, VIEW

Trouble = Callable[[Emulator], object]


async def _reconnect(emulator: Emulator) -> None:
    await emulator.gateway.reconnect()


async def _close(emulator: Emulator) -> None:
    await emulator.gateway.close(4000)


async def _drop(emulator: Emulator) -> None:
    emulator.gateway.drop()


@pytest.mark.parametrize("trouble", [_reconnect, _close, _drop])
async def test_what_was_said_while_the_line_was_down_is_answered_once(
    emulator: Emulator, bot: SmallBot, start: Start, trouble: Trouble
) -> None:
    """Asked to reconnect, closed, or cut off: the session is resumed, and what was missed is replayed."""
    await start(emulator, bot)
    await trouble(emulator)  # type: ignore[misc]  # all troubles are coroutines
    await emulator.wait(
        lambda: not emulator.gateway.connected or emulator.gateway.sessions["session-1"].resumed
    )
    asked = await emulator.people.type("/lookup missed")
    await emulator.people.answered(asked)
    await emulator.people.answered(await emulator.people.type("/lookup next"))
    assert [line for line, _ in bot.asked] == ['lookup what="missed"', 'lookup what="next"']
    assert emulator.gateway.identifies == 1


async def test_a_session_that_cannot_be_resumed_is_begun_anew(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Told to reconnect, then that the session is no more: a fresh one, and nothing registered again."""
    await start(emulator, bot)
    emulator.gateway.refuse_resume = 1
    await emulator.gateway.reconnect()
    await emulator.wait(lambda: emulator.gateway.identifies == 2, 30)
    await emulator.people.answered(await emulator.people.type("/lookup anew"))
    assert [line for line, _ in bot.asked] == ['lookup what="anew"']
    assert len([r for r in emulator.asked("PUT", "/commands") if "/guilds/" not in r.path]) == 1


async def test_zstd_is_used_where_it_is_installed(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """The speed extra brings it."""
    await start(emulator, bot)
    await emulator.people.answered(await emulator.people.type("/lookup x"))
    assert emulator.gateway.compressions == ["zstd-stream"]


def test_zlib_is_used_where_zstd_is_missing() -> None:
    """Without the speed extra the same conversation works."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.adapters.discord.without_zstd"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stdout.split() == ["zlib-stream"], ran.stderr


async def test_heartbeats_keep_coming(bot: SmallBot, start: Start) -> None:
    """As often as Discord asks for, while answers of many pages are made."""
    async with Emulator(heartbeat_ms=50) as emulator:
        await start(emulator, bot)
        session = emulator.gateway.session()
        assert session
        await emulator.wait(lambda: len(session.heartbeats) >= 6)
        gaps = [b - a for a, b in zip(session.heartbeats[1:], session.heartbeats[2:], strict=False)]
        assert max(gaps) < 1.0


async def test_no_privileged_intent_is_asked_for(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """Only guilds: neither members nor presences nor the content of messages."""
    await start(emulator, bot)
    session = emulator.gateway.session()
    assert session
    assert session.intents == 1


async def test_a_refused_token_is_named(emulator: Emulator, bot: SmallBot) -> None:
    """The setting to mend is in the error, the token is not."""
    settings = settings_for(emulator)
    emulator.rest.token = "another"
    with pytest.raises(Misconfigured, match="DATELINE_DISCORD_TOKEN") as refused:
        await Discord(settings).run(bot)
    assert emulator.token not in str(refused.value)
    assert any("DATELINE_DISCORD_TOKEN" in line for line in await doctor(settings))


async def test_discord_away_at_the_start_is_waited_for(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Failures to log in are retried, not fatal."""
    emulator.faults += [Fault("status", "/users/@me", status=503), Fault("lost request", "/applications/@me")]
    emulator.faults.append(Fault("status", "/gateway/bot", status=503))
    await start(emulator, bot)
    await emulator.people.answered(await emulator.people.type("/lookup x"))


async def test_the_gateway_of_the_settings_goes_before_the_one_the_api_names(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Behind a proxy the API still names Discord's own."""
    emulator.rest.gateway_url = "ws://127.0.0.1:1/"
    await start(emulator, bot)
    await emulator.people.answered(await emulator.people.type("/lookup x"))


async def test_the_token_never_reaches_the_log(
    emulator: Emulator, bot: SmallBot, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """At every level of ours, and of the library's down to INFO."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "adapters")
    platform = await start(emulator, bot)
    await emulator.people.answered(await emulator.people.type("/lookup x"))
    assert emulator.token not in caplog.text
    assert emulator.token not in repr(platform.settings)


async def test_every_shard_hears_its_guilds(bot: SmallBot, start: Start) -> None:
    """Two shards, a guild on each: commands of both are answered."""
    async with Emulator(shards=2, guilds=2) as emulator:
        await start(emulator, bot)
        await emulator.wait(lambda: emulator.gateway.identifies == 2)
        for channel in list(emulator.world.channels):
            await emulator.people.answered(await emulator.people.type("/lookup x", channel=channel))
        shards = {session.shard for session in emulator.gateway.sessions.values()}
        assert shards == {(0, 2), (1, 2)}
        assert {place.space for _, place in bot.asked} == set(emulator.world.guilds)


async def test_the_invitation_asks_for_the_least(emulator: Emulator) -> None:
    """Both scopes, and view, send, threads, attach, history: nothing else."""
    link = await invite(settings_for(emulator))
    assert f"client_id={APPLICATION}" in link
    assert "scope=bot+applications.commands" in link
    assert f"permissions={1 << 10 | 1 << 11 | 1 << 15 | 1 << 16 | 1 << 38}" in link


async def test_the_invitation_needs_no_network(emulator: Emulator) -> None:
    """Out of reach, the application is read from the token."""
    settings = settings_for(emulator)
    emulator.faults.append(Fault("status", "/users/@me", status=503))
    assert f"client_id={APPLICATION}" in await invite(settings)
    assert id_in("no.token") is None


async def test_the_doctor_names_what_is_missing(emulator: Emulator) -> None:
    """A channel that a digest is due in and that is closed to us is named with the permission."""
    settings = settings_for(emulator)
    assert await doctor(settings) == [
        f"logged in as dateline#0 (application {APPLICATION})".replace("#0", ""),
        "server Newsroom: looked at",
    ]
    emulator.world.channels[CHANNEL].allowed = VIEW
    lines = await doctor(settings, [CHANNEL])
    assert any(line.startswith("! Newsroom #news") and "Send Messages" in line for line in lines)
    emulator.world.guilds.pop(GUILD)
    assert any("in no server yet" in line for line in await doctor(settings))


async def test_the_doctor_says_when_discord_is_out_of_reach(emulator: Emulator) -> None:
    """One line with the address, no traceback."""
    settings = settings_for(emulator)
    emulator.faults.append(Fault("lost request", "", times=9))
    lines = await doctor(settings)
    assert len(lines) == 1
    assert settings.discord_api in lines[0]


async def test_waits_to_come_back_stay_short(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """However often it failed: a minute, not a quarter of an hour."""
    platform = await start(emulator, bot)
    await emulator.people.answered(await emulator.people.type("/lookup x"))
    client = platform.client
    assert client
    info = client.get_shard(0)
    assert info
    assert max(info._parent._backoff.delay() for _ in range(30)) == 60.0


async def test_stopping_leaves_nothing_running(emulator: Emulator, bot: SmallBot) -> None:
    """Cancelling run closes the connection."""
    running = asyncio.create_task(Discord(settings_for(emulator)).run(bot))
    await emulator.wait(lambda: emulator.gateway.connected)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await emulator.wait(lambda: not emulator.gateway.connected)


async def test_stopping_works_while_the_line_is_down(bot: SmallBot) -> None:
    """Discord gone, the library trying to come back: cancelling run still ends it, in bounded time."""
    async with Emulator() as emulator:
        running = asyncio.create_task(Discord(settings_for(emulator)).run(bot))
        await emulator.wait(lambda: emulator.gateway.connected)
    running.cancel()
    async with asyncio.timeout(10):
        await asyncio.gather(running, return_exceptions=True)
