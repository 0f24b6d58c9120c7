"""Reading feeds: the formats, what real feeds do to them, and both readers giving the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import feeds
from digest.errors import FetchError
from digest.feeds import careful, hints, quick
from digest.feeds.plain import is_plain
from digest.model import Fate

URL = "https://herald.example/feed.xml"
AT = datetime(2025, 11, 5, 8, tzinfo=UTC)


def rss(*items: str, head: str = "", version: str = "2.0") -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"""<?xml version="1.0" encoding="utf-8"?><rss version="{version}"
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
      xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
      xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Herald</title>
      <link>https://herald.example/</link><description>d</description>{head}{inside}</channel></rss>""".encode()


BRIDGE = (
    "<title>Bridge reopens</title><link>https://herald.example/bridge</link><guid>b1</guid>"
    "<pubDate>Wed, 05 Nov 2025 08:00:00 +0000</pubDate><dc:creator>Ann Low</dc:creator>"
    "<description>The bridge is open.</description>"
)

ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Herald</title>
<link href="https://herald.example/"/><link rel="self" href="https://herald.example/feed.xml"/>
<entry><title>Bridge reopens</title><link href="https://herald.example/bridge"/><id>b1</id>
<published>2025-11-05T09:00:00+01:00</published><updated>2025-11-05T08:30:00Z</updated>
<author><name>Ann Low</name></author><summary>The bridge is open.</summary></entry></feed>"""

ATOM03 = b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Herald</title>
<link rel="alternate" type="text/html" href="https://herald.example/"/>
<entry><title>Bridge reopens</title><link rel="alternate" href="https://herald.example/bridge"/><id>b1</id>
<issued>2025-11-05T08:00:00Z</issued><modified>2025-11-05T08:00:00Z</modified>
<author><name>Ann Low</name></author><summary>The bridge is open.</summary></entry></feed>"""

RSS1 = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://herald.example/"><title>Herald</title>
<link>https://herald.example/</link><description>d</description></channel>
<item rdf:about="b1"><title>Bridge reopens</title><link>https://herald.example/bridge</link>
<description>The bridge is open.</description><dc:date>2025-11-05T08:00:00Z</dc:date>
<dc:creator>Ann Low</dc:creator></item></rdf:RDF>"""

RSS091 = b"""<?xml version="1.0"?><rss version="0.91"><channel><title>Herald</title>
<link>https://herald.example/</link><description>d</description><language>en</language>
<item><title>Bridge reopens</title><link>https://herald.example/bridge</link>
<description>The bridge is open.</description></item></channel></rss>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Herald",
        "home_page_url": "https://herald.example/",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "items": [
            {
                "id": "b1",
                "url": "bridge",
                "title": "Bridge reopens",
                "summary": "The bridge is open.",
                "date_published": "2025-11-05T08:00:00Z",
                "authors": [{"name": "Ann Low"}],
            }
        ],
    }
).encode()


