"""The same from another process: ``/_control``.

``POST /_control/command`` ``{"text", "command"?, "channel"?, "user"?, "team"?}`` types a slash command and
answers ``{"ack": {"ok", "seconds"}, "via"}``. ``POST /_control/press`` ``{"ts", "label", "user"?,
"choice"?}`` presses on what was said with that ts. ``POST /_control/event`` ``{"event", "event_id"?,
"retry"?}``, ``/_control/home`` ``{"user"?}``, ``/_control/mention``, ``/_control/direct`` ``{"text", …}``.
``GET /_control/said?kind=&channel=&via=&after=0&count=1&wait=10`` waits for what people see, up to ``wait``
seconds. ``GET /_control/requests?method=``, ``/_control/violations``, ``/_control/sockets?count=1&wait=10``.
``POST /_control/faults`` takes a list of rules (see ``faults.Fault``) instead of the present ones.
``POST /_control/settings`` sets ``request_url``, ``pace_seconds``, ``history_most``, ``processing``.
``POST /_control/channel`` ``{"id", "archived"?, "member"?}``. ``POST /_control/disconnect`` and ``/refresh``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .faults import fault

if TYPE_CHECKING:
    from .server import SlackEmulator

SETTINGS = ("request_url", "pace_seconds", "history_most", "processing")


def routes(slack: SlackEmulator) -> list[web.RouteDef]:
    """The control API's addresses."""
    return [
        *(web.post(f"/_control/{name}", _posted(act)) for name, act in _acts(slack).items()),
        web.get("/_control/said", _said(slack)),
        web.get("/_control/requests", _requests(slack)),
        web.get("/_control/violations", _violations(slack)),
        web.get("/_control/sockets", _sockets(slack)),
    ]


Act = Callable[[Any], Awaitable[Any]]


def _acts(slack: SlackEmulator) -> dict[str, Act]:
    """What can be done, by name; each takes the posted JSON."""

    def done(act: Callable[..., Awaitable[Any]]) -> Act:
        async def doing(given: dict[str, Any]) -> Any:
            result = await act(**given)
            return {"ack": asdict(result.ack), "via": result.via}

        return doing

    async def press(ts: str, **given: Any) -> Any:
        found = [said for said in slack.world.said if said.ts == ts][-1]
        return await slack.press(found, **given)

    return {
        "command": done(slack.command),
        "press": done(press),
        "event": done(slack.event),
        "home": done(slack.open_home),
        "mention": done(slack.mention),
        "direct": done(slack.direct_message),
        "faults": lambda given: _faults(slack, given),
        "settings": lambda given: _settings(slack, given),
        "channel": lambda given: _channel(slack, given),
        "disconnect": lambda _: slack.disconnect(),
        "refresh": lambda _: slack.refresh(),
    }


def _posted(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        given = await request.json() if request.can_read_body else {}
        try:
            return web.json_response(await act(given))
        except (LookupError, TypeError, ValueError, StopIteration) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    return handler


async def _faults(slack: SlackEmulator, given: list[dict[str, Any]]) -> Any:
    slack.faults[:] = [fault(rule) for rule in given]
    return {"faults": len(slack.faults)}


async def _settings(slack: SlackEmulator, given: dict[str, Any]) -> Any:
    for name, value in given.items():
        if name not in SETTINGS:
            raise ValueError(f"{name}: not one of {', '.join(SETTINGS)}")
        setattr(slack, name, value)
    return given


async def _channel(slack: SlackEmulator, given: dict[str, Any]) -> Any:
    there = slack.world.channels[given.pop("id")]
    for name, value in given.items():
        setattr(there, name, value)
    return {"id": there.id}


def _said(slack: SlackEmulator) -> Callable[[web.Request], Any]:
    async def handler(request: web.Request) -> web.Response:
        asked = request.query
        wanted = {name: asked[name] for name in ("kind", "channel", "via", "user", "team") if asked.get(name)}
        after, count = int(asked.get("after", 0)), int(asked.get("count", 1))

        def look() -> list[Any]:
            return [
                {"number": number, **asdict(said), "words": said.words()}
                for number, said in enumerate(slack.world.said[after:], start=after + 1)
                if all(getattr(said, name) == value for name, value in wanted.items())
            ]

        try:
            wait = float(asked.get("wait", 0))
            found = await slack.world.wait(lambda: fit if len(fit := look()) >= count else None, wait)
        except TimeoutError:
            found = look()
        return web.json_response(found)

    return handler


def _requests(slack: SlackEmulator) -> Callable[[web.Request], Any]:
    async def handler(request: web.Request) -> web.Response:
        method = request.query.get("method", "")
        kept = [r for r in slack.world.requests if method in ("", r.method)]
        return web.json_response(
            [{"method": r.method, "args": r.args, "at": r.at, "outcome": r.outcome} for r in kept]
        )

    return handler


def _violations(slack: SlackEmulator) -> Callable[[web.Request], Any]:
    async def handler(_: web.Request) -> web.Response:
        return web.json_response({"violations": slack.world.violations, "warnings": slack.world.warnings})

    return handler


def _sockets(slack: SlackEmulator) -> Callable[[web.Request], Any]:
    async def handler(request: web.Request) -> web.Response:
        count, wait = int(request.query.get("count", 0)), float(request.query.get("wait", 0))
        with suppress(TimeoutError):
            await slack.world.wait(lambda: len(slack.sockets) >= count or None, wait)
        return web.json_response({"open": len(slack.sockets), "opened": slack.connections})

    return handler
