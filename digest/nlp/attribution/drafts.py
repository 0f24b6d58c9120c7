"""Draft claims: for each cue the likeliest source, cue and content, and a few second readings.

A draft is a row; its tokens lie in three flat lists (`Members`), so that everything after works on all drafts
of an article at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .decode import best_roles
from .page import Bools, Ints, Page
from .parts import PartRows
from .roles import CONTENT, CUE, SOURCE, RoleRows
from .table import spread

Floats = NDArray[np.float32]

SURE, MAYBE = 0.5, 0.15
"""A part belongs to the content from SURE on; from MAYBE on in a second reading."""
AGAIN = 6.0
"""How much more willingly a role is looked for when the first look found none."""
LEAST = {CONTENT: 0.1, SOURCE: 0.2}
"""... provided that some token has at least this probability for it."""
KINDS = "first near far strong nobody greedy modest rule".split()
FIRST, NEAR, FAR, STRONG, NOBODY, GREEDY, MODEST, RULE = range(len(KINDS))


@dataclass(slots=True)
class Members:
    """Tokens of one role: which draft, which token, with which probability; sorted by draft, then token."""

    draft: Ints
    token: Ints
    weight: Floats

    def count(self, drafts: int) -> Ints:
        """Tokens of each draft."""
        return np.bincount(self.draft, minlength=drafts)

    def total(self, drafts: int, values: NDArray[Any]) -> NDArray[np.float64]:
        """The sum of ``values`` (one a member) in each draft."""
        return np.bincount(self.draft, weights=values, minlength=drafts).astype(np.float64)

    def least(self, drafts: int, values: NDArray[Any], empty: float = 0.0) -> NDArray[np.float64]:
        """The smallest of ``values`` in each draft, ``empty`` where it has no member."""
        out = np.full(drafts, np.inf)
        np.minimum.at(out, self.draft, values)
        return np.where(np.isfinite(out), out, empty)

    def edge(self, drafts: int, last: bool = False) -> Ints:
        """The first (or last) token of each draft, -1 where there is none."""
        out = np.full(drafts, -1, np.int64)
        order = slice(None) if last else slice(None, None, -1)
        out[self.draft[order]] = self.token[order]
        return out


@dataclass(slots=True)
class Drafts:
    """Draft claims as rows. ``cue`` is a position in ``cues``; ``kind`` one of KINDS."""

    cues: Ints  # the token of every cue
    cue: Ints
    kind: Ints
    source: Members
    words: Members  # the tokens of the cue itself
    content: Members
    belief: Members  # content probability of every token near each *cue* (not draft)
    source_mass: Floats  # of each cue: how much source there is in its sentence
    reach: Floats  # of each cue: the likeliest part of a neighbouring sentence

    @property
    def anchor(self) -> Ints:
        """The cue token of each draft."""
        return self.cues[self.cue]

    def __len__(self) -> int:
        return len(self.cue)


@dataclass(slots=True)
class _Sight:
    """All that is known of the cues of one article before drafting."""

    page: Page
    cues: Ints
    rows: RoleRows
    roles: Floats  # (row, role) probabilities
    parts: PartRows
    part: Floats  # probability of each part


@dataclass(slots=True)
class _Reading:
    """One way to read some of the cues: a role for every row, and the parts that belong to the content."""

    kind: int
    chosen: Bools  # which cues are read this way
    role: NDArray[np.int8]
    parts: Bools


def draft(
    page: Page,
    cues: Ints,
    rows: RoleRows,
    roles: Floats,
    parts: PartRows,
    part: Floats,
    *,
    second: bool = True,
) -> Drafts:
    """The drafts of all cues; with ``second``, second readings too."""
    roles = roles.copy()
    roles[rows.token == cues[rows.cue]] = (0.001, 0.001, 0.997, 0.001)
    sight = _Sight(page, cues, rows, roles, parts, part)
    return _assemble(sight, _readings(sight, second))


def _readings(sight: _Sight, second: bool) -> list[_Reading]:
    looks = _looks(sight)
    first, sure = _first(sight, looks), sight.part > SURE
    everyone = np.ones(len(sight.cues), np.bool_)
    base = _Reading(FIRST, everyone, first, sure)
    return [base, *_second(sight, base, looks)] if second else [base]


Looks = dict[tuple[float, float], NDArray[np.int8]]
"""(willingness for content, for source) -> role of every row."""


def _looks(sight: _Sight) -> Looks:
    """Viterbi with several degrees of willingness, all at once."""
    tries = [(1.0, 1.0), (AGAIN, 1.0), (1.0, AGAIN), (AGAIN, AGAIN), (1 / AGAIN, 1.0)]
    place = spread(sight.rows.sizes)[1]
    count, longest = len(sight.cues), int(sight.rows.sizes.max())
    padded = np.zeros((count, longest, 4), np.float32)
    padded[sight.rows.cue, place] = np.log(np.maximum(sight.roles, 1e-4))
    stacked = np.tile(padded, (len(tries), 1, 1))
    for number, (content, source) in enumerate(tries):
        block = stacked[number * count : (number + 1) * count]
        block[:, :, CONTENT] = np.minimum(block[:, :, CONTENT] + np.log(content), 0)
        block[:, :, SOURCE] = np.minimum(block[:, :, SOURCE] + np.log(source), 0)
    found = best_roles(stacked, np.tile(sight.rows.sizes, len(tries))).reshape(len(tries), count, longest)
    return {key: found[number][sight.rows.cue, place] for number, key in enumerate(tries)}


def _first(sight: _Sight, looks: Looks) -> NDArray[np.int8]:
    """The plain reading; where a role came out empty, the one that looks for it more willingly."""
    count, cue, plain = len(sight.cues), sight.rows.cue, looks[1.0, 1.0]

    def empty(role: int) -> Bools:
        best = np.zeros(count)
        np.maximum.at(best, cue, sight.roles[:, role])
        return ~_any(count, cue, plain == role) & (best > LEAST[role])

    no_content = empty(CONTENT) & ~_any(count, sight.parts.cue, sight.part > SURE)
    no_source = empty(SOURCE)
    return np.select(
        [(no_content & no_source)[cue], no_content[cue], no_source[cue]],
        [looks[AGAIN, AGAIN], looks[AGAIN, 1.0], looks[1.0, AGAIN]],
        plain,
    )


def _any(count: int, group: Ints, flag: Bools) -> Bools:
    out = np.zeros(count, np.bool_)
    out[group[flag]] = True
    return out


def _second(sight: _Sight, base: _Reading, looks: Looks) -> list[_Reading]:
    """Other readings of cues for which they differ from the first."""
    count, cue, role = len(sight.cues), sight.rows.cue, base.role
    near = role == CONTENT
    weak = near & (sight.roles[:, CONTENT] <= 0.75)
    kept = np.bincount(cue[near & ~weak], minlength=count) / np.maximum(
        np.bincount(cue[near], minlength=count), 1
    )
    has_near = _any(count, cue, near)
    maybe = sight.part > MAYBE
    nobody = np.where(role == SOURCE, 0, role)

    def differs(other: NDArray[np.int8]) -> Bools:
        return _any(count, cue, (other != role) & ((other == CONTENT) | near))

    greedy, modest = looks[AGAIN, 1.0], looks[1 / AGAIN, 1.0]
    return [
        _Reading(NEAR, _any(count, sight.parts.cue, base.parts) & has_near, role, np.zeros_like(base.parts)),
        _Reading(FAR, _any(count, sight.parts.cue, maybe & ~base.parts), role, maybe),
        _Reading(STRONG, (kept > 0.2) & (kept < 0.75), np.where(weak, 0, role).astype(np.int8), base.parts),
        _Reading(NOBODY, _unsure_source(sight, role), nobody.astype(np.int8), base.parts),
        _Reading(GREEDY, differs(greedy), greedy, base.parts),
        _Reading(MODEST, differs(modest) & _any(count, cue, modest == CONTENT), modest, base.parts),
    ]


def _unsure_source(sight: _Sight, role: NDArray[np.int8]) -> Bools:
    count, cue = len(sight.cues), sight.rows.cue
    best, found = np.zeros(count), role == SOURCE
    np.maximum.at(best, cue[found], sight.roles[found, SOURCE])
    return (best > 0) & (best < 0.7)


def _assemble(sight: _Sight, readings: list[_Reading]) -> Drafts:
    count = len(sight.cues)
    number, cue, kind = [], [], []
    members: dict[int, list[Members]] = {SOURCE: [], CUE: [], CONTENT: []}
    start = 0
    for reading in readings:
        who = np.flatnonzero(reading.chosen)
        index = np.full(count, -1, np.int64)
        index[who] = start + np.arange(len(who))
        for role, group in _members(sight, reading, index).items():
            members[role].append(group)
        number.append(index[who])
        cue.append(who)
        kind.append(np.full(len(who), reading.kind))
        start += len(who)
    belief = _belief(sight)
    who, ruled = _by_rules(sight, belief, {role: groups[0] for role, groups in members.items()}, start)
    for role, group in ruled.items():
        members[role].append(group)
    cue.append(who)
    kind.append(np.full(len(who), RULE))
    joined = {role: _join(groups) for role, groups in members.items()}
    return Drafts(
        sight.cues, np.concatenate(cue), np.concatenate(kind), joined[SOURCE], joined[CUE], joined[CONTENT],
        belief, _sum(count, sight.rows.cue, sight.roles[:, SOURCE]), _top(count, sight.parts.cue,
        sight.part),
    )  # fmt: skip


def _members(sight: _Sight, reading: _Reading, index: Ints) -> dict[int, Members]:
    """The tokens of one reading; ``index`` gives each cue's draft, -1 for cues not read this way."""
    rows, word = sight.rows, ~sight.page.space[sight.rows.token]
    live = (index[rows.cue] >= 0) & word
    source = _best_run(reading.role == SOURCE, rows.cue, sight.roles[:, SOURCE], len(sight.cues)) & live
    cue = _run_of_cue(sight, reading.role == CUE) & live
    out = {
        role: Members(index[rows.cue[mask]], rows.token[mask], sight.roles[mask, role])
        for role, mask in ((SOURCE, source), (CUE, cue))
    }
    near = (reading.role == CONTENT) & live
    far = np.flatnonzero(reading.parts & (index[sight.parts.cue] >= 0))
    group, token = _expand(sight, far)
    out[CONTENT] = _sorted(
        np.concatenate([index[rows.cue[near]], index[sight.parts.cue[group]]]),
        np.concatenate([rows.token[near], token]),
        np.concatenate([sight.roles[near, CONTENT], sight.part[group]]),
    )
    return out


