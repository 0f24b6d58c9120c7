"""Slack as the port wants it: everything else in this package, put together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
from aiohttp import web
from cryptography.fernet import MultiFernet
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from ..message import Message
from ..port import Bot, Gone, Misconfigured, Payload, TryLater, Unsure
from . import bolt, payload
from .clients import TIMEOUT, log, web_client
from .delivery import Delivery
from .errors import translated
from .installs import Installs
from .listeners import Listeners
from .manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH
from .pace import Clock, Pace, Sleep
from .people import People
from .replies import Replies
from .settings import PREFIX, Mode, Settings, keys
from .workspaces import OneWorkspace, Workspaces, parted

PING_SECONDS = 10.0
"""How often a socket is checked; one that is silent four times as long is replaced."""

LONGEST_WAIT = 60.0
"""Seconds between two tries to reach Slack at the start, after 5, 10, 20 and 40."""

STOPPING_SECONDS = 5.0


class Slack:
    """One Slack app: in Socket Mode, in HTTP mode, or in many workspaces."""

    name = "slack"

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        ping_seconds: float = PING_SECONDS,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.sleep = sleep
        self.ping_seconds = ping_seconds
        self.delivery = Delivery(Pace(clock, sleep), history_gap=60.0 / settings.history_rate)
        self.ready = asyncio.Event()
        self._session: aiohttp.ClientSession | None = None
        self._workspaces: Workspaces | None = None
        self._app: AsyncApp | None = None

    # --- listening -----------------------------------------------------------------------------------------

    async def run(self, bot: Bot) -> None:
        """Pass on what people say, until cancelled. Raises Misconfigured when Slack rejects a token."""
        self._workspaces = self._known(bot)
        try:
            await self._begin(self._workspaces)
            session = self._opened()
            app = bolt.bolt_app(self.settings, self._workspaces, bot.memory, session)
            replies = Replies(session, self.delivery.uploads)
            people = People(self.clock)
            Listeners(bot, self.settings, self._workspaces, people, replies).register(app)
            self._app = app
            await (self._listen(app) if self.settings.mode is Mode.socket else self._serve())
        finally:
            self.ready.clear()
            self._app = None
            await self.close()

    async def _begin(self, workspaces: Workspaces) -> None:
        """Know the one workspace before the first event; wait while Slack cannot be reached."""
        wait = 5.0
        while self.settings.mode is not Mode.oauth:
            try:
                async with translated():
                    await workspaces.find("")
                return
            except Gone as error:
                raise Misconfigured(f"{PREFIX}BOT_TOKEN: not accepted by Slack: {error}") from error
            except (TryLater, Unsure) as error:
                log.warning("%s; tried again in %.0f s", error, wait)
                await self.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _listen(self, app: AsyncApp) -> None:
        token = self.settings.app_token.get_secret_value()
        await self._try_socket(token)
        client = self._client()
        handler = AsyncSocketModeHandler(
            app, token, web_client=client, proxy=client.proxy, ping_interval=self.ping_seconds
        )
        handler.client.proxy = client.proxy
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]  # bolt has no annotations there
            log.info("connected to Slack by Socket Mode")
            self.ready.set()
            await asyncio.Event().wait()
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # as above

    async def _try_socket(self, token: str) -> None:
        """The library would retry a wrong token for ever; say so instead."""
        try:
            async with translated():
                await self._client().apps_connections_open(app_token=token)
        except (TryLater, Unsure):
            return  # the library waits for the network by itself
        except Exception as error:
            raise Misconfigured(f"{PREFIX}APP_TOKEN: not accepted by Slack: {error}") from error

    async def _serve(self) -> None:
        log.info("waiting for Slack's requests at %s", EVENTS_PATH)
        self.ready.set()
        await asyncio.Event().wait()

    def http_routes(self) -> Sequence[web.RouteDef]:
        """What the bot's HTTP server serves for us: nothing in Socket Mode."""
        routes = {
            Mode.socket: (),
            Mode.http: (web.post(EVENTS_PATH, self._through(bolt.events)),),
            Mode.oauth: (
                web.post(EVENTS_PATH, self._through(bolt.events)),
                web.get(INSTALL_PATH, self._through(bolt.install)),
                web.get(REDIRECT_PATH, self._through(bolt.redirect)),
            ),
        }
        return routes[self.settings.mode]

    def _through(
        self, handle: Callable[[AsyncApp, web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handler(request: web.Request) -> web.StreamResponse:
            if self._app is None or not self.ready.is_set():  # Slack sends events again
                return web.Response(status=503, text="starting", headers={"Retry-After": "5"})
            return await handle(self._app, request)

        return handler

    # --- showing -------------------------------------------------------------------------------------------

    def pages(self, message: Message) -> Sequence[Message]:
        return payload.pages(message)

    def payload(self, page: Message) -> Payload:
        return payload.payload(page)

    async def refresh(self, space: str) -> str:
        """Slash commands are in the manifest, which an operator pastes; ``/dateline`` knows every topic."""
        return ""

    # --- delivering ----------------------------------------------------------------------------------------

    async def send(self, channel: str, page: Message, *, key: str, after: str = "") -> str:
        client, space, there = await self._way(channel)
        return await self.delivery.send(client, space, there, page, key, after)

    async def find(self, channel: str, key: str) -> str | None:
        try:
            client, space, there = await self._way(channel)
        except Gone:
            return None
        return await self.delivery.find(client, space, there, key)

    async def edit(self, channel: str, message_id: str, page: Message) -> None:
        client, space, there = await self._way(channel)
        await self.delivery.edit(client, space, there, message_id, page)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _way(self, channel: str) -> tuple[AsyncWebClient, str, str]:
        """Client, workspace and conversation for a channel as the bot knows it."""
        space, there = parted(channel)
        if self.settings.mode is not Mode.oauth:
            return self._client(self.settings.bot_token.get_secret_value()), "", there
        if self._workspaces is None:
            raise TryLater(2.0, "Slack is not started yet")
        if (workspace := await self._workspaces.find(space)) is None:
            raise Gone("the app was removed from this workspace")
        return self._client(workspace.token), space, there

    def _client(self, token: str = "") -> AsyncWebClient:
        return web_client(self.settings.api, self._opened(), token)

    def _known(self, bot: Bot) -> Workspaces:
        if self.settings.mode is Mode.oauth:
            return Installs(bot.memory, MultiFernet(keys(self.settings)))
        return OneWorkspace(self._client(self.settings.bot_token.get_secret_value()))

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        return self._session
