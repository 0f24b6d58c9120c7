"""What subscribing to an address would mean, before it is done."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from .. import article as articles
from .. import feeds
from ..errors import FetchError
from ..fetch.port import Fetch, Page
from ..model import Analysis, Entry, Fate, Feed, FeedState
from .desk import analyzed
from .poll import LANGUAGES
from .values import Analyze, Given, Preview

SHOWN = 5


async def preview(url: str, fetch: Fetch, analyze: Analyze | None = None) -> Preview:
    """The feed at ``url`` (or the first one the page there offers), its last five items, and what they give.

    With ``analyze`` the items come with their claims. Raises FetchError when neither a feed nor a page that
    names one is there.
    """
    url = url if "://" in url else f"https://{url}"
    page = await fetch.get(url, kind="feed")
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
        notes.append(f"offers a WebSub hub: {parsed.hub}")
    feed = Feed(page.moved or (page.url if notes else url), parsed.title)
    items = [await _given(entry, feed, fetch) for entry in parsed.entries[:SHOWN]]
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
