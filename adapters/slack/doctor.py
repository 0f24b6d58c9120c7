"""What is wrong with the installation in Slack, and how to mend it, in plain lines."""

from __future__ import annotations

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from ..port import Gone, TryLater, Unsure
from .clients import web_client
from .errors import Refused, translated
from .manifest import SCOPES
from .settings import PREFIX, Mode, Settings


async def check(settings: Settings) -> list[str]:
    """One line a finding; one that begins with "!" wants mending."""
    async with aiohttp.ClientSession() as session:
        if settings.mode is Mode.oauth:
            return [
                f"many workspaces; install at {settings.url.rstrip('/')}/slack/install",
                *await _reachable(web_client(settings.api, session)),
            ]
        token = settings.bot_token.get_secret_value()
        found = await _bot(web_client(settings.api, session, token))
        if settings.mode is Mode.socket:
            found += await _socket(web_client(settings.api, session), settings.app_token.get_secret_value())
        else:
            found.append("HTTP mode; Slack must reach /slack/events on our public address")
        return found


async def _bot(client: AsyncWebClient) -> list[str]:
    try:
        async with translated():
            said = await client.auth_test()
    except (Gone, Refused) as error:
        return [f"! {PREFIX}BOT_TOKEN is not accepted: {error}. Copy it from OAuth & Permissions."]
    except (TryLater, Unsure) as error:
        return [f"! Slack could not be asked ({error}); is {client.base_url} reachable from here?"]
    found = [f"connected to {said.get('team')} as {said.get('user')}"]
    given = set(said.headers.get("x-oauth-scopes", "").replace(" ", "").split(","))
    if missing := [scope for scope in sorted(SCOPES) if scope not in given and given != {""}]:
        reasons = "; ".join(f"{scope} (to {SCOPES[scope]})" for scope in missing)
        found.append(
            f"! scopes missing: {reasons}. Paste `dateline manifest slack` again and reinstall the app."
        )
    return found


async def _socket(client: AsyncWebClient, token: str) -> list[str]:
    try:
        async with translated():
            await client.apps_connections_open(app_token=token)
    except (Gone, Refused) as error:
        return [
            f"! {PREFIX}APP_TOKEN is not accepted: {error}. "
            "Make one with connections:write, and enable Socket Mode."
        ]
    except (TryLater, Unsure) as error:
        return [f"! Socket Mode could not be tried: {error}"]
    return ["Socket Mode: connected"]


async def _reachable(client: AsyncWebClient) -> list[str]:
    try:
        async with translated():
            await client.api_test()
    except (Gone, Refused, TryLater, Unsure) as error:
        return [f"! Slack could not be asked: {error}"]
    return ["Slack answers"]
