"""Typed commands, over a real WebSocket and the real client libraries."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from adapters.message import Message, Paragraph, Picture, text
from adapters.slack import Slack
from tests.adapters.slack.conftest import running, socket_settings
from tests.adapters.slack.fakebot import PNG, FakeBot, digest
from tests.emulators.slack import Fault, SlackEmulator


async def test_a_line_is_answered_to_the_asker(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """``/dateline lookup pokrovsk`` is answered to the asker only, and the bot knows who and where."""
    done = await slack.command("lookup pokrovsk")
    said = await slack.answer(done.via)
    assert said.kind == "ephemeral"
    assert "Answer to lookup pokrovsk" in said.words()
    line, place = bot.heard[0]
    assert line == "lookup pokrovsk"
    assert (place.channel, place.user, place.space, place.zone) == ("C1", "U1", "T1", "Europe/Kyiv")
    assert place.admin
    assert place.trusted


async def test_acknowledged_while_the_bot_is_busy(slack: SlackEmulator, bot: FakeBot) -> None:
    """Twenty commands at once are all acknowledged within a second though no answer is ready yet."""
    bot.gate = asyncio.Event()
    async with running(Slack(socket_settings(slack)), bot):
        done = await asyncio.gather(*(slack.command(f"lookup {n}") for n in range(20)))
        assert all(one.ack.ok for one in done)
        assert max(one.ack.seconds for one in done) < 1.0
        bot.gate.set()
        for one in done:
            await slack.answer(one.via)


async def test_a_slow_answer_says_so(
    slack: SlackEmulator, connected: Slack, bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for more than a moment is told that the answer is on its way; then it comes."""
    monkeypatch.setattr("adapters.slack.listeners.MOMENT", 0.05)
    bot.gate = asyncio.Event()
    done = await slack.command("claims <https://example.org/a?b=1&amp;c=2|example.org> --share")
    first = await slack.answer(done.via)
    assert (first.kind, first.words()) == ("ephemeral", "One moment, I am reading…")
    bot.gate.set()
    assert (await slack.answer(done.via, 2)).kind == "in_channel"
    assert bot.heard[0][0] == "claims https://example.org/a?b=1&c=2"


