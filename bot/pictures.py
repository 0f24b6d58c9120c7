"""Pictures for messages: the map of a digest, the picture of a timeline. Drawn here, shown by the views."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from adapters.message import Picture
from digest.model import Digest, Mention
from digest.timeline import Moment

TIMELINE_LEAST = 3
"""Fewer moments than this are read faster than looked at."""


def of_digest(shown: Digest) -> Picture | None:
    """One map with the literal places of all its stories; None when there are none."""
    counts: Counter[int] = Counter()
    first: dict[int, Mention] = {}
    for story in shown.stories:
        for mention, count in story.places:
            if mention.literal and mention.geonameid is not None:
                counts[mention.geonameid] += count
                first.setdefault(mention.geonameid, mention)
    if not counts:
        return None
    from digest import maps  # Pillow and the outlines load only when there is something to draw

    named = [first[place] for place, count in counts.items() for _ in range(count)]
    disputed = {place for story in shown.stories for place in story.disputed}
    drawn = maps.draw(named, title=shown.title, disputed=disputed, aside=_aside(shown))
    return Picture("map.png", drawn.png, drawn.alt) if drawn else None


def _aside(shown: Digest) -> frozenset[int]:
    """The places that set the frame of none of the stories."""
    from digest import maps

    each = [(story, maps.aside(story.places, story.disputed)) for story in shown.stories]
    setting = {
        mention.geonameid
        for story, left in each
        for mention, _ in story.places
        if mention.geonameid not in left
    }
    return frozenset(one for _, left in each for one in left if one not in setting)


def of_timeline(title: str, moments: Sequence[Moment]) -> Picture | None:
    """Who said what when as one picture; None when there is too little to draw."""
    if len(moments) < TIMELINE_LEAST:
        return None
    from digest.timeline.picture import draw

    drawn = draw(moments, title=title)
    return Picture("timeline.png", drawn.png, drawn.alt)
