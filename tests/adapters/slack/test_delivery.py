"""Posting unasked: once, paced, and every refusal in the port's words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest

from adapters.message import Message, Paragraph, text
from adapters.port import Gone, TryLater, Unsure
from adapters.slack import Slack
from adapters.slack.pace import Pace
from tests.adapters.slack.conftest import socket_settings
from tests.adapters.slack.fakebot import digest
from tests.emulators.slack import Fault, SlackEmulator

PAGE = Message((Paragraph(text("words")),))


@dataclass
class Time:
    """A clock that only sleeping moves."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def platform(slack: SlackEmulator, time: Time) -> AsyncIterator[Slack]:
    made = Slack(socket_settings(slack), clock=time, sleep=time.sleep)
    yield made
    await made.close()


def restarted(platform: Slack, time: Time) -> Slack:
    """The same program after a crash: nothing remembered."""
    return Slack(platform.settings, clock=time, sleep=time.sleep)


async def test_a_page_and_its_follower(slack: SlackEmulator, platform: Slack) -> None:
    """A digest is posted with its map, without previews, with its key; further pages go into its thread."""
    first = await platform.send("C1", digest(), key="d1:0")
    second = await platform.send("C1", PAGE, key="d1:1", after=first)
    posts = slack.posts("C1")
    assert [post.ts for post in posts] == [first, second]
    assert posts[1].thread == first
    args = slack.calls("chat.postMessage")[0].args
    assert (args["unfurl_links"], args["unfurl_media"]) == (False, False)
    assert args["metadata"] == {"event_type": "dateline_page", "event_payload": {"key": "d1:0"}}
    assert "Moscow claims the town" in args["text"]
    assert args["blocks"][-1]["alt_text"] == "Map: Pokrovsk"


async def test_one_key_shows_once(slack: SlackEmulator, platform: Slack) -> None:
    """Sending twice with one key posts once."""
    assert await platform.send("C1", PAGE, key="k") == await platform.send("C1", PAGE, key="k")
    assert len(slack.posts()) == 1


@pytest.mark.parametrize("kind", ["lost", "status_after"])
async def test_a_lost_reply_is_unsure_and_found(
    slack: SlackEmulator, platform: Slack, time: Time, kind: str
) -> None:
    """A post whose answer was lost is not sent again by the client; after a restart its key finds it."""
    slack.faults.append(Fault("chat.postMessage", kind, status=502))
    with pytest.raises(Unsure):
        await platform.send("C1", PAGE, key="k")
    assert len(slack.posts()) == 1
    after = restarted(platform, time)
    assert await after.find("C1", "k") == slack.posts()[0].ts
    assert await after.find("C1", "other") is None
    await after.close()


async def test_an_internal_error_is_unsure(slack: SlackEmulator, platform: Slack) -> None:
    """Slack documents that after internal_error some aspect may have succeeded."""
    slack.faults.append(Fault("chat.postMessage", "error", error="internal_error"))
    with pytest.raises(Unsure):
        await platform.send("C1", PAGE, key="k")
    assert await platform.find("C1", "k") is None


@pytest.mark.parametrize("remembered", [True, False])
async def test_a_lost_thread_page_is_found(
    slack: SlackEmulator, platform: Slack, time: Time, remembered: bool
) -> None:
    """A page in a thread is not in the history; it is looked for in the thread, also after a restart."""
    first = await platform.send("C1", PAGE, key="k:0")
    slack.faults.append(Fault("chat.postMessage", "lost"))
    with pytest.raises(Unsure):
        await platform.send("C1", PAGE, key="k:1", after=first)
    looking = platform if remembered else restarted(platform, time)
    assert await looking.find("C1", "k:1") == slack.posts()[1].ts
    await looking.close()


