"""The world of ``benchmarks.faults``: both emulators, the faults that are armed, and processes that deliver.

A process is a fork of a server that has everything imported, so that a kill -9 and a restart cost tens of
milliseconds; it runs the real ``bot.delivery.Desk`` with the real adapter on the real database.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import random
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from pydantic import SecretStr

from adapters.message import Message, Paragraph, text
from adapters.port import Platform
from bot.delivery import Desk
from digest.errors import SetupError
from digest.model import Analysis, Article, Claim, Content, Delivery, Digest, Read, Stance, Subscription
from digest.news import News
from digest.store import Store
from tests.emulators import discord as discords
from tests.emulators import slack as slacks

KINDS = (
    "kill -9", "kill -9 in a request", "429", "long 429", "5xx", "5xx after the effect", "lost reply",
    "lost request", "no answer", "clock jumps", "database away", "database away after the effect",
    "two processes", "channel lost",
)  # fmt: skip
POINTS = ("claimed", "sending", "posted", "noted", "looked up")
SLACK_CHANNEL = "C{:05}"
UNKNOWN = 255
"""What multiprocessing says of a process that ended without its server hearing how."""
PATIENCE = 60.0
"""Seconds for a platform to come online."""


@dataclass(frozen=True, slots=True)
class Case:
    number: int
    platform: str
    kinds: tuple[str, ...]
    seed: str


@dataclass(frozen=True, slots=True)
class Run:
    """One process: when it ticks, where it dies, when its database fails it (number of the write)."""

    platform: str
    channel: str
    database: str
    ticks: tuple[datetime, ...]
    dies: tuple[str, int] = ("", 0)
    fails: tuple[int, ...] = ()
    after: bool = False  # the write was made, only its answer is lost
    killed_in: bool = False  # by its parent, once its next request is seen

    @classmethod
    def made(
        cls, case: Case, channel: str, database: str, kinds: Any, ticks: list[datetime], chance: random.Random
    ) -> Run:
        """A run with the faults of these kinds that happen inside a process."""
        run = cls(case.platform, channel, database, tuple(ticks))
        if "kill -9" in kinds:
            run = replace(run, dies=(chance.choice(POINTS), chance.randint(1, 4)))
        if "kill -9 in a request" in kinds or "no answer" in kinds:
            run = replace(run, killed_in=True)
        if "clock jumps" in kinds:
            by = chance.choice((-86400, -7200, 3600, 86400 * 2))
            run = replace(run, ticks=tuple(_jumped(ticks, by, chance)))
        if "database away" in kinds or "database away after the effect" in kinds:
            first = chance.randint(1, 8)
            run = replace(run, fails=tuple(range(first, first + chance.randint(1, 4))))
            run = replace(run, after="database away" not in kinds)
        return run


def _jumped(ticks: list[datetime], seconds: float, chance: random.Random) -> Iterator[datetime]:
    there = chance.randrange(len(ticks))
    for number, tick in enumerate(ticks):
        yield tick + timedelta(seconds=seconds) if number == there else tick


def news(store: Store, case: Case, day: int, chance: random.Random, at: datetime) -> list[str]:
    """A few articles, each with one claim that has a word of its own; the words."""
    words = [f"item{case.number}{day}{n}x" for n in range(chance.randint(1, 3))]
    for number, word in enumerate(words):
        other = " ".join("".join(chance.choices("bcdfghklmnprstvz", k=9)) for _ in range(6))
        content = f"{word} {other}"
        claim = Claim(
            "c1", None, None, Stance.asserts, Content(((0, len(content)),), content), (0, len(content))
        )
        article = Article(
            word,
            content,
            title=other,
            url=f"https://meridian.example/{word}",
            outlet="Meridian",
            published=at,
        )
        story = case.number * 100 + day * 10 + number
        store.save_read(Read(article, Analysis((claim,)), story=story, origin=word))
    return words


def render(shown: Digest, one: Subscription, preview: bool) -> Message:
    """A block for each new claim, so that each is a page."""
    told = [change.after for change in shown.delta if change.kind == "new"]
    first = [words for facet, _, words in shown.known if facet == "claims"] if shown.since is None else []
    words = told or first or ["nothing"]
    return Message(
        tuple(Paragraph(text(each)) for each in ["header", *words]), title=shown.title, tone="digest"
    )


# --- the process ----------------------------------------------------------------------------------------


class Flaky(Store):
    """A store whose n-th writes fail, before they are made or after."""

    fails: tuple[int, ...] = ()
    after = False
    writes = 0

    def step(self, before: Delivery, **changes: Any) -> Delivery | None:
        self.writes += 1
        if self.writes in self.fails and not self.after:
            raise SetupError("the database is away")
        done = super().step(before, **changes)
        if self.writes in self.fails:
            raise SetupError("the database went away with its answer")
        return done


def deliver(run: Run, addresses: dict[str, dict[str, str]], number: int) -> None:
    """The body of a process: connect, tick, end. Dies where it is told to."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(_deliver(run, addresses[run.platform], number))


