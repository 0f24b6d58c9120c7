"""Posting unasked: paced, once, with every refusal in the port's words."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz.distance import Prefix
from slack_sdk.web.async_client import AsyncWebClient

from ..message import Message
from ..port import Gone, TryLater, Unsure
from .blocks import Json
from .errors import GONE, Refused, translated
from .pace import CHANNEL_GAP, WORKSPACE_GAP, Pace
from .payload import POSTED
from .uploads import Uploads, without_pictures

log = logging.getLogger("dateline.slack")

EVENT = "dateline_page"
"""Type of the metadata that carries a page's key (docs.slack.dev/messaging/message-metadata)."""

LOOKED_AT = 100
"""Messages of a channel's history looked at in one call (Slack may grant fewer, 15 for some apps)."""

LOOKED_TURNS = 3
THREADS_MOST = 5
"""Threads of ours looked into for a page that followed another."""

PROCESSING = 5
"""Tries while Slack still processes an uploaded picture (it answers ``invalid slack file`` meanwhile)."""

NO_THREAD = frozenset(
    {"thread_not_found", "invalid_thread_ts", "message_not_found", "cannot_reply_to_message"}
)

REFUSED = 600.0
"""Seconds after which a message that Slack took in no form is tried again."""

REMEMBERED = 2_048


@dataclass
class Search:
    """How far a look for one key has come. ``threads``: those still to be looked into, likeliest first."""

    key: str
    threads: list[str] = field(default_factory=list)
    read: bool = False  # whether the history itself has been looked through
    cursor: str = ""
    turns: int = 0

    def note(self, said: Any) -> None:
        """A page of the history without the key: our threads in it, and where the next page begins."""
        ours = [(_key(message), message["ts"]) for message in said["messages"] if message.get("reply_count")]
        likely = sorted(ours, key=lambda one: -Prefix.similarity(one[0], self.key))
        self.threads = [*self.threads, *(ts for key, ts in likely if key)][:THREADS_MOST]
        self.cursor = (said.get("response_metadata") or {}).get("next_cursor", "")
        self.turns += 1
        self.read = not self.cursor or self.turns >= LOOKED_TURNS


