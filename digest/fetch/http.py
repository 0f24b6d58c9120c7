"""HttpFetch: addresses read politely and safely, on aiohttp.

Everything is bounded: bytes on the wire and after decompression, header lines, redirects, and the time of
the whole exchange. Redirects are followed here and not by aiohttp, so that each hop is counted, checked
and remembered as permanent or not.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from email.utils import formatdate, parsedate_to_datetime
from http.client import responses
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from ..errors import FetchError
from ..model import Fate
from . import bodies
from .guard import AddressRefused, Network, networks, socket_factory
from .politeness import Politeness
from .port import Kind, Page
from .robots import Robots

AGENT = "Dateline"
_ACCEPT = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.4, */*;q=0.1",
    "page": "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
}
_PERMANENT = {301, 308}
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one exchange may cost. Sizes in bytes, times in seconds."""

    wire: int = 8 * 2**20  # compressed, as it comes
    feed: int = 8 * 2**20  # decompressed
    page: int = 6 * 2**20
    total: float = 45.0  # the whole exchange with all its redirects
    connect: float = 15.0
    read: float = 20.0  # between two pieces of a body
    redirects: int = 8
    field: int = 8190  # bytes of one header line
    fields: int = 128  # header lines
    wait: float = 7 * 86400.0  # the longest Retry-After believed


