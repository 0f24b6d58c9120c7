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
async def add(ask: Ask, url: ToAdd) -> Message:
    """Read a feed from now on; shows its last items first. A list waits for a yes"""
    store = ask.news.store
    if (number := feedlists.number(url)) is not None:
        new = await asyncio.to_thread(feedlists.add, store, number)
        return preview.list_added(number, new)
    found = await ask.app.look(url)
    if isinstance(found, Survey):
        return preview.surveyed(found, await asyncio.to_thread(feedlists.keep, store, found.feeds))
    return preview.added(await ask.app.add_feed(found))


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
