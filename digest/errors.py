"""What can go wrong, as one small tree.

    DatelineError           anything a person can mend; str() is one clear line for them
    ├── BadInput            what was typed or handed in is not understood: says what, where, the remedy
    ├── NotFound            a name, feed, story or address that is not known here
    ├── SetupError          the installation: model, database, settings
    └── FetchError          the network's side: carries the fate the item ends in

Foreign errors are translated where they enter; a bug is left to crash.
"""

from __future__ import annotations

from .model import Fate


class DatelineError(Exception):
    """Something went wrong that a person can mend."""


class BadInput(DatelineError):
    """The input is not understood."""


class NotFound(DatelineError, LookupError):
    """There is no such thing here.

    ``near`` holds the nearest known names, best first.
    """

    def __init__(self, message: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.near = near


class SetupError(DatelineError):
    """The installation lacks something."""


class FetchError(DatelineError):
    """An address could not be read; ``fate`` names the end, ``wait`` the seconds a server asked for."""

    def __init__(
        self, message: str, fate: Fate = Fate.failed, *, status: int = 0, wait: float | None = None
    ) -> None:
        super().__init__(message)
        self.fate = fate
        self.status = status
        self.wait = wait
