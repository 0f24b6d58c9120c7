"""Train the attribution model: `python -m benchmarks.train_attribution --cache DIR`.

Needs the labelled articles (DATELINE_SHARED); ten minutes on one free core. Every stage is kept in the cache
folder, so that a later one can be tried alone (`--stage span` makes just that one). The same seed gives the
same file. Only the training part is read.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import lightgbm
import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, DocBin

from benchmarks.report import shared
from benchmarks.triples import right
from digest import nearness
from digest.nlp import frames, parse
from digest.nlp.attribution import meaning, store
from digest.nlp.attribution.choose import picked
from digest.nlp.attribution.cues import cue_table
from digest.nlp.attribution.drafts import Drafts
from digest.nlp.attribution.finder import Model, candidates, drafts_of, hints
from digest.nlp.attribution.judge import Hints, judge_table
from digest.nlp.attribution.labels import label_id
from digest.nlp.attribution.page import Ints, Page, read
from digest.nlp.attribution.parts import part_rows
from digest.nlp.attribution.rates import Floats, Keys, Rates, fit, mix
from digest.nlp.attribution.roles import CONTENT, CUE, SOURCE, role_rows
from digest.nlp.attribution.scorer import Scorer, names, predict
from digest.nlp.attribution.seen import seen
from digest.nlp.attribution.table import Table
from digest.nlp.cues import cues
from digest.nlp.parse.tree import tree

FOLDS = 5
PARTS = 4
"""Parts of the articles, each drafted by span models of the others for the judge to learn from: nearly as
good drafts as those that are served."""
FLOOR, SERVED_FLOOR = 0.06, 0.16
"""Cues below this probability get no draft: in training, and when serving. Serving more of the unlikely ones
costs a sixth of the time of attribution and a quarter of a point of F1 (.709 at .08, .712 at .16)."""

LENIENT = 0.04
"""How far below the best threshold found claims are still served: it was found with span models of half the
articles; those of all are surer, and around the best F1 hardly moves while recall does."""

COMMON = {
    "objective": "binary", "feature_fraction": 0.4, "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63, "seed": 1, "num_threads": 1, "deterministic": True, "force_row_wise": True, "verbose": -1,
}  # fmt: skip


@dataclass(frozen=True)
class Fit:
    """How one booster is grown."""

    rounds: int
    leaves: int
    rate: float
    least: int = 40
    more: dict[str, Any] = field(default_factory=dict)

    def __call__(self, matrix: NDArray[Any], label: NDArray[Any], columns: list[str]) -> lightgbm.Booster:
        shape = {"num_leaves": self.leaves, "learning_rate": self.rate, "min_data_in_leaf": self.least}
        data = lightgbm.Dataset(matrix, label, feature_name=columns, free_raw_data=True)
        return lightgbm.train(COMMON | shape | self.more, data, self.rounds)


FITS = {
    "cue": Fit(450, 63, 0.035, 60),
    "role": Fit(180, 47, 0.09, 100, {
        "objective": "multiclass", "num_class": 4, "feature_fraction": 0.3, "bagging_fraction": 0.5
    }),
    "part": Fit(200, 15, 0.06),
    "judge": Fit(350, 31, 0.025, 60),
}  # fmt: skip


@dataclass
class Sample:
    """One labelled article: its arrays, its claims as token indices, the token that stands for each cue."""

    page: Page
    row: dict[str, Any]
    gold: list[dict[int, Ints]]
    anchors: Ints  # one a claim, -1 where it has no cue
    blind: Blind | None = None


@dataclass
class Blind:
    """What cue models that have not seen an article say of it."""

    probability: Floats  # of every token
    cues: Ints  # the likely ones
    hints: Hints  # of those


ROLES = {SOURCE: "source", CUE: "cue", CONTENT: "content"}


# --- reading --------------------------------------------------------------------------------------------


def labelled(split: str, cache: Path) -> list[Sample]:
    """The articles of one part with their labels, parsed by the very pipeline that serves."""
    folder = shared()
    if folder is None:
        raise SystemExit("no labelled data here: set DATELINE_SHARED to its folder")
    lines = (folder / "eval" / "attribution" / f"{split}.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [_sample(doc, row) for doc, row in zip(_parsed(split, rows, cache), rows, strict=True)]


def _parsed(split: str, rows: list[dict[str, Any]], cache: Path) -> Iterator[Doc]:
    nlp, kept = parse.load(), cache / f"{split}.spacy"
    if not kept.exists():
        box = DocBin(attrs=["ORTH", "TAG", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE", "SPACY"])
        for doc in parse.pipe(nlp, (row["text"] for row in rows)):
            box.add(doc)
        box.to_disk(kept)
    return DocBin().from_disk(kept).get_docs(nlp.vocab)


def _sample(doc: Doc, row: dict[str, Any]) -> Sample:
    here = tree(doc)
    page = read(doc, seen(here, frames.attribute(here), cues()))
    gold = [{role: _tokens(page, claim[name]) for role, name in ROLES.items()} for claim in row["claims"]]
    return Sample(page, row, gold, np.array([_anchor(page, claim[CUE]) for claim in gold], dtype=np.int64))


def _tokens(page: Page, spans: list[list[int]]) -> Ints:
    inside = np.zeros(page.size, np.bool_)
    for start, end in spans:
        inside |= (page.start < end) & (page.end > start)
    return np.flatnonzero(inside & ~page.space)


def _anchor(page: Page, cue: Ints) -> int:
    """The token that stands for a cue: the highest in the tree, words before punctuation,
    then the leftmost."""
    return int(min(cue, key=lambda t: (page.tree.depth[t], page.punct[t], t))) if len(cue) else -1


# --- cues -----------------------------------------------------------------------------------------------


def cue_filter(samples: list[Sample]) -> tuple[Ints, Keys]:
    """Tags a cue may have, and words that practically never are one."""
    tag = np.concatenate([sample.page.tag for sample in samples])
    key = np.concatenate([mix(sample.page.lemma, sample.page.tag) for sample in samples])
    label = np.concatenate([_cue_label(sample) for sample in samples])
    share = np.bincount(tag, weights=label) / np.maximum(np.bincount(tag), 1)
    distinct, row = np.unique(key, return_inverse=True)
    seen, hit = np.bincount(row), np.bincount(row, weights=label)
    dull = ((seen >= 150) & (hit / seen < 0.002)) | ((seen >= 40) & (hit == 0))
    return np.flatnonzero(share >= 0.0008), distinct[dull]


def _cue_label(sample: Sample) -> NDArray[np.int8]:
    label = np.zeros(sample.page.size, np.int8)
    label[sample.anchors[sample.anchors >= 0]] = 1
    return label


def train_cue(samples: list[Sample], tags: Ints, dull: Keys) -> tuple[Scorer, list[Blind]]:
    """The cue model; and for each sample what models of the other folds say of it."""
    rows = [candidates(sample.page, tags, dull) for sample in samples]
    tables = [cue_table(sample.page, some) for sample, some in zip(samples, rows, strict=True)]
    label = np.concatenate([_cue_label(s)[some] for s, some in zip(samples, rows, strict=True)])
    folds = _folds(range(len(samples)), [len(some) for some in rows])
    rates, matrix = _matrix(tables, label, folds, [1])
    columns, blind = names(tables[0], rates), np.zeros(len(label), np.float32)
    for fold in range(FOLDS):
        seen = folds != fold
        blind[~seen] = predict(FITS["cue"](matrix[seen], label[seen], columns), matrix[~seen])
    ends = np.cumsum([len(some) for some in rows])[:-1]
    said, known = np.split(blind, ends), np.split(matrix, ends)
    blinds = [_blind(sample.page, rows[at], rates, said[at], known[at]) for at, sample in enumerate(samples)]
    return Scorer(rates, FITS["cue"](matrix, label, columns)), blinds


def _blind(page: Page, rows: Ints, rates: dict[str, Rates], said: Floats, matrix: Floats) -> Blind:
    probability = np.zeros(page.size, np.float32)
    probability[rows] = said
    likely = said > FLOOR
    return Blind(probability, rows[likely], hints(rates, matrix[likely]))


def _folds(numbers: Iterable[int], sizes: list[int]) -> Ints:
    return np.repeat(np.array(list(numbers), dtype=np.int64) % FOLDS, sizes)


def _matrix(
    tables: list[Table], label: NDArray[np.int8], folds: Ints, classes: list[int]
) -> tuple[dict[str, Rates], Floats]:
    """The rates of every kind of key, and the training matrix: plain columns,
    then rates of the other folds."""
    rates, looked_up = {}, []
    for kind in tables[0].keys:
        keys = np.concatenate([table.keys[kind] for table in tables])
        rates[kind], column = _learnt(kind, tables, keys, label, folds, classes)
        looked_up.append(column)
    plain = np.concatenate([table.matrix() for table in tables])
    return rates, np.concatenate([plain, *looked_up], 1)


def _learnt(
    kind: str,
    tables: list[Table],
    keys: Keys,
    label: NDArray[np.int8],
    folds: Ints,
    classes: list[int],
) -> tuple[Rates, Floats]:
    """What is looked up for one kind of key: counted, or of words near in meaning."""
    if kind == meaning.MEANING:
        given = meaning.directions(*vectors())
        return given, given(keys)
    if kind.startswith(meaning.NEAR):
        return meaning.neighbours(*vectors(), keys, label, folds)
    return fit(keys, label, folds, classes)


@lru_cache(maxsize=1)
def vectors() -> tuple[Keys, Floats]:
    """The ids of the stems of the table of small vectors, and the vectors."""
    rows, found = nearness.table()
    return np.array([label_id(stem) for stem in rows], dtype=np.uint64), found


# --- roles and parts ------------------------------------------------------------------------------------


def train_spans(samples: list[Sample], chosen: Callable[[int], bool]) -> tuple[Scorer, Scorer]:
    """The role and the part model, from the true cues of the chosen samples."""
    roles: list[tuple[Table, NDArray[np.int8], int]] = []
    parts: list[tuple[Table, NDArray[np.int8], int]] = []
    for number, sample in enumerate(samples):
        if chosen(number) and (sample.anchors >= 0).any():
            role, part = _span_rows(sample)
            roles.append((*role, number))
            parts.append((*part, number))
    return (
        _train(roles, [SOURCE, CUE, CONTENT], FITS["role"]),
        _train(parts, [1], FITS["part"]),
    )


Rows = tuple[Table, NDArray[np.int8]]


def _span_rows(sample: Sample) -> tuple[Rows, Rows]:
    page = sample.page
    claims = [claim for claim, anchor in zip(sample.gold, sample.anchors, strict=True) if anchor >= 0]
    cues = sample.anchors[sample.anchors >= 0]
    label = np.zeros((len(cues), page.size), np.int8)
    for line, claim in zip(label, claims, strict=True):
        for role in (CONTENT, SOURCE, CUE):
            line[claim[role]] = role
    probability = cast(Blind, sample.blind).probability
    rows, parts = role_rows(page, cues, probability), part_rows(page, cues, probability)
    content = np.concatenate([np.zeros((len(cues), 1), int), np.cumsum(label == CONTENT, 1)], 1)
    words = np.r_[0, np.cumsum(~page.space)]
    inside = content[parts.cue, parts.last] - content[parts.cue, parts.first]
    most = inside * 2 > words[parts.last] - words[parts.first]
    return (rows.table, label[rows.cue, rows.token]), (parts.table, most.astype(np.int8))


def _train(rows: list[tuple[Table, NDArray[np.int8], int]], classes: list[int], grow: Fit) -> Scorer:
    tables, labels, numbers = zip(*rows, strict=True)
    label = np.concatenate(labels)
    folds = _folds(numbers, [len(some) for some in labels])
    rates, matrix = _matrix(list(tables), label, folds, classes)
    return Scorer(rates, grow(matrix, label, names(tables[0], rates)))


# --- the judge ------------------------------------------------------------------------------------------

Spans = tuple[Scorer, Scorer]


def train_judge(samples: list[Sample], blind_spans: list[Spans]) -> tuple[Scorer, float]:
    """The judge, taught on each article's drafts by span models that have not seen it; and the best
    threshold."""
    judged: list[tuple[int, Drafts, Table, NDArray[np.int8]]] = []
    for number, sample in enumerate(samples):
        judged += [(number, *one) for one in _judged(sample, *blind_spans[number % PARTS])]
    label = np.concatenate([labels for *_, labels in judged])
    folds = _folds([number for number, *_ in judged], [len(labels) for *_, labels in judged])
    tables = [table for _, _, table, _ in judged]
    rates, matrix = _matrix(tables, label, folds, [1])
    columns, blind = names(tables[0], rates), np.zeros(len(label), np.float32)
    for fold in range(FOLDS):
        seen = folds != fold
        blind[~seen] = predict(FITS["judge"](matrix[seen], label[seen], columns), matrix[~seen])
    scores = np.split(blind, np.cumsum([len(labels) for *_, labels in judged])[:-1])
    best = _best_threshold(samples, [(n, drafts, labels) for n, drafts, _, labels in judged], scores)
    return Scorer(rates, FITS["judge"](matrix, label, columns)), best


def _judged(sample: Sample, role: Scorer, part: Scorer) -> Iterator[tuple[Drafts, Table, NDArray[np.int8]]]:
    page, blind = sample.page, cast(Blind, sample.blind)
    for drafts, some in drafts_of(role, part, page, blind.cues, blind.probability, blind.hints):
        yield (
            drafts,
            judge_table(page, drafts, blind.probability, some),
            right(sample.page, sample.gold, drafts),
        )


def _best_threshold(
    samples: list[Sample], judged: list[tuple[int, Drafts, NDArray[np.int8]]], scores: list[Floats]
) -> float:
    """Where F1 of whole triples is highest on the training part, judged blind."""
    tried = np.arange(0.24, 0.42, 0.01)
    hit, found = np.zeros(len(tried)), np.zeros(len(tried))
    roles = [np.zeros(sample.page.size, np.int8) for sample in samples]
    for (number, drafts, label), score in zip(judged, scores, strict=True):
        for row in picked(drafts, score, float(tried[0]), roles[number]):
            above = score[row] >= tried
            hit, found = hit + above * label[row], found + above
    gold = sum(len(sample.gold) for sample in samples)
    return float(tried[np.argmax(2 * hit / (found + gold))])


# --- all of it ------------------------------------------------------------------------------------------

T = TypeVar("T")


def kept(path: Path, make: Callable[[], T]) -> T:
    """What ``make`` gives, kept on disk beside the other stages."""
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.write_bytes(pickle.dumps(make()))
        fresh.rename(path)
        print(f"{path.stem} done", flush=True)
    found: T = pickle.loads(path.read_bytes())
    return found


BLIND = [f"span{part}" for part in range(PARTS)]
"""The span models that leave out one part of the articles each."""
STAGES = ("cue", *BLIND, "span", "judge")


def _span_stage(cache: Path, samples: list[Sample], name: str) -> tuple[Scorer, Scorer]:
    left_out = BLIND.index(name) if name in BLIND else -1
    return kept(cache / f"{name}.stage", lambda: train_spans(samples, lambda n: n % PARTS != left_out))


def train(cache: Path, last: str = STAGES[-1]) -> Model | None:
    """All stages in order; or, with ``last``, the cue stage and that one."""
    samples = labelled("train", cache)
    tags, dull = cue_filter(samples)
    cue, blinds = kept(cache / "cue.stage", lambda: train_cue(samples, tags, dull))
    for sample, blind in zip(samples, blinds, strict=True):
        sample.blind = blind
    wanted = [last] if last in STAGES[1:-1] else [] if last == "cue" else STAGES[1:-1]
    spans = {name: _span_stage(cache, samples, name) for name in wanted}
    if last != STAGES[-1]:
        return None
    judge, threshold = kept(
        cache / "judge.stage", lambda: train_judge(samples, [spans[name] for name in BLIND])
    )
    return Model(tags, dull, cue, *spans["span"], judge, SERVED_FLOOR, threshold - LENIENT)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cache", type=Path, required=True, help="folder that keeps parses and stages")
    options.add_argument("--stage", choices=STAGES, default=STAGES[-1], help="make only this one")
    options.add_argument("--out", type=Path, default=store.FILE)
    chosen = options.parse_args()
    chosen.cache.mkdir(parents=True, exist_ok=True)
    model = train(chosen.cache, chosen.stage)
    if model is not None:
        store.save(model, chosen.out)
        print(f"{chosen.out}: {chosen.out.stat().st_size / 1e6:.1f} MB, threshold {model.threshold:.2f}")


if __name__ == "__main__":
    main()
