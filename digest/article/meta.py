"""What a page says of itself: address, outlet, title, authors, times, paywall.

Read from schema.org (JSON-LD), Open Graph and plain ``meta`` elements, in this order of trust.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dateutil import parser as dates

from ..feeds.values import in_utc, line
from .urls import canonical, joined, same_site

MOST_SCRIPT = 512 * 1024
MOST_NODES = 500
_ARTICLES = {
    "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle",
    "OpinionNewsArticle", "ReviewNewsArticle", "LiveBlogPosting", "BlogPosting", "Report",
}  # fmt: skip
_PUBLISHED = (
    "article:published_time", "datepublished", "date", "pubdate", "publishdate", "dc.date.issued",
    "parsely-pub-date", "sailthru.date", "og:published_time",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "datemodified", "og:updated_time", "lastmod", "last-modified")


@dataclass(frozen=True, slots=True)
class Meta:
    """What was found; "" or None where the page does not say."""

    url: str = ""
    outlet: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    paid: bool = False  # the publisher says that reading all of it costs


def meta(root: Any, url: str) -> Meta:
    """Read it from a page's tree. ``url`` is where the page was; another site's address is not believed."""
    tags = _tags(root)
    ld = next(_articles(root), {})
    return Meta(
        url=_canonical(root, tags, url),
        outlet=line(_name(ld.get("publisher")) or tags.get("og:site_name", "")),
        title=line(str(ld.get("headline") or "") or tags.get("og:title", "") or _title(root)),
        authors=_authors(ld.get("author")) or _authors(tags.get("author")),
        published=when(str(ld.get("datePublished") or "")) or _first(tags, _PUBLISHED),
        modified=when(str(ld.get("dateModified") or "")) or _first(tags, _MODIFIED),
        paid=str(ld.get("isAccessibleForFree", "")).lower() == "false"
        or tags.get("article:content_tier", "").lower() in {"locked", "metered"},
    )


def when(text: str) -> datetime | None:
    """A time as pages write it (ISO 8601, or words); None when it is none. Without a zone: UTC."""
    text = text.strip()[:60]
    if not any(char.isdigit() for char in text):
        return None
    try:
        return in_utc(dates.parse(text))
    except (ValueError, OverflowError, TypeError):
        return None


def _tags(root: Any) -> dict[str, str]:
    """Names of ``meta`` elements, in lower case, with the first content each has."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content[:2000])
    return found


def _articles(root: Any) -> Iterator[dict[str, Any]]:
    """The schema.org objects of the page that are articles."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "")[:MOST_SCRIPT]
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(value):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(kind in _ARTICLES for kind in kinds if isinstance(kind, str)):
                yield node


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top, in lists and in ``@graph``."""
    waiting, seen = [value], 0
    while waiting and seen < MOST_NODES:
        one = waiting.pop(0)
        seen += 1
        if isinstance(one, list):
            waiting[:0] = one[:MOST_NODES]
        elif isinstance(one, dict):
            yield one
            if "@graph" in one:
                waiting.append(one["@graph"])


def _canonical(root: Any, tags: dict[str, str], url: str) -> str:
    links = [
        link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"
    ]
    for link in [*links, tags.get("og:url", "")]:
        there = joined(url, link) if link else ""
        # a canonical address that is only the front page is a mistake many sites make
        if there and (not url or same_site(there, url)) and len(canonical(there).split("/", 3)[-1]) > 0:
            return canonical(there)
    return ""


def _title(root: Any) -> str:
    found = root.find(".//title")
    return str(found.text_content()) if found is not None else ""


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value.get("name") or "") if isinstance(value, dict) else str(value or "")


def _authors(value: Any) -> tuple[str, ...]:
    many = value if isinstance(value, list) else [value]
    names = (line(_name(one)) for one in many[:20] if one)
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith(("http:", "https:"))))


def _first(tags: dict[str, str], names: tuple[str, ...]) -> datetime | None:
    return next((found for name in names if name in tags and (found := when(tags[name]))), None)
