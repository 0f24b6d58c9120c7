"""What subscribing to an address, or to a list of them, would mean, before it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from .. import article as articles
from .. import feeds
from ..errors import FetchError
from ..feeds import opml
from ..fetch.port import Fetch, Page
from ..model import Analysis, Entry, Fate, Feed, FeedState
from .desk import analyzed
from .poll import LANGUAGES
from .values import Analyze, Given, Preview, Survey

SHOWN = 5  # items of one feed
SHOWN_FEEDS, SHOWN_EACH = 3, 2  # of a list: so many feeds, so many items of each
MOST_CHECKED = 500  # feeds of a list that are read before it is added
MOST_HELD = 12  # bodies of a list's first feeds that are kept for showing some
AT_ONCE = 16


async def preview(url: str, fetch: Fetch, analyze: Analyze | None = None) -> Preview:
    """The feed at ``url`` (or the first one the page there offers), its last five items, and what they give.

    With ``analyze`` the items come with their claims. Raises FetchError when neither a feed nor a page that
    names one is there.
    """
    url = url if "://" in url else f"https://{url}"
    return await _previewed(url, await fetch.get(url, kind="feed"), fetch, analyze, SHOWN)


async def look(url: str, fetch: Fetch, analyze: Analyze | None = None) -> Preview | list[Feed]:
    """The same; or the feeds of a list (OPML), when that is what is at ``url``."""
    url = url if "://" in url else f"https://{url}"
    page = await fetch.get(url, kind="feed")
    if opml.looks_like(page.body):
        return await asyncio.to_thread(opml.read, page.body)
    return await _previewed(url, page, fetch, analyze, SHOWN)


async def survey(
    found: Sequence[Feed],
    known: Collection[str],
    fetch: Fetch,
    analyze: Analyze | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Survey:
    """What adding a list of feeds would mean: which are known, which cannot be read, what some of them give.

    Every new feed is read once, at most MOST_CHECKED of them; the others are added unread. ``progress`` is
    called with feeds done and feeds in all.
    """
    new = [feed for feed in found if feed.url not in known]
    places, done = asyncio.Semaphore(AT_ONCE), 0

    async def check(feed: Feed, keeps: bool) -> tuple[Page, str] | FetchError:
        nonlocal done
        async with places:
            try:
                page = await fetch.get(feed.url)
                title = (await _parsed(page)).title
                return (page if keeps else replace(page, body=b"")), title  # hundreds are not held at once
            except FetchError as error:
                return error
            finally:
                done += 1
                if progress:
                    progress(done, min(len(new), MOST_CHECKED))

    read = await asyncio.gather(*(check(feed, n < MOST_HELD) for n, feed in enumerate(new[:MOST_CHECKED])))
    failed = tuple(
        (feed.url, str(end)) for feed, end in zip(new, read, strict=False) if isinstance(end, FetchError)
    )
    good = [(feed, end) for feed, end in zip(new, read, strict=False) if not isinstance(end, FetchError)]
    held = {page.moved or feed.url: (feed, page) for feed, (page, _) in good if page.body}
    shown = [
        await _of_list(feed, page, fetch, analyze)
        for url, (feed, page) in [*held.items()][:SHOWN_FEEDS]
        if url not in known
    ]
    wanted = list(_once((*(_at(feed, *end) for feed, end in good), *new[MOST_CHECKED:]), known))
    return Survey(
        tuple(wanted), len(found) - len(failed) - len(wanted), failed, tuple(shown), len(new[MOST_CHECKED:])
    )


async def _of_list(feed: Feed, page: Page, fetch: Fetch, analyze: Analyze | None) -> Preview:
    made = await _previewed(feed.url, page, fetch, analyze, SHOWN_EACH)
    return replace(made, state=replace(made.state, feed=_named(feed, made.state.feed)))


def _at(feed: Feed, page: Page, title: str) -> Feed:
    """The feed where it has moved for good, called as it calls itself."""
    return _named(feed, Feed(page.moved or feed.url, title))


def _named(feed: Feed, read: Feed) -> Feed:
    """What the list says of a feed, and what the feed says where the list says nothing."""
    return replace(feed, url=read.url, title=feed.title or read.title)


def _once(wanted: Sequence[Feed], known: Collection[str]) -> Iterator[Feed]:
    """Each address once: several of a list may have moved to one."""
    seen = set(known)
    for feed in wanted:
        if feed.url not in seen:
            seen.add(feed.url)
            yield feed


async def _previewed(url: str, page: Page, fetch: Fetch, analyze: Analyze | None, shown: int) -> Preview:
    notes: list[str] = []
    try:
        parsed = await _parsed(page)
    except FetchError as error:
        page = await _discovered(page, fetch, error)
        parsed = await _parsed(page)
        notes.append(f"found at {page.url}")
    if page.moved:
        notes.append(f"moved for good to {page.moved}")
    if parsed.hub:
        notes.append(f"offers to be pushed (WebSub): {', '.join(parsed.hub.split())}")
    if parsed.beyond:
        notes.append(f"{parsed.beyond:,} items behind the first {feeds.MOST_ENTRIES:,} are not read")
    feed = Feed(page.moved or (page.url if notes and notes[0].startswith("found") else url), parsed.title)
    items = [await _given(entry, feed, fetch) for entry in parsed.entries[:shown]]
    items = await _said(items, analyze) if analyze else items
    return Preview(FeedState(feed, hub=parsed.hub), tuple(items), len(parsed.entries), tuple(notes))


async def _parsed(page: Page) -> feeds.ParsedFeed:
    return await asyncio.to_thread(feeds.parse, page.body, url=page.url, content_type=page.content_type)


async def _discovered(page: Page, fetch: Fetch, error: FetchError) -> Page:
    links = await asyncio.to_thread(feeds.discover, page.body, page.url)
    if not links:
        raise FetchError(f"{page.url}: neither a feed nor a page that names one", error.fate)
    return replace(await fetch.get(links[0].url), moved="")


async def _said(items: list[Given], analyze: Analyze) -> list[Given]:
    """The same items with what they say; one that cannot be analyzed says so."""
    wanted = [given.article for given in items if given.article and given.fate is Fate.stored]
    found = dict(zip((one.id for one in wanted), await analyzed(analyze, wanted), strict=True))
    return [_with(given, found.get(given.article.id if given.article else "")) for given in items]


def _with(given: Given, analysis: Analysis | Exception | None) -> Given:
    if isinstance(analysis, Exception):
        return replace(given, fate=Fate.broken, why=f"the analysis failed: {analysis}"[:300])
    return replace(given, analysis=analysis)


async def _given(entry: Entry, feed: Feed, fetch: Fetch) -> Given:
    page, why = None, ""
    try:
        page = await fetch.get(entry.url, kind="page") if entry.url else None
    except FetchError as error:
        why = str(error)
    found = await asyncio.to_thread(articles.extract, entry, page, feed)
    if not found.text:
        return Given(entry, None, Fate.empty, why or "no readable text")
    if found.language not in LANGUAGES:
        return Given(entry, found, Fate.language, f"its language is {found.language!r}")
    return Given(entry, found, Fate.stored, why)
