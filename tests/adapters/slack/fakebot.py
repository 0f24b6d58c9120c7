"""A small bot that keeps the port's promises, for platforms to be tested against. Not a mock: it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from adapters.message import Button, Buttons, Heading, Message, Paragraph, Picture, Quote, Span, text
from adapters.port import Choice, Command, Option, Place

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)
"""One red pixel."""

WHAT = Option("what", "A place, a person, a topic", suggests=True, rest=True)
COMMANDS = (
    Command("lookup", "The state of a place, actor or topic", (WHAT,)),
    Command(
        "claims",
        "What an article claims",
        (Option("url", "Its address", required=True, rest=True),),
        slow=True,
    ),
    Command(
        "follow",
        "Get digests here",
        (
            Option("what", "What to follow", required=True, suggests=True, rest=True),
            Option("schedule", "When", choices=("daily 08:00", "hourly")),
            Option("quiet", "Nothing when nothing changed", kind=bool),
            Option("most", "Stories at most", kind=int),
        ),
        manage=True,
    ),
    Command(
        "feeds add", "Add a feed", (Option("url", "Its address", required=True),), admin=True, private=True
    ),
    Command("help", "What can be asked", private=True),
)
PLACES = ("Pokrovsk", "Poltava", "Kyiv", "Kharkiv")


@dataclass
class Memory:
    """Values by key, in a dictionary."""

    kept: dict[str, str] = field(default_factory=dict)

    async def get(self, key: str) -> str | None:
        return self.kept.get(key)

    async def put(self, key: str, value: str | None) -> None:
        if value is None:
            self.kept.pop(key, None)
        else:
            self.kept[key] = value

    async def keys(self, prefix: str) -> Sequence[str]:
        return [key for key in self.kept if key.startswith(prefix)]


@dataclass
class FakeBot:
    """Answers with what it was asked, and keeps it. ``gate``: answers wait until it is set."""

    memory: Memory = field(default_factory=Memory)
    commands: Sequence[Command] = COMMANDS
    heard: list[tuple[str, Place]] = field(default_factory=list)
    answers: dict[str, Message] = field(default_factory=dict)  # by the line's first word
    gate: asyncio.Event | None = None

    async def answer(self, line: str, place: Place) -> Message:
        self.heard.append((line, place))
        if self.gate is not None:
            await self.gate.wait()
        word = line.split(" ", 1)[0]
        return self.answers.get(word) or Message(
            (
                Heading(text(f"Answer to {line}"[:140])),
                Quote(
                    (text(Span("Kyiv", strong=True), " denies"), text(Span("Moscow", strong=True), " claims"))
                ),
                Buttons(
                    (Button("Timeline", line="lookup timeline"), Button("Follow", line="follow pokrovsk"))
                ),
            ),
            title=f"Answer to {line}",
        )

    def suggest(self, command: str, option: str, typed: str, place: Place) -> Sequence[Choice]:
        return [Choice(name, name.lower()) for name in PLACES if name.lower().startswith(typed.lower())]

    async def topics(self, space: str) -> Sequence[Command]:
        return (Command("pokrovsk", "The state of Pokrovsk"), Command("grain deal", "The grain deal"))

    async def home(self, place: Place) -> Message:
        rows = (
            Paragraph(text(f"{place.user} follows pokrovsk")),
            Buttons((Button("Mute", line="follow quiet"),)),
        )
        more = Buttons((Button("Look up", line="lookup pokrovsk"),))
        return Message((Heading(text("What you follow")), *rows, more), title="Home")


def digest(stories: int = 2) -> Message:
    """A digest with a map, as the bot would post it."""
    shown = [
        block
        for number in range(stories)
        for block in (
            Heading(text(Span(f"Story {number}", link=f"https://example.org/{number}")), 2),
            Quote(
                (
                    text(Span("Moscow", strong=True), " claims the town"),
                    text(Span("Kyiv", strong=True), " denies it"),
                )
            ),
        )
    ]
    top = Heading(text("Pokrovsk, 22 November"))
    return Message((top, *shown, Picture("map.png", PNG, "Map: Pokrovsk")), title="Pokrovsk", tone="digest")
