"""Disputes as they are shown: the lines of all who stand to one proposition, claim before its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.model import ClaimRef, Dispute

from .groups import Group

ORDER = ("denies", "differs", "concedes")  # an argument is called after the strongest of its pairs


@dataclass(frozen=True, slots=True)
class Argument:
    """Groups that meet, directly or through one another; any number of sides."""

    kind: str
    groups: tuple[Group, ...]
    pairs: tuple[Dispute, ...]
    reason: str
    confidence: float


def arguments(disputes: Iterable[Dispute], group_of: Mapping[ClaimRef, Group]) -> list[Argument]:
    """Disputes whose claims are all shown, joined where they share a claim; most parties first."""
    pairs = [pair for pair in disputes if pair.a in group_of and pair.b in group_of and pair.a != pair.b]
    pairs = [pair for pair in pairs if group_of[pair.a] is not group_of[pair.b]]
    found = [_argument(part, group_of) for part in _parts(pairs, group_of)]
    return sorted(found, key=_rank)


def _rank(one: Argument) -> tuple[object, ...]:
    origins = sum(group.origins for group in one.groups)
    return (-len(one.groups), -origins, -one.confidence, one.groups[0].first.order)


def _parts(pairs: Sequence[Dispute], group_of: Mapping[ClaimRef, Group]) -> list[list[Dispute]]:
    """Pairs by connected component, in the order of their first pair."""
    part_of: dict[str, list[Dispute]] = {}
    for pair in pairs:
        keys = (group_of[pair.a].first.key, group_of[pair.b].first.key)
        joined = [pair]
        for part in {id(part): part for key in keys if (part := part_of.get(key))}.values():
            joined += part
        for one in joined:
            part_of[group_of[one.a].first.key] = part_of[group_of[one.b].first.key] = joined
    return list({id(part): part for part in part_of.values()}.values())


def _argument(pairs: Sequence[Dispute], group_of: Mapping[ClaimRef, Group]) -> Argument:
    best = min(pairs, key=lambda pair: (ORDER.index(pair.kind), -pair.confidence))
    members = {group.first.key: group for pair in pairs for group in (group_of[pair.b], group_of[pair.a])}
    ordered = tuple(sorted(members.values(), key=lambda group: group.first.order))
    return Argument(best.kind, ordered, tuple(pairs), best.reason, best.confidence)
