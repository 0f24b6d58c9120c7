"""Fetching politely: conditional, compressed, redirected, slowly, and as robots.txt asks."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import brotli
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import BadInput, FetchError, SetupError
from digest.fetch import HttpFetch, Limits, RecordedFetch, bodies, robots
from digest.fetch.bodies import zstd
from digest.fetch.http import retry_after
from digest.fetch.politeness import Politeness
from digest.model import Fate
from tests.digest.loopback import Names, site

ALLOW = "127.0.0.0/8"


def fetcher(**more: object) -> HttpFetch:
    return HttpFetch(ALLOW, "ops@herald.example", **{"delay": 0.0, "robots": False, **more})  # type: ignore[arg-type]


async def test_a_page_comes_with_its_headers() -> None:
    """The body, the lower-case header names, and a user agent that says whom to write to."""
    async with site({"/a": b"<rss/>"}) as here, fetcher() as fetch:
        page = await fetch.get(here.url("/a"))
        assert (page.status, page.body, page.moved) == (200, b"<rss/>", "")
        assert "content-type" in page.headers
        assert "Dateline" in here.asked[0].headers["User-Agent"]
        assert "ops@herald.example" in here.asked[0].headers["User-Agent"]


async def test_what_has_not_changed_is_not_sent_again() -> None:
    """ETag and Last-Modified go back as they came, and 304 comes without a body."""

    async def answer(request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match") == '"v1"'
        dated = request.headers.get("If-Modified-Since") == "Wed, 05 Nov 2025 08:00:00 GMT"
        return web.Response(status=304 if known and dated else 200, body=b"" if known else b"x")

    async with site({"/a": answer}) as here, fetcher() as fetch:
        assert (await fetch.get(here.url("/a"))).status == 200
        page = await fetch.get(here.url("/a"), etag='"v1"', modified="Wed, 05 Nov 2025 08:00:00 GMT")
        assert (page.status, page.body) == (304, b"")


@pytest.mark.parametrize(
    ("encoding", "squeeze"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("br", brotli.compress),
        ("zstd", zstd.compress),
        ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
        ("gzip", lambda body: gzip.compress(body[:100]) + gzip.compress(body[100:])),
        ("identity", lambda body: body),
    ],
)
async def test_every_usual_compression_is_undone(encoding: str, squeeze: object) -> None:
    """gzip (in several members too), deflate (raw too, as many send it), brotli, zstd, two at once."""
    body = b"".join(b"%d words of a feed " % n for n in range(20_000))
    answer = web.Response(body=squeeze(body), headers={"Content-Encoding": encoding})  # type: ignore[operator]
    async with site({"/a": answer}) as here, fetcher() as fetch:
        assert (await fetch.get(here.url("/a"))).body == body


@given(st.binary(max_size=2000), st.sampled_from(["gzip", "deflate", "br", "zstd"]), st.integers(0, 500))
def test_garbage_for_compression_is_broken_and_bounded(body: bytes, encoding: str, room: int) -> None:
    """Any bytes under any encoding give at most the room and one byte, or a named fate."""
    try:
        size = len(bodies.inflate(body, bodies.decoders(encoding), room))
    except FetchError as error:
        size = -1 if error.fate is Fate.broken else room + 2
    assert size <= room + 1


async def test_only_permanent_redirects_are_told() -> None:
    """301 and 308 up to the first temporary one say where the feed lives now; the page is read anyway."""
    pages = {
        "/old": web.Response(status=301, headers={"Location": "/new"}),
        "/new": web.Response(status=308, headers={"Location": "/newer"}),
        "/newer": web.Response(status=302, headers={"Location": "/mirror"}),
        "/mirror": b"here",
        "/short": web.Response(status=307, headers={"Location": "/mirror"}),
    }
    async with site(pages) as here, fetcher() as fetch:
        page = await fetch.get(here.url("/old"))
        assert (page.body, page.moved, page.url) == (b"here", here.url("/newer"), here.url("/mirror"))
        assert (await fetch.get(here.url("/short"))).moved == ""


@pytest.mark.parametrize(
    ("status", "kind", "fate"),
    [
        (410, "feed", Fate.withdrawn),
        (410, "page", Fate.withdrawn),
        (404, "page", Fate.withdrawn),
        (404, "feed", Fate.failed),
        (403, "page", Fate.failed),
        (500, "feed", Fate.failed),
    ],
)
async def test_a_status_ends_in_a_fate(status: int, kind: str, fate: Fate) -> None:
    """Gone is withdrawn; a feed that cannot be found may come back."""
    async with site({"/a": web.Response(status=status)}) as here, fetcher() as fetch:
        with pytest.raises(FetchError) as error:
            await fetch.get(here.url("/a"), kind=kind)  # type: ignore[arg-type]
        assert (error.value.fate, error.value.status) == (fate, status)


async def test_retry_after_is_passed_on() -> None:
    """The seconds a server asks for come with the error, within reason."""
    pages = {
        "/a": web.Response(status=429, headers={"Retry-After": "120"}),
        "/b": web.Response(status=503, headers={"Retry-After": "99999999999"}),
    }
    async with site(pages) as here, fetcher() as fetch:
        with pytest.raises(FetchError) as error:
            await fetch.get(here.url("/a"))
        assert error.value.wait == 120
        with pytest.raises(FetchError) as error:
            await fetch.get(here.url("/b"))
        assert error.value.wait == Limits().wait


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("Wed, 05 Nov 2025 08:02:00 GMT", 120.0),
        ("Wed, 05 Nov 2025 07:00:00 GMT", 0.0),
        ("soon", None),
        ("8¹", None),
        ("", None),
    ],
)
def test_retry_after_as_number_or_date(value: str, seconds: float | None) -> None:
    """A date counts from the server's own clock, so that ours may be wrong."""
    assert retry_after(value, "Wed, 05 Nov 2025 08:00:00 GMT") == seconds


