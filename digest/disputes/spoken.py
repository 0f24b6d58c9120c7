"""A claim as it stands in its article: what it proposes, what its sentence adds, how it stands to others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from digest.model import Claim, Stance
from digest.words import fold, stems, tokens

from .parties import everyone, goes_on, identity, introduced, owned
from .proposition import Proposition, party, proposition, tables

SAYS = frozenset({Stance.asserts, Stance.supports, Stance.concedes})
ANSWERS = {Stance.denies: "denies", Stance.concedes: "concedes"}
LONGEST = 24  # different words: a longer quotation says many things, and which of them is met none can tell
LEAD = 300  # characters before a claim that tell how it stands to the claim before
AGED = re.compile(r"\b(?:in|since) (?:19|20)\d\d\b|\b(?:years?|decades?|months) (?:ago|earlier|before)\b")
WOULD = re.compile(r"\b(?:would|could|might|may|will|to) (?:\w+ )?(?:reject|refuse|deny|dismiss|dispute)\b")


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """``at``: how many claims of its article stand before it. ``around``: what the whole sentence proposes.

    ``aside``: the words of the sentence that are not the claim's own. ``lead``: the folded text from the
    claim before to this one, ``trail``: from it to the end of its sentence. ``turn``: how many parties have
    spoken in its article before, one after another; ``opening``: lead and trail of the first claim of its
    turn, ``denied`` whether a denial belongs to its turn. ``order``: how many articles came before its own.
    ``who``: the stems of whoever the article says its source speaks for. ``stance``: as the words have it,
    None for a claim that neither says nor answers anything here: what was denied years ago, or may yet be,
    and what is refused without being denied ("rejected an offer").
    """

    claim: Claim
    article: str
    at: int
    of: Proposition
    around: Proposition
    aside: frozenset[str]
    stance: Stance | None
    lead: str = ""
    trail: str = ""
    turn: int = 0
    opening: str = ""
    denied: bool = False
    order: int = 0
    who: frozenset[str] = frozenset()

    @property
    def answers(self) -> str:
        """The kind of its answer, "" when it is none."""
        return ANSWERS.get(self.stance, "") if self.stance else ""

    @property
    def says(self) -> bool:
        """Whether it says something that can be answered."""
        return self.stance in SAYS

    @property
    def short(self) -> bool:
        """Whether it says one thing, as far as its length tells."""
        return len(self.of.plain) <= LONGEST

    @property
    def tells(self) -> bool:
        """Whether it states what is: no demand, plan or question."""
        return self.says or self.claim.stance in (Stance.denies, Stance.doubts)


def spoken(claims: Sequence[Claim], text: str, article: str = "", order: int = 0) -> list[Spoken]:
    """The claims of an article, in the order in which they stand. ``order``: articles that came before."""
    ordered = sorted(claims, key=lambda claim: (claim.content.spans or (claim.sentence,), claim.id))
    found: list[Spoken] = []
    for at, claim in enumerate(ordered):
        one = _spoken(claim, text, article, at, _end(found[-1].claim) if found else 0)
        found.append(_placed(one, found[-1] if found else None, order, text))
    denying = {one.turn for one in found if one.answers == "denies"}
    return [replace(one, denied=True) if one.turn in denying else one for one in found]


def _placed(one: Spoken, last: Spoken | None, order: int, text: str) -> Spoken:
    """The claim in its turn: it goes on with the last one's, or begins another."""
    if last is not None and _goes_on(one.claim, text) and last.claim.source is not None:
        one = replace(one, who=one.who | identity(last.claim.source.actor) | last.who)
    if last is not None and not apart(last, one):
        return replace(one, turn=last.turn, opening=last.opening, order=order)
    turn = 0 if last is None else last.turn + 1
    return replace(one, turn=turn, opening=f"{one.lead} | {one.trail}", order=order)


def _end(claim: Claim) -> int:
    return claim.content.spans[-1][1] if claim.content.spans else claim.sentence[1]


def _spoken(claim: Claim, text: str, article: str, at: int, last: int) -> Spoken:
    of = proposition(claim.content.text)
    beside = fold(_aside(claim, text))
    around = proposition(text[slice(*claim.sentence)] or claim.content.text)
    start = claim.content.spans[0][0] if claim.content.spans else claim.sentence[0]
    return Spoken(
        claim,
        article,
        at,
        of,
        around,
        frozenset(tokens(beside)),
        _stance(claim, of, beside),
        lead=fold(text[max(last, start - LEAD) : start]),
        trail=fold(text[_end(claim) : claim.sentence[1]]),
        who=_who(claim, text),
    )


