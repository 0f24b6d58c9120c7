"""The article behind a feed's entry: from its page or from the feed, whichever says more. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import NamedTuple

from ..feeds.values import line
from ..fetch.port import Page
from ..model import Article, Entry, Feed
from . import text as texts
from .language import language
from .meta import Meta, meta
from .urls import canonical, host_of

SHORT = 600  # characters: a page with less may be a notice (cookies, paywall, robot check) and no article
LEAST = 40  # characters: a page with less has no sentence
FULL = 800  # characters of a feed's item from which on it is no summary
_WORD = re.compile(r"[^\W\d_]{4,}|\d+")


class Sourced(NamedTuple):
    """An article, whether its text is the page's (and not the feed's), and what the page calls itself."""

    article: Article
    outside: bool
    headline: str


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    meta: Meta


def extract(entry: Entry, page: Page | None, feed: Feed) -> Article:
    """The article. ``partial`` when only a summary could be read; an empty text when not even that.

    A page that shares no word with its own title is not taken for the article (a notice, a front page).
    """
    return sourced(entry, page, feed).article


def sourced(entry: Entry, page: Page | None, feed: Feed) -> Sourced:
    """The same, and where it is from."""
    inside, full = _inside(entry)
    found = _outside(page)
    about = f"{entry.title} {texts.fragment(entry.summary)}"
    outside = _without_title(found.text, entry.title, found.meta.title)
    outside = outside if len(outside) >= LEAST and _is_about(outside, about) else ""
    stub = found.meta.paid and len(outside) <= max(len(inside), SHORT)
    text = inside if stub or len(outside) < len(inside) else outside
    url = found.meta.url or canonical((page.url if page else "") or entry.url)
    said = found.meta
    made = Article(
        id=article_id(url or f"{feed.url} {entry.id}"),
        text=text,
        title=line(entry.title) or said.title,
        url=url,
        outlet=feed.outlet or feed.title or said.outlet or host_of(url),
        home=feed.home,
        published=entry.published or said.published,
        modified=max((at for at in (entry.updated, said.modified) if at), default=None),
        authors=entry.authors or said.authors,
        language=language(text),
        partial=bool(text) and text == inside and not full,
    )
    return Sourced(made, bool(text) and text == outside != inside, said.title)


def article_id(key: str) -> str:
    """24 hexadecimal digits for an address."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:24]


def _inside(entry: Entry) -> tuple[str, bool]:
    """What the feed itself gives, and whether that is the full article."""
    content, summary = texts.fragment(entry.content), texts.fragment(entry.summary)
    best = max(content, summary, key=len)
    return best, len(best) >= FULL or (len(content) > len(summary) > 0)


def _outside(page: Page | None) -> _Found:
    if page is None or not page.body:
        return _Found("", Meta())
    root = texts.tree(page.body, page.content_type)
    if root is None:
        return _Found("", Meta())
    said = meta(root, page.url)  # before the text: extracting changes the tree
    return _Found(texts.readable(root), said)


def _without_title(text: str, *titles: str) -> str:
    """A page's text without its headline, where that comes first or alone on a line near the top."""
    known = {_letters(title) for title in titles if title}
    lines = text.split("\n")
    return "\n".join(line for n, line in enumerate(lines) if n > 3 or _letters(line) not in known)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _is_about(text: str, about: str) -> bool:
    """Whether a page's text is the article its entry announces: some of the announced words are in it."""
    wanted = set(_WORD.findall(about.lower()))
    if not text or len(wanted) < 3:
        return bool(text)
    shared = len(wanted & set(_WORD.findall(text.lower())))
    return shared >= (0.3 * len(wanted) if len(text) < SHORT else 1)
