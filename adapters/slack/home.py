"""App Home: what one follows, and the first time how to begin. Pure."""

from __future__ import annotations

from ..message import Bullets, Button, Buttons, Divider, Heading, Message, Small, Span, text
from .blocks import Json, blocks

BLOCKS_MOST = 100
"""docs.slack.dev/reference/views."""


def view(home: Message, *, command: str, first: bool, said: str = "") -> Json:
    """The Home tab; ``said`` is the outcome of a button pressed on it."""
    above = blocks(Message((Small(text(said)), Divider()))) if said else []
    guide = blocks(start(command)) if first else []
    return {"type": "home", "blocks": _numbered([*above, *blocks(home), *guide])[:BLOCKS_MOST]}


def start(command: str) -> Message:
    """How to begin in Slack; what the bot can do, its own start page says."""
    typed = f"/{command}"
    return Message(
        (
            Divider(),
            Heading(text("In Slack"), 2),
            Bullets(
                (
                    text(
                        _code(f"{typed} pokrovsk"), " answers you alone; add ", _code("--share"), " for all"
                    ),
                    text(
                        _code(f"{typed} follow pokrovsk daily 08:00"), " in a channel sends its digest there"
                    ),
                    text(_code(typed), " alone opens a form that completes names while you type"),
                    text("in a thread, mention me; here, in Messages, just write"),
                    text(
                        "on any message with a link: ",
                        Span("More actions → Claims in this article", strong=True),
                    ),
                )
            ),
            Buttons((Button("What is followed", line="following"), Button("Help", line="help"))),
        )
    )


def _code(words: str) -> Span:
    return Span(words, code=True)


def _numbered(made: list[Json]) -> list[Json]:
    """Action ids are given per message; two messages in one view must not share them."""
    count = 0
    for block in made:
        for element in block.get("elements", []) if block["type"] == "actions" else []:
            element["action_id"] = f"{element['action_id'].partition(':')[0]}:{count}"
            count += 1
    return made
