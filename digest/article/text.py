"""HTML to text."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from ..feeds.values import clean

MOST_HTML = 3 * 2**20  # characters of a page that are looked at; pages of news have a tenth
MOST_TAGS = 60_000  # "<" of a page that are looked at; pages of news have a few thousand
MOST_ELEMENTS = 8_000  # above, only paragraphs are taken: extraction takes 0.1 ms an element and more
MOST_TEXT = 100_000  # characters of an article: a book would be no news
_CHARSET = re.compile(r'charset\s*=\s*"?([\w.:-]{1,40})', re.IGNORECASE)
_BLOCKS = {
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_DROPPED = (
    "script",
    "style",
    "noscript",
    "figcaption",
    "iframe",
    "form",
    "button",
    "template",
    "svg",
    "math",
)
_FEED_TAILS = re.compile(
    r"^(The post .{1,300} (appeared first on|first appeared on) .{1,200}|"
    r"(Continue|Keep) reading\b.{0,200}|Read (more|the full (story|article))\b.{0,200}|"
    r"\[?(…|\.\.\.)\]?|Comments?|Advertisement)$",
    re.IGNORECASE,
)

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs what a page lacks as errors


def tree(body: bytes | str, content_type: str = "") -> Any | None:
    """The page as an lxml tree, None when there is none in it. Encoding by header, page, or guess."""
    if isinstance(body, bytes):
        body = _decoded(body[: 2 * MOST_HTML], content_type)
    markup = _cut(body)
    if isinstance(markup, str):
        markup = clean(markup)
    from trafilatura import load_html  # takes a fifth of a second to import: not for those who read no page

    try:
        return load_html(markup)
    except (ValueError, TypeError, etree.LxmlError):
        return None


def _cut(markup: bytes | str) -> bytes | str:
    """Cut to what is looked at: so many characters, and so many tags, each of which costs a kilobyte."""
    markup = markup[:MOST_HTML]
    mark = "<" if isinstance(markup, str) else b"<"
    if markup.count(mark) <= MOST_TAGS:  # type: ignore[arg-type]  # mark is of the markup's type
        return markup
    at = -1
    for _ in range(MOST_TAGS):
        at = markup.find(mark, at + 1)  # type: ignore[arg-type]
    return markup[:at]


def _decoded(body: bytes, content_type: str) -> bytes | str:
    """As text when the header names an encoding or it is UTF-8; else as bytes, for the page to say."""
    named = _CHARSET.search(content_type)
    for encoding in (named[1] if named else "", "utf-8"):
        try:
            return body.decode(encoding) if encoding else body.decode("utf-8")
        except (UnicodeError, LookupError, ValueError):  # wrong bytes, and names like "undefined"
            continue
    return body


def readable(body: bytes | str | Any, url: str = "", content_type: str = "") -> str:
    """The main text of an HTML page, paragraphs apart by a newline; "" when there is none."""
    root = tree(body, content_type) if isinstance(body, bytes | str) else body
    if root is None:
        return ""
    import trafilatura  # as above

    if sum(1 for _ in islice(root.iter(), MOST_ELEMENTS + 1)) > MOST_ELEMENTS:
        return clean(trafilatura.baseline(root)[1])[:MOST_TEXT].strip()
    try:
        found = trafilatura.extract(root, include_comments=False, include_tables=False, deduplicate=False)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return ""  # what hostile trees make it stumble over; there is then no article in them
    return clean(str(found or ""))[:MOST_TEXT].strip()


def fragment(markup: str) -> str:
    """A feed's HTML as text, a line a block; what feeds add at the end ("appeared first on") is left out."""
    markup = clean(str(_cut(markup)))
    if "<" not in markup:
        return _lines(html.unescape(markup))
    try:
        root = lxml_html.fromstring(f"<div>{markup}</div>")
    except (ValueError, etree.LxmlError):
        return _lines(re.sub(r"<[^<>]*>", " ", markup))
    return _lines(clean("".join(_pieces(root))))


def _pieces(root: Any) -> Iterator[str]:
    """The words of a tree, with a break around every block."""
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    etree.strip_tags(root, etree.Comment)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield "\n"
        yield (element.text if event == "start" else element.tail) or ""


def _lines(text: str) -> str:
    lines = [" ".join(line.split()) for line in text[: 2 * MOST_TEXT].splitlines()]
    lines = [line for line in lines if line]
    while lines and _FEED_TAILS.match(lines[-1]):
        lines.pop()
    return "\n".join(lines)[:MOST_TEXT]
