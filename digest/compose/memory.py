"""What the readers of a digest know after it: the state that ``digest.delta`` compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from digest.delta import State
from digest.disputes.figures import rivals
from digest.model import Figure, Read, Story

from .arguments import Argument
from .groups import Group

FACET = {"denies": "denied", "concedes": "conceded"}


def memory(
    before: State, shown: Sequence[Group], arguments: Iterable[Argument], stories: Sequence[Story],
    reads: Sequence[Read],
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
        "figures": _figures(before, shown, reads),
        "stories": _stories(before, stories),
        "headlines": _headlines(before, stories),
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


FigureLine = tuple[Figure, Group]


def quantities(before: State, groups: Iterable[Group]) -> dict[str, list[FigureLine]]:
    """The figures each party gives for each quantity of a story, oldest first.

    A party may count several things by one name ("civilians" who left, and who stay): a figure continues a
    quantity when it repeats or rivals its last one. The key is story, party, name, unit and, so that it holds
    while articles come and go, the words by which readers know it or the claim it begins with.
    """
    found: dict[str, list[list[FigureLine]]] = {}
    for group in sorted(groups, key=lambda group: group.first.order):
        first = group.first
        for figure in first.claim.figures:
            if figure.of:
                base = f"{first.read.story}|{first.side}|{figure.of.lower()}|{figure.unit}"
                lines = found.setdefault(base, [])
                home = next((one for one in lines if _continues(one[-1], (figure, group))), None)
                if home is None:
                    lines.append([(figure, group)])
                else:
                    home.append((figure, group))
    return {
        _key(base, line, before.of("figures")): line
        for base, lines in found.items()
        for line in reversed(lines)
    }


def _continues(last: FigureLine, new: FigureLine) -> bool:
    (x, before), (y, after) = last, new
    return (x.value, x.low, x.high) == (y.value, y.low, y.high) or rivals(
        before.first.claim, x, after.first.claim, y
    )


def _key(base: str, line: Sequence[FigureLine], known: Mapping[str, str]) -> str:
    words = {figure.text for figure, _ in line}
    mine = (
        key for key, said in known.items() if said in words and (key == base or key.startswith(f"{base}|"))
    )
    return next(mine, f"{base}|{line[0][1].first.key}")


def _figures(before: State, shown: Iterable[Group], reads: Iterable[Read]) -> dict[str, str]:
    """The latest figure each party gives for a quantity of a story that is still read about."""
    stories = {str(read.story) for read in reads}
    figures = {key: words for key, words in before.of("figures").items() if key.split("|")[0] in stories}
    return figures | {key: line[-1][0].text for key, line in quantities(before, shown).items()}


def _stories(before: State, stories: Iterable[Story]) -> dict[str, str]:
    """How each story stands; that one is quiet or part of another is told to those who know it."""
    known = before.of("stories")
    found = ((str(story.id), _stands(story, known)) for story in stories)
    return {key: how for key, how in found if how}


def _stands(story: Story, known: Mapping[str, str]) -> str:
    was = known.get(str(story.id), "")
    if story.state == "merged":
        return f"in {story.into}" if was else ""
    if story.state == "quiet":
        return "quiet" if was else ""
    if not was and str(story.parent) in known:
        return f"from {story.parent}"
    return was if was.startswith("from ") else "open"


def _headlines(before: State, stories: Iterable[Story]) -> dict[str, str]:
    """What its readers call each story: a merged one keeps the headline it had."""
    known = before.of("headlines")
    named = {str(story.id): story.headline or known.get(str(story.id), "") for story in stories}
    return {key: headline for key, headline in named.items() if headline}
