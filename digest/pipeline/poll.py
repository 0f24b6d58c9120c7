"""One feed: ask, read, get the pages of what is new. Whatever goes wrong here stays here."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .. import article as articles
from .. import feeds
from ..errors import FetchError
from ..feeds.values import clean
from ..fetch.port import Fetch, Page
from ..model import Article, Entry, Fate, FeedState, ItemState, Read
from ..watch import polling, visits
from .plan import Plan, mark, plan
from .values import Draft, Ended, Outcome

if TYPE_CHECKING:
    from ..store import Store

log = logging.getLogger(__name__)
BEYOND = "…"  # the id of what stands for all entries behind those that are read
ENDED = "†"  # the id of what stands for the end of a feed
HUB_DELAY = timedelta(minutes=10)  # what was published later may still be pushed
MOST_TRIES = 4  # rounds in which a page that fails is asked again
LANGUAGES = frozenset({"en"})


@dataclass(frozen=True, slots=True)
class Means:
    """What polling needs beside the feed. ``patience``: seconds for all pages of one feed in a round."""

    fetch: Fetch
    store: Store
    now: datetime
    baseline: timedelta | None = timedelta(0)
    patience: float = 60.0
    most_new: int = 40
    chance: random.Random = field(default_factory=random.Random)
    pushed: Mapping[str, Page] = field(default_factory=dict)  # bodies that hubs have posted, by feed
    slower: Collection[str] = ()  # feeds whose hub is to push: polled less often while it does
    visits: bool = True  # whether pages are looked at again later


async def poll(state: FeedState, means: Means) -> Outcome:
    """Poll one feed. Never raises: a failure is an Outcome with an error."""
    try:
        return await _poll(state, means)
    except FetchError as error:
        return _failed(state, str(error), means, gone=error.status == 410, wait=error.wait)
    except Exception as error:  # the rim between feeds: a bug met by one feed must not stop the others
        log.exception("polling %s", state.feed.url)
        return _failed(state, f"{state.feed.url}: internal error ({type(error).__name__}: {error})", means)


async def _poll(state: FeedState, means: Means) -> Outcome:
    if (posted := means.pushed.get(state.feed.url)) is not None and state.baselined:
        try:
            return await _read(state, posted, await _parsed(posted), means, pushed=True)
        except FetchError as error:  # what a hub posts must never count against the feed itself
            log.warning("what was pushed for %s is not understood: %s", state.feed.url, error)
    page = await means.fetch.get(state.feed.url, etag=state.etag, modified=state.modified)
    if page.status == 304 or _hashed(page) == state.body_hash:
        polled = polling.Polled(False, hint=_hint(page), slower=_slower(state, means))
        quiet = polling.after_good(state, polled, means.now, chance=means.chance)
        return Outcome(quiet, moved=page.moved)
    return await _read(state, page, await _parsed(page), means)


async def _parsed(page: Page) -> feeds.ParsedFeed:
    return await asyncio.to_thread(feeds.parse, page.body, url=page.url, content_type=page.content_type)


async def _read(
    state: FeedState, page: Page, parsed: feeds.ParsedFeed, means: Means, *, pushed: bool = False
) -> Outcome:
    """A body that has come, by asking or from a hub: the same way for both."""
    url = state.feed.url
    state = _noted(state, page, parsed, pushed=pushed)
    known = await asyncio.to_thread(means.store.known, url, [*(entry.id for entry in parsed.entries), BEYOND])
    baseline = None if state.baselined else means.baseline
    made = plan(url, parsed.entries, known, now=means.now, baseline=baseline)
    state = replace(state, pushed=means.now if pushed else _trusted(state, made, known, means.now))
    drafts, ended, left = await _get_all(made, state, means)
    ended += _beyond(url, parsed.beyond, known, means.now)
    times = tuple(entry.published for entry in parsed.entries if entry.published)
    hint = max(_hint(page), parsed.ttl)
    polled = polling.Polled(bool(made.new or made.changed), times, hint, _slower(state, means))
    after = polling.after_good(state, polled, means.now, chance=means.chance)
    if left or any(one.item.fate is Fate.failed for one in ended):
        after = replace(
            after, next_at=means.now + timedelta(seconds=polling.LEAST), baselined=state.baselined
        )
        after = replace(after, etag="", modified="", body_hash="") if pushed else after
    elif not pushed:  # a hub may leave out what it has delivered: what it posts is no state of the feed
        etag, modified = page.headers.get("etag", ""), page.headers.get("last-modified", "")
        after = replace(after, etag=etag, modified=modified, body_hash=_hashed(page), baselined=True)
    return Outcome(after, drafts, ended, made.unchanged, changed=True, moved=page.moved, left=left)


def _hashed(page: Page) -> str:
    return hashlib.blake2b(page.body, digest_size=12).hexdigest()


def _hint(page: Page) -> float:
    return polling.max_age(page.headers.get("cache-control", ""))


def _slower(state: FeedState, means: Means) -> bool:
    """Whether the feed's hub is to push and has done so, so that asking is only to make sure."""
    return state.pushed is not None and state.feed.url in means.slower


