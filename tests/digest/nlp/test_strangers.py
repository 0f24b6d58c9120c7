"""What real articles by strangers taught: each case is a kind of sentence that was once read wrongly."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.model import Analysis, Article
from digest.nlp.analyzer import Analyzer

Read = Callable[[str], Analysis]


@pytest.fixture(scope="module")
def read() -> Read:
    analyzer = Analyzer(places=lambda doc, article: ())
    return lambda text: analyzer(Article(id="", text=text))


def said(analysis: Analysis) -> list[tuple[str, str, str]]:
    """Actor, stance and words of every claim."""
    return [(c.source.actor if c.source else "", c.stance.value, c.content.text) for c in analysis.claims]


SPEAKERS = {
    "a verb to the tagger": (
        "The committee will open the bill on Wednesday, said Liberal MP Mark Eyling.",
        ["Mark Eyling"],
    ),
    "a plural to the tagger": (
        "Dan Alkins, who owns the track, said it stays open.\n\nAlkins acknowledges that times are hard.",
        ["Dan Alkins", "Dan Alkins"],
    ),
    "hyphens": (
        "Leslie Urban-Speller, the club's director, said the house was full.\n\n"
        "Work continues, Ms. Urban-Speller said.",
        ["Leslie Urban-Speller", "Leslie Urban-Speller"],
    ),
    "a name like another's": (
        "Jesse L. Norton Jr., a former mayor, said he was sorry.\n\n"
        "He owned two hats of the singer Michael Norton.\n\n"
        "“I lived off my campaign,” Mr. Norton said.",
        ["Jesse L. Norton Jr.", "Jesse L. Norton Jr."],
    ),
    "an owner before the office": (
        "In a statement to The Gazette, Norton Jr.’s attorney, Alan Futter, said, "
        "“We have no concerns about these documents.”",
        ["Alan Futter"],
    ),
    "an office before the name": (
        "Norton is expected to testify, according to the panel’s top Democrat, Sen. Diane Feller of Utah.",
        ["Diane Feller"],
    ),
    "somebody's rival": (
        "Ann Lee lost the vote.\n\nHer losing rival Jane Doe said she would rest. She said it was close.",
        ["Jane Doe", "Jane Doe"],
    ),
    "a clause beside": (
        'The time had come, Ann Lee said, "to begin to heal our divisions" but added that '
        '"wounds don\'t heal overnight".',
        ["Ann Lee", "Ann Lee"],
    ),
    "some of a group": (
        "Close to three dozen House Democrats said the deal was unfair.",
        ["dozen House Democrats"],
    ),
    "a rank the tokenizer splits": (
        '"A worker dropped a cigarette," said Brig. Gen. Hanno Weil, who commands the region.',
        ["Hanno Weil"],
    ),
    "refusing one, then another speaks": (
        "Mr. Hollis declined to speak, but Ann Hollis said that he would replant, adding that it took years.",
        ["Ann Hollis", "Ann Hollis"],
    ),
    "a name in the quotation": (
        "A prosecutor, Alan Brice, told jurors that she had paid.\n\n"
        "“She wanted the land, and Ken Hollis would not sell,” he said.",
        ["Alan Brice", "Alan Brice"],
    ),
    "who was asked answers": (
        "A friend said Ms. Diaz was well.\n\nColombia's coach, Rafael Duque, was asked whether he "
        "believed it. “I believe everything I read,” he answered.",
        ["friend", "Rafael Duque"],
    ),
    "a dateline is no group": (
        "ACCRA, Ghana — An anticorruption group, Sika Watch, says the flat is his. "
        "The group said that he had bought the place.",
        ["Sika Watch", "Sika Watch"],
    ),
    "letters with dots": (
        "The World Health Organization warned of lead. The bottles must go, the W.H.O. said.",
        ["World Health Organization", "World Health Organization"],
    ),
    "a body behind its verb": (
        "A man was hurt in a crash on Monday, reported the Missouri State Highway Patrol.",
        ["Missouri State Highway Patrol"],
    ),
    "a long office": (
        "Senate Minority Leader Chuck Schumer (D-N.Y.) said on Thursday that he would vote.",
        ["Chuck Schumer"],
    ),
    "whom she speaks of": (
        "Keith Clausen, a friend, called her kind.\n\nJoyce Shelby loved news, friends said.\n\n"
        "Ann Clausen was there. She said Ms. Shelby was always popular.",
        ["Keith Clausen", "friends", "Ann Clausen"],
    ),
    "number is nobody": (
        "Lynn Fodge said Missouri ranked third in the number of cows.\n\n"
        "“There was enough to do what we wanted,” she says.",
        ["Lynn Fodge", "Lynn Fodge"],
    ),
    "a wire before the text": (
        "Denver (AP) – Colorado's attorney general said the suit had no merit.",
        ["Colorado's attorney general"],
    ),
    "a live blog's label": ("UPDATE: Richard Blum said he was sorry.", ["Richard Blum"]),
    "a live blog's time": ("10.45am: The minister said the road was closed.", ["minister"]),
    "somebody tells of a question": (
        "Barack Obama has asked Sanjay Gupta to be surgeon general, a senior Democrat said on Tuesday.",
        ["senior Democrat"],
    ),
    "somebody spoken of": (
        "Elizabeth Crank, a renter, said it was hard. If a tenant is ill, she added, it is harder.",
        ["Elizabeth Crank", "Elizabeth Crank"],
    ),
    "who is told of himself": (
        "Donald Tramp is close to selecting an interim candidate, he told reporters on Thursday.",
        ["Donald Tramp"],
    ),
    "a time before the verb": (
        "St. Thomas police confirmed one of the deaths in that city the past two months was from the drug "
        "and warned medics to be careful.",
        ["St. Thomas police", "St. Thomas police"],
    ),
    "Mr. is no daughter": (
        "Sarah Holt was bored.\n\nMr. Holt said his daughters were tired.",
        ["Holt"],
    ),
    "a rank of several words": (
        "Deputy Commissioner of Police Amina Bello said the men were armed.",
        ["Amina Bello"],
    ),
    "an office of several words": (
        "The Minister of State for Home, Nityanand Rai, said 14 attacks had taken place.",
        ["Nityanand Rai"],
    ),
    "the former and the latter": (
        "Ann Lee and Bo Kim met on Monday. The former said the road was open, the latter said it was shut.",
        ["Ann Lee", "Bo Kim"],
    ),
    "letters in brackets": (
        "The Nigeria Police Force (NPF) said on Monday that two men were held. The NPF added this was late.",
        ["Nigeria Police Force", "Nigeria Police Force"],
    ),
    "an advocate": (
        "The counsel for the petitioner, Adv. Sunil Mehta, submitted that the notice was bad in law.",
        ["Sunil Mehta"],
    ),
    "an alhaji": (
        "The chairman of the traders' association, Alhaji Musa Bello, said goods worth millions were lost.",
        ["Musa Bello"],
    ),
    "a member for a place": (
        "The Labour MP for Leeds North, Tom Hart, told the Commons the figures were a scandal.",
        ["Tom Hart"],
    ),
    "a house by its number": ("No 10 insisted the plan was sound.", ["No 10"]),
    "somebody's telling": ("In Ruvia's telling, Sele fell on Tuesday.", ["Ruvia"]),
    "somebody's count": ("By the ministry's own count, 40 homes were lost.", ["ministry"]),
    "an office by its short form": (
        "Gov. Paul Page was in Augusta.\n\nA paper asked for his words. The governor said he was sorry.",
        ["Paul Page"],
    ),
    "tracks believe nothing": (
        "The Hains said they farm.\n\nThe Hains live a mile from the train tracks, and they believe the "
        "cat hopped on there.",
        ["Hains", "Hains"],
    ),
    "against each other": (
        "Campaigners say the dam will displace 5,000 people; the government puts the figure at 900.",
        ["Campaigners", "government"],
    ),
    "while another felt": (
        "Manager Sean Doyle admitted his side were lucky, while his opposite number, Marco Reus, felt the "
        "penalty was never one.",
        ["Sean Doyle", "Marco Reus"],
    ),
    "a president and his wife": (
        "President Tramp assailed the paper on Wednesday.\n\nThe first lady, Melania Tramp, said it was sad. "
        "“As a mother, I am hurt,” she said.\n\nMr. Tramp said it was a hunt.",
        ["Tramp", "Melania Tramp", "Melania Tramp", "Tramp"],
    ),
    "a surname with a hyphen": (
        "Following the arrest, Police Superintendent Ama Osei-Tutu said the boys were safe.",
        ["Ama Osei-Tutu"],
    ),
    "some of many": ("Some of his supporters said it was time to go.", ["Some of his supporters"]),
}


@pytest.mark.parametrize("kind", SPEAKERS)
def test_who_speaks(read: Read, kind: str) -> None:
    """The speaker is the one a reader names."""
    text, actors = SPEAKERS[kind]
    assert [actor for actor, _, _ in said(read(text))] == actors


def test_whom_a_paper_quotes_speaks(read: Read) -> None:
    """Who is quoted "as saying" speaks; the paper carries it."""
    (claim,) = read(
        '"We are not happy with the steps," the daily Lidove Noviny quoted Karel Schwarzenberg as saying.'
    ).claims
    assert claim.source
    assert (claim.source.actor, claim.via) == ("Karel Schwarzenberg", ("daily Lidove Noviny",))


CARRIED = {
    '"We have won," Musa Buba was quoted as saying by the News Agency of Nigeria.': (
        "Musa Buba",
        ("News Agency of Nigeria",),
    ),
    "According to the Dawn newspaper, citing hospital officials, 12 bodies had been brought in.": (
        "hospital officials",
        ("Dawn newspaper",),
    ),
}


@pytest.mark.parametrize("text", CARRIED)
def test_who_speaks_through_whom(read: Read, text: str) -> None:
    """The one whose words they are speaks; who carries them stands in ``via``."""
    (claim,) = read(text).claims
    assert claim.source
    assert (claim.source.actor, claim.via) == CARRIED[text]


def test_two_speakers_are_never_joined(read: Read) -> None:
    """What stands on the other side of a semicolon, or in another's sentence, is not the speaker's."""
    claims = said(
        read(
            "Shipping companies estimated the damage at 35 million euros; the union said it was exaggerated."
        )
    )
    assert ("union", "asserts", "it was exaggerated") in claims
    assert all("Shipping" not in words for _, _, words in claims)


def test_single_marks_are_quotation_marks_too(read: Read) -> None:
    """British quotations are whole, and scare quotes stay in their sentence."""
    assert said(read("'We are finished,' the striker said after the match.")) == [
        ("striker", "asserts", "'We are finished,'")
    ]
    assert said(read("Police said the suspect 'acted alone' and was 'calm'.")) == [
        ("Police", "asserts", "the suspect 'acted alone' and was 'calm'")
    ]


CONTENTS = {
    "a second clause": (
        "The paper reported that Lee met the envoy, and that the trip was paid for by the embassy.",
        "Lee met the envoy, and that the trip was paid for by the embassy",
    ),
    "another tense": (
        "Peter Lunch said Timms was at the scene and had a gun, but isn't the one who fired the fatal shot.",
        "Timms was at the scene and had a gun, but isn't the one who fired the fatal shot",
    ),
    "an aside in the middle": (
        "The apartment had been bought, Mr. Darko said, by a cousin with the same initials.",
        "The apartment had been bought … by a cousin with the same initials",
    ),
    "an aside in a relative clause": (
        "The supplier rejected any responsibility for the batteries, which, it said, had been damp.",
        "any responsibility for the batteries",
    ),
    "who closes the sentence": (
        "The hands in the cave are 67,000 years old, an international team of archaeologists reported on "
        "Wednesday in the journal.",
        "The hands in the cave are 67,000 years old",
    ),
    "a short clause": (
        "That is a stretch, according to Philip Oakes, a specialist who was not involved.",
        "That is a stretch",
    ),
    "an aside in the subject": (
        "Mark Warning said the messages, if real, are one more example of the scheme.",
        "the messages, if real, are one more example of the scheme",
    ),
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_what_is_said(kind: str) -> None:
    """The rules' content reaches as far as what is said."""
    text, content = CONTENTS[kind]
    analyzer = Analyzer(attribution="rules", places=lambda doc, article: ())
    assert content in [words for _, _, words in said(analyzer(Article(id="", text=text)))]