@pytest.mark.parametrize(
    ("body", "dated"),
    [
        (rss(BRIDGE), True),
        (rss(BRIDGE, version="0.92"), True),
        (ATOM, True),
        (ATOM03, True),
        (RSS1, True),
        (RSS091, False),
        (JSON, True),
        (b"\xef\xbb\xbf" + JSON, True),
        (rss(BRIDGE).decode().replace("utf-8", "utf-16").encode("utf-16"), True),
    ],
    ids=["rss2", "rss092", "atom", "atom03", "rss1", "rss091", "json", "json-bom", "utf16"],
)
def test_every_format_gives_the_same_entry(body: bytes, dated: bool) -> None:
    """One article in RSS 0.91 to 2.0, Atom 0.3 and 1.0, and JSON Feed reads as one and the same entry."""
    found = feeds.parse(body, url=URL)
    assert found.title == "Herald"
    (entry,) = found.entries
    assert (entry.title, entry.url) == ("Bridge reopens", "https://herald.example/bridge")
    assert entry.summary == "The bridge is open."
    assert entry.published == (AT if dated else None)
    assert entry.authors == (("Ann Low",) if dated else ())


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("<title><![CDATA[It&#8217;s &amp; <b>that</b>]]></title>", "It’s & that"),
        ("<title>A &amp;amp; B</title>", "A & B"),
        ("<title>3 &lt; 4</title>", "3 < 4"),
        ("<title>\n  Two\n  lines </title>", "Two lines"),
        ("<title><![CDATA[x <i>y</i><script>a()</script>]]></title>", "x <i>y</i><script>a()</script>"),
        ("<title>Gr\xf6\xdfe</title>", "Größe"),
        ("<title></title>", ""),
        ("<title>" + "long " * 9000 + "</title>", ("long " * 200).strip()),
    ],
)
def test_titles_are_one_line_of_text(item: str, title: str) -> None:
    """CDATA, double escapes, markup and breaks become the words a reader would see.

    A title with elements that no title has is text about HTML, as feedparser decides too.
    """
    (entry,) = feeds.parse(rss(item + "<link>https://herald.example/1</link>"), url=URL).entries
    assert entry.title == title


@pytest.mark.parametrize(
    ("link", "there"),
    [
        ("<link>/a/b?c=1&amp;d=2</link>", "https://herald.example/a/b?c=1&d=2"),
        ("<link>  https://herald.example/a  </link>", "https://herald.example/a"),
        ('<link/><guid isPermaLink="true">https://herald.example/g</guid>', "https://herald.example/g"),
        ('<guid isPermaLink="false">tag:x</guid>', ""),
        ("<link>//cdn.example/a</link>", "https://cdn.example/a"),
    ],
)
def test_links_are_made_whole(link: str, there: str) -> None:
    """Relative ones are seen from the feed; a permanent guid may stand in for the link, another not."""
    (entry,) = feeds.parse(rss(f"<title>t</title>{link}"), url=URL).entries
    assert entry.url == there


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Wed, 05 Nov 2025 08:00:00 GMT", AT),
        ("Wed, 05 Nov 2025 03:00:00 EST", AT),
        ("Wed, 5 Nov 2025 10:00:00 +0200", AT),
        ("2025-11-05T08:00:00Z", AT),
        ("2025-11-05T09:00:00.123+01:00", AT),
        ("05 Nov 2025 08:00 GMT", AT),
        ("Wed, 05 Nov 2025 08:00:00", AT),
        ("Tue, 05 Nov 2025 08:00:00 GMT", AT),
        ("yesterday", None),
        ("", None),
        ("Wed, 05 Nov 0025 08:00:00 GMT", None),
        ("Wed, 99 Nov 2025 08:00:00 GMT", None),
    ],
)
def test_dates_come_in_utc(date: str, at: datetime | None) -> None:
    """Every way feeds write a moment gives it in UTC; what is none gives None."""
    item = f"<title>t</title><link>https://herald.example/1</link><pubDate>{date}</pubDate>"
    (entry,) = feeds.parse(rss(item), url=URL).entries
    assert entry.published == at


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.replace(b"</channel></rss>", b""),
        lambda body: body.replace(b"The bridge is open.", b"The bridge & road <br> open."),
        lambda body: b"\n\n  " + body,
        lambda body: body.replace(b"utf-8", b"no-such-encoding"),
        lambda body: body.replace(b"<dc:creator>", b"<nope:creator>").replace(
            b"</dc:creator>", b"</nope:creator>"
        ),
        lambda body: body.replace(b"<title>Herald", b"<title>Herald\x0b\x00"),
        lambda body: body.replace(b"The bridge", b"The \xff\xfe bridge"),
        lambda body: b"<!DOCTYPE rss [<!ENTITY nbsp ' '>]>" + body.partition(b"?>")[2],
        lambda body: body + b"<!-- after -->\n<script>x</script>",
    ],
)
def test_broken_xml_still_gives_its_entries(spoil: object) -> None:
    """Cut off, unescaped, shifted, misdeclared, with control characters and junk behind: the item is read."""
    found = feeds.parse(spoil(rss(BRIDGE)), url=URL)  # type: ignore[operator]
    assert [entry.title for entry in found.entries] == ["Bridge reopens"]
    assert found.entries[0].url == "https://herald.example/bridge"


