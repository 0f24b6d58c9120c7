"""Articles in, JSON Lines out: analyze, stories, disputes. Streaming; order kept; no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from digest.errors import BadInput
from digest.model import Analysis, Article, Read

from . import common

LINES = {".jsonl", ".ndjson"}
KINDS = LINES | {".txt", ".md", ".html", ".htm", ".xml", ".rss", ".atom", ".json"}

FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(help="text, HTML or JSON Lines files and folders; nothing or -: JSON Lines on stdin"),
]
Explain = Annotated[bool, typer.Option("--explain", help="say why each claim is weighted as it is")]


@dataclass
class Input:
    """Articles from files or stdin, one at a time; bad lines are reported and counted.

    ``names`` gives files their ids: their names, and more of their paths when two have one.
    """

    files: list[Path] | None
    bad: int = 0
    names: Callable[[Path], str] | None = None

    def __iter__(self) -> Iterator[Article]:
        from digest.article import Names

        self.names = self.names or Names.of_a_run()
        for path in self.files or [Path("-")]:
            yield from self._stdin() if str(path) == "-" else self._path(path)

    def _path(self, path: Path) -> Iterator[Article]:
        from digest import article as articles

        if not path.exists():
            raise BadInput(f"{path}: no such file or folder")
        if path.is_dir():
            for inner in sorted(path.iterdir()):
                if not inner.name.startswith(".") and (inner.is_dir() or inner.suffix.lower() in KINDS):
                    yield from self._path(inner)
        elif articles.holds_lines(path):
            with path.open(encoding="utf-8", errors="replace") as stream:
                yield from self._lines(stream, str(path))
        else:
            yield from articles.read_path(path, self.names(path) if self.names else "")

    def _stdin(self) -> Iterator[Article]:
        if sys.stdin.isatty():
            sys.stderr.write("reading JSON Lines from the terminal; end with Ctrl-D\n")
        yield from self._lines(sys.stdin, "stdin")

    def _lines(self, stream: Iterable[str], where: str) -> Iterator[Article]:
        from digest import article as articles

        for found in articles.read_jsonl(stream):
            if isinstance(found, articles.BadLine):
                self.bad += 1
                sys.stderr.write(f"{where}, line {found.number}: {found.message}\n")
            else:
                yield found


def analyze(files: FilesArgument = None, explain: Explain = False) -> int:
    """Claims, places and disputes of articles, as JSON Lines.

    One object an article, in order.
    """
    from digest import analysis_json

    given = Input(files)
    for found, analysis in _analyzed(given):
        print_line(analysis_json.to_json(found, analysis, explain=explain))
    return 1 if given.bad else 0


def stories(files: FilesArgument = None) -> int:
    """Which articles are on one event, as JSON Lines.

    {"id", "story"} for each, decided as they come.
    """
    from digest.stories import cluster

    given = Input(files)
    ids: list[str] = []

    def reads() -> Iterator[Read]:
        for found, analysis in _analyzed(given):
            ids.append(found.id)
            yield Read(found, analysis)

    for story in cluster(reads()):
        print_line({"id": ids.pop(0), "story": story})
    return 1 if given.bad else 0


def disputes(files: FilesArgument = None) -> int:
    """Which claims meet, as JSON Lines.

    {"kind", "a", "b", "confidence"} for each pair, within and across articles.
    """
    from digest.disputes import meet

    given = Input(files)
    reads = [Read(found, analysis) for found, analysis in _analyzed(given)]
    for one in meet(reads):
        a, b = ({"article": ref.article, "claim": ref.claim} for ref in (one.a, one.b))
        print_line(
            {"kind": one.kind, "a": a, "b": b, "confidence": round(one.confidence, 3), "reason": one.reason}
        )
    return 1 if given.bad else 0


def _analyzed(given: Iterable[Article]) -> Iterator[tuple[Article, Analysis]]:
    """Each article with its analysis, a batch at a time, so that memory stays flat."""
    from digest.nlp.analyzer import Analyzer

    settings = common.settings()
    analyzer = Analyzer(model=settings.model, attribution=settings.attribution)
    waiting: list[Article] = []

    def passing() -> Iterator[Article]:
        for one in given:
            waiting.append(one)
            yield one

    for analysis in analyzer.many(passing()):
        yield waiting.pop(0), analysis


def print_line(row: object) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


VERBS = (analyze, stories, disputes)
