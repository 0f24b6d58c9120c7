"""Plain feeds, by fastfeedparser."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..model import Entry
from . import hints
from .values import MOST_ENTRIES, ParsedFeed, clean, identity, in_utc, line


def read(body: bytes, url: str) -> ParsedFeed | None:
    """The feed, or None when an entry is not as plain as it looked: then the careful reader must read it."""
    import fastfeedparser  # slow to import, and only needed where feeds are read

    try:
        found = fastfeedparser.parse(body)
    except Exception:  # it documents ValueError only; whatever it meets, the careful reader decides
        return None
    entries = []
    for item in found.entries[:MOST_ENTRIES]:
        entry = _entry(item)
        if entry is None:
            return None
        entries.append(entry)
    feed = found.feed
    title, link = line(html.unescape(clean(str(feed.get("title") or "")))), str(feed.get("link") or "")
    hub, topic = hints.links(body)
    beyond = len(found.entries) - len(entries)
    return ParsedFeed(title, link, hub, hints.ttl(body), tuple(entries), topic, beyond) if entries else None


def _entry(item: Mapping[str, Any]) -> Entry | None:
    link, title = str(item.get("link") or ""), str(item.get("title") or "")
    if not link.startswith(("http://", "https://")) or not title or "<" in title:
        return None
    title = line(html.unescape(clean(title)))
    published, updated = _moment(item.get("published")), _moment(item.get("updated"))
    summary = str(item.get("description") or item.get("summary") or "")
    content = max((str(part.get("value") or "") for part in item.get("content") or ()), key=len, default="")
    names = [str(one.get("name") or "") for one in item.get("authors") or ()]
    if any(map(_mangled, (title, summary, content, *names))):
        return None
    return Entry(
        id=identity(str(item.get("id") or ""), link, title, published or updated),
        url=clean(link),
        title=title,
        published=published or updated,
        updated=updated,
        authors=tuple(name for name in map(line, names) if name),
        summary=clean(summary),
        content="" if content == summary else clean(content),
    )


def _mangled(text: str) -> bool:
    """Whether UTF-8 was taken for Latin-1 and encoded again ("cafÃ©"): the careful reader mends that."""
    if text.isascii():
        return False
    try:
        text.encode("latin-1").decode()
    except UnicodeError:
        return False
    return True


def _moment(text: Any) -> datetime | None:
    try:
        return in_utc(datetime.fromisoformat(text)) if text else None
    except (TypeError, ValueError):
        return None
