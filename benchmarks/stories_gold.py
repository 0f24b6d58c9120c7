"""Our own labelled headlines and reports (``tests/gold/stories``), parsed, in the order of arrival."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random

from digest.model import Analysis, Article, Read
from digest.nlp.terms import terms_of_text
from digest.words import STOP, tokens

from .report import HERE

FOLDER = HERE.parent / "tests" / "gold" / "stories"
EVENT = re.compile(r"# (?P<event>\S+) ~ .* @ (?P<at>\S+)$")
ITEM = re.compile(r"\+(?P<ahead>\d+) (?P<title>.+)$")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with its terms, and the story it belongs to."""

    read: Read
    label: str


@lru_cache(maxsize=8)
def portal(part: str) -> tuple[Labelled, ...]:
    """Headlines with a time only: ``part`` is "open" or "locked"."""
    return _parsed(_items((FOLDER / f"portal_{part}.txt").read_text("utf-8"), timedelta(hours=1), bare=True))


@lru_cache(maxsize=8)
def reports(part: str) -> tuple[Labelled, ...]:
    """Short news reports, days apart: ``part`` is "open" or "locked"."""
    return _parsed(_items((FOLDER / f"reports_{part}.txt").read_text("utf-8"), timedelta(days=1), bare=False))


def _items(text: str, step: timedelta, *, bare: bool) -> list[tuple[Article, str]]:
    """Articles with their event, oldest first; those of one moment as they stand in the file."""
    found: list[tuple[Article, str]] = []
    event, begin = "", datetime.min.replace(tzinfo=UTC)
    for block in re.split(r"\n(?=[#+])", text):
        first, _, body = block.partition("\n")
        if head := EVENT.match(first):
            event, begin = head["event"], datetime.fromisoformat(head["at"]).replace(tzinfo=UTC)
        elif item := ITEM.match(first):
            title, words = ("", item["title"]) if bare else (item["title"], body.strip())
            at = begin + int(item["ahead"]) * step
            found.append((Article(f"{event} {len(found)}", words, title, published=at), event))
    return sorted(found, key=lambda one: one[0].published or begin)


def _parsed(items: Sequence[tuple[Article, str]]) -> tuple[Labelled, ...]:
    from digest.nlp import parse
    from digest.nlp.terms import terms

    docs = parse.pipe(parse.load(), [article.text for article, _ in items])
    return tuple(
        Labelled(Read(article, Analysis(terms=terms(doc))), label)
        for (article, label), doc in zip(items, docs, strict=True)
    )


def headlines(seed: int) -> list[Labelled]:
    """The first headlines, nothing but their words, all of one moment, in no order."""
    at = datetime(2025, 11, 5, 8, tzinfo=UTC)
    items: list[tuple[Article, str]] = []
    event = ""
    for line in (FOLDER / "headlines.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            event = line[2:].split(" ~ ")[0]
        elif line:
            items.append((Article(str(len(items)), line, published=at), event))
    found = list(_parsed(items))
    Random(seed).shuffle(found)
    return found


def crowded(known: Sequence[Labelled], per: int, seed: int) -> list[Labelled]:
    """Each event told ``per`` times in words drawn from two of its headlines, undated, in no order."""
    random = Random(seed)
    by_event: dict[str, list[list[str]]] = defaultdict(list)
    for one in known:
        by_event[one.label].append([word for word in tokens(one.read.article.text) if word not in STOP])
    made = [one for event, texts in sorted(by_event.items()) for one in _told(event, texts, per, random)]
    random.shuffle(made)
    return made


def _told(event: str, texts: list[list[str]], per: int, random: Random) -> Iterator[Labelled]:
    for n in range(per):
        a, b = random.sample(texts, 2)
        words = random.sample(a, min(len(a), random.randint(3, 5)))
        text = " ".join(words + random.sample(b, min(len(b), random.randint(2, 4))))
        yield Labelled(Read(Article(f"{event} {n}", text), Analysis(terms=terms_of_text(text))), event)