async def _deliver(run: Run, address: dict[str, str], number: int) -> None:
    clock = [run.ticks[0]]
    with Flaky(run.database, now=lambda: clock[0]) as store:
        store.fails, store.after = run.fails, run.after
        async with _platform(run.platform, address) as platform:
            desk = Desk(News(store), {run.platform: platform}, render)
            desk.at = desk.outgoing.at = _dying(run)
            for tick in run.ticks:
                clock[0] = tick
                try:
                    await desk.tick(tick)
                except SetupError:
                    continue


def _dying(run: Run) -> Any:
    left = {run.dies[0]: run.dies[1]}

    def at(point: str, _: object) -> None:
        if point in left:
            left[point] -= 1
            if not left[point]:
                os.kill(os.getpid(), signal.SIGKILL)

    return at


@asynccontextmanager
async def _platform(name: str, address: dict[str, str]) -> AsyncIterator[Platform]:
    from tests.adapters.discord.bot import SmallBot

    if name == "slack":
        async with _slack(address) as slack:
            yield slack
        return
    from pydantic import SecretStr

    from adapters.discord import Discord, Settings

    class Paged(Discord):
        def pages(self, message: Message) -> list[Message]:
            return [replace(message, blocks=(block,)) for block in message.blocks]

    platform = Paged(
        Settings(
            discord_token=SecretStr(address["token"]), discord_api=address["api"],
            discord_gateway=address["gateway"],
        ),
        waits=(0.0,),
    )  # fmt: skip
    running = asyncio.create_task(platform.run(SmallBot(commands=())))
    async with asyncio.timeout(PATIENCE):
        while not (platform.client and platform.client.online):  # noqa: ASYNC110  it has no event for that
            await asyncio.sleep(0.005)
    try:
        yield platform
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def _slack(address: dict[str, str]) -> AsyncIterator[Platform]:
    from adapters.slack import Settings, Slack

    class Paged(Slack):
        def pages(self, message: Message) -> list[Message]:
            return [replace(message, blocks=(block,)) for block in message.blocks]

    clock = [100.0]

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    bot, app = SecretStr(address["bot"]), SecretStr(address["app"])
    settings = Settings(api=address["api"], bot_token=bot, app_token=app)
    platform = Paged(settings, clock=lambda: clock[0], sleep=sleep)
    try:
        yield platform
    finally:
        await platform.close()


# --- the world ------------------------------------------------------------------------------------------


