"""Does a page fit? Counted as Discord counts.

- 40 components in all, nested ones and buttons too (Discord's components reference);
- 4,000 characters over all text displays (discord-api-docs issue 8562; discord.py counts the same);
- UTF-8 bytes of all text displays + 12 for each at most 10,170: above it Discord was seen to answer 500
  (discord-api-docs issue 8554), which is what makes long Cyrillic or CJK digests fail under 4,000;
- 10 files, 10 MiB together (the smallest upload limit of any channel).

Characters are counted as UTF-16 units, the larger of the two ways Discord's clients and servers count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..message import Message
from ..paging import pages
from .payload import TEXT, Component, payload

COMPONENTS_MOST = 40
CHARACTERS_MOST = 4000
WEIGHT_MOST = 10170
WEIGHT_EACH = 12
FILES_MOST = 10
BYTES_MOST = 10 * 1024 * 1024

FLIP = 4
"""Components of the row that turns pages: the row, back, where, on."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a page comes to; see the module for the units."""

    components: int
    characters: int
    weight: int
    files: int
    bytes: int


def size(page: Message) -> Size:
    """The size of a page's payload."""
    made = payload(page)
    all_components = list(_walk(made.body["components"]))
    shown = [component["content"] for component in all_components if component["type"] == TEXT]
    return Size(
        components=len(all_components),
        characters=sum(len(text.encode("utf-16-le")) // 2 for text in shown),
        weight=sum(len(text.encode()) + WEIGHT_EACH for text in shown),
        files=len(made.files),
        bytes=sum(map(len, made.files.values())),
    )


def fits(page: Message, *, spare: int = 0) -> bool:
    """Whether Discord takes the page with ``spare`` components more."""
    it = size(page)
    return (
        it.components + spare <= COMPONENTS_MOST
        and it.characters <= CHARACTERS_MOST
        and it.weight <= WEIGHT_MOST
        and it.files <= FILES_MOST
        and it.bytes <= BYTES_MOST
    )


def posts(message: Message) -> Sequence[Message]:
    """Pages to be posted one after the other."""
    return list(pages(message, fits))


def leaves(message: Message) -> Sequence[Message]:
    """Pages to be turned in place: one if it fits, else each with room for the row that turns them."""
    whole = posts(message)
    return whole if len(whole) < 2 else list(pages(message, lambda page: fits(page, spare=FLIP)))


def _walk(components: Iterable[Component]) -> Iterator[Component]:
    for component in components:
        yield component
        yield from _walk(component.get("components", ()))
