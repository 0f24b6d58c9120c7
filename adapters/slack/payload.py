"""A message as bodies of ``chat.postMessage``: paging, text fallback, limits. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .. import paging
from ..message import Block, Heading, Message, Picture, plain, tame
from ..port import Payload
from .blocks import BLANK, Json, blocks, clip, escape, opens

BLOCKS_MOST = 50
"""docs.slack.dev/reference/block-kit/blocks."""

JSON_MOST = 12_950
"""Characters of blocks as JSON; Slack refuses near 13,200 (undocumented, slackapi/bolt-js#2509)."""

TEXT_MOST = 4_000
"""Slack asks for at most 4,000 characters of ``text`` (docs.slack.dev, chat.postMessage)."""

CHANNEL = "C000CHANNEL"
"""Stands for the channel in a body that is only shown, not sent."""


def pages(message: Message) -> Sequence[Message]:
    """Messages that fit, counted as Slack counts: blocks, their JSON, and the plain text beside them."""
    return list(paging.pages(message, fits)) or [message]


def fits(message: Message) -> bool:
    """Whether the message is one page. What each block takes is measured once: paging asks often.

    Together they take a little less than their sum, so near the limit the whole is measured.
    """
    sizes = [_measured(block) for block in message.blocks]
    if _count(message.blocks, sizes) > BLOCKS_MOST or sum(one.text for one in sizes) > TEXT_MOST:
        return False
    most = sum(one.json for one in sizes)
    return most <= JSON_MOST or (most <= JSON_MOST * 1.2 and size(blocks(message)) <= JSON_MOST)


class _Size(NamedTuple):
    """What a block takes: characters of JSON and of plain text, and how many blocks it becomes."""

    json: int
    text: int
    blocks: int
    rich: bool  # whether it is text that can go on in the block before


@lru_cache(maxsize=4_096)
def _measured(block: Block) -> _Size:
    made = blocks(Message((block,)))
    blank = len(json.dumps(BLANK)) + 2 if isinstance(block, Heading) else 0  # it may get one above it
    said = escape(tame(plain(Message((block,)))))
    return _Size(
        size(made) + 2 + blank, len(said) + 1, len(made), bool(made) and made[0]["type"] == "rich_text"
    )


def _count(shown: Sequence[Block], sizes: Sequence[_Size]) -> int:
    """Slack's blocks, those that go on in the one before not counted."""
    count, rich = 0, False
    for block, taken in zip(shown, sizes, strict=True):
        if taken.blocks:
            count += 0 if rich and taken.rich and not opens(block) else taken.blocks
            rich = taken.rich
    return count


def size(made: list[Json]) -> int:
    """Characters of the JSON, the largest way Slack may count them: with blanks, or escaped to ASCII without.

    The number was seen with ASCII text, so it is not known which.
    """
    return max(len(json.dumps(made, ensure_ascii=False)), len(json.dumps(made, separators=(",", ":"))))


POSTED: Json = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
"""What a post has beside: no previews, and no formatting in its plain words."""


def payload(page: Message) -> Payload:
    """The body of ``chat.postMessage`` for one page, with ``CHANNEL`` for the channel.

    An image block's ``block_id`` is its file's name; its ``slack_file`` id stands in for the one the
    upload gives.
    """
    return Payload({"channel": CHANNEL, **body(page), **POSTED}, pictures(page))


def body(page: Message) -> Json:
    """What every way of saying the page has in common: the whole text in plain words, and blocks."""
    return {
        "text": clip(escape(tame(plain(page) or page.title)), TEXT_MOST) or "…",
        "blocks": blocks(page),
    }


def pictures(page: Message) -> dict[str, bytes]:
    return {block.name: block.data for block in page.blocks if isinstance(block, Picture)}
