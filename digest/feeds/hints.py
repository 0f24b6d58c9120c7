"""What a feed says of itself: where news of it are pushed, and how long it wants to be left alone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

HEAD = 64 * 1024  # bytes from the start that are looked at
MOST_HUBS = 4
_LINK = re.compile(rb"<(?:\w{1,20}:)?link\b([^<>]{1,2000})>")
_ATTRIBUTE = re.compile(rb"""([\w:]{1,40})\s{0,20}=\s{0,20}["']([^"']{0,1000})["']""")
_ENTRY = re.compile(rb"<(?:\w{1,20}:)?(?:entry|item)[\s>]")
_LINK_VALUE = re.compile(
    r"""<([^<>]{1,2000})>((?:\s{0,20};\s{0,20}[^;,"<>]{1,200}(?:"[^"]{0,1000}")?){0,20})"""
)
_REL = re.compile(r"""\brel\s{0,20}=\s{0,20}(?:"([^"]{0,1000})"|([^\s;,"]{1,200}))""", re.IGNORECASE)
_SPACE = re.compile(r"\s")
_WEB = ("http://", "https://")
_TTL = re.compile(rb"<ttl>\s{0,20}(\d{1,6})\s{0,20}</ttl>")
_PERIOD = re.compile(rb"<(?:\w{1,20}:)?updatePeriod>\s{0,20}(\w{1,10})\s{0,20}<")
_FREQUENCY = re.compile(rb"<(?:\w{1,20}:)?updateFrequency>\s{0,20}(\d{1,4})\s{0,20}<")
_SECONDS = {b"hourly": 3600.0, b"daily": 86400.0, b"weekly": 604800.0, b"monthly": 2.6e6, b"yearly": 3.2e7}


def links(body: bytes) -> tuple[str, str]:
    """The addresses of the feed's WebSub hubs (`several`), and the one it calls itself by; "" where none is.

    The latter is the first, and only from before the first entry: entries call themselves something too.
    """
    hubs: list[str] = []
    topic = ""
    head = body[:HEAD]
    first = _ENTRY.search(head)
    for match in _LINK.finditer(head):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        rels = attributes.get(b"rel", b"").lower().split()
        hubs += [_address(attributes)] if b"hub" in rels else []
        before = first is None or match.start() < first.start()
        topic = topic or (_address(attributes) if b"self" in rels and before else "")
    return several(hubs), topic


def several(hubs: Iterable[str]) -> str:
    """A feed's hubs as one value: the first MOST_HUBS web addresses, each once, with spaces between."""
    fit = dict.fromkeys(hub for hub in hubs if hub.startswith(_WEB) and not _SPACE.search(hub))
    return " ".join(list(fit)[:MOST_HUBS])


def _address(attributes: dict[bytes, bytes]) -> str:
    there = html.unescape(attributes.get(b"href", b"").decode("utf-8", "replace")).strip()
    return there if there.startswith(_WEB) else ""


def link_header(value: str) -> tuple[str, str]:
    """The same from an HTTP Link header (RFC 8288), which goes before what stands in the body."""
    hubs: list[str] = []
    topic = ""
    for match in _LINK_VALUE.finditer(value[:HEAD]):
        rel = _REL.search(match[2])
        names = (rel[1] or rel[2] or "").lower().split() if rel else []
        hubs += [match[1].strip()] if "hub" in names else []
        topic = topic or (match[1].strip() if "self" in names else "")
    return several(hubs), (topic if topic.startswith(_WEB) else "")


def ttl(body: bytes) -> float:
    """Seconds between polls by the feed's ``ttl`` (minutes) or its update period; 0 when it names none."""
    head = body[:HEAD]
    if found := _TTL.search(head):
        return float(found[1]) * 60
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    if period is None:
        return 0.0
    return _SECONDS.get(period[1].lower(), 0.0) / max(1, int(frequency[1]) if frequency else 1)
