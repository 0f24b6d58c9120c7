"""Bytes to entries: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.x. Pure.

values      ParsedFeed, FeedLink, and how titles and times are put
plain       is this feed so plain that the quick reader reads it right?
quick       plain feeds, by fastfeedparser
careful     all others, by feedparser: broken XML, odd encodings, relative links, old formats
jsonfeed    JSON Feed
hints       hub, time to live
discovery   the feeds a page offers
"""

from __future__ import annotations

from . import careful, jsonfeed, quick
from .discovery import discover
from .hints import link_header
from .plain import is_plain
from .values import MOST_ENTRIES, FeedLink, ParsedFeed

__all__ = ["MOST_ENTRIES", "FeedLink", "ParsedFeed", "discover", "link_header", "parse"]


def parse(body: bytes, *, url: str, content_type: str = "") -> ParsedFeed:
    """Read a feed that came from ``url``.

    Raises FetchError with Fate.broken when it is none that can be understood. Takes time in proportion to
    the length of ``body``, which the fetcher caps.
    """
    if jsonfeed.looks_like(body, content_type):
        return jsonfeed.read(body, url)
    read = quick.read(body, url) if is_plain(body, content_type) else None
    return read or careful.read(body, url, content_type)
