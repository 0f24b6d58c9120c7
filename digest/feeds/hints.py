"""What a feed says of itself: where news of it are pushed, and how long it wants to be left alone."""

from __future__ import annotations

import html
import re

HEAD = 64 * 1024  # bytes from the start that are looked at
_LINK = re.compile(rb"<(?:\w{1,20}:)?link\b([^<>]{1,2000})>")
_ATTRIBUTE = re.compile(rb"""([\w:]{1,40})\s{0,20}=\s{0,20}["']([^"']{0,1000})["']""")
_TTL = re.compile(rb"<ttl>\s{0,20}(\d{1,6})\s{0,20}</ttl>")
_PERIOD = re.compile(rb"<(?:\w{1,20}:)?updatePeriod>\s{0,20}(\w{1,10})\s{0,20}<")
_FREQUENCY = re.compile(rb"<(?:\w{1,20}:)?updateFrequency>\s{0,20}(\d{1,4})\s{0,20}<")
_SECONDS = {b"hourly": 3600.0, b"daily": 86400.0, b"weekly": 604800.0, b"monthly": 2.6e6, b"yearly": 3.2e7}


def hub(body: bytes) -> str:
    """The address of the WebSub hub, "" when none is named."""
    for match in _LINK.finditer(body[:HEAD]):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        if attributes.get(b"rel") == b"hub":
            there = html.unescape(attributes.get(b"href", b"").decode("utf-8", "replace")).strip()
            return there if there.startswith(("http://", "https://")) else ""
    return ""


def ttl(body: bytes) -> float:
    """Seconds between polls by the feed's ``ttl`` (minutes) or its update period; 0 when it names none."""
    head = body[:HEAD]
    if found := _TTL.search(head):
        return float(found[1]) * 60
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    if period is None:
        return 0.0
    return _SECONDS.get(period[1].lower(), 0.0) / max(1, int(frequency[1]) if frequency else 1)