async def test_robots_are_asked_for_pages_and_not_for_feeds() -> None:
    """A page the site's robots.txt closes is refused without asking for it; the feed is read."""
    rules = b"User-agent: *\nDisallow: /private\n"
    pages = {"/robots.txt": rules, "/private/a": b"x", "/open": b"y"}
    async with site(pages) as here, fetcher(robots=True) as fetch:
        assert (await fetch.get(here.url("/private/a"), kind="feed")).body == b"x"
        assert (await fetch.get(here.url("/open"), kind="page")).body == b"y"
        with pytest.raises(FetchError) as error:
            await fetch.get(here.url("/private/a"), kind="page")
    assert error.value.fate is Fate.refused
    assert here.paths().count("/robots.txt") == 1
    assert here.paths().count("/private/a") == 1


async def test_robots_are_asked_at_the_end_of_a_redirect_too() -> None:
    """A link service may be open to all: the page it leads to is the other host's to give, or not."""
    closed = {"/robots.txt": b"User-agent: *\nDisallow: /paid", "/paid/1": b"x", "/free/1": b"y"}
    async with site(closed) as there, fetcher(robots=True) as fetch:
        ends = {f"/{kind}": there.url(f"/{kind}/1", "localhost") for kind in ("paid", "free")}
        ways = {path: web.Response(status=302, headers={"Location": end}) for path, end in ends.items()}
        async with site({"/robots.txt": b"", **ways}) as here:
            assert (await fetch.get(here.url("/free"), kind="page")).body == b"y"
            with pytest.raises(FetchError, match=r"localhost.*/paid/1: not read, robots.txt asks"):
                await fetch.get(here.url("/paid"), kind="page")
            assert (await fetch.get(here.url("/paid"))).body == b"x"  # a feed is published to be polled
    assert there.paths() == ["/robots.txt", "/free/1", "/paid/1"]


async def test_two_hosts_that_redirect_to_each_other_do_not_wait_for_each_other() -> None:
    """A hop waits for its host's turn after giving back the one before it: no circle of waiting."""

    async def over(request: web.Request) -> web.Response:
        host = "localhost" if "127.0.0.1" in request.host else "127.0.0.1"
        return web.Response(status=302, headers={"Location": here.url(f"/end{request.path}", host)})

    ends = {f"/end/{n}": b"x" for n in range(8)}
    async with site({"/robots.txt": b"", **ends, "*": over}) as here, fetcher(robots=True, each=1) as fetch:
        hosts = ("127.0.0.1", "localhost")
        async with asyncio.timeout(20):
            found = await asyncio.gather(
                *(fetch.get(here.url(f"/{n}", hosts[n % 2]), kind="page") for n in range(8))
            )
    assert {page.body for page in found} == {b"x"}


