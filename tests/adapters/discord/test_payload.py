from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.discord import measure, offline
from adapters.discord.payload import ACCENTS, key_id, payload
from adapters.message import (
    Bullets,
    Button,
    Buttons,
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
from tests.adapters.discord.reader import read
from tests.adapters.hostile import messages
from tests.emulators.discord.limits import problems, walk

DISCORD = offline()
OURS = {
    "text",
    "heading",
    "small",
    "quote",
    "item",
    "strong",
    "emphasis",
    "link",
    "code",
    "code block",
    "time",
}


def components(message: Message) -> list[dict[str, Any]]:
    return list(payload(message).body["components"][0]["components"])


def texts(message: Message) -> list[str]:
    return [c["content"] for c in walk(payload(message).body["components"]) if c["type"] == 10]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(messages())
def test_discord_takes_every_page_of_any_message(message: Message) -> None:
    """Whatever is in it, no request would be refused: neither by our table nor by Discord's own spec."""
    for page in DISCORD.pages(message):
        made = DISCORD.payload(page)
        assert problems("POST", "/channels/1/messages", made.body, list(made.files)) == []


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(messages())
def test_nothing_in_a_message_mentions_or_forges(message: Message) -> None:
    """Discord's parser finds what we put there: never a mention, an emoji, a bare address."""
    for page in DISCORD.pages(message):
        assert DISCORD.payload(page).body["allowed_mentions"] == {"parse": []}
        for content in texts(page):
            assert {kind for kind, _ in read(content)} <= OURS


@pytest.mark.parametrize("script", ["a", "ж", "波", "👩‍👩‍👧‍👦"])
def test_pages_are_filled_by_discords_own_counting(script: str) -> None:
    """Latin and Cyrillic fill 4,000 characters; Chinese stops at the weight of its bytes."""
    pages = DISCORD.pages(Message(tuple(Paragraph(text(script * (300 // len(script)))) for _ in range(100))))
    full = measure.size(pages[0])
    assert full.characters <= 4000
    assert full.weight <= 10170
    assert full.characters > 3600 or full.weight > 9000


def test_nested_components_count() -> None:
    """Container, rows and buttons all count towards the forty."""
    row = Buttons(tuple(Button(f"b{n}", f"line {n}") for n in range(5)))
    pages = DISCORD.pages(Message((row,) * 12))
    assert [measure.size(page).components for page in pages] == [37, 37]


def test_neighbours_share_a_text_display_and_titles_open_one() -> None:
    """Few components, and room above each story and each dispute."""
    message = Message(
        (
            Heading(text("Pokrovsk")),
            Small(text("3 new")),
            Divider(),
            Heading(text("Story"), 2),
            Small(text("Claim and denial")),
            Quote((text("Moscow says"), text("Kyiv denies"))),
            Quote((text("a"), text("b"))),
            Heading(text("Russia"), 3),
            Bullets((text("one"), text("two"))),
        )
    )
    assert texts(message) == [
        "## Pokrovsk\n-# 3 new",
        "### Story\n-# Claim and denial\n> Moscow says\n> Kyiv denies",
        "> a\n> b",
        "**Russia**\n- one\n- two",
    ]


def test_numbers_stand_before_the_lines() -> None:
    """A numbered list is one list: no bullet beside the number, and words that look like one are escaped."""
    message = Message((Bullets((text("one"), text("2. two")), first=9),))
    assert texts(message) == ["9. one\n10. 2\\. two"]


def test_the_tone_is_a_colour_and_never_only_that() -> None:
    """Each tone has its edge; the words are the same in all."""
    bodies = {tone: payload(Message((Paragraph(text("x")),), tone=tone)).body for tone in ACCENTS}
    assert len({body["components"][0]["accent_color"] for body in bodies.values()}) == len(ACCENTS)
    assert len({str(body["components"][0]["components"]) for body in bodies.values()}) == 1


def test_a_picture_has_its_words_and_a_clean_name() -> None:
    """Alternative text on the gallery and the attachment; a name that an address can carry."""
    made = payload(Message((Picture("map of Pokrovsk (1).png", b"x", "Map: Pokrovsk"),)))
    assert list(made.files) == ["map-of-Pokrovsk-1-.png"]
    item = made.body["components"][0]["components"][0]["items"][0]
    assert item == {"media": {"url": "attachment://map-of-Pokrovsk-1-.png"}, "description": "Map: Pokrovsk"}
    assert made.body["attachments"][0]["description"] == "Map: Pokrovsk"


def test_long_links_of_buttons_lose_their_fragment_or_become_text() -> None:
    """512 characters are a button; more are a line of text."""
    fragment = "https://news.example/a#:~:text=" + "x" * 600
    path = "https://news.example/" + "x" * 600
    row, line = components(Message((Buttons((Button("Open", link=fragment), Button("Read", link=path))),)))
    assert row["components"][0]["url"] == "https://news.example/a"
    assert line["content"] == f"[Read]({path})"


def test_a_line_cut_short_is_no_button() -> None:
    """Half a command is another command."""
    fit, long = Button("fit", "x" * 100), Button("long", "x" * 101)
    assert [b["label"] for b in components(Message((Buttons((fit, long)),)))[0]["components"]] == ["fit"]


def test_menus_hold_25_each_and_every_line_once() -> None:
    """Thirty choices are two menus; the same line twice is one choice."""
    choices = tuple((f"Outlet {n}", f"claims outlet:{n}") for n in range(30))
    rows = components(Message((Select("Outlet", (*choices, choices[0])),)))
    assert [len(row["components"][0]["options"]) for row in rows] == [25, 5]
    assert len({row["components"][0]["custom_id"] for row in rows}) == 2


def test_a_key_has_its_own_id() -> None:
    """31 bits above Discord's own numbers, kept in the container."""
    assert payload(Message((Paragraph(text("x")),)), key="k").body["components"][0]["id"] == key_id("k")
    assert 2**30 <= key_id("k") < 2**31
    assert len({key_id(f"digest-{n}/1") for n in range(10_000)}) == 10_000


def test_an_unlinked_address_is_shown_as_words() -> None:
    """What is no web address is not clickable, and still read."""
    assert texts(Message((Paragraph((Span("press me", link="javascript:alert(1)"),)),))) == ["press me"]
