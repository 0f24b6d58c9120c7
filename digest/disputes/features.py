"""What two claims have to do with one another, as numbers from 0 to 1: all that the decision is made from.

Nothing here asks who speaks, only whether it is another party: exchanging two parties changes no number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from digest.model import Figure
from digest.words import stem, stems

from ..nearness import Near, near
from .figures import told
from .proposition import alike, negates, opposite, tables
from .spoken import Spoken, names

LITTLE = 0.1  # likeness of two claims that have nothing in common
RAREST = 8.0  # rarity of a word that no article of the background has

Features = Mapping[str, float]


def features(a: Spoken, b: Spoken, near: Near = near) -> dict[str, float]:
    """``a`` answers ``b``, or is the later of two. ``near`` compares their words."""
    together = a.article == b.article
    shared = a.of.senses.keys() & b.of.senses.keys()
    of_a, of_b = near(a.of.words, b.of.words)
    likeness = max(of_a, of_b)
    sentences = (
        () if _one_sentence(a, b) else (*near(a.of.words, b.around.words), *near(a.around.words, b.of.words))
    )
    return {
        "one": 1.0,
        "same words": alike(a.of, b.of),
        "near words": likeness,
        "near all words": min(of_a, of_b),
        "answer in target": of_a,
        "near sentence": max((likeness, *sentences)),
        "one sentence": float(_one_sentence(a, b)),
        "rarest": max((min(a.of.senses[s], b.of.senses[s]) for s in shared), default=0.0) / RAREST,
        "one article": float(together),
        "right after": float(together and a.at - b.at == 1),
        "after": 1 / (a.at - b.at) if together and a.at > b.at else 0.0,
        "outlet": float(b.claim.source is None or a.claim.source is None),
        "nothing in common": float(likeness < LITTLE),
        "names its source": float(names(a.claim, b.claim)),
        "about the other": float(_about(a, b)),
        "points": float(bool(a.of.back)),
        "only points": float(bool(a.of.back) and len(a.of.senses) <= 1),
        "points, right after": float(bool(a.of.back) and together and a.at - b.at == 1),
        "points to a figure": float(a.of.back in tables().counting and bool(b.claim.figures)),
        "points, names": float(bool(a.of.back) and names(a.claim, b.claim)),
        "negates": float(negates(a.of, b.of) or negates(b.of, a.of)),
        "same denial": float(_same_denial(a, b)),
        "both negate": float(a.of.negated and b.of.negated),
        "opposites": float(bool(opposite(a.of, b.of))),
        "opposites, near": float(bool(opposite(a.of, b.of))) * min(of_a, of_b),
        "negates, near": float(negates(a.of, b.of) or negates(b.of, a.of)) * min(of_a, of_b),
        "about the other, right after": float(_about(a, b) and together and a.at - b.at == 1),
        "counters": float(bool(a.aside & tables().counter)),
        "hedged": float(bool((a.of.plain | b.of.plain) & _stemmed("hedge"))),
        "sweeping": float(bool((a.of.plain ^ b.of.plain) & _stemmed("sweeping"))),
        "figures": float(bool(a.claim.figures) and bool(b.claim.figures)),
        "concedes": float(b.claim.stance.value == "concedes"),
        "long": min(len(a.of.senses), 8) / 8,
        **_told(a, b),
    }


@lru_cache(maxsize=20_000)
def _beside(name: str, text: str) -> bool:
    """Whether words beside a claim are of this list: clash, contrast or tally."""
    return bool(getattr(tables(), name).search(text))


def _one_sentence(a: Spoken, b: Spoken) -> bool:
    return a.article == b.article and a.claim.sentence == b.claim.sentence


def _told(a: Spoken, b: Spoken) -> dict[str, float]:
    """How the report sets ``a`` against ``b``: whose turn it is, and the words between them."""
    together = a.article == b.article
    reply = float(together and a.turn == b.turn + 1)
    free = a.answers != "denies"  # a denial's own cue stands beside it and tells nothing more
    own, opening = free and _beside("clash", f"{a.lead} | {a.trail}"), free and _beside("clash", a.opening)
    return {
        "next turn": reply,
        "clash": float(own or opening),
        "clash, next turn": reply * float(own),
        "clash opens, next turn": reply * float(opening),
        "contrast, next turn": reply * float(_beside("contrast", a.opening)),
        "own denial": float(a.denied and not a.answers),
        "own denial, next turn": reply * float(a.denied and not a.answers),
        "to the first": float(b.at == 0),
        "said earlier": float(a.order < b.order),
    }


def counts(earlier: Spoken, later: Spoken, x: Figure, y: Figure, near: Near = near) -> dict[str, float]:
    """Whether two figures, each of one of the claims, give one quantity: ``later`` as ``a`` in `features`."""
    plain = features(later, earlier, near)
    keep = {name: plain[name] for name in _COUNTING}
    return {
        **keep,
        **told(earlier.claim, later.claim, x, y),
        "tallied": float(_beside("tally", f"{later.lead} | {later.trail}")),
        "tallied before": float(_beside("tally", f"{earlier.lead} | {earlier.trail}")),
        "asserts": float(earlier.says and later.says),
    }


_COUNTING = (
    "one", "near words", "near all words", "near sentence", "same words", "one article", "right after",
    "outlet", "next turn", "clash", "clash, next turn", "contrast, next turn", "to the first", "long",
)  # fmt: skip


def elsewhere(a: Spoken, b: Spoken) -> bool:
    """Whether ``a`` points to something else: "criticism of the new wing" is not about broken lifts."""
    if not a.of.back or len(a.of.senses) <= 1 or names(a.claim, b.claim):
        return False
    return max(near(a.of.words, b.of.words)) < 2 * LITTLE


def _about(a: Spoken, b: Spoken) -> bool:
    """Whether ``b`` speaks of the one who says ``a``: who is accused is the one who answers."""
    source = a.claim.source
    if source is None:
        return False
    who = {*stems(source.text), *stems(source.actor)}
    return bool(who & {*b.of.words, *b.around.words})


def _same_denial(a: Spoken, b: Spoken) -> bool:
    """ "denies that anyone was hurt" does not answer "nobody was hurt"."""
    same = not a.of.negated and b.of.negated and bool(b.of.scope & a.of.senses.keys())
    return same and not opposite(a.of, b.of)


@lru_cache(maxsize=8)
def _stemmed(name: str) -> frozenset[str]:
    return frozenset(map(stem, getattr(tables(), name)))


def rows(a: Spoken, others: Sequence[Spoken]) -> list[dict[str, float]]:
    """The features of an answer with each claim it may answer, and how these compare with one another."""
    found = [features(a, b) for b in others]
    named = max((row["names its source"] for row in found), default=0.0)
    best = {name: max((row[name] for row in found), default=0.0) for name in ("near sentence", "near words")}
    before = max((b.at for b in others if b.article == a.article and b.at < a.at), default=-1)
    return [
        {
            **row,
            "another is named": float(named > row["names its source"] and bool(a.of.back)),
            "behind": best["near sentence"] - row["near sentence"],
            "nearest": float(row["near words"] == best["near words"] and best["near words"] > 0),
            "only points, last before": row["only points"] * float(b.article == a.article and b.at == before),
        }
        for row, b in zip(found, others, strict=True)
    ]
