"""How Slack reaches the bot: a WebSocket in Socket Mode, signed requests in HTTP mode."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from .world import Json

if TYPE_CHECKING:
    from .world import World

ACK_SECONDS = 3.0
"""docs.slack.dev/interactivity/handling-user-interaction: acknowledge within three seconds."""


@dataclass
class Ack:
    """How the bot acknowledged: after how many seconds, and with what. ``ok`` is whether in time."""

    ok: bool
    seconds: float
    payload: Json = field(default_factory=dict)
    status: int = 200


class Transport:
    """Delivers envelopes and waits for their acknowledgement."""

    world: World
    url: str
    request_url: str
    signing_secret: str
    app_token: str

    def __init__(self) -> None:
        self.sockets: list[web.WebSocketResponse] = []
        self.acks: list[Ack] = []
        self.ack_seconds = ACK_SECONDS
        self.connections = 0  # sockets opened so far
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._closing = asyncio.Event()
        self._client: aiohttp.ClientSession | None = None

    def issue_ticket(self, token: str) -> str:
        from .methods import Refusal

        if token != self.app_token:
            raise Refusal("invalid_auth" if token.startswith("xapp-") else "not_allowed_token_type")
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return f"{self.url.replace('http', 'ws', 1)}/link?ticket={ticket}&app_id=A1"

    async def serve_socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408, text="ticket used or unknown")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets) + 1, "debug_info": {}})
        self.sockets.append(socket)
        self.connections += 1
        await self.world.changed()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acked(json.loads(message.data))
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
            await self.world.changed()
        return socket

    def _acked(self, said: Json) -> None:
        waiting = self._waiting.get(said.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(said.get("payload") or {})

    async def connected(self, within: float = 15.0) -> None:
        """Wait until the bot is there to be told things."""
        if not self.request_url:
            await self.world.wait(lambda: self.sockets or None, within)

    async def deliver(self, kind: str, payload: Json, *, retry: int = 0) -> Ack:
        """Send one envelope (``slash_commands``, ``interactive``, ``events_api``), wait for its ack."""
        await self.connected()
        start = time.monotonic()
        sending = self._post if self.request_url else self._envelope
        ack = await sending(kind, payload, retry, start)
        self.acks.append(ack)
        await self.world.changed()
        return ack

    async def _envelope(self, kind: str, payload: Json, retry: int, start: float) -> Ack:
        id = str(uuid.uuid4())
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[id] = waiting
        envelope = {"envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": True}
        envelope |= {"retry_attempt": retry, "retry_reason": "timeout"} if retry else {}
        await self.sockets[-1].send_json(envelope)
        try:
            answer = await asyncio.wait_for(waiting, self.ack_seconds)
        except TimeoutError:
            return Ack(ok=False, seconds=time.monotonic() - start)
        finally:
            del self._waiting[id]
        return Ack(ok=True, seconds=time.monotonic() - start, payload=answer)

    async def _post(self, kind: str, payload: Json, retry: int, start: float) -> Ack:
        if kind == "events_api":
            body, content = json.dumps(payload), "application/json"
        elif kind == "slash_commands":
            body, content = urlencode(payload), "application/x-www-form-urlencoded"
        else:
            body, content = urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
        headers = {"Content-Type": content, **self.signature(body)}
        headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        try:
            async with (
                asyncio.timeout(self.ack_seconds),
                self.client.post(self.request_url, data=body, headers=headers) as response,
            ):
                text = await response.text()
        except TimeoutError:
            return Ack(ok=False, seconds=time.monotonic() - start)
        answer = json.loads(text) if text.startswith("{") else {}
        return Ack(response.status == 200, time.monotonic() - start, answer, response.status)

    def signature(self, body: str, at: int | None = None) -> dict[str, str]:
        """Headers that prove a request is Slack's (docs.slack.dev/authentication/verifying-requests)."""
        at = int(time.time()) if at is None else at
        base = f"v0:{at}:{body}".encode()
        made = hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={made}"}

    @property
    def client(self) -> aiohttp.ClientSession:
        if self._client is None:
            self._client = aiohttp.ClientSession()
        return self._client

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask the bot to connect anew, as Slack does every few hours."""
        for socket in list(self.sockets):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})

    async def disconnect(self) -> None:
        """Close every socket without a word."""
        for socket in list(self.sockets):
            await socket.close(code=1001)

    async def hung(self) -> None:
        """Until the emulator stops: a call that is never answered."""
        await self._closing.wait()

    async def close_transport(self) -> None:
        self._closing.set()
        for socket in list(self.sockets):
            await socket.close()
        if self._client is not None:
            await self._client.close()