@pytest.mark.parametrize(
    "body",
    [b"", b"\0" * 50, b"<html><body>Not found</body></html>", b"hello", b"{", b'{"items": 5}', b"[1]",
     b"<a/>", b'{"version": "https://jsonfeed.org/version/1", "items": {}}', b"{" * 100_000,
     b'{"a":' * 100_000],
)  # fmt: skip
def test_what_is_no_feed_is_broken(body: bytes) -> None:
    """Anything else ends as "not understood", in one line that names the address."""
    with pytest.raises(FetchError) as error:
        feeds.parse(body, url=URL)
    assert error.value.fate is Fate.broken
    assert str(error.value).startswith(URL)
    assert "\n" not in str(error.value)


def test_an_empty_feed_is_a_feed() -> None:
    """No item yet is no error."""
    assert feeds.parse(rss(), url=URL).entries == ()


def test_a_feed_without_end_is_cut() -> None:
    """The first 2,000 entries are kept, the others are counted, whichever reader reads it."""
    many = [f"<title>t{n}</title><link>https://herald.example/{n}</link>" for n in range(2100)]
    items = [{"id": str(n), "url": f"https://herald.example/{n}"} for n in range(2100)]
    as_json = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items})
    for body in (rss(*many), rss(*many) + b"<broken", as_json.encode()):
        found = feeds.parse(body, url=URL)
        assert (len(found.entries), found.beyond) == (feeds.MOST_ENTRIES, 100)
    assert feeds.parse(rss(*many), url=URL).entries[0].title == "t0"
    assert feeds.parse(rss(*many[:2000]), url=URL).beyond == 0


