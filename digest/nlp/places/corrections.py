"""What a person said about a place wins: "not this Pokrovsk", "this one"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from digest.gazetteer import Gazetteer
from digest.gazetteer.spelling import key
from digest.model import Mention


@dataclass(frozen=True, slots=True)
class Correction:
    """For this name: not the place ``wrong``, but ``right``; None for "none that is known"."""

    name: str
    wrong: int
    right: int | None = None


def apply_corrections(
    mentions: Iterable[Mention], corrections: Iterable[Correction], gazetteer: Gazetteer | None = None
) -> tuple[Mention, ...]:
    """The mentions with corrections applied; the last one given for a name and place wins.

    Without a gazetteer a place named right cannot be looked up and the mention is left open.
    """
    said = {(key(c.name), c.wrong): c for c in corrections}
    return tuple(_corrected(mention, said, gazetteer) for mention in mentions)


def _corrected(
    mention: Mention, said: dict[tuple[str, int], Correction], gazetteer: Gazetteer | None
) -> Mention:
    if mention.geonameid is None:
        return mention
    correction = said.get((key(mention.text), mention.geonameid))
    if correction is None:
        return mention
    if correction.right is None or gazetteer is None:
        return replace(
            mention, geonameid=None, lat=None, lon=None, country="", admin1="", confidence=1.0,
            reason=f"not {mention.name}, somebody here said", runner_up=mention.name,
        )  # fmt: skip
    place = gazetteer.place(correction.right)
    return replace(
        mention, geonameid=place.geonameid, name=place.name, lat=place.lat, lon=place.lon,
        country=place.country, admin1=place.admin1_name,
        kind=mention.kind if mention.kind in {"demonym", "organization"} else place.kind,
        confidence=1.0, reason=f"{place.label}: somebody here said so; not {mention.name}",
        runner_up=mention.name,
    )  # fmt: skip
