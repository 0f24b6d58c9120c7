"""The platform with a small bot as its own process; its memory is a file named by DATELINE_SMALL_MEMORY."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

from adapters.discord import connect
from tests.adapters.discord.bot import MemoryDict, SmallBot, long_message


class MemoryFile(MemoryDict):
    async def put(self, key: str, value: str | None) -> None:
        await super().put(key, value)
        await asyncio.to_thread(PATH.write_text, json.dumps(self.values))


PATH = Path(os.environ["DATELINE_SMALL_MEMORY"])


def main() -> None:
    kept = json.loads(PATH.read_text()) if PATH.exists() else {}
    platform = connect()
    assert platform
    asyncio.run(platform.run(SmallBot(memory=MemoryFile(kept), replies={"claims": long_message()})))


if __name__ == "__main__":
    main()
