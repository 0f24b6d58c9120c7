"""Does a claim of an article match a query?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from ..model import Claim, Mention, Read
from ..words import fold, stem, tokens
from .tree import All, AnyOf, Not, Query, Term

LEAD = 300
"""Characters of a text that tell what it is about (the same as in ``digest.nlp.terms``)."""
ABOUT = 2.0
"""Weight of a term from which an article is about it: said early, or three times (weights: ``nlp.terms``)."""


def matches(query: Query, read: Read, claim: Claim | None = None) -> bool:
    """Is this claim of this article wanted? Without a claim: is any of it?"""
    if claim is None and read.analysis.claims:
        return any(matches(query, read, each) for each in read.analysis.claims)
    match query:
        case Term():
            return _term(query, read, claim)
        case Not(part):
            return not matches(part, read, claim)
        case All(parts):
            return all(matches(part, read, claim) for part in parts)
        case AnyOf(parts):
            return any(matches(part, read, claim) for part in parts)


def _term(term: Term, read: Read, claim: Claim | None) -> bool:
    if term.field:
        return _TESTS[term.field](term, read, claim)
    return _place(term, read, claim) or _actor(term, read, claim) or _words(term, read, claim)


def _place(term: Term, read: Read, claim: Claim | None) -> bool:
    own = [read.analysis.places[index] for index in claim.places] if claim else []
    if any(_in(term, mention) for mention in own if mention.literal):
        return True
    if any(_elsewhere(term, mention) for mention in own if mention.literal):
        return False
    return _about_place(term, read)


def _in(term: Term, mention: Mention) -> bool:
    if term.areas:
        return any(area.holds(mention) for area in term.areas)
    return stemmed(term.value) in {stemmed(name) for name in (mention.name, mention.text, mention.admin1)}


def _elsewhere(term: Term, mention: Mention) -> bool:
    """A place neither in nor around the wanted one: the claim is on something else."""
    return bool(term.areas) and not any(a.holds(mention) or a.inside(mention) for a in term.areas)


def _about_place(term: Term, read: Read) -> bool:
    """Is it named in the title or the lead, or as often as half the most named place?"""
    named: dict[str, int] = {}
    for mention in read.analysis.places:
        if mention.literal and mention.kind != "country":
            named[mention.name] = named.get(mention.name, 0) + 1
    most = max(named.values(), default=0)
    return any(
        mention.start < LEAD or 2 * named.get(mention.name, most) >= most
        for mention in read.analysis.places
        if mention.literal and _in(term, mention)
    )


def _actor(term: Term, read: Read, claim: Claim | None) -> bool:
    if claim is None or claim.source is None:
        return False
    return _run(stemmed(term.value), stemmed(claim.source.actor)) or _run(
        stemmed(term.value), stemmed(claim.source.text)
    )


def _words(term: Term, read: Read, claim: Claim | None) -> bool:
    wanted = stemmed(term.value)
    if claim is not None and _run(wanted, stemmed(read.article.text[slice(*claim.sentence)])):
        return True
    return _run(wanted, stemmed(read.article.title)) or _run(wanted, stemmed(read.article.text[:LEAD]))


def _side(term: Term, read: Read, claim: Claim | None) -> bool:
    return claim is not None and claim.source is not None and fold(claim.source.side) == fold(term.value)


def _stanced(term: Term, read: Read, claim: Claim | None) -> bool:
    return claim is not None and claim.stance == term.value


def _outlet(term: Term, read: Read, claim: Claim | None) -> bool:
    names = (read.article.outlet, host(read.article.url), *(claim.via if claim else ()))
    return any(_run(stemmed(term.value), stemmed(name)) for name in names)


def _storied(term: Term, read: Read, claim: Claim | None) -> bool:
    return str(read.story) == term.value


def _since(term: Term, read: Read, claim: Claim | None) -> bool:
    moment, at = term.moment, read.article.published
    return moment is None or at is None or at >= moment


def _until(term: Term, read: Read, claim: Claim | None) -> bool:
    moment, at = term.moment, read.article.published
    return moment is None or at is None or at < moment


_TESTS: Mapping[str, Callable[[Term, Read, Claim | None], bool]] = {
    "place": _place,
    "actor": _actor,
    "side": _side,
    "stance": _stanced,
    "outlet": _outlet,
    "topic": _words,  # a topic left unexpanded is its name
    "story": _storied,
    "since": _since,
    "until": _until,
}


@lru_cache(maxsize=20_000)
def stemmed(text: str) -> tuple[str, ...]:
    """Stems of the words, in order: what words are compared by, here and in the store's index."""
    return tuple(stem(word) for word in tokens(text))


def host(url: str) -> str:
    """The site of an address, without ``www.``."""
    found = re.match(r"https?://(?:www\.)?([^/:?#]+)", url)
    return found.group(1) if found else ""


def _run(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Are the wanted stems there, next to each other?"""
    if len(wanted) == 1:
        return wanted[0] in words
    size = len(wanted)
    return bool(wanted) and any(words[i : i + size] == wanted for i in range(len(words) - size + 1))
