"""Places: end to end on labelled articles, by the cross-validated models and by the shipped ones."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from digest.gazetteer import Gazetteer, open_gazetteer
from digest.gazetteer.sources import distance
from digest.model import Article, Mention
from digest.nlp import parse
from digest.nlp.places import PlaceFinder

from .report import Row, shared

FACTS = Path(__file__).parent.parent / "digest" / "nlp" / "places" / "data" / "facts.json"
GOALS = {"lgl": (0.83, "CamCoder .474"), "trnews": (0.90, "CamCoder .622")}


@dataclass(frozen=True)
class Gold:
    """A labelled article; ``places`` are the annotated ones that have a point."""

    name: str
    doc: str
    text: str
    places: tuple[Mapping[str, Any], ...]


@cache
def gold_sets() -> dict[str, list[Gold]]:
    """The development sets at hand, by name."""
    home = shared()
    found: dict[str, list[Gold]] = {}
    for name in GOALS:
        path = home / "eval" / "places" / f"{name}.jsonl" if home else None
        if path and path.exists():
            rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
            found[name] = [
                Gold(name, row["doc"], row["text"], tuple(t for t in row["toponyms"] if t["lat"] is not None))
                for row in rows
            ]
    return found


def overlaps(gold: Sequence[Any], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs (gold, span), one to one, most overlap first: how toponyms are matched in the literature."""
    shares = []
    for g, place in enumerate(gold):
        for s, (start, end) in enumerate(spans):
            common = min(place["end"], end) - max(place["start"], start)
            if common > 0:
                shares.append((-common / (max(place["end"], end) - min(place["start"], start)), g, s))
    used_gold, used, out = set(), set(), []
    for _, g, s in sorted(shares):
        if g not in used_gold and s not in used:
            used_gold.add(g)
            used.add(s)
            out.append((g, s))
    return out


def matched(gold: Gold, spots: Sequence[Any]) -> dict[int, Any]:
    """Index of a spot -> the gold place it overlaps."""
    pairs = overlaps(gold.places, [(spot.start, spot.end) for spot in spots])
    return {spot: gold.places[g] for g, spot in pairs}


def at(gazetteer: Gazetteer, row: int, place: Mapping[str, Any]) -> float:
    """Kilometres between a row of the gazetteer and a gold place."""
    return distance(gazetteer.lats[row], gazetteer.lons[row], place["lat"], place["lon"])


def score(
    golds: Sequence[Gold], found: Mapping[str, Sequence[Mapping[str, Any]]]
) -> tuple[float, float, float]:
    """End-to-end precision, recall and F1: found, and within 161 km."""
    hits = wanted = given = 0
    for gold in golds:
        places = found.get(gold.doc, ())
        wanted, given = wanted + len(gold.places), given + len(places)
        for g, p in overlaps(gold.places, [(place["start"], place["end"]) for place in places]):
            place, true = places[p], gold.places[g]
            hits += distance(place["lat"], place["lon"], true["lat"], true["lon"]) <= 161
    precision, recall = hits / max(1, given), hits / max(1, wanted)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def mentions(finder: PlaceFinder, golds: Sequence[Gold]) -> Iterator[tuple[Gold, tuple[Mention, ...]]]:
    for gold, doc in zip(golds, parse.pipe(parse.load(), (gold.text for gold in golds)), strict=True):
        yield gold, finder(doc, Article(gold.doc, gold.text))


def quality() -> Iterator[Row]:
    """The folds' scores as the training left them, the shipped models on the same articles, and
    calibration.
    """
    folds = json.loads(FACTS.read_text("utf-8"))
    for name, value in folds["folds"].items():
        goal, peer = GOALS[name.split()[0]]
        yield Row("places", f"{name}, unseen outlets", value, goal=goal, peer=peer, note="F1@161 km, 5 folds")
    finder = PlaceFinder()
    yield from own(finder)
    for name, golds in gold_sets().items():
        found = mentions(finder, golds[::4])
        as_rows = {gold.doc: [vars_of(m) for m in ms if m.lat is not None] for gold, ms in found}
        yield Row(
            "places", f"{name}, as shipped", score(golds[::4], as_rows)[2], note="trained on these: a check"
        )
    for raw, share in zip(*folds["knots"], strict=True):
        if raw > 0.1:
            yield Row(
                "places", f"right at {raw:.2f}", share, note="reliability: share right on unseen articles"
            )


def own(finder: PlaceFinder) -> Iterator[Row]:
    """Events and world news in our own words."""
    from . import places_own

    for km in (10, 25):
        share, _ = places_own.events(finder, km)
        yield Row("places", f"events within {km} km", share, note="66 sentences of our own, small towns")
        share = places_own.fields(finder, km)
        yield Row("places", f"location fields within {km} km", share, note="the same places, no country hint")
    yield Row("places", "world news", places_own.world(finder)[0], note="F1@161 km, 20 paragraphs of our own")


def vars_of(mention: Mention) -> dict[str, Any]:
    return {"start": mention.start, "end": mention.end, "lat": mention.lat, "lon": mention.lon}


def speed() -> Iterator[Row]:
    """Look-ups a second, opening, and the finder against the parse."""
    start = time.perf_counter()
    gazetteer = Gazetteer(open_gazetteer().folder)
    yield Row("places", "openings a second", 1 / (time.perf_counter() - start), "1/s", goal=20)
    names = ["Pokrovsk", "Springfield", "Xyzzyx", "St. Louis", "Покровськ"] * 2000
    start = time.perf_counter()
    for name in names:
        gazetteer.candidates(name)
    yield Row("places", "look-ups a second", len(names) / (time.perf_counter() - start), "1/s", goal=50_000)
    golds = gold_sets().get("lgl", [])[:60]
    if golds:
        docs = list(parse.pipe(parse.load(), [gold.text for gold in golds]))
        finder = PlaceFinder(gazetteer)
        finder(docs[0], Article("warm", golds[0].text))
        start = time.perf_counter()
        for gold, doc in zip(golds, docs, strict=True):
            finder(doc, Article(gold.doc, gold.text))
        spent = time.perf_counter() - start
        yield Row("places", "articles a second after the parse", len(golds) / spent, "1/s", goal=66)
