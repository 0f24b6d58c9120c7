"""Arrays over one parsed article: what every feature is computed from.

A Page holds one entry a token. Everything is numpy over the whole article; the only Python loops run over
levels of the tree and over quotation marks. Token indices that do not exist are -1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digest.model import Spans
from digest.nlp.parse import lemma
from digest.nlp.parse.neutral import alike
from digest.words import stem

from . import seen as rules
from .labels import DEP, TAG, dep_codes, deps, entity_codes, label_id, tag_codes, tags
from .rates import mix

if TYPE_CHECKING:
    from spacy.tokens import Doc

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Ids = NDArray[np.uint64]

DEEP = 20
"""Levels of the tree that are compared between two tokens; deeper ones count as equal to the last."""

OPENING, CLOSING, EITHER = ("“", "``", "«", "„"), ("”", "»"), ('"', "''", "＂")
PUNCTUATION = tags(", . : '' `` -LRB- -RRB- HYPH NFP _SP")
BORROWS = deps("conj xcomp advcl ccomp pcomp prep dep aux dobj attr acomp agent pobj prt")
"""Relations through which a token without a subject takes that of its head."""


@dataclass(slots=True)
class Tree:
    """Depth, edges and ancestors of every token. ``path[t, d]`` is the ancestor of t at depth d, or -1."""

    head: Ints
    depth: Ints
    left: Ints
    right: Ints
    path: Ints
    sentence: Ints  # number of the sentence
    first: Ints  # first token of each sentence
    last: Ints  # one past the last token of each sentence


@dataclass(slots=True)
class Page:
    """One parsed article as arrays."""

    size: int
    low: Ids  # id of the lower-case form
    lemma: Ids
    stem: Ids  # of the lemma
    tag: Ints
    dep: Ints
    entity: Ints
    start: Ints  # character offsets
    end: Ints
    tree: Tree
    space: Bools  # tokens of white space only
    mark: Bools  # quotation marks
    paragraph: Ints
    quote: Ints  # number of the quotation a token is in, 0 outside
    punct: Bools
    commas: Ints  # how many commas up to and with this token
    marks: Ints
    breaks: Ints  # the same for all punctuation
    quoted: Ints
    children: Ints  # bit set of the relations of a token's children
    subject: Ints  # the understood subject
    borrowed: Ints  # how many steps away it was found; 9 when there is none
    agent: Ints  # the noun after "by"
    owner: Ints  # the possessor
    object_of_head: Ints
    clause: Ints  # the head of the clause a token is in
    seen: rules.Seen
    _kids: dict[str, Ints] = field(default_factory=dict)

    @property
    def head(self) -> Ints:
        return self.tree.head

    @property
    def inside(self) -> Bools:
        """Tokens within a quotation."""
        return self.quote > 0

    def kid(self, names: str) -> Ints:
        """The first child with one of the relations, or -1."""
        if names not in self._kids:
            self._kids[names] = first_child(self.tree.head, self.dep, deps(names))
        return self._kids[names]

    def has(self, name: str) -> Ints:
        """1 where a token has a child with this relation."""
        return (self.children >> DEP[name]) & 1

    def ahead(self, values: NDArray[Any], steps: int) -> NDArray[Any]:
        """``values`` of the token so many places on (negative: back), 0 beyond the ends."""
        out = np.zeros_like(values)
        if abs(steps) < self.size:
            if steps > 0:
                out[:-steps] = values[steps:]
            else:
                out[-steps:] = values[:steps]
        return out

    def within(self, token: Ints, span: Ints) -> Ints:
        """Where tokens lie to the subtrees of ``span``: 0 no such span, 1 outside, 2 inside, 3 its head."""
        inside = (self.tree.left[span] <= token) & (token <= self.tree.right[span])
        return np.where(span < 0, 0, np.where(token == span, 3, np.where(inside, 2, 1)))

    def runs(self, tokens: Ints) -> list[tuple[int, int]]:
        """Token indices as stretches (first, last) with nothing but white space between."""
        if not len(tokens):
            return []
        blank = np.cumsum(self.space)
        gap = tokens[1:] - tokens[:-1] - (blank[tokens[1:]] - blank[tokens[:-1]])
        cuts = np.flatnonzero(gap > 1)
        firsts, lasts = tokens[np.r_[0, cuts + 1]].tolist(), tokens[np.r_[cuts, -1]].tolist()
        return list(zip(firsts, lasts, strict=True))

    def spans(self, tokens: Ints) -> Spans:
        """Token indices as character spans."""
        return tuple((int(self.start[a]), int(self.end[b])) for a, b in self.runs(tokens))


COLUMNS: list[int | str] = ["ORTH", "LOWER", "TAG", "DEP", "HEAD", "ENT_TYPE", "LENGTH", "SPACY"]


def read(doc: Doc, seen: rules.Seen | None = None) -> Page:
    """The arrays of a parsed article, and what the rules saw in it. The Doc needs tags, heads, labels and
    entities, no lemmas."""
    orth, low, tag_id, dep_id, jump, ent_id, length, blank = (c.copy() for c in doc.to_array(COLUMNS).T)
    low = without_parties(orth, low)
    tag, dep = tag_codes(tag_id), dep_codes(dep_id)
    head = np.arange(len(low)) + jump.astype(np.int64)
    tree = grow(head)
    start = np.cumsum(length + blank).astype(np.int64) - (length + blank).astype(np.int64)
    space = tag == TAG["_SP"]
    newline = np.zeros(len(low), np.bool_)
    newline[[int(i) for i in np.flatnonzero(space) if "\n" in doc[int(i)].text]] = True
    quote, mark = quotations(low, newline)
    subject, borrowed = subjects(head, dep)
    own = first_child(head, dep, deps("dobj dative"))
    by = first_child(head, dep, deps("agent"))
    of_by = first_child(head, dep, deps("pobj"))
    lemma_id, stem_id = word_ids(doc, low, tag_id, tag)
    return Page(
        size=len(low), low=low, lemma=lemma_id, stem=stem_id, tag=tag, dep=dep,
        entity=entity_codes(ent_id), start=start, end=start + length.astype(np.int64), tree=tree,
        space=space, mark=mark,
        paragraph=np.cumsum(newline), quote=quote, punct=np.isin(tag, PUNCTUATION),
        commas=np.cumsum(low == _id(",")), marks=np.cumsum(mark), breaks=np.cumsum(np.isin(tag,
        PUNCTUATION)), quoted=np.cumsum(quote > 0),
        children=children(head, dep), subject=subject, borrowed=borrowed,
        agent=np.where(by >= 0, of_by[by], -1), owner=first_child(head, dep, deps("poss")),
        object_of_head=own[head],
        clause=clauses(head, dep, tag), seen=seen or rules.nothing(len(low)),
    )  # fmt: skip


def without_parties(orth: Ids, low: Ids) -> Ids:
    """The forms with every country's, people's or capital's name as its exemplar's: no word learnt of one
    party is unknown of another."""
    names, exemplars = _parties()
    at = np.minimum(np.searchsorted(names, orth), len(names) - 1)
    return np.where(names[at] == orth, exemplars[at], low)


@lru_cache(maxsize=1)
def _parties() -> tuple[Ids, Ids]:
    """Ids of the names (sorted), and of their exemplars' lower-case forms."""
    pairs = sorted((label_id(word), label_id(exemplar.lower())) for word, exemplar in alike().items())
    found = np.array(pairs, dtype=np.uint64)
    return found[:, 0], found[:, 1]


