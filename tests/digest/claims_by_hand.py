"""Articles with their claims, written by hand: no parse, so that what is tested is only what is meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from digest.model import Analysis, Article, Claim, Content, Cue, Figure, Read, Source, Stance, Story
from digest.nlp.terms import terms_of_text
from digest.origins import sketch

NOON = datetime(2025, 11, 5, 12, tzinfo=UTC)


def claim(
    text: str, number: str, who: str, stance: str, words: str, *, figure: Figure | None = None
) -> Claim:
    """A claim of ``text``; ``who`` is "Actor/Side", "" for the outlet's own report."""
    start = text.index(words)
    span = ((start, start + len(words)),)
    actor, _, side = who.partition("/")
    source = Source(span, actor, actor, side) if who else None
    cue = Cue(span, stance, stance) if who else None
    figures = (figure,) if figure else ()
    return Claim(number, source, cue, Stance(stance), Content(span, words), span[0], figures=figures)


def read(
    name: str,
    rows: Sequence[tuple[str, str, str]],
    *,
    outlet: str = "",
    hours: float = 0,
    story: int = 1,
    title: str = "",
) -> Read:
    """An article made of (who, stance, words) rows, one sentence each, ``hours`` after noon."""
    text = ". ".join(words for _, _, words in rows) + "."
    claims = tuple(claim(text, str(at), *row) for at, row in enumerate(rows, 1))
    article = Article(
        name, text, title or name, f"https://{outlet or name}.example/{name}", outlet or f"The {name}",
        published=NOON + timedelta(hours=hours),
    )  # fmt: skip
    return Read(article, Analysis(claims=claims, terms=terms_of_text(text), minhash=sketch(text)), story)


def story(number: int, *reads: Read, state: str = "open") -> Story:
    """The story of some reads."""
    times = [one.article.published or NOON for one in reads]
    first = reads[0].article
    return Story(
        number, first.title, first.url, min(times), max(times), tuple(r.article.id for r in reads), state
    )
