"""Articles with what they say: kept with their earlier versions, found by query, counted by day."""

from __future__ import annotations

import zlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, func, or_, select, true, update

from .. import codec
from ..model import Analysis, Article, Correction, Read
from ..query import EVERYTHING, Query, matches
from .database import Database, chunks
from .marks import condition, marks
from .marks import key as mark
from .rows import columns, table, value
from .tables import ArticleRow, CorrectionRow, MarkRow, VersionRow

ARTICLE, MARK, VERSION, CORRECTION = (table(t) for t in (ArticleRow, MarkRow, VersionRow, CorrectionRow))
PAGE = 64
"""Articles read at once while looking for matches."""
KEPT = 4096
"""Articles kept in memory, decoded."""


class Articles(Database):
    """Verbs over what was read."""

    def __init__(self, url: str, **more: Any) -> None:
        self._decoded: OrderedDict[tuple[str, int], Read] = OrderedDict()
        super().__init__(url, **more)

    # --- keeping -------------------------------------------------------------------------------------

    def save_read(self, read: Read) -> None:
        """Keep an article and its analysis; a changed text makes a new version and keeps the old one."""
        with self.writing() as connection:
            known = _row(connection, ARTICLE.c.id == read.article.id)
            if known is None:
                self._first(connection, read)
            else:
                self._again(connection, read, known)

    def _first(self, connection: Connection, read: Read) -> None:
        row = _article_columns(read, self.now())
        n = connection.execute(ARTICLE.insert().values(**row).returning(ARTICLE.c.n)).scalar_one()
        self._mark(connection, n, row["at"], marks(read))

    def _again(self, connection: Connection, read: Read, known: RowMapping) -> None:
        before, row = self._read(known), _article_columns(read, known["stored"])
        said = ("title", "text", "analysis", "modified")
        if (row["text"], row["title"]) != (known["text"], known["title"]):
            old = {name: known[name] for name in (*said, "version", "stored")}
            connection.execute(VERSION.insert().values(article=read.article.id, **old))
            row["stored"] = self.now()
        changed = (row["analysis"], read.article) != (known["analysis"], before.article)
        row["version"] = known["version"] + changed
        connection.execute(update(ARTICLE).where(ARTICLE.c.n == known["n"]).values(**row))
        if changed or row["at"] != known["at"]:
            self._unmark(connection, known["n"], known["at"], marks(before))
            self._mark(connection, known["n"], row["at"], marks(read))

    def _mark(self, connection: Connection, n: int, at: datetime, keys: set[int]) -> None:
        seconds = int(at.timestamp())
        rows = [{"key": key, "at": seconds, "n": n} for key in sorted(keys)]
        self._insert_new(connection, MarkRow, rows)

    def _unmark(self, connection: Connection, n: int, at: datetime, keys: set[int]) -> None:
        for some in chunks(sorted(keys)):
            wanted = and_(MARK.c.key.in_(some), MARK.c.at == int(at.timestamp()), MARK.c.n == n)
            connection.execute(delete(MARK).where(wanted))

    def withdraw(self, article_id: str, at: datetime) -> None:
        """The publisher has taken an article back: it stays, marked, and posts that show it are told."""
        with self.writing() as connection:
            wanted = (ARTICLE.c.id == article_id) & ~ARTICLE.c.withdrawn
            if connection.execute(update(ARTICLE).where(wanted).values(withdrawn=True)).rowcount:
                self.save_correction(Correction(article_id, "withdrawn", at))

    def save_correction(self, correction: Correction) -> None:
        """Keep what a publisher changed or took back."""
        with self.writing() as connection:
            connection.execute(CORRECTION.insert().values(**columns(correction)))

    # --- reading -------------------------------------------------------------------------------------

    def read(self, article_id: str) -> Read | None:
        """An article with its analysis, None when it is not known."""
        return self._one(ARTICLE.c.id == article_id)

    def by_url(self, url: str) -> Read | None:
        """The article at this (canonical) address; the latest when several were."""
        return self._one(ARTICLE.c.url == url)

    def reads(self, ids: Sequence[str]) -> list[Read]:
        """The articles with these ids that are known, in this order."""
        found: dict[str, Read] = {}
        with self.reading() as connection:
            for some in chunks([*ids]):
                rows = connection.execute(select(ARTICLE).where(ARTICLE.c.id.in_(some))).mappings()
                found |= {row["id"]: self._read(row) for row in rows}
        return [found[one] for one in ids if one in found]

    def reads_between(
        self, since: datetime | None = None, until: datetime | None = None, limit: int | None = None
    ) -> list[Read]:
        """Articles published in ``[since, until)``, oldest first; with a limit, the latest of them."""
        return self.find(EVERYTHING, since, until, limit)[::-1]

    def reads_since(self, since: datetime) -> list[Read]:
        """Articles published since, oldest first."""
        return self.reads_between(since)

    def stored_since(self, since: datetime) -> list[Read]:
        """Articles that came in (or changed) after ``since``, in that order, whenever they were published."""
        with self.reading() as connection:
            wanted = select(ARTICLE).where(ARTICLE.c.stored > since).order_by(ARTICLE.c.stored, ARTICLE.c.n)
            return [self._read(row) for row in connection.execute(wanted).mappings()]

    def story_reads(self, story: int, latest: int | None = None) -> list[Read]:
        """The articles of a story, oldest first; only the ``latest`` of them, when a number is given."""
        with self.reading() as connection:
            of_story = select(ARTICLE).where(ARTICLE.c.story == story)
            wanted = of_story.order_by(ARTICLE.c.at.desc(), ARTICLE.c.n.desc()).limit(latest)
            return [self._read(row) for row in connection.execute(wanted).mappings()][::-1]

    def versions(self, article_id: str) -> list[Article]:
        """What the article said before, oldest first, without what it says now."""
        return [read.article for read in self.former(article_id)]

    def former(self, article_id: str) -> list[Read]:
        """The article's earlier versions as they were read, oldest first."""
        current = self.read(article_id)
        if current is None:
            return []
        with self.reading() as connection:
            wanted = select(VERSION).where(VERSION.c.article == article_id).order_by(VERSION.c.version)
            rows = connection.execute(wanted).mappings().all()
        said = ("title", "text", "modified")
        return [
            replace(
                current,
                article=replace(current.article, **{name: row[name] for name in said}),
                analysis=unpacked(row["analysis"]),
            )
            for row in rows
        ]

    def corrections(self, article_id: str = "", since: datetime | None = None) -> list[Correction]:
        """Corrections of an article, or of all since a moment, oldest first."""
        wanted = select(CORRECTION).order_by(CORRECTION.c.id)
        wanted = wanted.where(CORRECTION.c.article == article_id) if article_id else wanted
        wanted = wanted.where(CORRECTION.c.at > since) if since else wanted
        with self.reading() as connection:
            return [value(Correction, row) for row in connection.execute(wanted).mappings()]

    # --- finding -------------------------------------------------------------------------------------

    def find(
        self,
        query: Query,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
        seen: Callable[[Read], Read] = lambda read: read,
    ) -> list[Read]:
        """Articles published in ``[since, until)`` that match, latest first, at most ``limit``.

        The query is one whose places are bound and topics expanded (``digest.query``). ``seen`` makes of each
        article what the one who asks takes it for: that is matched and given.
        """
        found: list[Read] = []
        for read in map(seen, self._candidates(query, since, until)):
            if matches(query, read):
                found.append(read)
                if len(found) == limit:
                    break
        return found

    def latest(self, query: Query = EVERYTHING, limit: int = 1) -> list[Read]:
        """The latest articles that match, latest first."""
        return self.find(query, limit=limit)

    def last_seen(self, query: Query) -> datetime | None:
        """When the latest article that matches was published: "quiet since"."""
        found = self.latest(query)
        return found[0].article.published if found else None

    def count(self, query: Query, since: datetime, until: datetime | None = None) -> int:
        """How many articles are filed under what the query asks for: quick, and a little generous."""
        wanted = and_(condition(query), ARTICLE.c.at >= since, ARTICLE.c.at < until if until else true())
        with self.reading() as connection:
            return int(
                connection.execute(select(func.count()).select_from(ARTICLE).where(wanted)).scalar_one()
            )

    def place_counts(
        self, places: Sequence[int], since: datetime, until: datetime | None = None
    ) -> dict[int, int]:
        """How many articles name each of these very places, by geonameid; what lies in one does not count."""
        keys = {mark("place", str(place)): place for place in places}
        ends = (MARK.c.at >= int(since.timestamp()), MARK.c.at < int(until.timestamp()) if until else true())
        wanted = select(MARK.c.key, func.count()).where(MARK.c.key.in_(keys), *ends).group_by(MARK.c.key)
        with self.reading() as connection:
            found = {keys[row[0]]: int(row[1]) for row in connection.execute(wanted)}
        return {place: found.get(place, 0) for place in places}

    def counts_by_day(self, query: Query, days: int = 28) -> dict[date, int]:
        """How many articles a day, UTC, over the last ``days`` up to today; days without any are 0."""
        today = self.now().astimezone(UTC).date()
        first = today - timedelta(days=days - 1)
        start = datetime(first.year, first.month, first.day, tzinfo=UTC)
        wanted = select(ARTICLE.c.at).where(condition(query), ARTICLE.c.at >= start)
        with self.reading() as connection:
            counted = Counter(row.at.date() for row in connection.execute(wanted))
        return {first + timedelta(days=n): counted[first + timedelta(days=n)] for n in range(days)}

    def outlets(self, since: datetime | None = None) -> dict[str, int]:
        """Outlets and how many articles each has here."""
        wanted = select(ARTICLE.c.outlet, func.count()).group_by(ARTICLE.c.outlet)
        wanted = wanted.where(ARTICLE.c.at >= since) if since else wanted
        with self.reading() as connection:
            return {name: int(count) for name, count in connection.execute(wanted) if name}

    def newest(self) -> datetime | None:
        """When the last article came in or changed."""
        with self.reading() as connection:
            wanted = select(ARTICLE.c.stored).order_by(ARTICLE.c.stored.desc()).limit(1)
            return connection.execute(wanted).scalar()

    def size(self) -> int:
        """How many articles are kept."""
        with self.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(ARTICLE)).scalar_one())

    # --- inside --------------------------------------------------------------------------------------

    def _candidates(self, query: Query, since: datetime | None, until: datetime | None) -> Iterator[Read]:
        """Articles the index gives for a query, latest first, a page at a time."""
        asked = condition(query)
        lower = ARTICLE.c.at >= since if since else true()
        before: ColumnElement[bool] = ARTICLE.c.at < until if until else true()
        while True:
            page = (
                select(ARTICLE).where(asked, lower, before).order_by(ARTICLE.c.at.desc(), ARTICLE.c.n.desc())
            )
            with self.reading() as connection:
                rows = connection.execute(page.limit(PAGE)).mappings().all()
                reads = [self._read(row) for row in rows]
            yield from reads
            if len(rows) < PAGE:
                return
            last = rows[-1]
            before = or_(ARTICLE.c.at < last["at"], and_(ARTICLE.c.at == last["at"], ARTICLE.c.n < last["n"]))

    def _one(self, wanted: ColumnElement[bool]) -> Read | None:
        with self.reading() as connection:
            row = _row(connection, wanted)
            return None if row is None else self._read(row)

    def _read(self, row: RowMapping) -> Read:
        """The row as a value; decoded ones are kept, since the same articles are asked for all the time."""
        place = (row["id"], row["version"])
        kept = self._decoded.get(place)
        if kept is None or kept.article.text != row["text"]:  # a restored backup counts versions its own way
            kept = Read(value(Article, row), unpacked(row["analysis"]))
            self._decoded[place] = kept
            if len(self._decoded) > KEPT:
                self._decoded.popitem(last=False)
        return replace(kept, story=row["story"], origin=row["origin"], withdrawn=row["withdrawn"])


def packed(analysis: Analysis) -> bytes:
    return zlib.compress(codec.dumps(analysis), 1)


def unpacked(data: bytes) -> Analysis:
    return codec.loads(Analysis, zlib.decompress(data))


def _row(connection: Connection, wanted: ColumnElement[bool]) -> RowMapping | None:
    latest = select(ARTICLE).where(wanted).order_by(ARTICLE.c.at.desc(), ARTICLE.c.n.desc()).limit(1)
    return connection.execute(latest).mappings().first()


def _article_columns(read: Read, stored: datetime) -> dict[str, Any]:
    return {
        **columns(read.article),
        "analysis": packed(read.analysis),
        "story": read.story,
        "origin": read.origin,
        "withdrawn": read.withdrawn,
        "at": min(read.article.published or stored, stored),
        "stored": stored,
        "version": 1,
    }