def _by_rules(
    sight: _Sight, belief: Members, first: dict[int, Members], start: int
) -> tuple[Ints, dict[int, Members]]:
    """The rules' readings of the cues they have, where they differ from the first: cue, and the tokens."""
    page, seen = sight.page, sight.page.seen
    who = np.flatnonzero(seen.cue[sight.cues] >= 0)
    ours = seen.cue[sight.cues[who]].tolist()
    said = [np.flatnonzero((seen.content == at) & ~page.space) for at in ours]
    named = [np.arange(seen.first[at], seen.last[at] + 1) if seen.first[at] >= 0 else who[:0] for at in ours]
    words = [np.flatnonzero(seen.cue == at) for at in ours]
    fresh = [
        number
        for number, cue in enumerate(who.tolist())
        if len(said[number])
        and not (
            np.array_equal(said[number], _of(first[CONTENT], cue))
            and np.array_equal(named[number], _of(first[SOURCE], cue))
        )
    ]
    out = {}
    for role, tokens in ((SOURCE, named), (CUE, words), (CONTENT, said)):
        sizes = [len(tokens[number]) for number in fresh]
        token = np.concatenate([who[:0], *(tokens[number] for number in fresh)])
        cue = np.repeat(who[fresh], sizes)
        weight = (
            _looked_up(belief, cue, token, page.size) if role == CONTENT else _role(sight, cue, token, role)
        )
        out[role] = Members(start + np.repeat(np.arange(len(fresh)), sizes), token, weight)
    return who[fresh], out


