"""About the bot itself: fates of items, status, help, errors people report."""

from __future__ import annotations

from typing import Annotated

from rapidfuzz import fuzz, process

from adapters.message import Message
from bot.views import about as show
from digest.errors import NotFound

from .table import COMMANDS, About, Ask, command


@command(private=True)
def why(ask: Ask, url: Annotated[str, About("the address of an article", rest=True)]) -> Message:
    """What became of an article, stage by stage"""
    steps = ask.news.why(url)
    if not steps:
        raise NotFound(f"{url} has not been seen in any feed here. Is its feed in the list of feeds?")
    return show.steps(url, steps)


@command(private=True)
def status(ask: Ask) -> Message:
    """Next runs, what is held or failing, and the last deliveries with their fate"""
    states = ask.news.store.feeds()
    failing = [state for state in states if state.error]
    return show.status(
        ask.subscriptions(), ask.news.store.deliveries(*ask.channel, limit=5), failing, len(states)
    )


@command(private=True)
def report(ask: Ask, what: Annotated[str, About("what is wrong", rest=True)]) -> Message:
    """Report an error to the people who run this bot"""
    ask.app.note_report(what, ask.place, ask.now)
    return show.said("Noted for the people who run this bot. Thank you.", private=True)


@command(name="help", private=True)
def help_(ask: Ask, command: Annotated[str | None, About("a command", rest=True)] = None) -> Message:
    """What you can ask"""
    if command is None:
        return show.help_(list(COMMANDS.values()), ask.app.topic_names(ask.place.space))
    if (known := COMMANDS.get(command.casefold().strip("/ "))) is None:
        near = process.extract(
            command.casefold(), list(COMMANDS), scorer=fuzz.ratio, limit=3, score_cutoff=50
        )
        raise NotFound(f"There is no command “{command}”.", tuple(name for name, _, _ in near))
    return show.usage(known)
