"""News: fetch it, read it, group it, sum it up. Knows nothing of chat.

>>> import digest
>>> [claim.stance for claim in digest.analyze("The mayor denied that anyone was missing.").claims]
[<Stance.denies: 'denies'>]

Importing it loads neither spaCy nor a chat library.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .model import Analysis
    from .news import News
    from .nlp.analyzer import Analyzer

__all__ = ["analyze", "open"]


@contextmanager
def open(url: str) -> Iterator[News]:
    """The news database at ``url`` (sqlite:///news.db, postgresql://…, or a file's name), migrated.

    Raises SetupError when it cannot be opened.
    """
    from .news import News
    from .store import Store

    with Store.open(url if "://" in url else f"sqlite:///{url}") as store:
        yield News(store)


def analyze(
    text: str, *, title: str = "", outlet: str = "", home: str = "", published: datetime | None = None
) -> Analysis:
    """Claims, places, disputes and terms of one English news text; needs no database.

    ``outlet`` and its ``home`` help to tell places of one name apart; ``published`` resolves "Wednesday".
    The first call loads the model (about a second).
    """
    from .model import Article

    return _analyzer()(
        Article(id="text", text=text, title=title, outlet=outlet, home=home, published=published)
    )


@lru_cache(maxsize=1)
def _analyzer() -> Analyzer:
    from .nlp.analyzer import Analyzer

    return Analyzer()
