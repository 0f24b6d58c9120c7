"""Feeds: add, remove, list, check."""

from __future__ import annotations

from typing import Annotated

from adapters.message import Message
from bot.views import about as show
from bot.views import feeds as preview

from .table import About, Ask, command

Address = Annotated[str, About("the address of a feed or a site, or a name from the suggestions", rest=True)]


@command(name="feeds add", admin=True, slow=True)
async def add(ask: Ask, url: Address) -> Message:
    """Read a feed from now on; shows its last items first"""
    found = await ask.app.add_feed(url)
    return preview.added(found)


@command(name="feeds remove", admin=True, private=True)
def remove(ask: Ask, url: Address) -> Message:
    """Stop reading a feed; what it gave stays"""
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
