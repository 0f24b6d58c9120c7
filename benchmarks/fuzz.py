"""`make fuzz`: hostile bytes against everything that reads bytes from outside.

With atheris installed (``pip install atheris``, Python 3.11 to 3.13 on Linux and macOS) the inputs are guided
by coverage of our own code; without it, by mutation alone. A crash is any error but a DatelineError, a hang
an input that takes more than five seconds; memory may not grow beyond a gigabyte. Every target runs in a
process of its own: ``python -m benchmarks.fuzz --seconds 30 [--target NAME]``.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

Target = Callable[[bytes], None]
HANG = 5.0  # seconds of CPU for one input
MEMORY = 2**30
URL = "https://herald.example/feed"

RSS = b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Herald</title><ttl>30</ttl>
<link>https://herald.example/</link><item><title>Bridge &amp; road</title><link>/bridge</link><guid>b1</guid>
<pubDate>Wed, 05 Nov 2025 08:00:00 +0000</pubDate><dc:creator>Ann</dc:creator>
<description><![CDATA[<p>Open.</p>]]></description>
<content:encoded>&lt;p&gt;Open&lt;/p&gt;</content:encoded></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://herald.example/"><title type="html">H
</title><link rel="hub" href="https://hub.example/"/>
<entry><title type="xhtml"><div>Bridge</div></title><id>b1</id>
<link href="bridge"/><updated>2025-11-05T08:00:00Z</updated>
<content type="html">&lt;p&gt;Open.</content></entry></feed>"""
JSON = b"""{"version":"https://jsonfeed.org/version/1.1","title":"H","items":[{"id":"1","url":"/b","title":"B",
"content_html":"<p>Open.","date_published":"2025-11-05T08:00:00Z","authors":[{"name":"Ann"}]}]}"""
PAGE = b"""<html lang=en><head><title>Bridge</title><link rel=canonical href=/bridge><base href="/x/">
<link rel=alternate type="application/rss+xml" href=feed>
<meta property="article:published_time" content="2025-11-05">
<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle",
"datePublished":"2025-11-05T08:00:00+01:00","author":[{"name":"Ann"}]}]}</script></head><body>
<article><h1>Bridge</h1><p>The bridge is open again, said the mayor on Wednesday.</p>
<p>He denied that it had been closed for long.</article></body></html>"""
OPML = b"""<opml version="2.0"><body><outline text="H"><outline xmlUrl="https://a.example/" title="A"/>
</outline></body></opml>"""
LINES = b'{"id": "1", "text": "words", "published": "2025-11-05"}\n[1]\n{"id": 2, "text": "x"}\n'


def _feeds(data: bytes) -> None:
    from digest import feeds

    found = feeds.parse(data, url=URL)
    for entry in found.entries:
        f"{entry.id}{entry.url}{entry.title}{entry.summary}{entry.content}{entry.authors}".encode()


def _pages(data: bytes) -> None:
    from digest.article import extract, fragment
    from digest.feeds import discover
    from digest.fetch.port import Page
    from digest.model import Entry, Feed

    discover(data, URL)
    text = fragment(data.decode("utf-8", "replace"))
    found = extract(
        Entry("1", URL, "Bridge is open", summary=text[:200]), Page(URL, 200, {}, data), Feed(URL)
    )
    f"{found.text}{found.title}{found.url}{found.authors}{found.outlet}".encode()


def _files(data: bytes) -> None:
    from digest.article import canonical, read_jsonl
    from digest.article.local import from_page, from_text
    from digest.feeds import opml

    text = data.decode("utf-8", "replace")
    from_text("a.txt", data)
    from_page("a.html", data)
    list(read_jsonl(text.splitlines()))
    canonical(text)
    opml.read(data)


def _wire(data: bytes) -> None:
    from digest.errors import FetchError
    from digest.fetch import bodies, robots
    from digest.fetch.guard import permitted
    from digest.fetch.http import retry_after

    for encoding in ("gzip", "deflate", "br", "zstd", "gzip, br"):
        with contextlib.suppress(FetchError):
            assert len(bodies.inflate(data, bodies.decoders(encoding), 10_000)) <= 10_001
    text = data.decode("latin-1")
    robots.Rules(robots.parse(text), 0.0).allows("Dateline", URL + text[:50])
    retry_after(text[:60], text[60:120])
    permitted(text[:60])


def _hubs(data: bytes) -> None:
    from datetime import UTC, datetime
    from urllib.parse import parse_qsl

    from digest.errors import BadInput
    from digest.feeds import hints, opml
    from digest.model import Push
    from digest.watch import websub

    text, now = data.decode("latin-1"), datetime(2025, 11, 5, tzinfo=UTC)
    hints.link_header(text)
    hints.links(data)
    opml.looks_like(data)
    assert not websub.signed(data, text[:200], "a secret")
    with contextlib.suppress(BadInput):
        push = Push(URL, URL, URL, "p", "s", open_until=now)
        websub.answered(push, dict(parse_qsl(text)), now)


