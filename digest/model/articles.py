"""From a feed to readable text: what is read, and how each item ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the operator named it."""

    url: str
    title: str = ""
    outlet: str = ""
    home: str = ""  # where the outlet lives, e.g. "Kyiv, Ukraine": a prior for place resolution
    active: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, as read; nothing about it is trusted yet."""

    id: str  # guid, else the link, else a hash of title and date
    url: str
    title: str
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""  # HTML or text
    content: str = ""  # HTML; the feed's full content, if it gives one


@dataclass(frozen=True, slots=True)
class Article:
    """Readable text and who published it when."""

    id: str
    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    home: str = ""  # the outlet's home, as in Feed.home
    published: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = "en"
    partial: bool = False  # only a summary could be read (paywall, empty page)


class Fate(StrEnum):
    """How an item ends, or the last stage it has reached. Every item has one; `why` tells it."""

    fetched = "fetched"
    baseline = "baseline"  # already in the feed when it was added: known, not shown
    duplicate = "duplicate"  # the same article under another address or guid
    copy = "copy"  # another outlet's copy of the same words: kept, counted, analyzed once
    unchanged = "unchanged"
    updated = "updated"  # a new version of a known article
    language = "language not supported"
    empty = "no readable text"
    refused = "address refused"  # by the address guard, robots, or a cap
    failed = "fetch failed"
    broken = "not understood"  # fetched, but no parser could read it
    stored = "stored"  # analyzed and in a story
    withdrawn = "withdrawn"  # gone at its publisher


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an item's history: what happened, when, and in words why."""

    at: datetime
    fate: Fate
    detail: str = ""
