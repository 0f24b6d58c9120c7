"""Post, find and edit unasked: requests out, the port's three errors back."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from ..message import Message, Picture, Small, text
from ..port import Gone, Payload, TryLater, Unsure
from .payload import key_id, payload

log = logging.getLogger(__name__)

NONCE_MOST = 25
ANSWER_WITHIN = 90.0
"""Seconds for one request with all of discord.py's own retries; then it is unsure what happened."""

HISTORY_PAGE, HISTORY_PAGES = 100, 5

WHY_GONE = {
    10003: "The channel no longer exists.",
    10004: "I am no longer in this server.",
    50001: "I cannot see this channel: it needs the permission View Channel.",
    50007: "This person does not take direct messages from me.",
    50013: "I may not write here: the channel needs Send Messages and Attach Files for me.",
    50083: "The thread is archived.",
    40333: "Discord refuses this program's requests.",
}
MISSING_PERMISSIONS, UNKNOWN_MESSAGE, UNKNOWN_CHANNEL = 50013, 10008, 10003
REFUSED_WAIT = 3600.0


def nonce(key: str) -> str:
    """A key as Discord's nonce: the same for the same key, at most 25 characters."""
    return hashlib.sha256(key.encode()).hexdigest()[:NONCE_MOST]


async def send(http: HTTPClient, channel: str, page: Message, *, key: str) -> str:
    """Post one page; Discord itself drops a second post with the nonce made of ``key`` for some minutes.

    That covers discord.py's own repeats after a 5xx, and ours after a crash; later ones need ``find``.
    Where pictures may not be attached, the page goes without them and with their words. A person's id
    stands for their direct messages.
    """
    once = {"nonce": nonce(key), "enforce_nonce": True}
    with translated():
        try:
            return await _post(http, _id(channel), payload(page, key=key), once)
        except discord.NotFound as error:
            direct = await _direct(http, _id(channel)) if error.code == UNKNOWN_CHANNEL else 0
            if not direct:
                raise
            return await _post(http, direct, payload(page, key=key), once)
        except discord.Forbidden as error:
            if error.code != MISSING_PERMISSIONS or not _pictures(page):
                raise
            return await _post(http, _id(channel), payload(_in_words(page), key=key), once)


async def _post(http: HTTPClient, channel: int, made: Payload, once: dict[str, Any]) -> str:
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
    return str((await request(http, route, made, once))["id"])


async def _direct(http: HTTPClient, person: int) -> int:
    """The channel of a person's direct messages, 0 when the id is no person's."""
    try:
        opened: dict[str, Any] = await http.request(
            Route("POST", "/users/@me/channels"), json={"recipient_id": str(person)}
        )
    except discord.HTTPException as error:
        if error.status >= 500:
            raise
        return 0
    return int(opened["id"])


async def find(http: HTTPClient, me: int, channel: str, key: str) -> str | None:
    """The id of our message that carries ``key``, among the channel's latest 500; None when not there."""
    route = Route("GET", "/channels/{channel_id}/messages", channel_id=_id(channel))
    asked: dict[str, str] = {"limit": str(HISTORY_PAGE)}
    for _ in range(HISTORY_PAGES):
        try:
            with translated():
                found: list[dict[str, Any]] = await http.request(route, params=asked)
        except Gone as error:
            log.warning("channel %s cannot be looked through: %s", channel, error)
            return None
        except Unsure as error:
            raise TryLater(30, str(error)) from error
        for message in found:
            if int(message["author"]["id"]) == me and key_id(key) in _ids(message):
                return str(message["id"])
        if len(found) < HISTORY_PAGE:
            return None
        asked["before"] = str(found[-1]["id"])
    return None


async def edit(http: HTTPClient, channel: str, message_id: str, page: Message, *, key: str = "") -> None:
    """Replace a post; one that was deleted by hand stays deleted."""
    route = Route(
        "PATCH",
        "/channels/{channel_id}/messages/{message_id}",
        channel_id=_id(channel),
        message_id=_id(message_id),
    )
    try:
        with translated():
            await request(http, route, payload(page, key=key))
    except Unsure as error:
        raise TryLater(30, str(error)) from error
    except Gone as error:
        cause = error.__cause__
        if not (isinstance(cause, discord.HTTPException) and cause.code == UNKNOWN_MESSAGE):
            raise
        log.info("post %s in %s was deleted; it is not edited", message_id, channel)


async def request(
    http: HTTPClient, route: Route, made: Payload, more: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Send a payload, as JSON or, with files, as a form."""
    body = {**made.body, **(more or {})}
    async with asyncio.timeout(ANSWER_WITHIN):
        if not made.files:
            answer: dict[str, Any] = await http.request(route, json=body)
            return answer
        files = [discord.File(io.BytesIO(data), filename=name) for name, data in made.files.items()]
        form = [{"name": "payload_json", "value": json.dumps(body)}]
        form += [_form_file(number, file) for number, file in enumerate(files)]
        answer = await http.request(route, form=form, files=files)
        return answer


def _form_file(number: int, file: discord.File) -> dict[str, Any]:
    kind = "image/png" if file.filename.endswith(".png") else "application/octet-stream"
    return {"name": f"files[{number}]", "value": file.fp, "filename": file.filename, "content_type": kind}


@contextmanager
def translated() -> Iterator[None]:
    """Discord's errors as Gone, TryLater or Unsure."""
    try:
        yield
    except discord.RateLimited as error:
        raise TryLater(error.retry_after, "Discord asks for patience") from error
    except (discord.Forbidden, discord.NotFound) as error:
        raise Gone(WHY_GONE.get(error.code, f"Discord refuses this channel: {error.text}")) from error
    except discord.DiscordServerError as error:
        raise Unsure(f"Discord answered {error.status}") from error
    except discord.HTTPException as error:
        raise _refused(error) from error
    except aiohttp.ClientConnectorError as error:
        raise TryLater(15, f"Discord cannot be reached: {error}") from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Unsure(f"no answer from Discord: {error or type(error).__name__}") from error


def _refused(error: discord.HTTPException) -> TryLater:
    """429 that discord.py gave up on, a bad token, or a body Discord does not take (a bug of ours)."""
    if error.status == 429:
        return TryLater(float(error.response.headers.get("Retry-After") or 60), "Discord asks for patience")
    log.error("Discord refuses a request with %s: %s", error.status, error.text)
    return TryLater(REFUSED_WAIT, f"Discord refuses the request ({error.status}): {error.text}")


def _id(number: str) -> int:
    if not number.isdigit():
        raise Gone(f"“{number}” is no channel of Discord's.")
    return int(number)


def _ids(message: dict[str, Any]) -> set[int]:
    return {int(component.get("id") or 0) for component in message.get("components", ())}


def _pictures(page: Message) -> bool:
    return any(isinstance(block, Picture) for block in page.blocks)


def _in_words(page: Message) -> Message:
    said = (Small(text(block.alt)) if isinstance(block, Picture) else block for block in page.blocks)
    return replace(page, blocks=tuple(said))
