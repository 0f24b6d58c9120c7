"""What goes through a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from ..model import Analysis, Article, Entry, Fate, Feed, FeedState, ItemState, Read

Analyze = Callable[[Sequence[Article]], Awaitable[Sequence[Analysis]]]
"""One analysis for each article, in order. May run in other processes."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article on its way to the desk. ``before`` is the version already stored, if there is one."""

    article: Article
    item: ItemState | None = None  # None: it came from a file
    before: Read | None = None
    detail: str = ""  # how its text was got


@dataclass(frozen=True, slots=True)
class Ended:
    """An item that has ended without an analysis, and why."""

    item: ItemState
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What polling one feed came to. ``state`` is stored with the last of its items, never before."""

    state: FeedState
    drafts: tuple[Draft, ...] = ()
    ended: tuple[Ended, ...] = ()
    unchanged: int = 0
    error: str = ""
    changed: bool = False  # the feed's body was not the one we knew
    moved: str = ""  # the feed's new address, if it was permanently moved
    left: int = 0  # entries left for the next round: too many, or their host too slow


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did. ``fates`` counts items, ``errors`` are feed addresses with what went wrong."""

    feeds: int = 0
    new: int = 0
    updated: int = 0
    failed: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    errors: tuple[tuple[str, str], ...] = ()
    moved: tuple[tuple[str, str], ...] = ()  # feeds found at another address for good: (old, new)
    left: int = 0
    visited: int = 0  # pages looked at again


@dataclass(frozen=True, slots=True)
class Given:
    """What one item of a feed would give: the article, or why there is none."""

    entry: Entry
    article: Article | None
    fate: Fate
    why: str = ""
    analysis: Analysis | None = None  # what it says, when the preview was asked to analyze


@dataclass(frozen=True, slots=True)
class Preview:
    """A feed before it is subscribed to: itself, its last items, and what they would give."""

    state: FeedState
    items: tuple[Given, ...]
    entries: int
    notes: tuple[str, ...] = ()  # moved, hub offered, found on a page, ...


@dataclass(frozen=True, slots=True)
class Survey:
    """A list of feeds before it is added: what would be, how many are known already, which cannot be read."""

    feeds: tuple[Feed, ...]
    known: int = 0
    failed: tuple[tuple[str, str], ...] = ()  # address, why
    shown: tuple[Preview, ...] = ()  # the first few, and what their last items give
    unread: int = 0  # of ``feeds``, not read before: too many
