"""How headlines stand to claims (Emergent), by five-fold cross-validation over claims."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import stdev

from digest.disputes.headlines import STANCES

from .report import Row
from .train_headlines import FOLDS, Rows, data, unseen


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
    return 0


if __name__ == "__main__":
    sys.exit(main())
