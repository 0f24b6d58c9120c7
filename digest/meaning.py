"""What a name means to those who know more than its article: earlier articles of the story, and people.

Pure: mentions in, mentions out. Nothing here parses, so the process that talks to a platform may use it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from .gazetteer.spelling import key
from .model import Mention

SHARE = 0.8
"""Of the earlier mentions of a name, so many must mean one place."""
SURE = 0.5
"""From this confidence on a reading stands by itself: more likely right than wrong."""


def unsure(mention: Mention) -> bool:
    """Whether the article alone leaves open which place is named: nothing pinned, or hardly."""
    if mention.geonameid is None:
        return mention.confidence > 0  # zero: the gazetteer has no place of that name
    return mention.literal and mention.confidence < SURE


def settle(mentions: Iterable[Mention], earlier: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions, with unsure ones taken for what the same name meant in the story's earlier articles.

    A name that meant several places there, or one that was never sure, decides nothing. Sure mentions are
    left as they are.
    """
    meant: dict[str, Counter[int]] = {}
    best: dict[int, Mention] = {}
    for mention in earlier:
        if mention.geonameid is not None and mention.literal:
            meant.setdefault(key(mention.text), Counter())[mention.geonameid] += 1
            known = best.setdefault(mention.geonameid, mention)
            if mention.confidence > known.confidence:
                best[mention.geonameid] = mention
    return tuple(_settled(mention, meant.get(key(mention.text)), best) for mention in mentions)


def _settled(mention: Mention, meant: Counter[int] | None, best: dict[int, Mention]) -> Mention:
    if not meant or not unsure(mention):
        return mention
    geonameid, times = meant.most_common(1)[0]
    place, share = best[geonameid], times / meant.total()
    if share < SHARE or place.confidence < SURE or place.confidence <= mention.confidence:
        return mention
    label = place.reason.partition(": ")[0]
    other = _other(mention, place, label)
    against = f"; not {other}" if other else ""
    return replace(
        place, start=mention.start, end=mention.end, text=mention.text,
        confidence=round(share * place.confidence, 3), runner_up=other,
        reason=f"{label}: earlier articles of this story mean this one by that name{against}",
    )  # fmt: skip


def _other(mention: Mention, place: Mention, label: str) -> str:
    """What else it could be: what it was taken for by itself, else what the place was held against."""
    if mention.geonameid == place.geonameid:
        return mention.runner_up or place.runner_up
    alone = mention.reason.partition(": ")[0] if mention.geonameid is not None else mention.runner_up
    return place.runner_up if alone.startswith(label) else alone
