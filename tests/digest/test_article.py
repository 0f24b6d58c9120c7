"""From entries, pages and files to readable text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import article
from digest.article import BadLine, canonical, extract, fragment, language, read_jsonl, read_path
from digest.article.meta import when
from digest.errors import BadInput
from digest.fetch import Page
from digest.model import Article, Entry, Feed

FEED = Feed("https://herald.example/feed", "Herald", home="Lyon, France")
AT = datetime(2025, 11, 5, 8, tzinfo=UTC)
SENTENCES = [
    "The bridge over the river was opened again on Wednesday, the city council said.",
    "Engineers had found cracks in two of its pillars in the spring, according to the mayor.",
    "Traffic will be limited to one lane in each direction until the end of the year.",
    "The opposition called the repair late and expensive, and asked for an inquiry.",
    "A spokesman for the builders denied that the work had been delayed on purpose.",
    "About 40,000 vehicles crossed the bridge every day before it was closed in April.",
]
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
ENTRY = Entry("b1", "https://herald.example/bridge?utm_source=rss", "Bridge is opened again", AT,
              summary="<p>The bridge over the river was opened again.</p>")  # fmt: skip


def page(body: str = BODY, head: str = "", url: str = ENTRY.url, **more: str) -> Page:
    markup = f"<html><head><title>Bridge</title>{head}</head><body><nav><a href=/>Home</a></nav>"
    markup += (
        f"<article><h1>Bridge is opened again</h1>{body}</article><footer>© Herald</footer></body></html>"
    )
    return Page(url, 200, {"content-type": "text/html", **more}, markup.encode())


def test_the_page_says_more_than_the_summary() -> None:
    """The page's main text is taken, without navigation and footer, and is not partial."""
    found = extract(ENTRY, page(), FEED)
    assert all(sentence in found.text for sentence in SENTENCES)
    assert "©" not in found.text
    assert (found.partial, found.outlet, found.home, found.published) == (False, "Herald", "Lyon, France", AT)
    assert found.url == "https://herald.example/bridge"


def test_the_feed_says_more_than_the_page() -> None:
    """A full content in the feed is taken when the page has only its beginning."""
    entry = Entry("b1", ENTRY.url, ENTRY.title, AT, summary="Open.", content=BODY)
    found = extract(entry, page(f"<p>{SENTENCES[0]}</p>"), FEED)
    assert found.text == "\n".join(SENTENCES)
    assert not found.partial


@pytest.mark.parametrize(
    "stub",
    [
        None,
        page(""),
        page("<p>Please enable JavaScript and cookies to continue. This is needed to protect our site.</p>"),
        page("<p>Subscribe now for full access to everything that we publish, every single day.</p>"),
        Page(ENTRY.url, 200, {}, b"\0\xff\xfe garbage"),
        Page(ENTRY.url, 200, {"content-type": "application/pdf"}, b"%PDF-1.7 \xe2\xe3"),
    ],
)
def test_without_a_readable_page_the_summary_stands_and_says_so(stub: Page | None) -> None:
    """No page, an empty one, a robot check, a paywall's notice, no HTML: the summary, marked as partial."""
    found = extract(ENTRY, stub, FEED)
    assert (found.text, found.partial) == ("The bridge over the river was opened again.", True)


def test_a_page_behind_a_wall_is_partial() -> None:
    """What the publisher declares as not free, and shows a line of, is not taken for the whole."""
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    )
    found = extract(ENTRY, page(f"<p>{SENTENCES[0]}</p>", head), FEED)
    assert found.partial


def test_a_redirect_to_the_front_page_is_not_the_article() -> None:
    """A page that shares no word with what the feed announced is not taken for it."""
    other = "<p>Cooking pasta takes only ten minutes when you know this trick from Naples.</p>" * 20
    entry = Entry(
        "x", ENTRY.url, "Parliament dissolves itself after vote", AT, summary="Elections follow in March."
    )
    assert extract(entry, page(other).__class__(ENTRY.url, 200, {}, other.encode()), FEED).partial


def test_nothing_readable_is_an_empty_text() -> None:
    """Neither page nor feed has a word: no text, and not partial."""
    found = extract(Entry("x", "https://herald.example/x", "Title"), page(""), FEED)
    assert (found.text, found.partial) == ("", False)


