"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import urljoin

from dateutil import parser as dates

from ..errors import FetchError
from ..model import Entry, Fate
from .hints import several
from .values import MOST_ENTRIES, ParsedFeed, clean, identity, in_utc, line

MOST_BYTES = 12 * 2**20
MOST_VALUES = 200_000  # objects and lists: each costs a hundred times its two bytes


def looks_like(body: bytes, content_type: str = "") -> bool:
    """Whether this is JSON at all."""
    return body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" or "json" in content_type.lower()


def read(body: bytes, url: str) -> ParsedFeed:
    """The feed. Raises FetchError with Fate.broken when it is broken JSON, or JSON but no feed."""
    if body.count(b"{") + body.count(b"[") > MOST_VALUES or len(body) > MOST_BYTES:
        raise FetchError(f"{url}: not a feed (larger than any JSON Feed)", Fate.broken)
    try:
        found = json.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise FetchError(f"{url}: not a feed (broken JSON)", Fate.broken) from None
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(found.get("version", "")):
        raise FetchError(f"{url}: JSON, but no JSON Feed", Fate.broken)
    people = _names(found)
    entries = tuple(_entry(item, url, people) for item in items[:MOST_ENTRIES] if isinstance(item, dict))
    hubs = found.get("hubs") if isinstance(found.get("hubs"), list) else []
    hub = several(_text(one, "url") for one in hubs if isinstance(one, dict))
    beyond = max(0, len(items) - MOST_ENTRIES)
    title, link, topic = (_text(found, name) for name in ("title", "home_page_url", "feed_url"))
    return ParsedFeed(line(title), link, hub, 0.0, entries, topic, beyond)


def _entry(item: Mapping[str, Any], base: str, feed_people: tuple[str, ...]) -> Entry:
    link = _text(item, "url") or _text(item, "external_url")
    try:
        link = urljoin(base, link) if link else ""
    except ValueError:
        link = ""
    title = line(_text(item, "title"))
    published, updated = _moment(_text(item, "date_published")), _moment(_text(item, "date_modified"))
    return Entry(
        id=identity(_text(item, "id"), link, title, published or updated),
        url=link,
        title=title,
        published=published or updated,
        updated=updated,
        authors=_names(item) or feed_people,
        summary=escape(_text(item, "summary"), quote=False),  # text here, HTML in an Entry
        content=_text(item, "content_html") or escape(_text(item, "content_text"), quote=False),
    )


def _names(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Authors by 1.1 (a list) or 1.0 (one)."""
    given = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = (line(_text(one, "name")) for one in given or () if isinstance(one, dict))
    return tuple(name for name in names if name)


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return clean(str(value)) if isinstance(value, str | int | float) else ""


def _moment(text: str) -> datetime | None:
    try:
        return in_utc(dates.isoparse(text)) if text else None
    except (ValueError, OverflowError):
        return None
