"""How quick the store is: articles in, queries out, as ratios to what one article costs.

    python -m benchmarks.store [--articles N]

Fills a SQLite file with made-up articles over 60 days and asks what lookups ask.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from benchmarks.report import Row, show
from digest.model import Analysis, Article, Claim, Content, Mention, Read, Source, Stance
from digest.query import Area, Query, Term, both
from digest.store import Store

NOW = datetime(2025, 11, 5, 12, tzinfo=UTC)
DAYS = 60
BATCH = 200
GOAL_MS = 50.0  # an answer's query may not take longer: the gateway loop's budget


def articles(count: int, seed: int = 7) -> Iterator[Read]:
    """Articles of ten claims and six places, of a vocabulary like a newspaper's."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghiklmnoprstu", k=chance.randint(3, 9))) for _ in range(8000)]
    weights = [1 / (rank + 5) for rank in range(len(words))]
    for number in range(count):
        sentences = [" ".join(chance.choices(words, weights, k=22)) + "." for _ in range(20)]
        text, at = " ".join(sentences), NOW - timedelta(minutes=chance.randint(0, DAYS * 1440))
        places = tuple(_mention(chance.randint(1, 4000)) for _ in range(6))
        claims = tuple(_claim(text, n, chance.randint(1, 500)) for n in range(10))
        article = Article(
            f"a{number}", text, " ".join(chance.choices(words, weights, k=8)), f"https://x.example/{number}",
            f"Outlet {number % 40}", published=at,
        )  # fmt: skip
        yield Read(
            article, Analysis(claims, places, terms=((words[0], 1.0),)), story=number // 8, origin=article.id
        )


def _mention(place: int) -> Mention:
    name = f"Town{place}"
    return Mention(
        9, 16, name, place, name, 48.0, 37.0, f"C{place % 50}", f"Province {place % 400}", "city", 0.9, "", ""
    )


def _claim(text: str, number: int, actor: int) -> Claim:
    start = number * 100
    source = Source(((start, start + 8),), text[start : start + 8], f"Ministry {actor}", f"Side {actor % 20}")
    content = Content(((start + 10, start + 90),), text[start + 10 : start + 90])
    return Claim(
        f"c{number}",
        source,
        None,
        Stance.denies if number % 3 else Stance.asserts,
        content,
        (start, start + 95),
        places=(number % 6,),
    )


QUESTIONS: dict[str, Query] = {
    "a place": Term("place", "Town77", areas=(Area(77, "Town77", "city", "C27", "Province 77"),)),
    "a division": Term("place", "Province 7", areas=(Area(9, "Province 7", "region", "C7", "Province 7"),)),
    "what an actor denies": both(Term("actor", "Ministry 42"), Term("stance", "denies")),
    "nothing": Term("", "zzzzz"),
}


def speed(count: int = 5_000) -> Iterator[Row]:
    """Articles kept a second, and milliseconds a question over the last week."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(f"sqlite:///{folder}/news.db", now=lambda: NOW) as store,
    ):
        held = list(articles(count))
        began = time.process_time()
        for start in range(0, count, BATCH):
            with store.batch():
                for read in held[start : start + BATCH]:
                    store.save_read(read)
        yield Row(
            "store",
            "articles kept a CPU second",
            count / (time.process_time() - began),
            "/s",
            goal=200,
            note=f"{count} articles",
        )
        for name, query in QUESTIONS.items():
            yield Row(
                "store",
                f"asked for {name}",
                _ms(partial(store.find, query, NOW - timedelta(days=7), NOW, 100)),
                "ms",
                goal=GOAL_MS,
            )
            yield Row(
                "store",
                f"counted {name}",
                _ms(partial(store.count, query, NOW - timedelta(days=28), NOW)),
                "ms",
                goal=GOAL_MS,
            )
        yield Row("store", "why", _ms(lambda: store.steps("https://x.example/5")), "ms", goal=GOAL_MS)


def _ms(ask: Callable[[], object], times: int = 5) -> float:
    """The median of a few."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)[times // 2]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5_000)
    show(speed(parser.parse_args().articles), "store")
