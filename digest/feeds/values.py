"""What reading a feed gives, and what both readers do to titles, times and ids alike."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree
from lxml import html as lxml_html

from ..model import Entry

MOST_ENTRIES = 2000  # the first ones are kept: feeds put what is new first
MOST_TITLE = 1000  # characters
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read. ``ttl`` is how long it asks to be left alone, in seconds (0: it does not say).

    ``topic`` is the address it calls itself by, "" when it names none. ``beyond`` counts the entries behind
    the first MOST_ENTRIES, which are not read.
    """

    title: str
    link: str
    hub: str
    ttl: float
    entries: tuple[Entry, ...]
    topic: str = ""
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed a page offers."""

    url: str
    title: str = ""
    type: str = ""


def clean(text: str) -> str:
    """Without what no text may hold: NUL and control characters, halves of surrogate pairs."""
    return _NO_TEXT.sub("", text)


def plain(markup: str) -> str:
    """A title as HTML, as one line of text; what scripts and styles hold is no text."""
    markup = clean(markup)
    if "<" not in markup:
        return line(html.unescape(markup))
    try:
        root = lxml_html.fromstring(f"<div>{markup}</div>")
    except (ValueError, etree.LxmlError):
        return line(html.unescape(markup))
    etree.strip_elements(root, "script", "style", with_tail=False)
    return line(clean(root.text_content()))


def line(text: str) -> str:
    """One line, its spaces single, of bounded length."""
    return " ".join(text[: 4 * MOST_TITLE].split())[:MOST_TITLE].strip()


def in_utc(moment: datetime) -> datetime | None:
    """Aware, in UTC, to the second; a time without a zone counts as UTC. None outside of 1970 to 2100."""
    try:
        found = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    found = found.replace(microsecond=0)
    return found if 1970 <= found.year <= 2100 else None


def identity(guid: str, link: str, title: str, published: datetime | None) -> str:
    """An entry's id: its guid, else its link, else a hash of title and date."""
    hashed = hashlib.sha256(f"{title}\n{published}".encode("utf-8", "replace")).hexdigest()[:32]
    return clean(guid or link)[:2000] or hashed