class HttpFetch:
    """Reads http and https addresses. An async context manager: it holds connections.

    ``allow`` are networks the address guard lets through beside the public ones. ``contact`` (an address of
    mail or web) goes into the user agent, so that a publisher can reach the operator. ``each`` requests at
    a time and ``delay`` seconds between starts are kept to a host; ``connections`` bounds all of them.
    ``resolver``, ``clock`` and ``sleep`` are for tests.
    """

    def __init__(
        self,
        allow: str | Iterable[str] = (),
        contact: str = "",
        *,
        limits: Limits | None = None,
        each: int = 2,
        delay: float = 0.5,
        connections: int = 64,
        robots: bool = True,
        resolver: AbstractResolver | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.limits = limits or Limits()
        self.agent = f"{AGENT}/0.1 ({'+' + contact if contact else 'feed reader'})"
        self._allow: tuple[Network, ...] = networks(allow)
        self._connections = connections
        self._resolver = resolver
        self._polite = Politeness(each, delay, clock, sleep)
        self._robots = Robots(self._robots_txt, clock) if robots else None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def get(self, url: str, *, etag: str = "", modified: str = "", kind: Kind = "feed") -> Page:
        """See ``Fetch.get``."""
        headers = {"Accept": _ACCEPT[kind], "Accept-Encoding": bodies.ACCEPTED}
        if etag:
            headers["If-None-Match"] = _header(etag)
        if modified:
            headers["If-Modified-Since"] = _header(modified)
        return await self._exchange(url, headers, self.limits, kind, asks=kind == "page")

    async def post(self, url: str, form: Mapping[str, str]) -> int:
        """Post a form, as to a WebSub hub, behind the same guard and limits; the status, 2xx only.

        Raises FetchError as ``get`` does. A hub may name another one with 307 or 308, once, and not one that
        is less private than itself: what is posted is secret.
        """
        status, target = await self._post(url, form)
        if target:
            there = _joined(url, target)
            if url.startswith("https://") and not there.startswith("https://"):
                raise FetchError(f"{url}: redirects to {there[:200]}, which is not private", Fate.refused)
            status, target = await self._post(there, form)
        if target:
            raise FetchError(f"{url}: redirects more than once", Fate.refused)
        return status

    async def _post(self, url: str, form: Mapping[str, str]) -> tuple[int, str]:
        """One request: the status, and where it asks to be posted instead ("" where it does not)."""
        host = _host(url)
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=self.limits.connect, sock_read=self.limits.read
        )
        try:
            async with self._polite.turn(host), asyncio.timeout(self.limits.total):
                if self._polite.resting(host):
                    raise FetchError(f"{url}: {host} did not answer lately; asked again later")
                session = self._open()
                async with session.post(url, data=form, allow_redirects=False, timeout=timeout) as answer:
                    said = (await answer.content.read(500)).decode("utf-8", "replace")
        except TimeoutError:
            self._polite.answered(host, False)
            raise FetchError(f"{url}: no answer within {self.limits.total:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            self._polite.answered(host, not isinstance(error, aiohttp.ClientConnectionError))
            raise _translated(url, error) from None
        self._polite.answered(host, True)
        if answer.status in {307, 308}:
            return answer.status, answer.headers.get("Location", "").strip() or _nowhere(url)
        if not 200 <= answer.status < 300:
            wait = retry_after(answer.headers.get("Retry-After", ""), formatdate(usegmt=True))
            why = f"{url}: HTTP {answer.status} {' '.join(said.split())[:200]}".rstrip()
            raise FetchError(why, status=answer.status, wait=wait)
        return answer.status, ""

    async def _ask_robots(self, url: str) -> None:
        """Raise FetchError when the site's robots.txt keeps us out; note the distance it asks for."""
        if self._robots is None:
            return
        host = _host(url)
        rules = await self._robots.rules(url)
        if not rules.allows(AGENT, url):
            why = (
                f"its robots.txt cannot be read ({rules.why})"
                if rules.closed
                else "robots.txt asks us not to"
            )
            raise FetchError(f"{url}: not read, {why}", Fate.refused)
        if delay := rules.delay(AGENT):
            self._polite.ask(host, delay)

    async def _robots_txt(self, url: str) -> str:
        limits = replace(self.limits, page=512 * 1024, total=min(self.limits.total, 15.0))
        page = await self._exchange(url, {"Accept": "text/plain, */*;q=0.1"}, limits, "page", asks=False)
        return page.body.decode("utf-8", "replace")

    async def _exchange(
        self, url: str, headers: dict[str, str], limits: Limits, kind: Kind, *, asks: bool
    ) -> Page:
        """One address with all its redirects; every way it can end that is no Page is a FetchError.

        Each hop is a request of its own: it waits for the turn of the host it goes to, and is asked of that
        host's robots.txt first (``asks``). All of them together have the time of one exchange.
        """
        here, moved, permanent, left = url, "", True, limits.total
        for _ in range(limits.redirects + 1):
            host = _host(here)  # only http and https
            if asks:
                await self._ask_robots(here)
            async with self._polite.turn(host):
                began = time.monotonic()
                page, target = await self._within(left, host, here, headers, limits, kind)
                left -= time.monotonic() - began
            if not target:
                return replace(page, moved=moved)
            permanent = permanent and page.status in _PERMANENT
            here = _joined(here, target)
            moved = here if permanent else moved
        raise FetchError(f"{url}: more than {limits.redirects} redirects", Fate.refused)

    async def _within(
        self, seconds: float, host: str, url: str, headers: dict[str, str], limits: Limits, kind: Kind
    ) -> tuple[Page, str]:
        """One request that may take so long; notes whether the host answered at all."""
        if self._polite.resting(host):
            raise FetchError(f"{url}: {host} did not answer lately; asked again later")
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                found = await self._one(url, headers, limits, kind)
        except TimeoutError:
            self._polite.answered(host, False)
            raise FetchError(f"{url}: no answer within {limits.total:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError, asyncio.IncompleteReadError) as error:
            self._polite.answered(host, not isinstance(error, aiohttp.ClientConnectionError))
            raise _translated(url, error) from None
        self._polite.answered(host, True)
        return found

    async def _one(self, url: str, headers: dict[str, str], limits: Limits, kind: Kind) -> tuple[Page, str]:
        """One request: the page, and where it redirects to ("" when it does not)."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=limits.connect, sock_read=limits.read)
        async with self._open().get(url, headers=headers, allow_redirects=False, timeout=timeout) as answer:
            names = {name.lower(): value for name, value in answer.headers.items()}
            names |= {"link": ", ".join(answer.headers.getall("Link"))} if "link" in names else {}
            if answer.status in _REDIRECTS:
                return Page(url, answer.status), names.get("location", "").strip() or _nowhere(url)
            if answer.status == 304:
                return Page(url, 304, names), ""
            if answer.status != 200:
                raise _refusal(url, answer.status, names, kind, limits)
            most = limits.feed if kind == "feed" else limits.page
            return Page(url, 200, names, await _body(answer, names, limits.wire, most)), ""

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections,
                resolver=self._resolver,
                socket_factory=socket_factory(self._allow),
                ttl_dns_cache=300,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.agent},
                max_line_size=self.limits.field,
                max_field_size=self.limits.field,
                max_headers=self.limits.fields,
            )
        return self._session


def _host(url: str) -> str:
    """The host of an http or https address; FetchError for anything else."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise FetchError(f"{url[:200]!r}: not an address", Fate.refused) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise FetchError(f"{url[:200]!r}: only http and https addresses are read", Fate.refused)
    return host


def _joined(here: str, target: str) -> str:
    """Where a redirect leads; FetchError when that is no address."""
    try:
        return urljoin(here, target)
    except ValueError:
        raise FetchError(f"{here}: redirects to {target[:200]!r}, which is no address") from None


def _nowhere(url: str) -> str:
    raise FetchError(f"{url}: redirects without saying where to", Fate.failed)


def _header(value: str) -> str:
    """A stored header value that cannot break out of its line."""
    return "".join(char for char in value if char.isprintable())[:1000]


async def _body(answer: aiohttp.ClientResponse, headers: dict[str, str], wire: int, most: int) -> bytes:
    chain = bodies.decoders(headers.get("content-encoding", ""))
    came, pieces, size = 0, [], 0
    async for chunk in answer.content.iter_chunked(64 * 1024):
        came += len(chunk)
        piece = bodies.inflate(chunk, chain, most - size) if chain else chunk
        size += len(piece)
        pieces.append(piece)
        if came > wire or size > most:
            raise FetchError(f"{answer.url}: larger than {most // 2**20} MB; not read", Fate.refused)
    return b"".join(pieces)


def _refusal(url: str, status: int, headers: dict[str, str], kind: Kind, limits: Limits) -> FetchError:
    gone = status == 410 or (status in {404, 451} and kind == "page")
    fate = Fate.withdrawn if gone else Fate.failed
    wait = retry_after(headers.get("retry-after", ""), headers.get("date") or formatdate(usegmt=True))
    wait = min(wait, limits.wait) if wait is not None else None
    phrase = responses.get(status, "")
    return FetchError(f"{url}: HTTP {status} {phrase}".rstrip(), fate, status=status, wait=wait)


def retry_after(value: str, date: str = "") -> float | None:
    """Seconds a Retry-After header asks for: a number, or a date measured from the server's own Date."""
    if value.strip().isdecimal():
        return float(value.strip()[:12])
    try:
        return max(0.0, (parsedate_to_datetime(value) - parsedate_to_datetime(date)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


def _translated(url: str, error: Exception) -> FetchError:
    """A network library's error as ours, in one line."""
    if isinstance(error, FetchError):
        return error
    if isinstance(error, aiohttp.ClientConnectorError) and _guarded(error):
        return FetchError(f"{url}: {_guarded(error)}", Fate.refused)
    if isinstance(error, aiohttp.InvalidURL):
        return FetchError(f"{url[:200]!r}: not an address", Fate.refused)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        text = "no such host, or no network"
    elif isinstance(error, aiohttp.ClientConnectorError):
        text = f"no connection ({error.os_error.strerror or error.os_error})"
    else:
        text = str(error) or type(error).__name__
    return FetchError(f"{url}: {text}"[:300].replace("\n", " "))


def _guarded(error: BaseException) -> str:
    """The guard's words when it is behind this error, else ""."""
    seen: list[BaseException | None] = [
        error,
        getattr(error, "os_error", None),
        error.__cause__,
        error.__context__,
    ]
    for one in seen:
        if isinstance(one, AddressRefused):
            return str(one)
        if isinstance(one, BaseExceptionGroup) and one.subgroup(AddressRefused):
            return "not a public address (DATELINE_FETCH_ALLOW can list it)"
        if isinstance(one, OSError) and "DATELINE_FETCH_ALLOW" in str(one):
            return str(one)
    return ""
