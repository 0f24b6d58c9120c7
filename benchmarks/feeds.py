"""Feeds: how alike feedparser we read its own test corpus, and how fast a thousand feeds are polled.

The corpus is no part of this repository: set ``FEEDPARSER_TESTS`` to the ``tests`` folder of a checkout of
kurtmckee/feedparser. Set ``READER_PYTHON`` to an interpreter that has lemon24/reader for its row.
"""

from __future__ import annotations

import asyncio
import calendar
import contextlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from benchmarks import feedserver
from benchmarks.report import Row

FEEDS = 1000
ROUNDS = 100
NOW = datetime(2025, 11, 5, 8, tzinfo=UTC)
_HEADER = re.compile(r"^\s*Header:\s*([\w-]+):(.*)$", re.MULTILINE)


# --- the same as feedparser ------------------------------------------------------------------------------


def quality() -> Iterator[Row]:
    """Share of the corpus' files with entries where entries, links, titles and dates are feedparser's."""
    folder = corpus()
    if folder is None:
        print(
            "no feedparser corpus here (set FEEDPARSER_TESTS to its tests folder): its figures are left out"
        )
        return
    files = sorted(folder.rglob("*.xml"))
    results = [(path, differences(path.read_bytes())) for path in files]
    with_entries = [(path, found) for path, found in results if found is not None]
    same = [path for path, found in with_entries if not found]
    for path, found in with_entries:
        if found:
            print(f"  differs from feedparser: {path.relative_to(folder)}: {found[0][:150]}")
    peer = "fastfeedparser 0.6.5 alone: 0.882"
    share = len(same) / max(1, len(with_entries))
    yield Row(
        "feeds", "feedparser's corpus, same", share, goal=1.0, peer=peer, note=f"{len(with_entries)} files"
    )
    yield plain_agreement(files)


def corpus() -> Path | None:
    given = os.environ.get("FEEDPARSER_TESTS")
    return Path(given) if given and Path(given).is_dir() else None


def differences(body: bytes) -> list[str] | None:
    """In what we differ from feedparser on one file; None when it has no entries."""
    import feedparser

    from digest import feeds
    from digest.errors import FetchError

    headers = {name.lower(): value.strip() for name, value in _HEADER.findall(body[:4000].decode("latin-1"))}
    base, kind = headers.get("content-location", ""), headers.get("content-type", "application/xml")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = feedparser.parse(body, response_headers={"content-type": "application/xml", **headers})
    if not theirs.entries:
        return None
    try:
        ours = feeds.parse(body, url=base, content_type=kind)
    except FetchError as error:
        return [str(error)]
    if len(ours.entries) != len(theirs.entries):
        return [f"{len(ours.entries)} entries, feedparser has {len(theirs.entries)}"]
    pairs = zip(ours.entries, theirs.entries, strict=True)
    return [line for one, other in pairs for line in _entry_differences(one, other, base)]


def _entry_differences(ours: Any, theirs: Any, base: str) -> Iterator[str]:
    from digest.feeds.values import line, plain

    title = str(theirs.get("title") or "")
    as_text = theirs.get("title_detail", {}).get("type") == "text/plain"
    published, updated, created = (_moment(theirs, name) for name in ("published", "updated", "created"))
    wanted = {
        "title": line(title) if as_text else plain(title),
        "url": str(theirs.get("link") or "").strip(),
        "published": published or updated or created,
        "updated": updated or created,
    }
    for name, value in wanted.items():
        if getattr(ours, name) != value:
            yield f"{name} is {getattr(ours, name)!r}, feedparser has {value!r}"
    guid = str(theirs.get("id") or theirs.get("link") or "")
    if guid and urljoin(base, ours.id) != urljoin(base, guid):
        yield f"id is {ours.id!r}, feedparser has {guid!r}"


def _moment(item: Any, name: str) -> datetime | None:
    parsed = dict.get(item, f"{name}_parsed")
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None


def plain_agreement(files: Sequence[Path]) -> Row:
    """Corpus files whose items are given a title and a link where they lack one, read by both readers."""
    from digest.feeds import careful, quick
    from digest.feeds.plain import is_plain

    same = read = 0
    for path in files:
        body = _completed(path.read_bytes())
        one = quick.read(body, "https://a.example/") if body and is_plain(body) else None
        if one is not None:
            other = careful.read(body, "https://a.example/")
            read += 1
            same += [_key(entry) for entry in one.entries] == [_key(entry) for entry in other.entries]
    note = f"{read} files made plain, both readers"
    return Row("feeds", "quick reader as careful one", same / max(1, read), goal=1.0, note=note)


def _key(entry: Any) -> tuple[object, ...]:
    return entry.id, entry.url, entry.title, entry.published, entry.updated


def _completed(body: bytes) -> bytes:
    def fill(match: re.Match[bytes]) -> bytes:
        text, name = match[0], match[1]
        more = b"" if b"<title" in text else b"<title>Report</title>"
        if b"<link" not in text:
            link = f"https://a.example/{match.start()}".encode()
            more += b'<link href="' + link + b'"/>' if name == b"entry" else b"<link>" + link + b"</link>"
        return text.replace(b">", b">" + more, 1)

    return re.sub(rb"<(item|entry)\b[^>]*[^/]?>.*?</\1>", fill, body, flags=re.DOTALL)


# --- a thousand feeds ----------------------------------------------------------------------------------


