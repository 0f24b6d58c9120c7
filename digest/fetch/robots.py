"""May this page be read? robots.txt by RFC 9309, remembered for a day."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from urllib.robotparser import RobotFileParser

from ..errors import FetchError

KEPT = 24 * 3600.0  # seconds; RFC 9309 2.4: not more than 24 hours
RETRY = 3600.0  # seconds an unreachable robots.txt closes a host for, before it is asked again
MOST = 512 * 1024  # bytes; RFC 9309 2.5: parse at least 500 KiB
MOST_LINE = 2000  # characters
MOST_HOSTS = 2048
LONGEST_DELAY = 30.0  # seconds of Crawl-delay we follow
_TIMES = re.compile(r"\s*(?:crawl-delay|request-rate)", re.IGNORECASE)  # numbers like "³" break the parser
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host's robots.txt says, and until when we believe it."""

    parser: RobotFileParser | None  # None: everything is allowed
    until: float
    closed: bool = False  # the file could not be read: everything is disallowed for now
    why: str = ""  # it could not

    def allows(self, agent: str, url: str) -> bool:
        return not self.closed and (self.parser is None or self.parser.can_fetch(agent, url))

    def delay(self, agent: str) -> float:
        """Seconds between requests the file asks for, at most LONGEST_DELAY."""
        asked = self.parser.crawl_delay(agent) if self.parser else None
        return min(float(asked or 0), LONGEST_DELAY)


class Robots:
    """The rules of many hosts; ``read(url)`` gets a robots.txt as text."""

    def __init__(self, read: Callable[[str], Awaitable[str]], clock: Callable[[], float]) -> None:
        self._read = read
        self._clock = clock
        self._known: OrderedDict[str, Rules] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def rules(self, url: str) -> Rules:
        """The rules for the site of ``url``."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        if not self._is_known(site):
            async with self._asking.setdefault(site, asyncio.Lock()):  # asked once, however many pages wait
                if not self._is_known(site):
                    self._known[site] = await self._fresh(site)
            self._asking.pop(site, None)
        known = self._known[site]
        self._known.move_to_end(site)
        while len(self._known) > MOST_HOSTS:
            self._known.popitem(last=False)
        return known

    def _is_known(self, site: str) -> bool:
        known = self._known.get(site)
        return known is not None and known.until > self._clock()

    async def _fresh(self, site: str) -> Rules:
        now = self._clock()
        try:
            text = await self._read(f"{site}/robots.txt")
        except FetchError as error:
            # RFC 9309 2.3.1: 4xx means no rules; a server or network error means keep out
            unavailable = 400 <= error.status < 500 and error.status != 429
            why = str(error).removeprefix(f"{site}/robots.txt: ")
            return Rules(None, now + (KEPT if unavailable else RETRY), not unavailable, why)
        return Rules(parse(text), now + KEPT)


def parse(text: str) -> RobotFileParser:
    """A robots.txt as rules. Never raises: lines that are none are passed over."""
    parser = RobotFileParser()
    plain = _NOT_ASCII.sub(lambda found: quote(found[0], errors="replace"), text)  # as in the addresses asked
    lines = [line[:MOST_LINE] for line in plain.replace("\0", "").splitlines()]
    parser.parse([line for line in lines if "%" not in line or not _TIMES.match(line)])
    parser.modified()
    return parser