def _of(members: Members, draft: int) -> Ints:
    low, high = np.searchsorted(members.draft, [draft, draft + 1])
    return members.token[low:high]


def _looked_up(belief: Members, cue: Ints, token: Ints, size: int) -> Floats:
    """The probability of each token for its cue, 0 where none was asked for."""
    known, wanted = belief.draft * size + belief.token, cue * size + token
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, belief.weight[at], 0).astype(np.float32)


def _role(sight: _Sight, cue: Ints, token: Ints, role: int) -> Floats:
    """The probability of a role for tokens of the cue's sentence, 0 elsewhere."""
    sizes = sight.rows.sizes
    starts = np.cumsum(sizes) - sizes
    place = token - sight.rows.token[starts][cue]
    inside = (place >= 0) & (place < sizes[cue])
    return np.where(inside, sight.roles[starts[cue] + np.where(inside, place, 0), role], 0).astype(np.float32)


def _expand(sight: _Sight, parts: Ints) -> tuple[Ints, Ints]:
    """The tokens (but white space) of these parts: part and token."""
    group, place = spread(sight.parts.last[parts] - sight.parts.first[parts])
    token = place + sight.parts.first[parts][group]
    word = ~sight.page.space[token]
    return parts[group[word]], token[word]


def _numbered(mask: Bools, group: Ints) -> Ints:
    """The number of the run each marked row is in, -1 elsewhere."""
    fresh = mask & np.r_[True, ~mask[:-1] | (group[1:] != group[:-1])]
    return np.where(mask, np.cumsum(fresh) - 1, -1)