async def test_history_is_looked_through_page_by_page(
    slack: SlackEmulator, platform: Slack, time: Time
) -> None:
    """With 15 messages a look (what Slack grants distributed apps) one further back is still found."""
    slack.history_most = 15
    ts = await platform.send("C1", PAGE, key="far")
    for number in range(20):
        await platform.send("C1", PAGE, key=f"k{number}")
    after = restarted(platform, time)
    assert await after.find("C1", "far") == ts
    assert len(slack.calls("conversations.history")) == 2
    await after.close()


async def test_looking_keeps_to_its_rate(slack: SlackEmulator, time: Time) -> None:
    """Where Slack grants one look a minute, a second one asks for patience instead of a 429."""
    platform = Slack(socket_settings(slack, history_per_minute=1), clock=time, sleep=time.sleep)
    assert await platform.find("C1", "k") is None
    with pytest.raises(TryLater) as told:
        await platform.find("C1", "k")
    assert told.value.seconds == pytest.approx(60)
    assert len(slack.calls("conversations.history")) == 1
    await platform.close()


async def test_a_search_goes_on_where_it_stopped(slack: SlackEmulator, platform: Slack, time: Time) -> None:
    """With one look a minute, a page in a thread is found after a restart in a few calls, none in vain."""
    firsts = [await platform.send("C1", PAGE, key=f"d{number}:0") for number in range(4)]
    for number in (0, 2, 3):
        await platform.send("C1", PAGE, key=f"d{number}:1", after=firsts[number])
    after = Slack(socket_settings(slack, history_per_minute=1), clock=time, sleep=time.sleep)
    found, tries = None, 0
    while found is None and tries < 9:
        tries += 1
        try:
            found = await after.find("C1", "d2:1")
        except TryLater as later:
            time.now += later.seconds
    assert found == slack.world.channels["C1"].messages[5]["ts"]
    assert [len(slack.calls(f"conversations.{method}")) for method in ("history", "replies")] == [1, 1]
    await after.close()


