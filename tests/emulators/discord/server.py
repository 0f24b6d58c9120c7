"""The emulator: one HTTP server on loopback that discord.py takes for Discord."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web

from . import limits
from .faults import Fault, next_fault
from .gateway import Gateway
from .people import People
from .rest import Call, Rest
from .world import CHANNEL, GUILD, TOKEN, Channel, Guild, Json, Refused, World

T = TypeVar("T")

API = "/api/v10"
PATIENCE = 10.0
"""Longest wait of a test for something to happen, in seconds."""


@dataclass
class Request:
    """A request as it came, and how it was answered (0: not at all). ``at`` is the monotonic clock."""

    number: int
    method: str
    path: str
    json: Any
    files: dict[str, bytes]
    at: float
    status: int = 0
    problems: list[str] = field(default_factory=list)
    fault: str = ""


class Emulator:
    """Discord on 127.0.0.1.

    ``async with Emulator() as discord:`` serves on a free port. ``discord.people`` does what people do,
    ``discord.gateway`` what the network does, ``discord.faults`` is the script of failures,
    ``discord.requests`` what came in. ``guilds``: how many, each with one channel.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        shards: int = 1,
        guilds: int = 1,
        heartbeat_ms: int = 41250,
        port: int = 0,
    ) -> None:
        self.world = World()
        self.token = token
        self.port = port
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.strict = True
        self.gateway = Gateway(self.world, token, self.touch, self.gateway_url, heartbeat_ms, shards)
        self.rest = Rest(self.world, token, self.now)
        self.rest.shards = shards
        self.people = People(self)
        self._change = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._held: list[asyncio.Event] = []
        for number in range(guilds):
            guild = str(int(GUILD) + (number << 22))
            self.world.guilds[guild] = Guild(guild)
            channel = str(int(CHANNEL) + number)
            self.world.channels[channel] = Channel(channel, guild)

    # --- life ------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Emulator:
        from .control import routes

        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes([*routes(self), web.get("/gateway{tail:.*}", self.gateway.handle)])
        app.router.add_route("*", API + "{path:/.*}", self._handle)
        self._runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.rest.gateway_url = self.gateway_url()
        return self

    async def __aexit__(self, *_: object) -> None:
        for held in self._held:
            held.set()
        await self.gateway.close(code=1001)
        if self._runner:
            await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}{API}"

    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    def now(self) -> float:
        return time.monotonic() + self.world.ahead

    def environment(self) -> dict[str, str]:
        """The settings that point the bot here."""
        return {
            "DATELINE_DISCORD_TOKEN": self.token,
            "DATELINE_DISCORD_API": self.api,
            "DATELINE_DISCORD_GATEWAY": self.gateway_url(),
        }

    # --- waiting ---------------------------------------------------------------------------------------

    def touch(self) -> None:
        """Something changed: let those who wait look again."""
        self._change.set()
        self._change = asyncio.Event()

    async def wait(self, look: Callable[[], T], seconds: float = PATIENCE) -> T:
        """What ``look`` returns, once it is true; it looks whenever something changed.

        Raises TimeoutError, naming what came in last.
        """
        try:
            async with asyncio.timeout(seconds):
                while not (seen := look()):
                    await self._change.wait()
                return seen
        except TimeoutError as error:
            last = [f"{r.method} {r.path} {r.status}" for r in self.requests[-5:]]
            raise TimeoutError(f"nothing of the kind in {seconds} s; last requests: {last}") from error

    def asked(self, method: str, path: str) -> list[Request]:
        """The requests whose path contains ``path``."""
        return [r for r in self.requests if r.method == method and path in r.path]

    @property
    def problems(self) -> list[str]:
        """Everything Discord would have refused so far."""
        return [f"{r.method} {r.path}: {problem}" for r in self.requests for problem in r.problems]

    # --- requests --------------------------------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body, files = await _read(request)
        path = request.match_info["path"]
        record = Request(len(self.requests), request.method, path, body, files, time.monotonic())
        self.requests.append(record)
        call = Call(
            request.method, path, request.query, body, files, request.headers.get("Authorization", "")
        )
        fault = next_fault(self.faults, request.method, path)
        try:
            return await self._answer(request, call, record, fault)
        finally:
            self.touch()

    async def _answer(
        self, request: web.Request, call: Call, record: Request, fault: Fault | None
    ) -> web.StreamResponse:
        record.fault = fault.kind if fault else ""
        if fault and not fault.with_effect:
            return _failed(request, record, fault)
        record.status, answer = self._do(call, record)
        self.touch()
        if fault is None:
            return _json(record.status, answer)
        if fault.kind == "hang":
            held = asyncio.Event()
            self._held.append(held)
            await held.wait()
        return _failed(request, record, fault)

    def _do(self, call: Call, record: Request) -> tuple[int, Any]:
        try:
            record.problems = limits.problems(call.method, call.path, call.body, list(call.files))
            if record.problems and self.strict:
                raise Refused(400, 50035, "Invalid Form Body", record.problems)
            return self.rest.do(call)
        except Refused as refused:
            errors = (
                {"errors": {"_errors": [{"message": e} for e in refused.errors]}} if refused.errors else {}
            )
            return refused.status, {"code": refused.code, "message": refused.message, **errors}


def _failed(request: web.Request, record: Request, fault: Fault) -> web.StreamResponse:
    """What a fault is answered with, if anything."""
    if fault.kind in ("rate", "global"):
        record.status = 429
        body = {
            "message": "You are being rate limited.",
            "retry_after": fault.seconds,
            "global": fault.kind == "global",
        }
        return _json(429, body, {"Retry-After": str(fault.seconds)})
    if fault.kind == "status":
        record.status = fault.status
        return _json(fault.status, {"code": fault.code, "message": f"emulated {fault.status}"})
    record.status = 0
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)


def _json(status: int, data: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    """Without a charset in the content type: discord.py knows only the bare one. 429 counts with Via."""
    base = {"Via": "1.1 google", **(headers or {})}
    if status == 204:
        return web.Response(status=204, headers=base)
    return web.Response(
        status=status, body=json.dumps(data).encode(), headers={"Content-Type": "application/json", **base}
    )


async def _read(request: web.Request) -> tuple[Json | list[Any] | None, dict[str, bytes]]:
    """The JSON of a request and its files by name."""
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (json.loads(raw) if raw else None), {}
    body: Json | None = None
    files: dict[str, bytes] = {}
    async for part in await request.multipart():
        data = await part.read(decode=False)  # type: ignore[union-attr]  # Discord's forms are flat
        if part.name == "payload_json":  # type: ignore[union-attr]  # as above
            body = json.loads(data)
        else:
            files[str(part.filename)] = bytes(data)  # type: ignore[union-attr]  # as above
    return body, files