class World:
    """Both emulators in this process, and the faults that are armed in them."""

    def __init__(self, discord: discords.Emulator, slack: slacks.SlackEmulator) -> None:
        self.discord, self.slack = discord, slack
        self.starting = asyncio.Lock()
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["benchmarks.warmed"])
        self.addresses = {
            "discord": {"token": discord.token, "api": discord.api, "gateway": discord.gateway_url()},
            "slack": {"api": slack.api, "bot": slack.bot_token, "app": slack.app_token},
        }

    @classmethod
    @asynccontextmanager
    async def open(cls, count: int) -> AsyncIterator[World]:
        """Both emulators, with a channel for each case."""
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            os.environ.pop(name, None)
        async with AsyncExitStack() as stack:
            discord = await stack.enter_async_context(discords.Emulator(guilds=1))
            slack = await stack.enter_async_context(slacks.SlackEmulator())
            yield cls(discord, slack)

    def channel(self, case: Case) -> str:
        """A channel of the case's own."""
        if case.platform == "discord":
            known = next(iter(self.discord.world.channels.values()))
            channel = str(int(discords.CHANNEL) + 1 + case.number)
            self.discord.world.channels[channel] = type(known)(channel, known.guild)
            return channel
        channel = SLACK_CHANNEL.format(case.number)
        self.slack.world.channels[channel] = replace(
            self.slack.world.channels["C1"], id=channel, name=f"case{case.number}", messages=[]
        )
        return channel

    def words(self, platform: str, channel: str) -> list[str]:
        """What stands in a channel, a string a message."""
        if platform == "discord":
            return [str(message) for message in self.discord.world.channels[channel].messages]
        return [said.words() for said in self.slack.posts(channel)]

    # --- faults --------------------------------------------------------------------------------------

    def arm(self, platform: str, channel: str, kinds: Any, chance: random.Random) -> None:
        """Let requests for this channel meet the faults of these kinds."""
        for kind in kinds:
            if kind == "channel lost":
                self._close(platform, channel, True)
            elif platform == "discord":
                self.discord.faults += _of_discord(kind, channel, chance)
            else:
                self.slack.faults += _of_slack(kind, channel, chance)

    def disarm(self, platform: str, channel: str) -> None:
        """No more faults for this channel."""
        self._close(platform, channel, False)
        if platform == "discord":
            self.discord.faults[:] = [fault for fault in self.discord.faults if channel not in fault.path]
        else:
            self.slack.faults[:] = [fault for fault in self.slack.faults if fault.channel != channel]

    def _close(self, platform: str, channel: str, closed: bool) -> None:
        if platform == "discord":
            there = self.discord.world.channels[channel]
            there.allowed = 0 if closed else type(there)(channel, there.guild).allowed
        else:
            self.slack.world.channels[channel].archived = closed

    # --- processes -----------------------------------------------------------------------------------

    async def process(self, run: Run, number: int) -> int:
        """Run one process to its end; 1 when it was killed."""
        process = self.context.Process(target=deliver, args=(run, self.addresses, number))
        before = self._requests(run)
        async with self.starting:
            await asyncio.to_thread(process.start)
        if run.killed_in:
            await self._seen(run, before, process)
            process.kill()
        await asyncio.to_thread(process.join)
        killed = process.exitcode in {-signal.SIGKILL, UNKNOWN}
        if process.exitcode and not killed:
            raise RuntimeError(f"a process failed with {process.exitcode}: {run}")
        return int(killed)

    def _requests(self, run: Run) -> int:
        if run.platform == "discord":
            return len(self.discord.asked("POST", run.channel))
        return sum(
            request.args.get("channel") == run.channel for request in self.slack.calls("chat.postMessage")
        )

    async def _seen(self, run: Run, before: int, process: Any) -> None:
        while process.is_alive() and self._requests(run) <= before:  # noqa: ASYNC110  as above
            await asyncio.sleep(0.002)


def _of_discord(kind: str, channel: str, chance: random.Random) -> list[discords.Fault]:
    path, skip = f"/channels/{channel}/messages", chance.randint(0, 3)
    rows: dict[str, dict[str, Any]] = {
        "429": {"kind": "rate", "seconds": 0.01},
        "long 429": {"kind": "rate", "seconds": 600},
        "5xx": {"kind": "status", "status": 503, "times": chance.randint(1, 8)},
        "5xx after the effect": {
            "kind": "status",
            "status": 502,
            "effect": True,
            "times": chance.randint(1, 8),
        },
        "lost reply": {"kind": "lost reply", "times": chance.randint(1, 3)},
        "lost request": {"kind": "lost request", "times": chance.randint(1, 3)},
        "no answer": {"kind": "hang"},
    }
    return [discords.Fault(path=path, method="POST", skip=skip, **rows[kind])] if kind in rows else []


def _of_slack(kind: str, channel: str, chance: random.Random) -> list[slacks.Fault]:
    skip, times = chance.randint(0, 3), chance.randint(1, 3)
    rows: dict[str, dict[str, Any]] = {
        "429": {"kind": "ratelimited", "seconds": 1.0},
        "long 429": {"kind": "ratelimited", "seconds": 600.0},
        "5xx": {"kind": "status", "status": 503, "times": times},
        "5xx after the effect": {"kind": "status_after", "status": 502, "times": times},
        "lost reply": {"kind": "lost", "times": times},
        "lost request": {"kind": "drop", "times": times},
        "no answer": {"kind": "hang"},
    }
    return (
        [slacks.Fault("chat.postMessage", channel=channel, skip=skip, **rows[kind])] if kind in rows else []
    )
