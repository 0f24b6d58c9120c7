"""From what was found to an article's claims: actors, stances, figures, chains, salience."""

from __future__ import annotations

from collections.abc import Sequence

from digest.model import Article, Claim, Mention
from digest.nlp.actors import Stage, Who, actor, plain, stage
from digest.nlp.chains import Carried, chained
from digest.nlp.claims import Draft, claim
from digest.nlp.frames import Found
from digest.nlp.stance import of_claim
from digest.nlp.tree import Tree


def assemble(
    tree: Tree, found: Sequence[Found], article: Article, mentions: Sequence[Mention]
) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """The article's claims in reading order, and every actor it names."""
    on = stage(tree, found)
    claims = tuple(claim(tree, _draft(on, carried), mentions) for carried in chained(tree, found))
    actors = tuple(dict.fromkeys(c.source.actor for c in claims if c.source))
    return claims, actors


def _draft(on: Stage, carried: Carried) -> Draft:
    tree, found = on.tree, carried.found
    who = actor(on, found.source[0], found.speaker) if found.source else Who("")
    return Draft(
        source=tree.spans(found.source),
        actor=who.actor,
        side=who.side,
        cue=tree.spans([found.cue]),
        lemma=found.row.lemma if found.row else tree.low[found.anchor],
        content=tree.spans(found.content),
        stance=of_claim(tree, found.anchor, found.row, found.frame, found.content),
        probability=found.probability,
        via=tuple(plain(tree, run) for run in carried.via),
        at=found.anchor if found.frame != "floating" else found.content[0][0],
    )
