"""A parsed article as plain lists: what every rule reads.

spaCy makes a Python object for each token touched; rules touch the same tokens many times. A Tree is built
once an article from one array and is then only indexed. Unit tests can build the Doc by hand.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from digest.model import Spans
from digest.nlp.parse.quotes import Quotation, quotations

if TYPE_CHECKING:
    from spacy.tokens import Doc

Run = tuple[int, int]
"""Tokens ``first`` to ``last``, both included."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Tokens of a Doc: words, fine tags, dependency labels, heads, and what follows from them.

    ``left`` and ``right`` are the first and last token of a subtree; ``sent`` is the index of the token's
    sentence in ``sents`` (token ranges, end exclusive); ``quote`` the index of the quotation a token lies in,
    -1 outside; ``ents`` are (first, end, label); ``ent`` the index of a token's entity, -1 for none.
    """

    text: str
    word: list[str]
    low: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    kids: list[list[int]]
    left: list[int]
    right: list[int]
    start: list[int]
    end: list[int]
    sent: list[int]
    sents: list[tuple[int, int]]
    quote: list[int]
    quotes: tuple[Quotation, ...]
    ents: list[tuple[int, int, str]]
    ent: list[int]

    def __len__(self) -> int:
        return len(self.word)

    def kid(self, token: int, *deps: str) -> int:
        """The first child with one of these relations, -1 when there is none."""
        return next((k for k in self.kids[token] if self.dep[k] in deps), -1)

    def kids_of(self, token: int, *deps: str) -> list[int]:
        """All children with one of these relations."""
        return [k for k in self.kids[token] if self.dep[k] in deps]

    def up(self, token: int) -> Iterator[int]:
        """The ancestors, nearest first."""
        while self.head[token] != token:
            token = self.head[token]
            yield token

    def under(self, token: int, ancestor: int) -> bool:
        """Whether ``token`` is ``ancestor`` or hangs from it."""
        return token == ancestor or ancestor in self.up(token)

    def tokens(self, spans: Spans) -> list[int]:
        """The tokens that overlap these characters."""
        found: list[int] = []
        for start, end in spans:
            found += range(bisect_right(self.end, start), bisect_left(self.start, end))
        return found

    def spans(self, runs: Iterable[Run]) -> Spans:
        """Characters of token runs."""
        return tuple((self.start[a], self.end[b]) for a, b in runs)

    def sentence(self, token: int) -> tuple[int, int]:
        """Characters of a token's sentence, white space at its edges left out."""
        a, b = self.sents[self.sent[token]]
        while a < b - 1 and not self.word[a].strip():
            a += 1
        while b - 1 > a and not self.word[b - 1].strip():
            b -= 1
        return self.start[a], self.end[b - 1]


def tree(doc: Doc) -> Tree:
    """The Tree of a parsed Doc."""
    n, text = len(doc), doc.text
    strings = doc.vocab.strings
    array: Any = doc.to_array(["ORTH", "LOWER", "TAG", "DEP", "HEAD", "IDX", "LENGTH", "SENT_START"])
    names = {key: strings[key] for key in set(array[:, :4].ravel().tolist()) if key}
    names[0] = ""
    word, low, tag, dep = ([names[key] for key in array[:, c].tolist()] for c in range(4))
    offset = array[:, 4].astype("int64").tolist()
    head = [i + offset[i] for i in range(n)]
    start = array[:, 5].astype("int64").tolist()
    end = (array[:, 5] + array[:, 6]).tolist()
    kids: list[list[int]] = [[] for _ in range(n)]
    for i, h in enumerate(head):
        if h != i:
            kids[h].append(i)
    left, right = _edges(head)
    cuts = [0, *(int(i) for i in (array[1:, 7] == 1).nonzero()[0] + 1), n]
    sents = list(pairwise(cuts)) if n else []
    ents = [(e.start, e.end, e.label_) for e in doc.ents]
    marks = quotations(text)
    return Tree(
        text, word, low, tag, dep, head, kids, left, right, start, end, _owner(n, sents), sents,
        _inside(start, marks), marks, ents, _owner(n, [(a, b) for a, b, _ in ents]),
    )  # fmt: skip


def _edges(head: list[int]) -> tuple[list[int], list[int]]:
    """First and last token of every subtree, children before their heads."""
    n = len(head)
    depth = [-1] * n
    for i in range(n):
        path = []
        while depth[i] < 0 and head[i] != i:
            path.append(i)
            i = head[i]
        at = max(depth[i], 0)
        depth[i] = at
        for j in reversed(path):
            at += 1
            depth[j] = at
    left, right = list(range(n)), list(range(n))
    for i in sorted(range(n), key=depth.__getitem__, reverse=True):
        h = head[i]
        left[h], right[h] = min(left[h], left[i]), max(right[h], right[i])
    return left, right


def _owner(n: int, ranges: list[tuple[int, int]]) -> list[int]:
    owner = [-1] * n
    for index, (a, b) in enumerate(ranges):
        owner[a:b] = [index] * (b - a)
    return owner


def _inside(start: list[int], marks: tuple[Quotation, ...]) -> list[int]:
    inside = [-1] * len(start)
    for index, mark in enumerate(marks):
        a, b = bisect_left(start, mark.start), bisect_left(start, mark.end)
        inside[a:b] = [index] * (b - a)
    return inside


def runs(tokens: Iterable[int]) -> list[Run]:
    """Sorted tokens as runs of neighbours."""
    found: list[Run] = []
    for token in tokens:
        if found and token == found[-1][1] + 1:
            found[-1] = (found[-1][0], token)
        else:
            found.append((token, token))
    return found
