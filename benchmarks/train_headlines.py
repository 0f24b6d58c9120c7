"""Learn how headlines stand, from Emergent's; write ``headlines.toml`` and ``headline_stance.json``.

Two things are made: the numbers by which two headlines are ranked beside each other, which are counts, and
the weights by which one headline is held against a claim, a multinomial logistic regression (no chance in it:
the same data give the same weights). A feature is kept when it occurs with at least LEAST claims, so that the
table holds no wording of one headline, and when no name is in it, so that no party counts for anything.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from digest.disputes.headlines.decision import STANCES, Weights, judged
from digest.disputes.headlines.features import features
from digest.disputes.headlines.kinds import Kind, kinds, with_rates
from digest.disputes.headlines.pairs import pair_score
from digest.disputes.headlines.reading import FORM
from digest.words import fold, stem

from .report import HERE, shared

DATA = HERE.parent / "digest" / "data"
RATES, STANCE = DATA / "headlines.toml", DATA / "headline_stance.json"
FOLDS = 5
LEAST = 3  # claims
PENALTY = 16.0  # half of it times the squared weights is added to the loss
STEPS = 300
WORD = re.compile(r"[^\W\d_]+")
WORDED = ("word", "two", "three")  # families of features whose names hold words of the headlines

Rows = Sequence[dict[str, Any]]
Rates = dict[str, dict[str, float]]
Named = Mapping[str, float]


def data(name: str) -> Rows:
    """A file of the labelled headlines; empty where there is none."""
    folder = shared()
    path = Path(folder or "", "eval", "stance", f"{name}.jsonl")
    return [json.loads(line) for line in path.open(encoding="utf-8")] if folder else []


# --- how a headline stands to a claim -------------------------------------------------------------------


def learned(rows: Rows, named: Sequence[Named]) -> Weights:
    """The weights from labelled headlines and their features."""
    claims: dict[str, set[str]] = defaultdict(set)
    for row, found in zip(rows, named, strict=True):
        for name in found:
            claims[name].add(row["claim"])
    plain = plain_words(rows)
    names = sorted(name for name, seen in claims.items() if len(seen) >= LEAST and _nameless(name, plain))
    made = _fit(_table(named, names), np.array([STANCES.index(row["stance"]) for row in rows]))
    return {
        name: [round(float(one), 3) for one in weight]
        for name, weight in zip(["", *names], made, strict=True)
    }


def plain_words(rows: Rows) -> frozenset[str]:
    """Stems that are written small where not every word is a capital: what is no name."""
    small: Counter[str] = Counter()
    for text in sorted({row[part] for row in rows for part in ("claim", "headline")}):
        _, *words = WORD.findall(text) or [""]
        if sum(word[0].isupper() for word in words) > len(words) / 2:
            continue  # a headline in which every word has its capital tells nothing
        for word in words:
            if word.islower() or word.istitle():
                small[stem(fold(word))] += 1 if word.islower() else -1
    return frozenset(word for word, times in small.items() if times >= 0)


def _nameless(name: str, plain: Collection[str]) -> bool:
    family, _, words = name.partition(" ")
    if family not in WORDED:
        return True
    return all(word in FORM or word in plain or not word[0].isalpha() for word in words.split())


def _table(named: Sequence[Named], names: Sequence[str]) -> Any:
    column = {name: at for at, name in enumerate(names)}
    cells = [
        (value, line, column[name])
        for line, found in enumerate(named)
        for name, value in found.items()
        if name in column
    ]
    values, lines, columns = zip(*cells, strict=True)
    return csr_matrix((values, (lines, columns)), shape=(len(named), len(names)))


def _fit(table: Any, stances: Any) -> Any:
    """Constant and weights, a row a feature, a column a stance, of the least penalized loss."""
    truth = np.eye(len(STANCES))[stances]
    shape = (table.shape[1] + 1, len(STANCES))

    def loss(flat: Any) -> tuple[float, Any]:
        made = flat.reshape(shape)
        sums = table @ made[1:] + made[0]
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))
        likely = powers / powers.sum(axis=1, keepdims=True)
        wrong = likely - truth
        slope = np.vstack([wrong.sum(axis=0), table.T @ wrong + PENALTY * made[1:]])
        total = -np.log((likely * truth).sum(axis=1)).sum() + PENALTY / 2 * (made[1:] ** 2).sum()
        return float(total), slope.ravel()

    start = np.zeros(shape[0] * shape[1])
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x.reshape(shape)


def unseen(rows: Rows) -> list[tuple[float, ...]]:
    """The probabilities of each headline by weights learned without its fold; no claim is in two folds."""
    tables = held_out(rows)
    return [judged(features(row["claim"], row["headline"]), tables[row["fold"] % FOLDS]) for row in rows]


def held_out(rows: Rows) -> list[Weights]:
    """For each fold the weights learned from all the others."""
    named = [features(row["claim"], row["headline"]) for row in rows]
    found = []
    for part in range(FOLDS):
        rest = [at for at, row in enumerate(rows) if row["fold"] % FOLDS != part]
        found.append(learned([rows[at] for at in rest], [named[at] for at in rest]))
    return found


# --- how two headlines stand to each other ----------------------------------------------------------------


def rates(rows: Rows) -> Rates:
    """Per kind: how often it is against (denies), how it changes support (affirmed) and denial."""
    marked = [(row["stance"], _names(row["headline"])) for row in rows]
    denials = frozenset(kind.name for kind in kinds() if kind.denies)
    affirming = [(stance, names) for stance, names in marked if not names & denials]
    denying = [(stance, names) for stance, names in marked if names & denials]
    return {kind.name: _rate(kind, marked, affirming, denying) for kind in kinds() if kind.ranks}


def _names(headline: str) -> frozenset[str]:
    return frozenset(kind.name for kind in kinds() if kind.ranks and kind.words.search(headline))


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


# --- both ------------------------------------------------------------------------------------------------


def write(rows: Rows) -> None:
    """Numbers into ``headlines.toml``, weights into ``headline_stance.json``."""
    text = RATES.read_text("utf-8")
    for name, numbers in rates(rows).items():
        for key, value in numbers.items():
            block = rf'(name = "{name}"\n[^\[]*?(?:\[[^\[]*?)*?\n{key} = )[\d.]+'
            text = re.sub(block, rf"\g<1>{value:.2f}", text, count=1)
    RATES.write_text(text, "utf-8")
    table = learned(rows, [features(row["claim"], row["headline"]) for row in rows])
    claims = len({row["claim"] for row in rows})
    card = {
        "made by": "benchmarks.train_headlines",
        "from": f"Emergent (Ferreira and Vlachos 2016), {len(rows)} headlines on {claims} claims; the corpus "
        "states no licence. Names of features and weights only, no text, and no name of anyone.",
        "columns": list(STANCES),
    }
    body = ",\n".join(f" {json.dumps(name)}: {json.dumps(weight)}" for name, weight in table.items())
    STANCE.write_text(f'{{"card": {json.dumps(card)},\n"weights": {{\n{body}\n}}}}\n', "utf-8")


def main() -> int:
    rows = data("train_folds")
    if not rows:
        print("no labelled data here: set DATELINE_SHARED to its folder")
        return 2
    write(rows)
    print(f"average precision by cross-validation over claims: {cross_validated():.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
