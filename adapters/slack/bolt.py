"""One bolt app for all ways of running: what differs is where events come from, and who has the token."""

from __future__ import annotations

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings

from ..port import Memory
from .clients import library_log, web_client
from .installs import STATE_SECONDS, Installs, States
from .manifest import INSTALL_PATH, REDIRECT_PATH, SCOPES
from .settings import Mode, Settings
from .workspaces import Authorize, Workspaces


def bolt_app(
    settings: Settings, workspaces: Workspaces, memory: Memory, session: aiohttp.ClientSession
) -> AsyncApp:
    """The app, without listeners."""
    client = web_client(settings.api, session)
    installs = workspaces if isinstance(workspaces, Installs) else None
    app = AsyncApp(
        logger=library_log,
        name="dateline",
        client=client,
        signing_secret=settings.signing_secret.get_secret_value(),
        request_verification_enabled=settings.mode is not Mode.socket,
        authorize=Authorize(workspaces),  # type: ignore[arg-type]  # bolt takes an AsyncAuthorize as it is
        installation_store=installs,
        oauth_flow=_oauth(settings, installs, memory) if installs is not None else None,
    )
    if installs is not None:
        app.enable_token_revocation_listeners()
    return app


def _oauth(settings: Settings, installs: Installs, memory: Memory) -> AsyncOAuthFlow:
    return AsyncOAuthFlow(
        logger=library_log,
        settings=AsyncOAuthSettings(
            client_id=settings.client_id,
            client_secret=settings.client_secret.get_secret_value(),
            scopes=sorted(SCOPES),
            user_scopes=[],
            redirect_uri=settings.url.rstrip("/") + REDIRECT_PATH,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=settings.authorize,
            installation_store=installs,
            installation_store_bot_only=True,
            state_store=States(memory),
            state_expiration_seconds=STATE_SECONDS,
            logger=library_log,
        ),
    )


async def events(app: AsyncApp, request: web.Request) -> web.StreamResponse:
    """A request of Slack's: events, commands, interactions, options."""
    return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))


async def install(app: AsyncApp, request: web.Request) -> web.StreamResponse:
    """The page with "Add to Slack"."""
    assert app.oauth_flow is not None
    return await to_aiohttp_response(await app.oauth_flow.handle_installation(await to_bolt_request(request)))


async def redirect(app: AsyncApp, request: web.Request) -> web.StreamResponse:
    """Where Slack leads back to after "Allow"."""
    assert app.oauth_flow is not None
    return await to_aiohttp_response(await app.oauth_flow.handle_callback(await to_bolt_request(request)))
