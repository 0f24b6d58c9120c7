"""Who asks: their zone, language and rights, from ``users.info``, remembered for a while."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from ..port import Gone, Place, TryLater, Unsure
from .errors import Refused, translated
from .pace import Clock
from .settings import Mode, Settings
from .workspaces import joined

log = logging.getLogger("dateline.slack")

FRESH = 3600.0
"""Seconds for which what is known about a person holds."""

UNKNOWN = 60.0
"""Seconds after which someone Slack told nothing about is asked about again."""

KEPT = 10_000

WITHIN = 2.0
"""Seconds to wait for what is known about a person; an answer without is better than a late one."""


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack tells about one."""

    zone: str = ""
    locale: str = "en"
    admin: bool = False  # of the workspace


@dataclass
class People:
    """Persons by workspace and id; one that cannot be asked about is nobody in particular."""

    clock: Clock
    _known: OrderedDict[tuple[str, str], tuple[float, Person]] = field(default_factory=OrderedDict)

    async def find(self, client: AsyncWebClient, space: str, user: str) -> Person:
        until, person = self._known.get((space, user), (0.0, Person()))
        if until > self.clock():
            return person
        asked = await _ask(client, user)
        person = asked or Person()
        self._known[space, user] = (self.clock() + (FRESH if asked else UNKNOWN), person)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return person


async def _ask(client: AsyncWebClient, user: str) -> Person | None:
    try:
        async with translated(), asyncio.timeout(WITHIN):
            said = (await client.users_info(user=user, include_locale=True))["user"]
    except (Gone, TryLater, Unsure, Refused) as error:
        log.info("nothing known about a person: %s", error)
        return None
    admin = bool(said.get("is_admin") or said.get("is_owner"))
    return Person(zone=said.get("tz") or "", locale=said.get("locale") or "en", admin=admin)


def place(settings: Settings, person: Person, *, space: str, channel: str, user: str, direct: bool) -> Place:
    """Where something was said. A direct conversation stands for the person: answers follow them, and
    ``user`` is a channel too, in which they are reached.

    Who may change what a channel gets is the setting ``manage``; who may change the installation is
    ``admins``, and in an installation for one workspace its administrators.
    """
    own = settings.mode is not Mode.oauth
    named = user in settings.admins
    allowed = "everyone" in settings.manage or user in settings.manage or named
    return Place(
        platform="slack",
        channel=joined(space, user if direct else channel, many=not own),
        user=joined(space, user, many=not own),
        space=space,
        trusted=direct or allowed or ("admins" in settings.manage and person.admin),
        admin=named or (own and person.admin),
        direct=direct,
        locale=person.locale,
        zone=person.zone,
    )
