"""Text -> query; a mistake is shown with a caret under its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from rapidfuzz import process

from ..errors import BadInput
from ..model import Stance
from ..words import fold
from .tree import EVERYTHING, Query, Term, both, either, negated

if TYPE_CHECKING:
    from lark import Lark

FIELDS = ("place", "actor", "side", "stance", "outlet", "topic", "story", "since", "until")
MOMENT = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})|(?P<number>\d{1,4})(?P<unit>[hdw])")

GRAMMAR = r"""
start: any?
any: all (_OR all)*
all: not (_AND? not)*
?not: (MINUS | NOT) not -> negated
    | _OPEN any _CLOSE -> group
    | FIELD (WORD | QUOTED) -> fielded
    | (WORD | QUOTED) -> bare
_OR: /OR(?![^\s()])|\|/
_AND: /AND(?![^\s()])|&/
NOT.2: /NOT(?![^\s()])/
MINUS: /-(?=[^\s)-])/
_OPEN: "("
_CLOSE: ")"
FIELD.3: /[^\s"“”„«»():|&-][^\s"“”„«»():|&]*:(?=[^\s):])/
WORD: /(?!(?:OR|AND|NOT)(?![^\s()]))[^\s"“”„«»():|&-][^\s"“”„«»():|&]*/
QUOTED: /"[^"]*"|[“„][^”“]*[”“]|«[^»]*»/
%ignore /\s+/
"""


def parse(text: str) -> Query:
    """The query typed; nothing typed is everything.

    Raises BadInput whose message shows the text, a caret under the column and what may have been meant.
    """
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

    flat = re.sub(r"\s", " ", text)
    try:
        tree = _parser().parse(flat)
    except UnexpectedEOF:
        raise mistake(flat, len(flat), "something is missing at the end") from None
    except UnexpectedCharacters as error:
        at = error.pos_in_stream or 0
        raise mistake(flat, at, _why(flat, at)) from None
    except UnexpectedToken as error:
        at = error.token.start_pos or 0
        at = len(flat) if error.token.type == "$END" else at
        raise mistake(flat, at, _why(flat, at)) from None
    return _build(tree, flat)


@cache
def _parser() -> Lark:
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", propagate_positions=True)


def _build(tree: Any, text: str) -> Query:
    """Tree of the parser -> Query. ``Any``: lark's trees and tokens are not typed apart."""
    kids = tree.children
    match tree.data:
        case "start":
            return _build(kids[0], text) if kids else EVERYTHING
        case "any":
            return either(*(_build(kid, text) for kid in kids))
        case "all":
            return both(*(_build(kid, text) for kid in kids))
        case "negated":
            return negated(_build(kids[1], text))
        case "group":
            return _build(kids[0], text)
        case "fielded":
            return _fielded(str(kids[0])[:-1], _bare(kids[1]), kids[0].start_pos, text)
        case _:
            return Term("", _bare(kids[0]) or _empty(text, kids[0].start_pos), kids[0].start_pos)


def _bare(token: str) -> str:
    quoted = token[0] in '"“„«'
    return " ".join(token[1:-1].replace('"', "'").split()) if quoted else str(token)


def _empty(text: str, at: int) -> str:
    raise mistake(text, at, "there is nothing between these quotes")


def _fielded(name: str, value: str, at: int, text: str) -> Query:
    known = fold(name)
    if known not in FIELDS:
        near = nearest(known, FIELDS)
        hint = f"did you mean {near}:?" if near else f"there are {', '.join(FIELDS)}."
        raise mistake(text, at, f"no field {name!r}; {hint} To search for the words, put them in quotes.")
    if not value:
        _empty(text, at + len(name) + 1)
    if known == "stance":
        value = _stance(value, at + len(name) + 1, text)
    if known in {"since", "until"} and not MOMENT.fullmatch(value):
        raise mistake(text, at + len(name) + 1, "a time is 2025-11-05, 12h, 2d or 3w")
    return Term(known, value, at)


def _stance(value: str, at: int, text: str) -> str:
    names = [stance.value for stance in Stance]
    if fold(value) in names:
        return fold(value)
    near = nearest(fold(value), names)
    hint = f"did you mean {near}?" if near else f"there are {', '.join(names)}"
    raise mistake(text, at, f"no stance {value!r}; {hint}")


def nearest(value: str, known: Sequence[str], least: float = 60) -> str:
    found = process.extractOne(value, known, score_cutoff=least)
    return str(found[0]) if found else ""


def _why(text: str, at: int) -> str:
    rest = text[at:].lstrip()
    if not rest:
        missing = text.count("(") > text.count(")")
        return "a parenthesis is never closed" if missing else "something is missing at the end"
    if rest[0] in '"“„«':
        return "this quote is never closed"
    if rest[0] == ")":
        return "this parenthesis closes nothing"
    if rest[0] == "(":
        return "this parenthesis is never closed, or holds nothing"
    if rest[0] == "-":
        return "a minus stands right before the word it leaves out: -opinion"
    if rest[0] == ":":
        return "a field and its value stand together: place:Pokrovsk"
    return "this is not expected here; put words with signs in them in quotes"


def mistake(text: str, at: int, why: str) -> BadInput:
    return BadInput(f"{why}\n  {text}\n  {' ' * at}^")
