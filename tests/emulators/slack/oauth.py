"""Installing and removing the app in workspaces, as a browser and Slack do it together."""

from __future__ import annotations

import base64
import html
import re
import uuid
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from .methods import Refusal
from .world import SCOPES, Channel, Json, Team

if TYPE_CHECKING:
    import aiohttp

    from .world import World


class OAuth:
    """Codes, tokens and the pages around them."""

    world: World
    client_id: str
    client_secret: str

    if TYPE_CHECKING:

        @property
        def client(self) -> aiohttp.ClientSession: ...

        async def event(self, event: Json, *, team: str = "T1", user: str = "U1") -> object: ...

    def __init__(self) -> None:
        self.codes: dict[str, Json] = {}
        self.revoked: set[str] = set()
        self.installing = "T1"  # the workspace of the next person who presses "Allow"

    async def serve_authorize(self, request: web.Request) -> web.StreamResponse:
        """The page with "Allow", pressed at once."""
        asked = request.query
        if asked.get("client_id") != self.client_id:
            return web.Response(status=400, text="invalid client_id")
        code = uuid.uuid4().hex
        self.codes[code] = {
            "team": self.installing,
            "scope": asked["scope"],
            "uri": asked.get("redirect_uri", ""),
        }
        back = urlencode({"code": code, "state": asked.get("state", "")})
        raise web.HTTPFound(f"{asked['redirect_uri']}?{back}")

    def exchange(self, args: Json, authorization: str) -> Json:
        """``oauth.v2.access``: a code, once, against the bot's token."""
        given = (args.get("client_id"), args.get("client_secret"))
        if authorization.startswith("Basic "):
            given = tuple(base64.b64decode(authorization[6:]).decode().split(":", 1))  # type: ignore[assignment]  # two parts
        if given != (self.client_id, self.client_secret):
            raise Refusal("bad_client_secret")
        code = self.codes.pop(str(args.get("code")), None)
        if code is None:
            raise Refusal("invalid_code")
        team = self._installed(code["team"], code["scope"])
        return {
            "ok": True,
            "access_token": team.token,
            "token_type": "bot",
            "scope": team.scopes,
            "bot_user_id": team.bot_user,
            "app_id": "A1",
            "team": {"id": team.id, "name": team.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": "U1"},
        }

    def _installed(self, id: str, scopes: str) -> Team:
        known = self.world.teams.get(id)
        name = known.name if known else f"Team {id}"
        team = Team(id, name, f"xoxb-{id}-{uuid.uuid4().hex}", f"UBOT{id[1:]}", f"BBOT{id[1:]}", scopes)
        self.world.teams[id] = team
        return team

    def add_team(self, id: str, *channels: str) -> None:
        """A workspace without the app, with these public channels."""
        self.world.teams[id] = Team(id, f"Team {id}", "", f"UBOT{id[1:]}", f"BBOT{id[1:]}", SCOPES)
        for channel in channels:
            self.world.channels[channel] = Channel(channel, channel.lower(), team=id)

    async def install(
        self, bot: str, team: str = "T1", *, cookie: bool = True, state: str = ""
    ) -> tuple[int, str]:
        """Walk a browser through the installation at the bot's address; status and page it ends on.

        The state cookie is ``Secure`` and we speak http, so it is handed back by hand.
        """
        self.installing = team
        async with self.client.get(f"{bot}/slack/install", allow_redirects=False) as page:
            text, cookies = await page.text(), page.headers.get("Set-Cookie", "")
        found = re.search(r'href="(https?://[^"]*/authorize\?[^"]*)"', text)
        assert found is not None, text
        start = html.unescape(found.group(1))
        async with self.client.get(start, allow_redirects=False) as allowed:
            back = urlsplit(allowed.headers["Location"])
        query = {name: values[0] for name, values in parse_qs(back.query).items()}
        query |= {"state": state} if state else {}
        headers = {"Cookie": cookies.split(";", 1)[0]} if cookie else {}
        async with self.client.get(f"{bot}{back.path}", params=query, headers=headers) as done:
            return done.status, await done.text()

    async def uninstall(self, team: str = "T1") -> None:
        """The app is removed: its token dies, and two events say so."""
        removed = self.world.teams[team]
        self.revoked.add(removed.token)
        removed.token = ""
        await self.event(
            {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [removed.bot_user]}}, team=team
        )
        await self.event({"type": "app_uninstalled"}, team=team)
