"""Stories: BCubed on labelled collections, each run online in its order; speed of joining."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import Any

from digest.model import Analysis, Article, Read
from digest.nlp.terms import terms_of_text
from digest.stories import Settings, StoryIndex, probability
from digest.words import STOP, sentences, tokens

from .report import HERE, Row, shared

COLLECTIONS = ("ecbplus_train", "ecbplus_dev", "basil")
GOALS = {"ecbplus_train": 0.92, "ecbplus_dev": 0.92, "basil": 0.96}


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with its terms, and the story it belongs to."""

    read: Read
    label: str


@lru_cache(maxsize=4)
def load(name: str) -> tuple[Labelled, ...]:
    """A collection in the order in which it arrives: by date where there is one, else as in the file."""
    folder = shared()
    if folder is None:
        return ()
    rows = [
        json.loads(line) for line in (folder / "eval" / "stories" / f"{name}.jsonl").open(encoding="utf-8")
    ]
    rows.sort(key=lambda row: row["date"] or "")
    return tuple(Labelled(read, row["label"]) for read, row in zip(_reads(rows), rows, strict=True))


def _reads(rows: Sequence[dict[str, Any]]) -> Iterator[Read]:
    from digest.nlp import parse
    from digest.nlp.terms import terms

    nlp = parse.load()
    for row, doc in zip(rows, parse.pipe(nlp, [row["text"] for row in rows]), strict=True):
        published = datetime.fromisoformat(row["date"]).replace(tzinfo=UTC) if row["date"] else None
        article = Article(row["doc"], row["text"], row["title"] or "", published=published)
        yield Read(article, Analysis(terms=terms(doc)))


PIECES = 30  # of an event, at most
LONG = 2_000  # characters: of longer articles only the first four sentences are on the event


@lru_cache(maxsize=4)
def pieces(name: str) -> tuple[Labelled, ...]:
    """Sentences of a collection's articles as undated items of their own, in no order.

    Many short items an event and many events at once: how a portal lists news, and what no collection at hand
    looks like.
    """
    from digest.nlp import parse
    from digest.nlp.terms import terms

    rows = [(one.label, words) for one in load(name) for words in _first_sentences(one.read.article.text)]
    Random(3).shuffle(rows)
    counted: Counter[str] = Counter()
    kept: list[tuple[str, str]] = []
    for label, words in rows:
        counted[label] += 1
        if counted[label] <= PIECES:
            kept.append((label, words))
    docs = parse.pipe(parse.load(), [words for _, words in kept])
    return tuple(
        Labelled(Read(Article(f"{name} {n}", words), Analysis(terms=terms(doc))), label)
        for n, ((label, words), doc) in enumerate(zip(kept, docs, strict=True))
    )


def _first_sentences(text: str) -> list[str]:
    found = [" ".join(text[start:end].split()) for start, end in sentences(text)]
    return [words for words in found if len(words.split()) > 5][: 4 if len(text) > LONG else 8]


def crowded(per: int, seed: int) -> list[Labelled]:
    """Our own headlines, each event told ``per`` times in words drawn from two of them, in no order."""
    random = Random(seed)
    by_event: dict[str, list[list[str]]] = defaultdict(list)
    for one in headlines(0):
        words = [word for word in tokens(one.read.article.text) if word not in STOP]
        by_event[one.label].append(words)
    made = []
    for event, known in sorted(by_event.items()):
        for n in range(per):
            a, b = random.sample(known, 2)
            words = random.sample(a, min(len(a), random.randint(3, 5)))
            text = " ".join(words + random.sample(b, min(len(b), random.randint(2, 4))))
            read = Read(Article(f"{event} {n}", text), Analysis(terms=terms_of_text(text)))
            made.append(Labelled(read, event))
    random.shuffle(made)
    return made


HEADLINES = HERE.parent / "tests" / "gold" / "stories" / "headlines.txt"


def headlines(seed: int) -> list[Labelled]:
    """Our own headlines, nothing but their words, all of one moment, in no order: how a portal lists news."""
    from digest.nlp import parse
    from digest.nlp.terms import terms

    rows: list[tuple[str, str]] = []
    event = ""
    for line in HEADLINES.read_text("utf-8").splitlines():
        if line.startswith("# "):
            event = line[2:].split(" ~ ")[0]
        elif line:
            rows.append((line, event))
    docs = parse.pipe(parse.load(), [line for line, _ in rows])
    at = datetime(2025, 11, 5, 8, tzinfo=UTC)
    found = [
        Labelled(Read(Article(str(n), line, published=at), Analysis(terms=terms(doc))), label)
        for n, ((line, label), doc) in enumerate(zip(rows, docs, strict=True))
    ]
    Random(seed).shuffle(found)
    return found