def _trusted(state: FeedState, made: Plan, known: Mapping[str, ItemState], now: datetime) -> datetime | None:
    """The last push, or None when asking has found an entry that should have been pushed by now."""
    late = now - HUB_DELAY
    missed = [entry for entry in made.new if entry.id not in known and (entry.published or late) <= late]
    return None if missed else state.pushed


def _beyond(url: str, count: int, known: Mapping[str, ItemState], now: datetime) -> tuple[Ended, ...]:
    """The entries behind the first 2,000 as one item of the feed; nothing when that is known already."""
    if not count or BEYOND in known:
        return ()
    why = f"{count:,} entries behind the first {feeds.MOST_ENTRIES:,} of this feed are not read"
    return (Ended(ItemState(url, BEYOND, url, Fate.refused, now), why),)


def _noted(state: FeedState, page: Page, parsed: feeds.ParsedFeed, *, pushed: bool) -> FeedState:
    """The state with what the feed says of itself. Of a hub's own words about hubs nothing is believed."""
    feed = state.feed if state.feed.title else replace(state.feed, title=parsed.title)
    if pushed:
        return replace(state, feed=feed)
    hub, topic = feeds.link_header(page.headers.get("link", ""))
    return replace(state, feed=feed, hub=hub or parsed.hub, topic=topic or parsed.topic)


def _failed(
    state: FeedState, error: str, means: Means, *, gone: bool = False, wait: float | None = None
) -> Outcome:
    error = clean(error) + (": its publisher has ended this feed" if gone else "")
    after = polling.after_failure(state, error, means.now, wait=wait, chance=means.chance)
    if gone:  # 410: the publisher says it is over; it stays in the database, and is told of
        after = replace(after, feed=replace(state.feed, active=False))
    url = state.feed.url
    end = (Ended(ItemState(url, ENDED, url, Fate.withdrawn, means.now), error),) if gone else ()
    return Outcome(after, ended=end, error=error)


# --- the pages of what is new ------------------------------------------------------------------------------


async def _get_all(
    made: Plan, state: FeedState, means: Means
) -> tuple[tuple[Draft, ...], tuple[Ended, ...], int]:
    """Everything the plan asks for, within the feed's patience; what is not done in time is left."""
    wanted: list[tuple[Entry, ItemState | None]] = [(entry, None) for entry in made.new]
    wanted += made.changed
    now_wanted = wanted[: means.most_new]
    tasks = [asyncio.create_task(_get(entry, item, state, means)) for entry, item in now_wanted]
    found = await _within(tasks, means.patience)
    drafts = tuple(one for one in found if isinstance(one, Draft))
    ended = tuple(Ended(item, why) for item, why in made.settled)
    ended += tuple(one for one in found if isinstance(one, Ended))
    return drafts, ended, len(wanted) - len(found)


