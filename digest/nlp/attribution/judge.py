"""Is this draft claim right? One row for each draft; the answer is the claim's probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cues import HEAD_CHILDREN, OWN_CHILDREN
from .drafts import Drafts, Members
from .labels import tags
from .page import Ints, Page
from .rates import Keys, mix
from .table import Table

Floats = NDArray[np.float32]
Columns = dict[str, NDArray[Any]]

FINITE = np.zeros(64, np.bool_)
FINITE[tags("VBD VBP VBZ MD")] = True
PRONOUN = np.zeros(64, np.bool_)
PRONOUN[tags("PRP WP")] = True


@dataclass(slots=True)
class Hints:
    """What is known of the cues before the judge: columns of the cue model, one row a cue."""

    names: list[str]
    values: Floats


def judge_table(page: Page, drafts: Drafts, probability: Floats, hints: Hints) -> Table:
    """Columns and keys of every draft. ``probability`` is that of being a cue, for every token."""
    plain = (
        _belief(drafts, probability) | rival_columns(page, drafts, probability) | _cue(page, drafts)
        | _source(page, drafts) | _content(page, drafts) | article_columns(page, drafts, probability)
        | _rules(page, drafts)
        | {name: hints.values[drafts.cue, at] for at, name in enumerate(hints.names)}
    )  # fmt: skip
    return Table(plain, _keys(page, drafts))


def _mean(members: Members, drafts: int, values: NDArray[Any], empty: float = 0.0) -> NDArray[np.float64]:
    count = members.count(drafts)
    return np.where(count > 0, members.total(drafts, values) / np.maximum(count, 1), empty)


def _belief(drafts: Drafts, probability: Floats) -> Columns:
    """How sure the earlier models were, and how much they leave out."""
    size, content, source = len(drafts), drafts.content, drafts.source
    source_sum = source.total(size, source.weight)
    content_sum = content.total(size, content.weight)
    mass = drafts.belief.total(len(drafts.cues), drafts.belief.weight)[drafts.cue]
    return {
        "kind": drafts.kind, "cue": probability[drafts.anchor],
        "source mean": _mean(source, size, source.weight), "source least": source.least(size, source.weight),
        "source mass": drafts.source_mass[drafts.cue],
        "source left out": drafts.source_mass[drafts.cue] - source_sum,
        "content mean": _mean(content, size, content.weight),
        "content least": content.least(size, content.weight), "content mass": mass,
        "content left out": mass - content_sum, "reach": drafts.reach[drafts.cue],
        "cue words mean": _mean(drafts.words, size, drafts.words.weight),
    }  # fmt: skip


def rival_columns(page: Page, drafts: Drafts, probability: Floats) -> Columns:
    """What other cues lay claim to: our cue word, our content; and what we take of theirs."""
    cues, count = drafts.cues, len(drafts.cues)
    own = probability[cues]
    low, grid = _grid(drafts, own)
    over = grid[:, cues - low]
    np.fill_diagonal(over, 0)
    mine = over / np.maximum(own[:, None], 1e-6) * own[None]
    share, rival = _overlap(drafts, grid, low)
    distance = np.abs(cues[:, None] - cues[None]).astype(np.float64)
    distance[:, own <= 0.3] = 999
    np.fill_diagonal(distance, 999)
    ours, theirs = _top_two(over.T), _top_two(mine)
    return {
        "taken by one": ours[drafts.cue, 0], "taken by another": ours[drafts.cue, 1],
        "takes one": theirs[drafts.cue, 0], "takes another": theirs[drafts.cue, 1],
        "content shared": share, "rival at": cues[rival] - drafts.anchor, "rival cue": own[rival],
        "nearest other cue": distance.min(1, initial=999)[drafts.cue],
        "cues here": np.full(len(drafts), count),
    }  # fmt: skip


def _grid(drafts: Drafts, own: Floats) -> tuple[int, Floats]:
    """(cue, token) -> content probability times that of the cue; and the token of the first column."""
    belief = drafts.belief
    token = np.concatenate([belief.token, drafts.content.token])  # a rule may reach beyond what was asked
    low, high = int(token.min()), int(token.max()) + 1
    grid = np.zeros((len(drafts.cues), high - low), np.float32)
    grid[belief.draft, belief.token - low] = belief.weight * own[belief.draft]
    return low, grid


def _overlap(drafts: Drafts, grid: Floats, low: int) -> tuple[Floats, Ints]:
    """The largest share of each draft's content that another cue claims, and which."""
    content, size = drafts.content, len(drafts)
    count = content.count(size)
    share = np.zeros((len(drafts.cues), size), np.float32)
    full = np.flatnonzero(count)
    if len(full):
        starts = np.r_[0, np.cumsum(count[full])[:-1]]
        share[:, full] = np.add.reduceat(grid[:, content.token - low], starts, axis=1) / count[full]
    share[drafts.cue, np.arange(size)] = 0
    rival = share.argmax(0)
    return share[rival, np.arange(size)], rival


