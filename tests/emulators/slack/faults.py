"""Faults by script: which call goes wrong, how, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

KINDS = ("ratelimited", "status", "status_after", "error", "refused", "drop", "lost", "hang")


@dataclass
class Fault:
    """One rule.

    ``method`` is a Web API method, ``response_url``, ``upload``, or ``*``. ``kind``:

    - ``ratelimited``: 429 with Retry-After ``seconds``
    - ``status``: HTTP ``status`` and no effect; ``status_after``: the effect, then HTTP ``status``
    - ``error``: ``{"ok": false, "error": error}``; ``refused``: the same with HTTP ``status``, as a
      response_url does
    - ``drop``: the connection closes before any effect; ``lost``: after the effect
    - ``hang``: the effect, then no answer until the client gives up

    The first ``skip`` fitting calls go through, then ``times`` fail (0: all that follow). ``channel``
    narrows it to calls for one channel.
    """

    method: str
    kind: str
    times: int = 1
    skip: int = 0
    seconds: float = 1.0
    status: int = 500
    error: str = ""
    channel: str = ""
    hits: int = field(default=0)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind}: not one of {', '.join(KINDS)}")

    def strikes(self, method: str, channel: str) -> bool:
        """Whether this call is one of those that fail; counts it."""
        if self.method not in (method, "*") or (self.channel and self.channel != channel):
            return False
        self.hits += 1
        after = self.hits - self.skip
        return after >= 1 and (self.times == 0 or after <= self.times)


def fault(given: dict[str, Any]) -> Fault:
    """A rule from JSON; unknown fields are refused."""
    names = {f.name for f in fields(Fault)} - {"hits"}
    if unknown := set(given) - names:
        raise ValueError(
            f"{', '.join(sorted(unknown))}: not a field of a fault; there are {', '.join(sorted(names))}"
        )
    return Fault(**given)


def struck(faults: list[Fault], method: str, channel: str) -> Fault | None:
    return next((rule for rule in faults if rule.strikes(method, channel)), None)
