"""Servers that mean harm, on loopback: each ends in a named fate, in bounded time and memory."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
from collections.abc import Awaitable, Callable
from dataclasses import replace

import brotli
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import FetchError
from digest.fetch import HttpFetch, Limits
from digest.fetch.bodies import zstd
from digest.fetch.guard import permitted
from digest.model import Fate
from tests.digest.loopback import LOOPBACK, Names, raw, site

SMALL = Limits(wire=2**20, feed=2**20, page=2**20, total=0.6, connect=0.5, read=0.4, redirects=3)
Writer = asyncio.StreamWriter


def fetcher(allow: str = "127.0.0.0/8", limits: Limits = SMALL, **more: object) -> HttpFetch:
    return HttpFetch(allow, limits=limits, delay=0.0, robots=False, **more)  # type: ignore[arg-type]


async def fate_of(url: str, **more: object) -> FetchError:
    """The error an address ends in; fails when it does not end within twenty seconds."""
    async with fetcher(**more) as fetch, asyncio.timeout(20):  # type: ignore[arg-type]
        with pytest.raises(FetchError) as error:
            await fetch.get(url)
    return error.value


def endless(start: bytes, piece: bytes, pause: float = 0.0) -> Callable[..., Awaitable[None]]:
    """A server that begins well and never ends."""

    async def talk(_: asyncio.StreamReader, writer: Writer) -> None:
        writer.write(start)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return talk


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "talk",
    [
        endless(b"", b"", 0.05),  # says nothing
        endless(OK + b"Content-Length: 100000\r\n\r\n", b"x", 0.1),  # drips a body
        endless(OK, b"X-A: b\r\n", 0.02),  # drips headers
        endless(b"HTTP/1.1 ", b"2", 0.05),  # drips a status line
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.05),  # drips chunks
        endless(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02),
    ],
)
async def test_a_server_that_drips_is_left(talk: Callable[..., Awaitable[None]]) -> None:
    """Slow in whatever part, an exchange ends when its time is over, as failed."""
    async with raw(talk) as url:
        assert (await fate_of(url)).fate is Fate.failed


@pytest.mark.parametrize(
    ("talk", "fate"),
    [
        (endless(OK, b"X-Header: " + b"y" * 500 + b"\r\n"), Fate.failed),  # headers without end
        (endless(OK + b"X: ", b"y" * 4096), Fate.failed),  # one header line without end
        (endless(OK + b"\r\n", b"y" * 65536), Fate.refused),  # a body without end
        (endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"8\r\nyyyyyyyy\r\n" * 500), Fate.refused),
        (endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"f" * 4096), Fate.failed),  # a size without end
        (endless(b"\0\xff\x00\x80 garbage\r\n", b"\0" * 999), Fate.failed),
        (endless(b"HTTP/1.1 99999 no\r\n\r\n", b""), Fate.failed),
        (endless(OK + b"Content-Length: -5\r\n\r\n", b"x"), Fate.failed),
        (endless(OK + b"Content-Encoding: " + b"gzip," * 50 + b"gzip\r\n\r\n", b"x"), Fate.refused),
        (endless(OK + b"Content-Encoding: snappy\r\n\r\n", b"x"), Fate.broken),
        (endless(OK + b"Content-Encoding: gzip\r\n\r\n", b"no gzip"), Fate.broken),
    ],
)
async def test_a_server_that_floods_is_cut_off(talk: Callable[..., Awaitable[None]], fate: Fate) -> None:
    """Headers, bodies and chunks without end, and no HTTP at all, end at their caps."""
    async with raw(talk) as url:
        error = await fate_of(url, limits=replace(SMALL, total=30.0, read=10.0))
        assert error.fate is fate
        assert "\n" not in str(error)
        assert len(str(error)) < 600


@pytest.mark.parametrize(
    ("encoding", "squeeze"),
    [
        ("gzip", lambda body: gzip.compress(body, 9)),
        ("br", lambda body: brotli.compress(body, quality=5)),
        ("zstd", zstd.compress),
        ("gzip, gzip", lambda body: gzip.compress(gzip.compress(body, 9), 9)),
    ],
)
async def test_a_compression_bomb_costs_its_cap(encoding: str, squeeze: Callable[[bytes], bytes]) -> None:
    """200 MB in a few kilobytes are refused after 1 MB, and never held."""
    answer = web.Response(body=squeeze(bytes(200 * 2**20)), headers={"Content-Encoding": encoding})
    async with site({"/": answer}) as here:
        tracemalloc.start()
        error = await fate_of(here.url())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert error.fate is Fate.refused
    assert peak < 30 * 2**20


async def test_redirects_in_a_circle_end() -> None:
    """A loop of redirects is refused after the allowed number, and asked no more often."""
    pages = {
        "/a": web.Response(status=302, headers={"Location": "/b"}),
        "/b": web.Response(status=301, headers={"Location": "/a"}),
    }
    async with site(pages) as here:
        error = await fate_of(here.url("/a"))
        assert (error.fate, len(here.asked)) == (Fate.refused, SMALL.redirects + 1)


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://", "//", "http://[::1", "\x00"]
)
async def test_redirects_to_nowhere_end(location: str) -> None:
    """A redirect to another scheme or to no address is an end, never a request."""
    async with site({"/a": web.Response(status=302, headers={"Location": location})}) as here:
        assert (await fate_of(here.url("/a"))).fate in {Fate.refused, Fate.failed}


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "0.0.0.0", "10.0.0.8", "192.168.1.1", "172.16.5.5", "169.254.169.254", "100.64.0.1",
     "::1", "fd00:ec2::254", "fe80::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
     "2002:7f00:1::", "::127.0.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1",
     "fe80::1%eth0", "localhost", ""],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    """Loopback, private, link-local, metadata, shared, multicast and reserved ones, also inside IPv6."""
    assert not permitted(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_addresses_that_are_public(address: str) -> None:
    """The rest of the net may be read."""
    assert permitted(address)


@given(
    st.ip_addresses(network="10.0.0.0/8")
    | st.ip_addresses(network="fc00::/7")
    | st.ip_addresses(network="127.0.0.0/8")
)
def test_no_private_address_passes(address: object) -> None:
    """Whatever the address inside a private network, the guard stops it."""
    assert not permitted(str(address))


async def test_a_private_address_is_refused_before_it_is_reached() -> None:
    """Written as an address, in any spelling, or behind a name: no connection is made."""
    async with site({"/": b"secret"}) as here:
        names = Names({"inner.example": [[LOOPBACK]]})
        for host in (
            LOOPBACK,
            "localhost",
            "inner.example",
            "127.1",
            "2130706433",
            "0x7f000001",
            "[::ffff:127.0.0.1]",
        ):
            resolver = names if host == "inner.example" else None
            error = await fate_of(here.url("/", host), allow="", resolver=resolver)
            assert error.fate in {Fate.refused, Fate.failed}, host
        assert here.asked == []


async def test_a_redirect_does_not_reach_a_private_address() -> None:
    """A public server that redirects into the private network is refused there."""
    async with site({"/secret": b"secret"}) as inner:
        pages = {"/a": web.Response(status=302, headers={"Location": inner.url("/secret", "127.0.0.2")})}
        async with site(pages) as outer:
            error = await fate_of(outer.url("/a"), allow="127.0.0.1/32")
            assert error.fate is Fate.refused
            assert "DATELINE_FETCH_ALLOW" in str(error)
        assert inner.asked == []


async def test_a_name_that_changes_its_address_is_caught() -> None:
    """DNS rebinding: a name that is public when first asked and private when connected to is refused."""
    async with site({"/": b"secret"}) as here:
        rebinding = Names({"rebind.example": [["192.0.2.1"], [LOOPBACK]]})
        async with fetcher(allow="192.0.2.0/24", resolver=rebinding) as fetch:
            for _ in range(3):
                with pytest.raises(FetchError):
                    await fetch.get(here.url("/", "rebind.example"))
        assert here.asked == []


async def test_one_of_many_addresses_being_private_is_caught() -> None:
    """A name with a dead public and a live private address does not fall back to the private one."""
    async with site({"/": b"secret"}) as here:
        mixed = Names({"mixed.example": [["192.0.2.1", LOOPBACK]]})
        error = await fate_of(here.url("/", "mixed.example"), allow="192.0.2.0/24", resolver=mixed)
        assert error.fate in {Fate.refused, Fate.failed}
        assert here.asked == []


async def test_what_is_allowed_is_reached() -> None:
    """DATELINE_FETCH_ALLOW lets a feed of one's own network through, and only that network."""
    async with site({"/": b"own"}) as here, fetcher(allow="127.0.0.1") as fetch:
        assert (await fetch.get(here.url())).body == b"own"
