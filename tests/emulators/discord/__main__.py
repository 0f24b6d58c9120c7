"""``python -m tests.emulators.discord``: the emulator as its own process, until it is terminated.

Prints one line of JSON with its address and the settings that point a bot at it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from .server import Emulator
from .world import TOKEN


async def serve(args: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    made = Emulator(
        token=args.token,
        port=args.port,
        guilds=args.guilds,
        shards=args.shards,
        heartbeat_ms=args.heartbeat_ms,
    )
    async with made as discord:
        address = f"http://127.0.0.1:{discord.port}"
        told = {"address": address, "control": f"{address}/_control", "environment": discord.environment()}
        print(json.dumps(told), flush=True)  # noqa: T201 (this line is the program's output)
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.emulators.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--guilds", type=int, default=1)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--heartbeat-ms", type=int, default=41250)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
