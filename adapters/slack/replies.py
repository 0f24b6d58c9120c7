"""Answers to the one who asked: privately, unless shared; in the thread they asked in."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from ..message import Message, Paragraph, Small, plain, text
from ..port import Gone, Place, TryLater, Unsure
from .blocks import Json
from .clients import webhook
from .errors import Refused, translated
from .payload import POSTED, body, pages
from .uploads import Uploads, without_pictures

log = logging.getLogger("dateline.slack")

FAILED = (Gone, TryLater, Unsure, Refused, SlackClientError, aiohttp.ClientError, TimeoutError)
QUIET: Json = {"unfurl_links": False, "unfurl_media": False}

USES = 5
"""A response_url can be used five times within 30 minutes (docs.slack.dev, handling user interaction)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of one person, and the ways back to them.

    ``url`` is the response_url, which may be used ``uses`` times; without one (a mention, a direct message)
    the Web API is used. ``replace``: what was pressed is a private answer of ours, and may be replaced in
    place.
    """

    place: Place
    client: AsyncWebClient
    channel: str
    user: str
    url: str = ""
    thread: str = ""
    share: bool = False
    replace: bool = False
    uses: int = USES


@dataclass
class Replies:
    """Says messages to those who asked; a failure to is logged, never raised: nobody is left to tell.

    What is shared with everybody and takes several pages goes on in the thread of the first one, where the
    bot is in the channel; everything else goes through the response_url, which works anywhere.
    """

    session: aiohttp.ClientSession
    uploads: Uploads

    async def say(self, asked: Asked, message: Message) -> None:
        public = asked.share and not message.private and message.tone != "problem"
        try:
            await self._say(asked, _cut(pages(message), asked.uses), public=public)
        except FAILED as error:
            log.warning("an answer in %s was not said: %s", asked.channel, error)

    async def _say(self, asked: Asked, parts: Sequence[Message], *, public: bool) -> None:
        if public and asked.url and len(parts) > 1:
            try:
                await self._say(replace(asked, url=""), parts, public=True)  # the Web API can thread
                return
            except Gone as error:
                log.info("pages not threaded: %s", error)
        replacing = asked.replace and not public
        for part in parts:
            made = await self._body(asked, part)
            if asked.url:
                await self._respond(asked, made, public=public, replacing=replacing)
            else:
                asked = await _post(asked, made, public=public)
            replacing = False

    async def _body(self, asked: Asked, part: Message) -> Json:
        try:
            return await self.uploads.body(asked.client, asked.place.space, part)
        except (Gone, TryLater) as error:
            log.info("answered without a picture: %s", error)
            return without_pictures(body(part))

    async def _respond(self, asked: Asked, made: Json, *, public: bool, replacing: bool) -> None:
        """Through the response_url; when it has lapsed, as a message to the one who asked."""
        sent: Json = {**QUIET, "response_type": "in_channel" if public else "ephemeral"}
        sent |= {"replace_original": replacing, "delete_original": False}
        sent |= {"thread_ts": asked.thread} if asked.thread and not replacing else {}
        for form in _forms(made):
            said = await webhook(asked.url, self.session).send_dict({**sent, **form})
            if said.status_code == 200 and not said.body.startswith('{"ok":false'):
                return
            log.info("an answer in %s was refused: %s %s", asked.channel, said.status_code, said.body[:200])
            if "invalid_blocks" not in said.body:
                break
        try:
            await _post(asked, without_pictures(made), public=public)
        except (Gone, Refused):
            await _post(replace(asked, channel=asked.user, thread=""), without_pictures(made), public=True)


def _forms(made: Json) -> list[Json]:
    """The same in forms that ask less and less of Slack: whole, without pictures, as plain words."""
    plainer = [without_pictures(made)] if any(block["type"] == "image" for block in made["blocks"]) else []
    return [made, *plainer, {"text": made["text"]}]


async def _post(asked: Asked, made: Json, *, public: bool) -> Asked:
    """By the Web API: to all in a direct conversation or when shared, else to the one who asked only."""
    where: Json = {"channel": asked.channel} | ({"thread_ts": asked.thread} if asked.thread else {})
    async with translated():
        if public or asked.place.direct:
            said = await asked.client.chat_postMessage(**made, **where, **POSTED)
            return replace(asked, thread=asked.thread or str(said["ts"]))
        await asked.client.chat_postEphemeral(**made, **where, user=asked.user)
        return asked


def _cut(parts: Sequence[Message], most: int) -> Sequence[Message]:
    """At most so many pages; the last one then says that there is more."""
    if len(parts) <= most:
        return parts
    left = len(parts) - most + 1
    more = f"There are {left} more pages. Narrow the question, or read the digest in its channel."
    return [*parts[: most - 1], replace(parts[0], blocks=(Small(text(more)),))]


def notice(said: str) -> Message:
    """A plain line to one person."""
    return Message((Paragraph(text(said)),), title=said, private=True)


def gist(message: Message) -> str:
    """A message in one line."""
    return message.title or next((line for line in plain(message).splitlines() if line.strip()), "")