def shuffled(collection: Sequence[Labelled], seed: int) -> list[Labelled]:
    """A collection in no order at all, its dates gone: what the order of arrival cannot help with."""
    undated = [replace(one.read, article=replace(one.read.article, published=None)) for one in collection]
    bare = [replace(one, read=read) for one, read in zip(collection, undated, strict=True)]
    Random(seed).shuffle(bare)
    return bare


def bcubed(
    collection: Sequence[Labelled],
    settings: Settings | None = None,
    judge: Callable[[Any], Any] = probability,
) -> tuple[float, float, float]:
    """BCubed precision, recall and F1 of the online decisions."""
    index = StoryIndex(settings, judge)
    pairs = [(one.label, index.join(one.read).story) for one in collection]
    gold, mine, both = Counter(a for a, _ in pairs), Counter(b for _, b in pairs), Counter(pairs)
    precision = sum(n * n / mine[b] for (_, b), n in both.items()) / len(pairs)
    recall = sum(n * n / gold[a] for (a, _), n in both.items()) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def quality() -> Iterator[Row]:
    """BCubed on the collections at hand.

    They are training data too: for what a model does that never saw one, run ``benchmarks.train_stories``.
    """
    for name in COLLECTIONS:
        if collection := load(name):
            precision, recall, f1 = bcubed(collection)
            yield Row("stories", f"{name} BCubed precision", precision)
            yield Row("stories", f"{name} BCubed recall", recall)
            yield Row("stories", f"{name} BCubed F1", f1, goal=GOALS[name], note="seen in training")
    runs = [bcubed(headlines(seed)) for seed in range(4)]
    crowd = bcubed(crowded(60, 1))
    yield Row(
        "stories", "crowded headlines, BCubed F1", crowd[2], note="60 variants of each of 26 events at once"
    )
    for at, figure in enumerate(("precision", "recall", "F1")):
        value = sum(run[at] for run in runs) / len(runs)
        yield Row(
            "stories", f"headlines alone, BCubed {figure}", value, note="130 of ours, 26 events, four orders"
        )


def stream(n: int, seed: int = 1, per_day: int = 2_000) -> Iterator[Read]:
    """Articles that look like news to the index: Zipfian words, stories of a few articles, 2,000 a day."""
    random = Random(seed)
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    stories: list[list[str]] = []
    for at in range(n):
        if not stories or random.random() < 0.4:
            stories = [*stories[-400:], [_word(random, 2_000_000) for _ in range(40)]]
        topic = random.choice(stories[-200:])
        words = random.sample(topic, 30) + [_word(random, 50_000) for _ in range(80)]
        terms = [(word, round(1 + random.random(), 2)) for word in dict.fromkeys(words)]
        terms += [(f"^{word}", 1.0) for word in words[:20]]
        terms += [(f"{a} {b}", 1.0) for a, b in pairwise(words[:40])]
        terms += [(f"@{word}", 1.0) for word in topic[:6]]
        yield Read(
            Article(str(at), "", published=begin + timedelta(days=at / per_day)), Analysis(terms=tuple(terms))
        )


def _word(random: Random, vocabulary: int) -> str:
    return f"w{int(vocabulary ** random.random())}"


def speed() -> Iterator[Row]:
    """Articles joined a second of processor time, once the window is full and long after, and their ratio."""
    index = StoryIndex()
    rates = []
    reads = stream(40_000)
    for before in (18_000, 16_000):
        for _ in range(before):
            index.join(next(reads))
        start = time.process_time()
        for _ in range(2_000):
            index.join(next(reads))
        rates.append(2_000 / (time.process_time() - start))
    yield Row("stories", "articles/s after 18,000", rates[0], "/s", goal=200, note="2,000 a day; window full")
    yield Row("stories", "articles/s after 36,000", rates[1], "/s", goal=200)
    yield Row("stories", "late rate / early rate", rates[1] / rates[0], note="1 = flat")
