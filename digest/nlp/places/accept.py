"""Whether a spot names a place at all, and is resolved right: what the acceptor looks at."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .context import AT, Array
from .rank import Choice
from .spots import Spot, Tokens

LABELS = ("GPE", "LOC", "FAC", "NORP", "ORG", "PERSON", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "")
FOUND = ("entity", "whole", "inner", "free")
BEFORE = (
    "in", "at on", "from", "near outside around inside across throughout", "to", "of", "the",
    "for with", "and or", ", -",
    "mr mrs ms dr sen rep gov president judge mayor chief officer lt sgt detective deputy coach",
    "said says", '. ! ? "', "by", "a an", "(",
)  # fmt: skip
AFTER = (
    "'s ’s ’ '", ",", '. ! ?', "and or", "in at on", "county parish", "is was has had were will said says",
    "university college school hospital church court high",
    "police department fire sheriff council board city", ")", "- --",
    "street st road rd ave avenue drive highway", "of for to",
    "times post news journal tribune herald", "/ :",
)  # fmt: skip
_BEFORE = {word: i + 1 for i, words in enumerate(BEFORE) for word in words.split()}
_AFTER = {word: i + 1 for i, words in enumerate(AFTER) for word in words.split()}
_PARTS = re.compile(r"[\s-]+")

OWN = (
    "label", "found", "edge", "cover_words", "cover_before", "cover_after", "depth", "tokens",
    "letters", "upper", "dotted", "word_before", "word_after", "title_before", "title_after",
    "proper_before", "proper_after", "verb_after", "noun_after", "proper", "adjective", "plural",
    "common", "lower_here", "same", "same_gpe", "same_person", "same_org", "in_person", "person_name",
    "where", "opens", "length", "score", "lead", "touches_before", "touches_after", "close_before",
    "spots", "sentence_head", "all_upper_around", "word_before2",
)  # fmt: skip
TAKEN = (
    "people", "country", "capital", "city", "region", "district", "other", "main", "alt", "bare",
    "abbr", "demonym", "choices", "in_first", "in_country", "in_second", "said_before",
    "votes_country", "votes_first", "votes_second", "named_second", "named_first", "named_country",
    "near50", "near161", "nearest", "share_first", "names_first", "spelled_out", "fame", "top_country",
    "top_first", "american", "home", "home_country", "rank",
)  # fmt: skip
"""What of the choice's description the acceptor sees."""
FEATURES = OWN + TAKEN
SECOND = (*FEATURES, "first_pass", "expected")
"""What the second acceptor sees: also the first one's probability, and how many places it expects."""
CATEGORIES = [FEATURES.index(name) for name in ("label", "found", "word_before", "word_after")]
_TAKEN = [AT[name] for name in TAKEN]


@dataclass(slots=True)
class Around:
    """What the whole article says about words: labels of each name, words in lower case, parts of
    person names.
    """

    labels: Mapping[str, list[str]]
    lower: Counter[str]
    persons: set[str]
    names: set[str]  # first and last words of names of persons

    @classmethod
    def of(cls, tok: Tokens, spots: Sequence[Spot]) -> Around:
        labels: dict[str, list[str]] = {}
        for spot in spots:
            labels.setdefault(spot.key, []).append(spot.label)
        persons: set[str] = set()
        names: set[str] = set()
        for first, last, label in tok.entities:
            if label == "PERSON":
                words = [word for word in tok.lower[first:last] if word not in {"'s", "’s"}]
                persons.update(words)
                if len(words) > 1:
                    names.update((words[0], words[-1]))
        return cls(labels, Counter(word for word in tok.words if word.islower()), persons, names)


def describe(
    tok: Tokens, spots: Sequence[Spot], choices: Sequence[Choice], common: Mapping[str, float]
) -> Array:
    """(spots, FEATURES) what the acceptor sees. ``common``: how often a word is seen in lower case (log)."""
    around = Around.of(tok, spots)
    out = np.zeros((len(spots), len(FEATURES)))
    for i, (spot, choice) in enumerate(zip(spots, choices, strict=True)):
        before, after = spots[i - 1] if i else None, spots[i + 1] if i + 1 < len(spots) else None
        out[i, : len(OWN)] = (
            *of_span(spot), *of_words(tok, spot), *of_article(tok, spot, around, common),
            choice.score, choice.lead, before is not None and before.end + 2 >= spot.start,
            after is not None and spot.end + 2 >= after.start,
            before is not None and spot.start - before.end < 30, len(spots), *of_place(tok, spot),
        )  # fmt: skip
        out[i, len(OWN) :] = choice.features[_TAKEN]
    return np.nan_to_num(out, nan=2.5)


def of_span(spot: Spot) -> tuple[float, ...]:
    first, last = spot.cover
    covered = last > first
    edge = covered * (1 + (spot.first == first) + 2 * (spot.last == last))
    inside = (last - first, spot.first - first, last - spot.last) if covered else (0, 0, 0)
    label = LABELS.index(spot.label) if spot.label in LABELS else len(LABELS)
    return (
        label, FOUND.index(spot.found), edge, *inside, spot.depth, spot.last - spot.first, len(spot.text),
        spot.text.isupper(), "." in spot.text,
    )  # fmt: skip


def of_words(tok: Tokens, spot: Spot) -> tuple[float, ...]:
    """The words and tags beside it."""
    before, tag_before = (tok.words[spot.first - 1], tok.tags[spot.first - 1]) if spot.first else (".", ".")
    after, tag_after = (tok.words[spot.last], tok.tags[spot.last]) if spot.last < len(tok) else (".", ".")
    first_tag, last_tag = tok.tags[spot.first], tok.tags[spot.last - 1]
    return (
        _BEFORE.get(before.lower(), 0), _AFTER.get(after.lower(), 0), before[:1].isupper(),
        after[:1].isupper(), tag_before.startswith("NNP"), tag_after.startswith("NNP"),
        tag_after.startswith("VB"), tag_after.startswith("NN") and after.islower(),
        first_tag.startswith("NNP"), first_tag == "JJ", last_tag == "NNPS",
    )  # fmt: skip


def of_article(tok: Tokens, spot: Spot, around: Around, common: Mapping[str, float]) -> tuple[float, ...]:
    """What the article does elsewhere with the same name."""
    same = around.labels[spot.key]
    n = len(same)
    often = min((common.get(part, 0.0) for part in _PARTS.split(spot.text.lower()) if part), default=0.0)
    return (
        often, spot.key in around.lower, n, same.count("GPE") / n, same.count("PERSON") / n,
        same.count("ORG") / n, spot.key in around.persons, spot.key in around.names,
        spot.start / max(1, len(tok.text)), spot.start < 3, math.log(len(tok) + 1),
    )  # fmt: skip


def of_place(tok: Tokens, spot: Spot) -> tuple[float, ...]:
    """Whether it heads a sentence or stands among capitals, and the word before the last."""
    before = tok.words[spot.first - 1] if spot.first else "."
    head = spot.first == 0 or before in {".", "!", "?", "“", '"', "\n", ":"} or before.isspace()
    near = tok.words[max(0, spot.first - 4) : spot.first] + tok.words[spot.last : spot.last + 4]
    letters = [word for word in near if word.isalpha() and len(word) > 3]
    capitals = sum(word[0].isupper() for word in letters) / len(letters) if letters else 0.5
    second = _BEFORE.get(tok.lower[spot.first - 2], 0) if spot.first > 1 else 0
    return head, capitals, second
