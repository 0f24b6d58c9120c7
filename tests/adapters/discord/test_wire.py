from __future__ import annotations

from tests.adapters.discord.bot import SmallBot
from tests.adapters.discord.conftest import Start
from tests.emulators.discord import Emulator


async def test_a_command_is_acknowledged_and_answered(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """/lookup pokrovsk, as typed, is answered in the channel."""
    await start(emulator, bot)
    asked = await emulator.people.type("/lookup pokrovsk")
    answer = await emulator.people.answered(asked)
    assert bot.asked[0][0] == 'lookup what="pokrovsk"'
    assert "lookup what" in answer["components"][0]["components"][0]["content"]
    assert emulator.problems == []
