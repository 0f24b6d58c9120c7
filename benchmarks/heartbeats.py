"""``python -m benchmarks.heartbeats``: does the gateway hear from us in time while 500 articles are analyzed?

The bot's own loop holds the connection to an emulated Discord that asks for a heartbeat every half second,
while the sample articles go through the analyzing processes again and again.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from digest import seeds
from digest.article import read_path
from digest.model import Article

ARTICLES = 500
BEAT = 0.5  # seconds between heartbeats
LATE = 2 * BEAT  # a gap of more than this would be one beat missed


def articles() -> list[Article]:
    """The sample articles over and over, each time under another id."""
    pages = sorted((seeds.path("recorded") / "pages").glob("*.html"))
    known = [one for page in pages for one in read_path(page)]
    numbered = enumerate(itertools.islice(itertools.cycle(known), ARTICLES))
    return [replace(one, id=f"{number}") for number, one in numbered]


async def measure() -> tuple[list[float], float]:
    """Seconds between heartbeats as the emulator saw them, and the seconds the analysis took."""
    command = ["-m", "tests.emulators.discord", "--heartbeat-ms", str(int(BEAT * 1000))]
    emulator = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parent.parent
    )
    assert emulator.stdout is not None
    told = json.loads(await emulator.stdout.readline())
    os.environ.update(told["environment"])
    try:
        return await _measured(told["control"])
    finally:
        emulator.terminate()
        await emulator.wait()


async def _measured(control: str) -> tuple[list[float], float]:
    from adapters import discord
    from bot import config, wiring

    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load().model_copy(update={"data_dir": Path(folder), "analyzers": 2})
        with wiring.news(settings) as news:
            async with wiring.bot(settings, news) as app:
                platform = discord.connect()
                assert platform is not None
                running = asyncio.create_task(platform.run(app))
                while not (platform.client and platform.client.online):  # noqa: ASYNC110 - no event to wait for
                    await asyncio.sleep(0.05)
                began = loop.time()
                await app.analyze(articles())
                took = loop.time() - began
                state = await asyncio.to_thread(_state, control)
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
    return list(_gaps(state)), took


def _state(control: str) -> dict[str, list[dict[str, list[float]]]]:
    with urllib.request.urlopen(f"{control}/state", timeout=10) as answer:
        found: dict[str, list[dict[str, list[float]]]] = json.load(answer)
    return found


def _gaps(state: dict[str, list[dict[str, list[float]]]]) -> Iterator[float]:
    for session in state["sessions"]:
        yield from (b - a for a, b in itertools.pairwise(session["heartbeats"]))


def main() -> int:
    gaps, took = asyncio.run(asyncio.wait_for(measure(), 300))
    worst = max(gaps, default=float("inf"))
    print(f"{ARTICLES} articles in {took:.1f} s; {len(gaps) + 1} heartbeats, the longest gap {worst:.3f} s")
    return 0 if worst < LATE else 1


if __name__ == "__main__":
    sys.exit(main())