@dataclass
class Delivery:
    """Posts of one platform. ``history_gap``: seconds between two looks into a history."""

    pace: Pace
    history_gap: float = 1.2
    uploads: Uploads = field(default_factory=Uploads)
    _sent: OrderedDict[tuple[str, str], str] = field(default_factory=OrderedDict)  # (channel, key) -> ts
    _after: OrderedDict[tuple[str, str], str] = field(
        default_factory=OrderedDict
    )  # where an unsure page went
    _searches: dict[tuple[str, str], Search] = field(default_factory=dict)  # those not finished
    _direct: dict[tuple[str, str], str] = field(default_factory=dict)  # (space, user) -> its direct channel

    async def send(
        self, client: AsyncWebClient, space: str, channel: str, page: Message, key: str, after: str
    ) -> str:
        """Post one page; the message's ``ts``. Raises Gone, TryLater, Unsure."""
        if known := self._sent.get((channel, key)):
            return known
        there = await self._channel(client, space, channel)
        body = await self.uploads.body(client, space, page)
        body |= {**POSTED, "channel": there, "metadata": {"event_type": EVENT, "event_payload": {"key": key}}}
        body |= {"thread_ts": after} if after else {}
        try:
            ts = await self._post(client, space, there, body)
        except Unsure:
            _keep(self._after, (channel, key), after)
            raise
        _keep(self._sent, (channel, key), ts)
        return ts

    async def _post(self, client: AsyncWebClient, space: str, channel: str, body: Json) -> str:
        """Post, mending what can be mended: a channel to join first, and what ``_plainer`` knows."""
        joined = False
        for left in reversed(range(PROCESSING)):
            try:
                return await self._posted(client, space, channel, body)
            except Gone as error:
                if joined or str(error) != GONE["not_in_channel"] or not await self._join(client, channel):
                    raise
                joined = True
            except Refused as error:
                body = _plainer(body, error, last=left == 1)
        raise TryLater(REFUSED, "Slack does not take the message")

    async def _posted(self, client: AsyncWebClient, space: str, channel: str, body: Json) -> str:
        await self.pace.turn(**{f"channel {channel}": CHANNEL_GAP, f"space {space}": WORKSPACE_GAP})
        try:
            async with translated():
                said = await client.chat_postMessage(**body)
        except TryLater as error:
            self.pace.hold(f"channel {channel}", error.seconds)
            raise
        return str(said["ts"])

    async def _join(self, client: AsyncWebClient, channel: str) -> bool:
        """A public channel can be joined without being invited; a private one cannot."""
        try:
            async with translated():
                await client.conversations_join(channel=channel)
        except (Gone, Refused):
            return False
        except Unsure as error:
            raise TryLater(5.0, str(error)) from error
        return True

    async def _channel(self, client: AsyncWebClient, space: str, channel: str) -> str:
        """The conversation behind ``channel``: a person's id stands for their direct messages."""
        if not channel.startswith(("U", "W")):
            return channel
        if (space, channel) not in self._direct:
            try:
                async with translated():
                    said = await client.conversations_open(users=channel)
            except Unsure as error:
                raise TryLater(5.0, str(error)) from error
            except Refused as error:
                raise Gone(f"this person cannot be written to: {error}") from error
            self._direct[space, channel] = str(said["channel"]["id"])
        return self._direct[space, channel]

    async def find(self, client: AsyncWebClient, space: str, channel: str, key: str) -> str | None:
        """The ``ts`` of the message that carries ``key``, from Slack. Raises TryLater.

        Where Slack grants a look a minute, a search takes several calls; each goes on where the last stopped.
        """
        if known := self._sent.get((channel, key)):
            return known
        after = self._after.get((channel, key), "")
        search = self._searches.setdefault((channel, key), Search(key, [after] if after else [], bool(after)))
        try:
            found = await self._find(client, space, channel, search)
        except (Gone, Refused) as error:
            log.warning("history of %s cannot be read: %s", channel, error)
            found = None
        except Unsure as error:
            raise TryLater(10.0, str(error)) from error
        del self._searches[channel, key]
        if found:
            _keep(self._sent, (channel, key), found)
        return found

    async def _find(self, client: AsyncWebClient, space: str, channel: str, search: Search) -> str | None:
        """Through the history, then the threads of our last messages."""
        there = await self._channel(client, space, channel)
        while not search.read:
            said = await self._look(client, space, there, cursor=search.cursor)
            if ts := _carrying(said, search.key):
                return ts
            search.note(said)
        while search.threads:
            said = await self._look(client, space, there, thread=search.threads[0])
            if ts := _carrying(said, search.key):
                return ts
            search.threads.pop(0)
        return None

    async def _look(
        self, client: AsyncWebClient, space: str, channel: str, *, thread: str = "", cursor: str = ""
    ) -> Any:
        await self.pace.turn(**{f"history {space}": self.history_gap})
        asked: Json = {"channel": channel, "limit": LOOKED_AT, "include_all_metadata": True}
        asked |= {"cursor": cursor} if cursor else {}
        try:
            async with translated():
                if thread:
                    return await client.conversations_replies(ts=thread, **asked)
                return await client.conversations_history(**asked)
        except TryLater as error:
            self.pace.hold(f"history {space}", error.seconds)
            raise

    async def edit(
        self, client: AsyncWebClient, space: str, channel: str, message_id: str, page: Message
    ) -> None:
        """Replace a post in place; one that is gone or may not be changed any more is left alone."""
        there = await self._channel(client, space, channel)
        body = await self.uploads.body(client, space, page)
        await self.pace.turn(**{f"channel {there}": CHANNEL_GAP, f"space {space}": WORKSPACE_GAP})
        try:
            async with translated():
                await client.chat_update(channel=there, ts=message_id, **body)
        except Unsure as error:
            raise TryLater(5.0, str(error)) from error  # replacing twice shows once
        except Refused as error:
            log.warning("message %s in %s cannot be replaced: %s", message_id, channel, error)


def _plainer(body: Json, error: Refused, *, last: bool) -> Json:
    """What to try after a refusal: the same, or less of it.

    A picture may not be processed yet, so that is worth waiting for; a thread's first message may have been
    deleted; blocks refused for another reason go out as plain words, which say the same.
    """
    if _about_pictures(error):
        return without_pictures(body) if last else body
    log.error("Slack does not take a message: %s", error)
    dropped = "thread_ts" if error.code in NO_THREAD else "blocks"
    return {name: value for name, value in body.items() if name != dropped}


def _about_pictures(error: Refused) -> bool:
    return error.code in ("invalid_blocks", "slack_file_error") and "slack file" in str(error).replace(
        "_", " "
    )


def _carrying(said: Any, key: str) -> str | None:
    return next((str(message["ts"]) for message in said["messages"] if _key(message) == key), None)


def _key(message: Json) -> str:
    metadata = message.get("metadata") or {}
    return (
        str(metadata.get("event_payload", {}).get("key", "")) if metadata.get("event_type") == EVENT else ""
    )


def _keep(kept: OrderedDict[tuple[str, str], str], key: tuple[str, str], value: str) -> None:
    kept[key] = value
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
