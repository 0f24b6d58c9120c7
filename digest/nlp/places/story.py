"""What earlier articles of a story settled decides what a later one leaves open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from digest.gazetteer.spelling import key
from digest.model import Mention

SHARE = 0.8  # of the earlier mentions of a name must mean one place


def settle(mentions: Iterable[Mention], earlier: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions, with open ones taken for what the same name meant in the story's earlier articles.

    A name that meant several places there stays open. Resolved mentions are left as they are.
    """
    meant: dict[str, Counter[int]] = {}
    known: dict[int, Mention] = {}
    for mention in earlier:
        if mention.geonameid is not None and mention.literal:
            meant.setdefault(key(mention.text), Counter())[mention.geonameid] += 1
            known.setdefault(mention.geonameid, mention)
    return tuple(_settled(mention, meant.get(key(mention.text)), known) for mention in mentions)


def _settled(mention: Mention, meant: Counter[int] | None, known: dict[int, Mention]) -> Mention:
    if mention.geonameid is not None or not meant:
        return mention
    best, times = meant.most_common(1)[0]
    share = times / meant.total()
    if share < SHARE:
        return mention
    place = known[best]
    where = ", ".join(filter(None, (place.name, place.admin1, place.country)))
    return replace(
        place, start=mention.start, end=mention.end, text=mention.text,
        confidence=round(min(share, place.confidence), 3),
        reason=f"{where}: so named in earlier articles of the story", runner_up=mention.runner_up,
    )  # fmt: skip