async def test_no_answer_in_time_is_unsure(slack: SlackEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A post that is never answered may have been made."""
    monkeypatch.setattr("adapters.slack.platform.TIMEOUT", aiohttp.ClientTimeout(total=0.2))
    slack.faults.append(Fault("chat.postMessage", "hang"))
    platform = Slack(socket_settings(slack))
    with pytest.raises(Unsure):
        await platform.send("C1", PAGE, key="k")
    assert await platform.find("C1", "k") == slack.posts()[0].ts
    await platform.close()


async def test_a_message_a_second(slack: SlackEmulator, platform: Slack, time: Time) -> None:
    """Posts in one channel are a second apart, in several a quarter of one: the workspace's budget."""
    for number in range(3):
        await platform.send("C1", PAGE, key=f"a{number}")
    assert time.now == pytest.approx(102)
    await platform.send("C2", PAGE, key="b")
    assert time.now == pytest.approx(102.25)


async def test_retry_after_is_obeyed(slack: SlackEmulator, platform: Slack, time: Time) -> None:
    """A 429 says how long; until then nothing is sent to that channel."""
    slack.faults.append(Fault("chat.postMessage", "ratelimited", seconds=30))
    with pytest.raises(TryLater) as told:
        await platform.send("C1", PAGE, key="k")
    assert told.value.seconds == 30
    with pytest.raises(TryLater):
        await platform.send("C1", PAGE, key="k")
    assert len(slack.calls("chat.postMessage")) == 1
    time.now += 30
    assert await platform.send("C1", PAGE, key="k")


@pytest.mark.parametrize("fault", [Fault("chat.postMessage", "status", status=503)])
async def test_not_available_is_try_later(slack: SlackEmulator, platform: Slack, fault: Fault) -> None:
    """A 503 did nothing: later."""
    slack.faults.append(fault)
    with pytest.raises(TryLater):
        await platform.send("C1", PAGE, key="k")


async def test_unreachable_is_try_later(slack: SlackEmulator, time: Time) -> None:
    """A connection that never came about posted nothing."""
    platform = Slack(socket_settings(slack).model_copy(update={"api": "http://127.0.0.1:9/api/"}), clock=time)
    with pytest.raises(TryLater):
        await platform.send("C1", PAGE, key="k")
    await platform.close()


@pytest.mark.parametrize(
    ("error", "word"),
    [
        ("channel_not_found", "no longer exists"),
        ("is_archived", "archived"),
        ("account_inactive", "removed"),
        ("token_revoked", "revoked"),
    ],
)
async def test_gone_in_one_clear_word(slack: SlackEmulator, platform: Slack, error: str, word: str) -> None:
    """What cannot be written to any more says why, for its people."""
    slack.faults.append(Fault("chat.postMessage", "error", error=error))
    with pytest.raises(Gone, match=word):
        await platform.send("C1", PAGE, key="k")


async def test_a_public_channel_is_joined_a_private_one_is_gone(
    slack: SlackEmulator, platform: Slack
) -> None:
    """Not being in a public channel is mended once; in a private one only its people can."""
    slack.world.channels["C2"].member = False
    assert await platform.send("C2", PAGE, key="k")
    assert len(slack.calls("conversations.join")) == 1
    with pytest.raises(Gone, match="private"):
        await platform.send("C3", PAGE, key="k")


async def test_a_person_is_written_to_directly(slack: SlackEmulator, platform: Slack) -> None:
    """A channel that is a person's id is their direct conversation with the bot, for lookups too."""
    ts = await platform.send("U2", PAGE, key="k")
    assert slack.posts(slack.world.direct("T1", "U2").id)[0].ts == ts
    after = restarted(platform, Time())
    assert await after.find("U2", "k") == ts
    await after.close()


async def test_a_picture_still_processed_is_waited_for(slack: SlackEmulator, platform: Slack) -> None:
    """Slack answers ``invalid slack file`` until it has processed an upload; then the post goes through."""
    slack.processing = 2
    await platform.send("C1", digest(1), key="k")
    assert [request.outcome[:12] for request in slack.calls("chat.postMessage")].count('{"ok": false') == 2
    assert slack.posts()[0].blocks[-1]["type"] == "image"


async def test_a_picture_never_processed_becomes_its_words(slack: SlackEmulator, platform: Slack) -> None:
    """The digest matters more than its map."""
    slack.processing = 99
    await platform.send("C1", digest(1), key="k")
    assert "Map: Pokrovsk" in slack.posts()[0].words()
    assert all(block["type"] != "image" for block in slack.posts()[0].blocks)


async def test_blocks_slack_does_not_take_go_out_as_words(slack: SlackEmulator, platform: Slack) -> None:
    """An undocumented limit does not lose a digest: the same is said without blocks."""
    slack.faults.append(Fault("chat.postMessage", "error", error="msg_blocks_too_long"))
    await platform.send("C1", digest(), key="k")
    assert slack.posts()[0].blocks == []
    assert "Moscow claims the town" in slack.posts()[0].text
    slack.faults.append(Fault("chat.postMessage", "error", error="never_heard_of", times=0))
    with pytest.raises(TryLater):
        await platform.send("C1", digest(), key="other")


async def test_a_thread_that_is_gone(slack: SlackEmulator, platform: Slack) -> None:
    """When somebody deleted the first page, the next one is posted by itself, blocks and all."""
    await platform.send("C1", digest(), key="k:1", after="1.000000")
    assert slack.posts()[0].thread == ""
    assert slack.posts()[0].blocks


async def test_joining_may_fail_too(slack: SlackEmulator, platform: Slack) -> None:
    """Without the scope to join, the people of the channel are asked to invite; a lost reply means later."""
    slack.world.channels["C2"].member = False
    slack.faults.append(Fault("conversations.join", "lost"))
    with pytest.raises(TryLater):
        await platform.send("C2", PAGE, key="k")
    slack.world.channels["C2"].member = False
    slack.world.teams["T1"].scopes = "chat:write"
    with pytest.raises(Gone, match="invite"):
        await platform.send("C2", PAGE, key="k")


async def test_a_person_who_left_is_gone(slack: SlackEmulator, platform: Slack) -> None:
    """Direct messages to someone who is not there any more end; a lost reply while opening is tried later."""
    with pytest.raises(Gone, match="person"):
        await platform.send("U404", PAGE, key="k")
    slack.faults.append(Fault("conversations.open", "lost"))
    with pytest.raises(TryLater):
        await platform.send("U1", PAGE, key="k")


async def test_without_the_scope_to_look(slack: SlackEmulator, platform: Slack) -> None:
    """A history that may not be read holds nothing we could find; one out of reach is tried later."""
    slack.world.teams["T1"].scopes = "chat:write"
    assert await platform.find("C1", "k") is None
    slack.faults.append(Fault("conversations.history", "drop", times=0))
    with pytest.raises(TryLater):
        await platform.find("C1", "k")
    slack.faults[:] = [Fault("conversations.history", "ratelimited", seconds=40)]
    with pytest.raises(TryLater) as told:
        await platform.find("C1", "k")
    assert told.value.seconds == 40


async def test_without_the_scope_to_upload(slack: SlackEmulator, platform: Slack) -> None:
    """A missing scope costs the map, not the digest."""
    slack.world.teams["T1"].scopes = "chat:write"
    await platform.send("C1", digest(), key="k")
    assert "Map: Pokrovsk" in slack.posts()[0].words()


async def test_a_lost_reply_to_an_edit_is_tried_later(slack: SlackEmulator, platform: Slack) -> None:
    """Replacing twice shows once, so nothing needs to be looked up."""
    ts = await platform.send("C1", PAGE, key="k")
    slack.faults.append(Fault("chat.update", "lost"))
    with pytest.raises(TryLater):
        await platform.edit("C1", ts, PAGE)


async def test_a_failed_upload_posts_nothing(slack: SlackEmulator, platform: Slack) -> None:
    """A reply lost while uploading is no reason to wonder: nothing was posted, so later."""
    slack.faults.append(Fault("upload", "lost"))
    with pytest.raises(TryLater):
        await platform.send("C1", digest(1), key="k")
    assert slack.posts() == []
    assert await platform.send("C1", digest(1), key="k")


async def test_edited_in_place(slack: SlackEmulator, platform: Slack) -> None:
    """An earlier post is replaced; one that is gone is left alone; an archived channel is Gone."""
    ts = await platform.send("C1", PAGE, key="k")
    await platform.edit("C1", ts, Message((Paragraph(text("corrected")),)))
    assert slack.world.channels["C1"].messages[0]["text"] == "corrected"
    assert slack.world.channels["C1"].messages[0]["metadata"]["event_payload"] == {"key": "k"}
    await platform.edit("C1", "1.000000", PAGE)
    slack.world.channels["C1"].archived = True
    with pytest.raises(Gone):
        await platform.edit("C1", ts, PAGE)


async def test_those_who_wait_stand_in_line(time: Time) -> None:
    """Eight posts to one channel asked for at once get eight turns, a second apart each."""
    pace = Pace(clock=time, sleep=time.sleep, patience=60)
    at: list[float] = []

    async def one() -> None:
        before = time.now
        await pace.turn(channel=1.0)
        at.append(before)

    await asyncio.gather(*(one() for _ in range(8)))
    assert sum(time.slept) >= 7


async def test_too_long_a_wait_is_told(time: Time) -> None:
    """Waiting is bounded: beyond it the caller is told to come back, and holds no place in line."""
    pace = Pace(clock=time, sleep=time.sleep, patience=5)
    pace.hold("channel", 30)
    for _ in range(3):
        with pytest.raises(TryLater) as told:
            await pace.turn(channel=1.0)
        assert told.value.seconds == pytest.approx(30)