def test_an_entity_bomb_stays_small() -> None:
    """Nested entities are not multiplied out."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = (
        f'<!DOCTYPE rss [<!ENTITY e0 "haha">{levels}]>'.encode()
        + rss("<title>&e9;</title><link>https://herald.example/1</link>").partition(b"?>")[2]
    )
    try:
        found = feeds.parse(body, url=URL)
    except FetchError as error:
        assert error.fate is Fate.broken  # noqa: PT017  # either end is fine, a large one is not
    else:
        assert all(len(entry.title) <= 1000 for entry in found.entries)


def test_a_plain_feed_is_read_quickly_and_alike() -> None:
    """The plain one goes to the quick reader, which gives what the careful one gives."""
    body = rss(BRIDGE, BRIDGE.replace("b1", "b2").replace("/bridge", "/road"))
    assert is_plain(body)
    one, other = quick.read(body, URL), careful.read(body, URL)
    assert one is not None
    assert [(e.id, e.url, e.title, e.published, e.authors, e.summary) for e in one.entries] == [
        (e.id, e.url, e.title, e.published, e.authors, e.summary) for e in other.entries
    ]


@pytest.mark.parametrize(
    "odd",
    [
        BRIDGE.replace("<link>https://herald.example/bridge</link>", ""),
        BRIDGE.replace("<title>Bridge reopens</title>", ""),
        BRIDGE + "<link>https://herald.example/second</link>",
        BRIDGE + "<media:title>Photo of a bridge</media:title>",
        BRIDGE.replace("<title>", '<title xml:base="https://other.example/">'),
        BRIDGE.replace("<title>", '<title type="xhtml">'),
        "<item>" + BRIDGE + "</item>" + BRIDGE,
    ],
)
def test_an_odd_feed_is_read_carefully(odd: str) -> None:
    """Whatever could move a link or a title keeps the quick reader away."""
    assert not is_plain(rss(odd))


EARLY, LATE = AT.replace(tzinfo=None, year=1990), AT.replace(tzinfo=None, year=2050)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=30)


@given(
    st.lists(st.tuples(WORDS, WORDS, st.datetimes(EARLY, LATE)), max_size=6),
    st.sampled_from(["rss", "atom"]),
)
@example([("&lt;b&gt;", "<i>", EARLY)], "rss")
@example([("Â¡", "cafÃ©", EARLY)], "rss")
def test_both_readers_agree(rows: list[tuple[str, str, datetime]], form: str) -> None:
    """On any well-formed feed with links and titles the quick reader gives the careful one's entries."""
    from xml.sax.saxutils import escape

    def item(n: int, title: str, text: str, at: datetime) -> str:
        link = f"https://herald.example/{n}"
        title, text = escape(title), escape(escape(text))
        if form == "rss":
            when = at.strftime("%a, %d %b %Y %H:%M:%S GMT")
            more = f"<pubDate>{when}</pubDate><description>{text}</description>"
            return f"<title>{title}</title><link>{link}</link>{more}"
        when = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return (
            f'<title>{title}</title><link href="{link}"/><id>{link}</id><updated>{when}</updated>'
            f'<published>{when}</published><summary type="html">{text}</summary>'
        )

    items = [item(n, *row) for n, row in enumerate(rows)]
    body = rss(*items)
    if form == "atom":
        entries = "".join(f"<entry>{one}</entry>" for one in items)
        body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{entries}</feed>'.encode()
    one = quick.read(body, URL) if is_plain(body) else None
    if one is not None:
        other = careful.read(body, URL)
        assert [(e.id, e.url, e.title, e.published) for e in one.entries] == [
            (e.id, e.url, e.title, e.published) for e in other.entries
        ]


@given(st.binary(max_size=400))
@example(b"<rss><channel><item><title>\xed\xa0\x80</title></item></channel></rss>")
@example(b"<?xml version='1.0' encoding='utf-7'?><rss><channel><item/></channel></rss>")
def test_any_bytes_end_in_entries_or_in_a_fate(noise: bytes) -> None:
    """Garbage, alone or in a feed, raises nothing but a FetchError, and never gives half characters."""
    for body in (noise, rss(BRIDGE).replace(b"The bridge", noise), rss(BRIDGE)[:200] + noise):
        try:
            found = feeds.parse(body, url=URL)
        except FetchError as error:
            assert error.fate is Fate.broken  # noqa: PT017  # every other error fails the test
            continue
        for entry in found.entries:
            f"{entry.id}{entry.url}{entry.title}{entry.summary}{entry.content}{entry.authors}".encode()
            assert "\0" not in entry.title + entry.summary + entry.content + entry.id


@pytest.mark.parametrize(
    ("head", "seconds", "hub"),
    [
        ("<ttl>90</ttl>", 5400.0, ""),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21600.0, ""),
        (
            '<atom:link rel="hub" href="https://hub.example/?a=1&amp;b=2"/>',
            0.0,
            "https://hub.example/?a=1&b=2",
        ),
        ('<atom:link href="javascript:x" rel="hub"/><ttl>x</ttl>', 0.0, ""),
    ],
)
def test_hints(head: str, seconds: float, hub: str) -> None:
    """Time to live, update period and hub are read wherever the feed says them."""
    found = feeds.parse(rss(BRIDGE, head=head), url=URL)
    assert (found.ttl, found.hub) == (seconds, hub)
    assert feeds.parse(JSON, url=URL).hub == "https://hub.example/"


