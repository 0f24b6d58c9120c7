"""Claims on the project's own gold: found, right, with the right speaker and stance.

A predicted claim meets a labelled one when the words of their contents agree (Jaccard >= .5, one to one,
best first). ``speaker`` is the share of labelled claims found with the actor named right.
"""

from __future__ import annotations

import importlib.util
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from digest.model import Analysis, Article, Claim

from .report import HERE, Row

LEAST = 0.5
_WORD = re.compile(r"\w+")
_SKIP = frozenset("the a an of for in at on from 's s mr mrs ms dr".split())
PARTS = ("dev", "speakers", "locked", "strangers", "sealed")
"""Used in development from the start; twelve articles on who "he", "it" and "the company" are, first measured
untouched (joined: recall .962, precision .926, speaker .885, stance .890), then used; never looked at; twelve
articles by another hand, first measured untouched (joined: .850, .845, .769, .904), then used."""
GOALS = {"recall": 0.88, "precision": 0.90, "speaker": 0.82, "stance": 0.88}


@dataclass(slots=True)
class Score:
    """Counts over articles; ``tags``: labelled, found, and found with the right speaker by kind of case."""

    gold: int = 0
    predicted: int = 0
    found: int = 0
    speaker: int = 0
    stance: int = 0
    tags: dict[str, Counter[str]] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        return {
            "recall": self.found / max(self.gold, 1),
            "precision": self.found / max(self.predicted, 1),
            "speaker": self.speaker / max(self.gold, 1),
            "stance": self.stance / max(self.found, 1),
        }


def words(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    """Where the words of these pieces start."""
    return {m.start() for start, end in spans for m in _WORD.finditer(text, start, end)}


def same_actor(a: str, b: str) -> bool:
    """Whether two names mean one actor: most of their words agree, or one holds the other."""
    x, y = (_name(name) for name in (a, b))
    if not x or not y:
        return False
    shared = len(set(x) & set(y))
    if 2 * shared / (len(set(x)) + len(set(y))) >= 0.5 and x[-1] == y[-1]:
        return True
    return set(x) <= set(y) or set(y) <= set(x)


def _name(name: str) -> list[str]:
    return [word for word in _WORD.findall(name.casefold()) if word not in _SKIP]


def score(articles: Iterable[Any], analyses: Iterable[Analysis]) -> Score:
    """Compare predicted with labelled claims."""
    total = Score()
    for article, analysis in zip(articles, analyses, strict=True):
        _score_one(total, article, analysis.claims)
    return total


def _score_one(total: Score, article: Any, claims: tuple[Claim, ...]) -> None:
    total.gold += len(article.claims)
    total.predicted += len(claims)
    pairs = _pairs(article, claims)
    for i, label in enumerate(article.claims):
        claim = pairs.get(i)
        right = claim is not None and same_actor(claim.source.actor if claim.source else "", label.actor)
        for tag in label.tags:
            total.tags.setdefault(tag, Counter()).update(
                gold=1, found=int(claim is not None), speaker=int(right)
            )
        if claim is None:
            total.misses.append(
                f"{article.name}: missed {label.actor!r} {_shown(article.text, label.content)}"
            )
            continue
        total.found += 1
        total.speaker += right
        total.stance += claim.stance.value == label.stance
        if not right:
            got = claim.source.actor if claim.source else None
            total.misses.append(
                f"{article.name}: speaker {got!r} for {label.actor!r}: {claim.content.text[:70]}"
            )
        if claim.stance.value != label.stance:
            cue = claim.cue.text if claim.cue else ""
            stances = f"{claim.stance.value} for {label.stance}"
            total.misses.append(f"{article.name}: stance {stances}: {cue!r} {claim.content.text[:60]}")
    for claim in claims:
        if claim not in pairs.values():
            cue = claim.cue.text if claim.cue else ""
            actor = claim.source.actor if claim.source else ""
            total.misses.append(f"{article.name}: false {actor!r} {cue!r} {claim.content.text[:90]!r}")


def _shown(text: str, spans: Iterable[tuple[int, int]]) -> str:
    return repr(" … ".join(text[a:b] for a, b in spans)[:90])


def _pairs(article: Any, claims: tuple[Claim, ...]) -> dict[int, Claim]:
    gold = [words(article.text, label.content) for label in article.claims]
    mine = [words(article.text, claim.content.spans) for claim in claims]
    near = sorted(
        ((len(g & m) / len(g | m), -i, -j) for i, g in enumerate(gold) for j, m in enumerate(mine) if g & m),
        reverse=True,
    )
    pairs: dict[int, Claim] = {}
    used: set[int] = set()
    for value, i, j in near:
        if value >= LEAST and -i not in pairs and -j not in used:
            pairs[-i] = claims[-j]
            used.add(-j)
    return pairs


def gold() -> ModuleType:
    """The reader beside the gold articles (tests are no package that could be imported)."""
    where = HERE.parent / "tests" / "gold" / "claims" / "read.py"
    spec = importlib.util.spec_from_file_location("gold_claims", where)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["gold_claims"] = module
    spec.loader.exec_module(module)
    return module


def nowhere(doc: Any, article: Article) -> tuple[()]:
    """No places: they change no claim's words."""
    return ()


def scored(part: str, method: str) -> Score:
    """The score of one way of attribution on one part of the gold."""
    from digest.nlp.analyzer import Analyzer

    articles = gold().articles(part)
    analyzer = Analyzer(attribution=method, places=nowhere)
    return score(articles, analyzer.many(Article(id=a.name, text=a.text) for a in articles))


def quality() -> Iterator[Row]:
    """Rows for both ways of attribution, on each part."""
    for method in ("rules", "model"):
        for part in PARTS:
            for name, value in scored(part, method).figures().items():
                yield Row("claims", f"{name}, {part}, {method}", value, goal=GOALS[name], note="own gold")


def speed() -> Iterator[Row]:
    """What claims by rules cost beside the model's default pipeline, in one run on one core."""
    from digest.nlp import frames, parse
    from digest.nlp.claims.assemble import assemble
    from digest.nlp.parse.tree import tree

    from .pace import default_pipeline

    articles = [Article(id=a.name, text=a.text) for a in gold().every()]
    docs = list(parse.pipe(parse.load(), [article.text for article in articles]))

    def by_rules() -> None:
        for doc, article in zip(docs, articles, strict=True):
            page = tree(doc)
            assemble(page, frames.attribute(page), article, ())

    def by_default() -> None:
        list(default_pipeline().pipe(article.text for article in articles))

    ratios = [timed(by_default) / timed(by_rules) for _ in range(6)][1:]
    yield Row("claims", "default pipe time / time of the rules", statistics.median(ratios), goal=6.0)


def timed(way: Callable[[], None]) -> float:
    """Seconds of processor time."""
    began = time.process_time()
    way()
    return time.process_time() - began


def main() -> None:
    """``python -m benchmarks.claims [PART] [rules|model]``: figures, cases, differences."""
    part, method = [*sys.argv[1:], *["dev", "rules"][len(sys.argv) - 1 :]][:2]
    result = scored(part, method)
    if part != "locked":
        print("\n".join(result.misses))
    for tag, counts in sorted(result.tags.items()):
        print(f"{tag}: {dict(counts)}")
    print(", ".join(f"{name} {value:.3f}" for name, value in result.figures().items()), f"of {result.gold}")


if __name__ == "__main__":
    main()
