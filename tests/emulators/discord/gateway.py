"""The gateway: sessions that outlive their sockets, compressed both ways Discord offers."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from .limits import most
from .world import APPLICATION, BOT, World, guild_payload, user

Json = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
BAD_TOKEN, TOO_LONG, DISALLOWED_INTENTS = 4004, 4002, 4014


@dataclass
class Session:
    """One shard's session; ``events`` are kept for a resume. ``socket`` is None while it is cut off."""

    id: str
    shard: tuple[int, int]
    intents: int
    events: list[Json] = field(default_factory=list)
    socket: Socket | None = None
    heartbeats: list[float] = field(default_factory=list)
    resumed: int = 0

    def sees(self, guild: str) -> bool:
        return (int(guild) >> 22) % self.shard[1] == self.shard[0] if guild else self.shard[0] == 0


@dataclass
class Socket:
    """One connection, with its own compression stream."""

    ws: web.WebSocketResponse
    pack: Callable[[bytes], bytes | str]

    async def send(self, payload: Json) -> None:
        data = self.pack(json.dumps(payload).encode())
        try:
            await (self.ws.send_str(data) if isinstance(data, str) else self.ws.send_bytes(data))
        except ConnectionError:
            return  # the client has gone; a resume replays what it missed


def packer(compress: str) -> Callable[[bytes], bytes | str]:
    """How frames of one connection are written."""
    if compress == "zlib-stream":
        z = zlib.compressobj()
        return lambda data: z.compress(data) + z.flush(zlib.Z_SYNC_FLUSH)
    if compress == "zstd-stream":
        import zstandard  # only where the client has it too

        s = zstandard.ZstdCompressor().compressobj()
        return lambda data: s.compress(data) + s.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    return lambda data: data.decode()


@dataclass
class Gateway:
    """All sessions. ``changed`` is called after anything a test may wait for."""

    world: World
    token: str
    changed: Callable[[], None]
    resume_url: Callable[[], str]
    heartbeat_ms: int = 41250
    shards: int = 1
    sessions: dict[str, Session] = field(default_factory=dict)
    identifies: int = 0
    refuse_resume: int = 0  # so many resumes are answered with "invalid session"
    compressions: list[str] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ws = web.WebSocketResponse(max_msg_size=0)
        await ws.prepare(request)
        self.compressions.append(request.query.get("compress", ""))
        socket = Socket(ws, packer(request.query.get("compress", "")))
        await socket.send({"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}})
        session: Session | None = None
        try:
            async for frame in ws:
                if frame.type is WSMsgType.TEXT:
                    session = await self._receive(socket, session, frame.data)
        finally:
            if session and session.socket is socket:
                session.socket = None
            self.changed()
        return ws

    async def _receive(self, socket: Socket, session: Session | None, frame: str) -> Session | None:
        if len(frame.encode()) > most("gateway", "payload_bytes"):
            await socket.ws.close(code=TOO_LONG)
            return session
        said = json.loads(frame)
        match said["op"]:
            case 1:
                if session:
                    session.heartbeats.append(time.monotonic())
                await socket.send({"op": ACK})
            case 2:
                session = await self._identify(socket, said["d"])
            case 6:
                session = await self._resume(socket, said["d"])
        self.changed()
        return session

    async def _identify(self, socket: Socket, d: Json) -> Session | None:
        if d["token"] != self.token:
            await socket.ws.close(code=BAD_TOKEN)
            return None
        if d["intents"] & PRIVILEGED:
            await socket.ws.close(code=DISALLOWED_INTENTS)
            return None
        self.identifies += 1
        shard = tuple(d.get("shard") or (0, 1))
        session = Session(f"session-{next(self._numbers)}", (int(shard[0]), int(shard[1])), d["intents"])
        self.sessions[session.id] = session
        session.socket = socket
        await self._ready(session)
        return session

    async def _ready(self, session: Session) -> None:
        guilds = [guild for guild in self.world.guilds.values() if session.sees(guild.id)]
        ready = {
            "v": 10, "user": user(BOT, bot=True), "session_id": session.id, "shard": list(session.shard),
            "resume_gateway_url": self.resume_url(), "application": {"id": APPLICATION, "flags": 0},
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
        }  # fmt: skip
        await self.dispatch(session, "READY", ready)
        for guild in guilds:
            channels = [c for c in self.world.channels.values() if c.guild == guild.id]
            await self.dispatch(session, "GUILD_CREATE", guild_payload(guild, channels))

    async def _resume(self, socket: Socket, d: Json) -> Session | None:
        session = self.sessions.get(d["session_id"])
        if session is None or self.refuse_resume or d["token"] != self.token:
            self.refuse_resume = max(self.refuse_resume - 1, 0)
            await socket.send({"op": INVALID, "d": False})
            return None
        session.socket = socket
        session.resumed += 1
        for event in [e for e in session.events if e["s"] > d["seq"]]:
            await socket.send(event)
        await self.dispatch(session, "RESUMED", {})
        return session

    async def dispatch(self, session: Session, event: str, data: Json) -> None:
        """Send an event, or keep it for the resume of a session that is cut off."""
        frame = {"op": DISPATCH, "t": event, "s": len(session.events) + 1, "d": data}
        session.events.append(frame)
        if session.socket:
            await session.socket.send(frame)

    async def tell(self, guild: str, event: str, data: Json) -> None:
        """Send an event to the latest session of the shard that sees the guild ("": direct messages)."""
        session = self.session(guild)
        if session is None:
            raise RuntimeError("no client has identified yet")
        await self.dispatch(session, event, data)

    def session(self, guild: str = "") -> Session | None:
        return next((s for s in reversed(self.sessions.values()) if s.sees(guild)), None)

    @property
    def connected(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.socket]

    # --- trouble ---------------------------------------------------------------------------------------

    async def reconnect(self) -> None:
        """Op 7 to everybody: come back and resume."""
        for session in self.connected:
            assert session.socket
            await session.socket.send({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        for session in self.connected:
            assert session.socket
            await session.socket.send({"op": INVALID, "d": resumable})

    async def close(self, code: int = 4000) -> None:
        """Close every socket; 4000 asks for a resume."""
        sockets = [session.socket for session in self.connected if session.socket]
        for session in self.connected:
            session.socket = None
        await asyncio.gather(*(socket.ws.close(code=code) for socket in sockets))

    def drop(self) -> None:
        """Cut the wires: no close frame."""
        for session in self.connected:
            assert session.socket
            if transport := session.socket.ws._req and session.socket.ws._req.transport:
                transport.abort()
            session.socket = None