@pytest.mark.parametrize("status", [404, 403])
async def test_no_robots_txt_opens_a_site(status: int) -> None:
    """RFC 9309: when there is none to be had, everything may be read."""
    pages = {"/robots.txt": web.Response(status=status), "/a": b"x"}
    async with site(pages) as here, fetcher(robots=True) as fetch:
        assert (await fetch.get(here.url("/a"), kind="page")).body == b"x"


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_broken_robots_txt_closes_a_site(status: int) -> None:
    """RFC 9309: while the server cannot say, nothing may be read."""
    pages = {"/robots.txt": web.Response(status=status), "/a": b"x"}
    async with site(pages) as here, fetcher(robots=True) as fetch:
        with pytest.raises(FetchError) as error:
            await fetch.get(here.url("/a"), kind="page")
        assert (error.value.fate, "/a" in here.paths()) == (Fate.refused, False)


async def test_robots_txt_is_asked_for_once() -> None:
    """Twenty pages of a site at the same moment ask for its robots.txt one time."""
    pages = {"/robots.txt": b"", "*": b"page"}
    async with site(pages) as here, fetcher(robots=True, each=20) as fetch:
        await asyncio.gather(*(fetch.get(here.url(f"/{n}"), kind="page") for n in range(20)))
    assert here.paths().count("/robots.txt") == 1
    assert len(here.asked) == 21


@given(st.text(max_size=300))
def test_any_robots_txt_can_be_parsed(text: str) -> None:
    """Whatever stands in it, rules come out and can be asked."""
    rules = robots.Rules(robots.parse(text), 0.0)
    assert rules.allows("Dateline", "https://a.example/x") in {True, False}
    assert 0 <= rules.delay("Dateline") <= robots.LONGEST_DELAY


def test_a_delay_that_is_no_number_costs_its_line() -> None:
    """A superscript three counts as a digit and is none (found by the fuzzer): the other rules hold."""
    rules = robots.Rules(robots.parse("User-agent: *\nCrawl-delay: \u00b3\nDisallow: /x"), 0.0)
    assert (rules.delay("Dateline"), rules.allows("Dateline", "https://a.example/x")) == (0.0, False)


async def test_one_host_sees_few_requests_and_far_apart() -> None:
    """At most ``each`` at a time, starts ``delay`` apart; another host does not wait."""
    now, slept, open_, most = 0.0, [], 0, 0

    async def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        await asyncio.sleep(0)

    gate = Politeness(2, 1.0, lambda: now, sleep)

    async def visit(host: str) -> None:
        nonlocal open_, most
        async with gate.turn(host):
            open_, most = open_ + 1, max(most, open_ + 1)
            for _ in range(3):
                await asyncio.sleep(0)
            open_ -= 1

    await asyncio.gather(*(visit("a.example") for _ in range(5)))
    assert most == 2
    assert slept == [1.0, 2.0, 3.0, 4.0]
    slept.clear()
    await visit("b.example")
    assert slept == []


async def test_crawl_delay_widens_the_distance() -> None:
    """What robots.txt asks counts when it is longer than our own delay."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    gate = Politeness(1, 0.5, lambda: 0.0, sleep)
    gate.ask("a.example", 7.0)
    for _ in range(2):
        async with gate.turn("a.example"):
            pass
    assert slept == [7.0]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/x",
        "file:///etc/passwd",
        "gopher://a",
        "http://",
        "http://[::1",
        "",
        "data:text/plain,x",
    ],
)
async def test_only_http_addresses_are_read(url: str) -> None:
    """Any other scheme, or none, is refused before anything is opened."""
    async with fetcher() as fetch:
        with pytest.raises(FetchError) as error:
            await fetch.get(url)
    assert error.value.fate is Fate.refused


async def test_a_header_cannot_be_smuggled_in() -> None:
    """A stored ETag with line breaks stays one header."""
    async with site({"/a": b"x"}) as here, fetcher() as fetch:
        await fetch.get(here.url("/a"), etag='"a"\r\nX-Evil: 1')
        assert "X-Evil" not in here.asked[0].headers


async def test_a_form_is_posted_behind_the_same_guard() -> None:
    """What a hub is sent arrives; a refusal says the hub's words; a private hub is refused."""
    got: list[dict[str, str]] = []

    async def hub(request: web.Request) -> web.Response:
        got.append(dict(await web.BaseRequest.post(request)))  # type: ignore[arg-type]
        return web.Response(status=202 if len(got) == 1 else 400, text="topic is not mine")

    async with site({"/hub": hub}) as here, fetcher() as fetch:
        assert await fetch.post(here.url("/hub"), {"hub.mode": "subscribe"}) == 202
        with pytest.raises(FetchError, match="topic is not mine"):
            await fetch.post(here.url("/hub"), {})
        async with HttpFetch() as closed:
            with pytest.raises(FetchError) as error:
                await closed.post(here.url("/hub"), {})
    assert (error.value.fate, got[0]) == (Fate.refused, {"hub.mode": "subscribe"})


