"""The same over HTTP, under ``/_control``, for tests whose bot or whose self is another process.

    GET  /_control/state                         sessions, heartbeats, counts, problems
    GET  /_control/connected?sessions=N&wait=S   once so many clients have identified, with their commands
    GET  /_control/requests?since=N&path=…       what came in (files as their sizes)
    GET  /_control/posts?channel=ID              messages of a channel, oldest first
    GET  /_control/commands?guild=ID             the command registry ("" is global)
    GET  /_control/interactions/TOKEN?wait=S     one interaction and its answer, once there is one
    POST /_control/type     {"line": "/pokrovsk", …}          a command as typed
    POST /_control/command  {"name": "follow", "options": {}, …}
    POST /_control/autocomplete {"name", "option", "typed", …}
    POST /_control/on_message {"name", "message": {"content": "…"}, …}
    POST /_control/press    {"channel", "message": ID, "label", …}
    POST /_control/choose   {"channel", "message": ID, "label", …}
    POST /_control/faults   [{"kind": "lost reply", "path": "/messages", …}]    DELETE forgets them
    POST /_control/gateway  {"do": "reconnect" | "close" | "drop" | "invalidate" | "refuse_resume", …}
    POST /_control/channel  {"id", "allowed": bits} or {"id", "gone": true}
    POST /_control/clock    {"ahead": seconds}

``…`` is ``user_id``, ``permissions``, ``channel``, ``locale``, ``late``, ``owners``, ``context`` as in
``People``, and ``wait``: seconds to wait for the answer (default 10; 0 returns at once).
Errors are 409 with one line.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .faults import from_json
from .people import NotShown
from .world import Interaction, Json

if TYPE_CHECKING:
    from .server import Emulator, Request

WAIT = 10.0
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes(emulator: Emulator) -> list[web.RouteDef]:
    """The control routes of an emulator."""
    at = "/_control"
    gets = {
        "/state": _state, "/connected": _connected, "/requests": _requests,
        "/posts": _posts, "/commands": _commands,
        "/interactions/{token}": _interaction,
    }  # fmt: skip
    posts = {
        "/type": _type, "/command": _command, "/autocomplete": _autocomplete, "/on_message": _on_message,
        "/press": _press, "/choose": _choose, "/faults": _faults, "/gateway": _gateway, "/channel": _channel,
        "/clock": _clock,
    }  # fmt: skip
    made = [web.get(at + path, _told(emulator, verb)) for path, verb in gets.items()]
    made += [web.post(at + path, _told(emulator, verb)) for path, verb in posts.items()]
    return [*made, web.delete(at + "/faults", _told(emulator, _forget))]


def _told(emulator: Emulator, verb: Callable[[Emulator, web.Request, Any], Awaitable[Any]]) -> Handler:
    @functools.wraps(verb)
    async def handler(request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        try:
            return web.json_response(await verb(emulator, request, body))
        except (NotShown, TimeoutError, RuntimeError, KeyError, TypeError, ValueError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=409)

    return handler


async def _state(emulator: Emulator, request: web.Request, body: Json) -> Json:
    sessions = emulator.gateway.sessions.values()
    return {
        "identifies": emulator.gateway.identifies,
        "compressions": emulator.gateway.compressions,
        "sessions": [
            {"id": s.id, "connected": s.socket is not None, "resumed": s.resumed, "heartbeats": s.heartbeats,
             "events": len(s.events)}
            for s in sessions
        ],
        "requests": len(emulator.requests),
        "problems": emulator.problems,
        "faults_left": sum(fault.times for fault in emulator.faults),
    }  # fmt: skip


async def _connected(emulator: Emulator, request: web.Request, body: Json) -> Json:
    sessions, wait = int(request.query.get("sessions", 1)), float(request.query.get("wait", WAIT))
    gateway = emulator.gateway
    await emulator.wait(
        lambda: gateway.identifies >= sessions and gateway.connected and "" in emulator.world.commands, wait
    )
    return {"identifies": gateway.identifies}


async def _requests(emulator: Emulator, request: web.Request, body: Json) -> list[Json]:
    since, path = int(request.query.get("since", 0)), request.query.get("path", "")
    return [_request(r) for r in emulator.requests[since:] if path in r.path]


def _request(r: Request) -> Json:
    return {**vars(r), "files": {name: len(data) for name, data in r.files.items()}}


async def _posts(emulator: Emulator, request: web.Request, body: Json) -> list[Json]:
    wanted = request.query.get("channel", "")
    return [m for c in emulator.world.channels.values() if wanted in ("", c.id) for m in c.messages]


async def _commands(emulator: Emulator, request: web.Request, body: Json) -> list[Json]:
    return emulator.world.commands.get(request.query.get("guild", ""), [])


async def _interaction(emulator: Emulator, request: web.Request, body: Json) -> Json:
    interaction = emulator.world.interactions[request.match_info["token"]]
    return await _answer(emulator, interaction, float(request.query.get("wait", WAIT)))


async def _answer(emulator: Emulator, interaction: Interaction, wait: float) -> Json:
    if wait:
        await emulator.people.answered(interaction, wait)
    told = vars(interaction) | {"answer": interaction.answer, "payload": None}
    return told | {"ack_after": interaction.acked_at - interaction.at if interaction.acked else None}


async def _type(emulator: Emulator, request: web.Request, body: Json) -> Json:
    wait, line = float(body.pop("wait", WAIT)), body.pop("line")
    return await _answer(emulator, await emulator.people.type(line, **body), wait)


async def _command(emulator: Emulator, request: web.Request, body: Json) -> Json:
    wait, name = float(body.pop("wait", WAIT)), body.pop("name")
    return await _answer(emulator, await emulator.people.command(name, body.pop("options", {}), **body), wait)


async def _autocomplete(emulator: Emulator, request: web.Request, body: Json) -> list[Json]:
    body.pop("wait", None)
    return await emulator.people.autocomplete(body.pop("name"), body.pop("option"), body.pop("typed"), **body)


async def _on_message(emulator: Emulator, request: web.Request, body: Json) -> Json:
    wait, name = float(body.pop("wait", WAIT)), body.pop("name")
    return await _answer(emulator, await emulator.people.on_message(name, body.pop("message"), **body), wait)


async def _press(emulator: Emulator, request: web.Request, body: Json) -> Json:
    return await _clicked(emulator, emulator.people.press, body)


async def _choose(emulator: Emulator, request: web.Request, body: Json) -> Json:
    return await _clicked(emulator, emulator.people.choose, body)


async def _clicked(emulator: Emulator, verb: Callable[..., Awaitable[Interaction]], body: Json) -> Json:
    wait = float(body.pop("wait", WAIT))
    message = emulator.world.message(body.pop("channel"), body.pop("message"))
    return await _answer(emulator, await verb(message, body.pop("label"), **body), wait)


async def _faults(emulator: Emulator, request: web.Request, body: list[Json]) -> Json:
    emulator.faults += [from_json(fault) for fault in body]
    return {"faults": len(emulator.faults)}


async def _forget(emulator: Emulator, request: web.Request, body: Json) -> Json:
    emulator.faults.clear()
    return {"faults": 0}


async def _gateway(emulator: Emulator, request: web.Request, body: Json) -> Json:
    match body["do"]:
        case "reconnect":
            await emulator.gateway.reconnect()
        case "close":
            await emulator.gateway.close(int(body.get("code", 4000)))
        case "drop":
            emulator.gateway.drop()
        case "invalidate":
            await emulator.gateway.invalidate(resumable=bool(body.get("resumable")))
        case "refuse_resume":
            emulator.gateway.refuse_resume = int(body.get("times", 1))
        case unknown:
            raise ValueError(f"the gateway cannot {unknown!r}")
    return {"done": body["do"]}


async def _channel(emulator: Emulator, request: web.Request, body: Json) -> Json:
    if body.get("gone"):
        emulator.world.channels.pop(body["id"])
    else:
        emulator.world.channel(body["id"]).allowed = int(body["allowed"])
    return {"channels": list(emulator.world.channels)}


async def _clock(emulator: Emulator, request: web.Request, body: Json) -> Json:
    emulator.world.ahead += float(body["ahead"])
    return {"ahead": emulator.world.ahead}
