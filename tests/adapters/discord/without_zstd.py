"""A conversation in an interpreter that has no zstandard: prints the compression that was asked for."""

from __future__ import annotations

import asyncio
import sys

sys.modules["zstandard"] = None  # type: ignore[assignment]  # how an import is made to fail


async def main() -> None:
    from adapters.discord import Discord
    from tests.adapters.discord.bot import SmallBot
    from tests.adapters.discord.conftest import settings_for
    from tests.emulators.discord import Emulator

    async with Emulator() as emulator:
        running = asyncio.create_task(Discord(settings_for(emulator)).run(SmallBot()))
        await emulator.wait(lambda: emulator.gateway.session() and "" in emulator.world.commands)
        await emulator.people.answered(await emulator.people.type("/lookup x"))
        print(*emulator.gateway.compressions)  # noqa: T201 (read by the test)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main())
