"""Feeds at the terminal: the same answers as in a channel, and OPML in and out."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from adapters.message import Buttons
from digest.errors import BadInput
from digest.model import Feed

from . import common, reading

app = typer.Typer(help="Feeds: add, remove, list, check, import, export.", no_args_is_help=True)
Address = Annotated[str, typer.Argument(help="a feed, a site, or a name from seeds/feeds.toml")]
ToAdd = Annotated[
    list[str],
    typer.Argument(help="a feed, a site, a name from seeds/feeds.toml, an OPML file, or: list NUMBER"),
]
YES = "feeds add "
"""What a button's line begins with that adds what was shown."""
ToRemove = Annotated[list[str], typer.Argument(help="its address or name, or: list NUMBER")]


@app.command()
def add(
    url: ToAdd, yes: Annotated[bool, typer.Option("--yes", "-y", help="add it without asking")] = False
) -> None:
    """Read a feed from now on.

    Shows what it gives; at a terminal it then asks.
    Without a terminal a feed is added at once, and an OPML file only with --yes.
    """
    said = " ".join(url)
    if Path(said).is_file():
        asyncio.run(_add_file(Path(said), yes))
    elif sys.stdin.isatty() and not yes:
        asyncio.run(_add_asking(said))
    else:
        reading.ask(["feeds add", "now=yes" if yes else "", said])


async def _add_file(file: Path, yes: bool) -> None:
    """Show what a list would add; add it when told to."""
    from bot import feedlists, wiring
    from bot.views import feeds as show

    found = _listed(file)
    settings = common.settings()
    with wiring.news(settings) as news, common.progress() as bars:
        async with wiring.bot(settings, news) as running:
            task = bars.add_task("feeds", total=None)
            survey = await running.survey(
                found, lambda done, total: bars.update(task, completed=done, total=total)
            )
            bars.stop()
            number = feedlists.keep(news.store, survey.feeds)
            common.show(show.surveyed(survey, number), "text")
            if survey.feeds and (yes or (sys.stdin.isatty() and typer.confirm("Add them?"))):
                common.print_out("")
                common.show(show.list_added(number, feedlists.add(news.store, number)), "text")


async def _add_asking(said: str) -> None:
    """Show what a feed gives, and add it when told to."""
    from adapters import console as terminal
    from bot import wiring

    settings = common.settings()
    with wiring.news(settings) as news:
        async with wiring.bot(settings, news) as running:
            shown = await running.answer(f"feeds add {said}", terminal.HERE)
            rows = [block for block in shown.blocks if isinstance(block, Buttons)]
            text = tuple(block for block in shown.blocks if block not in rows)
            common.show(replace(shown, blocks=text), "text")
            if shown.tone == "problem":
                raise typer.Exit(2)
            for button in (button for block in rows for button in block.row if button.line.startswith(YES)):
                if typer.confirm(f"{button.label}?", default=True):
                    common.print_out("")
                    common.show(await running.answer(button.line, terminal.HERE), "text")


@app.command()
def remove(url: ToRemove) -> None:
    """Stop reading a feed, or those a list has added; what they gave stays."""
    reading.ask(["feeds remove", " ".join(url)])


@app.command("list")
def list_() -> None:
    """Every feed and how reading it goes."""
    reading.ask(["feeds list"])


@app.command()
def check(url: Address) -> None:
    """Read a feed once and show what it gives, without adding it."""
    reading.ask(["feeds check", url])


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(help="an OPML file")]) -> None:
    """Add every feed of an OPML file without looking at it.

    Those known already are left as they are.
    """
    from bot import wiring

    found = _listed(file)
    settings = common.settings()
    with wiring.news(settings) as news:
        known = {state.feed.url for state in news.store.feeds()}
        new = [feed for feed in found if feed.url not in known]
        for feed in new:
            news.store.add_feed(feed)
    common.print_out(f"{len(new)} feeds added, {len(found) - len(new)} known already")


def _listed(file: Path) -> list[Feed]:
    """The feeds of an OPML file. BadInput says what is wrong with it."""
    from digest.feeds import opml

    try:
        return opml.read(file.read_bytes())
    except OSError as error:
        raise BadInput(f"{file}: cannot be read ({error.strerror})") from None
    except BadInput as error:
        raise BadInput(f"{file}: {error}") from None


@app.command()
def export(file: Annotated[Path | None, typer.Argument(help="an OPML file; nothing: stdout")] = None) -> None:
    """Write every feed as OPML."""
    from bot import wiring
    from digest.feeds import opml

    settings = common.settings()
    with wiring.news(settings) as news:
        written = opml.write([state.feed for state in news.store.feeds()], datetime.now(UTC))
    if file is None:
        sys.stdout.buffer.write(written)
    else:
        file.write_bytes(written)
