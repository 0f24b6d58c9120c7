"""Attribution: the labelled part used in development, our own snippets, and speed beside the plain parser."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from digest.model import Article
from digest.nlp import parse
from digest.nlp.attribution import attribute
from digest.nlp.parse.paragraphs import paragraphs

from .report import HERE, Row, shared

SNIPPETS = HERE.parent / "tests" / "gold" / "attribution" / "snippets.jsonl"
GOALS = {"triple": 0.74, "content tokens": 0.86, "cue exact": 0.73, "source exact": 0.78,
"indirect speech": 0.60,
         "direct quotes": 0.92}  # fmt: skip
PEERS = {"triple": "Citron .466; people .699", "content tokens": "Citron .622; people .865",
         "cue exact": "Citron .522; people .675", "source exact": "Citron .616; people .737",
         "indirect speech": "Citron .40", "direct quotes": "Gender Gap Tracker .88"}  # fmt: skip
Roles = dict[str, Any]
"""``source``, ``cue`` and ``content`` as lists of spans."""


# --- quality --------------------------------------------------------------------------------------------


def quality() -> Iterator[Row]:
    """The development part by the model, by the rules and by both; then our own snippets."""
    if shared() is not None:
        articles = development()
        for method in ("model", "rules", "joined"):
            found = predicted([row["text"] for row in articles], method)
            yield from _rows(articles, found, method)
    gold = snippets()
    found = predicted([row["text"] for row in gold], "model")
    yield Row("attribution", "triple, own snippets", triple(gold, found), note="model")


def _rows(articles: list[dict[str, Any]], found: list[list[Roles]], method: str) -> Iterator[Row]:
    names = [row["doc"] for row in articles]
    result = scorer().evaluate(
        dict(zip(names, articles, strict=True)),
        {name: {"claims": claims} for name, claims in zip(names, found, strict=True)},
    )
    indirect, direct = recalls(articles, found)
    figures = {
        "triple": result["triple"][2], "content tokens": result["content_token"][2],
        "cue exact": result["cue_exact"][2], "source exact": result["source_exact"][2],
        "indirect speech": indirect, "direct quotes": direct,
    }  # fmt: skip
    for name, value in figures.items():
        yield Row("attribution", f"{name}, dev, {method}", value, goal=GOALS[name], peer=PEERS[name])


@lru_cache(maxsize=1)
def development() -> list[dict[str, Any]]:
    """The labelled articles used in development."""
    folder = shared()
    if folder is None:
        return []
    lines = (folder / "eval" / "attribution" / "dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@lru_cache(maxsize=1)
def scorer() -> ModuleType:
    """The corpus's own scorer, beside the labelled articles."""
    folder = shared()
    assert folder
    spec = importlib.util.spec_from_file_location("score", folder / "eval" / "attribution" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predicted(texts: Iterable[str], method: str) -> list[list[Roles]]:
    """The attributions of each text by "model", "rules", or both "joined" as the analyzer does it."""
    nlp = parse.load()
    docs = parse.pipe(nlp, (paragraphs(nlp, text) for text in texts))
    by: dict[str, Callable[[Any], list[Roles]]] = {"model": _by_model, "rules": _by_rules, "joined": _joined}
    return [by[method](doc) for doc in docs]


def _by_model(doc: Any) -> list[Roles]:
    return [{"source": a.source, "cue": a.cue, "content": a.content} for a in attribute(doc)]


def _by_rules(doc: Any) -> list[Roles]:
    from digest.nlp import frames
    from digest.nlp.parse.tree import tree

    page = tree(doc)
    return _written(page, frames.attribute(page))


def _joined(doc: Any) -> list[Roles]:
    from digest.nlp import frames
    from digest.nlp.attribution import read
    from digest.nlp.attribution.seen import seen
    from digest.nlp.cues import cues
    from digest.nlp.join import READ_FROM, join
    from digest.nlp.parse.tree import tree

    page = tree(doc)
    rules = frames.attribute(page)
    reading = read(doc, seen(page, rules, cues()), threshold=READ_FROM)
    return _written(page, join(page, rules, reading, cues()))


def _written(page: Any, found: Any) -> list[Roles]:
    """The roles as `dateline analyze` writes them, chains of carriers taken into their claims."""
    from digest.nlp.claims.assemble import assemble

    claims, _ = assemble(page, found, Article(id="", text=page.text), ())
    return [
        {
            "source": claim.source.spans if claim.source else (),
            "cue": claim.cue.spans if claim.cue else (),
            "content": claim.content.spans,
        }
        for claim in claims
    ]


WORD = re.compile(r"\w+|[^\w\s]")
QUOTED = re.compile(r"[“\"][^“”\"\n]*[”\"\n]")
OVERLAP = 0.3


def recalls(articles: list[dict[str, Any]], found: list[list[Roles]]) -> tuple[float, float]:
    """Recall of indirect and of direct speech: a content met with Jaccard 0.3.

    Indirect: no word of the content is within quotation marks; direct: at least nine in ten are.
    """
    met, of = [0, 0], [0, 0]
    for row, claims in zip(articles, found, strict=True):
        text = row["text"]
        quoted = words(text, [m.span() for m in QUOTED.finditer(text)])
        mine = [words(text, claim["content"]) for claim in claims]
        for claim in row["claims"]:
            content = words(text, claim["content"])
            share = len(content & quoted) / max(len(content), 1)
            if not content or 0 < share < 0.9:
                continue
            kind = int(share > 0)
            of[kind] += 1
            met[kind] += any(len(content & other) >= OVERLAP * len(content | other) for other in mine)
    return met[0] / of[0], met[1] / of[1]


def words(text: str, spans: Iterable[Iterable[int]]) -> frozenset[int]:
    """Where the words (no punctuation) within these spans start."""
    pieces = [tuple(span) for span in spans]
    return frozenset(
        start + match.start()
        for start, end in pieces
        for match in WORD.finditer(text[start:end])
        if match.group()[0].isalnum() or match.group()[0] == "_"
    )


# --- our own snippets -----------------------------------------------------------------------------------


def snippets(path: Path = SNIPPETS) -> list[dict[str, Any]]:
    """Our own labelled snippets, with the claims' words located."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for row in rows:
        row["claims"] = [located(row["text"], *claim) for claim in row["claims"]]
    return rows


def located(text: str, source: str, cue: str, content: str) -> Roles:
    """A claim given as words (pieces apart by " … ") as spans: content first,
    then the nearest source and cue."""
    spans = [nearest(text, piece, 0) for piece in content.split(" … ")]
    middle = spans[0][0]
    return {"content": spans, "source": [nearest(text, source, middle)], "cue": [nearest(text, cue, middle)]}


def nearest(text: str, piece: str, to: int) -> tuple[int, int]:
    """Where ``piece`` stands in the text, nearest to the place ``to``."""
    starts = [match.start() for match in re.finditer(re.escape(piece), text)]
    if not starts:
        raise ValueError(f"{piece!r} does not stand in {text[:60]!r}")
    start = min(starts, key=lambda at: abs(at - to))
    return start, start + len(piece)


def triple(gold: list[dict[str, Any]], found: list[list[Roles]]) -> float:
    """F1 of whole claims: contents alike (Jaccard .5), sources alike (F .5), cues sharing a word."""
    hit = total = 0
    for row, claims in zip(gold, found, strict=True):
        total += len(row["claims"]) + len(claims)
        free = list(claims)
        for claim in row["claims"]:
            same = next((other for other in free if alike(row["text"], claim, other)), None)
            if same is not None:
                free.remove(same)
                hit += 1
    return 2 * hit / max(total, 1)


def alike(text: str, one: Roles, other: Roles) -> bool:
    """Whether two claims are the same by the triple's measure."""
    a, b = (
        {role: words(text, claim[role]) for role in ("source", "cue", "content")} for claim in (one, other)
    )
    shared_source = 2 * len(a["source"] & b["source"])
    return (
        2 * len(a["content"] & b["content"]) >= len(a["content"] | b["content"])
        and 2 * shared_source >= len(a["source"]) + len(b["source"])
        and bool(a["cue"] & b["cue"])
    )


# --- speed ----------------------------------------------------------------------------------------------

TIMED = 40
"""Texts timed."""


def speed() -> Iterator[Row]:
    """Parse, attribution and the whole analyzer beside the default pipeline: see `benchmarks.pace`."""
    from . import pace

    rows = development() or [{"text": "\n\n".join(row["text"] for row in snippets())}] * TIMED
    yield from pace.rows([str(row["text"]) for row in rows[:TIMED]])
