"""Delivery: what is due is claimed once, goes out page by page, and arrives once whatever breaks."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.message import plain
from benchmarks import faults
from bot.delivery import owner
from digest.errors import SetupError
from digest.model import Correction, Feed, Sent
from tests.bot.paper import Gone, Killed, Office, TryLater, Unsure, offices


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield from offices(tmp_path)


def states(office: Office) -> list[Sent]:
    return [one.sent for one in reversed(office.store.deliveries("paper", "c1", 50))]


# --- what comes when ---------------------------------------------------------------


async def test_the_first_digest_comes_at_once_and_says_that_it_is_a_preview(office: Office) -> None:
    """No backlog flood: one preview, then the next at its time, with only what is new."""
    office.news("alpha")
    office.follow()
    desk = office.desk()
    await desk.tick(office.now)
    assert office.paper.words()[0] == "preview"
    assert "alpha" in office.paper.words()[1]
    await desk.tick(office.later(hours=1))
    assert len(office.paper.posts) == 2
    office.news("beta")
    await desk.tick(office.later(hours=23))
    assert office.paper.words()[2] == "digest"
    assert "beta" in office.paper.words()[3]
    assert len(office.paper.posts) == 4


async def test_after_downtime_there_is_one_merged_digest(office: Office) -> None:
    """Five missed mornings become one."""
    office.follow()
    await office.desk().tick(office.now)
    for day in range(5):
        office.news(f"day{day}")
        office.later(days=1)
    await office.desk("two").tick(office.now)
    assert states(office) == [Sent.sent, Sent.sent]
    assert [sum(f"day{day}" in words for words in office.paper.words()) for day in range(5)] == [1] * 5


@pytest.mark.parametrize(("unchanged", "posts", "state"), [("silent", 1, Sent.silent), ("say", 2, Sent.sent)])
async def test_when_nothing_changed_it_is_silent_or_says_so(
    office: Office, unchanged: str, posts: int, state: Sent
) -> None:
    """As the subscription chose; the slot is used either way."""
    office.follow(unchanged=unchanged)
    await office.desk().tick(office.now)
    await office.desk().tick(office.later(days=1))
    assert len(office.paper.posts) == posts
    assert states(office)[-1] is state


async def test_too_little_is_held_and_comes_with_the_next(office: Office) -> None:
    """Below the minimum nothing is lost: it comes when there is enough."""
    office.follow(least_claims=2)
    await office.desk().tick(office.now)
    office.news("alpha")
    await office.desk().tick(office.later(days=1))
    assert states(office)[-1] is Sent.held
    office.news("beta")
    await office.desk().tick(office.later(days=1))
    said = "\n".join(office.paper.words())
    assert said.count("alpha ") == said.count("beta ") == 1


async def test_quiet_hours_hold_and_release_as_one(office: Office) -> None:
    """What falls into the night comes as one digest at its end."""
    office.follow("every 2 hours quiet 22:00-07:00")
    desk = office.desk()
    await desk.tick(office.now)
    for _ in range(24 * 2):
        office.later(minutes=30)
        office.news(f"n{office.count + 1}")
        await desk.tick(office.now)
    done = [one.slot.hour for one in reversed(office.store.deliveries("paper", "c1", 50))][1:]
    assert done == [10, 12, 14, 16, 18, 20, 7, 8]


async def test_at_once_says_what_presses_and_no_more_than_its_limit(office: Office) -> None:
    """One outlet's word is not yet pressing; a correction is; and the limit per hour holds."""
    office.follow("at once max 2 per hour")
    office.news("alpha")
    desk = office.desk()
    await desk.tick(office.now)
    office.news("beta")
    await desk.tick(office.later(minutes=1))
    assert len(states(office)) == 1
    for number in range(4):
        read = office.store.read("alpha")
        assert read is not None
        words = f"alpha{number} changed to words{number}"
        office.later(minutes=1)
        claim = read.analysis.claims[0]
        content = replace(claim.content, text=words, spans=((0, len(words)),))
        changed = replace(read.analysis, claims=(replace(claim, content=content, sentence=(0, len(words))),))
        office.store.save_read(replace(read, article=replace(read.article, text=words), analysis=changed))
        await desk.tick(office.now)
    assert len(states(office)) == 2  # the preview counts; one more within the hour
    await desk.tick(office.later(hours=1))
    assert len(states(office)) == 3


async def test_what_is_wrong_with_one_interest_costs_the_others_nothing(office: Office) -> None:
    """A topic that is gone is noted with its subscription."""
    wrong = office.follow(interest="topic:nosuch", channel="c2")
    office.follow()
    await office.desk().tick(office.now)
    assert len(office.paper.posts) == 1
    noted = office.store.subscription(wrong.id)
    assert noted is not None
    assert "nosuch" in noted.trouble


# --- exactly once ------------------------------------------------------------------


