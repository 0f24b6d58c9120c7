"""When a name is enough: `python -m benchmarks.namesakes`.

How often the best-known place of a name is the one meant, by how much better known it is, and how often the
place that recent articles of a collection named is the one the next article means: what decides in
`digest.naming.meaning`. Needs the labelled articles of the shared folder.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from digest.gazetteer import Gazetteer, open_gazetteer
from digest.gazetteer.search import weight
from digest.gazetteer.sources import distance
from digest.gazetteer.spelling import key
from digest.naming.meaning import APART, KNOWN

from .places import Gold, gold_sets

RIGHT = 161.0  # km
RECENT = 60  # articles before

Point = tuple[float, float]
Tally = dict[str, list[bool]]


def by_fame(gazetteer: Gazetteer, golds: Iterable[Gold]) -> Tally:
    """Whether the best-known place was meant, for names of far-apart places, one of them the right one."""
    found: Tally = defaultdict(list)
    for gold in golds:
        for name, at in meant(gold).items():
            known = [c for c in gazetteer.keyed(name) if c.spelling != "demonym" and c.kind != "district"]
            known.sort(key=weight, reverse=True)
            if not any(distance(c.lat, c.lon, *at) <= RIGHT for c in known):
                continue
            top = known[0]
            others = [c for c in known if distance(c.lat, c.lon, top.lat, top.lon) > APART]
            if others:
                lead = weight(top) - weight(others[0])
                found["far better known" if lead >= KNOWN else "not far better known"].append(
                    distance(top.lat, top.lon, *at) <= RIGHT
                )
    return found


def by_news(golds: list[Gold]) -> Tally:
    """Whether the place named most in the articles before was meant."""
    found: Tally = defaultdict(list)
    every = [meant(gold) for gold in golds]
    for i, names in enumerate(every):
        for name, at in names.items():
            counts: Counter[Point] = Counter()
            for before in every[max(0, i - RECENT) : i]:
                if name in before:
                    near = (p for p in counts if distance(*p, *before[name]) <= RIGHT)
                    counts[next(near, before[name])] += 1
            if not counts:
                continue
            (first, most), *rest = counts.most_common(2)
            second = rest[0][1] if rest else 0
            kind = (
                "named alone" if not second else "up to 4 times" if most < 4 * second else "4 times or more"
            )
            found[kind].append(distance(*first, *at) <= RIGHT)
    return found


def meant(gold: Gold) -> Mapping[str, Point]:
    """Names of an article and where each is."""
    return {key(place["name"]): (place["lat"], place["lon"]) for place in gold.places}


def main() -> int:
    sets = gold_sets()
    if not sets:
        print("no labelled data here: set DATELINE_SHARED to its folder")
        return 2
    together: Tally = defaultdict(list)
    for golds in sets.values():
        for tally in (by_fame(open_gazetteer(), golds), by_news(golds)):
            for kind, hits in tally.items():
                together[kind] += hits
    for kind, hits in together.items():
        print(f"{kind:22} right {sum(hits) / len(hits):.2f} of {len(hits)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
