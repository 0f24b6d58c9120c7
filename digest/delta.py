"""What changed between two states of what a channel's readers know. Pure, replayable, composable.

A state is three columns: facet, key, words. The facets and the changes that move them:

    claims    key of a claim -> its words            new, corrected, withdrawn, gone
    denied    key of a claim -> words of the denial  denied
    conceded  key of a claim -> words                conceded
    figures   story, who and what -> words           figure
    stories   key of a story -> how it stands        open, quiet, merged, split
    headlines key of a story -> its headline         headline

A story stands "open" or "quiet", "in 7" once it was merged into story 7, "from 7" when it was split from it.

``after`` is "" when the entry is no more. So a delta loses nothing: applied to the state before it
gives exactly the state after, and deltas over any subset of runs add up to the full state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from .model import Change, Delta, Digest

FACETS = ("claims", "denied", "conceded", "figures", "stories", "headlines")
TOLD = (
    "new", "denied", "conceded", "figure", "corrected", "withdrawn", "merged", "split", "quiet",
)  # worth a word to a reader  # fmt: skip
_FACET = {
    "new": "claims", "corrected": "claims", "withdrawn": "claims", "gone": "claims",
    "denied": "denied", "conceded": "conceded", "figure": "figures", "open": "stories", "quiet": "stories",
    "merged": "stories", "split": "stories", "headline": "headlines",
}  # fmt: skip
_KIND = {"denied": "denied", "conceded": "conceded", "figures": "figure", "headlines": "headline"}


@dataclass(frozen=True)
class State:
    """What is known: for each facet, key -> words (never "")."""

    facets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, facet: str) -> Mapping[str, str]:
        return self.facets.get(facet, {})

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """(facet, key, words), sorted: what JSON and a digest carry."""
        return tuple((f, key, words) for f in FACETS for key, words in sorted(self.of(f).items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and self.rows() == other.rows()

    def __hash__(self) -> int:
        return hash(self.rows())


def from_rows(rows: Iterable[Iterable[str]]) -> State:
    """The state ``State.rows`` came from; lists do as well as tuples (JSON)."""
    facets: dict[str, dict[str, str]] = {}
    for facet, key, words in rows:
        facets.setdefault(facet, {})[key] = words
    return State(facets)


def state(digest: Digest) -> State:
    """What readers know once they have this digest."""
    return from_rows(digest.known)


def diff(before: State, after: State, withdrawn: Collection[str] = ()) -> Delta:
    """What makes ``after`` of ``before``; ``withdrawn`` names claims taken back by their publishers."""
    return tuple(
        Change(_kind(facet, key, old, new, withdrawn), key, old, new)
        for facet in FACETS
        for key in sorted({*before.of(facet), *after.of(facet)})
        if (old := before.of(facet).get(key, "")) != (new := after.of(facet).get(key, ""))
    )


def _kind(facet: str, key: str, old: str, new: str, withdrawn: Collection[str]) -> str:
    if facet == "stories":
        return _became(old, new)
    if facet != "claims":
        return _KIND[facet]
    if not new:
        return "withdrawn" if key in withdrawn else "gone"
    return "corrected" if old else "new"


def _became(old: str, new: str) -> str:
    if new == "quiet":
        return "quiet"
    if new.startswith("in "):
        return "merged"
    return "split" if new.startswith("from ") and not old else "open"


def apply(before: State, delta: Delta) -> State:
    """The state a delta leads to."""
    facets = {facet: dict(before.of(facet)) for facet in FACETS}
    for change in delta:
        entries = facets[_FACET[change.kind]]
        if change.after:
            entries[change.key] = change.after
        else:
            entries.pop(change.key, None)
    return State({facet: entries for facet, entries in facets.items() if entries})


def told(delta: Delta) -> Delta:
    """The changes worth a word to a reader: not stories that open, nor claims and denials that age out."""
    return tuple(
        change
        for change in delta
        if change.kind in TOLD
        and (change.kind != "figure" or (change.before and change.after))
        and (change.kind not in ("denied", "conceded") or change.after)
    )
