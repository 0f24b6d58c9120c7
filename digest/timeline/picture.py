"""A timeline as one picture: who said what when, a lane for each side, disputes marked.

Nothing is said by colour alone: each line names its speaker, and an answer says in words what it does
("denies 2") with a bracket to the line it answers. The same is in the alt text. Sides take their colours in
the order in which they first speak, so that no side owns one. The words are the article's: only what it
quotes stands in quotation marks.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from PIL import Image, ImageDraw

from ..maps.paint import font
from ..model import ClaimRef
from . import Moment

WIDTH = 1200
MOST = 14  # lines; the latest are kept, with the claims they answer
MARGIN, TIME, LANE, ROW, LINE = 36, 150, 26, 22, 26
LETTERS = 2  # lines of words at most
PAPER, INK, FAINT, BRACKET = (252, 252, 250), (28, 30, 34), (110, 114, 122), (178, 58, 46)
COLOURS = ((0, 92, 175), (196, 98, 0), (96, 62, 150), (0, 120, 96), (150, 40, 90), (90, 90, 30))
OTHERS = (120, 124, 130)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture and its words."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    moment: Moment
    side: str
    who: str
    lines: tuple[str, ...]
    answers: tuple[int, ...]  # numbers of the rows it answers
    top: int
    height: int


def draw(moments: Sequence[Moment], *, title: str) -> Drawn:
    """The last ``MOST`` moments as a PNG with alt text. Times are UTC."""
    chosen = chosen_of(moments)
    lanes = list(dict.fromkeys(_side(moment) for moment in chosen))
    left = MARGIN + TIME + LANE * max(1, len(lanes)) + 24
    rows = _rows(chosen, left)
    height = (rows[-1].top + rows[-1].height if rows else 120) + MARGIN
    image = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((MARGIN, MARGIN - 8), title, font=font(30, bold=True), fill=INK)
    _legend(pen, lanes)
    _lanes(pen, lanes, rows)
    for row in rows:
        _row(pen, row, lanes, left)
    _brackets(pen, rows)
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return Drawn(target.getvalue(), alt(title, rows))


def chosen_of(moments: Sequence[Moment]) -> list[Moment]:
    """The latest moments, disputed ones and answers first when there are too many, in order of time."""
    ranked = sorted(range(len(moments)), key=lambda at: (not (moments[at].kind or moments[at].disputed), -at))
    return [moments[at] for at in sorted(ranked[:MOST])]


def _side(moment: Moment) -> str:
    source = moment.claim.source
    return (source.side or "others") if source else moment.article.outlet or "report"


def _rows(chosen: Sequence[Moment], left: int) -> list[_Row]:
    number = {ref: at for at, one in enumerate(chosen, 1) for ref in (_ref(one), *one.also)}
    top = MARGIN + 76
    rows = []
    for at, moment in enumerate(chosen, 1):
        answers = tuple(sorted({number[ref] for ref in moment.answers if ref in number} - {at}))
        lines = _wrapped(_words(moment), WIDTH - left - MARGIN - 50)
        height = LINE * (1 + len(lines)) + ROW
        rows.append(_Row(at, moment, _side(moment), _who(moment, answers), lines, answers, top, height))
        top += height
    return rows


def _ref(moment: Moment) -> ClaimRef:
    return ClaimRef(moment.article.id, moment.claim.id)


def _words(moment: Moment) -> str:
    """The claim's words without the "that" they hang from."""
    return re.sub(r"^that\s+", "", " ".join(moment.claim.content.text.split()))


def _who(moment: Moment, answers: Sequence[int]) -> str:
    source = moment.claim.source
    who = (source.actor or source.text) if source else moment.article.outlet or "report"
    said = (
        f"{moment.kind} {', '.join(map(str, answers))}"
        if moment.kind and answers
        else str(moment.claim.stance)
    )
    return f"{who} · {said}" + (" · disputed" if moment.disputed else "")


def _wrapped(words: str, width: int) -> tuple[str, ...]:
    """At most ``LETTERS`` lines that fit ``width`` points; an ellipsis says that words are left out."""
    face = font(20)
    lines, rest = [""], words.split(" ")
    while rest:
        longer = f"{lines[-1]} {rest[0]}".strip()
        if face.getlength(longer + " …") <= width or not lines[-1]:
            lines[-1] = longer
            rest.pop(0)
        elif len(lines) == LETTERS:
            lines[-1] += " …"
            break
        else:
            lines.append("")
    return tuple(lines)


def _legend(pen: ImageDraw.ImageDraw, lanes: Sequence[str]) -> None:
    x, y, face = MARGIN, MARGIN + 42, font(17)
    for lane in lanes:
        pen.ellipse((x, y - 6, x + 12, y + 6), fill=_colour(lane, lanes))
        pen.text((x + 18, y), lane, font=face, fill=FAINT, anchor="lm")
        x += 44 + round(face.getlength(lane))
    pen.text((x, y), "a square answers another line; times in UTC", font=face, fill=FAINT, anchor="lm")


def _lanes(pen: ImageDraw.ImageDraw, lanes: Sequence[str], rows: Sequence[_Row]) -> None:
    for at, lane in enumerate(lanes):
        mine = [row for row in rows if row.side == lane]
        x = _x(at)
        pen.line((x, mine[0].top + 12, x, mine[-1].top + 12), fill=_colour(lane, lanes), width=3)


def _row(pen: ImageDraw.ImageDraw, row: _Row, lanes: Sequence[str], left: int) -> None:
    at = row.moment.at.astimezone(UTC)
    when = f"{at:%-d %b %Y}" if row.moment.dated and (at.hour, at.minute) == (0, 0) else f"{at:%-d %b, %H:%M}"
    pen.text((MARGIN, row.top), when, font=font(19), fill=FAINT)
    x, y = _x(lanes.index(row.side)), row.top + 12
    shape = pen.rectangle if row.moment.kind else pen.ellipse
    shape((x - 8, y - 8, x + 8, y + 8), fill=_colour(row.side, lanes), outline=PAPER, width=2)
    pen.text((left, row.top - 2), f"{row.number}  {row.who}", font=font(20, bold=True), fill=INK)
    for number, line in enumerate(row.lines, 1):
        pen.text((left + 24, row.top - 2 + LINE * number), line, font=font(20), fill=INK)


def _brackets(pen: ImageDraw.ImageDraw, rows: Sequence[_Row]) -> None:
    """A bracket at the right from each answer to what it answers."""
    pairs = [(row, rows[number - 1]) for row in rows for number in row.answers]
    for at, (answer, target) in enumerate(pairs):
        x = WIDTH - MARGIN + 4 - 9 * (at % 4)
        top, bottom = sorted((answer.top + 12, target.top + 12))
        pen.line((x - 14, top, x, top, x, bottom, x - 14, bottom), fill=BRACKET, width=2)
        y = target.top + 12
        pen.polygon(((x - 20, y), (x - 12, y - 5), (x - 12, y + 5)), fill=BRACKET)


def _x(lane: int) -> int:
    return MARGIN + TIME + LANE * lane + 10


def _colour(lane: str, lanes: Sequence[str]) -> tuple[int, int, int]:
    if lane == "others":
        return OTHERS
    named = [one for one in lanes if one != "others"]
    return COLOURS[named.index(lane) % len(COLOURS)]


def alt(title: str, rows: Sequence[_Row]) -> str:
    """The picture in words."""
    lines = [f"{row.number}. {row.moment.at:%Y-%m-%d %H:%M} {row.who}: {' '.join(row.lines)}" for row in rows]
    return "\n".join([f"Timeline: {title}, {len(rows)} statements, times in UTC.", *lines])
