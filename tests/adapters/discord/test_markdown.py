from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from adapters.discord import markdown
from adapters.message import Span, tame
from tests.adapters.discord.reader import read
from tests.adapters.hostile import NASTY, words


def seen(text: str) -> str:
    """What is left of a text to the eye: without invisible characters and runs of white space."""
    return " ".join(text.replace(markdown.ZERO_WIDTH, "").split())


@settings(deadline=None)
@given(words)
def test_outside_text_is_shown_word_for_word_and_does_nothing(text: str) -> None:
    """Whatever a feed says, Discord's parser finds plain words in it, and exactly those words."""
    shown = "\n".join(markdown.lines((Span(text),)))
    assert {kind for kind, _ in read(shown)} <= {"text"}
    assert seen("".join(words for _, words in read(shown))) == seen(tame(text))


@pytest.mark.parametrize("text", NASTY)
def test_each_known_trick_is_harmless_in_a_list_and_a_quotation(text: str) -> None:
    """At the start of an item or a quotation, a trick opens nothing more."""
    for opening, kind in (("- ", "item"), ("> ", "quote"), ("## ", "heading"), ("-# ", "small")):
        kinds = [found for found, _ in read(opening + markdown.line((Span(text),)))]
        assert kinds in ([kind, "text"], [kind]), text


@settings(deadline=None)
@given(words)
def test_code_holds_what_it_is_given(text: str) -> None:
    """A code span or block neither ends early nor lets anything after it in."""
    block = read(markdown.code_block(text) + "\n")
    assert [kind for kind, _ in block] == ["code block", "text"]
    assert seen(block[1][1]) == ""
    inline = read(markdown.inline((Span(text, code=True),)))
    assert {kind for kind, _ in inline} <= {"code"}


@settings(deadline=None)
@given(words)
def test_a_link_leads_where_we_say(text: str) -> None:
    """A label from a feed cannot change or end the link it stands in."""
    url = "https://news.example/a#:~:text=some%20words"
    tokens = read(markdown.inline((Span(text, link=url),)))
    assert {kind for kind, _ in tokens} <= {"link", "text"}
    assert not any(kind == "text" and words.strip() for kind, words in tokens)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://news.example/a#:~:text=two%20words,end", "https://news.example/a#:~:text=two%20words,end"),
        ("https://news.example/a_(b)", "https://news.example/a_%28b%29"),
        ("https://news.example/a)[x](https://evil.example", "https://news.example/a%29%5Bx%5D%28https://evil.example"),
        ("javascript:alert(1)", ""),
        ("//news.example", ""),
        ("https://", ""),
        ("https://[bad", ""),
        ("https://news.example/" + "x" * 3000, ""),
    ],
)  # fmt: skip
def test_only_whole_web_addresses_become_links(url: str, safe: str) -> None:
    """http and https, with nothing in them that could end the link."""
    assert markdown.safe_url(url) == safe


def test_times_are_shown_in_the_readers_zone() -> None:
    """A moment becomes Discord's own time, or an age."""
    at = datetime(2025, 11, 5, 8, tzinfo=UTC)
    assert markdown.inline((Span("x", when=at),)) == "<t:1762329600:f>"
    assert markdown.inline((Span("x", when=at, relative=True),)) == "<t:1762329600:R>"
    assert markdown.line((Span("a "), Span("x", when=at)), brief=True) == "a <t:1762329600:R>"
    assert markdown.line((Span("x", when=at), Span(" a")), brief=True) == "<t:1762329600:f> a"


def test_a_channel_is_shown_by_its_name() -> None:
    """Discord fills in the name; only a number can stand there."""
    assert markdown.inline((Span("here", channel="400"),)) == "<#400>"
    assert markdown.inline((Span("here", channel="@everyone"),)) == "here"


def test_styles_touch_their_words_and_not_each_other() -> None:
    """Stars hug the words; neighbours of one style are one; others are kept apart."""
    strong = markdown.inline((Span(" a ", strong=True), Span("b", strong=True)))
    assert strong == " **a b**"
    mixed = read(markdown.inline((Span("a", strong=True), Span("b", emphasis=True))))
    assert [kind for kind, _ in mixed] == ["strong", "text", "emphasis"]


def test_a_line_that_starts_like_a_list_is_no_list() -> None:
    """Hyphens, numbers and pluses at the start of our paragraphs are words."""
    for text in ("- 5 degrees", "+ more", "2025. A year", "1. first", "  - a"):
        assert [kind for kind, _ in read(markdown.lines((Span(text),))[0])] == ["text"]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("@everyone", "everyone"),
        ("<@&1>", "role"),
        ("[x](https://evil.example)", "link"),
        ("see https://evil.example", "url"),
        ("**b**", "strong"),
        ("a\n# forged", "heading"),
        ("a\n- forged", "item"),
        (":tada:", "shortcode"),
        ("<t:0:R>", "time"),
        ("||x||", "spoiler"),
    ],
)
def test_the_oracle_sees_what_discord_would(raw: str, kind: str) -> None:
    """Unescaped, the tricks are seen; so a test that finds none is worth something."""
    assert kind in [found for found, _ in read(raw)]
