"""What ticks: a small table of jobs for APScheduler. Nothing is decided here, and nothing is stored.

Each job asks our own tables what is due, so a missed tick is only late: the next one sees it. A job that is
still running when its time comes again is not started twice; one that fails is logged and tried again at its
next tick.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from digest.errors import DatelineError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """A job and how often it is looked at. ``at_start``: also right away."""

    name: str
    seconds: float
    job: Callable[[], Awaitable[object]]
    at_start: bool = True


@asynccontextmanager
async def running(ticks: Sequence[Tick]) -> AsyncIterator[AsyncIOScheduler]:
    """The ticks, going until the end of the block; jobs at work are cancelled and waited for."""
    tasks: set[asyncio.Task[object]] = set()
    scheduler = AsyncIOScheduler(timezone="UTC")
    jobs = [(tick, _guarded(tick, tasks)) for tick in ticks]
    for tick, job in jobs:
        scheduler.add_job(
            job, IntervalTrigger(seconds=tick.seconds, timezone="UTC"), id=tick.name,
            coalesce=True, max_instances=1, misfire_grace_time=None,
        )  # fmt: skip
    scheduler.start()
    first = [asyncio.ensure_future(job()) for tick, job in jobs if tick.at_start]
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)
        for task in (*first, *tasks):
            task.cancel()
        await asyncio.gather(*first, *tasks, return_exceptions=True)


def _guarded(tick: Tick, tasks: set[asyncio.Task[object]]) -> Callable[[], Awaitable[None]]:
    lock = asyncio.Lock()

    async def run() -> None:
        if lock.locked():
            return
        async with lock:
            task = asyncio.ensure_future(tick.job())
            tasks.add(task)
            try:
                await task
            except DatelineError as error:
                log.warning("a tick could not do its work", tick=tick.name, why=str(error))
            except Exception:
                log.exception("a tick failed", tick=tick.name)
            finally:
                tasks.discard(task)

    return run
