"""Is this feed so plain that the quick reader reads it as the careful one would?

One pass of expat: well-formed UTF-8 without a document type, every item with one title and one link of its
own, nothing that moves links (xml:base) or hides text (base64, XHTML). Whatever is odd is for the careful
reader; being wrong here costs ten milliseconds, not an entry.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from .values import MOST_ENTRIES

ATOM = "http://www.w3.org/2005/Atom "
RSS1 = "http://purl.org/rss/1.0/ "
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_BASE = "http://www.w3.org/XML/1998/namespace base"
_ROOTS = {"rss", f"{ATOM}feed", f"{RDF}RDF"}
_ITEMS = {"item", f"{ATOM}entry", f"{RSS1}item"}
_LINKS = {"link", f"{ATOM}link", f"{RSS1}link"}
_TITLES = {"title", f"{ATOM}title", f"{RSS1}title"}
_ELSEWHERE = ("title", "Title", "body", "fullitem")  # of the media, of a source; text in old places
_TEXTS = {"text", "html", "text/html", "text/plain", "escaped"}
_STAMPS = {"pubDate", f"{ATOM}published", f"{ATOM}updated"}
_STAMP = re.compile(
    r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UTC|Z|[+-]\d{4})|"
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)"
)
_DATES = tuple(
    f"{space} {name}"
    for space in ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/")
    for name in ("date", "created", "issued", "modified")
)
_DECLARED = re.compile(rb'^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["\']([\w.-]{1,40})')
_CHARSET = re.compile(r'charset\s*=\s*"?([\w.-]{1,40})', re.IGNORECASE)
_UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}
MOST_DEPTH = 64


class _Odd(Exception):
    """Not plain."""


def is_plain(body: bytes, content_type: str = "") -> bool:
    """Whether the quick reader may read ``body``."""
    if not _is_utf8(body, content_type):
        return False
    parser = expat.ParserCreate("utf-8", " ")
    watch = _Watch()
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    parser.CharacterDataHandler = watch.text
    parser.StartDoctypeDeclHandler = watch.odd
    try:
        parser.Parse(body, True)
    except (_Odd, expat.ExpatError, ValueError):
        return False
    return watch.items > 0


def _is_utf8(body: bytes, content_type: str) -> bool:
    declared = _DECLARED.match(body.removeprefix(b"\xef\xbb\xbf"))
    header = _CHARSET.search(content_type)
    names = [declared[1].decode("ascii")] if declared else []
    names += [header[1]] if header else []
    if any(name.lower() not in _UTF8 for name in names):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Watch:
    """Follows the elements and raises _Odd at the first odd one."""

    def __init__(self) -> None:
        self.items = 0
        self.depth = 0
        self.item_depth = 0  # 0: outside of an item
        self.links = self.titles = 0
        self.stamp: list[str] | None = None  # the pieces of a time, while inside of one

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1 and name not in _ROOTS:
            raise _Odd
        if self.depth > MOST_DEPTH or _BASE in attributes:
            raise _Odd
        if name in _ITEMS:
            self._enter()
        elif self.item_depth:
            self._inside(name, attributes)

    def _enter(self) -> None:
        self.items += 1
        if self.item_depth or self.items > MOST_ENTRIES:
            raise _Odd
        self.item_depth = self.depth
        self.links = self.titles = 0

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        if name in _STAMPS:
            self.stamp = []
        elif name in _LINKS:
            own = attributes.get("rel", "alternate") == "alternate" and self.depth == self.item_depth + 1
            self.links += own
        elif attributes.get("type", "text") not in _TEXTS or attributes.get("mode", "text") not in _TEXTS:
            raise _Odd
        elif name in _TITLES and self.depth == self.item_depth + 1:
            self.titles += 1
        elif name.endswith(_ELSEWHERE) or name in _DATES:
            raise _Odd

    def text(self, piece: str) -> None:
        if self.stamp is not None:
            self.stamp.append(piece)

    def end(self, name: str) -> None:
        if self.stamp is not None:
            if not _STAMP.fullmatch("".join(self.stamp).strip()):  # in words, local, or broken
                raise _Odd
            self.stamp = None
        if self.depth == self.item_depth:
            if self.links != 1 or self.titles != 1:
                raise _Odd
            self.item_depth = 0
        self.depth -= 1

    def odd(self, *_: object) -> None:
        raise _Odd
