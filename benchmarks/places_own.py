"""Places on sentences of our own: events to within 10 and 25 km, world news within 161 km."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from digest.gazetteer.sources import distance
from digest.model import Article, Mention
from digest.nlp import parse
from digest.nlp.places import PlaceFinder

GOLD = Path(__file__).parent.parent / "tests" / "gold" / "places"


def rows(name: str) -> list[dict[str, Any]]:
    """The labelled lines of a file."""
    return [json.loads(line) for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines()]


def read(finder: PlaceFinder, texts: Sequence[str]) -> Iterator[tuple[Mention, ...]]:
    for text, doc in zip(texts, parse.pipe(parse.load(), texts), strict=True):
        yield finder(doc, Article("gold", text))


def events(finder: PlaceFinder, km: float) -> tuple[float, list[str]]:
    """The share of events whose place is found as a literal place within ``km``; the others in words."""
    golds = rows("events")
    missed = []
    for gold, found in zip(golds, read(finder, [gold["text"] for gold in golds]), strict=True):
        start = gold["text"].index(gold["name"])
        over = [m for m in found if m.literal and m.start < start + len(gold["name"]) and m.end > start]
        if not any(away(m, gold) <= km for m in over):
            missed.append(f"{gold['name']}: {[m.reason for m in over]} in: {gold['text']}")
    return 1 - len(missed) / len(golds), missed


def fields(finder: PlaceFinder, km: float, *, hinted: bool = False) -> float:
    """The share of location fields resolved to within ``km``, with the country as a hint or without."""
    golds = rows("events")
    found = [
        finder.gazetteer.resolve_name(gold["where"], country=gold["country"] if hinted else "")
        for gold in golds
    ]
    hits = [
        place is not None and distance(place.lat, place.lon, gold["lat"], gold["lon"]) <= km
        for place, gold in zip(found, golds, strict=True)
    ]
    return sum(hits) / len(hits)


def world(finder: PlaceFinder) -> tuple[float, list[str]]:
    """F1 within 161 km over the literal places of the paragraphs, demonyms left out; what was missed."""
    golds = rows("world")
    hits = wanted = given = 0
    missed = []
    for gold, found in zip(golds, read(finder, [gold["text"] for gold in golds]), strict=True):
        pinned = [m for m in found if m.lat is not None and m.kind != "demonym"]
        wanted, given = wanted + len(gold["places"]), given + len(pinned)
        for place in gold["places"]:
            over = [m for m in pinned if m.start < place["end"] and m.end > place["start"]]
            if any(away(m, place) <= 161 for m in over):
                hits += 1
            else:
                missed.append(f"{place['name']} in: {gold['text'][:60]}")
    return 2 * hits / (wanted + given), missed


def away(mention: Mention, gold: Mapping[str, Any]) -> float:
    """Kilometres between a pinned mention and where it should be."""
    if mention.lat is None or mention.lon is None:
        return float("inf")
    return distance(mention.lat, mention.lon, gold["lat"], gold["lon"])
