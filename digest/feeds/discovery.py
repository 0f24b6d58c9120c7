"""The feeds a page offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html

from .values import FeedLink, line

_TYPES = {
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
    "application/x.atom+xml", "application/x-rss+xml", "text/rss+xml", "text/atom+xml",
}  # fmt: skip
MOST = 50


def discover(html: bytes, url: str) -> list[FeedLink]:
    """The feeds a page names in its head, in its order, each once. Comment feeds come last."""
    try:
        root = lxml_html.document_fromstring(html)
    except (ValueError, etree.LxmlError):
        return []
    base = _joined(url, next(iter(root.xpath("//base/@href")), ""))
    found: dict[str, FeedLink] = {}
    for link in _feed_links(root):
        there = _joined(base, link.get("href", "").strip())
        if there.startswith(("http://", "https://")) and len(found) < MOST:
            found.setdefault(there, FeedLink(there, line(link.get("title", "")), link.get("type", "")))
    return sorted(found.values(), key=lambda one: "comment" in (one.url + one.title).lower())


def _feed_links(root: Any) -> Iterator[Any]:
    for link in root.iter("link"):
        rels = link.get("rel", "").lower().split()
        kind = link.get("type", "").partition(";")[0].strip().lower()
        if link.get("href") and ("feed" in rels or ("alternate" in rels and kind in _TYPES)):
            yield link


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return ""
