"""The terminal as a chat platform: everything, without a token.

It is also the reference implementation of the port, short enough to read before writing another one.
Output is coloured with links to click on where the terminal can; elsewhere it is plain text with the
addresses listed at the end, so that it can be piped, compared and tested.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TextIO, assert_never

from rich.console import Console as Terminal
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.style import Style
from rich.text import Text as Words

from .message import (
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
    mark,
    tame,
)
from .port import Bot, Payload, Place

HERE = Place("console", "here", user="you", trusted=True, admin=True, direct=True)
PROMPT = "dateline> "
WELCOME = "Type a name such as pokrovsk, or help; quit leaves."
LEAVE = frozenset({"exit", "quit", "bye"})


def connect() -> Console:
    """The terminal this process was started from; it needs no settings."""
    return Console()


offline = connect


@dataclass
class Console:
    """One command a line in, one answer out.

    ``lines`` is read until its end or a word of ``LEAVE``; posts are kept by key as a platform would. The
    number of a line of the last answer's numbered list stands for that line's choice.
    """

    lines: TextIO = field(default_factory=lambda: sys.stdin)
    out: TextIO = field(default_factory=lambda: sys.stdout)
    name: str = "console"
    posts: list[tuple[str, str, Message]] = field(default_factory=list)  # (channel, key, page)

    async def run(self, bot: Bot) -> None:
        """Answer line by line, until the input ends."""
        here = replace(HERE, interactive=self.lines.isatty())
        self._write(f"{WELCOME}\n{PROMPT}" if here.interactive else "")
        numbered: Mapping[str, str] = {}
        while typed := await _read_line(self.lines):
            said = typed.strip()
            if said in LEAVE:
                return
            if said and not said.startswith("#"):
                answer = await bot.answer(numbered.get(said.rstrip("."), said), here)
                numbered = choices_by_number(answer)
                self._show(answer)
            self._write(PROMPT if here.interactive else "")

    def pages(self, message: Message) -> Sequence[Message]:
        """A terminal scrolls: one page, however long."""
        return [message]

    def payload(self, page: Message) -> Payload:
        pictures = {block.name: block.data for block in page.blocks if isinstance(block, Picture)}
        return Payload({"text": render(page)}, pictures)

    async def refresh(self, space: str) -> str:
        """Nothing is registered at a terminal, so nothing can fail to be."""
        return ""

    async def send(self, channel: str, page: Message, *, key: str, after: str = "") -> str:
        if (known := await self.find(channel, key)) is not None:
            return known
        self._show(page)
        self.posts.append((channel, key, page))
        return str(len(self.posts))

    async def find(self, channel: str, key: str) -> str | None:
        sent = enumerate(self.posts, start=1)
        return next((str(number) for number, post in sent if post[:2] == (channel, key)), None)

    async def edit(self, channel: str, message_id: str, page: Message) -> None:
        _, key, _ = self.posts[int(message_id) - 1]
        self.posts[int(message_id) - 1] = (channel, key, page)
        self._show(page)

    def _show(self, page: Message) -> None:
        self._write(render(page, color=self.out.isatty(), width=_width(self.out)) + "\n")

    def _write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()


async def _read_line(lines: TextIO) -> str:
    """The next line, "" at the end, without holding up the loop.

    A terminal hands over whole lines, so waiting until there is one and reading it then can be cancelled
    (Ctrl-C); a thread blocked in ``readline`` could not.
    """
    if not lines.isatty():
        return await asyncio.to_thread(lines.readline)
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(lines, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(lines)
    return lines.readline()


def _width(out: TextIO) -> int:
    return min(Terminal(file=out).width, 110) if out.isatty() else 100


# --- looks ---------------------------------------------------------------------------------------------


def render(message: Message, *, color: bool = False, width: int = 100) -> str:
    """The message as terminal text, wrapped to ``width`` columns.

    With ``color``: ANSI styles, and links behind the words. Without: no escape sequence at all, links as
    numbers in brackets and their addresses at the end. Control characters in what is shown are dropped
    in both, so text from a feed cannot drive the terminal.
    """
    links: list[str] = []
    out = io.StringIO()
    terminal = Terminal(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for one in _paired(message.blocks):
        if isinstance(one, Block):
            terminal.print(_block(one, None if color else links))
        else:
            terminal.print(_with_lines(*one, None if color else links))
    for number, link in enumerate(links, start=1):
        terminal.print(Words(f"[{number}] {link}"), soft_wrap=True)
    lines = out.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _block(block: Block, links: list[str] | None) -> RenderableType:
    match block:
        case Heading(text, level):
            return _heading(_words(text, links), level)
        case Paragraph(text):
            return _words(text, links)
        case Small(text):
            return _words(text, links, "dim")
        case Bullets(items, first):
            marks = [f"{mark(first, at)} " for at in range(len(items))]
            return Group(*(_hanging(m, _words(item, links)) for m, item in zip(marks, items, strict=True)))
        case Quote(lines):
            return Group(*(_hanging("│ ", _words(line, links)) for line in lines))
        case Code(text):
            return Padding(Words(tame(text), "green", no_wrap=True, overflow="ignore"), (0, 0, 0, 4))
        case Divider():
            return Rule(style="dim")
        case Picture(name, _, alt):
            return Words(f"[{tame(name)}] {tame(alt)}", "italic dim")
        case Buttons(row):
            return Words("   ").join(_button(button, links) for button in row)
        case Select(placeholder, choices):
            return Group(Words(f"{tame(placeholder)}:"), *_menu(choices))
        case _:
            assert_never(block)


# --- choices ---------------------------------------------------------------------------------------------

MENU_MOST = 8
"""Choices of a menu that are listed; a terminal has no menu to open."""


def choices_by_number(message: Message) -> Mapping[str, str]:
    """What each number of the message's numbered list stands for; nothing when it has no such list."""
    for one in _paired(message.blocks):
        if not isinstance(one, Block):
            items, lines = one
            return {str(items.first + at): line for at, line in enumerate(lines)}
    return {}


