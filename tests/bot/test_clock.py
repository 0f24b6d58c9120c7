"""What ticks: jobs run at their intervals, never twice at once, and a failure is only late."""

from __future__ import annotations

import asyncio

import pytest

from bot.clock import Tick, running
from digest.errors import SetupError


async def test_a_failing_job_is_tried_again_and_costs_the_others_nothing() -> None:
    """The database is away at first; a bug is logged; the ticks go on."""
    tries, fine = [], asyncio.Event()

    async def failing() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise SetupError("away")
        if len(tries) == 2:
            raise ValueError("a bug")
        fine.set()

    async with running([Tick("failing", 0.01, failing)]):
        await asyncio.wait_for(fine.wait(), 10)
    assert len(tries) >= 3


async def test_a_job_at_work_is_not_started_again() -> None:
    """However many of its times pass meanwhile; at the end it is cancelled and waited for."""
    begun, ended, others = [], [], asyncio.Event()
    count = 0

    async def long() -> None:
        begun.append(1)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(1)

    async def other() -> None:
        nonlocal count
        count += 1
        if count == 5:
            others.set()

    async with running([Tick("long", 0.01, long), Tick("other", 0.01, other)]):
        await asyncio.wait_for(others.wait(), 10)
    assert (len(begun), len(ended)) == (1, 1)


@pytest.mark.parametrize("at_start", [True, False])
async def test_what_was_missed_is_looked_at_on_start(at_start: bool) -> None:
    """A job runs right away, unless it need not."""
    ran = asyncio.Event()

    async def job() -> None:
        ran.set()

    async with running([Tick("job", 3600, job, at_start=at_start)]):
        await asyncio.sleep(0)  # lets the first run begin
        for _ in range(5):
            await asyncio.sleep(0)
        assert ran.is_set() == at_start
