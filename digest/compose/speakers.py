"""One name for one speaker of a story: "Obama", "Barack Obama" and "Barack H. Obama" are one heading.

Articles name people each in their own way, and an article is read without looking at the others. What a
digest shows together it names alike: only the resolved name changes, never a word cut from an article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from .groups import Said

_NAME = re.compile(r"[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*)*", re.UNICODE)
_INITIAL = re.compile(r"\b[^\W\d_a-z]\.? (?=[^\W\d_a-z])", re.UNICODE)
_SUFFIX = re.compile(r",? (?:Jr|Sr|II|III|IV)\.?$")


def named_alike(claims: Sequence[Said]) -> list[Said]:
    """The claims of one story, each speaker under one name."""
    shown = names(Counter(one.claim.source.actor for one in claims if one.claim.source), _sides(claims))
    return [_renamed(one, shown) for one in claims]


def _sides(claims: Iterable[Said]) -> set[str]:
    return {one.claim.source.side for one in claims if one.claim.source}


def _renamed(one: Said, shown: Mapping[str, str]) -> Said:
    source = one.claim.source
    if source is None or shown.get(source.actor, source.actor) == source.actor:
        return one
    return replace(one, claim=replace(one.claim, source=replace(source, actor=shown[source.actor])))


def names(used: Mapping[str, int], sides: set[str] | frozenset[str] = frozenset()) -> dict[str, str]:
    """What each name in use is shown as: the name most used among those of one person, in two words or more.

    Names are one person's when they are alike but for initials and "Jr."; when one is the end of the other
    ("RNC Chair Reince Priebus"); and when one is a single word that ends one person's name only. The names of
    ``sides`` and what is not written as a name stand for themselves.
    """
    people = {name: plain(name) for name in used if _NAME.fullmatch(name) and name not in sides}
    full = {short for short in people.values() if " " in short}
    roots = {short: _root(short, full) for short in people.values()}
    by_person: dict[str, list[str]] = {}
    for name, short in people.items():
        by_person.setdefault(roots[short], []).append(name)
    return {name: _best(mine, used) for mine in by_person.values() for name in mine}


def plain(name: str) -> str:
    """The name without initials and "Jr."."""
    return _INITIAL.sub("", _SUFFIX.sub("", name)).strip() or name


def _root(name: str, full: Iterable[str]) -> str:
    """The shortest full name that ``name`` ends with, or the only one that ends with ``name``."""
    within = [one for one in full if name.endswith(" " + one)]
    if within or " " in name:
        return min(within, key=lambda one: (len(one), one), default=name)
    ends = {_root(one, full) for one in full if one.endswith(" " + name)}
    return ends.pop() if len(ends) == 1 else name


def _best(mine: Sequence[str], used: Mapping[str, int]) -> str:
    return min(mine, key=lambda name: (" " not in name, -used[name], len(name), name))


def retold(reason: str, claims: Iterable[Said]) -> str:
    """A reason in which the speakers of these claims are named as the lines under it name them."""
    for one in claims:
        first = next((claim for claim in one.read.analysis.claims if claim.id == one.claim.id), None)
        now, before = (claim.source.actor if claim and claim.source else "" for claim in (one.claim, first))
        if before and now != before and now not in reason:
            reason = now.join(re.split(rf"(?<!\w){re.escape(before)}(?!\w)", reason, maxsplit=1))
    return reason
