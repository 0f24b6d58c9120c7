"""Web API clients that post once or not at all."""

from __future__ import annotations

import logging
import urllib.request
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

log = logging.getLogger("dateline.slack")
library_log = logging.getLogger("dateline.slack.library")
library_log.setLevel(logging.INFO)  # at DEBUG the libraries log what is sent and received

TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=10)


def web_client(api: str, session: aiohttp.ClientSession | None, token: str = "") -> AsyncWebClient:
    """A client without retries: the default ones post again when the reply was lost, which shows twice."""
    client = AsyncWebClient(
        token=token or None, base_url=api, session=session, timeout=20, logger=library_log, retry_handlers=[]
    )
    client.proxy = proxy(api, client.proxy)
    return client


def webhook(url: str, session: aiohttp.ClientSession | None) -> AsyncWebhookClient:
    """A client for a ``response_url``, without retries for the same reason."""
    client = AsyncWebhookClient(url=url, session=session, timeout=20, logger=library_log, retry_handlers=[])
    client.proxy = proxy(url, client.proxy)
    return client


def proxy(url: str, given: str | None) -> str | None:
    """The proxy for ``url``: slack_sdk reads HTTPS_PROXY but not NO_PROXY, so that is read here."""
    host = urlsplit(url).hostname or ""
    if host in ("127.0.0.1", "::1", "localhost") or urllib.request.proxy_bypass(host):
        return None
    return given
