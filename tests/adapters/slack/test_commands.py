from __future__ import annotations

from adapters.slack import Slack
from tests.adapters.slack.fakebot import FakeBot
from tests.emulators.slack import SlackEmulator


async def test_a_line_is_answered_to_the_asker(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """``/dateline lookup pokrovsk`` is acknowledged in time and answered to the one who asked only."""
    done = await slack.command("lookup pokrovsk")
    said = await slack.answer(done.via)
    assert done.ack.ok
    assert said.kind == "ephemeral"
    assert "Answer to lookup pokrovsk" in said.words()
    line, place = bot.heard[0]
    assert line == "lookup pokrovsk"
    assert (place.channel, place.user, place.space, place.zone, place.admin) == (
        "C1",
        "U1",
        "T1",
        "Europe/Kyiv",
        True,
    )
