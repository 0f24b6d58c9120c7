"""Articles from files: text, HTML, JSON Lines and feeds.

A text file's article is the file's content exactly as it is. A first line ``date 2025-11-05 Title`` also
gives date and title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dateutil import parser as dates

from .. import feeds
from ..errors import BadInput, FetchError
from ..model import Article, Feed
from . import text as texts
from .extract import extract
from .language import language
from .meta import meta
from .names import Names

LINES = {".jsonl", ".ndjson"}
PAGES = {".html", ".htm", ".xhtml"}
FEEDS = {".xml", ".rss", ".atom", ".rdf", ".json"}
TEXTS = {".txt", ".text", ".md", ""}
LONGEST = 10_000_000
"""Characters of a first line that are looked at to tell what a file is."""
_HALVES = re.compile("[\ud800-\udfff]")
_FIRST_LINE = re.compile(r"\ufeff?\s*date (\d{4}-\d{2}-\d{2})(?:\s+(.*))?")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of JSON Lines that is no article; ``number`` counts from 1."""

    number: int
    message: str


def read_path(path: Path, name: str = "") -> Iterator[Article]:
    """The articles in a file, by its ending. BadInput says what is wrong with it, and in which line.

    ``name`` is the id of a text or page, the file's name when nothing is given; a feed's and a line's
    articles have ids of their own.
    """
    name = name or path.name
    kind = path.suffix.lower()
    try:
        if holds_lines(path):
            with path.open(encoding="utf-8", errors="replace") as stream:
                yield from _lines(path, stream)
            return
        body = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from None
    if kind in PAGES:
        yield from_page(name, body)
    elif kind in FEEDS:
        yield from _from_feed(path, body)
    else:
        yield from_text(name, body)


def holds_lines(path: Path) -> bool:
    """Whether a path gives JSON Lines: by its ending, a pipe, or when its first line is an article's object.

    A text, a page or a feed says by its ending that it is one.
    """
    kind = path.suffix.lower()
    if kind in LINES or path.is_fifo():
        return True
    if kind in PAGES | FEEDS - {".json"} | TEXTS - {""} or not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as stream:
        first = stream.readline(LONGEST)
    try:
        row = json.loads(first.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and {"id", "text"} <= set(row)


def read_folder(path: Path) -> Iterator[Article]:
    """The articles of a file, or of every file with a known ending under a folder, in order of names.

    Files of one name in different folders have different ids (``names``).
    """
    naming = Names.of_a_run()
    if not path.is_dir():
        yield from read_path(path)
        return
    known = LINES | PAGES | FEEDS | TEXTS - {""}
    for file in sorted(one for one in path.rglob("*") if one.is_file() and one.suffix.lower() in known):
        if not any(part.startswith(".") for part in file.relative_to(path).parts):
            yield from read_path(file, naming(file))


def from_text(name: str, body: bytes) -> Article:
    """A text file. Its text is the content as it is; bytes that are no UTF-8 are replaced, no others."""
    text = body.decode("utf-8", "replace")
    first = _FIRST_LINE.fullmatch(text.partition("\n")[0].rstrip("\r"))
    at = _day(first[1]) if first else None
    title = (first[2] or "").strip() if first else ""
    return Article(id=name, text=text, title=title, published=at, language=language(text))


def from_page(name: str, body: bytes | str) -> Article:
    """An HTML page: its main text, and what it says of itself."""
    root = texts.tree(body)
    if root is None:
        return Article(id=name, text="")
    said = meta(root, "")
    text = texts.readable(root)
    return Article(
        id=name,
        text=text,
        title=said.title,
        url=said.url,
        outlet=said.outlet,
        published=said.published,
        modified=said.modified,
        authors=said.authors,
        language=language(text),
    )


def _from_feed(path: Path, body: bytes) -> Iterator[Article]:
    try:
        parsed = feeds.parse(body, url=path.resolve().as_uri())
    except FetchError as error:
        raise BadInput(f"{path}: {str(error).partition(': ')[2]}") from None
    feed = Feed(parsed.link or path.name, title=parsed.title)
    for entry in parsed.entries:
        yield replace(extract(entry, None, feed), id=entry.id)


def _lines(path: Path, lines: Iterable[str]) -> Iterator[Article]:
    for found in read_jsonl(lines):
        if isinstance(found, BadLine):
            raise BadInput(f"{path}, line {found.number}: {found.message}")
        yield found


def read_jsonl(stream: Iterable[str]) -> Iterator[Article | BadLine]:
    """Articles from JSON Lines, one at a time; a bad line is a value, and the next one is read."""
    for number, line in enumerate(stream, 1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        try:
            yield from_row(json.loads(line.lstrip("\ufeff")))
        except RecursionError:
            yield BadLine(number, "nested too deeply")
        except json.JSONDecodeError as error:
            yield BadLine(number, f"not JSON ({error.msg}, column {error.colno})")
        except (BadInput, ValueError) as error:  # a number of thousands of digits, for one
            yield BadLine(number, str(error))


def from_row(row: Any) -> Article:
    """An article from one object of JSON Lines. BadInput names what is missing or wrong."""
    if not isinstance(row, dict):
        raise BadInput('not an object; write {"id": "1", "text": "..."}')
    if not isinstance(row.get("text"), str):
        raise BadInput('"text" is missing or is no string')
    if not isinstance(row.get("id"), str | int):
        raise BadInput('"id" is missing or is neither string nor number')
    return Article(
        id=_whole(row["id"]),
        text=_whole(row["text"]),
        title=_whole(row.get("title")),
        url=_whole(row.get("url")),
        outlet=_whole(row.get("outlet")),
        home=_whole(row.get("home")),
        published=_when(row.get("published")),
    )


def _whole(value: Any) -> str:
    """As text. JSON can write half a character (``"\\ud800"``), which is none: U+FFFD stands in its place."""
    return _HALVES.sub("\ufffd", str("" if value is None else value))


def _when(value: Any) -> datetime | None:
    if value in (None, ""):
        return None
    try:
        return moment(str(value))
    except (ValueError, OverflowError):
        raise BadInput(f'"published" is {str(value)[:40]!r}, not a time like 2025-11-05T08:00:00Z') from None


def _day(text: str) -> datetime | None:
    try:
        return moment(text)
    except ValueError:
        return None


def moment(text: str) -> datetime:
    """A date or time as text, as an aware time in UTC (without a zone it counts as UTC). ValueError else."""
    found = dates.isoparse(text.strip())
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
