"""Block Kit: what fits, what is safe, what reads well without looking."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.message import (
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
    text,
)
from adapters.slack import payload
from adapters.slack.blocks import address, blocks, literal
from tests.adapters.slack.fakebot import PNG, digest
from tests.emulators.slack import limits

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

HOSTILE = [
    *"<!channel> <!here|x> <!everyone> <@U123> <#C123|news> <!subteam^S1|x> <https://x.org|x>".split(),
    *"*bold* _it_ ~x~ `code` ```pre``` :rotating_light: &lt;!channel&gt; &amp; > •x | ^ @here".split(),
    *"https://evil.example Ї' 🇺🇦👩‍👩‍👧".split(),
    *("\u202egnirts\u202c", "\u0000", "\u200b", "a\nb", "<\u200b!channel>", "字" * 40, "e" + "\u0301" * 9),
]
words = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)).map(str)
hostile = st.lists(words, min_size=1, max_size=8).map(" ".join)
links = st.one_of(
    st.just(""),
    st.sampled_from(
        ["https://example.org/a?b=1&c=2#:~:text=a,-b", "javascript:alert(1)", "https://x.org/<!here>|y"]
    ),
    hostile.map(lambda tail: "https://example.org/" + tail),
)
spans = st.builds(
    Span,
    text=hostile,
    link=links,
    strong=st.booleans(),
    emphasis=st.booleans(),
    code=st.booleans(),
    when=st.one_of(st.none(), st.just(NOON)),
    relative=st.booleans(),
)
texts = st.lists(spans, max_size=5).map(tuple)
lines = st.lists(texts, max_size=6).map(tuple)
block = st.one_of(
    st.builds(Heading, texts, st.integers(1, 3)),
    st.builds(Paragraph, texts),
    st.builds(Small, texts),
    st.builds(Bullets, lines, st.integers(0, 99)),
    st.builds(Quote, lines),
    st.builds(Code, hostile),
    st.just(Divider()),
    st.builds(Picture, st.just("map.png"), st.just(PNG), hostile),
    st.lists(st.builds(Button, hostile, st.just("lookup a"), links), max_size=30).map(
        lambda row: Buttons(tuple(row))
    ),
    st.builds(Select, hostile, st.lists(st.tuples(hostile, st.just("lookup a")), max_size=120).map(tuple)),
)
messages = st.lists(block, max_size=40).map(
    lambda made: Message(tuple(b for i, b in enumerate(made) if not isinstance(b, Picture) or i == 0))
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(messages)
def test_anything_fits_and_nothing_notifies(message: Message) -> None:
    """Any message, however hostile its words, becomes pages without one finding."""
    for page in payload.pages(message):
        body = payload.payload(page).body
        assert limits.message(body) == []
        errors, warnings = limits.findings("message", body)
        assert errors + limits.arguments("chat.postMessage", body, typed=True) == []
        assert [said for said in warnings if "policy" in said] == []
        assert payload.size(body["blocks"]) <= payload.JSON_MOST


def _parsed(value: Any) -> list[str]:
    """Every string Slack parses for markup: mrkdwn texts and the top-level ``text``."""
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        return own + [found for inner in value.values() for found in _parsed(inner)]
    return [found for inner in value for found in _parsed(inner)] if isinstance(value, list) else []


@settings(max_examples=300, deadline=None)
@given(hostile)
def test_no_markup_survives_where_slack_parses(said: str) -> None:
    """In small print with a link only our own marks are left; in ``text`` no angle bracket is."""
    message = Message(
        (Small(text(said, Span("ours", link="https://example.org/a"), Span("12:00", when=NOON))),)
    )
    body = payload.body(message)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", body["text"])
    for parsed in _parsed(body["blocks"]):
        rest = re.sub(r"<(https://example\.org/a|!date\^\d+\^[^|>]*)\|[^<>]*>", "", parsed)
        assert not re.search(r"[<>*_~`]|&(?!amp;|lt;|gt;)|:[\w'+-]+:|://|[@#]\w|\w\.\w", rest), parsed


@given(hostile)
def test_no_mention_is_left_anywhere(said: str) -> None:
    """Not even in text that Slack does not parse: previews and other programs may."""
    made = json.dumps(payload.body(Message((Heading(text(said)), Quote((text(said),)), Code(said)))))
    assert not re.search(r"<[!@#]", made)


@given(hostile)
def test_an_address_is_an_address(tail: str) -> None:
    """Nothing in an address can end Slack's markup or be another scheme."""
    made = address("https://example.org/" + tail)
    assert made.startswith("https://example.org/")
    assert not re.search(r"[<>|\s\"]", made)
    assert address("javascript:" + tail) == ""


def test_words_from_outside_are_never_parsed() -> None:
    """Claims go into rich_text exactly as they are: no escaping, no mrkdwn."""
    said = "AT&T <b> *x* :smile: &lt;"
    made = blocks(Message((Quote((text(said),)), Bullets((text(said),)), Paragraph(text(said)))))
    assert len(made) == 1
    texts = re.findall(r'"text": "(AT[^"]*)"', json.dumps(made))
    assert texts == [said] * 3
    assert "mrkdwn" not in json.dumps(made)