def test_what_a_page_says_of_itself() -> None:
    """Address, outlet, authors and times come from schema.org, Open Graph and meta, with their zones."""
    said = {
        "@graph": [
            {"@type": "WebSite", "name": "x"},
            {
                "@type": ["NewsArticle"],
                "datePublished": "2025-11-05T09:30:00+02:00",
                "dateModified": "2025-11-05T10:00:00+02:00",
                "author": [{"@type": "Person", "name": "Ann Low"}, {"name": "Bo Ek"}],
                "publisher": {"name": "The Herald"},
            },
        ]
    }
    head = (
        f'<script type="application/ld+json">{json.dumps(said)}</script>'
        '<link rel="canonical" href="/bridge"><meta property="og:site_name" content="Other">'
    )
    entry = Entry("b1", "https://herald.example/amp/bridge?x=1", ENTRY.title)
    found = extract(entry, page(head=head, url=entry.url), Feed("https://herald.example/feed"))
    assert found.url == "https://herald.example/bridge"
    assert found.published == datetime(2025, 11, 5, 7, 30, tzinfo=UTC)
    assert found.modified == datetime(2025, 11, 5, 8, tzinfo=UTC)
    assert (found.authors, found.outlet) == (("Ann Low", "Bo Ek"), "The Herald")


@pytest.mark.parametrize(
    "link", ["https://evil.example/x", "https://herald.example/", "javascript:1", "http://[", "#"]
)
def test_a_canonical_address_that_is_none_is_not_believed(link: str) -> None:
    """Another site's, the front page, no address: the article keeps the one it was read at."""
    found = extract(ENTRY, page(head=f'<link rel="canonical" href="{link}">'), FEED)
    assert found.url == "https://herald.example/bridge"


def test_the_encoding_is_the_headers_or_the_pages() -> None:
    """Windows-1251 by header and by meta both give the words."""
    words = "Мост через реку снова открыт, сообщил городской совет в среду утром. " * 20
    entry = Entry("b1", ENTRY.url, "Мост снова открыт", AT)
    markup = f"<html><body><article><p>{words}</p></article></body></html>"
    meta = markup.replace("<body>", '<head><meta charset="windows-1251"></head><body>')
    by_header = Page(
        ENTRY.url, 200, {"content-type": "text/html; charset=windows-1251"}, markup.encode("cp1251")
    )
    by_meta = Page(ENTRY.url, 200, {"content-type": "text/html"}, meta.encode("cp1251"))
    for one in (by_header, by_meta):
        found = extract(entry, one, FEED)
        assert "городской совет" in found.text
        assert found.language == "ru"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" ".join(SENTENCES), "en"),
        ("Le pont sur la rivière a été rouvert mercredi, a annoncé le conseil municipal de la ville.", "fr"),
        (
            "Die Brücke über den Fluss ist seit Mittwoch wieder offen, teilte der Stadtrat der Stadt mit.",
            "de",
        ),
        ("Міст через річку знову відкрито, повідомила у середу міська рада, ремонт тривав пів року.", "uk"),
        ("Ok", "en"),
    ],
)
def test_language(text: str, code: str) -> None:
    """What is not English is known as what it is; too little text counts as English."""
    assert language(text) == code


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTPS://Herald.Example:443/a?utm_source=x&b=2&fbclid=y#top", "https://herald.example/a?b=2"),
        ("http://herald.example:80", "http://herald.example/"),
        ("http://herald.example:8080/a/", "http://herald.example:8080/a/"),
        ("https://herald.example/a?b=%20x&c", "https://herald.example/a?b=%20x&c"),
        ("https://[::1]:80/a", "https://[::1]:80/a"),
        ("tag:herald,2025:1", "tag:herald,2025:1"),
        ("", ""),
    ],
)
def test_one_address_for_one_article(url: str, same: str) -> None:
    """Tracking, fragment, default port and capitals go; what servers tell apart stays."""
    assert canonical(url) == same


@given(st.text(max_size=80) | st.from_regex(r"https?://[\w.\[\]:@/?&=%#-]{0,60}", fullmatch=True))
def test_canonical_is_settled_at_once(url: str) -> None:
    """Any text has a canonical form, and that form is its own."""
    assert canonical(canonical(url)) == canonical(url)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two<br>three.</p>", "One.\nTwo\nthree."),
        ("A &amp; B", "A & B"),
        ("<p>One.</p><p>The post One appeared first on Herald.</p>", "One."),
        ("<p>One.</p><p><a href=x>Continue reading...</a></p>", "One."),
        ("One.<script>two()</script><figure><img><figcaption>Photo</figcaption></figure>", "One."),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("", ""),
        ("<!-- only -->", ""),
    ],
)
def test_a_feeds_html_as_lines(markup: str, text: str) -> None:
    """Blocks are lines; scripts, captions and what feeds add at the end are left out."""
    assert fragment(markup) == text


