"""Workers: they end with the bot, however it ends."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BOT = """
import multiprocessing, os, sys
from concurrent.futures import ProcessPoolExecutor
from bot import jobs
spawn = multiprocessing.get_context("spawn")
pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=jobs._prepare, initargs=("", "rules"))
print(pool.submit(os.getpid).result(), flush=True)
sys.stdin.read()
"""


async def test_a_worker_ends_with_a_bot_that_was_killed() -> None:
    """kill -9 tells a worker nothing: it sees for itself that its parent is gone."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BOT, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        assert int(await process.stdout.readline()) != process.pid
        process.kill()
        await process.wait()
        assert await process.stdout.read() == b""  # the worker holds the other end: it has let go
