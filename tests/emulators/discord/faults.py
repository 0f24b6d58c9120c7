"""What goes wrong, said beforehand: a script of faults that requests run into.

A fault names the requests it is for and what becomes of them; each is used ``times`` times, in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

KINDS = frozenset({"rate", "global", "status", "lost reply", "lost request", "hang"})


@dataclass
class Fault:
    """``kind``:

    - "rate": 429 for this bucket, "global": 429 for everything; ``seconds`` to wait
    - "status": HTTP ``status`` with Discord's ``code``, before any effect; ``effect=True``: after it
    - "lost reply": the effect happens, then the connection closes without an answer
    - "lost request": the connection closes before anything happened
    - "hang": the effect happens, and no answer comes while the emulator lives

    ``method`` "" is any; ``path`` is a regular expression searched for in the path; the first ``skip``
    matching requests pass.
    """

    kind: str
    path: str = ""
    method: str = ""
    times: int = 1
    skip: int = 0
    seconds: float = 0.0
    status: int = 500
    code: int = 0
    effect: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"fault {self.kind!r} is none of {sorted(KINDS)}")

    def meets(self, method: str, path: str) -> bool:
        return self.times > 0 and self.method in ("", method) and re.search(self.path, path) is not None

    @property
    def with_effect(self) -> bool:
        return self.effect or self.kind in ("lost reply", "hang")


def next_fault(faults: list[Fault], method: str, path: str) -> Fault | None:
    """The first fault for this request, used up by one; faults told to skip let it pass once."""
    for fault in faults:
        if not fault.meets(method, path):
            continue
        if fault.skip:
            fault.skip -= 1
            continue
        fault.times -= 1
        return fault
    return None


def from_json(data: dict[str, Any]) -> Fault:
    return Fault(**data)
