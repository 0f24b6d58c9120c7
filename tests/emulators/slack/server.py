"""The emulator: Slack's addresses on one loopback port."""

from __future__ import annotations

import json
import time
from typing import Any

from aiohttp import web

from . import control, limits
from .actors import Acts
from .faults import Fault, struck
from .methods import METHODS, Refusal, seen
from .oauth import OAuth
from .transport import Transport
from .world import Channel, Json, Request, Said, Team, World

URL_USES = 5
URL_SECONDS = 30 * 60
"""docs.slack.dev/interactivity/handling-user-interaction."""


class SlackEmulator(Acts, OAuth, Transport):
    """Slack for one app. Use ``async with SlackEmulator() as slack``; ``slack.api`` is the Web API's base.

    There are team ``T1`` with the app installed, public channels ``C1`` (news) and ``C2`` (general),
    private ``C3`` without the bot, and people ``U1`` (an administrator) and ``U2``.
    """

    signing_secret = "8f742231b10e8888abcd99yyyzzz85a5"
    app_token = "xapp-1-A1-1-abc"
    client_id = "111.222"
    client_secret = "client-secret"

    def __init__(self, *, request_url: str = "", pace_seconds: float = 0.0, history_most: int = 100) -> None:
        self.world = World()
        self.faults: list[Fault] = []
        self.request_url = request_url  # where HTTP mode's requests go; "": Socket Mode
        self.pace_seconds = pace_seconds  # below this distance a second post in a channel gets a 429
        self.history_most = history_most
        self.processing = 0  # posts during which a new picture is still being processed
        self.url = ""
        self._posted: dict[str, float] = {}
        self._runner: web.AppRunner | None = None
        Transport.__init__(self)
        OAuth.__init__(self)
        Acts.__init__(self)
        self._furnish()

    def _furnish(self) -> None:
        self.world.teams["T1"] = Team("T1", "Acme", "xoxb-acme-1", "UBOT1", "BBOT1")
        for id, name, private in (("C1", "news", False), ("C2", "general", False), ("C3", "secret", True)):
            self.world.channels[id] = Channel(id, name, private=private, member=not private, team="T1")
        for id, zone, admin in (("U1", "Europe/Kyiv", True), ("U2", "America/New_York", False)):
            self.world.users[id] = {
                "id": id,
                "team_id": "T1",
                "tz": zone,
                "locale": "en-US",
                "is_admin": admin,
            }

    @property
    def api(self) -> str:
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        return self.world.teams["T1"].token

    async def __aenter__(self) -> SlackEmulator:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes(
            [
                web.route("*", "/api/{method}", self._api),
                web.post("/upload/{file}", self._upload),
                web.post("/respond/{id}", self._respond),
                web.get("/link", self.serve_socket),
                web.get("/oauth/v2/authorize", self.serve_authorize),
                *control.routes(self),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.url = f"http://{host}:{bound}"

    async def stop(self) -> None:
        await self.close_transport()
        if self._runner is not None:
            await self._runner.cleanup()

    # --- the Web API -----------------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(args.pop("token", ""))
        noted = Request(method, args, token, time.monotonic())
        self.world.requests.append(noted)
        rule = struck(self.faults, method, str(args.get("channel", "")))
        return await self._faulty(request, rule, noted, lambda: self._called(method, token, args, request))

    async def _faulty(
        self, request: web.Request, rule: Fault | None, noted: Request, act: Any
    ) -> web.StreamResponse:
        """Do it, unless a rule says otherwise."""
        if rule is None:
            answer = act()
            noted.outcome = answer.text or ""
            await self.world.changed()
            return answer
        noted.outcome = rule.kind
        if rule.kind in ("lost", "hang", "status_after"):
            act()
        await self.world.changed()
        if rule.kind == "ratelimited":
            answer = web.json_response({"ok": False, "error": "ratelimited"}, status=429)
            answer.headers["Retry-After"] = str(int(rule.seconds))
            return answer
        if rule.kind in ("status", "status_after"):
            return web.Response(status=rule.status, text="upstream error")
        if rule.kind in ("error", "refused"):
            status = 200 if rule.kind == "error" else rule.status
            return web.json_response({"ok": False, "error": rule.error}, status=status)
        if rule.kind == "hang":
            await self.hung()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    def _called(self, method: str, token: str, args: Json, request: web.Request) -> web.Response:
        try:
            if method == "api.test":
                return web.json_response({"ok": True})
            if method == "apps.connections.open":
                return web.json_response({"ok": True, "url": self.issue_ticket(token)})
            if method == "oauth.v2.access":
                return web.json_response(self.exchange(args, request.headers.get("Authorization", "")))
            return self._methods(method, token, args, typed=request.content_type == "application/json")
        except Refusal as refusal:
            return web.json_response(refusal.answer)

    def _methods(self, method: str, token: str, args: Json, *, typed: bool) -> web.Response:
        team = self.world.team_of(token)
        if team is None:
            raise Refusal("token_revoked" if token in self.revoked else "invalid_auth")
        if method not in METHODS:
            self.world.violations.append(f"{method}: unknown method")
            raise Refusal("unknown_method")
        if wrong := limits.arguments(method, args, typed=typed):
            self.world.violations += [f"{method} {one}" for one in wrong]
            raise Refusal("invalid_arguments", errors=wrong)
        act, scope = METHODS[method]
        if scope and scope not in team.scopes.split(","):
            raise Refusal("missing_scope", needed=scope, provided=team.scopes)
        answer = web.json_response({"ok": True, **act(self, team, args)})
        answer.headers["x-oauth-scopes"] = team.scopes
        return answer

    def check(self, method: str, found: list[str], kind: str, value: Json) -> None:
        """Refuse what breaks a limit; keep it in ``world.violations``."""
        errors, warnings = limits.findings(kind, value)
        self.world.warnings += [f"{method} {warning}" for warning in warnings]
        if problems := [*found, *errors]:
            self.world.violations += [f"{method} {problem}" for problem in problems]
            raise Refusal("invalid_arguments" if kind == "view" else "invalid_blocks", errors=problems)

    def pace(self, channel: Channel) -> None:
        """A message a second a channel, where a test asks for it."""
        now = time.monotonic()
        since = now - self._posted.get(channel.id, -1e9)
        if since < self.pace_seconds:
            raise Refusal("ratelimited")
        self._posted[channel.id] = now

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self.world.files.get(request.match_info["file"])
        data = await _content(request)
        noted = Request(
            "upload", {"file": request.match_info["file"], "size": len(data)}, "", time.monotonic()
        )
        self.world.requests.append(noted)

        def act() -> web.Response:
            if file is None or file["length"] != len(data):
                return web.Response(status=400, text="bad upload")
            file["data"] = data
            return web.Response(text=f"OK - {len(data)}")

        return await self._faulty(request, struck(self.faults, "upload", ""), noted, act)

    # --- response_url ----------------------------------------------------------------------------------

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        id, args = request.match_info["id"], json.loads(await request.text())
        noted = Request("response_url", args, "", time.monotonic())
        self.world.requests.append(noted)
        rule = struck(self.faults, "response_url", str(self.urls.get(id, {}).get("channel", "")))
        return await self._faulty(request, rule, noted, lambda: self._responded(id, args))

    def _responded(self, id: str, args: Json) -> web.Response:
        url = self.urls.get(id)
        if url is None or url["uses"] >= URL_USES or time.monotonic() - url["at"] > URL_SECONDS:
            self.world.violations.append("response_url: used up or expired")
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        try:
            named = {name: value for name, value in args.items() if name not in RESPOND_ONLY}
            self.check("response_url", limits.message(named), "message", {"channel": url["channel"], **named})
            self._check_files(args)
        except Refusal as refusal:
            return web.json_response(refusal.answer, status=404)
        url["uses"] += 1
        replaced = bool(args.get("replace_original")) and bool(url["ts"])
        kind = (
            "replaced"
            if replaced
            else "in_channel"
            if args.get("response_type") == "in_channel"
            else "ephemeral"
        )
        message = {**args, "ts": url["ts"] if replaced else self.world.ts()}
        said = seen(kind, self.world.teams[url["team"]], url["channel"], url["user"], message)
        said.via = id
        self.world.said.append(said)
        return web.Response(text="ok")

    def _check_files(self, args: Json) -> None:
        for block in args.get("blocks") or []:
            if "slack_file" in block:
                file = self.world.files.get(block["slack_file"]["id"], {})
                file["busy"] = file.get("busy", 0) - 1
                if not file.get("complete") or file["busy"] >= 0:
                    raise Refusal("invalid_blocks")

    # --- what tests look at ----------------------------------------------------------------------------

    def posts(self, channel: str = "") -> list[Said]:
        """Messages posted by the Web API, oldest first."""
        return [said for said in self.world.said if said.kind == "post" and channel in ("", said.channel)]

    def calls(self, method: str) -> list[Request]:
        return [request for request in self.world.requests if request.method == method]

    async def answer(self, via: str, number: int = 1, within: float = 10.0) -> Said:
        """What was said through a response_url, by its id: the first, second… time."""
        return (await self.answers(via, number, within))[number - 1]

    async def answers(self, via: str, count: int = 1, within: float = 10.0) -> list[Said]:
        def look() -> list[Said] | None:
            found = [said for said in self.world.said if said.via == via]
            return found if len(found) >= count else None

        return await self.world.wait(look, within)

    async def seen(self, kind: str, *, after: int = 0, within: float = 10.0) -> Said:
        """The first thing of this kind said after ``after`` things had been said."""

        def look() -> Said | None:
            return next((said for said in self.world.said[after:] if said.kind == kind), None)

        return await self.world.wait(look, within)


RESPOND_ONLY = {"response_type", "replace_original", "delete_original"}


async def arguments(request: web.Request) -> Json:
    """A call's arguments, however they came."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= json.loads(await request.text() or "{}")
    else:
        args |= dict(await request.post())
    for name in ("blocks", "metadata", "view", "attachments", "files"):
        if isinstance(args.get(name), str):
            args[name] = json.loads(args[name])
    return {name: value for name, value in args.items() if value is not None}


async def _content(request: web.Request) -> bytes:
    if request.content_type.startswith("multipart/"):
        reader = await request.multipart()
        part = await reader.next()
        return bytes(await part.read()) if part is not None else b""  # type: ignore[union-attr]  # one flat part
    return await request.read()
