"""The bot itself: a line in, a Message out. The one place that catches."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast

import structlog
from rapidfuzz import fuzz, process

from adapters.message import Message
from adapters.port import Choice, Command, Place, Platform
from digest import pipeline, seeds
from digest.errors import BadInput, DatelineError, NotFound, SetupError
from digest.fetch import Fetch, Page
from digest.model import Analysis, Article, Feed, Read
from digest.news import News
from digest.pipeline import Preview, Round, Survey

from . import lines
from .commands import COMMANDS, HANDLERS, Ask
from .memory import StoreMemory
from .suggest import Suggestions, snapshot
from .views import about as say

log = structlog.get_logger(__name__)

Analyze = Callable[[Sequence[Article]], Awaitable[Sequence[Analysis]]]


def utc_now() -> datetime:
    return datetime.now(UTC)


AWAY = (
    "A part of my installation does not answer; the log tells which. "
    "Nothing is lost: please try again in a minute."
)


@dataclass
class App:
    """Implements ``adapters.port.Bot``. ``now`` is the clock, injected so that tests and the demo set it."""

    news: News
    fetch: Fetch
    analyze: Analyze
    zone: str = "UTC"
    revisit: bool = True  # pages are looked at again for edits their feed does not tell
    now: Callable[[], datetime] = utc_now
    platforms: dict[str, Platform] = field(default_factory=dict)
    suggestions: Suggestions = field(default_factory=Suggestions)
    _tasks: set[asyncio.Task[str]] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None
    _past: pipeline.Memory = field(default_factory=pipeline.Memory)
    _rounds: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.memory = StoreMemory(self.news.store)

    # --- what a platform may ask -----------------------------------------------------------------------

    @property
    def commands(self) -> Sequence[Command]:
        return tuple(COMMANDS.values())

    async def answer(self, line: str, place: Place) -> Message:
        """Answer one command line; never raises."""
        command = COMMANDS["lookup"]
        try:
            command, options = lines.read(
                line if line.strip("/ ") else "help", self.commands, default="lookup"
            )
            _permit(command, place)
            message = await self._run(command, options, place)
            return message.shown_privately() if command.private else message
        except (NotFound, BadInput) as error:
            if meant := lines.mistaken(line, self.commands):
                return say.mistyped(line.split()[0].lstrip("/"), meant)
            return _not_done(error, command)
        except SetupError as error:  # addresses and settings are the operator's, not the channel's
            log.error("a command could not be answered", line=line.split(" ")[0], why=str(error))
            return say.problem(str(error) if place.platform == "console" else AWAY)
        except DatelineError as error:
            return say.problem(str(error))
        except Exception:
            log.exception("command failed", line=line.split(" ")[0], platform=place.platform)
            return say.problem("Something broke on my side. It is in the log; please try again in a minute.")

    async def _run(self, command: Command, options: dict[str, object], place: Place) -> Message:
        self._loop = asyncio.get_running_loop()
        handler, ask = HANDLERS[command.name], Ask(self, place, self.now())
        keywords = lines.given(options)
        if inspect.iscoroutinefunction(handler):
            return cast(Message, await handler(ask, **keywords))
        return cast(Message, await asyncio.to_thread(handler, ask, **keywords))

    def suggest(self, command: str, option: str, typed: str, place: Place) -> Sequence[Choice]:
        return self.suggestions.choices(option, typed, place)

    async def topics(self, space: str) -> Sequence[Command]:
        """A command for each name followed in this guild or workspace: /pokrovsk."""
        followed = await asyncio.to_thread(self.news.followed, space)
        return tuple(
            Command(one.name, f"The state of {one.title} as of now", names=self.news.local_names(one))
            for one in followed
        )

    async def home(self, place: Place) -> Message:
        rows = await asyncio.to_thread(Ask(self, place, self.now()).mine)
        return say.home(rows, self.topic_names(place.space), first=not rows)

    # --- what commands need beyond the store -------------------------------------------------------------

    async def preview(self, said: str) -> Preview:
        """What a feed (address, site, or suggested name) gives, before it is added."""
        found = await self.look(said)
        if isinstance(found, Survey):
            raise BadInput(f"{said} is a list of feeds: feeds add shows what it would add.")
        return found

    async def look(self, said: str) -> Preview | Survey:
        """The same; or what a list of feeds (OPML) at this address would add."""
        suggested = seeds.suggested_feeds().get(said.strip().casefold())
        url = suggested.url if suggested else said.strip()
        if not suggested and not set(url) & set(".:"):
            raise _no_feed(url)
        found = await pipeline.look(url, self.fetch, analyze=self.analyze)
        if isinstance(found, list):
            return await self.survey(found)
        if suggested is None:
            return found
        return replace(found, state=replace(found.state, feed=replace(suggested, url=found.state.feed.url)))

    async def survey(
        self, feeds: Sequence[Feed], progress: Callable[[int, int], None] | None = None
    ) -> Survey:
        """What adding these feeds would mean."""
        known = await asyncio.to_thread(self.feed_urls)
        return await pipeline.survey(feeds, known, self.fetch, self.analyze, progress)

    def feed_urls(self) -> set[str]:
        """The addresses of all feeds that are read."""
        return {state.feed.url for state in self.news.store.feeds()}

    async def add_feed(self, found: Preview) -> Preview:
        """Read a feed from now on. What is in it now is noted as known and not shown."""
        await asyncio.to_thread(self.news.store.add_feed, found.state.feed)
        return found

    def followed_changed(self, space: str) -> None:
        """Something was followed or unfollowed: renew suggestions and the platforms' own commands.

        Called from command threads, so what is asynchronous is handed to the loop.
        """
        self.refresh_suggestions()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._refresh_platforms, space)

    def _refresh_platforms(self, space: str) -> None:
        for platform in self.platforms.values():
            task = asyncio.ensure_future(platform.refresh(space))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def refresh_suggestions(self) -> None:
        """A new snapshot of what may be meant, from the database."""
        self.suggestions = snapshot(self.news)

    def note_report(self, what: str, place: Place, now: datetime) -> None:
        """Keep an error people report where the operator finds it: in the log and in the database."""
        log.warning("error reported", platform=place.platform, channel=place.channel, words=what[:200])
        self.news.store.put(f"report/{now.isoformat()}/{place.platform}/{place.user}", what[:2000])

    async def round(self, *, progress: Callable[[int, int], None] | None = None) -> Round:
        """One round over the feeds that are due; what deciding needs of the past is kept in between.

        Feeds with a push that was not read (the process ended before) are asked, too.
        """
        store = self.news.store
        async with self._rounds:
            now, unread = self.now(), await asyncio.to_thread(store.unread_pushes)
            done = await pipeline.update(
                fetch=self.fetch, store=store, analyze=self.analyze, now=now, memory=self._past,
                progress=progress, visits=self.revisit, followed=self.news.followed_among, also=unread,
            )  # fmt: skip
            await asyncio.to_thread(store.pushes_read, unread, now)
            return done

    async def read_pushed(self, pushed: Mapping[str, Page], is_last: Callable[[str], bool]) -> Round:
        """What hubs have posted, by feed, the same way as what a round polls.

        ``is_last`` tells whether nothing else waits for a feed: then it counts as read.
        """
        store = self.news.store
        async with self._rounds:
            now = self.now()
            done = await pipeline.update(
                fetch=self.fetch, store=store, analyze=self.analyze, now=now, memory=self._past,
                visits=self.revisit, feeds=pushed, pushed=pushed,
            )  # fmt: skip
            await asyncio.to_thread(store.pushes_read, [feed for feed in pushed if is_last(feed)], now)
            return done

    async def read_link(self, url: str, now: datetime) -> Read:
        """The article behind a link: fetched through the guard, analyzed in a worker, kept like any other."""
        store = self.news.store
        read = await pipeline.read_link(url, fetch=self.fetch, store=store, analyze=self.analyze, now=now)
        if await asyncio.to_thread(store.read, read.article.id) is None:
            await self._take(read, now)
        return read

    async def _take(self, read: Read, now: datetime) -> None:
        async def known(_: Sequence[Article]) -> Sequence[Analysis]:
            return [read.analysis]

        async with self._rounds:
            await pipeline.take(
                [read.article], store=self.news.store, analyze=known, now=now, memory=self._past
            )

    def topic_names(self, space: str) -> list[str]:
        return [topic.name for topic in self.news.topics(space)]


def _no_feed(said: str) -> NotFound:
    """A word that is neither an address nor the name of a suggested feed, with the nearest of those."""
    names = list(seeds.suggested_feeds())
    near = process.extract(said.casefold(), names, scorer=fuzz.WRatio, limit=3, score_cutoff=60)
    listed = "" if near else f" Suggested are {', '.join(names[:5])} and {len(names) - 5} more."
    return NotFound(
        f"“{said}” is neither an address nor the name of a suggested feed.{listed}",
        tuple(name for name, _, _ in near),
    )


def _not_done(error: NotFound | BadInput, command: Command) -> Message:
    """A name or words that are not understood, with what may have been meant for the same command."""
    if isinstance(error, NotFound):
        return say.problem(str(error), near=[(name, f"{command.name} {name}") for name in error.near])
    words, _, code = str(error).partition("\n")
    return say.problem(words, code=code)


def _permit(command: Command, place: Place) -> None:
    """Raise BadInput unless this person may, here. Platforms check too; this is the check that counts."""
    if command.admin and not place.admin:
        raise BadInput(f"{command.name} is for the people who run this bot.")
    if command.manage and not (place.trusted or place.direct):
        raise BadInput(f"{command.name} changes what this channel gets: it needs the right to manage it.")