@pytest.mark.parametrize("point", ["claimed", "sending", "posted", "noted"])
@pytest.mark.parametrize("at", [1, 2, 3])
async def test_killed_at_any_step_it_goes_on_at_the_page_that_failed(
    office: Office, point: str, at: int
) -> None:
    """Each page of a digest is there once, in order, though its process died at this step."""
    office.news("alpha", "beta")
    office.follow()
    desk, left = office.desk(), [at]

    def dies(where: str, _: object) -> None:
        left[0] -= where == point
        if where == point and not left[0]:
            raise Killed

    desk.at = desk.outgoing.at = dies
    await asyncio.gather(desk.tick(office.now), return_exceptions=True)
    await office.desk("two").tick(office.later(seconds=owner.STILL / 2))
    await office.desk("three").tick(office.now)
    last = office.desk("four")
    for _ in range(3):
        await last.tick(office.later(seconds=owner.STILL + 1))
    keys = [key for _, key, _ in office.paper.posts]
    assert len(keys) == 3
    assert len(set(keys)) == 3
    assert states(office) == [Sent.sent]


async def test_a_lost_reply_is_looked_up_before_anything_is_sent_again(office: Office) -> None:
    """The post is there: its id is found by its key. It is not: it is sent."""
    office.follow()
    office.paper.faults = [("lost", Unsure())]
    desk = office.desk()
    await desk.tick(office.now)
    assert states(office) == [Sent.unsure]
    office.paper.lookups = [TryLater(5)]
    for _ in range(3):
        await desk.tick(office.later(minutes=1))
    assert len(office.paper.posts) == 1
    assert states(office) == [Sent.sent]
    office.news("alpha")
    office.paper.faults = [Unsure()]
    for _ in range(3):
        await desk.tick(office.later(hours=12))
    assert len(office.paper.posts) == 3


async def test_patience_that_is_asked_for_is_kept(office: Office) -> None:
    """After 429 with 600 s nothing is sent before they are over."""
    office.follow()
    office.paper.faults = [TryLater(600, "429")]
    desk = office.desk()
    await desk.tick(office.now)
    await desk.tick(office.later(seconds=599))
    assert office.paper.posts == []
    await desk.tick(office.later(seconds=2))
    assert states(office) == [Sent.sent]


async def test_of_a_digest_that_never_began_the_next_takes_over(office: Office) -> None:
    """A platform that is down for days gets one digest when it is back."""
    office.follow()
    await office.desk().tick(office.now)
    desk = office.desk()
    for day in range(3):
        office.news(f"day{day}")
        office.paper.faults = [TryLater(5)] * 9
        await desk.tick(office.later(days=1))
    office.paper.faults = []
    await desk.tick(office.later(hours=1))
    assert states(office) == [Sent.sent, Sent.dropped, Sent.dropped, Sent.sent]
    assert all("\n".join(office.paper.words()).count(f"day{day} ") == 1 for day in range(3))


async def test_a_lost_channel_is_said_once_and_goes_on_when_it_returns(office: Office) -> None:
    """The person who subscribed is told why, once; nothing is unsubscribed, and nothing is missing later."""
    one = office.follow()
    await office.desk().tick(office.now)
    for day in range(3):
        office.news(f"day{day}")
        office.paper.faults = [Gone("I may not write here.")]
        await office.desk().tick(office.later(days=1))
    assert [words for words in office.paper.words("u1") if "may not write" in words] == office.paper.words(
        "u1"
    )
    assert len(office.paper.words("u1")) == 1
    noted = office.store.subscription(one.id)
    assert noted is not None
    assert noted.active
    assert noted.trouble == "I may not write here."
    await office.desk().tick(office.later(days=1))
    well = office.store.subscription(one.id)
    assert well is not None
    assert not well.trouble
    assert all("\n".join(office.paper.words()).count(f"day{day} ") == 1 for day in range(3))


async def test_a_channel_lost_between_two_pages_gets_the_rest_when_it_returns(office: Office) -> None:
    """The first page is not repeated."""
    office.news("alpha", "beta")
    office.follow()
    office.paper.faults = [None, Gone("closed")]
    desk = office.desk()
    await desk.tick(office.now)
    for _ in range(3):
        await desk.tick(office.later(days=1))
    keys = [key for where, key, _ in office.paper.posts if where == "c1"]
    assert len(keys) == len(set(keys)) == 3


