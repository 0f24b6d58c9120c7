"""Pictures of a page, uploaded, and their ids put into its blocks."""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from ..message import Message
from ..port import Gone, TryLater, Unsure
from .blocks import Json, plain_text
from .errors import Refused, translated
from .payload import body, pictures

log = logging.getLogger("dateline.slack")

KEPT = 256
"""Uploads remembered, so that one map shown in ten channels of a workspace is uploaded once."""


@dataclass
class Uploads:
    """Ids of files by workspace and content."""

    _ids: OrderedDict[tuple[str, bytes], str] = field(default_factory=OrderedDict)

    async def body(self, client: AsyncWebClient, space: str, page: Message) -> Json:
        """The page's body with the real ids of its pictures; a picture Slack does not take becomes its words.

        Raises TryLater and Gone as any call may; nothing has been posted then.
        """
        made = body(page)
        for name, data in pictures(page).items():
            try:
                made = with_file(made, name, await self._id(client, space, name, data))
            except Refused as error:
                log.warning("picture not uploaded, its words are posted instead: %s", error)
                made = without_pictures(made)
        return made

    async def _id(self, client: AsyncWebClient, space: str, name: str, data: bytes) -> str:
        key = (space, hashlib.sha256(data).digest())
        if key not in self._ids:
            self._ids[key] = await _upload(client, name, data)
        self._ids.move_to_end(key)
        while len(self._ids) > KEPT:
            self._ids.popitem(last=False)
        return self._ids[key]


async def _upload(client: AsyncWebClient, name: str, data: bytes) -> str:
    """An upload shows nothing by itself, so a lost answer is a reason to try later, not to wonder.

    Its words are the image block's; Slack's own libraries do not agree on what they are called here.
    """
    try:
        async with translated():
            said = await client.files_upload_v2(filename=name, content=data, title=name)
    except Unsure as error:
        raise TryLater(5.0, str(error)) from error
    except Gone as error:
        if "permission" in str(error):
            raise Refused("missing_scope", "files:write") from error
        raise
    return str(said["files"][0]["id"])


def with_file(body: Json, name: str, file: str) -> Json:
    """``body`` with the uploaded file's id in the image block of that name."""
    blocks = [
        {**block, "slack_file": {"id": file}}
        if block.get("block_id") == name and "slack_file" in block
        else block
        for block in body["blocks"]
    ]
    return {**body, "blocks": blocks}


def without_pictures(body: Json) -> Json:
    """``body`` with the words of each picture in its place."""
    blocks = [
        {"type": "context", "elements": [plain_text(block["alt_text"], 1900)]}
        if block["type"] == "image"
        else block
        for block in body["blocks"]
    ]
    return {**body, "blocks": blocks}
