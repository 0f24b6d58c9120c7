"""What the careful reader is given at most: its time grows with markup, some 7 to 20 µs a tag.

Real feeds stay far below: the first 2,000 entries are kept whole, and of a body with more markup than that
could need nothing is read. What comes before the first element is kept short, because feedparser looks
through it with patterns whose time grows with the cube of its length.
"""

from __future__ import annotations

import codecs
import re

from .values import MOST_ENTRIES

MOST_TAGS = 250_000  # "<" outside of CDATA
MOST_REFERENCES = 600_000  # "&"
MOST_TAG = 20_000  # bytes of one tag with its attributes
MOST_DEPTH = 2_000  # elements left open inside of each other, broken ones counted in
MOST_PROLOG = 16_000  # bytes before the first element
MOST_DECLARATION = 1_000  # bytes of <?xml ... ?>
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"), (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
_DECLARED = re.compile(r"\s{0,100}<\?xml[^>]{0,1000}\?>")
_FIRST = re.compile(rb"<\w")
_SPACES = re.compile(rb"\s{3,}")
_ENTRY = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]*(>?)")


def trimmed(body: bytes) -> bytes:
    """``body`` cut after its first 2,000 entries. ValueError says which bound it breaks even so."""
    body = _prolog(body)
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


def beyond(body: bytes) -> int:
    """How many entries ``trimmed`` cuts off."""
    return max(0, sum(1 for _ in _ENTRY.finditer(body)) - MOST_ENTRIES)


def narrow(body: bytes) -> bytes | None:
    """UTF-16 and UTF-32 as UTF-8 without a declaration; None when the body is neither."""
    for start, encoding in _WIDE:
        if body.startswith(start):
            text = body.decode(encoding, "replace")
            return _DECLARED.sub("", text, count=1).encode("utf-8", "replace")
    return None


def _prolog(body: bytes) -> bytes:
    """With a short declaration on a line of its own, and no long runs of spaces before the first element."""
    first = _FIRST.search(body)
    head, rest = (body[: first.start()], body[first.start() :]) if first else (body, b"")
    head = _SPACES.sub(b"\n", head)
    if len(head) > MOST_PROLOG:
        raise ValueError(f"more than {MOST_PROLOG:,} bytes before the first element")
    end = head.find(b"?>", 0, MOST_DECLARATION)
    head = head[: end + 2] + b"\n" + head[end + 2 :] if end >= 0 else head.replace(b"<?", b"")
    return head + rest


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