async def test_the_database_goes_away_after_the_post(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The post is there and could not be noted: it is found by its key when the database is back."""
    office.follow()
    desk, real = office.desk(), office.store.step

    def away(before: object, **changes: object) -> object:
        if "messages" in changes:
            raise SetupError("away")
        return real(before, **changes)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(office.store, "step", away)
    with pytest.raises(SetupError):
        await desk.tick(office.now)
    monkeypatch.undo()
    await desk.tick(office.later(minutes=1))
    assert len(office.paper.posts) == 1
    assert states(office) == [Sent.sent]


async def test_another_process_that_is_alive_is_left_alone(office: Office) -> None:
    """What one holds another takes only after it stood still long enough by its own watch."""
    office.follow()
    one, two = office.desk("one"), office.desk("two")
    one.outgoing.at = lambda where, _: _die(where)
    await asyncio.gather(one.tick(office.now), return_exceptions=True)
    for _ in range(4):
        await two.tick(office.later(seconds=owner.STILL / 4 - 1))
    assert office.paper.posts == []
    await two.tick(office.later(seconds=owner.STILL))
    assert len(office.paper.posts) == 1


def _die(where: str) -> None:
    if where == "sending":
        raise Killed


def test_a_dead_process_of_this_machine_is_known_as_dead() -> None:
    """Then nobody has to wait; of a machine that cannot be seen nothing is said."""
    me = owner.name()
    assert not owner.dead(me)
    assert owner.dead(f"{owner.here()}/4194304/x")
    assert not owner.dead("elsewhere/4194304/x")


FAULTS = st.sampled_from(["ok", "unsure", "lost", "later", "gone", "killed", "bug"])


def made(kind: str) -> object:
    return {
        "ok": None, "unsure": Unsure(), "lost": ("lost", Unsure()), "later": TryLater(30), "gone": Gone("x"),
        "killed": Killed(), "bug": ("lost", ValueError("bug")),
    }[kind]  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(st.lists(FAULTS, max_size=8), st.lists(st.integers(-30, 60), min_size=2, max_size=4))
def test_whatever_happens_every_claim_arrives_once(faults: list[str], hours: list[int]) -> None:
    """Any faults in any order, with a clock that goes back and forth: nothing lost, nothing twice."""

    async def played(office: Office) -> None:
        office.follow(user="")
        for number, step in enumerate(hours):
            office.news(f"item{number}x")
            office.later(hours=max(step, 0))
            jumped = office.now + timedelta(hours=min(step, 0))
            office.paper.faults += [made(kind) for kind in faults]
            await asyncio.gather(office.desk(f"p{number}").tick(jumped), return_exceptions=True)
        office.paper.faults = []
        last = office.desk("last")
        for _ in range(8):
            await last.tick(office.later(hours=12))

    with TemporaryDirectory() as folder:
        for office in offices(Path(folder)):
            asyncio.run(played(office))
            found = Counter(word for words in office.paper.words() for word in words.split())
            assert {f"item{n}x": 1 for n in range(len(hours))} == {
                w: c for w, c in found.items() if w.startswith("item")
            }


async def test_faults_against_both_emulators(tmp_path: Path) -> None:
    """A few cases of `make faults`: real adapters, real processes, real kills."""
    outcomes = await faults.run(4, "tests")
    assert [outcome for outcome in outcomes if not outcome.good] == []
    assert {outcome.case.platform for outcome in outcomes} == {"discord", "slack"}


# --- living posts, failing feeds ---------------------------------------------------


async def test_a_corrected_article_is_marked_in_the_posts_that_show_it(office: Office) -> None:
    """In place, with the time and the words before and after; once, however often it is looked at."""
    from adapters.message import Message, Paragraph, Span

    office.news("alpha")
    office.follow()
    desk, office.paper.whole = office.desk(), True
    link = "https://meridian.example/alpha"
    desk.render = lambda *_: Message((Paragraph((Span("alpha", link=f"{link}#:~:text=alpha"),)),))
    await desk.tick(office.now)
    office.store.save_correction(Correction("alpha", "corrected", office.now, "thirty", "forty"))
    office.store.save_correction(Correction("never shown", "corrected", office.now))
    await desk.tick(office.later(minutes=1))
    await desk.tick(office.later(minutes=1))
    ((message, page),) = office.paper.edits
    assert message == "m1"
    assert "Corrected by the publisher" in plain(page)
    assert "“thirty” is now “forty”" in plain(page)
    office.store.withdraw("alpha", office.now)
    await desk.tick(office.later(minutes=1))
    assert "Withdrawn by the publisher" in plain(office.paper.edits[-1][1])


async def test_a_failing_feed_is_said_once(office: Office) -> None:
    """With the reason, the last good fetch and the next try; again only after it has been well."""
    state = office.store.add_feed(Feed("https://f.example/rss", "Coast Daily"))
    broken = replace(state, failures=5, error="HTTP 500", last_good=office.now, next_at=office.now)
    office.store.note_feed(broken)
    office.follow(unchanged="say")
    for _ in range(3):
        await office.desk().tick(office.now)
        office.later(days=1)
    said = [words for words in office.paper.words() if "Coast Daily" in words]
    assert len(said) == 1
    assert "HTTP 500" in said[0]
    assert "last read" in said[0]
