"""App Home: what one follows, and the first time how to begin. Pure."""

from __future__ import annotations

from ..message import Bullets, Button, Buttons, Divider, Heading, Message, Paragraph, Small, Span, text
from .blocks import Json, blocks

BLOCKS_MOST = 100
"""docs.slack.dev/reference/views."""


def view(home: Message, *, command: str, first: bool, said: str = "") -> Json:
    """The Home tab; ``said`` is the outcome of a button pressed on it."""
    above = blocks(Message((Small(text(said)),))) if said else []
    guide = blocks(welcome(command)) if first else []
    return {"type": "home", "blocks": _numbered([*above, *guide, *blocks(home)])[:BLOCKS_MOST]}


def welcome(command: str) -> Message:
    """A short start guide."""
    typed = f"/{command}"
    return Message(
        (
            Heading(text("Welcome to Dateline")),
            Paragraph(
                text(
                    "Structured news digests: who says what, who denies it, where it happened, and what "
                    "changed. Every line is an exact piece of an article and links to it."
                )
            ),
            Bullets(
                (
                    text("Look something up: ", Span(f"{typed} pokrovsk", code=True)),
                    text(
                        "In a channel, get a digest there: ",
                        Span(f"{typed} follow pokrovsk daily 08:00", code=True),
                    ),
                    text("What an article claims: ", Span(f"{typed} claims https://…", code=True)),
                    text(
                        "Everything else: ", Span(f"{typed} help", code=True), " or ", Span(typed, code=True)
                    ),
                )
            ),
            Buttons((Button("Topics", line="topics"), Button("Help", line="help"))),
            Divider(),
        )
    )


def _numbered(made: list[Json]) -> list[Json]:
    """Action ids are given per message; two messages in one view must not share them."""
    count = 0
    for block in made:
        for element in block.get("elements", []) if block["type"] == "actions" else []:
            element["action_id"] = f"{element['action_id'].partition(':')[0]}:{count}"
            count += 1
    return made
