"""The trained model's claims and the rules', made one list: who wins where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pytest

from digest.model import Spans
from digest.nlp import frames
from digest.nlp.attribution import Attribution, Reading
from digest.nlp.cues import cues
from digest.nlp.frames.found import Found
from digest.nlp.join import join
from digest.nlp.join.apart import apart, whole
from digest.nlp.parse.tree import Run, Tree

Parsed = Callable[[str], Tree]
Told = list[tuple[str, str, str]]


def spans(text: str, words: str) -> Spans:
    """Where the pieces of ``words`` (apart by " … ") stand; nowhere for ""."""
    return tuple((text.index(piece), text.index(piece) + len(piece)) for piece in words.split(" … ") if piece)


def seen(
    page: Tree,
    *claims: tuple[str, str, str],
    likely: float = 0.9,
    probability: float = 0.7,
    best: float | None = None,
) -> Reading:
    """What a model would say that found these claims and finds every word as likely a cue, and as likely to
    be that of a right draft."""
    found = [
        Attribution(spans(page.text, who), spans(page.text, cue), spans(page.text, content), probability)
        for who, cue, content in claims
    ]
    every = np.full(len(page), likely, np.float32)
    return Reading(found, every, every if best is None else np.full(len(page), best, np.float32))


def told(page: Tree, found: list[Found]) -> Told:
    def words(pieces: Iterable[Run]) -> str:
        return " … ".join(page.text[a:b] for a, b in page.spans(pieces))

    return [(words(f.source), words([f.cue]), words(f.content)) for f in found]


def joined(page: Tree, model: Reading) -> Told:
    return told(page, join(page, frames.attribute(page), model, cues()))


def test_the_models_words_stay_where_both_see_a_claim(parsed: Parsed) -> None:
    """The cue is the same: the longer source and the content are the model's, the row the rule's."""
    page = parsed("The mayor of the small town said the bridge was closed on Monday.")
    model = seen(page, ("The mayor of the small town", "said", "the bridge was closed"))
    found = join(page, frames.attribute(page), model, cues())
    assert told(page, found) == [("The mayor of the small town", "said", "the bridge was closed")]
    assert found[0].row is not None
    assert found[0].probability >= 0.9


@pytest.mark.parametrize(("likely", "claims"), [(0.4, 1), (0.02, 0)])
def test_a_rules_claim_needs_a_word_that_is_no_absurd_cue(parsed: Parsed, likely: float, claims: int) -> None:
    """What only a rule sees stays unless the model is nearly sure that the word attributes nothing."""
    page = parsed("The mayor conceded that the bridge was closed.")
    assert len(joined(page, seen(page, likely=likely))) == claims


@pytest.mark.parametrize(
    ("text", "best", "claims"),
    [
        ("The mayor backed a new bridge.", 0.1, 0),
        ("The mayor backed a new bridge.", 0.4, 1),
        ("The mayor conceded that the bridge was closed.", 0.1, 1),
    ],
)
def test_a_rule_without_a_clause_needs_a_draft_that_may_be_right(
    parsed: Parsed, text: str, best: float, claims: int
) -> None:
    """The model has read the rule's claim, too: what it finds poor goes, but for a cue with a clause."""
    page = parsed(text)
    assert len(joined(page, seen(page, likely=0.4, best=best))) == claims


def test_a_longer_name_behind_according_to_is_the_models(parsed: Parsed) -> None:
    """Where the rule ends the name at a comma, the rest of the name is nothing that is said."""
    text = "According to Ann Lee, head of the union, and other leaders, the plant is safe."
    page = parsed(text)
    who = "Ann Lee, head of the union, and other leaders"
    model = seen(page, (who, "According to", "the plant is safe"))
    assert joined(page, model) == [(who, "According to", "the plant is safe")]


def test_according_to_needs_no_model(parsed: Parsed) -> None:
    """A phrase of the table is sure by itself."""
    page = parsed("According to police, the bridge was closed.")
    assert joined(page, seen(page, likely=0.0)) == [("police", "According to", "the bridge was closed")]


def test_coordinated_cues_are_two_claims(parsed: Parsed) -> None:
    """Where the model takes "but rejected …" for a part of what was conceded, the rules cut it off."""
    page = parsed("Kyiv conceded that the town was lost but rejected claims of defeat.")
    model = seen(page, ("Kyiv", "conceded", "that the town was lost but rejected claims of defeat"))
    assert joined(page, model) == [
        ("Kyiv", "conceded", "the town was lost"),
        ("Kyiv", "rejected", "claims of defeat"),
    ]


def test_a_trailing_participle_goes_on_with_the_speaker(parsed: Parsed) -> None:
    """ "The vote is off, he said, denying that …": he denies, not the vote."""
    page = parsed("The vote has been put off until May, Moss said, denying that money had to do with it.")
    model = seen(
        page,
        ("Moss", "said", page.text[: page.text.index(", Moss")] + " … denying that money had to do with it"),
    )
    assert joined(page, model) == [
        ("Moss", "said", "The vote has been put off until May"),
        ("Moss", "denying", "money had to do with it"),
    ]


def test_a_subordinate_cue_cuts_nothing(parsed: Parsed) -> None:
    """ "… because most accept that …" is a part of what is said."""
    text = "The senator said the plan hurts the party because most voters accept that the climate changes."
    page = parsed(text)
    model = seen(page, ("The senator", "said", text[17:-1]))
    assert joined(page, model) == [("The senator", "said", text[17:-1])]


