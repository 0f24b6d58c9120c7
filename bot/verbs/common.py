"""What the verbs share: settings, progress, output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from adapters.message import Message
from bot import config, logs
from bot.config import Settings


class Form(StrEnum):
    """How an answer is printed."""

    text = "text"
    json = "json"
    discord = "discord"
    slack = "slack"
    html = "html"


FormOption = Annotated[
    Form, typer.Option("--format", "-f", help="text, json, html, or what a platform would get")
]


def settings() -> Settings:
    """The settings in force, with logging set up by them."""
    found = config.load()
    logs.begin(found)
    config.environment(found)
    return found


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars on stderr when it is a terminal; nothing at all when it is not."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        yield bars


def show(message: Message, form: str, *, value: object = None) -> None:
    """Print a message in one form, coloured when stdout is a terminal."""
    tty = sys.stdout.isatty()
    width = min(Console().width, 110) if tty else 100
    from bot import formats

    print_out(formats.shown(message, form, value=value, color=tty, width=width))


def print_out(words: str) -> None:
    sys.stdout.write(words + "\n")
