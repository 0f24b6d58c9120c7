"""Where work runs: reading articles happens in processes of its own.

spaCy never runs in the process that holds a gateway connection: a parse of a second would delay
heartbeats and answers. On one machine the workers are child processes; the same two methods are what an
organization's PostgreSQL workers will offer.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from digest.model import Analysis, Article

if TYPE_CHECKING:
    from digest.nlp.analyzer import Analyzer

SHARE = 8
"""Articles handed to a worker at once: enough to batch the parse, few enough to keep two workers busy."""

_wanted: tuple[str, str] = ("", "model")  # in the worker: the model and the way of attribution


@dataclass
class Analyzers:
    """``count`` processes that analyze; started at the first article, restarted when one dies."""

    model: str = ""
    attribution: str = "model"
    count: int = 1
    _pool: ProcessPoolExecutor | None = field(default=None, init=False)

    async def __call__(self, articles: Sequence[Article]) -> list[Analysis]:
        """An analysis for each article, in order."""
        shares = [articles[start : start + SHARE] for start in range(0, len(articles), SHARE)]
        found = await asyncio.gather(*(self._share(share) for share in shares))
        return [analysis for part in found for analysis in part]

    async def _share(self, articles: Sequence[Article]) -> list[Analysis]:
        try:
            return await self._run(articles)
        except BrokenProcessPool:  # a worker was killed (memory, an operator): once more with a fresh one
            self.close(wait=False)
            return await self._run(articles)

    async def _run(self, articles: Sequence[Article]) -> list[Analysis]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.count,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_prepare,
                initargs=(self.model, self.attribution),
            )
        work = partial(_analyze, list(articles))
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self, *, wait: bool = True) -> None:
        """Let the workers go; the next article starts new ones.

        They are waited for: a pool that still shuts down while the interpreter ends says so in a traceback.
        """
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=True)


def _prepare(model: str, attribution: str) -> None:
    """In the worker, first of all. Ctrl-C is the parent's business."""
    global _wanted
    for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # before numpy loads: one core a worker
        os.environ.setdefault(threads, "1")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _wanted = (model, attribution)


def _end_with_parent() -> None:
    """A worker whose bot was killed with -9 is told nothing, and would wait for articles for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _analyze(articles: list[Article]) -> list[Analysis]:
    return list(_analyzer(*_wanted).many(articles))


@lru_cache(maxsize=1)
def _analyzer(model: str, attribution: str) -> Analyzer:
    """Loaded at the first article, not before: what is wrong with a model is then told to who asked."""
    from digest.nlp.analyzer import Analyzer

    return Analyzer(model=model, attribution="rules" if attribution == "rules" else "model")
