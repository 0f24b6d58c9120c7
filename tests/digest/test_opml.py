from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import BadInput
from digest.feeds import opml
from digest.model import Feed

NOW = datetime(2025, 11, 5, 8, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40).map(lambda s: " ".join(s.split()))


def test_folders_and_capitals_and_broken_ends() -> None:
    """Feeds are found in nested folders, under any spelling of xmlUrl, and before the file breaks off."""
    body = b"""<?xml version="1.0"?><opml version="1.0"><body>
    <outline text="News"><outline type="rss" text="Herald" xmlUrl="https://herald.example/feed"/>
      <outline text="Deeper"><outline title="Post" xmlurl="feed://post.example/rss"/></outline></outline>
    <outline text="again" xmlUrl="https://herald.example/feed"/><outline text="a note"/>
    <outline text="bad" xmlUrl="javascript:alert(1)"/><outline text="Last" xmlUrl="http://last.example/x"""
    found = opml.read(body)
    assert [feed.url for feed in found][:2] == ["https://herald.example/feed", "http://post.example/rss"]
    assert [feed.title for feed in found][:2] == ["Herald", "Post"]
    assert all(feed.url.startswith("http") for feed in found)


@pytest.mark.parametrize(
    "body", [b"", b"\0\0", b"hello", b"<html/>", b"<opml/>", b"<opml><body><outline/></body></opml>"]
)
def test_what_is_no_opml_is_said_in_one_line(body: bytes) -> None:
    """Anything else is BadInput with one line, never a traceback of the parser."""
    with pytest.raises(BadInput) as error:
        opml.read(body)
    assert "\n" not in str(error.value)


def test_bytes_that_are_no_text_cost_their_attribute() -> None:
    """Half a character in a title (found by the fuzzer): the feed is read all the same."""
    body = b'<opml><body><outline text="a \xed\xa0\x80 b" XMLURL="https://a.example/"/></body></opml>'
    assert [feed.url for feed in opml.read(body)] == ["https://a.example/"]


@pytest.mark.parametrize(
    ("body", "is_list"),
    [
        (b"<?xml version='1.0'?>\n<!-- mine --><!DOCTYPE opml><OPML version='2.0'>", True),
        (b"\xef\xbb\xbf<opml>", True),
        (b"<rss><channel><title>&lt;opml></title>", False),
        (b"<html><opml>", False),
        (b"", False),
        (b"<!" * 100_000, False),
    ],
)
def test_a_list_is_told_from_a_feed(body: bytes, is_list: bool) -> None:
    """By its first element."""
    assert opml.looks_like(body) is is_list


def test_entities_are_not_expanded() -> None:
    """An entity bomb in an OPML file stays as small as it is written."""
    bomb = b'<!DOCTYPE o [<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
    body = bomb + b'<opml><body><outline xmlUrl="https://a.example/&b;" text="&b;"/></body></opml>'
    try:
        found = opml.read(body)
    except BadInput:
        return
    assert all(len(feed.title) + len(feed.url) < 5000 for feed in found)


@given(st.lists(st.tuples(st.integers(0, 9999), TEXT, TEXT, TEXT), max_size=8, unique_by=lambda row: row[0]))
def test_what_is_written_is_read_back(rows: list[tuple[int, str, str, str]]) -> None:
    """Export and import give the same feeds, whatever their titles hold."""
    feeds = [
        Feed(f"https://a.example/{n}?a=1&b=2", title or "t", outlet, home) for n, title, outlet, home in rows
    ]
    if feeds:
        assert opml.read(opml.write(feeds, NOW)) == feeds