@lru_cache(maxsize=1)
def _exemplars() -> dict[int, str]:
    """The forms that stand for parties, by id: they need not stand in the article."""
    return {label_id(name.lower()): name.lower() for name in set(alike().values())}


def grow(head: Ints) -> Tree:
    """Depths, edges, ancestors and sentences from the heads."""
    size = len(head)
    own = np.arange(size)
    depth, root = _depths(head)
    path = np.full((size, DEEP + 2), -1, np.int64)
    left, right = own.copy(), own.copy()
    order = np.argsort(depth, kind="stable")
    levels = np.split(order, np.flatnonzero(np.diff(depth[order])) + 1) if size else []
    for level, tokens in enumerate(levels):
        if level:
            path[tokens] = path[head[tokens]]
        if level < DEEP + 2:
            path[tokens, level] = tokens
    for tokens in reversed(levels[1:]):
        np.minimum.at(left, head[tokens], left[tokens])
        np.maximum.at(right, head[tokens], right[tokens])
    starts = np.r_[True, root[1:] != root[:-1]] if size else np.zeros(0, np.bool_)
    first = np.flatnonzero(starts)
    return Tree(head, depth, left, right, path, np.cumsum(starts) - 1, first, np.r_[first[1:], size])


def _depths(head: Ints) -> tuple[Ints, Ints]:
    """Steps to the root and the root itself, by doubling the jump."""
    far, depth = head.copy(), (head != np.arange(len(head))).astype(np.int64)
    while len(far) and (far[far] != far).any():
        depth, far = depth + depth[far], far[far]
    return depth, far


def first_child(head: Ints, dep: Ints, wanted: list[int]) -> Ints:
    """The first child of each token with one of the wanted relations, or -1."""
    out = np.full(len(head), -1, np.int64)
    tokens = np.flatnonzero(_among(dep, wanted) & (head != np.arange(len(head))))[::-1]
    out[head[tokens]] = tokens
    return out