def speed() -> Iterator[Row]:
    """Rounds over a thousand feeds of a loopback server, ours beside feedparser's and reader's."""
    yield parsing()
    with served() as base:
        yield from _ours(base)
        first, again = _feedparser(base)
        yield Row("feeds", "feedparser: 1,000 feeds read", first, "s", note="its own fetching, one by one")
        yield Row("feeds", "feedparser: 1,000 unchanged", again, "s", note="with ETag")
        yield from _reader(base)


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The address of a feed server in a process of its own."""
    command = [sys.executable, "-m", feedserver.__name__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.stdin.close()


def publish(base: str) -> None:
    """Every feed gets one more item."""
    with urllib.request.urlopen(f"{base}/round") as answer:
        answer.read()


def _ours(base: str) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_rounds(base, f"sqlite:///{folder}/bench.db"))


async def _rounds(base: str, database: str) -> list[Row]:
    from digest.fetch import HttpFetch
    from digest.model import Analysis, Feed
    from digest.pipeline import Memory, update
    from digest.store import Store

    async def nothing(articles: Sequence[Any]) -> list[Analysis]:
        return [Analysis() for _ in articles]

    async def timed(minutes: int) -> tuple[float, float]:
        began, spent = time.perf_counter(), time.process_time()
        done = await update(
            fetch=fetch, store=store, analyze=nothing, now=NOW + timedelta(minutes=minutes), feeds=urls,
            concurrency=64, memory=memory,
        )  # fmt: skip
        assert (done.feeds, done.failed, done.left) == (FEEDS, 0, 0), done
        return time.perf_counter() - began, time.process_time() - spent

    async def visited() -> tuple[float, float, int]:
        """A round in which no feed is due and pages are looked at again, as many as a round does."""
        began, spent = time.perf_counter(), time.process_time()
        at = NOW + timedelta(minutes=90)
        done = await update(fetch=fetch, store=store, analyze=nothing, now=at, memory=memory)
        return time.perf_counter() - began, time.process_time() - spent, done.visited

    urls = [f"{base}/feed/{n}" for n in range(FEEDS)]
    memory = Memory()
    with Store(database) as store:
        for url in urls:
            store.add_feed(Feed(url))
        async with HttpFetch(
            "127.0.0.0/8", "bench@dateline.example", delay=0.0, each=64, robots=False
        ) as fetch:
            first = await timed(0)
            unchanged = min([await timed(n) for n in range(1, 4)])
            publish(base)
            new = await timed(10)
            before = _memory()
            for n in range(ROUNDS):
                await timed(20 + n)
            grown = _memory() - before
            looked = await visited()

    def row(name: str, took: tuple[float, float], goal: float, note: str) -> Row:
        return Row("feeds", name, took[0], "s", goal=goal, note=f"{took[1]:.1f} s of CPU; {note}")

    each = f"{feedserver.ITEMS} items each, on loopback"
    return [
        row("1,000 feeds first seen", first, 60.0, each),
        row("1,000 feeds unchanged", unchanged, 5.0, "304"),
        row("1,000 feeds with one new page each", new, 60.0, "without analysis"),
        row(
            f"{looked[2]} pages looked at again", looked[:2], 10.0, "a round's share; feeds not due, no ETag"
        ),
        Row("feeds", f"memory grown over {ROUNDS} rounds", grown, "MB", goal=5.0),
    ]


def parsing() -> Row:
    """How many times as fast as feedparser alone we parse the server's feeds, by CPU time."""
    import feedparser

    from digest import feeds

    world = feedserver.World()
    world.port = b"80"
    bodies = [world.feed(n) for n in range(60)]

    def cost(parse: Any) -> float:
        parse(bodies[0])
        began = time.process_time()
        for body in bodies:
            parse(body)
        return (time.process_time() - began) / len(bodies)

    theirs, ours = cost(feedparser.parse), cost(lambda body: feeds.parse(body, url="http://127.0.0.1/"))
    note = f"{ours * 1000:.1f} ms a feed, feedparser {theirs * 1000:.1f} ms"
    return Row("feeds", "parsing, times feedparser's speed", theirs / ours, "x", goal=5.0, note=note)


def _memory() -> float:
    """Resident size in MB, now where the system tells, else the largest so far."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        pages = int(statm.read_text().split()[1])  # resident, see proc(5)
        return pages * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _feedparser(base: str) -> tuple[float, float]:
    """Seconds feedparser takes to fetch and parse every feed one after the other, and again with ETags."""
    import feedparser

    began = time.perf_counter()
    etags = [feedparser.parse(f"{base}/feed/{n}").get("etag") for n in range(FEEDS)]
    first = time.perf_counter() - began
    began = time.perf_counter()
    for n, etag in enumerate(etags):
        feedparser.parse(f"{base}/feed/{n}", etag=etag)
    return first, time.perf_counter() - began


_READER = """
import sys, time
from reader import make_reader
base, feeds, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
reader = make_reader(folder + "/reader.db")
for n in range(feeds):
    reader.add_feed(f"{base}/feed/{n}")
for _ in range(2):
    began = time.perf_counter()
    reader.update_feeds(scheduled=False, workers=10)
    print(time.perf_counter() - began)
"""


def _reader(base: str) -> Iterator[Row]:
    python = os.environ.get("READER_PYTHON")
    if not python:
        print(
            "no lemon24/reader here (set READER_PYTHON to an interpreter that has it): its rows are left out"
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [python, "-c", _READER, base, str(FEEDS), folder]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode:
        why = (found.stderr.strip().splitlines() or ["it says nothing"])[-1]
        print(
            f"lemon24/reader at {python} does not run ({why}; it may need sgmllib3k): its rows are left out"
        )
        return
    first, again = map(float, found.stdout.split())
    yield Row("feeds", "reader: 1,000 feeds first seen", first, "s", note="10 workers, SQLite")
    yield Row("feeds", "reader: 1,000 unchanged", again, "s")


if __name__ == "__main__":
    from benchmarks.report import show

    show([*quality(), *speed()], "feeds")
