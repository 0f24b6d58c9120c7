"""Origins: a syndication set, edited from texts of our own the way outlets do, and cases written by hand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from digest.model import Analysis, Article, Read
from digest.nlp.terms import terms_of_text
from digest.origins import OriginIndex, sketch
from digest.words import sentences

from .disputes import stories
from .report import HERE, Row

BY_HAND = HERE.parent / "tests" / "gold" / "origins" / "cases.toml"

LEADS = (
    "Here is what we know so far about the events of the past day, as our desk has pieced it together.",
    "The dispute that has kept the region busy took another turn, and few expect it to be the last.",
    "It was a long day for everyone involved, and the questions it raised will not go away soon.",
)
BACKGROUND = (
    "The area has seen such disputes before; in 2019 a committee of the assembly spent months on one.",
    "Our paper has followed the matter since it began and has asked all parties for further comment.",
    "Readers can send their own accounts to the news desk, which will check them before it prints them.",
)
HOUSE = (
    ("said", "stated"), ("percent", "per cent"), ("more than", "over"), ("about", "some"),
    ("people", "persons"), ("Monday", "on Monday"), ("told reporters", "told journalists"),
)  # fmt: skip
BEGIN = datetime(2025, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Case:
    """An article of the set, and the id of the article whose words it carries (or its own)."""

    read: Read
    origin: str


def wire_texts() -> list[str]:
    """Reports of 150 to 300 words: articles of our dispute set, three to a report."""
    texts = [read.article.text for story in stories("open") + stories("locked") for read in story.reads]
    return [" ".join(texts[at : at + 3]) for at in range(0, len(texts) - 2, 3)]


def cases(seed: int = 5) -> list[Case]:
    """Every report as its wire sent it, four outlets' versions of it, and two reports that are no copy."""
    random = Random(seed)
    found = []
    for number, text in enumerate(wire_texts()):
        at = BEGIN + timedelta(hours=6 * number)
        first = f"w{number}"
        copies = [_read(f"{first}o{n}", f"Outlet {n}", edited(text, random), at) for n in range(4)]
        others = [_read(f"{first}i{n}", f"Paper {n}", quoting(text, random), at) for n in range(2)]
        found += [Case(read, first) for read in (_read(first, "Harbor Wire", text, at), *copies)]
        found += [Case(read, read.article.id) for read in others]
    return found


def edited(text: str, random: Random) -> str:
    """A version as an outlet prints it: cut, reordered, new lead, house style, background added."""
    pieces = [text[start:end] for start, end in sentences(text)]
    keep = max(4, round(len(pieces) * random.uniform(0.45, 1.0)))
    pieces = pieces[:keep] if random.random() < 0.6 else random.sample(pieces, keep)
    for old, new in random.sample(HOUSE, 4):
        pieces = [re.sub(rf"\b{old}\b", new, piece) for piece in pieces]
    if random.random() < 0.5:
        pieces.insert(0, random.choice(LEADS))
    if random.random() < 0.5:
        pieces.insert(random.randrange(len(pieces)), random.choice(BACKGROUND))
    if random.random() < 0.3:
        pieces = [piece.replace("“", '"').replace("”", '"').replace("’", "'") for piece in pieces]
    return " ".join(pieces)


def quoting(text: str, random: Random) -> str:
    """Another report of the same event: its own words, around one sentence quoted from the same statement."""
    pieces = [text[start:end] for start, end in sentences(text)]
    own = []
    for piece in random.sample(pieces, min(6, len(pieces))):
        words = piece.rstrip(".").split()
        random.shuffle(words)
        own.append(" ".join(words).capitalize() + ".")
    own.insert(1, f"“{random.choice(pieces)}”, a statement said.")
    return " ".join([random.choice(LEADS), *own, random.choice(BACKGROUND)])


def _read(name: str, outlet: str, text: str, at: datetime) -> Read:
    return Read(
        Article(name, text, outlet=outlet, published=at),
        Analysis(terms=terms_of_text(text), minhash=sketch(text)),
    )


def by_hand() -> list[Case]:
    """Statements, wires and reports of their own: short articles, analyzed, all in one stream."""
    from digest.nlp.analyzer import Analyzer

    found: list[tuple[Article, str]] = []
    for number, case in enumerate(tomllib.loads(BY_HAND.read_text("utf-8"))["case"]):
        for at, row in enumerate(case["article"], 1):
            when = BEGIN + timedelta(hours=row.get("hours", 0), minutes=number)
            one = Article(f"{number}.{at}", row["text"].strip(), outlet=row["outlet"], published=when)
            found.append((one, f"{number}.{row['from']}"))
    found.sort(key=lambda pair: pair[0].published or BEGIN)
    analyses = Analyzer(attribution="rules").many(article for article, _ in found)
    return [Case(Read(one, said), origin) for (one, origin), said in zip(found, analyses, strict=True)]


def accuracy(made: Sequence[Case]) -> tuple[float, int]:
    """Share of articles given the right origin, in order of arrival; how many there are."""
    index = OriginIndex()
    return sum(index.origin(case.read).id == case.origin for case in made) / len(made), len(made)


def quality() -> Iterator[Row]:
    """Share of the set's articles whose origin is right."""
    right, count = accuracy(cases())
    yield Row(
        "origins", "right origin", right, goal=0.95, note=f"{count} articles, edited from our own texts"
    )
    right, count = accuracy(by_hand())
    yield Row("origins", "right origin, by hand", right, goal=0.95, note=f"{count} articles in 24 cases")
