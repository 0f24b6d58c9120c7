"""The founding article, where it is at hand: does `analyze` find at least what it must?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from digest.article import read_path
from digest.model import Analysis, Article, Claim
from digest.model import Stance as S

from .report import Row, shared

Check = Callable[[Analysis], bool]


def _claim(analysis: Analysis, content: str, **wanted: object) -> bool:
    return any(content in claim.content.text and _is(claim, wanted) for claim in analysis.claims)


def _is(claim: Claim, wanted: dict[str, object]) -> bool:
    source = claim.source
    found: dict[str, object] = {
        "stance": claim.stance,
        "side": source.side if source else "",
        "actor": source.actor if source else "",
        "cue": claim.cue.text if claim.cue else "",
    }
    return all(found[name] == value for name, value in wanted.items())


def _at(analysis: Analysis, name: str, lat: float, lon: float) -> bool:
    places = [one for one in analysis.places if one.text == name and one.geonameid is not None]
    return bool(places) and all(
        abs((one.lat or 0) - lat) < 0.1 and abs((one.lon or 0) - lon) < 0.1 for one in places
    )


CHECKS: dict[str, Check] = {
    "Russia asserts the advance": lambda a: _claim(a, "were advancing", side="Russia", stance=S.asserts),
    "pockets only claimed": lambda a: _claim(a, "surrounded pockets", side="Russia", cue="claiming"),
    "block by block, with its quote": lambda a: any(
        "block by block" in c.content.text and c.quotes and _is(c, {"actor": "Russian Defense Ministry"})
        for c in a.claims
    ),
    "Kyiv concedes pressure": lambda a: _claim(a, "mounting pressure", side="Ukraine", stance=S.concedes),
    "Kyiv denies encirclement": lambda a: _claim(a, "encirclement", side="Ukraine", stance=S.denies),
    "officials on reinforcements": lambda a: _claim(a, "reinforcements", actor="Ukrainian officials"),
    "analysts' gray zone": lambda a: _claim(a, "gray zone", side=""),
    "Zelensky: severe pressure": lambda a: _claim(a, "under severe pressure", side="Ukraine"),
    "Zelensky: no meaningful gains": lambda a: _claim(a, "no meaningful gains", side="Ukraine"),
    "the Kremlin dismisses": lambda a: _claim(a, "his remarks", side="Russia", stance=S.denies),
    "19 percent and 116,000 km² as Russian figures": lambda a: any(
        _is(c, {"side": "Russia"}) and {19.0, 116000.0} <= {f.value for f in c.figures} for c in a.claims
    ),
    "Pokrovsk in Donetsk oblast": lambda a: _at(a, "Pokrovsk", 48.28, 37.18),
    "Kramatorsk": lambda a: _at(a, "Kramatorsk", 48.73, 37.56),
    "Sloviansk": lambda a: _at(a, "Sloviansk", 48.85, 37.61),
    "Avdiivka": lambda a: _at(a, "Avdiivka", 48.14, 37.74),
}  # fmt: skip


def quality() -> Iterator[Row]:
    """One row: the share of what must be found that is."""
    from digest.nlp.analyzer import Analyzer

    if (folder := shared()) is None:
        return
    file = next((folder / "seed").glob("*.txt"))
    article = next(one for one in read_path(file) if isinstance(one, Article))
    analysis = Analyzer()(article)
    missed = [name for name, check in CHECKS.items() if not check(analysis)]
    share = 1 - len(missed) / len(CHECKS)
    yield Row("founding", "found", share, goal=1.0, note="; ".join(missed) or "all of it")