def _best_run(mask: Bools, group: Ints, weight: Floats, groups: int) -> Bools:
    """Of each group's runs only the one with the largest weight."""
    run = _numbered(mask, group)
    if not mask.any():
        return mask
    total = np.bincount(run[mask], weights=weight[mask])
    owner = np.zeros(len(total), np.int64)
    owner[run[mask]] = group[mask]
    best = np.zeros(groups)
    np.maximum.at(best, owner, total)
    kept: Bools = total == best[owner]
    return mask & kept[run]


def _run_of_cue(sight: _Sight, mask: Bools) -> Bools:
    own = sight.rows.token == sight.cues[sight.rows.cue]
    mask = mask | own
    run = _numbered(mask, sight.rows.cue)
    same: Bools = run == run[own][sight.rows.cue]
    return mask & same


def _join(groups: list[Members]) -> Members:
    return Members(
        *(np.concatenate([getattr(g, name) for g in groups]) for name in ("draft", "token", "weight"))
    )


def _sorted(draft: Ints, token: Ints, weight: Floats) -> Members:
    order = np.lexsort((token, draft))
    return Members(draft[order], token[order], weight[order])


def _belief(sight: _Sight) -> Members:
    group, token = _expand(sight, np.flatnonzero(sight.part > MAYBE))
    rows = sight.rows
    return _sorted(
        np.concatenate([rows.cue, sight.parts.cue[group]]),
        np.concatenate([rows.token, token]),
        np.concatenate([sight.roles[:, CONTENT], sight.part[group]]),
    )


def _sum(count: int, group: Ints, weight: Floats) -> Floats:
    return np.bincount(group, weights=weight, minlength=count).astype(np.float32)


def _top(count: int, group: Ints, weight: Floats) -> Floats:
    out = np.zeros(count, np.float32)
    np.maximum.at(out, group, weight)
    return out
