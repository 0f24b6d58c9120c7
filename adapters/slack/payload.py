"""A message as bodies of ``chat.postMessage``: paging, text fallback, limits. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .. import paging
from ..message import Block, Code, Message, Picture, plain, tame
from ..port import Payload
from .blocks import Json, blocks, clip, escape

BLOCKS_MOST = 50
"""docs.slack.dev/reference/block-kit/blocks."""

JSON_MOST = 12_800
"""Characters of blocks as JSON; Slack refuses near 13,200 (undocumented, slackapi/bolt-js#2509)."""

TEXT_MOST = 4_000
"""Slack asks for at most 4,000 characters of ``text`` (docs.slack.dev, chat.postMessage)."""

CODE_MOST = 3_000
"""A longer piece of preformatted text is cut at its lines."""

CHANNEL = "C000CHANNEL"
"""Stands for the channel in a body that is only shown, not sent."""


def pages(message: Message) -> Sequence[Message]:
    """Messages that fit, counted as Slack counts: blocks, their JSON, and the plain text beside them."""
    cut = replace(message, blocks=tuple(part for block in message.blocks for part in _lines(block)))
    return list(paging.pages(cut, fits)) or [message]


def fits(message: Message) -> bool:
    made = blocks(message)
    return (
        len(made) <= BLOCKS_MOST
        and size(made) <= JSON_MOST
        and len(escape(tame(plain(message)))) <= TEXT_MOST
    )


def size(made: list[Json]) -> int:
    """Characters of the JSON with everything beyond ASCII escaped: the largest way Slack may count it."""
    return len(json.dumps(made))


def payload(page: Message) -> Payload:
    """The body of ``chat.postMessage`` for one page, with ``CHANNEL`` for the channel.

    An image block's ``block_id`` is its file's name; its ``slack_file`` id stands in for the one the
    upload gives.
    """
    return Payload({"channel": CHANNEL, **body(page)}, pictures(page))


def body(page: Message) -> Json:
    """What every way of saying the page has in common: whole text in plain words, blocks, no previews."""
    return {
        "text": clip(escape(tame(plain(page) or page.title)), TEXT_MOST) or "…",
        "blocks": blocks(page),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def pictures(page: Message) -> dict[str, bytes]:
    return {block.name: block.data for block in page.blocks if isinstance(block, Picture)}


def _lines(block: Block) -> Iterator[Block]:
    """Preformatted text in pieces of whole lines; anything else as it is."""
    if not isinstance(block, Code) or len(block.text) <= CODE_MOST:
        yield block
        return
    piece = ""
    for line in block.text.splitlines(keepends=True):
        while len(piece) + len(line) > CODE_MOST:
            room = CODE_MOST - len(piece) if not piece else 0
            yield Code(piece or line[:room])
            piece, line = "", line[room:]
        piece += line
    yield Code(piece)
