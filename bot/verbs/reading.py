"""Asking at the terminal: console, ask, digest, why, status."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.message import Message
from digest.errors import BadInput, NotFound

from . import common
from .common import Form, FormOption

if TYPE_CHECKING:
    from digest.news import News

Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="write each body as 01.json, … with its files into this folder"),
]


def ask(
    line: Annotated[list[str], typer.Argument(help="a command line, as typed in a channel")],
    form: FormOption = Form.text,
    out: Out = None,
) -> None:
    """One command line, one answer."""
    message = asyncio.run(_answer(" ".join(line)))
    _give(message, form, out)
    if message.tone == "problem":
        raise typer.Exit(2)


async def _answer(line: str) -> Message:
    from adapters import console as terminal
    from bot import wiring

    settings = common.settings()
    with wiring.news(settings) as news:
        async with wiring.bot(settings, news) as app:
            return await app.answer(line, replace(terminal.HERE, interactive=False))


def console() -> None:
    """The bot in the terminal: the same commands, the same views."""
    asyncio.run(_talk())


async def _talk() -> None:
    from adapters import console as terminal
    from bot import wiring

    settings = common.settings()
    with wiring.news(settings) as news:
        async with wiring.bot(settings, news) as app:
            await terminal.connect().run(app)


def digest(
    topic: Annotated[str | None, typer.Option(help="a topic, actor or query")] = None,
    place: Annotated[str | None, typer.Option(help="a place, with what lies in it")] = None,
    since: Annotated[str, typer.Option(help="how far back: 24h, 3d, 2w or 2025-11-05")] = "1d",
    form: FormOption = Form.text,
    out: Out = None,
) -> None:
    """Compose a digest and print it."""
    from bot import pictures, wiring
    from bot.app import utc_now
    from bot.views import news as show
    from digest import query

    settings = common.settings()
    wanted = " ".join(
        filter(None, [topic and (f"({topic})" if place else topic), place and f'place:"{place}"'])
    )
    now = utc_now()
    with wiring.news(settings) as news:
        found = news.digest(wanted, space="", at=now, since=query.moment(since, now))
        message = show.digest(found, pictures.of_digest(found))
        if wanted and not found.stories:
            _hint(news, wanted, now)
    _give(message, form, out, value=found)


def _hint(news: News, wanted: str, now: datetime) -> None:
    """Say on stderr when a digest is empty because nothing is called so."""
    try:
        news.check_known(wanted, space="", at=now)
    except NotFound as error:
        near = f" Did you mean: {', '.join(error.near)}?" if error.near else ""
        sys.stderr.write(f"{error}{near}\n")


def _give(message: Message, form: Form, out: Path | None, value: object = None) -> None:
    from bot import formats

    if out is None:
        common.show(message, form, value=value)
        return
    if form not in formats.WIRE:
        raise BadInput(f"--out goes with --format {' or '.join(formats.WIRE)}")
    for path in formats.write(formats.payloads(message, form), out):
        common.print_out(str(path))


def why(
    url: Annotated[str, typer.Argument(help="the address of an article")], form: FormOption = Form.text
) -> None:
    """The fate of an item, stage by stage."""
    ask(["why", url], form)


def status(form: FormOption = Form.text) -> None:
    """Next runs, what is held or failing, the last deliveries."""
    ask(["status"], form)


VERBS = (console, ask, digest, why, status)