TARGETS: dict[str, tuple[Target, tuple[bytes, ...]]] = {
    "feeds": (_feeds, (RSS, ATOM, JSON)),
    "pages": (_pages, (PAGE, b"<p>words</p>")),
    "hubs": (
        _hubs,
        (
            b'<https://h.example/>; rel="hub", <https://a.example/feed>; rel=self; title="a, b"',
            b"hub.mode=subscribe&hub.topic=https://a.example/feed&hub.challenge=c&hub.lease_seconds=86400",
        ),
    ),
    "files": (_files, (OPML, LINES, PAGE, b"date 2025-11-05 T\nwords")),
    "wire": (
        _wire,
        (
            b"User-agent: *\nDisallow: /x\nCrawl-delay: 3",
            b"\x1f\x8b\x08\0\0\0\0\0\0\3K\4\0C\xbe\xb7\xe8\1\0\0\0",
        ),
    ),
}
PIECES = (
    b"<![CDATA[", b"]]>", b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"&a;", b"&#0;", b"&#xD800;", b"\0",
    b"\xff\xfe", b"\xed\xa0\x80", b"<", b">", b"&", b"</", b"/>", b"<item>", b"<entry>", b"<rss>",
    b"<?xml encoding='utf-16'?>", b"\n", b" ", b"xmlns='x'", b"xml:base='http://['", b"type='xhtml'",
    b"mode='base64'",
    b"99999999999", b"{", b"[", b'"', b"\\ud800",
)  # fmt: skip


def guarded(target: Target) -> Target:
    """``target`` with what counts as fine taken out, and what takes too long made a crash."""
    from digest.errors import DatelineError

    def run(data: bytes) -> None:
        began = time.process_time()
        with contextlib.suppress(DatelineError), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            target(data)
        if time.process_time() - began > HANG:
            raise TimeoutError(f"{len(data)} bytes took more than {HANG:g} s")

    return run


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """A seed with some pieces put in, cut out, doubled or flipped."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data) + 1)
        until = min(len(data), at + chance.randint(0, 60))
        match chance.randrange(5):
            case 0:
                data[at:at] = chance.choice(PIECES) * chance.choice((1, 1, 1, 50, 3000))
            case 1:
                del data[at:until]
            case 2:
                data[at:at] = data[at:until] * chance.choice((1, 2, 200))
            case 3:
                data[at:until] = chance.randbytes(until - at)
            case _:
                data[at:until] = b""
                data[:0] = chance.choice(PIECES)
    return bytes(data[:300_000])


def by_mutation(target: Target, seeds: tuple[bytes, ...], seconds: float) -> int:
    """How many inputs were tried. A failing input is written to a file, and the error raised."""
    for seed in seeds:  # models are loaded now, not while an input is timed
        with contextlib.suppress(Exception):
            target(seed)
    chance, tried, until = random.Random(seconds), 0, time.monotonic() + seconds
    while time.monotonic() < until:
        data = mutated(chance.choice(seeds), chance)
        try:
            target(data)
        except BaseException:
            path = Path(tempfile.gettempdir()) / f"dateline-fuzz-{os.getpid()}.bin"
            path.write_bytes(data)
            print(f"the input is in {path}", file=sys.stderr)
            raise
        tried += 1
    return tried


def by_coverage(name: str, seconds: float) -> None:
    """Let atheris guide; it ends the process itself, with a code other than 0 when it has found something."""
    import atheris

    with atheris.instrument_imports(include=["digest"]):
        import digest.article
        import digest.feeds
        import digest.feeds.opml  # noqa: F401  # imported to be instrumented
    target, seeds = TARGETS[name]
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds):
            (Path(folder) / str(number)).write_bytes(seed)
            with contextlib.suppress(Exception):  # models are loaded now, not while an input is timed
                target(seed)
        limits = [f"-max_total_time={int(seconds)}", "-timeout=20", "-rss_limit_mb=1024", "-max_len=20000"]
        limits.append(f"-artifact_prefix={tempfile.gettempdir()}/dateline-fuzz-")
        atheris.Setup([sys.argv[0], folder, *limits, "-verbosity=0", "-print_final_stats=1"], guarded(target))
        atheris.Fuzz()


def main() -> int:
    """Every target in a process of its own; 1 when one of them found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="for each target")
    parser.add_argument("--target", choices=[*TARGETS], help="only this one, in this process")
    given = parser.parse_args()
    if given.target:
        return _one(given.target, given.seconds)
    guided = importlib.util.find_spec("atheris") is not None
    print("guided by coverage (atheris)" if guided else "by mutation alone: atheris is not installed")
    failed = [name for name in TARGETS if _run(name, given.seconds)]
    print(f"found something: {', '.join(failed)}" if failed else "no crash, no hang, memory bounded")
    return 1 if failed else 0


def _run(name: str, seconds: float) -> int:
    command = [sys.executable, "-m", "benchmarks.fuzz", "--target", name, "--seconds", str(seconds)]
    return subprocess.run(command, check=False).returncode


def _one(name: str, seconds: float) -> int:
    target, seeds = TARGETS[name]
    if importlib.util.find_spec("atheris") is not None:
        by_coverage(name, seconds)
        return 0
    tried = by_mutation(guarded(target), seeds, seconds)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"{name}: {tried:,} inputs, {used / 2**20:.0f} MB at most")
    return 1 if used > MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
