"""What a rule finds: tokens of source, cue and content, and the cue row that found them."""

from __future__ import annotations

from dataclasses import dataclass

from digest.nlp.cues import CueRow
from digest.nlp.parse.tree import Run


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution as token runs.

    ``anchor`` is the token that attributes, ``cue`` the run shown for it; ``speaker`` the head token of the
    source, -1 when nobody is named; ``frame`` the rule's name, for tests and explanations.
    """

    anchor: int
    cue: Run
    source: tuple[Run, ...]
    speaker: int
    content: tuple[Run, ...]
    row: CueRow | None
    frame: str
    probability: float
