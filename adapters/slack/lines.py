"""What was typed, as a command line: Slack's escaping undone, phone typography forgiven. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_LINK = re.compile(r"<(https?://[^|>]+|mailto:[^|>]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^>]*))?>")
_USER = re.compile(r"<@([A-Z0-9]+)(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!(?:subteam\^[A-Z0-9]+\|)?@?([^|>^]+)[^>]*>")
_QUOTES = str.maketrans(
    {**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′", "'"), "\N{NO-BREAK SPACE}": " "}
)
_DASHES = re.compile(r"(?<!\S)[—–](?=[A-Za-z])")  # what phones make of "--"
_SHARE = re.compile(
    r"""("(?:[^"\\]|\\.)*")|(?<!\S)(?:--share|--public)(?:=(?:true|yes|on))?(?!\S)""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Said:
    """A command line, and whether its answer is for everyone in the channel."""

    line: str
    share: bool = False


def typed(text: str) -> Said:
    """The line behind what Slack hands over.

    >>> typed("lookup “grain deal” —share")
    Said(line='lookup "grain deal"', share=True)
    """
    said = unescape(text).translate(_QUOTES)
    said = _DASHES.sub("--", said)
    kept = _SHARE.sub(lambda match: match.group(1) or "", said)
    return Said(" ".join(kept.split()), share=kept != said)


def unescape(text: str) -> str:
    """Slack's markup and entities as the characters people typed."""
    text = _LINK.sub(lambda match: match.group(1).removeprefix("mailto:"), text)
    text = _CHANNEL.sub(lambda match: f"#{match.group(2) or match.group(1)}", text)
    text = _USER.sub(lambda match: f"@{match.group(2) or match.group(1)}", text)
    text = _SPECIAL.sub(lambda match: f"@{match.group(1)}", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def slug(name: str) -> str:
    """A name as a slash command: lowercase, at most 31 letters, digits, dashes and underscores."""
    return re.sub(r"[^\w-]+", "-", name.casefold()).strip("-")[:31].strip("-")


def topic_line(word: str, text: str, topics: Mapping[str, str], commands: Collection[str]) -> str:
    """The line behind a command of its own such as ``/pokrovsk timeline``.

    ``topics`` maps slugs to the names as they are; a command's name typed after the topic comes first.
    """
    name = topics.get(slug(word), word)
    first, _, rest = text.partition(" ")
    if first.casefold() in commands:
        return f"{first.casefold()} {name} {rest}".strip()
    if word.casefold() in commands and slug(word) not in topics:
        return f"{word.casefold()} {text}".strip()
    return f"lookup {name} {text}".strip()
