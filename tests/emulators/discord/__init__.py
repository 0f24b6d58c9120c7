"""Discord on loopback: what the unmodified discord.py takes for the real thing.

HTTP and WebSocket on 127.0.0.1; requests are recorded and checked against ``limits.toml``, and refused as
Discord would refuse them. ``python -m tests.emulators.discord --port 0`` runs it as its own process.
"""

from .faults import Fault
from .people import NotShown, People
from .server import Emulator, Request
from .world import CHANNEL, GUILD, MEMBER, OWNER, TOKEN

__all__ = [
    "CHANNEL",
    "GUILD",
    "MEMBER",
    "OWNER",
    "TOKEN",
    "Emulator",
    "Fault",
    "NotShown",
    "People",
    "Request",
]
