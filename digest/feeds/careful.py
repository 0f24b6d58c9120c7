"""Every other feed, by feedparser: broken XML, odd encodings, relative links, old formats."""

from __future__ import annotations

import calendar
import re
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from dateutil import parser as dates

from ..errors import FetchError
from ..model import Entry, Fate
from . import bounds, hints
from .values import MOST_ENTRIES, ParsedFeed, clean, identity, in_utc, line, plain

_YEAR = re.compile(r"\b(19|20)\d\d\b")


def read(body: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """The feed. Raises FetchError with Fate.broken when there is none in it."""
    import feedparser  # slow to import, and only needed where feeds are read

    narrow = bounds.narrow(body)
    kind = "application/xml" if narrow is not None or not content_type else content_type
    headers = {"content-type": kind}  # and no base: ids must not hang on the address
    try:
        body = body if narrow is None else narrow
        beyond, body = bounds.beyond(body), bounds.trimmed(body)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = feedparser.parse(
                body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
            )
    except Exception as error:  # whatever hostile bytes make it raise, this feed is not understood
        raise FetchError(f"{url}: not a feed ({type(error).__name__}: {error})"[:300], Fate.broken) from None
    if not found.get("version") and not found.entries:
        raise FetchError(f"{url}: not a feed ({_why(found)})"[:300], Fate.broken)
    entries = tuple(_entry(item, url) for item in found.entries[:MOST_ENTRIES])
    title, link = plain(str(found.feed.get("title") or "")), clean(str(found.feed.get("link") or ""))
    hub, topic = hints.links(body)
    return ParsedFeed(title, link, hub, hints.ttl(body), entries, topic, beyond)


def _why(found: Mapping[str, Any]) -> str:
    return " ".join(str(found.get("bozo_exception") or "no feed in it").split())


def _entry(item: dict[str, Any], base: str) -> Entry:
    link = str(item.get("link") or "").strip()
    title = str(item.get("title") or "")
    as_text = item.get("title_detail", {}).get("type") == "text/plain"
    title = line(clean(title)) if as_text else plain(title)
    published, updated = _moment(item, "published"), _moment(item, "updated") or _moment(item, "created")
    content = max((str(part.get("value") or "") for part in item.get("content", ())), key=len, default="")
    names = (str(one.get("name") or "") for one in item.get("authors", ()))
    link = _joined(base, link) if link else ""
    return Entry(
        id=identity(str(item.get("id") or ""), link, title, published or updated),
        url=clean(link),
        title=title,
        published=published or updated,
        updated=updated,
        authors=tuple(name for name in map(line, names) if name),
        summary=clean(str(item.get("summary") or "")),
        content=clean(content),
    )


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _moment(item: dict[str, Any], name: str) -> datetime | None:
    # dict's own get: feedparser's gives the time of publication for a missing time of update
    parsed, text = dict.get(item, f"{name}_parsed"), str(dict.get(item, name) or "")[:60]
    try:
        if parsed:
            return in_utc(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
        return in_utc(dates.parse(text)) if _YEAR.search(text) else None  # without a zone, for one
    except (ValueError, OverflowError, OSError, TypeError):
        return None
