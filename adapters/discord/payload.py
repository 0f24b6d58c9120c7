"""A message as Discord's Components V2: pure, and the very body that goes over the wire.

One container holds everything: text displays, a gallery, rules, rows of buttons. Neighbouring text blocks
share a text display, because each display counts against the message's limits.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, assert_never

from ..message import (
    LINE_MOST,
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Divider,
    Heading,
    Message,
    Paragraph,
    Picture,
    Quote,
    Select,
    Small,
    Text,
    mark,
    tame,
)
from ..port import Payload
from .markdown import code_block, escape, line, lines, safe_url

Component = dict[str, Any]

COMPONENTS_V2 = 1 << 15
EPHEMERAL = 1 << 6
ROW, BUTTON, SELECT, TEXT, GALLERY, RULE, CONTAINER = 1, 2, 3, 10, 12, 14, 17
GREY, LINK = 2, 5

FORM = "?"
"""Before the line of a button that opens a form."""

LABEL_MOST, BUTTON_URL_MOST, ALT_MOST, PLACEHOLDER_MOST, CHOICES_MOST = 80, 512, 1024, 150, 25
ROW_MOST = 5

TextBlock = Heading | Paragraph | Small | Bullets | Quote | Code

ACCENTS = {"digest": 0x3B7DD8, "update": 0xE0A030, "answer": 0x7A8699, "problem": 0xC8553D}
"""The container's edge by tone; the words say the same."""

NO_MENTIONS: dict[str, list[str]] = {"parse": []}


def payload(page: Message, *, key: str = "", extra: Sequence[Component] = ()) -> Payload:
    """The request body for one page and its files; ``extra`` components go to the foot of the container.

    ``key`` is kept in the container's ``id``, where ``key_id`` finds it again in the channel's history.
    """
    files = dict(_files(page.blocks))
    container: Component = {"type": CONTAINER, "components": [*_components(page.blocks), *extra]}
    if page.tone in ACCENTS:
        container["accent_color"] = ACCENTS[page.tone]
    if key:
        container["id"] = key_id(key)
    body: dict[str, Any] = {
        "flags": COMPONENTS_V2,
        "components": [container],
        "allowed_mentions": NO_MENTIONS,
        "attachments": [
            {"id": number, "filename": name, "description": alt}
            for number, (name, (_, alt)) in enumerate(files.items())
        ],
    }
    return Payload(body, {name: data for name, (data, _) in files.items()})


def key_id(key: str) -> int:
    """A component id for a delivery key: 31 bits, above those that Discord deals out itself."""
    return zlib.crc32(key.encode()) & 0x3FFFFFFF | 0x40000000


# --- blocks to components ------------------------------------------------------------------------------