async def _within(tasks: list[asyncio.Task[Draft | Ended]], patience: float) -> list[Draft | Ended]:
    if not tasks:
        return []
    try:
        await asyncio.wait(tasks, timeout=patience)
        return [task.result() for task in tasks if task.done()]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _get(entry: Entry, item: ItemState | None, state: FeedState, means: Means) -> Draft | Ended:
    """One entry's article, or the fate it ended in."""
    noted = _item(entry, state, means)
    before = await asyncio.to_thread(_before, means.store, noted, item)
    if before is not None and item is None and not _newer(entry, before.article):
        ended = replace(noted, fate=Fate.duplicate, article=before.article.id)
        return Ended(ended, f"known as {before.article.url} under another guid or from another feed")
    page, trouble = await _page(entry, item, means)
    if page is not None and page.status == 304 and item is not None:
        same = replace(item, url=noted.url, digest=noted.digest, fate=Fate.unchanged)
        return Ended(same, "page not changed")
    found, outside, headline = await asyncio.to_thread(articles.sourced, entry, page, state.feed)
    headers = page.headers if page else {}
    noted = replace(noted, etag=headers.get("etag", ""), modified=headers.get("last-modified", ""))
    noted = replace(noted, headline=headline if outside else "")
    noted = visits.planned(noted, means.now) if outside and means.visits else noted
    return await _judge(found, noted, before, trouble, means)


def _before(store: Store, noted: ItemState, item: ItemState | None) -> Read | None:
    """The version we have: of this item, or under its address."""
    if item is not None and item.article:
        return store.read(item.article)
    return store.by_url(noted.url) if noted.url else None


async def _page(entry: Entry, item: ItemState | None, means: Means) -> tuple[Page | None, FetchError | None]:
    if not entry.url:
        return None, None
    etag, modified = (item.etag, item.modified) if item and item.article else ("", "")
    try:
        return await means.fetch.get(entry.url, etag=etag, modified=modified, kind="page"), None
    except FetchError as error:
        return None, error


async def _judge(
    found: Article, noted: ItemState, before: Read | None, trouble: FetchError | None, means: Means
) -> Draft | Ended:
    """Whether there is anything to analyze."""
    if before is not None and trouble is not None and trouble.fate is Fate.withdrawn and found.partial:
        return Ended(replace(noted, fate=Fate.withdrawn, article=before.article.id), str(trouble))
    if not found.text:
        fate = trouble.fate if trouble else Fate.empty
        if fate is Fate.failed and await asyncio.to_thread(_tries, means.store, noted.url) >= MOST_TRIES:
            fate = Fate.empty
        return Ended(replace(noted, fate=fate), str(trouble or "neither page nor feed has readable text"))
    if found.language not in LANGUAGES:
        return Ended(replace(noted, fate=Fate.language), f"its language is {found.language!r}")
    if before is not None and before.article.text == found.text:
        return Ended(replace(noted, fate=Fate.unchanged, article=before.article.id), "the text is the same")
    detail = f"{len(found.text):,} characters" + (", only the feed's summary" if found.partial else "")
    detail += f" ({trouble})" if trouble else ""
    return Draft(_dated(found, before, means.now), noted, before, detail)


def _dated(found: Article, before: Read | None, now: datetime) -> Article:
    """With a time of publication that stays: the first one told, not a future one, else when it was seen."""
    first = before.article.published if before else None
    told = found.published if found.published and found.published <= now + timedelta(hours=1) else None
    return replace(found, id=before.article.id if before else found.id, published=first or told or now)


def _newer(entry: Entry, known: Article) -> bool:
    """Whether the entry says it was updated after the version we have."""
    at = known.modified or known.published
    return entry.updated is not None and at is not None and entry.updated > at + timedelta(minutes=1)


def _tries(store: Store, url: str) -> int:
    return sum(step.fate is Fate.failed for step in store.steps(url))


def _item(entry: Entry, state: FeedState, means: Means) -> ItemState:
    url = articles.canonical(entry.url) if entry.url else ""
    return ItemState(state.feed.url, entry.id, url, Fate.fetched, means.now, digest=mark(entry))


def spread(states: Iterable[FeedState]) -> list[FeedState]:
    """The same feeds, those of one host far from each other: a slow host then holds few places at a time."""
    seen: Counter[str] = Counter()
    placed = []
    for state in states:
        host = articles.host_of(state.feed.url)
        placed.append((seen[host], state))
        seen[host] += 1
    return [state for _, state in sorted(placed, key=lambda pair: pair[0])]


def states(feeds: Iterable[str], known: Iterable[FeedState]) -> list[FeedState]:
    """The states of the feeds named, in their order."""
    by_url = {state.feed.url: state for state in known}
    return [by_url[url] for url in feeds if url in by_url]
