"""Text nobody wants in their channel, and strategies that mix it: shared by the adapters' tests."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from adapters.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Divider,
    Heading,
    Message,
    Paragraph,
    Picture,
    Quote,
    Select,
    Small,
    Span,
    Text,
)

NASTY = (
    "@everyone", "@here", "@EVERYONE", "<@&1>", "<@1>", "<@!1>", "<#1>", "</pokrovsk:1>", "<:x:1>",
    "<id:home>", "<!channel>", "<!here>", "<!everyone>", "<!subteam^S1>", "<@U1>", "<#C1|x>",
    "<https://evil.example|click>", "[x](javascript:alert(1))", "[x](https://evil.example)",
    "[x]( <https://evil.example> )", "https://evil.example", "http://evil.example/?a=1", "discord://x",
    "mailto:a@evil.example", "<https://evil.example>", "www.evil.example", "`code`", "``code``",
    "```\nblock\n```", "```", "`", "**bold**", "__under__", "~~gone~~", "||spoiler||", "*", "_", "~", "|",
    "\\", "\\\\", "\\*", "# Header", "## Header", "### Header", "-# small", "> quote", ">>> quote",
    "- item", "* item", "+ item", "1. item", "12) item", "<t:0:R>", "<t:1700000000>", ":smile:", ":tada:",
    "&amp;", "&lt;!channel&gt;", "\n# Forged header", "\n> forged", "\n-# forged", "\n- forged",
    "\n1. forged", "\n", "\r\n", "\u2028# forged", "\x00", "\x1b[31m", "\x07", "\x08\x08", "\u200b",
    "\u200d", "\ufeff", "\u202e", "\u2066", "\u202etxt.exe", "e" + "\u0301" * 60,
    "Z" + "\u0353\u0336\u0489" * 40, "👩‍👩‍👧‍👦", "🏳️‍🌈", "Покровськ", "波克罗夫斯克", "한국어", "עברית", "ไทย",
    "x" * 10_000, "\ud800", "a" * 5_000 + "@everyone",
)  # fmt: skip

ADDRESSES = (
    "https://news.example/a#:~:text=some%20words,end",
    "https://news.example/a_(b)?q=[x]*&y=1",
    "https://news.example/" + "p" * 600,
    "https://news.example/\u202eevil",
    "javascript:alert(1)",
    "https://news.example/a)b](https://evil.example)",
    "https://",
    "",
)

words = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=4).map("".join),
    st.sampled_from(("Kyiv denies", "the ministry said", " ", "")),
)
moments = st.none() | st.sampled_from(
    (datetime(2025, 11, 5, 8, tzinfo=UTC), datetime(1999, 1, 1, tzinfo=UTC))
)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    return Span(
        draw(words),
        link=draw(st.sampled_from(ADDRESSES)) if draw(st.booleans()) else "",
        strong=draw(st.booleans()),
        emphasis=draw(st.booleans()),
        code=draw(st.booleans()),
        when=draw(moments),
        relative=draw(st.booleans()),
    )


texts: st.SearchStrategy[Text] = st.lists(spans(), max_size=4).map(tuple)
buttons = st.builds(Button, words, line=st.just("timeline pokrovsk")) | st.builds(
    Button, words, link=st.sampled_from(ADDRESSES)
)
choices = st.tuples(words, st.sampled_from(("claims side=Russia", "claims side=Ukraine", "claims")))

blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, texts, st.integers(1, 3)),
    st.builds(Paragraph, texts),
    st.builds(Small, texts),
    st.builds(Bullets, st.lists(texts, min_size=1, max_size=5).map(tuple), st.integers(0, 99)),
    st.builds(Quote, st.lists(texts, min_size=1, max_size=5).map(tuple)),
    st.builds(Code, words),
    st.just(Divider()),
    st.builds(Picture, st.just("map.png"), st.just(b"png"), words),
    st.builds(Buttons, st.lists(buttons, min_size=1, max_size=7).map(tuple)),
    st.builds(Select, words, st.lists(choices, min_size=1, max_size=30).map(tuple)),
)


def messages(most: int = 8) -> st.SearchStrategy[Message]:
    """Messages of hostile text; every one has something to say."""
    some = st.lists(blocks, max_size=most).map(tuple)
    return st.builds(
        lambda body, title, tone: Message((Paragraph((Span("said"),)), *body), title, tone=tone),
        some,
        words,
        st.sampled_from(("digest", "update", "answer", "problem")),
    )
