"""Block Kit from the blocks of a message: the one place where text is made safe for Slack. Pure.

Words from outside go into ``rich_text``, which Slack never parses, or into ``plain_text``. Only small print
with links or times needs ``mrkdwn``; there the three control characters are escaped and the formatting
characters replaced by their lookalikes, since mrkdwn has no escape for them.

Limits: docs.slack.dev/reference/block-kit (numbers beside the names).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, assert_never
from urllib.parse import quote

from ..message import (
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
    Span,
    Text,
    tame,
    words,
)

Json = dict[str, Any]

HEADER_MOST = 150
CONTEXT_MOST = 2900  # a text object holds 3,000
ALT_MOST = 2000
LABEL_MOST = 75  # button and option texts
VALUE_MOST = 150  # an option's value; a button's holds 2,000
URL_MOST = 3000
ROW_MOST = 25
CHOICES_MOST = 100

DATE = "{date_short_pretty} {time}"
"""How a moment is shown, in the reader's zone (docs.slack.dev/messaging/formatting-message-text, dates)."""

BLANK: Json = {"type": "text", "text": "\n"}

LINE = "line"
"""Prefix of the action ids whose value is a command line."""

LINK = "link"
"""Prefix of the action ids of buttons that only open an address."""

Number = Iterator[int]


def blocks(message: Message) -> list[Json]:
    """The message as Block Kit, groups of text that follow each other in one ``rich_text`` block."""
    made: list[Json] = []
    number = iter(range(10_000))
    above: Block | None = None
    for block in message.blocks:
        for part in _block(block, number):
            if made and made[-1]["type"] == part["type"] == "rich_text" and not opens(block):
                made[-1]["elements"] += part["elements"]
            else:
                made.append(_spaced(part) if _begins_group(block, above) else part)
        above = block
    return made


def _begins_group(block: Block, above: Block | None) -> bool:
    """Whether the block is the heading of a group of lines below other lines."""
    return isinstance(block, Heading) and block.level > 2 and not isinstance(above, Heading | Divider | None)


def _spaced(part: Json) -> Json:
    """With a blank line above: Slack sets blocks of text too close for groups to be told apart."""
    if part["type"] == "rich_text":
        part["elements"][0]["elements"].insert(0, BLANK)
    return part


def opens(block: Block) -> bool:
    """Whether the block begins a group of its own, with a little space above it."""
    return isinstance(block, Heading)


def _block(block: Block, number: Number) -> list[Json]:
    match block:
        case Heading(text, level):
            return _heading(text, level)
        case Paragraph(text):
            return _rich(_section(text))
        case Small(text):
            return _small(text)
        case Bullets(items, first):
            return _rich(_list(items, first) if first < 2 else _counted(items, first))
        case Quote(lines):
            return _rich(_quote(lines))
        case Code(text):
            return _rich(_code(text))
        case Divider():
            return [{"type": "divider"}]
        case Picture():
            return [_picture(block)]
        case Buttons(row):
            return _actions([_button(button, number) for button in row])
        case Select(placeholder, choices):
            return _select(placeholder, choices, number)
        case _:
            assert_never(block)


# --- text ---------------------------------------------------------------------------------------------------


def _heading(text: Text, level: int) -> list[Json]:
    said = _flat(words(text))
    if level == 1 and said and len(said) <= HEADER_MOST and not any(span.link or span.when for span in text):
        return [{"type": "header", "text": plain_text(said, HEADER_MOST)}]
    bold = tuple(replace(span, strong=True) for span in text)
    return _rich(_section(bold))


def _rich(element: Json) -> list[Json]:
    return [{"type": "rich_text", "elements": [element]}] if element["elements"] else []


def _section(text: Text) -> Json:
    return {"type": "rich_text_section", "elements": _spans(text)}


def _list(items: Sequence[Text], first: int = 0) -> Json:
    sections = [section for item in items if (section := _section(item))["elements"]]
    style = "ordered" if first else "bullet"
    return {"type": "rich_text_list", "style": style, "indent": 0, "elements": sections}


def _counted(items: Sequence[Text], first: int) -> Json:
    """A numbered list that begins in the middle, which Slack has no list for: lines with their numbers."""
    before = [Span(("\n" if at else "") + f"{first + at}. ") for at in range(len(items))]
    return _section(tuple(s for head, item in zip(before, items, strict=True) for s in (head, *item)))


def _quote(lines: Sequence[Text]) -> Json:
    elements: list[Json] = []
    for line in lines:
        if spans := _spans(line):
            elements += ([{"type": "text", "text": "\n"}] if elements else []) + spans
    return {"type": "rich_text_quote", "elements": elements}


def _code(text: str) -> Json:
    said = inert(text)
    return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": said}] if said else []}


def _spans(text: Text) -> list[Json]:
    return [_span(span, inert(span.text)) for span in text if tame(span.text)]


def _span(span: Span, said: str) -> Json:
    style = {"bold": span.strong, "italic": span.emphasis, "code": span.code}
    style = {name: True for name, on in style.items() if on}
    look: Json = {"style": style} if style else {}
    if channel := _channel(span):
        return {"type": "channel", "channel_id": channel, **look}
    if span.when is not None:
        url = {"url": link} if (link := address(span.link)) else {}
        shown = "{ago}" if span.relative else DATE
        moment = int(span.when.timestamp())
        return {
            "type": "date",
            "timestamp": moment,
            "format": shown,
            "fallback": said,
            **url,
            **look,
        }
    if link := address(span.link):
        return {"type": "link", "url": link, "text": said, **look}
    return {"type": "text", "text": said, **look}


