"""How headlines stand to claims (Emergent), by five-fold cross-validation over claims."""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from statistics import stdev
from typing import Any

from digest.disputes.headlines import STANCES
from digest.disputes.headlines.decision import Weights, judged
from digest.disputes.headlines.features import features
from digest.disputes.headlines.titles import SAID, SURE, denied

from .report import Row
from .train_headlines import FOLDS, Rows, data, held_out, unseen


def quality() -> Iterator[Row]:
    """Accuracy and macro F1 of each headline alone; nothing where the labelled headlines are not at hand."""
    rows = data("train_folds")
    if not rows:
        return
    said = decided(unseen(rows))
    error = standard_error(rows, said)
    note = f"five folds over claims, standard error {error:.3f}; the commonest stance: {commonest(rows):.2f}"
    peer = "Ferreira & Vlachos .733, tf-idf + six cues .781"
    yield Row("stance", "Emergent accuracy", accuracy(rows, said), goal=0.82, peer=peer, note=note)
    yield Row("stance", "Emergent macro F1", macro(rows, said), note="the same")
    right, found, pairs = precision(denying(rows), SURE)
    note = f"{pairs} pairs from {SURE} on, recall {found:.2f}"
    yield Row("stance", "headlines that deny each other, precision", right, note=note)


def decided(likely: Sequence[Sequence[float]]) -> list[str]:
    """The likeliest stance of each."""
    return [STANCES[max(range(len(STANCES)), key=one.__getitem__)] for one in likely]


def accuracy(rows: Rows, said: Sequence[str]) -> float:
    """Share of headlines whose stance is right."""
    right = [bool(row["stance"] == one) for row, one in zip(rows, said, strict=True)]
    return sum(right) / len(right)


def commonest(rows: Rows) -> float:
    """The accuracy of always saying the commonest stance."""
    return Counter(row["stance"] for row in rows).most_common(1)[0][1] / len(rows)


def standard_error(rows: Rows, said: Sequence[str]) -> float:
    """Of the accuracy, from its spread over the folds."""
    folds = [
        accuracy([rows[at] for at in mine], [said[at] for at in mine])
        for fold in range(FOLDS)
        for mine in [[at for at, row in enumerate(rows) if row["fold"] % FOLDS == fold]]
    ]
    return float(stdev(folds)) / math.sqrt(FOLDS)


def macro(rows: Rows, said: Sequence[str]) -> float:
    """F1, averaged over the stances."""
    return sum(map(f1(rows, said).__getitem__, STANCES)) / len(STANCES)


def f1(rows: Rows, said: Sequence[str]) -> dict[str, float]:
    """F1 of each stance."""
    cells = table(rows, said)
    both = {
        one: sum(cells[one, other] + cells[other, one] for other in STANCES) for one in STANCES
    }  # right ones counted twice
    return {one: 2 * cells[one, one] / max(both[one], 1) for one in STANCES}


def table(rows: Rows, said: Sequence[str]) -> Counter[tuple[str, str]]:
    """How many headlines of a stance (first) were given a stance (second)."""
    return Counter((row["stance"], one) for row, one in zip(rows, said, strict=True))


def denying(rows: Rows) -> list[tuple[float, bool]]:
    """Of all pairs of headlines on one claim: how surely one denies the other, and whether the labels say so.

    By weights learned without the claim. They say so when the first is against the claim and the second not.
    """
    tables = held_out(rows)
    found = []
    for mine in _claims(rows).values():
        judge = _judge(tables[mine[0]["fold"] % FOLDS])
        for one, other in permutations(mine, 2):
            says = one["stance"] == "against" != other["stance"]
            found.append((denied(one["headline"], other["headline"], judge), says))
    return found


def _claims(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["claim"]].append(row)
    return found


def _judge(table: Weights) -> Callable[[str, str], tuple[float, ...]]:
    return lambda claim, headline: judged(features(claim, headline), table)


def precision(pairs: Sequence[tuple[float, bool]], least: float) -> tuple[float, float, int]:
    """Of the pairs from ``least`` on: the share labelled so, the share of all labelled so, and how many."""
    taken = [says for likely, says in pairs if likely >= least]
    right, wanted = sum(taken), sum(says for _, says in pairs)
    return right / max(len(taken), 1), right / max(wanted, 1), len(taken)


def told_the_others(rows: Rows, likely: Sequence[Sequence[float]], *, trust: float = 0.5) -> list[str]:
    """What would be said if the true stances of all other headlines on the same claim were known.

    The shares of the stances among the others (smoothed with three headlines of the overall shares), to the
    power ``trust``, weigh what the headline itself says. No reader has them: it shows how much could be
    gained at most from reading headlines in company.
    """
    shares = Counter(row["stance"] for row in rows)
    overall = [shares[one] / len(rows) for one in STANCES]
    claims = {claim: Counter(row["stance"] for row in mine) for claim, mine in _claims(rows).items()}
    weighed = []
    for row, own in zip(rows, likely, strict=True):
        others = claims[row["claim"]] - Counter([row["stance"]])
        prior = [
            (others[one] + 3 * share) / (others.total() + 3) / share
            for one, share in zip(STANCES, overall, strict=True)
        ]
        weighed.append([one * factor**trust for one, factor in zip(own, prior, strict=True)])
    return decided(weighed)


def main() -> int:
    rows = data("train_folds")
    if not rows:
        print("no labelled data here: set DATELINE_SHARED to its folder")
        return 2
    likely = unseen(rows)
    said = decided(likely)
    error = standard_error(rows, said)
    print(f"accuracy {accuracy(rows, said):.4f} ± {error:.4f}  macro F1 {macro(rows, said):.4f}")
    print({one: round(value, 3) for one, value in f1(rows, said).items()})
    cells = table(rows, said)
    print("labelled \\ said".ljust(18), *(one.rjust(10) for one in STANCES))
    for one in STANCES:
        print(one.ljust(18), *(str(cells[one, other]).rjust(10) for other in STANCES))
    told = accuracy(rows, told_the_others(rows, likely))
    print(f"were the true stances of all other headlines on the claim known: {told:.4f}")
    pairs = denying(rows)
    for least in (SAID, 0.65, SURE, 0.85):
        right, found, number = precision(pairs, least)
        print(f"one denies another, from {least}: {number} pairs, {right:.3f} right, recall {found:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
