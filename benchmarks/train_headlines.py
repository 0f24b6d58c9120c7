"""Count the numbers of ``digest/data/headlines.toml`` on Emergent's headlines and their stances."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from digest.disputes.headlines import Kind, kinds, pair_score, with_rates

from .report import HERE, shared

TARGET = HERE.parent / "digest" / "data" / "headlines.toml"
Rows = Sequence[dict[str, Any]]
Rates = dict[str, dict[str, float]]


def data(name: str) -> Rows:
    """A file of the labelled headlines; empty where there is none."""
    folder = shared()
    path = Path(folder or "", "eval", "stance", f"{name}.jsonl")
    return [json.loads(line) for line in path.open(encoding="utf-8")] if folder else []


def rates(rows: Rows) -> Rates:
    """Per kind: how often it is against (denies), how it changes support (affirmed) and denial."""
    marked = [(row["stance"], _names(row["headline"])) for row in rows]
    denials = frozenset(kind.name for kind in kinds() if kind.denies)
    affirming = [(stance, names) for stance, names in marked if not names & denials]
    denying = [(stance, names) for stance, names in marked if names & denials]
    return {kind.name: _rate(kind, marked, affirming, denying) for kind in kinds()}


def _names(headline: str) -> frozenset[str]:
    return frozenset(kind.name for kind in kinds() if kind.words.search(headline))


Marked = Sequence[tuple[str, frozenset[str]]]


def _rate(kind: Kind, marked: Marked, affirming: Marked, denying: Marked) -> dict[str, float]:
    if kind.denies:
        mine = [stance for stance, names in marked if kind.name in names]
        return {"denies": (mine.count("against") + 2) / (len(mine) + 6)}
    return {
        "affirmed": _change(kind.name, affirming, "for"),
        "denying": _change(kind.name, denying, "against"),
    }


def _change(name: str, rows: Marked, stance: str) -> float:
    """Share of ``stance`` among headlines of a kind, over the share among the others."""
    mine = [one for one, names in rows if name in names]
    rest = [one for one, names in rows if name not in names]
    return ((mine.count(stance) + 4) / (len(mine) + 10)) / ((rest.count(stance) + 4) / (len(rest) + 10))


def average_precision(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """As ``stance/score.py`` computes it: ties in file order."""
    right, total = 0, 0.0
    for rank, at in enumerate(sorted(range(len(labels)), key=lambda at: -scores[at]), 1):
        if labels[at]:
            right += 1
            total += right / rank
    return total / max(right, 1)


def cross_validated() -> float | None:
    """Average precision on the headline pairs, the numbers counted without the claim that is scored."""
    pairs, rows = data("headline_pairs"), data("train_folds")
    if not pairs or not rows:
        return None
    scores: dict[int, float] = {}
    for claim in {pair["claim"] for pair in pairs}:
        mine = [at for at, pair in enumerate(pairs) if pair["claim"] == claim]
        headlines = {pairs[at][side] for at in mine for side in "ab"}
        made = with_rates(rates(without(rows, claim, headlines)))
        scores |= {at: pair_score(pairs[at]["a"], pairs[at]["b"], made) for at in mine}
    labels = [pair["label"] == "contradiction" for pair in pairs]
    return average_precision(labels, [scores[at] for at in range(len(pairs))])


def without(rows: Rows, claim: str, headlines: Collection[str]) -> Rows:
    """The rows that speak neither of the claim nor in one of the headlines."""
    return [row for row in rows if row["claim"] != claim and row["headline"] not in headlines]


def main() -> int:
    rows = data("train_folds")
    if not rows:
        print("no labelled data here: set DATELINE_SHARED to its folder")
        return 2
    text = TARGET.read_text("utf-8")
    for name, numbers in rates(rows).items():
        for key, value in numbers.items():
            block = rf'(name = "{name}"\n[^\[]*?(?:\[[^\[]*?)*?\n{key} = )[\d.]+'
            text = re.sub(block, rf"\g<1>{value:.2f}", text, count=1)
    TARGET.write_text(text, "utf-8")
    print(f"average precision by cross-validation over claims: {cross_validated():.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
