"""Values by hand: an article whose claims are named by their words, so that offsets are never typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from digest.model import (
    Article,
    Claim,
    Content,
    Cue,
    Digest,
    Mention,
    Origin,
    ShownClaim,
    ShownDispute,
    ShownStory,
    Source,
    Stance,
    Story,
)

NOON = datetime(2025, 11, 5, 12, tzinfo=UTC)
TEXT = (
    "Russia said its troops had surrounded pockets of resistance in Pokrovsk. "
    "Kyiv rejected claims of encirclement. Analysts called the city a gray zone."
)


def article(text: str = TEXT, **given: object) -> Article:
    """An article of the Meridian at noon, unless said otherwise."""
    rest: dict[str, object] = {
        "id": "meridian-1", "title": "Battle for Pokrovsk", "url": "https://meridian.example/1",
        "outlet": "Meridian", "published": NOON,
    }  # fmt: skip
    return Article(text=text, **(rest | given))  # type: ignore[arg-type]  # fields by name


def at(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def claim(text: str, source: str, cue: str, content: str, stance: Stance, *, side: str = "") -> Claim:
    """A claim whose roles are the first occurrence of these words."""
    spans = {
        role: (at(text, words),) for role, words in (("source", source), ("cue", cue), ("content", content))
    }
    end = text.find(".", spans["content"][0][0]) + 1 or len(text)
    begin = text.rfind(". ", 0, spans["content"][0][0]) + 1
    return Claim(
        id=f"{source}-{cue}".lower(), stance=stance, sentence=(begin, end),
        source=Source(spans["source"], source, source, side), cue=Cue(spans["cue"], cue, cue),
        content=Content(spans["content"], content),
    )  # fmt: skip


def shown(one: Claim, text: str = TEXT, **given: object) -> ShownClaim:
    return ShownClaim(one, article(text), ("Meridian", "Eastline"), 1, **given)  # type: ignore[arg-type]  # as above


def pokrovsk() -> Mention:
    return Mention(
        *at(TEXT, "Pokrovsk"), text="Pokrovsk", geonameid=704147, name="Pokrovsk", lat=48.28, lon=37.18,
        country="UA", admin1="Donetsk Oblast", kind="city", confidence=0.97, reason="towns nearby",
        runner_up="Engels, Russia",
    )  # fmt: skip


def claims() -> tuple[Claim, Claim, Claim]:
    """Russia's claim, Kyiv's denial, and the analysts' view."""
    pockets = "its troops had surrounded pockets of resistance in Pokrovsk"
    return (
        claim(TEXT, "Russia", "said", pockets, Stance.asserts, side="Russia"),
        claim(TEXT, "Kyiv", "rejected", "claims of encirclement", Stance.denies, side="Ukraine"),
        claim(TEXT, "Analysts", "called", "the city a gray zone", Stance.asserts),
    )  # fmt: skip


def digest(**given: object) -> Digest:
    """A digest of one story with a dispute, a side and a place."""
    russia, kyiv, analysts = claims()
    story = ShownStory(
        Story(
            1,
            "Battle for Pokrovsk",
            "https://meridian.example/1",
            NOON - timedelta(hours=5),
            NOON,
            ("meridian-1",),
        ),
        (ShownDispute("denies", (shown(russia), shown(kyiv, change="new")), "Kyiv answers Russia"),),
        (("", (shown(analysts),)),),
        (),
        ((pokrovsk(), 3),),
        ("Meridian", "Eastline"),
        (Origin("meridian-1", "Meridian", "outlet", ("meridian-1",)),),
    )
    rest: dict[str, object] = {
        "title": "Pokrovsk", "query": "pokrovsk", "at": NOON, "since": None, "stories": (story,),
        "articles": 2, "outlets": 2, "origins": 1,
    }  # fmt: skip
    return Digest(**(rest | given))  # type: ignore[arg-type]  # as above
