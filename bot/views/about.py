"""What the bot says of itself: what is followed, fates of items, feeds, help, problems."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from adapters.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Heading,
    Message,
    Paragraph,
    Small,
    Span,
    Text,
    text,
)
from adapters.port import Command
from bot import lines
from digest.model import Delivery, FeedState, Step, Subscription

from . import feeds as feed_views
from . import parts


def said(words: str, *buttons: tuple[str, str], title: str = "", private: bool = False) -> Message:
    """One plain sentence, with buttons for what one may want next (undo among them)."""
    row = parts.buttons(*buttons)
    blocks: tuple[Block, ...] = (Paragraph(text(words)), *([Buttons(row)] if row else []))
    return Message(blocks, title=title or words.split("\n")[0], private=private)


def problem(words: str, *, code: str = "", near: Sequence[tuple[str, str]] = ()) -> Message:
    """What went wrong, in words with the remedy; the nearest known names (label, line) as buttons."""
    blocks: list[Block] = [Paragraph(text(words))]
    if code:
        blocks.append(Code(code))
    if near:
        blocks.append(Small(text("Did you mean:")))
        blocks.append(Buttons(parts.buttons(*near[:3])))
    return Message(tuple(blocks), title=words.split("\n")[0], private=True, tone="problem")


def mistyped(word: str, meant: str) -> Message:
    """A word that is nearly a command's name, and the line as it was meant."""
    return problem(f"There is no command “{word}”.", near=[(meant, meant)])


def help_(commands: Sequence[Command], topics: Sequence[str]) -> Message:
    """Every command with how it is typed, what each does, and what one can look up here."""
    items = tuple(
        text(Span(lines.usage(c).removeprefix("Usage: "), code=True), f" — {c.summary}") for c in commands
    )
    known = f"Topics here: {', '.join(topics)}." if topics else "No topics yet: /follow makes one."
    start = "Type a name to see its state (/pokrovsk), or follow it: follow pokrovsk daily 08:00."
    blocks: list[Block] = [
        Heading(text("Dateline")),
        Paragraph(text(start)),
        Bullets(items),
        Small(text(known)),
    ]
    return Message(tuple(blocks), title="Help", private=True)


def usage(command: Command) -> Message:
    """One command's help."""
    items = tuple(text(Span(option.name, code=True), f" — {option.summary}") for option in command.options)
    blocks: list[Block] = [Heading(text(command.name)), Paragraph(text(command.summary + "."))]
    blocks += [Bullets(items)] if items else []
    return Message((*blocks, Code(lines.usage(command))), title=command.name, private=True)


def following(rows: Sequence[tuple[Subscription, datetime | None]], where: str) -> Message:
    """What is followed here, each with its next run and a way to change it."""
    if not rows:
        hint = f"Nothing is followed {where}. Try: follow pokrovsk daily 08:00"
        return Message((Paragraph(text(hint)),), title=hint, private=True)
    blocks: list[Block] = [Heading(text(f"Followed {where}"))]
    for subscription, next_at in rows:
        blocks += [Paragraph(_subscription(subscription, next_at)), Buttons(_changes(subscription))]
    return Message(tuple(blocks), title=f"{len(rows)} followed {where}", private=True)


def _subscription(one: Subscription, next_at: datetime | None) -> Text:
    quiet = f", quiet {one.quiet}" if one.quiet else ""
    muted = f", without {parts.listed(one.muted)}" if one.muted else ""
    trouble = f" — cannot deliver: {one.trouble}" if one.trouble else ""
    return text(
        Span(one.title or one.interest, strong=True), f" — {one.schedule}", quiet, muted,
        *parts.after("; next ", next_at), trouble,
    )  # fmt: skip


def _changes(one: Subscription) -> tuple[Button, ...]:
    return parts.buttons(("Show now", f"digest {one.interest}"), ("Unfollow", f"unfollow {one.id}"))


def upcoming(one: Subscription, runs: Sequence[datetime]) -> Message:
    """A schedule as understood, with its next runs."""
    items = tuple(text(parts.moment(run)) for run in runs)
    head = text(
        Span(one.title or one.interest, strong=True),
        f" — {one.schedule}",
        f" ({one.zone})" if one.zone and one.zone not in one.schedule else "",
    )
    when: list[Block] = [Bullets(items)] if items else [Small(text("As it happens; no fixed times."))]
    row = parts.buttons(("Unfollow", f"unfollow {one.id}"), ("Following", "following"))
    return Message(
        (Paragraph(head), *when, Buttons(row)), title=f"{one.title or one.interest}: {one.schedule}"
    )


def steps(url: str, history: Sequence[Step]) -> Message:
    """The fate of an item, stage by stage."""
    items = tuple(
        text(
            parts.moment(step.at),
            " ",
            Span(step.fate.value, strong=True),
            f" — {step.detail}" if step.detail else "",
        )
        for step in history
    )
    return Message(
        (Heading(text(url)), Bullets(items)), title=f"{url}: {history[-1].fate.value}", private=True
    )


def status(
    followed: Sequence[tuple[Subscription, datetime | None]],
    last: Sequence[Delivery],
    failing: Sequence[FeedState],
    feeds: int,
) -> Message:
    """Next runs, what is held or in trouble, the last deliveries and their fate."""
    blocks: list[Block] = [Heading(text("Status"))]
    rows = tuple(_subscription(one, next_at) for one, next_at in followed)
    blocks += (
        [Heading(text("Followed here"), level=3), Bullets(rows)]
        if rows
        else [Small(text("Nothing is followed here."))]
    )
    if last:
        blocks += [Heading(text("Last deliveries"), level=3), Bullets(tuple(map(_delivery, last)))]
    blocks.append(Small(text(f"{parts.counted(feeds, 'feed')}, {len(failing)} failing")))
    blocks += [Bullets(tuple(map(feed_views.line, failing[:5])))] if failing else []
    return Message(tuple(blocks), title="Status", private=True)


def _delivery(one: Delivery) -> Text:
    pages = f", {parts.counted(len(one.pages), 'page')}" if len(one.pages) > 1 else ""
    why = f" — {one.error}" if one.error else ""
    return text(parts.moment(one.slot), f" {one.title}: ", Span(one.sent.value, strong=True), pages, why)


def home(
    followed: Sequence[tuple[Subscription, datetime | None]], topics: Sequence[str], first: bool
) -> Message:
    """The start page of a person: what they and their channels follow, or how to begin."""
    if first or not followed:
        return _start(topics)
    blocks: list[Block] = [Heading(text("What you follow"))]
    for subscription, next_at in followed:
        there = subscription.channel
        where = Span("you") if subscription.direct else Span(f"channel {there}", channel=there)
        line = text(*_subscription(subscription, next_at), " · for ", where)
        blocks += [Paragraph(line), Buttons(_changes(subscription))]
    return Message(tuple(blocks), title="What you follow", private=True)


def _start(topics: Sequence[str]) -> Message:
    steps_ = (
        text(
            "Look something up: ", Span("pokrovsk", code=True), " or ", Span("lookup grain deal", code=True)
        ),
        text("Follow it here: ", Span("follow pokrovsk daily 08:00", code=True)),
        text("See who denies what: ", Span("disputes pokrovsk", code=True)),
        text("Ask what became of an article: ", Span("why https://…", code=True)),
    )
    blocks: list[Block] = [Heading(text("Welcome to Dateline")), Bullets(steps_)]
    if row := parts.buttons(*((topic, f"lookup {topic}") for topic in topics[:5])):
        blocks.append(Buttons(row))
    return Message(tuple(blocks), title="Welcome to Dateline", private=True)
