"""Which place is meant: the question, and its answer with an undo."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.message import (
    LINE_MOST,
    Block,
    Bullets,
    Buttons,
    Message,
    Paragraph,
    Select,
    Small,
    Span,
    Text,
    text,
)
from digest.gazetteer import Place
from digest.model import Digest
from digest.naming.meaning import Option

from . import parts

ROW = 5
"""Choices shown as buttons; more become a menu."""
LABEL = 75
"""Characters of a choice's label: what the smallest platform shows."""


def asked(name: str, options: Sequence[Option]) -> Message:
    """A lookup whose name nothing decides: the places it may be, each with a button that says so."""
    head = f"Which “{name}”? Neither what is followed here nor the news tells them apart."
    choices = [(one, f"lookup place={one.place.geonameid} {name}") for one in options]
    kept = "A choice by someone who manages this channel is kept here from then on."
    return _question(name, head, choices, [Small(text(kept))])


def which(name: str, options: Sequence[Option], meant: Place | None, *, said: bool) -> Message:
    """The places of one name, each with a button that says it is the one meant here, and one for none.

    ``said``: people here have said before what it means; ``meant`` is that place, None for none.
    """
    if not options:
        title = f"No place is called “{name}”."
        return Message((Paragraph(text(title)),), title=title, private=True)
    choices = [(one, f"meant place={one.place.geonameid} {name}") for one in options]
    now = f"People here said: {meant.label if meant else 'no place of that name'}." if said else ""
    others = [("None of these", f"meant place=0 {name}")]
    others += [("Let the news decide", f"meant forget=yes {name}")] if said else []
    more: list[Block] = [Small(text(now))] if now else []
    more.append(Buttons(parts.buttons(*others)))
    asked_ = _question(name, f"Which “{name}” is meant here?", choices, more)
    return asked_.shown_privately()


def _question(name: str, head: str, choices: Sequence[tuple[Option, str]], more: Sequence[Block]) -> Message:
    """A numbered list, and the same as buttons or, when there are many, as a menu."""
    lines = tuple(text(Span(one.place.label, strong=True), f" — {_told(one)}") for one, _ in choices)
    labelled = [(f"{n}. {one.place.label}"[:LABEL], line) for n, (one, line) in enumerate(choices, 1)]
    short = [(label, line) for label, line in labelled if len(line) <= LINE_MOST]
    pick: Block = (
        Buttons(parts.buttons(*short)) if len(short) <= ROW else Select("Choose the place", tuple(short))
    )
    return Message((Paragraph(text(head)), Bullets(lines, first=1), pick, *more), title=f"Which {name}?")


def _told(one: Option) -> str:
    people = f"{one.place.population:,} people" if one.place.population else ""
    news = f"{parts.counted(one.news, 'report')} in a month" if one.news else "no reports in a month"
    return ", ".join(part for part in (one.place.kind, people, news) if part)


def chosen(name: str, place: Place | None, undo: str) -> tuple[Block, ...]:
    """What is kept from now on, with its undo."""
    says: Text = text(f"“{name}” means {place.label if place else 'no place'} here from now on.")
    row = parts.buttons(("Undo", undo))
    return (Paragraph(says), Buttons(row)) if row else (Paragraph(says),)


def forgotten(name: str, undo: str) -> Message:
    """A choice taken back; ``undo`` is the line that makes it again, "" when there was none."""
    says = f"What “{name}” means here is left to the news."
    row = parts.buttons(("Undo", undo)) if undo else ()
    return Message((Paragraph(text(says)), *((Buttons(row),) if row else ())), title=says)


def wrong(shown: Digest) -> list[Block]:
    """A menu to say that one of the places shown is another of its name: those that have namesakes."""
    found: dict[str, str] = {}
    for story in shown.stories:
        for mention, _ in story.places:
            if mention.kind == "country" or not (mention.literal and mention.runner_up):
                continue
            if len(line := f"meant {mention.text}") <= LINE_MOST:
                found.setdefault(line, f"Not {mention.name}, {mention.admin1 or mention.country}"[:LABEL])
    choices = tuple((label, line) for line, label in found.items())[:25]
    return [Select("A place is wrong", choices)] if choices else []
