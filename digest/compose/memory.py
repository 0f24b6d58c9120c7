"""What the readers of a digest know after it: the state that ``digest.delta`` compares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digest.delta import State
from digest.model import Read, Story

from .arguments import Argument
from .groups import Group

FACET = {"denies": "denied", "concedes": "conceded"}


def memory(
    before: State, shown: Sequence[Group], arguments: Iterable[Argument], stories: Iterable[Story],
    reads: Iterable[Read],
) -> State:  # fmt: skip
    """The state after a digest of these groups: what was known and still stands, plus all of them."""
    standing = {
        f"{read.article.id}#{claim.id}"
        for read in reads
        if not read.withdrawn
        for claim in read.analysis.claims
    }
    claims = {key: words for key, words in before.of("claims").items() if key in standing}
    claims |= {group.first.key: group.first.claim.content.text for group in shown}
    facets = {
        "claims": claims,
        "denied": {k: v for k, v in before.of("denied").items() if k in claims},
        "conceded": {k: v for k, v in before.of("conceded").items() if k in claims},
        "figures": _figures(before, shown, claims),
        "stories": _stories(before, stories),
    }
    for argument in arguments:
        _answered(argument, facets, claims)
    return State({facet: entries for facet, entries in facets.items() if entries})


def _answered(argument: Argument, facets: dict[str, dict[str, str]], claims: dict[str, str]) -> None:
    group_of = {one.ref: group for group in argument.groups for one in group.members}
    for pair in argument.pairs:
        answer, target = group_of[pair.a].first, group_of[pair.b].first
        facet = FACET.get(pair.kind)
        if facet and answer.key in claims and target.key in claims:
            facets[facet].setdefault(target.key, answer.claim.content.text)


def _figures(before: State, shown: Iterable[Group], claims: dict[str, str]) -> dict[str, str]:
    """The latest figure each party gives for a quantity of a story."""
    figures = dict(before.of("figures")) if claims else {}
    for group in sorted(shown, key=lambda group: group.first.order):
        for figure in group.first.claim.figures:
            if figure.of:
                key = f"{group.first.read.story}|{group.first.side}|{figure.of.lower()}|{figure.unit}"
                figures[key] = figure.text
    return figures


def _stories(before: State, stories: Iterable[Story]) -> dict[str, str]:
    known = before.of("stories")
    return {
        str(story.id): "quiet" if story.state == "quiet" else "open"
        for story in stories
        if story.state != "merged" and (story.state != "quiet" or str(story.id) in known)
    }
