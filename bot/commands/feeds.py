"""Feeds: add, remove, list, check."""

from __future__ import annotations

import asyncio
from typing import Annotated

from adapters.message import Message
from bot import feedlists
from bot.views import about as show
from bot.views import feeds as preview
from digest.pipeline import Survey

from .table import About, Ask, command

Address = Annotated[str, About("the address of a feed or a site, or a name from the suggestions", rest=True)]
ToAdd = Annotated[str, About("a feed, a site, a name from the suggestions, or a list (OPML)", rest=True)]
ToRemove = Annotated[str, About("its address or name; or a list that was added, such as list 3", rest=True)]


@command(name="feeds add", admin=True, slow=True)
async def add(
    ask: Ask, url: ToAdd, now: Annotated[bool, About("add it without waiting for a yes")] = False
) -> Message:
    """Read a feed from now on: shows what it gives, and waits for a yes"""
    store = ask.news.store
    if (number := feedlists.number(url)) is not None:
        new = await asyncio.to_thread(feedlists.add, store, number)
        return preview.list_added(number, new)
    found = await ask.app.look(url)
    if isinstance(found, Survey):
        kept = await asyncio.to_thread(feedlists.keep, store, found.feeds)
        if now and found.feeds:
            return preview.list_added(kept, await asyncio.to_thread(feedlists.add, store, kept))
        return preview.surveyed(found, kept)
    if found.state.feed.url in await asyncio.to_thread(ask.app.feed_urls):
        return preview.known(found)
    if now or not ask.place.interactive:
        return preview.added(await ask.app.add_feed(found))
    return preview.offered(found, await asyncio.to_thread(feedlists.keep, store, [found.state.feed]))


@command(name="feeds remove", admin=True, private=True)
def remove(ask: Ask, url: ToRemove) -> Message:
    """Stop reading a feed; what it gave stays"""
    if (number := feedlists.number(url)) is not None:
        gone = feedlists.remove(ask.news.store, number)
        words = f"{len(gone)} feeds of list {number} are not read any more."
        return show.said(words, ("Undo", f"feeds add list {number}"))
    state = ask.news.feed(url)
    ask.news.store.remove_feed(state.feed.url)
    return show.said(f"{state.feed.url} is not read any more.", ("Undo", f"feeds add {state.feed.url}"))


@command(name="feeds list", private=True)
def list_(ask: Ask) -> Message:
    """Every feed and how reading it goes"""
    store = ask.news.store
    return preview.listed(store.feeds(), store.pushes(), ask.now)


@command(name="feeds check", slow=True, private=True)
async def check(ask: Ask, url: Address) -> Message:
    """Read a feed once and show what it gives, without adding it"""
    return preview.checked(await ask.app.preview(url))
