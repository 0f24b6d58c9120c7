"""What changed, in words: claims corrected or taken back, figures from and to, what became of stories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from digest.delta import State
from digest.model import Change, Delta, Read, ShownChange, Source, Story

from .groups import Group
from .memory import quantities

ORDER = ("corrected", "withdrawn", "figure", "merged", "split", "quiet")


def changes(
    delta: Delta, known: State, groups: Sequence[Group], reads: Sequence[Read], stories: Sequence[Story]
) -> tuple[ShownChange, ...]:
    """The changes that a mark on a claim's line cannot tell, kind by kind; without words there is nothing.

    ``reads`` hold earlier versions too, oldest first: who said what an article no longer says.
    """
    told = [*_claims(delta, groups, reads), *_figures(delta, known, groups), *_fates(delta, known, stories)]
    return tuple(sorted((one for one in told if one.before), key=lambda one: ORDER.index(one.kind)))


def _claims(delta: Iterable[Change], groups: Iterable[Group], reads: Iterable[Read]) -> Iterator[ShownChange]:
    shown = {group.first.key: group.first for group in groups}
    by_id = {read.article.id: read for read in reads}
    said = {(read.article.id, claim.id): claim for read in reads for claim in read.analysis.claims}
    for change in delta:
        article, _, number = change.key.rpartition("#")
        if change.kind == "corrected" and (one := shown.get(change.key)):
            who = _who(one.claim.source)
            yield ShownChange("corrected", change.before, change.after, who, one.read.article, one.claim)
        elif change.kind == "withdrawn" and (read := by_id.get(article)):
            claim = said.get((article, number))
            yield ShownChange(
                "withdrawn", change.before, "", _who(claim.source) if claim else "", read.article
            )


def _who(source: Source | None) -> str:
    return (source.actor or source.text) if source else ""


def _figures(delta: Iterable[Change], known: State, groups: Iterable[Group]) -> Iterator[ShownChange]:
    found = quantities(known, groups)
    for change in delta:
        if change.kind == "figure" and change.key in found:
            figure, group = found[change.key][-1]
            one, of = group.first, figure.of
            yield ShownChange("figure", change.before, change.after, of, one.read.article, one.claim)


def _fates(delta: Iterable[Change], known: State, stories: Iterable[Story]) -> Iterator[ShownChange]:
    """Of merged stories the headlines that readers know them by, of others those they have now."""
    by_id = {str(story.id): story for story in stories}
    headline = dict(known.of("headlines")) | {key: one.headline for key, one in by_id.items() if one.headline}
    for change in delta:
        mine, other = headline.get(change.key, ""), headline.get(change.after.rpartition(" ")[2], "")
        if change.kind == "merged":
            known_as = known.of("headlines").get(change.after.rpartition(" ")[2], other)
            yield ShownChange("merged", mine, known_as)
        elif change.kind == "split":
            yield ShownChange("split", other, mine)
        elif change.kind == "quiet" and (story := by_id.get(change.key)):
            yield ShownChange("quiet", mine, at=story.last)