def _goes_on(claim: Claim, text: str) -> bool:
    """Whether its source is introduced as of whoever spoke before."""
    return claim.source is not None and any(
        goes_on(name, text) for name in {claim.source.actor, claim.source.text}
    )


def _who(claim: Claim, text: str) -> frozenset[str]:
    """Whom the source speaks for, by its name or by the words that stand for it here."""
    if claim.source is None:
        return frozenset()
    return introduced(claim.source.actor, text) | introduced(claim.source.text, text)


def _aside(claim: Claim, text: str) -> str:
    """The sentence without the claim's words."""
    start, end = claim.sentence
    pieces = []
    for s, e in claim.content.spans:
        pieces.append(text[start : max(start, s)])
        start = max(start, e)
    return " ".join([*pieces, text[start:end]])


def _stance(claim: Claim, of: Proposition, beside: str) -> Stance | None:
    brief = len(of.plain) <= LONGEST
    if brief and claim.stance is Stance.asserts and _calls_wrong(claim, of):
        return Stance.denies  # "the reports were out of date", "called the bill a forgery"
    if claim.stance in ANSWERS and _refused(claim, of):
        return None
    if claim.stance is not Stance.denies:
        return claim.stance
    if not brief or AGED.search(beside) or WOULD.search(beside) or granted(claim.content.text):
        return None
    return claim.stance


def _calls_wrong(claim: Claim, of: Proposition) -> bool:
    """Whether it calls something wrong, and not only speaks of "his false claims"."""
    if claim.cue is not None and claim.cue.lemma in tables().calling:
        return dismisses(claim.content.text)
    said = fold(claim.content.text)
    return bool(of.back) and dismisses(said[said.index(of.back) :])


def _refused(claim: Claim, of: Proposition) -> bool:
    """Whether a cue such as "reject" has an object that is no statement."""
    if claim.cue is None or claim.cue.lemma not in tables().refusing:
        return False
    return not (of.back or tokens(claim.content.text)[:1] == ["that"] or dismisses(claim.content.text))


def dismisses(text: str) -> bool:
    """Whether the words call something wrong: "baseless", "not true"."""
    return bool(_dismissal().search(fold(text)))


@lru_cache(maxsize=1)
def _dismissal() -> re.Pattern[str]:
    words = sorted(tables().dismissal, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


@lru_cache(maxsize=20_000)
def granted(text: str) -> bool:
    """Whether the words name what is granted or refused: "a bid of 40 million", "to comment"."""
    words = tokens(text)
    known = tables()
    if dismisses(text):
        return False
    if words[:1] == ["to"]:
        return not set(words[1:3]) & known.accept
    head = _head(words)
    return bool(set(head) & known.granted) and not set(head) & known.back


def _head(words: Sequence[str]) -> Sequence[str]:
    """The words up to the first preposition or verb: "a takeover offer" in "a takeover offer from Norvia"."""
    if words and (words[0] in _CLAUSE or (words[0].endswith("ing") and words[0] != "funding")):
        return ()  # a clause, or an act: "making an offer"
    ends = (at for at, word in enumerate(words) if at and word in _ENDS)
    return words[: min(next(ends, 4), 4)]


_CLAUSE = frozenset("that it he she they there we i".split())
_ENDS = frozenset(
    "of for from to by that about over on in at with who which was were is are had has will would".split()
)


def apart(a: Spoken, b: Spoken) -> bool:
    """Whether two claims come from different parties.

    Where a side is not known, one name inside the other is one party ("the board" and "the water board"), and
    so are a person and whom the article says the person speaks for. Who stands for all is nobody's rival.
    """
    one, other = a.claim.source, b.claim.source
    if one is None or other is None or (one.side and other.side):
        return party(a.claim) != party(b.claim)
    left, right = one.actor or one.text, other.actor or other.text
    if everyone(left) or everyone(right) or _serves(a, right) or _serves(b, left):
        return False
    mine, theirs = set(stems(left)), set(stems(right))
    within = mine <= theirs or theirs <= mine or owned(left, right) or owned(right, left)
    return not (mine and theirs and within) and party(a.claim) != party(b.claim)


def _serves(a: Spoken, name: str) -> bool:
    """Whether the article introduces the source of ``a`` as one who speaks for this name."""
    who = identity(name)
    return bool(who) and who <= a.who


def names(claim: Claim, source_of: Claim) -> bool:
    """Whether the words of a claim name the other's source: "the review's findings", "Kordia's claim"."""
    source = source_of.source
    return source is not None and bool(
        {*stems(source.text), *stems(source.actor)} & {*stems(claim.content.text)}
    )
