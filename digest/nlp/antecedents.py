"""Whom "he", "it" and "the company" stand for: the best of those named before.

Candidates are heads of noun phrases before the pronoun; points come from having spoken last, being a subject,
standing near, and gender or kind; points go for standing in a quotation or inside another phrase.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from digest.nlp.cast import Cast, Entity, Mention
from digest.nlp.frames.found import Found
from digest.nlp.frames.speaker import phrase
from digest.nlp.sides import sides
from digest.nlp.tree import Run, Tree
from digest.nlp.vocabulary import gender, is_body, is_person, is_thing, vocabulary

HE, SHE, IT, THEY = "m", "f", "it", "they"
PRONOUNS = {
    "he": HE, "him": HE, "his": HE, "himself": HE, "she": SHE, "her": SHE, "hers": SHE, "herself": SHE,
    "it": IT, "its": IT, "itself": IT, "they": THEY, "them": THEY, "their": THEY, "themselves": THEY,
}  # fmt: skip
REACH = 8  # sentences looked back


@dataclass(frozen=True, slots=True)
class Candidate:
    """A noun phrase that may be meant: its head token, its entity (-1: none) and what it can be called by."""

    head: int
    entity: int
    fits: frozenset[str]


def candidates(tree: Tree, people: Cast) -> list[Candidate]:
    """The noun phrases pronouns can look back to, in reading order."""
    found: list[Candidate] = []
    for token, tag in enumerate(tree.tag):
        number = people.at[token]
        if number >= 0:
            if token + 1 < len(tree) and people.at[token + 1] == number:
                continue  # not yet the name's last word
            found.append(Candidate(token, number, _named(people, number)))
        elif (
            tag in {"NN", "NNS"}
            and tree.dep[token] not in {"compound", "nmod", "npadvmod"}
            and (fits := _common(tree, token))
        ):
            found.append(Candidate(token, -1, fits))
    return found


def _named(people: Cast, number: int) -> frozenset[str]:
    entity = people.entities[number]
    if entity.kind == "person":
        return frozenset({entity.gender} if entity.gender else {HE, SHE})
    return frozenset({IT, THEY} if entity.kind == "body" else {IT})


def _common(tree: Tree, token: int) -> frozenset[str]:
    noun = tree.low[token]
    if tree.tag[token] == "NNS" or noun in vocabulary()["plurals"]:
        return frozenset({THEY})
    fits: set[str] = set()
    if is_body(noun) or is_thing(noun):
        fits |= {IT, THEY} if is_body(noun) else {IT}
    if is_person(noun):
        known = gender((noun,))
        fits |= {known} if known else {HE, SHE}
    return frozenset(fits)


def antecedent(
    tree: Tree, pronoun: int, choices: Sequence[Candidate], spoken: Sequence[Found], people: Cast
) -> Candidate | None:
    """The candidate a pronoun stands for, None when nobody fits."""
    wanted = PRONOUNS.get(tree.low[pronoun], "")
    best, most = None, 0.0
    for choice in choices:
        if choice.head >= pronoun:
            break
        away = tree.sent[pronoun] - tree.sent[choice.head]
        if wanted in choice.fits and away <= REACH:
            points = _points(tree, pronoun, choice, away, spoken, people)
            if points >= most:
                best, most = choice, points
    return best


def _points(
    tree: Tree, pronoun: int, choice: Candidate, away: int, spoken: Sequence[Found], people: Cast
) -> float:
    head = choice.head
    points = 10.0 - 1.5 * away
    top = _top(tree, head)
    dep = tree.dep[top]
    points += {"nsubj": 2.5, "nsubjpass": 2.5, "ROOT": 0.5}.get(dep, 0.0) if top == head else 0.0
    if tree.dep[head] in {"poss", "compound", "nmod", "amod"}:
        points -= 2.0
    elif tree.dep[head] == "pobj":
        points -= 1.0
    q = tree.quote[head]
    if q >= 0 and not tree.quotes[q].scare and tree.quote[pronoun] != q:
        points -= 4.0
    points += _speaking(tree, pronoun, choice, spoken, people)
    if away == 0 and dep in {"nsubj", "nsubjpass"} and top == head and _commands(tree, head, pronoun):
        points += 2.0
    return points


def _top(tree: Tree, head: int) -> int:
    """The head of the whole phrase a name closes in apposition: "the coach, Jane Doe"."""
    return tree.head[head] if tree.dep[head] == "appos" else head


def _commands(tree: Tree, subject: int, pronoun: int) -> bool:
    return tree.under(pronoun, tree.head[subject])


def _speaking(tree: Tree, pronoun: int, choice: Candidate, spoken: Sequence[Found], people: Cast) -> float:
    """Those who spoke before go on speaking: most the last one, and every speaker a little."""
    points, last = 0.0, None
    for claim in spoken:
        if claim.anchor >= pronoun or not claim.source or claim.speaker >= pronoun:
            continue
        if last is None or claim.anchor > last.anchor:
            last = claim
        if _same(claim, choice, people):
            points = 2.0
    if last and _same(last, choice, people):
        points += 2.5
    return points


def _same(claim: Found, choice: Candidate, people: Cast) -> bool:
    a, b = claim.source[0]
    if a <= choice.head <= b:
        return choice.entity < 0 or choice.entity == people.of((a, b)) or choice.head == claim.speaker
    return choice.entity >= 0 and people.of((a, b)) == choice.entity and not _possessed(claim, people)


def _possessed(claim: Found, people: Cast) -> bool:
    return people.at[claim.speaker] < 0


def definite(tree: Tree, head: int, people: Cast) -> int:
    """The entity "the ministry", "the company", "the battery maker" looks back to, -1 when there is none.

    A body whose name ends in the noun, or that was called by it; for nouns for firms the last firm named.
    """
    noun = tree.low[head]
    before = [m for m in people.mentions if m.run[1] < head]
    for mention in reversed(before):
        entity = people.entities[mention.entity]
        if _called(entity, noun) and _agrees(tree, head, entity):
            return mention.entity
    after = [m for m in people.mentions if m.run[0] > head]
    for mention in after:
        if (
            noun in people.entities[mention.entity].called
            and people.entities[mention.entity].kind != "person"
        ):
            return mention.entity
    bare_phrase = not any(tree.dep[k] in {"compound", "amod", "nmod"} for k in tree.kids[head])
    if noun in FIRMS or (noun in GROUPS and bare_phrase):
        return _firm(people, before, noun)
    return -1


def _firm(people: Cast, before: Sequence[Mention], noun: str) -> int:
    """The body an article is about so far: named most, then last; no state's body, and no outlet."""
    times = Counter(m.entity for m in before if _may_be(people.entities[m.entity], noun))
    last = {m.entity: m.run[1] for m in before}
    return max(times, key=lambda number: (times[number], last[number]), default=-1)


def _may_be(entity: Entity, noun: str) -> bool:
    if entity.kind == "person" or sides().is_outlet(entity.name):
        return False
    return entity.kind == "body" and (noun in GROUPS or not entity.side)


FIRMS = frozenset(
    "company firm maker manufacturer business corporation startup retailer carrier airline giant".split()
)
GROUPS = frozenset("group organization organisation movement charity club party agency".split())


def _called(entity: Entity, noun: str) -> bool:
    return noun in entity.called or (entity.words[-1].casefold() == noun and entity.kind != "person")


def _agrees(tree: Tree, head: int, entity: Entity) -> bool:
    """Whether all before the noun was said of the entity: "the transport secretary" is not any one."""
    said = {word.casefold() for word in entity.words} | entity.called
    more = [k for k in tree.kids[head] if tree.dep[k] in {"compound", "amod", "nmod"}]
    return all(tree.low[k] in said for k in more)


def whole(tree: Tree, head: int) -> Run:
    """The noun phrase of a candidate that has no name."""
    return phrase(tree, head)