def test_text_says_everything() -> None:
    """The top-level text carries the whole page for those who listen: claims, and what the map shows."""
    body = payload.payload(digest()).body
    for said in (
        "Pokrovsk, 22 November",
        "Story 0",
        "Moscow claims the town",
        "Kyiv denies it",
        "Map: Pokrovsk",
    ):
        assert said in body["text"]


def test_headline_times_and_counts() -> None:
    """A plain title is a header; a linked one is bold text; a time is shown in the reader's zone."""
    made = blocks(
        Message(
            (
                Heading(text("Pokrovsk")),
                Heading(text(Span("Story", link="https://example.org/1")), 2),
                Paragraph(text("since ", Span("08:00", when=NOON))),
                Small(text("as of ", Span("12 min ago", when=NOON, relative=True))),
            )
        )
    )
    assert [block["type"] for block in made] == ["header", "rich_text", "context"]
    link, since = made[1]["elements"][0]["elements"][0], made[1]["elements"][1]["elements"][1]
    assert (link["type"], link["style"]) == ("link", {"bold": True})
    assert (since["type"], since["timestamp"], since["fallback"]) == ("date", int(NOON.timestamp()), "08:00")
    assert made[2]["elements"][0]["text"] == f"as of <!date^{int(NOON.timestamp())}^{{ago}}|12 min ago>"


def test_every_character_counts_as_slack_may_count_it() -> None:
    """A digest of CJK text is cut by its JSON escaped to ASCII, the largest way Slack may count."""
    page = payload.pages(Message(tuple(Paragraph(text("字" * 900)) for _ in range(20))))
    assert len(page) > 4
    assert sum(block.text[0].text.count("字") for one in page for block in one.blocks) == 18_000  # type: ignore[union-attr]  # only paragraphs went in


def test_long_code_is_cut_at_its_lines() -> None:
    """Preformatted text too long for a message is cut between lines, no line lost."""
    code = "\n".join(f"line {n} " + "x" * 50 for n in range(400))
    cut = payload.pages(Message((Code(code),)))
    assert "\n".join(b.text for page in cut for b in page.blocks if isinstance(b, Code)) == code
    assert len(cut) > 1


def test_many_buttons_make_rows() -> None:
    """An actions block takes 25; more make another. A button of an address opens it, others carry a line."""
    row = tuple(Button(str(n), line=f"lookup {n}") for n in range(30))
    made = blocks(Message((Buttons((*row, Button("Open", link="https://example.org"))),)))
    assert [len(block["elements"]) for block in made] == [25, 6]
    assert made[1]["elements"][-1]["url"] == "https://example.org"
    ids = [element["action_id"] for block in made for element in block["elements"]]
    assert len(set(ids)) == len(ids)


def test_groups_are_told_apart() -> None:
    """A group's heading has a blank line above it, unless it comes first or right under a headline."""
    group, line = Heading(text("Ukraine"), 3), Bullets((text("a claim"),))
    made = blocks(Message((Heading(text("Story"), 2), group, line, group, line)))
    starts = [block["elements"][0]["elements"][0]["text"] for block in made]
    assert starts == ["Story", "Ukraine", "\n"]


def test_numbers_are_slacks_own() -> None:
    """A numbered list is an ordered one; on a second page, where Slack would begin at 1, words say it."""
    lines = (text("one"), text("two"))
    first, second = (blocks(Message((Bullets(lines, at),)))[0]["elements"][0] for at in (1, 9))
    assert first["style"] == "ordered"
    assert "".join(part["text"] for part in second["elements"]) == "9. one\n10. two"


def test_small_print_keeps_its_weight() -> None:
    """Strong words in small print are bold, with the spaces at their ends outside of the marks."""
    made = blocks(
        Message((Small(text(Span("Places ", strong=True), "Pokrovsk, ", Span("x_y", emphasis=True))),))
    )
    assert made[0]["elements"][0]["text"] == "*Places* Pokrovsk, _xˍy_"


def test_a_channel_is_shown_by_its_name() -> None:
    """A channel of ours is Slack's to name, with a workspace before it or not; a person stays words."""
    spans = text("for ", Span("channel C1", channel="T1/C1"), " and ", Span("you", channel="U1"))
    made = blocks(Message((Paragraph(spans), Small(spans))))
    shown = made[0]["elements"][0]["elements"]
    assert shown[1] == {"type": "channel", "channel_id": "C1"}
    assert shown[3] == {"type": "text", "text": "you"}
    assert made[1]["elements"][0]["text"] == "for <#C1> and you"


def test_lookalikes_only_where_needed() -> None:
    """Formatting characters change in parsed small print; ordinary words do not."""
    assert literal("Reuters & Co") == "Reuters &amp; Co"
    assert literal("10:30:45") == "10∶30:45"
    assert not re.search("[*_~`]", literal("*a* _b_ ~c~ `d`"))
