"""What people can ask: one function a command, in one table for all platforms.

Its signature is the options, its first docstring line the help. Importing this package fills the table.
"""

from . import about, feeds, following, reading
from .table import COMMANDS, HANDLERS, Ask

__all__ = ["COMMANDS", "HANDLERS", "Ask", "about", "feeds", "following", "reading"]
