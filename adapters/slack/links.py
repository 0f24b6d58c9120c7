"""The link a message is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import Json
from .lines import unescape

_MARKED = re.compile(r"<(https?://[^|>\s]+)(?:\|[^>]*)?>")


def first_link(message: Json) -> str:
    """The first address in a message's words, blocks or previews; "" when there is none."""
    return next(_links(message), "")


def _links(message: Json) -> Iterator[str]:
    for found in _MARKED.finditer(message.get("text") or ""):
        yield unescape(found.group(1))
    yield from _in_blocks(message.get("blocks") or [])
    for attached in message.get("attachments") or []:
        address = attached.get("from_url") or attached.get("original_url") or attached.get("title_link") or ""
        if address.startswith(("http://", "https://")):
            yield address


def _in_blocks(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        address = value.get("url")
        if value.get("type") == "link" and isinstance(address, str) and address.startswith("http"):
            yield address
        for inner in value.values():
            yield from _in_blocks(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _in_blocks(inner)