@example(text="UNDEFINED", noise=b"\x00")
@given(st.text(max_size=300), st.binary(max_size=300))
def test_any_page_gives_an_article(text: str, noise: bytes) -> None:
    """Whatever entry and page hold, an article comes out whose text can be stored."""
    entry = Entry("x", "https://herald.example/x", text[:50], summary=text, content="<p>" + text)
    found = extract(
        entry, Page(entry.url, 200, {"content-type": f"text/html; charset={text[:9]}"}, noise), FEED
    )
    (found.text + found.title + found.url + found.outlet + "".join(found.authors)).encode()
    assert "\0" not in found.text


@given(st.text(max_size=70))
def test_times_of_pages(text: str) -> None:
    """Any text is a time in UTC or none."""
    found = when(text)
    assert found is None or found.tzinfo is UTC


# --- files -------------------------------------------------------------------------------------------


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_text_file_is_taken_as_it_is(tmp_path: Path) -> None:
    """Not a character is changed; a first line with a date gives date and title."""
    text = " date 2025-11-05 Bridge Opens\r\n\r\n  The  “bridge”\u00a0opened.\tYes\u200b. \n"
    (found,) = read_path(written(tmp_path, "a.txt", text))
    assert (found.id, found.text, found.title) == ("a.txt", text, "Bridge Opens")
    assert found.published == datetime(2025, 11, 5, tzinfo=UTC)
    (plain,) = read_path(written(tmp_path, "b.txt", "date: none\nwords"))
    assert (plain.title, plain.published, plain.text) == ("", None, "date: none\nwords")


def test_an_impossible_date_is_no_date(tmp_path: Path) -> None:
    """The thirtieth of February is passed over; the title stays."""
    (found,) = read_path(written(tmp_path, "a.txt", "date 2025-02-30 Title\ntext"))
    assert (found.published, found.title) == (None, "Title")


def test_an_html_file(tmp_path: Path) -> None:
    """Main text, title and what the page says of itself."""
    head = '<meta property="article:published_time" content="2025-11-05T08:00:00Z">'
    (found,) = read_path(written(tmp_path, "a.html", page(head=head).body))
    assert found.text.startswith(SENTENCES[0]) or SENTENCES[0] in found.text
    assert (found.id, found.title, found.published) == ("a.html", "Bridge", AT)


@pytest.mark.parametrize("name", ["a.jsonl", "rows", "rows.in", "rows.json"])
def test_json_lines_are_known_by_ending_or_first_line(tmp_path: Path, name: str) -> None:
    """Whatever a script calls its file; a text that begins with a brace stays a text."""
    rows = '{"id": "1", "text": "One."}\n{"id": "2", "text": "Two."}\n'
    assert [found.id for found in read_path(written(tmp_path, name, rows))] == ["1", "2"]
    assert [found.text for found in read_path(written(tmp_path, "b.txt", rows))] == [rows]
    assert [found.text for found in read_path(written(tmp_path, "c", "{curly} words"))] == ["{curly} words"]


def test_json_lines(tmp_path: Path) -> None:
    """Every field is taken; blank lines and a byte order mark are passed over; text stays as it is."""
    rows = [
        {"id": 1, "text": " a\n b ", "title": "T", "published": "2025-11-05T09:00:00+01:00", "outlet": "O",
         "url": "https://a.example/"},
        {"id": "2", "text": ""},
    ]  # fmt: skip
    body = "\ufeff" + json.dumps(rows[0]) + "\n\n" + json.dumps(rows[1])
    one, two = read_path(written(tmp_path, "a.jsonl", body))
    assert (one.id, one.text, one.title, one.published, one.outlet) == ("1", " a\n b ", "T", AT, "O")
    assert (two.id, two.text, two.published) == ("2", "", None)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        ("[1]", "not an object"),
        ('{"id": "1"}', '"text" is missing'),
        ('{"text": "x"}', '"id" is missing'),
        ('{"id": "1", "text": "x", "published": "soon"}', "'soon'"),
        ('{"id": null, "text": "x"}', '"id" is missing'),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_next_one_read(line: str, says: str, tmp_path: Path) -> None:
    """Streaming gives a value with number and reason; a file gives one clear error."""
    bad, good = read_jsonl(["", line, '{"id": "9", "text": "x"}'])
    assert isinstance(bad, BadLine)
    assert bad.number == 2
    assert says in bad.message or "nested" in bad.message
    assert isinstance(good, Article)
    with pytest.raises(BadInput, match=r"line 1"):
        list(read_path(written(tmp_path, "a.jsonl", line)))


