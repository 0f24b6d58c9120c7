"""Train the place models and write them into the package: `python -m benchmarks.train_places [--folds-only]
[--with-drills] [--to FOLDER]`.

Development data only (LGL and TR-News from the shared folder). Outlets' articles stand next to each other
there, so folds are five stretches of neighbours: no outlet is trained and tested on. Writes the models,
the calibration and the scores of the folds; prints the end-to-end scores. ``--with-drills`` trains on made-up
reports too (`drills.py`; docs/places.md has what that gains and costs).
"""

from __future__ import annotations

import json
import lzma
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digest.gazetteer import Gazetteer, open_gazetteer
from digest.gazetteer.sources import distance
from digest.nlp import parse
from digest.nlp.places import accept, rank
from digest.nlp.places.decide import DROPPED, Home, Pass, again, begin
from digest.nlp.places.model import of_booster
from digest.nlp.places.spots import Finder, Spot, Tokens, tokens

from .drills import drills
from .places import Gold, at, gold_sets, matched, score
from .report import shared

if TYPE_CHECKING:
    from spacy.tokens import Doc

DATA = Path(__file__).parent.parent / "digest" / "nlp" / "places" / "data"
RANKER = {
    "objective": "lambdarank", "num_leaves": 15, "learning_rate": 0.06, "min_data_in_leaf": 30,
    "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.7, "lambda_l2": 5.0, "num_threads": 1,
    "verbose": -1, "seed": 0, "deterministic": True,
}  # fmt: skip
ACCEPTOR = RANKER | {
    "objective": "binary",
    "learning_rate": 0.05,
    "min_data_in_leaf": 25,
    "feature_fraction": 0.6,
}
TREES = {"lambdarank": 150, "binary": 220}
FOLDS = 5
LEAST = 0.35
HEAD = 250  # characters
DRILL = 0.6
Scorer = Callable[[Any], Any]


@dataclass
class Case:
    """One article in one pass: gold places by spot, what was chosen, and how probable it is."""

    gold: Gold
    tok: Tokens
    spots: list[Spot]
    fold: int
    home: Home | None
    copy: str = ""  # the same article once more: "with home", or "beginnings" of some sentences
    made: Pass | None = None
    truth: dict[int, Any] | None = None
    first: Any = None  # first-pass probabilities of the kept spots
    blocks: Any = None

    def prepare(self, gazetteer: Gazetteer) -> Case:
        if self.made is None and self.spots:
            self.made = Pass(begin(gazetteer, self.tok, self.spots, self.home), [], np.zeros(0))
        if self.made:
            base = self.made.context.describe()
            self.blocks = [self.made.context.at_mention(base, i) for i in range(len(self.spots))]
        self.truth = matched(self.gold, self.spots)
        return self


def cases(finder: Finder, *, with_drills: bool = False) -> list[Case]:
    """Every development article, again with its outlet's home where its neighbours agree on one, and again
    cut to its first sentences, since many feeds carry no more."""
    found = []
    for name, golds in gold_sets().items():
        docs = list(parse.pipe(parse.load(), (gold.text for gold in golds)))
        for i, (gold, doc) in enumerate(zip(golds, docs, strict=True)):
            tok = tokens(doc)
            spots = [spot for spot in finder.spots(tok) if spot.meanings]
            fold = i * FOLDS // len(golds)
            found.append(Case(gold, tok, spots, fold, None))
            if name == "lgl" and (home := home_of(finder.gazetteer, golds, i)):
                found.append(Case(gold, tok, spots, fold, home, "with home"))
            found.append(beginning(finder, gold, doc, fold))
    if with_drills:
        found += drilled(finder)
    return [case.prepare(finder.gazetteer) for case in found]


def drilled(finder: Finder) -> Iterator[Case]:
    """Reports made up about places the labelled articles never go to; they are trained on, never scored."""
    golds = drills(finder.gazetteer)
    for i, (gold, doc) in enumerate(
        zip(golds, parse.pipe(parse.load(), (gold.text for gold in golds)), strict=True)
    ):
        tok = tokens(doc)
        spots = [spot for spot in finder.spots(tok) if spot.meanings]
        yield Case(gold, tok, spots, i % FOLDS, None, "drill")


def beginning(finder: Finder, gold: Gold, doc: Doc, fold: int) -> Case:
    """The first sentences of an article, `HEAD` characters or a little more."""
    sentences = list(doc.sents)
    last = next((s for s in sentences if s.end_char >= HEAD), sentences[-1])
    head = doc[: last.end].as_doc()
    places = tuple(place for place in gold.places if place["end"] <= len(head.text))
    tok = tokens(head)
    spots = [spot for spot in finder.spots(tok) if spot.meanings]
    return Case(Gold(gold.name, gold.doc, head.text, places), tok, spots, fold, None, "beginnings")