def _paired(blocks: Sequence[Block]) -> Iterator[Block | tuple[Bullets, tuple[str, ...]]]:
    """The blocks; a numbered list and the choices that answer it as one, with the line of each choice."""
    queue = list(blocks)
    while queue:
        block = queue.pop(0)
        lines = _lines(queue[0]) if queue and isinstance(block, Bullets) and block.first else ()
        if lines and isinstance(block, Bullets) and len(lines) == len(block.items):
            queue.pop(0)
            yield block, lines
        else:
            yield block


def _lines(block: Block) -> tuple[str, ...]:
    match block:
        case Buttons(row):
            return tuple(button.line for button in row)
        case Select(_, choices):
            return tuple(line for _, line in choices)
        case _:
            return ()


def _with_lines(items: Bullets, lines: Sequence[str], links: list[str] | None) -> RenderableType:
    """Each line of the list with what one types to choose it under it."""
    shown: list[RenderableType] = []
    for at, (item, line) in enumerate(zip(items.items, lines, strict=True)):
        before = f"{mark(items.first, at)} "
        shown += [
            _hanging(before, _words(item, links)),
            _hanging(" " * len(before), Words(tame(line), "cyan")),
        ]
    return Group(*shown)


def _menu(choices: Sequence[tuple[str, str]]) -> Iterator[RenderableType]:
    """A menu's choices as buttons under each other, the first of them when there are many."""
    for label, line in choices[:MENU_MOST]:
        yield _hanging("  ", _button(Button(label, line), None))
    if len(choices) > MENU_MOST:
        yield Words(f"  and {len(choices) - MENU_MOST} more", "dim")


def _heading(words: Words, level: int) -> RenderableType:
    words.stylize("bold")
    line = {1: "=", 2: "-"}.get(level, "")
    under = [Words(line * min(words.cell_len, 60), "dim")] if line else []
    return Group(*([Words()] if level < 3 else []), words, *under)


def _hanging(mark: str, words: Words) -> RenderableType:
    """Lines after the first start where the first one's text does."""
    return _Hanging(mark, words)


@dataclass(frozen=True)
class _Hanging:
    mark: str
    words: Words

    def __rich_console__(self, console: Terminal, options: object) -> Iterator[RenderableType]:
        bar = self.mark if self.mark.startswith("│") else " " * len(self.mark)
        wrapped = self.words.wrap(console, max(console.width - len(self.mark), 20))
        for index, line in enumerate(wrapped):
            yield Words.assemble((self.mark if index == 0 else bar, "dim"), line)


def _button(button: Button, links: list[str] | None) -> Words:
    label = f"[{tame(button.label)}]"
    if button.link:
        return _words((Span(label, link=button.link),), links, "cyan")
    return Words.assemble((label, "bold cyan"), " ", (tame(button.line), "cyan"))


def _words(text: Text, links: list[str] | None, base: str = "") -> Words:
    words = Words(style=base)
    for span in text:
        words.append(tame(span.text), _style(span, clickable=links is None))
        if span.link and links is not None:
            words.append(f" [{_number(links, span.link)}]")
    return words


def _style(span: Span, *, clickable: bool) -> Style:
    return Style(
        bold=span.strong or None,
        italic=span.emphasis or None,
        color="green" if span.code else "blue" if span.link else None,
        link=tame(span.link) if span.link and clickable else None,
    )


def _number(links: list[str], link: str) -> int:
    if tame(link) not in links:
        links.append(tame(link))
    return links.index(tame(link)) + 1