NOTHING = {
    "no reply": "The White House did not immediately respond to a Gazette request for comment on the report.",
    "somebody else's question": "Asked for quick thoughts about each candidate, Mr. Lee played along.",
    "neither nor": "The ministry would neither confirm nor deny the report.",
    "no more": "He would say no more.",
    "not named": "Two players asked that their names be withheld.",
    "a deed": "The city offers beautiful scenery with wide views.",
    "usage": "The purchase is made according to usual procedures.",
    "none is done": "The state must open its markets and encourage firms to take part.",
}


@pytest.mark.parametrize("kind", NOTHING)
def test_nothing_is_said(read: Read, kind: str) -> None:
    """No claim is made of what is no statement."""
    assert said(read(NOTHING[kind])) == []


def test_a_headline_with_a_label_is_one_sentence(read: Read) -> None:
    """A label speaks for its headline, not for the text that stands in the same paragraph."""
    text = (
        "Coroner: Women died hours apart. Dr. Ann Lee said both were found at home. "
        "The causes are not known, the Coroner said."
    )
    assert [words for _, _, words in said(read(text))][:2] == [
        "Women died hours apart.",
        "both were found at home",
    ]


def test_lines_of_one_width_are_paragraphs(read: Read) -> None:
    """A line break within a sentence parts nothing, and a claim keeps the article's own characters."""
    text = (
        "Four members of the security forces and a visitor were killed in Sunday's\n"
        "attacks, officials said.\n\nThe minister announced the appointment of two judges to the\n"
        "court. He called them fair."
    )
    claims = read(text).claims
    assert [c.content.text.split()[-2:] for c in claims][:2] == [["Sunday's", "attacks"], ["the", "court"]]
    assert all(c.content.text == text[slice(*c.content.spans[0])] for c in claims)


STANCES = {
    "The senator gave no indication that he would leave the race.": "doubts",
    "The Nigerian Army has debunked reports that its base in Borno was overrun.": "denies",
    "Guards feared they would be attacked.": "asserts",
    "He did confirm that a letter had reached him.": "concedes",
    "Dr. Oakes does not doubt the age.": "concedes",
    "Her team, Ann Lee said, would return to the cave in June.": "plans",
    "The governor announced that the state would take over the hospital.": "plans",
    "The committee pleaded with both armies to open the road.": "urges",
}


@pytest.mark.parametrize("text", STANCES)
def test_how_they_stand_to_it(read: Read, text: str) -> None:
    """The stance is the one a reader expects."""
    assert [stance for _, stance, _ in said(read(text))] == [STANCES[text]]