def _among(codes: Ints, wanted: list[int]) -> Bools:
    table = np.zeros(64, np.bool_)
    table[wanted] = True
    return table[codes]


def children(head: Ints, dep: Ints) -> Ints:
    """The relations of each token's children as a bit set."""
    out = np.zeros(len(head), np.int64)
    tokens = np.flatnonzero(head != np.arange(len(head)))
    np.bitwise_or.at(out, head[tokens], np.left_shift(1, dep[tokens]))
    return out


def subjects(head: Ints, dep: Ints) -> tuple[Ints, Ints]:
    """The understood subject of every token and how many steps away it is.

    Its own; else that of the clause it hangs from ("conceded … but rejected"); else the noun it modifies
    ("troops claiming to").
    """
    own = first_child(head, dep, deps("nsubj nsubjpass csubj"))
    modifies, borrows = _among(dep, deps("acl relcl")), _among(dep, BORROWS)
    who, steps, at = own.copy(), np.zeros(len(head), np.int64), np.arange(len(head))
    for step in range(1, 6):
        open_ = np.flatnonzero(who < 0)
        here, above = at[open_], head[at[open_]]
        who[open_] = np.where(modifies[here], above, np.where(borrows[here], own[above], -1))
        steps[open_] = step
        at[open_] = np.where(borrows[here], above, here)
    return who, np.where(who < 0, 9, steps)


CLAUSES = deps("ROOT ccomp advcl relcl parataxis acl xcomp pcomp csubj csubjpass")
VERBS = tags("VB VBD VBG VBN VBP VBZ MD")


def clauses(head: Ints, dep: Ints, tag: Ints) -> Ints:
    """The nearest token upwards (or the token itself) that heads a clause."""
    heads = _among(dep, CLAUSES) | ((dep == DEP["conj"]) & _among(tag, VERBS))
    up = np.where(heads, np.arange(len(head)), head)
    while len(up) and (up[up] != up).any():
        up = up[up]
    return up


def quotations(low: Ids, newline: Bools) -> tuple[Ints, Bools]:
    """The number of the quotation each token is in (marks included), and which tokens are marks.

    A quotation that is not closed runs to the end of its paragraph, as in quotations over paragraphs.
    """
    opening, closing, either = (_in(low, [_id(m) for m in group]) for group in (OPENING, CLOSING, EITHER))
    mark = opening | closing | either
    quote, count, since = np.zeros(len(low), np.int64), 0, -1
    for at in [int(i) for i in np.flatnonzero(mark | newline)]:
        if since < 0:
            since = at if mark[at] and not closing[at] else -1
        elif newline[at] or not opening[at]:
            count += 1
            quote[since : at + int(mark[at])] = count
            since = -1
    if since >= 0:
        quote[since:] = count + 1
    return quote, mark


def _in(low: Ids, ids: list[np.uint64]) -> Bools:
    found: Bools = low == ids[0]
    for one in ids[1:]:
        found |= low == one
    return found


def _id(form: str) -> np.uint64:
    return np.uint64(label_id(form))


_words: dict[tuple[int, int], tuple[int, int]] = {}
_WORDS_KEPT = 200_000


def word_ids(doc: Doc, low: Ids, tag_ids: Ids, tag: Ints) -> tuple[Ids, Ids]:
    """The ids of each token's lemma and of that one's stem; only verbs, nouns and adjectives have a lemma
    other than their form."""
    kind = np.where(INFLECTED[tag], tag_ids, np.uint64(0))
    _, first, position = np.unique(mix(low, kind), return_index=True, return_inverse=True)
    pairs = zip(low[first].tolist(), kind[first].tolist(), strict=True)
    ids = [_words.get(pair) or _word(doc, *pair) for pair in pairs]
    found = np.array(ids, dtype=np.uint64).reshape(-1, 2)[position.reshape(-1)]
    return found[:, 0], found[:, 1]


def _word(doc: Doc, form: int, tag_id: int) -> tuple[int, int]:
    if len(_words) > _WORDS_KEPT:
        _words.clear()
    strings = doc.vocab.strings
    text = _exemplars().get(form) or (strings[form] if form else "")
    base = lemma(text, strings[tag_id]) if tag_id else text
    _words[form, tag_id] = (label_id(base) if tag_id else form, label_id(stem(base)) if base else form)
    return _words[form, tag_id]


INFLECTED = np.zeros(64, np.bool_)
INFLECTED[tags("VB VBD VBG VBN VBP VBZ NN NNS JJ JJR JJS")] = True
