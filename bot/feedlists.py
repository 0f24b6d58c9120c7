"""Lists of feeds (OPML) on their way in: shown first, kept under a number, added and taken back by it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from digest.errors import NotFound
from digest.model import Feed
from digest.store import Store

_KEY = "feeds/list/"
_SAID = re.compile(r"list\s+(\d{1,9})", re.IGNORECASE)
MOST = 20  # lists remembered


def number(said: str) -> int | None:
    """The number when people mean a list ("list 3"), None when they mean a feed."""
    found = _SAID.fullmatch(said.strip())
    return int(found[1]) if found else None


def keep(store: Store, feeds: Sequence[Feed]) -> int:
    """Remember a list that was shown; its number."""
    numbers = sorted(int(key.removeprefix(_KEY)) for key in store.keys(_KEY))
    for old in numbers[: max(0, len(numbers) - MOST + 1)]:
        store.put(f"{_KEY}{old}", None)
    this = numbers[-1] + 1 if numbers else 1
    _put(store, this, feeds)
    return this


def add(store: Store, this: int) -> list[Feed]:
    """Read the feeds of a list from now on; those that were not read before. Raises NotFound."""
    known = {state.feed.url for state in store.feeds()}
    new = [feed for feed in _get(store, this) if feed.url not in known]
    with store.batch():
        for feed in new:
            store.add_feed(feed)
    _put(store, this, new or _get(store, this))  # what an undo takes back is what this has added
    return new


def remove(store: Store, this: int) -> list[Feed]:
    """Stop reading the feeds that a list has added. Raises NotFound."""
    known = {state.feed.url for state in store.feeds()}
    gone = [feed for feed in _get(store, this) if feed.url in known]
    with store.batch():
        for feed in gone:
            store.remove_feed(feed.url)
    return gone


def _put(store: Store, this: int, feeds: Sequence[Feed]) -> None:
    rows = [[feed.url, feed.title, feed.outlet, feed.home] for feed in feeds]
    store.put(f"{_KEY}{this}", json.dumps(rows))


def _get(store: Store, this: int) -> list[Feed]:
    kept = store.get(f"{_KEY}{this}")
    if kept is None:
        raise NotFound(f"There is no list {this}; feeds add FILE.opml shows one and gives it a number.")
    return [Feed(*row) for row in json.loads(kept)]