def _channel(span: Span) -> str:
    """The id of the channel a span stands for, "" when it stands for none: a person is not mentioned."""
    channel = span.channel.rpartition("/")[2]
    return channel if re.fullmatch(r"[CG][A-Z0-9]+", channel) else ""


def _small(text: Text) -> list[Json]:
    if not (said := _flat(words(text))):
        return []
    if any(replace(span, text="", channel=_channel(span)) != Span("") for span in text):
        # not verbatim: renderers take that to mean that nothing is parsed; literal() sees to the words
        element: Json = {"type": "mrkdwn", "text": "".join(map(_marked, text))}
    else:
        element = plain_text(said, CONTEXT_MOST)
    if max(len(element["text"]), len(said)) > CONTEXT_MOST:
        return _rich(_section(text))
    return [{"type": "context", "elements": [element]}]


def _marked(span: Span) -> str:
    """A span of small print in mrkdwn: nothing in its words is parsed, only what we add around them."""
    said = literal(_flat(span.text))
    link = address(span.link)
    if channel := _channel(span):
        return f"<#{channel}>"
    if span.when is not None:
        shown = f"{DATE}{'^' + escape(link) if link else ''}" if not span.relative else "{ago}"
        return f"<!date^{int(span.when.timestamp())}^{shown}|{said}>"
    if link:
        return f"<{escape(link)}|{said}>"
    return _styled(
        said, ("*" if span.strong else "") + ("_" if span.emphasis else "") + ("`" if span.code else "")
    )


def _styled(said: str, marks: str) -> str:
    """mrkdwn's marks stand next to letters, so spaces at either end go outside of them."""
    inner = said.strip()
    if not (marks and inner):
        return said
    start, end = said[: len(said) - len(said.lstrip())], said[len(said.rstrip()) :]
    return f"{start}{marks}{inner}{marks[::-1]}{end}"


# --- the rest -----------------------------------------------------------------------------------------------


def _picture(picture: Picture) -> Json:
    """``block_id`` names the file; the id stands in until the upload gives the real one."""
    return {
        "type": "image",
        "block_id": picture.name[:255],
        "slack_file": {"id": file_id(picture.data)},
        "alt_text": clip(_flat(picture.alt), ALT_MOST) or picture.name,
    }


def file_id(data: bytes) -> str:
    """A stand-in of the form Slack gives to files (``^F[A-Z0-9]{8,}$``), from the picture itself."""
    return "F" + hashlib.sha256(data).hexdigest()[:10].upper()


def _actions(elements: list[Json]) -> list[Json]:
    rows = [elements[i : i + ROW_MOST] for i in range(0, len(elements), ROW_MOST)]
    return [{"type": "actions", "elements": row} for row in rows]


def _button(button: Button, number: Number) -> Json:
    made: Json = {"type": "button", "text": plain_text(button.label, LABEL_MOST)}
    link = address(button.link)
    if link and len(link) <= URL_MOST:
        return {**made, "action_id": f"{LINK}:{next(number)}", "url": link}
    return {**made, "action_id": f"{LINE}:{next(number)}", "value": button.line}


def _select(placeholder: str, choices: Sequence[tuple[str, str]], number: Number) -> list[Json]:
    kept = [(label, line) for label, line in choices if line and len(line) <= VALUE_MOST][:CHOICES_MOST]
    if not kept:
        return []
    options = [{"text": plain_text(label, LABEL_MOST), "value": line} for label, line in kept]
    hint = {"placeholder": plain_text(placeholder, 150)} if placeholder else {}
    element = {"type": "static_select", "action_id": f"{LINE}:{next(number)}", "options": options, **hint}
    return _actions([element])


# --- making safe --------------------------------------------------------------------------------------------


def plain_text(text: str, most: int) -> Json:
    """A text object that Slack does not parse; emoji codes stay codes."""
    return {"type": "plain_text", "text": clip(_flat(text), most) or "…", "emoji": False}


def clip(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def escape(text: str) -> str:
    """The three characters Slack's own markup is made of, as it asks for them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_MENTION = re.compile(r"<(?=[!@#])")


def inert(text: str) -> str:
    """``text`` as it is shown; what would be a mention where Slack parses is broken all the same.

    Slack does not parse rich_text, but it makes plain previews of it, people copy from it, and other
    programs read it.
    """
    return _MENTION.sub("<\N{WORD JOINER}", tame(text))


_LOOKALIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ", "|": "¦"})
_EMOJI = re.compile(r":(?=[\w'+-]+:)")
_LINKED = re.compile(r":(?=//)|[@#](?=\w)|(?<=\w)\.(?=\w)")
"""Where Slack would make a link by itself: addresses, domains, channels, people."""


def literal(text: str) -> str:
    """``text`` for mrkdwn with nothing in it that Slack would parse or link."""
    said = _EMOJI.sub("∶", text.translate(_LOOKALIKES))
    said = "›" + said[1:] if said.startswith((">", "•")) else said
    return escape(_LINKED.sub(lambda match: match.group() + "\N{WORD JOINER}", said))


def address(link: str) -> str:
    """``link`` when it is an http or https address, with what could end Slack's markup encoded; else ""."""
    if not link.lower().startswith(("http://", "https://")):
        return ""
    return quote(tame(link).replace("\n", ""), safe="!#$%&'()*+,/:;=?@[]~-._")


def _flat(text: str) -> str:
    """On one line."""
    return re.sub(r"\s*\n\s*", " ", inert(text))
