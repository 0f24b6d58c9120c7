"""Feeds and pages made to cost time and memory: each ends soon, with entries or with a fate."""

from __future__ import annotations

import time

import pytest

from digest import feeds
from digest.article import extract, fragment
from digest.errors import FetchError
from digest.feeds import bounds
from digest.fetch import Page
from digest.model import Entry, Fate, Feed

URL = "https://herald.example/x"
SIZE = 2**20
SOON = 8.0  # seconds of this process: ten times what it takes on an idle core
RSS = b"<rss version='2.0'><channel>"
END = b"</channel></rss>"
TITLE = RSS + b"<item><link>https://a.example/1</link><title>"

BODIES = {
    "nested": b"<a>" * (SIZE // 3),
    "items in items": RSS + b"<item>" * (SIZE // 6),
    "open brackets": TITLE + b"<" * SIZE,
    "open CDATA": TITLE + b"<![CDATA[" * (SIZE // 9),
    "ampersands": TITLE + b"&" * SIZE,
    "attributes": RSS + b"<item " + b"a=b " * (SIZE // 4) + b">",
    "open quotes": b"<rss " + b"a='" * (SIZE // 3),
    "comments": RSS + b"<!--" * (SIZE // 4),
    "entities": b"<!DOCTYPE rss [" + b"<!ENTITY e 'x'>" * (SIZE // 15) + b"]>" + TITLE + b"&e;",
    "empty items": RSS + b"<item/>" * (SIZE // 7),
    "plain items": RSS + b"<item><title>x</title><link>http://a.example/</link></item>" * (SIZE // 60) + END,
    "long title": TITLE + b"x " * (SIZE // 2) + b"</title></item>" + END,
    "escaped HTML": TITLE + b"&lt;b&gt;" * (SIZE // 9) + b"</title></item>" + END,
    "namespaces": b"<rss " + b"".join(b"xmlns:a%d='u' " % n for n in range(SIZE // 16)) + b">",
    "spaces in a tag": RSS + b"<link " + b" " * SIZE,
    "NUL": b"\0" * SIZE,
    "wrong encoding": b"<?xml version='1.0' encoding='shift_jis'?>" + RSS + b"\x81" * SIZE,
    "JSON nested": b'{"a":' * (SIZE // 5),
    "JSON objects": b'{"version":"https://jsonfeed.org/version/1","items":[' + b"{}," * (SIZE // 3) + b"{}]}",
    "dates": RSS + b"<item><pubDate>12 12 12 12 12</pubDate></item>" * 2000,
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_megabyte_of_it_is_over_soon(name: str) -> None:
    """Whatever a megabyte is made of, it is read or given up within seconds, with few and short entries."""
    began = time.process_time()
    try:
        found = feeds.parse(BODIES[name], url=URL)
    except FetchError as error:
        assert error.fate is Fate.broken  # noqa: PT017  # to end with entries is as good
    else:
        assert len(found.entries) <= feeds.MOST_ENTRIES
        assert all(len(entry.title) <= 1000 for entry in found.entries)
    assert time.process_time() - began < SOON


PAGES = {
    "short paragraphs": "<p>a</p>" * (SIZE // 8),
    "nested": "<div>" * (SIZE // 5),
    "list": "<ul>" + "<li>x" * (SIZE // 5),
    "breaks": "<p>x" + "<br>" * (SIZE // 4),
    "links": "<a href='/x'>y</a> " * (SIZE // 19),
    "table": "<table>" + "<tr><td>x" * (SIZE // 9),
    "meta": "<meta name=a content=b>" * (SIZE // 23),
    "brackets": "<" * SIZE,
    "JSON-LD nested": '<script type="application/ld+json">' + "[" * SIZE + "</script>",
    "JSON-LD graphs": '<script type="application/ld+json">{"@graph":['
    + '{"@graph":[]},' * (SIZE // 14)
    + "{}]}",
    "one word": "x" * SIZE,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_megabyte_of_a_page_is_over_soon(name: str) -> None:
    """The same for pages, and for HTML inside of feeds."""
    body = f"<html><body><article>{PAGES[name]}</article></body></html>"
    began = time.process_time()
    found = extract(Entry("x", URL, "Words"), Page(URL, 200, {}, body.encode()), Feed("f"))
    assert len(found.text) <= 400_000
    assert len(fragment(body)) <= 400_000
    assert time.process_time() - began < SOON


def test_a_feed_of_many_full_articles_keeps_within_the_bounds() -> None:
    """Three hundred full articles with markup in CDATA and escaped are no attack."""
    html = "<p>The <b>bridge</b> over the river <br> is <a href='/x'>open</a> again.</p>" * 40
    escaped = html.replace("<", "&lt;").replace(">", "&gt;")
    items = "".join(
        f"<item><title>t{n}</title><description>{escaped}</description><description><![CDATA[{html}]]></description></item>"
        for n in range(300)
    )
    body = RSS + items.encode() + END
    assert bounds.trimmed(body) == body
    assert len(feeds.parse(body, url=URL).entries) == 300


def test_depth_is_counted_outside_of_cdata() -> None:
    """What CDATA holds is text; what is closed is closed."""
    assert bounds.depth(b"<a><b/><c></c><![CDATA[<x><y><z>]]><d></d></a>") == 2
    assert bounds.depth(b"</a></a><a>") == 1