def test_the_rule_wins_where_roles_are_mixed_up(parsed: Parsed) -> None:
    """A source that lies in what is said is wrong: the passive's speaker stands behind "by"."""
    page = parsed("She was accused by auditors of forging signatures.")
    model = seen(page, ("auditors of forging signatures", "accused", "She"))
    assert joined(page, model) == [("auditors", "accused", "She … of forging signatures")]


def test_the_rule_knows_who_stands_behind_by(parsed: Parsed) -> None:
    """A passive's source is its by-phrase, however much the model takes for it."""
    page = parsed("Warnings of famine were dismissed by the governor, who said that markets were full.")
    model = seen(
        page,
        ("by the governor, who said", "were dismissed", "Warnings"),
        ("who", "said", "that markets were full"),
    )
    assert joined(page, model) == [
        ("the governor", "dismissed", "Warnings of famine"),
        ("who", "said", "that markets were full"),
    ]


def test_a_content_has_the_subject_of_its_verb(parsed: Parsed) -> None:
    """Where the model begins in the middle of a clause the rule has whole, the rule's content stays."""
    page = parsed("The plans were put on hold for a year, the council announced on Monday.")
    model = seen(page, ("the council", "announced", "were put on hold"))
    assert joined(page, model) == [("the council", "announced", "The plans were put on hold for a year")]


def test_who_is_accused_does_not_speak(parsed: Parsed) -> None:
    """A passive without a by-phrase: the model's speaker is whom it is said of."""
    page = parsed("Anna Brandt, accused of hiding the report, resigned on Friday.")
    assert joined(page, seen(page, ("Anna Brandt", "accused", "of hiding the report"))) == []


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Hanso did not respond to requests for comment.", ("Hanso", "respond", "requests for comment")),
        ("A juror asked not to be named.", ("A juror", "asked", "not to be named")),
    ],
)
def test_what_says_nothing_is_left_out(parsed: Parsed, text: str, claim: tuple[str, str, str]) -> None:
    """Formulas of reporting: nobody claims anything in them."""
    page = parsed(text)
    assert joined(page, seen(page, claim)) == []


def test_silence_is_no_claim_but_a_refusal_is(parsed: Parsed) -> None:
    """ "declined to comment" says nothing; "declined the invitation" does."""
    silent = parsed("The company declined to comment.")
    assert joined(silent, seen(silent, ("The company", "declined", "to comment"))) == []
    refusal = parsed("The company declined the invitation.")
    claim = ("The company", "declined", "the invitation")
    assert joined(refusal, seen(refusal, claim)) == [claim]


@pytest.mark.parametrize(("probability", "claims"), [(0.4, 0), (0.6, 1)])
def test_a_claim_of_nobody_must_be_likely(parsed: Parsed, probability: float, claims: int) -> None:
    """What only the model sees and has no source is left out when it is likelier wrong than right."""
    page = parsed("Not everyone is persuaded of the plan.")
    model = seen(page, ("", "persuaded", "of the plan"), probability=probability)
    assert len(joined(page, model)) == claims


def test_a_plan_told_of_is_no_chain(parsed: Parsed) -> None:
    """ "plans to visit, according to an aide": the aide speaks; "said …, according to an aide" is carried."""
    plan = parsed("Clinton plans to visit Charlotte on Sunday, according to an aide.")
    model = seen(plan, ("an aide", "according to", "Clinton plans to visit Charlotte on Sunday"))
    assert joined(plan, model) == [("an aide", "according to", "Clinton plans to visit Charlotte on Sunday")]


def test_short_quotations_stand_apart(parsed: Parsed) -> None:
    """ "…," he said. "Nobody did." is two claims of one speaker, marks included; a long one goes on."""
    text = (
        "“The bridge was closed for a month,” the mayor said. “Nobody told us.”\n\n"
        "“We lost the harvest,” a farmer said. “We have written to the ministry four times this year and "
        "nobody has ever come out here to look at it.”"
    )
    page = parsed(text)
    short, long = text.split("\n\n")
    cue = [page.low.index("said"), len(page) - 1 - page.low[::-1].index("said")]
    claims = [
        Found(at, (at, at), ((at - 1, at - 1),), at - 1, runs, None, "model", 0.9)
        for at, runs in zip(cue, (_outside(page, short, cue[0]), _outside(page, long, cue[1])), strict=True)
    ]
    assert [content for _, _, content in told(page, apart(page, claims))] == [
        "“The bridge was closed for a month,”",
        "“Nobody told us.”",
        "“We lost the harvest,” … " + long[long.index("“We have") :],
    ]


def test_a_quotation_over_paragraphs_is_whole(parsed: Parsed) -> None:
    """Of a quotation that goes on over paragraphs the model saw one sentence: the claim has all of it."""
    text = "The group's spokesman said: “They came at night.\n\n“They took the boats. Nobody stopped them.”"
    page = parsed(text)
    at = page.low.index("said")
    one = page.tokens(spans(text, "“They came at night."))
    claim = Found(at, (at, at), ((at - 1, at - 1),), at - 1, ((one[0], one[-1]),), None, "model", 0.9)
    ((_, _, content),) = told(page, whole(page, [claim]))
    assert content == text[text.index("“They came") :]


def _outside(page: Tree, paragraph: str, cue: int) -> tuple[tuple[int, int], ...]:
    """The two quotations of a paragraph as token runs."""
    start = page.text.index(paragraph)
    tokens = page.tokens(((start, start + len(paragraph)),))
    before = [t for t in tokens if t < cue and page.quote[t] >= 0]
    after = [t for t in tokens if t > cue and page.quote[t] >= 0]
    return (before[0], before[-1]), (after[0], after[-1])