def test_half_a_character_is_replaced_where_it_stands() -> None:
    """A lone surrogate becomes U+FFFD, one for one, so that offsets stay."""
    (found,) = read_jsonl(['{"id": "1", "text": "a\\ud800b \\ud83d\\ude00", "title": "\\udfff"}'])
    assert isinstance(found, Article)
    assert (found.text, found.title) == ("a\ufffdb \U0001f600", "\ufffd")


def test_lines_are_streamed() -> None:
    """A line is an article before the next line is asked for: a million lines take the room of one."""
    asked = 0

    def lines() -> Iterator[str]:
        nonlocal asked
        while True:
            asked += 1
            yield '{"id": "1", "text": "x"}'

    stream = read_jsonl(lines())
    for _ in range(1000):
        next(stream)
    assert asked == 1000


def test_a_feed_file(tmp_path: Path) -> None:
    """Its items are articles, by their ids, and partial when they are only summaries."""
    body = (
        "<rss version='2.0'><channel><title>Herald</title><link>https://herald.example/</link>"
        "<item><title>Bridge</title><link>https://herald.example/b</link><guid>b1</guid>"
        "<description>Open.</description></item></channel></rss>"
    )
    (found,) = read_path(written(tmp_path, "a.xml", body))
    assert (found.id, found.text, found.partial, found.outlet) == ("b1", "Open.", True, "Herald")


def test_what_is_no_feed_file_is_said(tmp_path: Path) -> None:
    """One line that names the file."""
    with pytest.raises(BadInput, match=r"a\.xml: not a feed"):
        list(read_path(written(tmp_path, "a.xml", "hello")))
    with pytest.raises(BadInput, match="cannot be read"):
        list(read_path(tmp_path / "none.txt"))


def test_a_folder_is_read_by_names(tmp_path: Path) -> None:
    """Files with known endings, under all folders, in order; hidden and unknown ones are left."""
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b.txt", "sub/a.txt", "picture.png", ".git/c.txt"):
        written(tmp_path, name, "words")
    assert [found.id for found in article.read_folder(tmp_path)] == ["b.txt", "a.txt"]
    assert [found.id for found in article.read_folder(tmp_path / "b.txt")] == ["b.txt"]


def test_files_of_one_name_have_ids_of_their_own(tmp_path: Path) -> None:
    """The name as long as it is free, then with its folder; the same file always the same, in any order."""
    paths = [tmp_path / folder / "x.txt" for folder in ("a", "b", "c/b", "d")]
    for path in paths:
        path.parent.mkdir(parents=True)
        path.write_text(f"words of {path}")
    names = article.Names.of_a_run()
    assert [names(path) for path in paths] == ["x.txt", "b/x.txt", "c/b/x.txt", "d/x.txt"]
    assert [names(path) for path in reversed(paths)] == ["d/x.txt", "c/b/x.txt", "b/x.txt", "x.txt"]
    assert names(tmp_path / "a" / ".." / "b" / "x.txt") == "b/x.txt"
    found = {one.text: one.id for one in article.read_folder(tmp_path)}
    assert len(set(found.values())) == len(found) == 4
    (alone,) = read_path(paths[2])
    assert alone.id == "x.txt"


def test_ids_of_files_outlive_a_run(tmp_path: Path) -> None:
    """What is remembered decides: the second file alone is not taken for the first one."""
    known: dict[str, str] = {}
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    first = article.Names(known.get, known.__setitem__)
    assert (first(tmp_path / "a" / "x.txt"), first(tmp_path / "b" / "x.txt")) == ("x.txt", "b/x.txt")
    again = article.Names(known.get, known.__setitem__)
    assert again(tmp_path / "b" / "x.txt") == "b/x.txt"