async def test_a_hub_may_name_another_one_once() -> None:
    """307 and 308 lead to the hub that takes it, with the same form; a circle ends, a dead host rests."""
    got: list[dict[str, str]] = []

    async def hub(request: web.Request) -> web.Response:
        got.append(dict(await web.BaseRequest.post(request)))  # type: ignore[arg-type]
        return web.Response(status=202)

    async with site({"/hub": hub}) as here, fetcher() as fetch:
        for status, path in ((307, "/old"), (308, "/older")):
            here.pages[path] = web.Response(status=status, headers={"Location": "/hub"})
            assert await fetch.post(here.url(path), {"hub.secret": "s"}) == 202
        here.pages["/circle"] = web.Response(status=307, headers={"Location": "/circle"})
        with pytest.raises(FetchError, match="redirects more than once"):
            await fetch.post(here.url("/circle"), {})
        here.pages["/busy"] = web.Response(status=429, headers={"Retry-After": "90"})
        with pytest.raises(FetchError) as error:
            await fetch.post(here.url("/busy"), {})
        dead = here.url("/hub")
    assert (got, error.value.wait) == ([{"hub.secret": "s"}] * 2, 90.0)
    async with fetcher() as fetch:
        for _ in range(3):
            with pytest.raises(FetchError):
                await fetch.post(dead, {})
        with pytest.raises(FetchError, match="did not answer lately"):
            await fetch.post(dead, {})


async def test_names_are_resolved_by_the_given_resolver() -> None:
    """A host name goes through the resolver, and the Host header keeps it."""
    async with site({"/a": b"x"}) as here, fetcher(resolver=Names()) as fetch:
        assert (await fetch.get(here.url("/a", "news.example"))).body == b"x"
        assert here.asked[0].headers["Host"].startswith("news.example")


def test_a_wrong_network_is_named() -> None:
    """DATELINE_FETCH_ALLOW with something that is no network says so, and how to write one."""
    with pytest.raises(BadInput, match=r"lan.*10\.0\.0\.0/8"):
        HttpFetch("10.0.0.0/8, lan")


async def test_recorded_pages(tmp_path: object) -> None:
    """The double serves by address and moment, knows 304, and fails for what is not recorded."""
    from datetime import UTC, datetime
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "one.xml").write_bytes(b"one")
    (folder / "two.xml").write_bytes(b"two")
    (folder / "index.toml").write_text(
        '[[page]]\nurl="https://a.example/f"\nfile="one.xml"\ntype="text/xml"\nat=2025-11-05T08:00:00Z\n'
        '[[page]]\nurl="https://a.example/f"\nfile="two.xml"\ntype="text/xml"\nat=2025-11-05T09:00:00Z\n'
        '[[page]]\nurl="https://a.example/gone"\nstatus=410\n'
    )
    early = RecordedFetch(folder, datetime(2025, 11, 5, 8, 30, tzinfo=UTC))
    page = await early.get("https://a.example/f")
    assert page.body == b"one"
    assert (await early.get("https://a.example/f", etag=page.headers["etag"])).status == 304
    assert (await RecordedFetch(folder).get("https://a.example/f")).body == b"two"
    with pytest.raises(FetchError) as error:
        await RecordedFetch(folder, datetime(2025, 11, 5, 7, tzinfo=UTC)).get("https://a.example/f")
    assert error.value.status == 404
    with pytest.raises(FetchError) as error:
        await early.get("https://a.example/gone")
    assert error.value.fate is Fate.withdrawn


def test_a_recorded_folder_without_index_says_so(tmp_path: object) -> None:
    """One line with the file's name."""
    from pathlib import Path

    with pytest.raises(SetupError, match=r"index\.toml"):
        RecordedFetch(Path(str(tmp_path)))


async def test_a_dead_host_is_not_waited_for_by_all_its_feeds() -> None:
    """After three tries without any answer a host rests; then it is asked again."""
    now = 0.0
    async with fetcher(clock=lambda: now) as fetch:
        async with site({}) as gone:
            url = gone.url("/a")
        said = []
        for _ in range(5):
            with pytest.raises(FetchError) as error:
                await fetch.get(url)
            said.append("did not answer lately" in str(error.value))
        assert said == [False, False, False, True, True]
        now = 1000.0
        with pytest.raises(FetchError) as error:
            await fetch.get(url)
        assert "lately" not in str(error.value)
