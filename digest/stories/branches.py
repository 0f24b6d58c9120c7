"""When a story has become two: a branch whose articles are alike and hardly like the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .recent import Floats

BRANCH = 3  # articles, at least, on either side of a split
MOST = 60  # articles of a story that is looked at; what is larger is established
AHEAD = 4.0  # times more like its own branch than the rest
THIN = 0.1  # likeness to the rest, at most


def branch(slot: int, slots: Sequence[int], parent: Mapping[int, int], words: Floats) -> tuple[int, ...]:
    """The slots that leave with ``slot``, () when the story holds together.

    ``parent`` links each article to the one it was most like when it joined; ``words`` is the likeness of
    ``slot`` to every article before it. Every ancestor of ``slot`` is tried as the head of the branch, as far
    as the story goes: after a split, a link may lead into another one.
    """
    if not 2 * BRANCH <= len(slots) <= MOST:
        return ()
    members = set(slots)
    head = parent.get(slot)
    while head in members:
        mine = _below(head, slots, parent)
        rest = [one for one in slots if one not in mine]
        others = [one for one in mine if one != slot]
        if len(mine) >= BRANCH and len(rest) >= BRANCH:
            near = sum(float(words[one]) for one in others) / len(others)
            far = sum(float(words[one]) for one in rest) / len(rest)
            if far <= THIN and near >= AHEAD * far:
                return tuple(sorted(mine))
        head = parent.get(head)
    return ()


def _below(head: int, slots: Sequence[int], parent: Mapping[int, int]) -> set[int]:
    """``head`` and what hangs on it. Slots grow with time, so a child comes after its parent."""
    mine = {head}
    for slot in sorted(slots):
        if parent.get(slot) in mine:
            mine.add(slot)
    return mine
