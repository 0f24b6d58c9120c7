"""Disputes as they are shown: the lines of all who stand to one proposition, claim before its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.model import ClaimRef, Dispute

from .groups import Group

ORDER = ("denies", "differs", "concedes")  # an argument is called after the strongest of its pairs


@dataclass(frozen=True, slots=True)
class Argument:
    """Groups that meet around one claim and its answer; any number of sides."""

    kind: str
    groups: tuple[Group, ...]
    pairs: tuple[Dispute, ...]
    reason: str
    confidence: float


def arguments(disputes: Iterable[Dispute], group_of: Mapping[ClaimRef, Group]) -> list[Argument]:
    """Disputes whose claims are all shown, gathered around the surest pairs; most parties first."""
    pairs = [pair for pair in disputes if pair.a in group_of and pair.b in group_of and pair.a != pair.b]
    pairs = [pair for pair in pairs if group_of[pair.a] is not group_of[pair.b]]
    found = [_argument(part, group_of) for part in _parts(pairs, group_of)]
    return sorted(found, key=_rank)


def _rank(one: Argument) -> tuple[object, ...]:
    origins = sum(group.origins for group in one.groups)
    return (-len(one.groups), -origins, -one.confidence, one.groups[0].first.order)


def _parts(pairs: Sequence[Dispute], group_of: Mapping[ClaimRef, Group]) -> list[list[Dispute]]:
    """Pairs around the surest ones, surest first: each part is a claim and its answer, with what else answers
    the one or is answered by the other. Chains are not followed: their ends speak of other propositions."""
    parts: list[tuple[set[str], list[Dispute]]] = []
    for pair in sorted(pairs, key=lambda one: -one.confidence):
        ends = {group_of[pair.a].first.key, group_of[pair.b].first.key}
        home = next((part for part in parts if part[0] & ends), None)
        if home is None:
            parts.append((ends, [pair]))
        else:
            home[1].append(pair)
    return [part for _, part in parts]


def _argument(pairs: Sequence[Dispute], group_of: Mapping[ClaimRef, Group]) -> Argument:
    best = min(pairs, key=lambda pair: (ORDER.index(pair.kind), -pair.confidence))
    return Argument(best.kind, tuple(_adjacent(pairs, group_of)), tuple(pairs), best.reason, best.confidence)


def _adjacent(pairs: Sequence[Dispute], group_of: Mapping[ClaimRef, Group]) -> list[Group]:
    """Groups in order of time, but each right after the first one it meets."""
    members = {group.first.key: group for pair in pairs for group in (group_of[pair.b], group_of[pair.a])}
    near: dict[str, set[str]] = {key: set() for key in members}
    for pair in pairs:
        a, b = group_of[pair.a].first.key, group_of[pair.b].first.key
        near[a].add(b)
        near[b].add(a)
    placed: dict[str, Group] = {}

    def place(group: Group) -> None:
        if group.first.key not in placed:
            placed[group.first.key] = group
            for other in sorted((members[key] for key in near[group.first.key]), key=_when):
                place(other)

    for group in sorted(members.values(), key=_when):
        place(group)
    return list(placed.values())


def _when(group: Group) -> tuple[object, ...]:
    return group.first.order
