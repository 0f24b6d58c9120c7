"""Make ``digest/data/rarity.txt``: in how many news articles a stem, or two in a row, occurs."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from digest.words import STOP, stem, tokens

from .report import HERE, shared

SOURCES = ("attribution/train.jsonl", "places/lgl.jsonl", "places/trnews.jsonl")
LEAST = {1: 2, 2: 6}  # articles a single stem, or a pair, must stand in to be listed
TARGET = HERE.parent / "digest" / "data" / "rarity.txt"


def grams(text: str) -> Iterator[str]:
    """Stems and pairs of neighboring stems, as ``digest.nlp.terms`` makes them."""
    kept = [
        stem(word) if word not in STOP and len(word) > 1 and not word[0].isdigit() else ""
        for word in tokens(text)
    ]
    yield from filter(None, kept)
    yield from (f"{a} {b}" for a, b in pairwise(kept) if a and b)


def count(texts: Iterable[str]) -> tuple[int, Counter[str]]:
    """How many texts, and in how many of them each gram stands."""
    counts: Counter[str] = Counter()
    articles = 0
    for text in texts:
        counts.update(set(grams(text)))
        articles += 1
    return articles, counts


def main() -> int:
    folder = shared()
    if folder is None:
        print("no labelled data here: set DATELINE_SHARED to its folder")
        return 2
    paths = [Path(folder, "eval", name) for name in SOURCES]
    articles, counts = count(
        json.loads(line)["text"] for path in paths for line in path.open(encoding="utf-8")
    )
    by_count: dict[int, list[str]] = defaultdict(list)
    for term, number in counts.items():
        if number >= LEAST[1 + term.count(" ")]:
            by_count[number].append(term)
    lines = ["\t".join([str(number), *sorted(by_count[number])]) for number in sorted(by_count)]
    TARGET.write_text("\n".join([str(articles), *lines]) + "\n", "utf-8")
    print(f"{TARGET.name}: {sum(map(len, by_count.values()))} terms of {articles} articles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
