"""A folder instead of a network: the double that demo and tests play recorded feeds with.

``index.toml`` in the folder lists what there is::

    [[page]]
    url = "https://herald.example/feed.xml"
    file = "herald.xml"
    type = "application/rss+xml"
    at = 2025-11-05T08:00:00Z     # optional: not there before this moment; the latest row not after now wins

``status`` (default 200) and ``moved`` may be given too.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ..errors import FetchError, SetupError
from ..model import Fate
from .port import Kind, Page


@dataclass(frozen=True, slots=True)
class _Row:
    url: str
    file: str = ""
    type: str = "text/html; charset=utf-8"
    at: datetime | None = None
    status: int = 200
    moved: str = ""


@dataclass(slots=True)
class RecordedFetch:
    """Serves the pages of a folder. ``at`` is the moment played; None means every row counts."""

    folder: Path
    at: datetime | None = None
    asked: list[str] = field(default_factory=list)
    _rows: dict[str, list[_Row]] = field(init=False)

    def __post_init__(self) -> None:
        self._rows = {}
        for row in _read(self.folder / "index.toml"):
            self._rows.setdefault(row.url, []).append(row)

    async def get(self, url: str, *, etag: str = "", modified: str = "", kind: Kind = "feed") -> Page:
        """The recorded page; 304 when ``etag`` is still its; FetchError when nothing is recorded."""
        self.asked.append(url)
        rows = [row for row in self._rows.get(url, []) if self._reached(row)]
        if not rows:
            raise FetchError(f"{url}: not among the recorded pages", status=404)
        row = max(rows, key=lambda row: row.at or datetime.min.replace(tzinfo=UTC))
        if row.status >= 400:
            fate = Fate.withdrawn if row.status == 410 else Fate.failed
            raise FetchError(f"{url}: HTTP {row.status}", fate, status=row.status)
        body = (self.folder / row.file).read_bytes()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"content-type": row.type, "etag": tag}
        if etag == tag:
            return Page(url, 304, headers)
        return Page(row.moved or url, 200, headers, body, row.moved)

    def _reached(self, row: _Row) -> bool:
        return self.at is None or row.at is None or row.at <= self.at


def _read(path: Path) -> list[_Row]:
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("page", [])
        found = [_Row(**row) for row in rows]
    except OSError as error:
        raise SetupError(f"{path}: cannot be read ({error.strerror}); a recorded folder needs it") from None
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise SetupError(f"{path}: {error}") from None
    return [_utc(row) for row in found]


def _utc(row: _Row) -> _Row:
    if row.at is None or row.at.tzinfo is not None:
        return row
    return _Row(row.url, row.file, row.type, row.at.replace(tzinfo=UTC), row.status, row.moved)
