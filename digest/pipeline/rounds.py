"""The verbs: a round over the feeds, articles from files, one pasted link."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from .. import article as articles
from ..errors import FetchError
from ..fetch.port import Fetch, Page
from ..model import Article, Entry, Fate, Feed, FeedState, Read
from ..watch import polling, websub
from . import revisit
from .desk import Desk, Memory, analyzed
from .poll import LANGUAGES, Means, poll, spread, states
from .revisit import Followed, Visits
from .values import Analyze, Draft, Outcome, Round

if TYPE_CHECKING:
    from ..store import Store

BATCH = 32  # articles from files analyzed and written together
MOST_DRAFTS = 256  # articles from feeds
MOST_OUTCOMES = 500  # feeds
LINGER = 1.0  # seconds the first of a batch waits for others: one slow feed holds up nobody
Progress = Callable[[int, int], None]
"""Called with feeds done and feeds in all."""


async def update(
    *,
    fetch: Fetch,
    store: Store,
    analyze: Analyze,
    now: datetime,
    feeds: Iterable[str] | None = None,
    concurrency: int = 32,
    progress: Progress | None = None,
    baseline: timedelta | None = timedelta(0),
    memory: Memory | None = None,
    patience: float = 60.0,
    chance: random.Random | None = None,
    visits: bool = True,
    followed: Followed | None = None,
    also: Collection[str] = (),
    pushed: Mapping[str, Page] | None = None,
) -> Round:
    """One round: poll what is due (or ``feeds``), read what is new, analyze it, save it.

    ``baseline`` is how old, in a feed seen for the first time, an item may be to be read and not only noted:
    zero notes everything, None reads everything. ``memory`` carries stories from round to round; without one
    it is loaded from the store. With ``visits``, pages read some hours ago are looked at again for edits
    their feed does not tell; ``followed`` says which of too many matter. ``also`` are feeds to ask beside
    those that are due, ``pushed`` bodies that hubs have posted, read in place of asking. Killed at any
    moment, the next round does what this one did not finish.
    """
    known = await asyncio.to_thread(store.feeds)
    wanted = spread(_wanted(known, now, also) if feeds is None else states(feeds, known))
    memory = await asyncio.to_thread((memory or Memory()).load, store, now)
    desk = Desk(store, analyze, now, memory)
    means = Means(
        fetch, store, now, baseline, patience, chance=chance or random.Random(),
        pushed=pushed or {}, slower=await asyncio.to_thread(_slower, store, now), visits=visits,
    )  # fmt: skip
    queue: asyncio.Queue[Outcome | None] = asyncio.Queue(maxsize=2 * concurrency)
    tally = _Tally()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_file_all(queue, desk, tally, len(wanted), progress))
            looking = group.create_task(_look(means, followed)) if visits and feeds is None else None
            await _poll_all(wanted, means, queue, concurrency)
            await queue.put(None)
    except BaseExceptionGroup as errors:
        raise _first(errors) from None
    if looking is not None:
        await _file_visits(looking.result(), desk)
    await desk.tell_quiet()
    return replace(tally.round(desk.fates), visited=looking.result().looked if looking else 0)


def _slower(store: Store, now: datetime) -> set[str]:
    """Feeds whose hub is to push now."""
    return {push.feed for push in store.pushes() if websub.is_active(push, now)}


async def _look(means: Means, followed: Followed | None) -> Visits:
    return await revisit.visit(
        fetch=means.fetch, store=means.store, now=means.now, patience=means.patience / 2, followed=followed
    )


async def _file_visits(found: Visits, desk: Desk) -> None:
    """Edits found by looking again, like edits a feed tells; the rest is only noted."""
    if found.drafts:
        await desk.take(found.drafts)
    await asyncio.to_thread(revisit.save, desk.store, found, desk.now)
    desk.fates.update(Fate.withdrawn for _ in found.withdrawn)


def _wanted(known: Sequence[FeedState], now: datetime, also: Collection[str]) -> list[FeedState]:
    """The feeds whose time has come, and those named."""
    due = polling.due(known, now)
    more = set(also) - {state.feed.url for state in due}
    return [*due, *(state for state in known if state.feed.url in more)]


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error behind a group of them: what the caller can act on."""
    inner = errors.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


async def _poll_all(
    wanted: Sequence[FeedState], means: Means, queue: asyncio.Queue[Outcome | None], concurrency: int
) -> None:
    """Every feed once, ``concurrency`` at a time; a slow one holds one place and nothing else."""
    waiting = iter(wanted)

    async def work() -> None:
        for state in waiting:
            await queue.put(await poll(state, means))

    async with asyncio.TaskGroup() as group:
        for _ in range(min(concurrency, len(wanted))):
            group.create_task(work())


