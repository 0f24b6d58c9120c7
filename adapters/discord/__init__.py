"""Discord, over the gateway, with discord.py.

``connect`` is what the bot calls; ``invite`` and ``doctor`` serve the program's verbs of those names.

How a command travels::

    bot.commands --commands.everywhere--> registry
    interaction --interactions--> line --bot.answer--> Message --measure.leaves, payload--> the answer
    delivery    --measure.posts, payload, delivery.send--> the channel
"""

from __future__ import annotations

from .platform import Discord
from .settings import Settings

__all__ = ["Discord", "Settings", "connect"]


def connect() -> Discord | None:
    """The platform, None when no token is set. Raises pydantic's ValidationError for a wrong setting."""
    settings = Settings()
    return Discord(settings) if settings.discord_token.get_secret_value() else None
