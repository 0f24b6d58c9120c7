"""Chains of carriers: "…, officials said, according to Reuters"; "TASS, citing the ministry, reported".

The claim is whose words they are; those who carry them stand in ``via``, the nearest to the reader first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from digest.nlp.frames.extent import tidy
from digest.nlp.frames.found import Found
from digest.nlp.frames.speaker import agent, phrase
from digest.nlp.frames.verbs import quoted
from digest.nlp.names.sides import sides
from digest.nlp.names.vocabulary import is_thing
from digest.nlp.parse.tree import Run, Tree

CITING = frozenset({"citing", "quoting"})
QUOTED_BY = frozenset({"quoted", "cited", "carried", "reported", "published"})
PAPERS = frozenset(
    "agency newspaper paper daily broadcaster channel network magazine website station tabloid".split()
)


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim and the token runs that name who carries it."""

    found: Found
    via: tuple[Run, ...] = ()


def chained(tree: Tree, found: Sequence[Found]) -> list[Carried]:
    """The claims with their carriers; claims that only carry another are taken into it."""
    carried = [_citing(tree, Carried(claim)) for claim in found if tree.low[claim.anchor] not in CITING]
    outer = [c for c in carried if c.found.frame == "before"]
    dropped: set[int] = set()
    for frame in outer:
        inner = [c for c in carried if c is not frame and _carries(tree, frame.found, c.found)]
        if inner and _speaks_for_all(tree, frame.found, inner):
            dropped.add(id(frame.found))
            carried = [_with(c, frame.found.source[0]) if c in inner else c for c in carried]
        else:
            dropped.update(id(c.found) for c in inner)
    return [c for c in carried if id(c.found) not in dropped]


def _with(claim: Carried, carrier: Run) -> Carried:
    return replace(claim, via=(carrier, *claim.via))


def _carries(tree: Tree, outer: Found, inner: Found) -> bool:
    return tree.sent[outer.anchor] == tree.sent[inner.anchor] and any(
        a <= inner.anchor <= b for a, b in outer.content
    )


def _speaks_for_all(tree: Tree, outer: Found, inner: Sequence[Carried]) -> bool:
    """Whether the sentence is somebody else's statement that the outer source passes on."""
    return is_carrier(tree, outer.source[0], outer.speaker) or any(_main(tree, c.found) for c in inner)


def _main(tree: Tree, claim: Found) -> bool:
    head = claim.anchor
    return tree.dep[head] == "ROOT" or (tree.dep[head] == "conj" and tree.dep[tree.head[head]] == "ROOT")


def is_carrier(tree: Tree, run: Run, head: int) -> bool:
    """Whether a source passes on others' words: an outlet by name, "the newspaper", a document."""
    words = tree.text[tree.start[run[0]] : tree.end[run[1]]]
    return sides().is_outlet(words) or tree.low[head] in PAPERS or is_thing(tree.low[head])


def _citing(tree: Tree, claim: Carried) -> Carried:
    """ "TASS, citing the ministry, reported …": the ministry speaks, TASS carries."""
    found = claim.found
    if found.frame == "quoted" and (outlet := _quoting(tree, found.anchor)):
        return Carried(found, (outlet, *claim.via))
    verb = next(_cited_by(tree, found.anchor), -1)
    if verb < 0 or not found.source:
        return claim
    who = tree.kid(verb, "dobj")
    if who < 0 or not _names_somebody(tree, who):
        return claim
    source = phrase(tree, who)
    kept = [
        t for a, b in found.content for t in range(a, b + 1) if not min(verb, source[0]) <= t <= source[1]
    ]
    moved = replace(found, source=(source,), speaker=who, content=tidy(tree, kept))
    return Carried(moved, (found.source[0], *claim.via))


def _quoting(tree: Tree, cue: int) -> Run | None:
    """Who "quoted him as saying", by whom "he was quoted as saying"."""
    verb = tree.head[tree.head[cue]]
    by = next((agent(tree, t) for t in (verb, cue) if agent(tree, t) >= 0), -1)
    who = tree.kid(verb, "nsubj") if by < 0 else by
    return phrase(tree, who) if who >= 0 else None


def _cited_by(tree: Tree, cue: int) -> Iterator[int]:
    if tree.low[cue] == "according":  # "according to the paper, citing doctors"
        last = tree.right[cue] + 1
        near = range(cue, min(last + 3, len(tree)))
        yield from (t for t in near if tree.low[t] in CITING and tree.sent[t] == tree.sent[cue])
    for kid in tree.kids[cue]:
        if tree.low[kid] in CITING and not quoted(tree, kid):
            yield kid
    for kid in tree.kids[tree.head[cue]]:
        if tree.low[kid] in CITING and not quoted(tree, kid) and tree.dep[cue] in {"parataxis", "ccomp"}:
            yield kid


def _names_somebody(tree: Tree, head: int) -> bool:
    """People and bodies can be cited as speakers; "citing bad weather" gives a reason."""
    from digest.nlp.frames.verbs import can_speak

    return can_speak(tree, head) and (tree.tag[head].startswith("NNP") or not is_thing(tree.low[head]))
