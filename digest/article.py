"""Entry and page to readable text, and articles from local files. Pure but for reading a given path."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import trafilatura
from dateutil import parser as dates
from lxml import html as lxml_html

from . import feeds
from .errors import BadInput
from .fetch.port import Page
from .model import Article, Entry, Feed

_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|cmpid|ocid|smid|at_\w+|ns_\w+)$", re.IGNORECASE
)
_FIRST_LINE = re.compile(r"\s*date (\d{4}-\d{2}-\d{2}) ?(.*)")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of JSON Lines that is no article; ``number`` counts from 1."""

    number: int
    message: str


def extract(entry: Entry, page: Page | None, feed: Feed) -> Article:
    """The article behind a feed's entry: the page's text or the feed's content, whichever says more."""
    url = canonical(entry.url or (page.url if page else ""))
    inside = max((plain(entry.content), plain(entry.summary)), key=len)
    outside = readable(page.body, page.url) if page and page.body else ""
    text = outside if len(outside) >= len(inside) else inside
    return Article(
        id=hashlib.sha256((url or entry.id).encode("utf-8", "replace")).hexdigest()[:24],
        text=text,
        title=plain(entry.title),
        url=url,
        outlet=feed.outlet or feed.title or (urlsplit(url).hostname or "").removeprefix("www."),
        home=feed.home,
        published=entry.published or entry.updated,
        modified=entry.updated,
        authors=entry.authors,
        language=language(text),
        partial=not outside and not plain(entry.content),
    )


def readable(html: bytes | str, url: str = "") -> str:
    """The main text of an HTML page, paragraphs apart by a newline; "" when there is none."""
    found = trafilatura.extract(html, url=url or None, include_comments=False, include_tables=False)
    return str(found or "")


def plain(html: str) -> str:
    """A fragment of HTML as text."""
    if "<" not in html and "&" not in html:
        return html.strip()
    try:
        return " ".join(lxml_html.fromstring(f"<div>{html}</div>").text_content().split())
    except (ValueError, lxml_html.etree.LxmlError):
        return ""


def canonical(url: str) -> str:
    """The address without fragment, tracking parameters and case in its host."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port not in {None, 80, 443} else "")
    except ValueError:
        return url.strip()
    query = urlencode(
        [(key, value) for key, value in parse_qsl(parts.query, True) if not _TRACKING.match(key)]
    )
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, "")) if host else url.strip()


def language(text: str) -> str:
    """ISO 639-1 code of the language of ``text``; "en" when there is too little to tell."""
    if len(text) < 40:
        return "en"
    return str(_identifier().classify(text[:4000])[0])


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


# --- local files -----------------------------------------------------------------------------------------


def read_path(path: Path) -> Iterator[Article]:
    """The articles in a file: text, HTML, JSON Lines or a feed, by its ending. BadInput when unreadable."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    kind = path.suffix.lower()
    if kind in {".jsonl", ".ndjson"}:
        yield from _lines(path, body.decode("utf-8", "replace").splitlines())
    elif kind in {".html", ".htm", ".xhtml"}:
        yield Article(id=path.name, text=readable(body), title=path.stem)
    elif kind in {".xml", ".rss", ".atom", ".rdf", ".json"}:
        yield from _from_feed(path, body)
    else:
        yield _from_text(path.name, body)


def _from_text(name: str, body: bytes) -> Article:
    text = body.decode("utf-8", "replace")
    first = _FIRST_LINE.fullmatch(text.partition("\n")[0].rstrip("\r"))
    if not first:
        return Article(id=name, text=text)
    return Article(id=name, text=text, title=first[2].strip(), published=moment(first[1]))


def _from_feed(path: Path, body: bytes) -> Iterator[Article]:
    parsed = feeds.parse(body, url=path.resolve().as_uri())
    feed = Feed(path.name, title=parsed.title)
    for entry in parsed.entries:
        yield replace(extract(entry, None, feed), id=entry.id)


def _lines(path: Path, lines: Iterable[str]) -> Iterator[Article]:
    for found in read_jsonl(lines):
        if isinstance(found, BadLine):
            raise BadInput(f"{path}, line {found.number}: {found.message}")
        yield found


def read_jsonl(stream: Iterable[str]) -> Iterator[Article | BadLine]:
    """Articles from JSON Lines, one at a time; a bad line is a value, not an end."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            yield _from_row(json.loads(line))
        except (ValueError, RecursionError) as error:
            yield BadLine(number, f"not an article: {error}; needs an object with id and text")


def _from_row(row: Any) -> Article:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
        raise ValueError('"id" or "text" is missing')
    return Article(
        id=str(row["id"]),
        text=row["text"],
        title=str(row.get("title") or ""),
        url=str(row.get("url") or ""),
        outlet=str(row.get("outlet") or ""),
        published=moment(str(row["published"])) if row.get("published") else None,
    )


def moment(text: str) -> datetime:
    """A date or time as text, as an aware time in UTC (without a zone it counts as UTC). ValueError else."""
    found = dates.isoparse(text.strip())
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
