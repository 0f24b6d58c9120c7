from __future__ import annotations

import io
import os
import pty
import select
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given

from adapters import console
from adapters.console import Console, render
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
from adapters.port import Bot, Place
from tests.adapters.discord.bot import SmallBot
from tests.adapters.hostile import messages

LINK = "https://news.example/a#:~:text=claims"
DIGEST = Message(
    (
        Heading(text("Pokrovsk")),
        Small(text("3 new · 1 now denied")),
        Heading(text(Span("Forces struggle", link="https://news.example/a")), 2),
        Quote(
            (
                text(Span("Moscow", strong=True), " says: ", Span("“surrounded”", link=LINK)),
                text("Kyiv denies"),
            )
        ),
        Heading(text("Figures"), 3),
        Bullets((text("19 percent of the territory, by one count " * 4),)),
        Divider(),
        Paragraph(text("Nothing else.")),
        Picture("map.png", b"", "Map: Pokrovsk"),
        Code("place:x\n      ^"),
        Buttons((Button("Timeline", "timeline pokrovsk"), Button("Open", link=LINK))),
        Select("Side", (("Russia", "claims side:Russia"), ("Ukraine", "claims side:Ukraine"))),
    )
)
PLAIN = """\
Pokrovsk
========
3 new · 1 now denied

Forces struggle [1]
-------------------
│ Moscow says: “surrounded” [2]
│ Kyiv denies
Figures
• 19 percent of the territory, by one count 19 percent of the
  territory, by one count 19 percent of the territory, by one
  count 19 percent of the territory, by one count
────────────────────────────────────────────────────────────────
Nothing else.
[map.png] Map: Pokrovsk
    place:x
          ^
[Timeline] timeline pokrovsk   [Open] [2]
Side:
  [Russia] claims side:Russia
  [Ukraine] claims side:Ukraine
[1] https://news.example/a
[2] https://news.example/a#:~:text=claims"""


def test_plain_output_is_plain() -> None:
    """Every block in words, addresses at the end, no escape sequence: fit to be piped and compared."""
    assert render(DIGEST, width=64) == PLAIN


CHOICES = Message(
    (
        Paragraph(text("Which?")),
        Bullets((text("Springfield, Missouri"), text("Springfield, Oregon")), first=1),
        Buttons((Button("1. Missouri", "lookup place=1"), Button("2. Oregon", "lookup place=2"))),
    )
)


def test_a_choice_stands_under_its_line() -> None:
    """A numbered list and its answers are one list, with the words and what one types."""
    assert render(CHOICES).splitlines() == [
        "Which?",
        "1. Springfield, Missouri",
        "   lookup place=1",
        "2. Springfield, Oregon",
        "   lookup place=2",
    ]


def test_answers_for_some_lines_only_stay_apart() -> None:
    """Where not every line has its choice, none is put under the wrong one."""
    which, numbered, row = CHOICES.blocks
    assert isinstance(row, Buttons)
    shown = render(Message((which, numbered, Buttons(row.row[1:]))))
    assert shown.endswith("2. Springfield, Oregon\n[2. Oregon] lookup place=2")


def test_a_long_menu_says_how_much_is_left_out() -> None:
    """A terminal has no menu to open: the first choices, and how many more there are."""
    menu = Select("Side", tuple((f"side {n}", f"claims side:{n}") for n in range(30)))
    lines = render(Message((menu,))).splitlines()
    assert lines[0] == "Side:"
    assert lines[-1] == f"  and {30 - console.MENU_MOST} more"


def test_a_terminal_gets_colour_and_links_to_click() -> None:
    """The same words, with styles, and the address behind the words instead of at the end."""
    shown = render(DIGEST, color=True, width=64)
    assert "\x1b[1m" in shown
    assert f"{LINK}\x1b\\" in shown
    assert "[2]" not in shown


@given(messages())
def test_a_feed_cannot_drive_the_terminal(message: Message) -> None:
    """No control character of a feed's comes through: no clearing, no title, no bell."""
    assert not {char for char in render(message) if ord(char) < 32 and char != "\n"}


async def conversation(lines: str, bot: Bot) -> str:
    out = io.StringIO()
    await Console(io.StringIO(lines), out).run(bot)
    return out.getvalue()


async def test_typed_lines_are_answered_until_the_end(bot: SmallBot) -> None:
    """One line, one answer; empty lines and remarks are passed over; the end of the input ends it."""
    said = await conversation("lookup pokrovsk\n\n# a remark\nstatus", bot)
    assert [line for line, _ in bot.asked] == ["lookup pokrovsk", "status"]
    assert said.index("lookup pokrovsk") < said.index("status")
    assert bot.asked[0][1] == replace(console.HERE, interactive=False)  # nobody is there: it is no terminal


async def test_a_number_chooses_from_the_list() -> None:
    """After a numbered list its number is enough; any other number, or later, it is what was typed."""

    class Asking(SmallBot):
        async def answer(self, line: str, place: Place) -> Message:
            answered = await super().answer(line, place)
            return CHOICES if line == "lookup Springfield" else answered

    bot = Asking()
    await conversation("lookup Springfield\n2\n2\nlookup Springfield\n3\n", bot)
    typed = ["lookup Springfield", "lookup place=2", "2", "lookup Springfield", "3"]
    assert [line for line, _ in bot.asked] == typed


async def test_a_word_of_leave_ends_it(bot: SmallBot) -> None:
    """What stands after it is not asked."""
    await conversation("quit\nlookup pokrovsk\n", bot)
    assert bot.asked == []


async def test_at_a_terminal_there_is_a_prompt(bot: SmallBot, terminal: tuple[int, int]) -> None:
    """A real pseudo-terminal: prompted, answered in colour."""
    keyboard, screen = terminal
    os.write(keyboard, b"lookup pokrovsk\nquit\n")
    with os.fdopen(os.dup(screen), "r") as lines, os.fdopen(os.dup(screen), "w") as out:
        await Console(lines, out).run(bot)
    shown = "".join(iter(lambda: _seen(keyboard), ""))
    assert console.PROMPT in shown
    assert console.WELCOME in shown
    assert "\x1b[1m" in shown


def _seen(keyboard: int) -> str:
    """What the screen shows next, "" when nothing more is there."""
    ready, _, _ = select.select([keyboard], [], [], 0)
    return os.read(keyboard, 65536).decode() if ready else ""


async def test_posts_are_kept_by_key() -> None:
    """Sending twice with one key shows once; a post can be found and replaced."""
    out = io.StringIO()
    terminal = Console(io.StringIO(), out)
    first = await terminal.send("here", Message((Paragraph(text("one")),)), key="k")
    assert await terminal.send("here", Message((Paragraph(text("one")),)), key="k") == first
    assert await terminal.find("here", "k") == first
    assert await terminal.find("elsewhere", "k") is None
    await terminal.edit("here", first, Message((Paragraph(text("two")),)))
    assert out.getvalue() == "one\ntwo\n"


@pytest.fixture
def bot() -> SmallBot:
    return SmallBot()


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    keyboard, screen = pty.openpty()
    yield keyboard, screen
    os.close(keyboard)
    os.close(screen)