def home_of(gazetteer: Gazetteer, golds: Sequence[Gold], i: int) -> Home | None:
    """Where the outlet lives, as an operator would say it: the town its other articles agree on."""
    towns = [
        Counter(
            (p["lat"], p["lon"]) for p in golds[j].places if (p.get("type") or "").startswith("P.")
        ).most_common(1)
        for j in range(max(0, i - 4), min(len(golds), i + 5))
        if j != i
    ]
    points = [found[0][0] for found in towns if found]
    around = {(lat, lon): sum(distance(lat, lon, *q) < 80 for q in points) for lat, lon in points}
    best = max(points, key=lambda point: around[point], default=None)
    if best is None or around[best] < 4:
        return None
    near = gazetteer.near(*best, km=60, limit=1)
    country = gazetteer.columns([gazetteer.row(near[0][0].geonameid)]).country[0] if near else 0
    return (*best, int(country))


def lower_words(finder: Finder, all_cases: Sequence[Case]) -> dict[str, float]:
    """How often words that also name a place stand in lower case, as log(1 + count)."""
    counts = Counter(w for case in all_cases if not case.copy for w in case.tok.words if w.islower())
    return {
        word: round(math.log1p(n), 2)
        for word, n in sorted(counts.items())
        if n > 1 and finder.known(finder.key(word))
    }


# --- one pass
# ---------------------------------------------------------------------------------------------------


def relevance(gazetteer: Gazetteer, case: Case, spot: int, place: Any) -> list[int]:
    """How right each candidate is: 3 the nearest within 25 km, 2 within 25, 1 within 161, else 0."""
    assert case.made
    rows = case.made.context.rows
    far = [at(gazetteer, int(rows[c]), place) for c in case.made.context.candidates(spot)]
    least = min(far)
    return [3 if d <= 25 and d <= least + 5 else 2 if d <= 25 else 1 if d <= 161 else 0 for d in far]


def weight(case: Case) -> float:
    """How much a case counts in training: what is made up less than what was written."""
    return DRILL if case.copy == "drill" else 1.0


def fit_ranker(gazetteer: Gazetteer, some: Sequence[Case]) -> Any:
    import lightgbm

    blocks, labels, sizes, weights = [], [], [], []
    for case in some:
        for spot, place in (case.truth or {}).items():
            right = relevance(gazetteer, case, spot, place)
            if len(right) > 1 and max(right):
                blocks.append(case.blocks[spot])
                labels += right
                sizes.append(len(right))
                weights += [weight(case)] * len(right)
    data = lightgbm.Dataset(np.concatenate(blocks), np.array(labels), group=sizes, weight=weights)
    return lightgbm.train(RANKER, data, TREES["lambdarank"])


def pick(some: Sequence[Case], scorer: Scorer) -> None:
    for case in some:
        if case.made:
            context = case.made.context
            scores = rank.score_once(context, case.blocks, scorer)
            best = [
                rank.best(context, i, b, s) for i, (b, s) in enumerate(zip(case.blocks, scores, strict=True))
            ]
            case.made.choices = rank.one_sense(context, best)


def view(case: Case, common: dict[str, float]) -> Any:
    assert case.made
    seen = accept.describe(case.tok, case.spots, case.made.choices, common)
    if case.first is None:
        return seen
    return np.column_stack([seen, case.first, np.full(len(seen), case.first.sum())])


def right(gazetteer: Gazetteer, case: Case) -> list[bool]:
    assert case.made
    truth = case.truth or {}
    return [i in truth and at(gazetteer, case.made.row(i), truth[i]) <= 161 for i in range(len(case.spots))]


def fit_acceptor(gazetteer: Gazetteer, some: Sequence[Case], common: dict[str, float]) -> Any:
    import lightgbm

    made = [case for case in some if case.made]
    seen = np.concatenate([view(case, common) for case in made])
    labels = np.concatenate([right(gazetteer, case) for case in made])
    weights = np.concatenate([np.full(len(case.spots), weight(case)) for case in made])
    data = lightgbm.Dataset(seen, labels, weight=weights, categorical_feature=accept.CATEGORIES)
    return lightgbm.train(ACCEPTOR, data, TREES["binary"])


def judge(some: Sequence[Case], acceptor: Scorer, common: dict[str, float]) -> None:
    for case in some:
        if case.made:
            case.made.probability = acceptor(view(case, common))


def others(some: Sequence[Case]) -> Iterator[tuple[list[Case], list[Case]]]:
    """Each fold with the rest."""
    for fold in sorted({case.fold for case in some}):
        yield [c for c in some if c.fold == fold], [c for c in some if c.fold != fold]


# --- both passes
# -----------------------------------------------------------------------------------------------------