async def _file_all(
    queue: asyncio.Queue[Outcome | None], desk: Desk, tally: _Tally, total: int, progress: Progress | None
) -> None:
    done = False
    while not done:
        outcomes, done = await _some(queue)
        for outcome in outcomes:
            tally.add(outcome)
        if outcomes:
            await desk.file(outcomes)
        if progress:
            progress(tally.feeds, total)


async def _some(queue: asyncio.Queue[Outcome | None]) -> tuple[list[Outcome], bool]:
    """A batch of outcomes, and whether the round is over.

    Waits a little for more, because articles filed together are filed in the order they were published.
    """
    outcomes: list[Outcome] = []
    drafts = 0
    got = await queue.get()
    until = asyncio.get_running_loop().time() + LINGER
    while got is not None:
        outcomes.append(got)
        drafts += len(got.drafts)
        if drafts >= MOST_DRAFTS or len(outcomes) >= MOST_OUTCOMES:
            return outcomes, False
        try:
            async with asyncio.timeout_at(until):
                got = await queue.get()
        except TimeoutError:
            return outcomes, False
    return outcomes, True


class _Tally:
    """Counts what a round did."""

    def __init__(self) -> None:
        self.feeds = 0
        self.left = 0
        self.errors: list[tuple[str, str]] = []
        self.moved: list[tuple[str, str]] = []

    def add(self, outcome: Outcome) -> None:
        self.feeds += 1
        self.left += outcome.left
        if outcome.error:
            self.errors.append((outcome.state.feed.url, outcome.error))
        if outcome.moved:
            self.moved.append((outcome.state.feed.url, outcome.moved))

    def round(self, fates: Counter[Fate]) -> Round:
        new = fates[Fate.stored] + fates[Fate.copy]
        errors, moved = tuple(self.errors), tuple(self.moved)
        return Round(self.feeds, new, fates[Fate.updated], len(errors), fates, errors, moved, self.left)


# --- files and links -------------------------------------------------------------------------------------


async def take(
    articles_: Iterable[Article],
    *,
    store: Store,
    analyze: Analyze,
    now: datetime,
    memory: Memory | None = None,
) -> Round:
    """Articles from elsewhere than a feed: the same desk, a batch at a time, however many there are."""
    memory = await asyncio.to_thread((memory or Memory()).load, store, now)
    desk = Desk(store, analyze, now, memory)
    stream = iter(articles_)
    while batch := list(islice(stream, BATCH)):
        drafts, ended = await asyncio.to_thread(_drafts, batch, store, now)
        await desk.take(drafts)
        desk.fates.update(ended)
    return _Tally().round(desk.fates)


def _drafts(batch: Sequence[Article], store: Store, now: datetime) -> tuple[list[Draft], list[Fate]]:
    """What of a batch is to be analyzed, and how the rest has ended."""
    drafts: list[Draft] = []
    ended: list[Fate] = []
    for one in batch:
        before = store.read(one.id)
        if not one.text.strip():
            ended.append(Fate.empty)
        elif articles.language(one.text) not in LANGUAGES:
            ended.append(Fate.language)
        elif before is not None and before.article.text == one.text.replace("\0", "\ufffd"):
            ended.append(Fate.unchanged)
        else:
            kept = replace(one, text=one.text.replace("\0", "\ufffd"), published=one.published or now)
            drafts.append(Draft(kept, None, before, f"{len(one.text):,} characters from a file"))
    return drafts, ended


async def read_link(url: str, *, fetch: Fetch, store: Store, analyze: Analyze, now: datetime) -> Read:
    """What an address says now: what the store has of it, else fetched and analyzed, and not stored.

    A pasted link is one person's question; it never enters the stories of others. Raises FetchError.
    """
    known = await asyncio.to_thread(store.by_url, articles.canonical(url))
    if known is not None:
        return known
    page = await fetch.get(url, kind="page")
    found = await asyncio.to_thread(articles.extract, Entry(url, url, ""), page, Feed(""))
    if not found.text:
        raise FetchError(f"{url}: no readable text on this page", Fate.empty)
    if found.language not in LANGUAGES:
        raise FetchError(f"{url}: its language is {found.language!r}, which is not supported", Fate.language)
    analysis = (await analyzed(analyze, [found]))[0]
    if isinstance(analysis, Exception):
        raise FetchError(f"{url}: the analysis failed ({type(analysis).__name__})", Fate.broken) from analysis
    return Read(found if found.published else replace(found, published=now), analysis)
