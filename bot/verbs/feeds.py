"""Feeds at the terminal: the same answers as in a channel, and OPML in and out."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from digest.errors import BadInput

from . import common, reading

app = typer.Typer(help="Feeds: add, remove, list, check, import, export.", no_args_is_help=True)
Address = Annotated[str, typer.Argument(help="a feed, a site, or a name from seeds/feeds.toml")]


@app.command()
def add(url: Address) -> None:
    """Read a feed from now on; shows its last items first. A file is read as OPML."""
    if Path(url).is_file():
        import_(Path(url))
        return
    reading.ask(["feeds add", url])


@app.command()
def remove(url: Address) -> None:
    """Stop reading a feed; what it gave stays."""
    reading.ask(["feeds remove", url])


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
    """Add every feed of an OPML file; those known already are left as they are."""
    from bot import wiring
    from digest import opml

    try:
        found = opml.read(file.read_bytes())
    except OSError as error:
        raise BadInput(f"{file}: cannot be read ({error.strerror})") from None
    settings = common.settings()
    with wiring.news(settings) as news:
        known = {state.feed.url for state in news.store.feeds()}
        new = [feed for feed in found if feed.url not in known]
        for feed in new:
            news.store.add_feed(feed)
    common.print_out(f"{len(new)} feeds added, {len(found) - len(new)} known already")


@app.command()
def export(file: Annotated[Path | None, typer.Argument(help="an OPML file; nothing: stdout")] = None) -> None:
    """Write every feed as OPML."""
    from bot import wiring
    from digest import opml

    settings = common.settings()
    with wiring.news(settings) as news:
        written = opml.write([state.feed for state in news.store.feeds()], datetime.now(UTC))
    if file is None:
        sys.stdout.buffer.write(written)
    else:
        file.write_bytes(written)