def _top_two(values: NDArray[Any]) -> NDArray[Any]:
    """The two largest of each row, 0 where there are fewer."""
    padded = np.concatenate([values, np.zeros((len(values), 2), values.dtype)], 1)
    return -np.sort(-padded, 1)[:, :2]


def _cue(page: Page, drafts: Drafts) -> Columns:
    cue, tree = drafts.anchor, page.tree
    head = page.head[cue]
    columns: Columns = {
        "cue words": drafts.words.count(len(drafts)), "cue tag": page.tag[cue], "cue dep": page.dep[cue],
        "cue in quote": page.inside[cue], "head dep": page.dep[head], "head tag": page.tag[head],
        "depth": tree.depth[cue], "steps to subject": page.borrowed[cue],
        "sentence length": tree.last[tree.sentence[cue]] - tree.first[tree.sentence[cue]],
        "into sentence": cue - tree.first[tree.sentence[cue]],
        "to sentence end": tree.last[tree.sentence[cue]] - cue,
        "next tag": page.ahead(page.tag, 1)[cue], "tag before": page.ahead(page.tag, -1)[cue],
    }  # fmt: skip
    columns |= {f"cue has {name}": page.has(name)[cue] for name in OWN_CHILDREN.split()}
    return columns | {f"head has {name}": page.has(name)[head] for name in HEAD_CHILDREN.split()}


def _source(page: Page, drafts: Drafts) -> Columns:
    size, cue = len(drafts), drafts.anchor
    first, last = drafts.source.edge(size), drafts.source.edge(size, last=True)
    subject = page.subject[cue]
    there = last >= 0
    holds = there & (subject >= first) & (subject <= last)
    return {
        "source words": drafts.source.count(size), "source at": np.where(there, first - cue, 0),
        "source last tag": np.where(there, page.tag[last], -1),
        "source dep": np.where(there, page.dep[last], -1),
        "source entity": np.where(there, page.entity[last], -1),
        "source pronoun": there & PRONOUN[page.tag[last]],
        "source in quote": np.where(there, page.inside[last], -1), "source is subject": holds,
        "source is agent": there & (page.agent[cue] >= first) & (page.agent[cue] <= last),
        "source is owner": there & (page.owner[cue] >= first) & (page.owner[cue] <= last),
        "source first tag": np.where(there, page.tag[first], -1),
        "subject left out": (subject >= 0) & ~holds,
    }  # fmt: skip


def _content(page: Page, drafts: Drafts) -> Columns:
    size, cue, tree, content = len(drafts), drafts.anchor, page.tree, drafts.content
    first, last = content.edge(size), content.edge(size, last=True)
    there = first >= 0
    token, home = content.token, tree.sentence[cue]
    elsewhere = tree.sentence[token] != home[content.draft]
    jump = np.r_[False, (token[1:] - token[:-1] > 1) & (content.draft[1:] == content.draft[:-1])]
    count = content.count(size)
    root = _shallowest(page, content, size)
    follows = np.minimum(last + 1, page.size - 1)
    return {
        "content words": content.total(size, ~page.punct[token]), "content tokens": count,
        "content elsewhere": content.total(size, elsewhere), "content gaps": content.total(size, jump),
        "content quoted": _mean(content, size, page.inside[token], -1.0),
        "content finite verbs": content.total(size, FINITE[page.tag[token]]),
        "content after cue": np.where(there, first > cue, -1),
        "content first tag": np.where(there, page.tag[first], -1),
        "content first dep": np.where(there, page.dep[first], -1),
        "content last tag": np.where(there, page.tag[last], -1),
        "content starts": np.where(there, first - cue, 0), "content ends": np.where(there, last - cue, 0),
        "after content tag": np.where(there, page.tag[follows], -1),
        "content root tag": np.where(root >= 0, page.tag[root], -1),
        "content root dep": np.where(root >= 0, page.dep[root], -1),
        "content root under cue": (root >= 0) & (page.head[root] == cue),
        "content of its sentence": count / np.maximum(tree.last[home] - tree.first[home], 1),
        "content to sentence end": np.where(there, tree.last[home] - 1 - last, -1),
        "content first quoted": np.where(there, page.inside[first], -1),
        "unsure content": content.total(size, content.weight < 0.6),
    }  # fmt: skip


