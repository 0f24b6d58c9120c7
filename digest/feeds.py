"""Bytes to entries: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.x. Pure."""

from __future__ import annotations

import calendar
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
from dateutil import parser as dates
from lxml import html as lxml_html

from .errors import FetchError
from .model import Entry, Fate

MOST_ENTRIES = 2000  # the first ones are kept: feeds put what is new first


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read. ``ttl`` is how long it asks to be left alone, in seconds (0: it does not say)."""

    title: str
    link: str
    hub: str
    ttl: float
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed a page offers."""

    url: str
    title: str = ""
    type: str = ""


def parse(body: bytes, *, url: str, content_type: str = "") -> ParsedFeed:
    """Read a feed. Raises FetchError with Fate.broken when it is none that can be understood."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(body, url)
    found = feedparser.parse(
        body, response_headers={"content-location": url, "content-type": content_type or "text/xml"}
    )
    if not found.get("version") and not found.entries:
        why = str(found.get("bozo_exception") or "no feed in it")
        raise FetchError(f"{url}: not a feed ({why})"[:300], Fate.broken)
    entries = tuple(_entry(item, url) for item in found.entries[:MOST_ENTRIES])
    feed = found.feed
    return ParsedFeed(feed.get("title", ""), feed.get("link", ""), _hub(feed), _ttl(feed), entries)


def _entry(item: Mapping[str, Any], base: str) -> Entry:
    link = urljoin(base, str(item.get("link") or "")) if item.get("link") else ""
    title = str(item.get("title") or "")
    published = _moment(item.get("published_parsed"))
    content = max((str(part.get("value") or "") for part in item.get("content", ())), key=len, default="")
    return Entry(
        id=str(item.get("id") or link or _digest(title, str(published))),
        url=link,
        title=title,
        published=published,
        updated=_moment(item.get("updated_parsed")),
        authors=tuple(name for one in item.get("authors", ()) if (name := one.get("name"))),
        summary=str(item.get("summary") or ""),
        content=content,
    )


def _moment(parsed: Any) -> datetime | None:
    if not parsed:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _hub(feed: Mapping[str, Any]) -> str:
    return next((str(link.get("href", "")) for link in feed.get("links", ()) if link.get("rel") == "hub"), "")


def _ttl(feed: Mapping[str, Any]) -> float:
    text = str(feed.get("ttl") or "")
    return float(text) * 60 if text.isdigit() and len(text) < 7 else 0.0


# --- JSON Feed -----------------------------------------------------------------------------------------


def _json_feed(body: bytes, url: str) -> ParsedFeed:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise FetchError(f"{url}: not a feed (broken JSON)", Fate.broken) from None
    items = found.get("items")
    if not isinstance(items, list) or "jsonfeed" not in str(found.get("version", "")):
        raise FetchError(f"{url}: JSON, but no JSON Feed", Fate.broken)
    entries = tuple(_json_entry(item, url) for item in items[:MOST_ENTRIES] if isinstance(item, dict))
    hubs = found.get("hubs")
    hub = next((str(hub.get("url", "")) for hub in hubs or () if isinstance(hub, dict)), "")
    return ParsedFeed(_text(found, "title"), _text(found, "home_page_url"), hub, 0.0, entries)


def _json_entry(item: dict[str, Any], base: str) -> Entry:
    link = _text(item, "url") or _text(item, "external_url")
    link = urljoin(base, link) if link else ""
    published = _iso(_text(item, "date_published"))
    people = item.get("authors") or [item.get("author")]
    people = people if isinstance(people, list) else []
    return Entry(
        id=_text(item, "id") or link or _digest(_text(item, "title"), str(published)),
        url=link,
        title=_text(item, "title"),
        published=published,
        updated=_iso(_text(item, "date_modified")),
        authors=tuple(_text(one, "name") for one in people if isinstance(one, dict) and one.get("name")),
        summary=_text(item, "summary"),
        content=_text(item, "content_html") or _text(item, "content_text"),
    )


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return str(value) if isinstance(value, str | int | float) else ""


def _iso(text: str) -> datetime | None:
    try:
        moment = dates.isoparse(text)
    except (ValueError, OverflowError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


# --- autodiscovery ---------------------------------------------------------------------------------------

_FEED_TYPES = {
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
    "application/x.atom+xml", "application/x-rss+xml", "text/rss+xml", "text/atom+xml",
}  # fmt: skip


def discover(html: bytes, url: str) -> list[FeedLink]:
    """The feeds a page names in its head, in its order, each once."""
    try:
        root = lxml_html.document_fromstring(html)
    except (ValueError, lxml_html.etree.LxmlError):
        return []
    base = urljoin(url, next(iter(root.xpath("//base/@href")), ""))
    found: dict[str, FeedLink] = {}
    for link in _feed_links(root):
        there = urljoin(base, link.get("href", "").strip())
        found.setdefault(there, FeedLink(there, link.get("title", ""), link.get("type", "")))
    return list(found.values())


def _feed_links(root: Any) -> Iterator[Any]:
    for link in root.iter("link"):
        rels = link.get("rel", "").lower().split()
        kind = link.get("type", "").partition(";")[0].strip().lower()
        if link.get("href") and ("feed" in rels or ("alternate" in rels and kind in _FEED_TYPES)):
            yield link
