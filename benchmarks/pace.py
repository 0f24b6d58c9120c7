"""How fast we are beside the model's default pipeline: parse, attribution, the whole analyzer.

Other work on a machine changes what a second is worth from one moment to the next. So the contenders take
turns on the same few articles, many times; each turn gives one ratio of processor times, and the median of
the ratios is what counts. All run in a process of their own whose matrices are multiplied by one thread, as
in the workers that serve.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import get_context
from typing import Any

from digest.model import Article
from digest.nlp import parse
from digest.nlp.attribution import attribute

from .report import Row

ROUNDS = 3
"""Times every group of articles is gone through by every contender."""
GROUP = 8
"""Articles a turn."""
Way = Callable[[list[str]], None]
Spent = dict[str, list[float]]
"""Seconds of every turn, by contender."""


def rows(texts: list[str]) -> Iterator[Row]:
    """Ratios to the default pipeline on one core, words a second, and the ratio on two cores."""
    with processes(1) as pool:
        spent = pool.submit(in_turns, texts).result()
    size = sum(len(text.split()) for text in texts) * ROUNDS
    for name, label in LABELS.items():
        yield ratio_row(spent, name, f"words/s of default pipe{label}")
    for name, seconds in spent.items():
        yield Row("attribution", f"words/s, {name}", size / sum(seconds))
    if (os.cpu_count() or 1) > 1:
        yield from two_cores(texts[: 3 * GROUP])


def ratio_row(spent: Spent, name: str, label: str) -> Row:
    """The median of a contender's ratios to the default pipeline, with the middle half of them."""
    ratios = [default / ours for default, ours in zip(spent["default"], spent[name], strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    note = f"half of {len(ratios)} turns within {low:.2f} to {high:.2f}"
    return Row("attribution", label, middle, "x", goal=1.0, note=note)


def in_turns(texts: list[str]) -> Spent:
    """Processor time of every contender, turn by turn; the order of the contenders alternates."""
    groups = [texts[start : start + GROUP] for start in range(0, len(texts), GROUP)]
    for way in WAYS.values():
        way(groups[0])  # loads the models, fills what is kept
    spent: Spent = {name: [] for name in WAYS}
    for turn in range(ROUNDS):
        for group in groups:
            for name in list(WAYS)[:: -1 if turn % 2 else 1]:
                spent[name].append(seconds(WAYS[name], group))
    return spent


def seconds(way: Way, texts: list[str]) -> float:
    """Processor time of one turn; garbage of the turn before is none of its business."""
    gc.collect()
    start = time.process_time()
    way(texts)
    return time.process_time() - start


# --- the contenders ---------------------------------------------------------------------------------------


def by_default(texts: list[str]) -> None:
    """Every component of the model as it loads by default, with spaCy's own choice of kernels."""
    list(default_pipeline().pipe(texts, batch_size=parse.BATCH))


def lean(texts: list[str]) -> None:
    """Our parse."""
    list(parse.pipe(parse.load(), texts))


def ours(texts: list[str]) -> None:
    """Our parse and the attribution model."""
    for doc in parse.pipe(parse.load(), texts):
        attribute(doc)


def whole(texts: list[str]) -> None:
    """All we do to an article: parse, attribution, rules, claims, places, disputes, terms."""
    for _ in analyzer().many(Article(id=str(number), text=text) for number, text in enumerate(texts)):
        pass


WAYS: dict[str, Way] = {"default": by_default, "lean": lean, "ours": ours, "whole": whole}
LABELS = {"ours": "", "lean": ", parse alone", "whole": ", whole analyzer"}


@lru_cache(maxsize=1)
def default_pipeline() -> Any:
    """The model as it loads by default."""
    import spacy

    return spacy.load(parse.default_folder())


@lru_cache(maxsize=1)
def analyzer() -> Any:
    """The analyzer as it serves."""
    from digest.nlp.analyzer import Analyzer

    return Analyzer(attribution="model")


# --- processes --------------------------------------------------------------------------------------------


@contextmanager
def processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes that multiply matrices in one thread each, as `bot.jobs` sets its workers up."""
    before = {name: os.environ.get(name) for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")}
    os.environ.update(dict.fromkeys(before, "1"))
    try:
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            yield pool
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({name: value} if value is not None else {})


def two_cores(texts: list[str]) -> Iterator[Row]:
    """The same ratios with two processes at work, by the clock, in turns."""
    with processes(2) as pool:
        for name in WAYS:
            by_clock(pool, name, texts[:GROUP])
        turns = [{name: by_clock(pool, name, texts) for name in WAYS} for _ in range(ROUNDS)]
    spent: Spent = {name: [turn[name] for turn in turns] for name in WAYS}
    for name, label in LABELS.items():
        yield ratio_row(spent, name, f"words/s of default pipe, two cores{label}")


def by_clock(pool: ProcessPoolExecutor, name: str, texts: Sequence[str]) -> float:
    """Seconds until two processes have both been through the texts."""
    start = time.perf_counter()
    list(pool.map(WAYS[name], [list(texts), list(texts)]))
    return time.perf_counter() - start