async def test_share_makes_it_public(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """``--share`` shows an answer to everyone, a private one or a problem never."""
    bot.answers["help"] = Message((Paragraph(text("for you")),), private=True)
    bot.answers["nope"] = Message((Paragraph(text("not understood")),), tone="problem")
    kinds = []
    for line in ("lookup pokrovsk --share", "lookup pokrovsk —share", "help --share", "nope --share"):
        done = await slack.command(line)
        kinds.append((await slack.answer(done.via)).kind)
    assert kinds == ["in_channel", "in_channel", "ephemeral", "ephemeral"]
    assert [line for line, _ in bot.heard] == ["lookup pokrovsk", "lookup pokrovsk", "help", "nope"]


async def test_topic_commands(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """``/pokrovsk`` looks the topic up; a command's name after it is that command on the topic."""
    said = [
        ("/pokrovsk", "", "lookup pokrovsk"),
        ("/grain-deal", "", "lookup grain deal"),
        ("/pokrovsk", "Follow daily 08:00", "follow pokrovsk daily 08:00"),
        ("/bakhmut", "since 2d", "lookup bakhmut since 2d"),
    ]
    for command, typed, _ in said:
        done = await slack.command(typed, command=command)
        await slack.answer(done.via)
    assert [line for line, _ in bot.heard] == [line for _, _, line in said]


async def test_long_answers_keep_to_the_response_url(
    slack: SlackEmulator, connected: Slack, bot: FakeBot
) -> None:
    """An answer of many pages uses its address five times at most, and the last says that there is more."""
    bot.answers["long"] = Message(tuple(Paragraph(text("word " * 500)) for _ in range(20)))
    done = await slack.command("long")
    said = await slack.answers(done.via, 5)
    assert "more pages" in said[-1].words()
    assert len(slack.calls("response_url")) == 5


async def test_shared_pages_go_into_a_thread(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """A long shared answer goes on in its first page's thread; where the bot is not, one after another."""
    bot.answers["long"] = Message(tuple(Paragraph(text("word " * 500)) for _ in range(3)))
    await slack.command("long --share")
    await slack.world.wait(lambda: len(slack.posts("C1")) == 3 or None)
    first, *rest = slack.posts("C1")
    assert (first.thread, [said.thread for said in rest]) == ("", [first.ts] * 2)
    done = await slack.command("long --share", channel="C3")
    assert [said.kind for said in await slack.answers(done.via, 3)] == ["in_channel"] * 3


async def test_a_silent_slack_holds_up_no_answer(
    slack: SlackEmulator, connected: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When Slack does not say who asks, the answer comes all the same, without their zone."""
    monkeypatch.setattr("adapters.slack.people.WITHIN", 0.05)
    slack.faults.append(Fault("users.info", "hang"))
    assert (await slack.answer((await slack.command("lookup a")).via)).kind == "ephemeral"


async def test_a_map_in_an_answer(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """A picture is uploaded and shown with its words; the same picture is uploaded once."""
    bot.answers["map"] = digest(1)
    for _ in range(2):
        done = await slack.command("map")
        said = await slack.answer(done.via)
        image = next(block for block in said.blocks if block["type"] == "image")
        assert image["alt_text"] == "Map: Pokrovsk"
        assert slack.world.files[image["slack_file"]["id"]]["data"] == PNG
    assert len(slack.calls("upload")) == 1


async def test_without_the_picture_rather_than_not_at_all(
    slack: SlackEmulator, connected: Slack, bot: FakeBot
) -> None:
    """When Slack takes no upload, or still processes it, the answer comes with the picture's words."""
    bot.answers["map"] = digest(1)
    slack.faults.append(Fault("files.getUploadURLExternal", "status", status=503))
    done = await slack.command("map")
    assert "Map: Pokrovsk" in (await slack.answer(done.via)).words()
    slack.processing = 9
    bot.answers["map"] = replace(
        digest(1), blocks=(*digest(1).blocks[:-1], Picture("b.png", PNG + b"x", "Map: B"))
    )
    done = await slack.command("map")
    assert "Map: B" in (await slack.answer(done.via)).words()


async def test_a_lost_answer_is_not_repeated(slack: SlackEmulator, connected: Slack) -> None:
    """When the reply to an answer is lost, the answer is not sent twice."""
    slack.faults.append(Fault("response_url", "lost"))
    done = await slack.command("lookup a")
    await slack.answer(done.via)
    done = await slack.command("lookup b")
    await slack.answer(done.via)
    assert len(slack.calls("response_url")) == 2


async def test_a_lapsed_response_url(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """An answer that comes too late for its address comes as a message: in the channel, or directly."""
    bot.gate = asyncio.Event()
    late = [await slack.command("claims x"), await slack.command("claims y", channel="C3")]
    for done in late:
        slack.urls.pop(done.via)
    bot.gate.set()
    assert (await slack.seen("ephemeral")).channel == "C1"
    assert (await slack.seen("post")).channel == slack.world.direct("T1", "U1").id
    assert slack.world.violations == ["response_url: used up or expired"] * 2
    slack.world.violations.clear()


async def test_an_answer_slack_does_not_take(slack: SlackEmulator, connected: Slack) -> None:
    """Blocks that are refused are followed by the same in plain words."""
    slack.faults.append(Fault("response_url", "refused", status=404, error="invalid_blocks"))
    said = await slack.answer((await slack.command("lookup a")).via)
    assert said.blocks == []
    assert "Answer to lookup a" in said.text


async def test_a_mention_is_answered_in_its_thread(
    slack: SlackEmulator, connected: Slack, bot: FakeBot
) -> None:
    """Slash commands do not work in threads; a mention does, privately, or in the thread with ``--share``."""
    await slack.mention("lookup pokrovsk", thread="1.000001")
    said = await slack.seen("ephemeral")
    assert (said.thread, said.user) == ("1.000001", "U1")
    assert bot.heard[0][0] == "lookup pokrovsk"
    asked = await slack.mention("lookup pokrovsk --share")
    said = await slack.seen("post")
    assert said.thread == asked.payload["event"]["ts"]


async def test_a_direct_message_is_a_line(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """What is written to the bot directly is answered there, and may change what the person gets."""
    await slack.direct_message("“Follow” pokrovsk")
    said = await slack.seen("post")
    assert said.channel == slack.world.direct("T1", "U1").id
    line, place = bot.heard[0]
    assert line == '"Follow" pokrovsk'
    assert (place.direct, place.trusted, place.channel) == (True, True, "U1")


async def test_an_event_that_comes_twice_is_answered_once(
    slack: SlackEmulator, connected: Slack, bot: FakeBot
) -> None:
    """Slack sends an event again when it thinks the ack was lost; both are acknowledged, one is answered."""
    first = await slack.mention("lookup a")
    again = await slack.again(first)
    await slack.mention("lookup b")
    await slack.seen("ephemeral", after=1)
    assert first.ack.ok
    assert again.ack.ok
    assert sorted(line for line, _ in bot.heard) == ["lookup a", "lookup b"]


async def test_the_unknown_is_acknowledged(slack: SlackEmulator, connected: Slack) -> None:
    """A command, an event, a shortcut and an action nobody listens to are acknowledged, in time."""
    done = [
        await slack.command("", command="/whatever"),
        await slack.event({"type": "reaction_added", "item": {}}),
        await slack.shortcut("nobody_knows"),
        await slack.message_shortcut("nobody_knows", {"text": "x"}),
    ]
    assert all(one.ack.ok for one in done)


async def test_an_event_costs_no_auth_test(slack: SlackEmulator, connected: Slack) -> None:
    """Ten commands by one person cost one auth.test and one users.info in all."""
    for number in range(10):
        await slack.answer((await slack.command(f"lookup {number}")).via)
    assert len(slack.calls("auth.test")) == 1
    assert len(slack.calls("users.info")) == 1


async def test_no_secret_reaches_a_log(
    slack: SlackEmulator, bot: FakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    """In Socket Mode too: with everything logged at DEBUG no token and no response_url is."""
    caplog.set_level("DEBUG")
    async with running(Slack(socket_settings(slack)), bot):
        done = await slack.command("lookup a")
        await slack.answer(done.via)
        await slack.event({"type": "reaction_added"})
    for secret in (slack.bot_token, slack.app_token, done.via):
        assert secret not in caplog.text


async def test_who_may_change_a_channel(slack: SlackEmulator, bot: FakeBot) -> None:
    """By the setting: administrators or those named may, others may not; in a direct message everyone may."""
    settings = socket_settings(slack, manage="admins U7", admins="U9")
    for user in ("U7", "U9"):
        slack.world.users[user] = {"id": user, "tz": "UTC", "locale": "de-DE"}
    async with running(Slack(settings), bot):
        for user in ("U1", "U2", "U7", "U9"):
            await slack.answer((await slack.command("x", user=user)).via)
        await slack.direct_message("x", user="U2")
        await slack.seen("post")
    rights = [(place.user, place.trusted, place.admin) for _, place in bot.heard]
    assert rights == [
        ("U1", True, True),
        ("U2", False, False),
        ("U7", True, False),
        ("U9", True, True),
        ("U2", True, False),
    ]
    assert bot.heard[2][1].locale == "de-DE"


async def test_reconnects_when_asked_and_when_cut(slack: SlackEmulator, bot: FakeBot) -> None:
    """A refresh and a closed socket are followed by a new connection, and commands go on."""
    async with running(Slack(socket_settings(slack), ping_seconds=0.2), bot):
        await slack.refresh()
        await slack.world.wait(lambda: slack.connections >= 2 or None)
        await slack.answer((await slack.command("lookup a")).via)
        await slack.disconnect()
        await slack.world.wait(lambda: slack.connections >= 3 or None)
        await slack.answer((await slack.command("lookup b")).via)