def second(gazetteer: Gazetteer, case: Case) -> Case:
    """The case as the second pass sees it."""
    made = case.made and again(gazetteer, case.tok, case.made, case.home)
    if not case.made or not made:
        return replace(case, spots=[], made=None, blocks=None, first=np.zeros(0)).prepare(gazetteer)
    kept = case.made.probability[case.made.probability >= DROPPED]
    after = Pass(made, [], np.zeros(0))
    return replace(case, spots=list(made.spots), made=after, first=kept).prepare(gazetteer)


def train(gazetteer: Gazetteer, some: Sequence[Case], common: dict[str, float]) -> list[Any]:
    """Ranker and acceptor of both passes. What a later stage learns from is always predicted out of fold."""
    for inside, rest in others(some):
        pick(inside, of_booster(fit_ranker(gazetteer, rest)))
    for inside, rest in others(some):
        judge(inside, of_booster(fit_acceptor(gazetteer, rest, common)), common)
    models = [fit_ranker(gazetteer, some), fit_acceptor(gazetteer, some, common)]
    after = [second(gazetteer, case) for case in some]
    for inside, rest in others(after):
        pick(inside, of_booster(fit_ranker(gazetteer, rest)))
    return [*models, fit_ranker(gazetteer, after), fit_acceptor(gazetteer, after, common)]


def apply(
    gazetteer: Gazetteer, some: Sequence[Case], models: Sequence[Any], common: dict[str, float]
) -> list[Case]:
    rank1, accept1, rank2, accept2 = (of_booster(model) for model in models)
    pick(some, rank1)
    judge(some, accept1, common)
    after = [second(gazetteer, case) for case in some]
    pick(after, rank2)
    judge(after, accept2, common)
    return after


# --- what comes of it
# -----------------------------------------------------------------------------------------------------


def calibration(gazetteer: Gazetteer, judged: Sequence[Case]) -> tuple[list[float], list[float]]:
    """Raw probability -> observed share, rising, at 20 quantiles."""
    made = [case for case in judged if case.made]
    raw = np.concatenate([case.made.probability for case in made if case.made])
    hits = np.concatenate([right(gazetteer, case) for case in made])
    order = np.argsort(raw)
    parts = [part for part in np.array_split(order, 20) if len(part)]
    share = np.maximum.accumulate([hits[part].mean() for part in parts])
    return [round(float(raw[p].mean()), 4) for p in parts], [round(float(s), 4) for s in share]


def report(gazetteer: Gazetteer, judged: Sequence[Case], least: float) -> dict[str, float]:
    """End-to-end scores of the folds' predictions, with and without the outlet's home."""
    out = {}
    for name in gold_sets():
        for copy in ("", "with home", "beginnings"):
            some = [case for case in judged if case.gold.name == name and case.copy == copy]
            if some:
                found = {case.gold.doc: predicted(gazetteer, case, least) for case in some}
                p, r, f = score([case.gold for case in some], found)
                label = f"{name} {copy}".strip()
                print(
                    f"{label:16} articles {len(some):4} precision {p:.3f} recall {r:.3f} F1 {f:.3f}",
                    flush=True,
                )
                out[label] = round(f, 4)
    return out


def predicted(gazetteer: Gazetteer, case: Case, least: float) -> list[dict[str, float]]:
    made = case.made
    if made is None:
        return []
    return [
        {
            "start": s.start,
            "end": s.end,
            "lat": gazetteer.lats[made.row(i)],
            "lon": gazetteer.lons[made.row(i)],
        }
        for i, (s, p) in enumerate(zip(made.spots, made.probability, strict=True))
        if p >= least
    ]


def main() -> int:
    if shared() is None:
        print("no labelled data here: set DATELINE_SHARED to its folder")
        return 2
    gazetteer = open_gazetteer()
    data = Path(sys.argv[sys.argv.index("--to") + 1]) if "--to" in sys.argv else DATA
    facts = DATA / "facts.json"
    common = json.loads(facts.read_text("utf-8"))["common"] if facts.exists() else {}
    finder = Finder(gazetteer, common)
    every = cases(finder, with_drills="--with-drills" in sys.argv)
    common = lower_words(finder, every)
    judged: list[Case] = []
    for inside, rest in others(every):
        judged += apply(gazetteer, inside, train(gazetteer, rest, common), common)
    scores = report(gazetteer, judged, LEAST)
    knots = calibration(gazetteer, [case for case in judged if not case.copy])
    if "--folds-only" not in sys.argv:
        for part, model in zip(
            ("rank1", "accept1", "rank2", "accept2"), train(gazetteer, every, common), strict=True
        ):
            (data / f"{part}.txt.xz").write_bytes(lzma.compress(model.model_to_string().encode(), preset=9))
    written = {"least": LEAST, "folds": scores, "knots": knots, "common": common}
    (data / "facts.json").write_text(
        json.dumps(written, ensure_ascii=False, indent=0).replace(",\n", ", "), "utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
