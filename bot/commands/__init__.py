"""What people can ask: one function a command, in one table for all platforms.

Its signature is the options, its first docstring line the help. Importing this package fills the table.
"""

from . import reading  # isort: skip  # the order of imports is the order of help: what one reads comes first
from . import following  # isort: skip
from . import about, feeds
from .table import COMMANDS, HANDLERS, Ask

__all__ = ["COMMANDS", "HANDLERS", "Ask", "about", "feeds", "following", "reading"]