@given(st.binary(max_size=300))
def test_hints_of_any_bytes(noise: bytes) -> None:
    """Looking for hints never fails."""
    assert hints.ttl(b"<ttl>" + noise) >= 0
    assert all(isinstance(one, str) for one in hints.links(b"<link rel='hub' " + noise))
    assert all(
        isinstance(one, str) for one in hints.link_header("<https://a>; rel=" + noise.decode("latin-1"))
    )


def test_a_feed_may_name_several_hubs() -> None:
    """In its order, each once, four at most; in a body, in a header and in JSON alike."""
    named = [f"https://{n}.example/" for n in "abcdef"]
    wanted = " ".join(named[:4])
    links = "".join(f'<atom:link rel="hub" href="{hub}"/>' for hub in ["javascript:x", named[0], *named])
    header = ", ".join(f'<{hub}>; rel="hub"' for hub in [named[0], "https://with space/", *named])
    body = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [],
            "hubs": [{"type": "WebSub", "url": hub} for hub in named],
        }
    )
    assert hints.links(f"<rss>{links}</rss>".encode())[0] == wanted
    assert hints.link_header(header)[0] == wanted
    assert feeds.parse(body.encode(), url=URL).hub == wanted


def test_text_encoded_twice_is_mended() -> None:
    """A feed that took its UTF-8 for Latin-1 is shown as it was meant; one that is right stays."""
    body = rss(BRIDGE.replace("Bridge reopens", "{}"))
    for said, meant in (("cafÃ©", "café"), ("café", "café")):
        found = feeds.parse(body.replace(b"{}", said.encode()), url=URL)
        assert meant in found.entries[0].title


def test_a_feed_names_its_hub_and_itself() -> None:
    """rel=hub and rel=self, also of one link, never those of an entry, and a header's before the body's."""
    head = '<atom:link rel="self hub" href="https://a.example/feed"/>'
    assert hints.links(f"<rss>{head}</rss>".encode()) == ("https://a.example/feed",) * 2
    inside = b'<feed><entry><link rel="self" href="https://a.example/1"/></entry></feed>'
    assert hints.links(inside) == ("", "")
    assert feeds.parse(JSON, url=URL).topic == ""


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ('<https://h.example/>; rel="hub", <https://a.example/f,x>; rel="self"',
         ("https://h.example/", "https://a.example/f,x")),
        ("<https://h.example/>; title=\"a, b; c\"; REL=hub,<https://a.example/>;rel=self",
         ("https://h.example/", "https://a.example/")),
        ('<https://a.example/>; rel="self alternate", <https://b.example/>; rel="self"', ("", "https://a.example/")),
        ("<javascript:x>; rel=hub, </relative>; rel=self", ("", "")),
        ("", ("", "")),
        ("<" * 5000, ("", "")),
    ],
)  # fmt: skip
def test_a_link_header(value: str, found: tuple[str, str]) -> None:
    """As RFC 8288 writes it: names in any case, quoted or not, commas inside of quotes and addresses."""
    assert hints.link_header(value) == found


def test_a_page_offers_its_feeds() -> None:
    """Feeds in the head are found, made whole, each once, and the feed of comments comes last."""
    page = b"""<html><head><base href="/news/"><link rel=stylesheet href=x.css>
    <link rel="alternate" type="application/rss+xml" title="Comments" href="comments.xml">
    <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" title="News" href="atom.xml">
    <link rel="alternate" type="application/atom+xml" href="atom.xml">
    <link rel="alternate" type="text/html" hreflang="de" href="/de"><link rel="feed" href="https://x.example/f">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"></head></html>"""
    found = feeds.discover(page, "https://herald.example/")
    assert [link.url for link in found] == [
        "https://herald.example/news/atom.xml", "https://x.example/f", "https://herald.example/news/comments.xml",
    ]  # fmt: skip


@given(st.binary(max_size=300))
def test_discovery_of_any_bytes(noise: bytes) -> None:
    """A page of garbage offers no feed and raises nothing."""
    assert isinstance(feeds.discover(b"<html><head>" + noise, "https://herald.example/"), list)
