"""Does every digest arrive exactly once, whatever breaks? Seeded faults against both platforms' emulators.

Each case has a channel, a database and a few days. Every day brings news items, each with a word of its own;
processes tick over the day and are killed (SIGKILL), refused, left without an answer, robbed of their
database, doubled, or thrown about in time. After a last day without faults every item must stand in the
channel once: a missing one is lost, a second one is doubled. ``make faults`` runs 1,000; ``--cases`` and
``--seed`` choose.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import faulty
from benchmarks.faulty import KINDS, Case, Run
from digest.model import Subscription
from digest.store import Store

DAYS = 2
START = datetime(2025, 11, 3, 7, 0, tzinfo=UTC)
BUSY = (70, 100, 200, 900)  # seconds after 07:59 at which the processes of a day tick
LATER = (1000, 1300, 3700, 8000)  # ... and those that come after them
SIDE_BY_SIDE = 3
WORD = re.compile(r"item\d+x")


@dataclass
class Outcome:
    """What a case came to."""

    case: Case
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    open: int = 0
    crashes: int = 0
    posts: int = 0

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.open)


def cases(count: int, seed: str) -> Iterator[Case]:
    """The cases of a seed: every kind of fault on both platforms in turn, often two kinds at once."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        kinds = [KINDS[(number // 2) % len(KINDS)]]
        if chance.random() < 0.5:
            kinds.append(chance.choice(KINDS))
        yield Case(number, ("discord", "slack")[number % 2], tuple(dict.fromkeys(kinds)), f"{seed}/{number}")


async def played(case: Case, world: faulty.World, template: Path) -> Outcome:
    """Play one case to its end and count what stands in its channel."""
    file = template.with_name(f"case{case.number}.db")
    await asyncio.to_thread(shutil.copy, template, file)
    chance = random.Random(case.seed)
    outcome, said = Outcome(case), []
    channel = world.channel(case)
    with Store(f"sqlite:///{file}", now=lambda: START) as store:
        wanted = Subscription(
            case.platform, channel, "outlet:Meridian", "daily 08:00", least_claims=0, created=START
        )
        await asyncio.to_thread(store.add_subscription, wanted)
        for day in range(DAYS):
            morning = START + timedelta(days=day, minutes=59)
            said += await asyncio.to_thread(faulty.news, store, case, day, chance, morning)
            outcome.crashes += await _day(case, world, channel, file, morning, chance)
        morning = START + timedelta(days=DAYS, minutes=59)
        said += await asyncio.to_thread(faulty.news, store, case, DAYS, chance, morning)
        calm = Run(case.platform, channel, f"sqlite:///{file}", tuple(_after(DAYS)))
        await world.process(calm, 0)
        outcome.open = len(await asyncio.to_thread(store.waiting))
    found = Counter(WORD.findall("\n".join(world.words(case.platform, channel))))
    outcome.posts = len(world.words(case.platform, channel))
    outcome.lost = [word for word in said if not found[word]]
    outcome.doubled = [word for word, count in found.items() if count > 1]
    file.unlink()
    return outcome


def _after(day: int) -> Iterator[datetime]:
    """Four quiet days: a clock that was ahead may have used up the slots of two."""
    return (START + timedelta(days=day + n, minutes=61 + more) for n in range(4) for more in (0, 5, 90))


async def _day(
    case: Case, world: faulty.World, channel: str, file: Path, morning: datetime, chance: random.Random
) -> int:
    """One day with faults: processes that meet them, then one that does not. How many were killed."""
    world.arm(case.platform, channel, case.kinds, chance)
    busy = [morning + timedelta(seconds=seconds) for seconds in BUSY]
    run = Run.made(case, channel, f"sqlite:///{file}", case.kinds, busy, chance)
    both = 2 if "two processes" in case.kinds else 1
    killed = sum(await asyncio.gather(*(world.process(run, number) for number in range(both))))
    world.disarm(case.platform, channel)
    calm = Run(case.platform, channel, run.database, tuple(morning + timedelta(seconds=s) for s in LATER))
    await world.process(calm, 0)
    return killed


async def run(count: int, seed: str, *, minutes: float = 0, show: bool = False) -> list[Outcome]:
    """Play ``count`` cases, a few side by side; with ``minutes``, those begun by then. In no order."""
    end = time.monotonic() + minutes * 60 if minutes else float("inf")
    with tempfile.TemporaryDirectory(prefix="dateline-faults-") as folder:
        template = Path(folder) / "template.db"
        Store(f"sqlite:///{template}").close()
        async with faulty.World.open(count) as world:
            left, done = cases(count, seed), []

            async def several() -> None:
                for case in left:
                    done.append(await played(case, world, template))
                    if show and (len(done) % 50 == 0 or not done[-1].good):
                        _progress(len(done), count, done[-1])
                    if time.monotonic() > end:
                        return

            await asyncio.gather(*(several() for _ in range(SIDE_BY_SIDE)))
            return done


def _progress(done: int, count: int, outcome: Outcome) -> None:
    bad = (
        ""
        if outcome.good
        else f" {outcome.case}: lost {outcome.lost}, doubled {outcome.doubled}, open {outcome.open}"
    )
    print(f"{done}/{count}{bad}", file=sys.stderr, flush=True)


def table(outcomes: Sequence[Outcome], seconds: float) -> Table:
    """Faults, and what they did: nothing."""
    made = Table(
        "fault",
        "platform",
        "cases",
        "killed",
        "pages",
        "lost",
        "doubled",
        "left open",
        title=f"{len(outcomes)} cases in {seconds:.0f} s",
    )
    for kind in KINDS:
        for platform in ("discord", "slack"):
            mine = [o for o in outcomes if o.case.platform == platform and kind in o.case.kinds]
            made.add_row(kind, platform, *_sums(mine))
    made.add_section()
    made.add_row("all", "both", *_sums(outcomes))
    return made


def _sums(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    numbers = (
        len(outcomes), sum(o.crashes for o in outcomes), sum(o.posts for o in outcomes),
        sum(len(o.lost) for o in outcomes), sum(len(o.doubled) for o in outcomes),
        sum(o.open for o in outcomes),
    )  # fmt: skip
    return tuple(map(str, numbers))


def main() -> None:
    """Run, print the table, fail when anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--minutes", type=float, default=0, help="begin no case after so many")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)  # connections that are cut are what this is about
    start = time.monotonic()
    outcomes = asyncio.run(run(given.cases, given.seed, minutes=given.minutes, show=True))
    Console(width=120).print(table(outcomes, time.monotonic() - start))
    bad = [outcome for outcome in outcomes if not outcome.good]
    print(f"{sum(len(o.lost) for o in bad)} lost, {sum(len(o.doubled) for o in bad)} doubled")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
