"""Disputes as they are shown: the lines of all who stand to one proposition, claim before its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from digest.disputes.proposition import proposition, topic
from digest.model import ClaimRef, Dispute

from .groups import Group
from .speakers import retold

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
    """Pairs around the surest ones, surest first; each claim stands in one part only.

    A part is a claim and its answer, with what else meets one of the two. What meets only a third of the part
    joins when it speaks of the same thing, else it is left out: the ends of a chain are other propositions.
    """
    parts: list[_Part] = []
    home: dict[str, _Part] = {}
    for pair in sorted(pairs, key=lambda one: -one.confidence):
        a, b = group_of[pair.a], group_of[pair.b]
        part = home.get(a.first.key) or home.get(b.first.key)
        if part is None:
            part = _Part((a, b))
            parts.append(part)
        elif not (_belongs(a, b, part, home) and _belongs(b, a, part, home)):
            continue
        part.pairs.append(pair)
        home[a.first.key] = home[b.first.key] = part
    return [part.pairs for part in parts]


@dataclass(slots=True)
class _Part:
    """The claim and answer it is around, and its pairs."""

    ends: tuple[Group, Group]
    pairs: list[Dispute] = field(default_factory=list)


def _belongs(group: Group, met: Group, part: _Part, home: Mapping[str, _Part]) -> bool:
    """Whether a group stands in the part, or may: it stands nowhere else, and meets an end or its subject."""
    if group.first.key in home:
        return home[group.first.key] is part
    if any(met is end for end in part.ends):
        return True
    of = proposition(group.first.claim.content.text)
    return any(topic(of, proposition(end.first.claim.content.text)) for end in part.ends)


def _argument(pairs: Sequence[Dispute], group_of: Mapping[ClaimRef, Group]) -> Argument:
    best = min(pairs, key=lambda pair: (ORDER.index(pair.kind), -pair.confidence))
    ends = [one for ref in (best.a, best.b) for one in group_of[ref].members if one.ref == ref]
    reason = retold(best.reason, ends)
    return Argument(best.kind, tuple(_adjacent(pairs, group_of)), tuple(pairs), reason, best.confidence)


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
