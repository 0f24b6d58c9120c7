"""A small bot for tests: a real implementation of the port's Bot, with a few commands and a memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from adapters.message import Button, Buttons, Heading, Message, Paragraph, Select, text
from adapters.port import Choice, Command, Option, Place

WHAT = Option("what", "A place, actor or topic", suggests=True, rest=True)

COMMANDS = (
    Command("lookup", "What is known of a place, an actor or a topic", (WHAT,)),
    Command("claims", "Claims by actor, place or stance", (Option("url", "An article"), WHAT), slow=True),
    Command(
        "follow",
        "Get digests here",
        (Option("schedule", "When"), Option("what", "Topic", required=True, suggests=True)),
        manage=True,
    ),
    Command("status", "How I am", private=True),
    Command("feeds add", "Add a feed", (Option("url", "Its address", required=True),), admin=True),
    Command("feeds list", "What is read", (Option("all", "Inactive ones too", kind=bool),), admin=True),
)


@dataclass
class MemoryDict:
    values: dict[str, str] = field(default_factory=dict)

    async def get(self, key: str) -> str | None:
        return self.values.get(key)

    async def put(self, key: str, value: str | None) -> None:
        self.values = (
            {**self.values, key: value}
            if value is not None
            else {known: kept for known, kept in self.values.items() if known != key}
        )

    async def keys(self, prefix: str) -> Sequence[str]:
        return [key for key in self.values if key.startswith(prefix)]


@dataclass
class SmallBot:
    """Answers every line by repeating it; ``replies`` holds other answers by the line's first word.

    ``asked`` is what it was asked, in order; ``heard`` is set with the first. While ``gate`` is there and
    closed, answers wait.
    """

    memory: MemoryDict = field(default_factory=MemoryDict)
    commands: Sequence[Command] = COMMANDS
    local: list[Command] = field(default_factory=list)
    replies: dict[str, Message | Callable[[], Message]] = field(default_factory=dict)
    asked: list[tuple[str, Place]] = field(default_factory=list)
    gate: asyncio.Event | None = None
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, line: str, place: Place) -> Message:
        self.asked.append((line, place))
        self.heard.set()
        if self.gate:
            await self.gate.wait()
        reply = self.replies.get(line.split()[0] if line.split() else "")
        return reply() if callable(reply) else reply or said(line)

    def suggest(self, command: str, option: str, typed: str, place: Place) -> Sequence[Choice]:
        names = [f"{typed}{number}" for number in range(40)]
        return [Choice(f"Place {name}", name) for name in names]

    async def topics(self, space: str) -> Sequence[Command]:
        return self.local

    async def home(self, place: Place) -> Message:
        return said("home")


def said(line: str) -> Message:
    """A short answer with one button and one menu."""
    return Message(
        (
            Heading(text(line or "nothing")),
            Paragraph(text("as asked")),
            Buttons((Button("Timeline", "timeline pokrovsk"),)),
            Select("Side", (("Russia", "claims side=Russia"), ("Ukraine", "claims side=Ukraine"))),
        ),
        title=line,
    )


def long_message(lines: int = 200) -> Message:
    """More than fits on one page."""
    return Message(tuple(Paragraph(text(f"line {number} " + "word " * 20)) for number in range(lines)))
