"""Keeping it well: doctor, backup, restore; what to paste into the platforms' consoles; the gazetteer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bot import config, logs
from bot.config import Settings
from digest.errors import DatelineError, SetupError
from digest.model import FeedState, Push

from . import common

manifest = typer.Typer(help="What to paste into a platform's console.", no_args_is_help=True)
invite = typer.Typer(help="The link that invites the bot.", no_args_is_help=True)
gazetteer = typer.Typer(help="Places: add villages, districts and whole country dumps.", no_args_is_help=True)


@manifest.callback()
def _manifest() -> None:
    """What to paste into a platform's console."""


@invite.callback()
def _invite() -> None:
    """The link that invites the bot."""


@gazetteer.callback()
def _gazetteer() -> None:
    """Places: add villages, districts and whole country dumps."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: well or not, and the remedy."""

    good: bool
    words: str


def doctor() -> None:
    """Tell what is wrong here and how to mend it.

    Looks at settings, database, model, gazetteer, feeds and tokens.
    """
    findings: list[Finding] = []
    for check in (_settings, _model, _gazetteer_opens, _database, _platforms):
        findings += _checked(check)
    for one in findings:
        common.print_out(f"{'ok  ' if one.good else 'BAD '} {one.words}")
    if not all(one.good for one in findings):
        raise typer.Exit(2)


def _checked(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except DatelineError as error:
        return [Finding(False, str(error))]


def _settings() -> Iterator[Finding]:
    found = config.load()
    logs.begin(found)
    config.environment(found)
    yield Finding(True, f"settings: data in {found.data_dir}, zone {found.zone}")
    if not found.contact:
        yield Finding(True, "settings: DATELINE_CONTACT is empty; publishers like to know whom to write to")


def _model() -> Iterator[Finding]:
    from digest.nlp import parse

    found = config.load()
    loaded = parse.load(found.model)
    yield Finding(True, f"model: {loaded.meta['lang']}_{loaded.meta['name']} {loaded.meta['version']}")


def _gazetteer_opens() -> Iterator[Finding]:
    from digest.gazetteer import open_gazetteer

    yield Finding(True, f"gazetteer: {len(open_gazetteer()):,} places")


def _database() -> Iterator[Finding]:
    from bot import wiring

    found = config.load()
    with wiring.news(found) as news:
        states = news.store.feeds()
        shown = found.database.split("@")[-1]
        yield Finding(
            True, f"database: {shown}, {len(states)} feeds, {len(news.store.subscriptions())} subscriptions"
        )
        if not states:
            yield Finding(True, "feeds: none yet; add one with: dateline feeds add bbc-world")
        for state in states:
            if state.error:
                yield Finding(
                    False, f"feed {state.feed.url}: {state.error} ({state.failures} times in a row)"
                )
        yield from _hubs(found, states, news.store.pushes())


def _hubs(found: Settings, states: Sequence[FeedState], pushes: Sequence[Push]) -> Iterator[Finding]:
    """Whether hubs push what is new (WebSub), and what keeps them from it."""
    from bot.app import utc_now
    from digest.watch import websub

    offered, now = sum(bool(state.hub) for state in states), utc_now()
    if not found.public_url:
        remedy = "; to be told of news, set DATELINE_PUBLIC_URL and DATELINE_HTTP_PORT" if offered else ""
        yield Finding(True, f"hubs: off, {offered} of {len(states)} feeds name one{remedy}")
        return
    if not found.http_port:
        yield Finding(False, "hubs: DATELINE_PUBLIC_URL is set and nothing listens; set DATELINE_HTTP_PORT")
    active = sum(websub.is_active(push, now) for push in pushes)
    yield Finding(True, f"hubs: {offered} of {len(states)} feeds name one, {active} are pushed")
    for push in pushes:
        if push.error and not websub.is_active(push, now):
            yield Finding(False, f"hub {push.hub} for {push.feed}: {push.error}")


def _platforms() -> Iterator[Finding]:
    from bot import wiring

    for name in wiring.platform_names():
        try:
            module = wiring.platform_module(name)
        except SetupError as error:
            yield Finding(True, f"{error} (only if it is to be used)")
            continue
        if wiring.with_settings(module.connect) is None:
            yield Finding(True, f"{name}: no token set, not used")
            continue
        for line in asyncio.run(module.doctor()):
            yield Finding(not line.startswith("!"), f"{name}: {line.removeprefix('!').strip()}")


def backup(file: Annotated[Path, typer.Argument(help="the file to write")]) -> None:
    """Write the whole state into one file, while the bot runs."""
    from bot import wiring

    settings = common.settings()
    with wiring.news(settings) as news:
        news.store.backup(file)
    common.print_out(f"{file}: {file.stat().st_size:,} bytes")


def restore(
    file: Annotated[Path, typer.Argument(help="a file that backup wrote")],
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Put back what backup wrote; what is there now is replaced."""
    from bot import wiring
    from digest.store.upkeep import check_backup

    settings = common.settings()
    check_backup(file)
    if not yes:
        typer.confirm(f"Replace everything in {settings.database.split('@')[-1]}?", abort=True)
    with wiring.news(settings) as news:
        news.store.restore(file)
        common.print_out(
            f"restored: {len(news.store.feeds())} feeds, {len(news.store.subscriptions())} subscriptions"
        )


@manifest.command("slack")
def manifest_slack(
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="a topic to give a command of its own")
    ] = None,
    url: Annotated[
        str, typer.Option(help="public address of this bot, for HTTP mode; nothing: Socket Mode")
    ] = "",
) -> None:
    """The app manifest for Slack's app page."""
    from bot import wiring
    from bot.commands import COMMANDS

    settings = common.settings()
    with wiring.news(settings) as news:
        known = {one.name: one.title for one in news.topics("")}
    wanted = {name: known.get(name, name) for name in topic or known}
    slack, commands = wiring.platform_module("slack"), tuple(COMMANDS.values())
    made = wiring.with_settings(lambda: slack.manifest(commands, wanted, url=url))
    common.print_out(json.dumps(made, ensure_ascii=False, indent=2))


@invite.command("discord")
def invite_discord() -> None:
    """The link that adds the bot to a Discord server."""
    from bot import wiring

    common.settings()
    common.print_out(wiring.with_settings(lambda: asyncio.run(wiring.platform_module("discord").invite())))


@gazetteer.command("add")
def gazetteer_add(
    file: Annotated[Path, typer.Argument(help="a GeoNames country dump, or rows of your own")],
) -> None:
    """Add places to the gazetteer: villages, districts, or a whole country."""
    from digest.gazetteer import add

    common.settings()
    with common.progress() as bars:
        bars.add_task("adding", total=None)
        count = add(file)
    common.print_out(f"{count} places added from {file}; a running bot knows them after its next start")


VERBS = (doctor, backup, restore)
