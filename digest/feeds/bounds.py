"""What the careful reader is given at most: its time grows with markup, some 7 to 20 µs a tag.

Real feeds stay far below: the first 2,000 entries are kept whole, and of a body with more markup than that
could need nothing is read.
"""

from __future__ import annotations

import re

from .values import MOST_ENTRIES

MOST_TAGS = 250_000  # "<" outside of CDATA
MOST_REFERENCES = 600_000  # "&"
MOST_TAG = 20_000  # bytes of one tag with its attributes
MOST_DEPTH = 2_000  # elements left open inside of each other, broken ones counted in
_ENTRY = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]*(>?)")


def trimmed(body: bytes) -> bytes:
    """``body`` cut after its first 2,000 entries. ValueError says which bound it breaks even so."""
    if b"\0" in body[:200]:  # UTF-16 or worse; its marks are not where these patterns look
        return body[: 2 * MOST_TAGS]
    for number, match in enumerate(_ENTRY.finditer(body)):
        if number == MOST_ENTRIES:
            body = body[: match.start()]
            break
    if body.count(b"<") > MOST_TAGS or body.count(b"&") > MOST_REFERENCES:
        outside = _without_cdata(body)
        if outside.count(b"<") > MOST_TAGS or outside.count(b"&") > MOST_REFERENCES:
            raise ValueError("more markup than any feed needs")
    if any(len(match[0]) > MOST_TAG for match in _TAG.finditer(_without_cdata(body))):
        raise ValueError(f"a tag of more than {MOST_TAG:,} bytes")
    if depth(body) > MOST_DEPTH:
        raise ValueError(f"elements nested deeper than {MOST_DEPTH:,}")
    return body


def depth(body: bytes) -> int:
    """How deep elements are nested, or are left open, outside of CDATA."""
    now = most = 0
    for match in _TAG.finditer(_without_cdata(body)):
        if match[1]:
            now = max(0, now - 1)
        elif not match[0].endswith(b"/>"):
            now += 1
            most = max(most, now)
    return most


def _without_cdata(body: bytes) -> bytes:
    pieces, at = [], 0
    while (start := body.find(b"<![CDATA[", at)) >= 0 and (end := body.find(b"]]>", start)) >= 0:
        pieces.append(body[at:start])
        at = end + 3
    return b"".join([*pieces, body[at:]])
