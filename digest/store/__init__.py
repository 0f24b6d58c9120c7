"""What is kept: verbs in, model values out.

articles   what was read, with its versions; found by query
feeds      feeds, items and their histories
stories    stories, what became of them, disputes
pushes     subscriptions at hubs
people     topics, subscriptions, choices, small values
outbox     slots claimed, pages as they go out, what stands in channels
upkeep     backup, restore, forgetting
"""

from __future__ import annotations

from .articles import Articles
from .feeds import Feeds
from .outbox import Outbox
from .people import People
from .pushes import Pushes
from .stories import Stories
from .upkeep import Upkeep

__all__ = ["Store"]


class Store(Articles, Feeds, Pushes, Stories, People, Outbox, Upkeep):
    """Everything Dateline keeps, on SQLite or PostgreSQL. Opening it migrates it. Thread-safe."""
