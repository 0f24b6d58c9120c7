"""Which process holds a delivery, and may another take it over?

No wall clock decides: a holder is given up after this process saw it stand still for ``STILL`` seconds
of its own monotonic clock, or at once when it was a process of this machine that is dead.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from digest.model import Delivery

STILL = 180.0
"""Seconds after which a holder that did nothing is given up; longer than any page may take (``outgoing``)."""


@cache
def here() -> str:
    """This machine as processes see each other: boot, and PID namespace (containers have their own)."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}-{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def name() -> str:
    """A name no other holder has: machine, process, and a draw."""
    return f"{here()}/{os.getpid()}/{secrets.token_hex(4)}"


def dead(owner: str) -> bool:
    """Is it known that this holder is no more? Only of processes of this machine, else False."""
    machine, _, rest = owner.partition("/")
    pid = rest.partition("/")[0]
    if not machine or machine != here() or not pid.isdecimal() or int(pid) == os.getpid():
        return False
    return _ended(Path("/proc", pid, "stat"))


def _ended(stat: Path) -> bool:
    """No such process, or one that only waits to be buried ("Z")."""
    try:
        return stat.read_text("utf-8", "replace").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
    except OSError:
        return False


@dataclass
class Watch:
    """What this process has seen others hold, and since when (monotonic seconds)."""

    me: str
    clock: Callable[[], float] = time.monotonic
    seen: dict[int, tuple[str, int, float]] = field(default_factory=dict)

    def free(self, delivery: Delivery) -> bool:
        """May this process take the delivery?"""
        if delivery.owner in {"", self.me} or dead(delivery.owner):
            return True
        now = self.clock()
        owner, beat, since = self.seen.get(delivery.id, ("", 0, now))
        if (owner, beat) != (delivery.owner, delivery.beat):
            self.seen[delivery.id] = (delivery.owner, delivery.beat, now)
            return False
        return now - since >= STILL