def _components(blocks: Sequence[Block]) -> list[Component]:
    made: list[Component] = []
    for group in _groups(blocks):
        made += _group(group, taken=_custom_ids(made))
    return made


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Neighbouring text blocks together; a title, and what follows a quotation, opens a new group."""
    group: list[Block] = []
    for block in blocks:
        if group and not _joins(group[-1], block):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _joins(before: Block, block: Block) -> bool:
    if not isinstance(block, TextBlock) or not isinstance(before, TextBlock):
        return False
    if isinstance(block, Heading):
        return block.level > 2 and not isinstance(before, Quote | Bullets)
    return not isinstance(before, Quote)


def _group(group: Sequence[Block], taken: set[str]) -> Iterable[Component]:
    match group[0]:
        case Heading() | Paragraph() | Small() | Bullets() | Quote() | Code():
            shown = "\n".join(
                one for block in group if isinstance(block, TextBlock) for one in _markdown(block)
            )
            return [{"type": TEXT, "content": shown}] if shown.strip() else []
        case Divider():
            return [{"type": RULE, "divider": True, "spacing": 1}]
        case Picture() as picture:
            return [_gallery(picture)]
        case Buttons(row):
            return _rows(row, taken)
        case Select() as select:
            return _select(select, taken)
        case _:
            assert_never(group[0])


def _markdown(block: TextBlock) -> list[str]:
    match block:
        case Heading(text, level):
            return [_heading(text, level)]
        case Paragraph(text):
            return lines(text)
        case Small(text):
            return [f"-# {one}" for one in lines(text) if one.strip()]
        case Bullets(items, first):
            return [f"{mark(first, at, '-')} {line(item, brief=True)}" for at, item in enumerate(items)]
        case Quote(items):
            return [f"> {line(item, brief=True)}" for item in items]
        case Code(text):
            return [code_block(text)]
        case _:
            assert_never(block)


def _heading(text: Text, level: int) -> str:
    if level > 2:
        return line(tuple(replace(span, strong=True) for span in text))
    return f"{'#' * (level + 1)} {line(text)}"


# --- pictures, buttons, selects --------------------------------------------------------------------------


def _file_name(picture: Picture) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", picture.name).strip(".-") or "picture.png"


def _files(blocks: Sequence[Block]) -> Iterator[tuple[str, tuple[bytes, str]]]:
    for block in blocks:
        if isinstance(block, Picture):
            yield _file_name(block), (block.data, short(tame(block.alt), ALT_MOST))


def _gallery(picture: Picture) -> Component:
    media = {"media": {"url": f"attachment://{_file_name(picture)}"}}
    alt = short(tame(picture.alt), ALT_MOST)
    return {"type": GALLERY, "items": [{**media, **({"description": alt} if alt else {})}]}


def _rows(buttons: Sequence[Button], taken: set[str]) -> Iterator[Component]:
    """Rows of five; a link too long for a button becomes a line of text."""
    fit = [made for button in buttons if (made := _button(button, taken)) is not None]
    for start in range(0, len(fit), ROW_MOST):
        yield {"type": ROW, "components": fit[start : start + ROW_MOST]}
    rest = [button for button in buttons if button.link and not _button_url(button.link)]
    if rest:
        yield {"type": TEXT, "content": " · ".join(_as_text(button) for button in rest)}


def _as_text(button: Button) -> str:
    url, label = safe_url(button.link), escape(short(tame(button.label), LABEL_MOST)) or "…"
    return f"[{label}]({url})" if url else label


def _button(button: Button, taken: set[str]) -> Component | None:
    label = short(tame(button.label), LABEL_MOST) or "…"
    if button.link:
        url = _button_url(button.link)
        return {"type": BUTTON, "style": LINK, "label": label, "url": url} if url else None
    said = FORM + button.line if button.form else button.line
    if not button.line or len(said) > LINE_MOST:
        return None  # a line cut short would be another command
    return {"type": BUTTON, "style": GREY, "label": label, "custom_id": _own(said, taken)}


def _button_url(link: str) -> str:
    """The address if a button can carry it, without its fragment if that helps, else ""."""
    for url in (safe_url(link), safe_url(link.split("#", 1)[0])):
        if url and len(url) <= BUTTON_URL_MOST:
            return url
    return ""


def _select(select: Select, taken: set[str]) -> Iterator[Component]:
    fit = {said: label for label, said in select.choices if 0 < len(said) <= LINE_MOST}
    choices = list(fit.items())
    for start in range(0, len(choices), CHOICES_MOST):
        options = [
            {"label": short(tame(label), LINE_MOST) or "…", "value": said}
            for said, label in choices[start : start + CHOICES_MOST]
        ]
        menu = {"type": SELECT, "custom_id": _own("menu", taken), "options": options}
        placeholder = short(tame(select.placeholder), PLACEHOLDER_MOST)
        yield {"type": ROW, "components": [{**menu, **({"placeholder": placeholder} if placeholder else {})}]}


def _own(said: str, taken: set[str]) -> str:
    """``said`` as an id no other component of the message has: the second one is ``~2 said``."""
    said, number = said[:LINE_MOST], 1
    own = said
    while own in taken:
        number += 1
        own = f"~{number} {said}"[:LINE_MOST]
    taken.add(own)
    return own


def without_number(custom_id: str) -> str:
    """What ``_own`` was given."""
    return re.sub(r"^~\d+ ", "", custom_id)


def _custom_ids(made: Iterable[Component]) -> set[str]:
    inner = (component for row in made if row["type"] == ROW for component in row["components"])
    return {component["custom_id"] for component in inner if "custom_id" in component}


def short(text: str, most: int) -> str:
    """``text`` in at most ``most`` characters, with an ellipsis where it was cut."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