def _rules(page: Page, drafts: Drafts) -> Columns:
    """How the draft agrees with what the rules saw."""
    seen, size, cue, content, source = page.seen, len(drafts), drafts.anchor, drafts.content, drafts.source
    ours = seen.cue[cue]
    known, held = ours >= 0, seen.content[content.token]
    same = known[content.draft] & (held == ours[content.draft])
    told = np.bincount(seen.content[(seen.content >= 0) & ~page.space], minlength=page.size)[ours] * known
    met = content.total(size, same)
    named = (seen.last[ours] - seen.first[ours] + 1) * (known & (seen.first[ours] >= 0))
    who = ours[source.draft]
    inside = known[source.draft] & (source.token >= seen.first[who]) & (source.token <= seen.last[who])
    both = source.count(size) + named
    return {
        "table row": seen.row[cue], "rule frame": np.where(known, seen.frame[ours], 0),
        "content as rule": np.where(known, met / np.maximum(told + content.count(size) - met, 1), -1),
        "content beyond rule": np.where(known, content.count(size) - met, -1),
        "content left out by rule": np.where(known, told - met, -1),
        "source as rule": np.where(known, 2 * source.total(size, inside) / np.maximum(both, 1), -1),
        "rule names nobody": known & (named == 0),
        "content of other rules": content.total(size, (held >= 0) & ~same),
        "rules in content": content.total(
            size, (seen.cue[content.token] == content.token) & (content.token != ours[content.draft])
        ),
        "in rule content": seen.content[cue] >= 0,
        "frame around": np.where(seen.content[cue] >= 0, seen.frame[seen.content[cue]], 0),
    }  # fmt: skip


def _shallowest(page: Page, members: Members, size: int) -> Ints:
    """The highest token of the tree in each draft, -1 where there is none."""
    out = np.full(size, -1, np.int64)
    order = np.argsort(-page.tree.depth[members.token], kind="stable")
    out[members.draft[order]] = members.token[order]
    return out


def article_columns(page: Page, drafts: Drafts, probability: Floats) -> Columns:
    """Habits of the whole article: how often it attributes, and how its other uses of the word look."""
    cue = drafts.anchor
    lemma, use = np.unique(page.lemma, return_inverse=True)
    likely = np.bincount(use, weights=probability, minlength=len(lemma))
    times = np.bincount(use, weights=probability > 0, minlength=len(lemma))
    others = np.maximum(times[use[cue]] - 1, 0)
    return {
        "cues a token": np.full(len(drafts), probability.sum() / page.size),
        "quoted a token": np.full(len(drafts), page.inside.mean()),
        "into article": cue / page.size, "article length": np.full(len(drafts), page.size),
        "other uses": others,
        "other uses as cue": (likely[use[cue]] - probability[cue]) / np.maximum(others, 1),
        "paragraph": page.paragraph[cue],
    }  # fmt: skip


def _keys(page: Page, drafts: Drafts) -> dict[str, Keys]:
    """What is looked up among the training part's drafts; the numbers keep kinds of key apart."""
    size, cue = len(drafts), drafts.anchor
    first, source = drafts.content.edge(size), drafts.source.edge(size, last=True)
    root = _shallowest(page, drafts.content, size)
    lemma, tag = page.lemma[cue], page.tag[cue]
    word = np.where(source >= 0, page.lemma[source], 0)
    length = np.minimum(drafts.content.count(size), 40) // 5
    noun = np.where(source >= 0, page.tag[source], 0)
    return {
        "lemma, kind": mix(lemma, tag, drafts.kind, 1), "lemma, length": mix(lemma, length, source >= 0, 2),
        "lemma, content root": mix(lemma, page.tag[root], page.dep[root], first > cue, 3),
        "source, tag": mix(word, tag, 4), "content start": mix(page.low[first], tag, first > cue, 5),
        "lemma, source kind": mix(lemma, noun, page.entity[source], page.dep[source], 6),
        "lemma, rule, kind": mix(lemma, page.seen.frame[cue], drafts.kind, 9),
        "content root word": mix(page.lemma[root], tag, 7),
        "frame": mix(tag, page.dep[cue], noun, page.dep[root], page.tag[root], np.sign(first - cue), 8),
    }  # fmt: skip
