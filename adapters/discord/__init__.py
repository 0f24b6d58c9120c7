"""Discord, over the gateway, with discord.py.

``connect`` is what the bot calls; ``invite`` and ``doctor`` serve the program's verbs of those names.

How a command travels::

    bot.commands --commands.everywhere--> registry
    interaction --interactions--> line --bot.answer--> Message --measure.leaves, payload--> the answer
    delivery    --measure.posts, payload, delivery.send--> the channel
"""

from __future__ import annotations

from .doctor import doctor, invite
from .platform import Discord
from .settings import Settings, load

__all__ = ["Discord", "Settings", "connect", "doctor", "invite", "offline"]


def connect() -> Discord | None:
    """The platform, None when no token is set. Raises Misconfigured for a wrong setting."""
    settings = load()
    return Discord(settings) if settings.discord_token.get_secret_value() else None


def offline() -> Discord:
    """The platform without a token: pages and payloads only."""
    return Discord(Settings.model_construct())
