from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from adapters.discord.interactions import BROKEN, LEFT, NO_LINK
from adapters.message import Button, Buttons, Heading, Message, Paragraph, text
from tests.adapters.discord.bot import SmallBot, long_message, said
from tests.adapters.discord.conftest import Start
from tests.emulators.discord import CHANNEL, GUILD, MEMBER, OWNER, Emulator, Fault, NotShown
from tests.emulators.discord.limits import walk
from tests.emulators.discord.world import EPHEMERAL, Channel

DM = "500000000000000001"


def shown(message: dict[str, Any]) -> str:
    """All text of a message."""
    return "\n".join(c["content"] for c in walk(message["components"]) if c["type"] == 10)


def hidden(message: dict[str, Any]) -> bool:
    return bool(message["flags"] & EPHEMERAL)


@pytest.fixture(autouse=True)
def _nothing_refused(emulator: Emulator) -> Any:
    """Whatever a test does, Discord would have taken every request."""
    yield
    assert emulator.problems == []


async def test_a_command_is_acknowledged_first_and_then_answered(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Discord hears of us before the bot has an answer, and the answer takes the place of "thinking"."""
    bot.gate = asyncio.Event()
    await start(emulator, bot)
    asked = await emulator.people.type("/lookup pokrovsk")
    await emulator.wait(lambda: asked.acked)
    assert not asked.done
    bot.gate.set()
    answer = await emulator.people.answered(asked)
    assert bot.asked[0][0] == 'lookup what="pokrovsk"'
    assert not hidden(answer)
    assert len(emulator.world.channels[CHANNEL].messages) == 1


async def test_where_it_was_said_is_told(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """Guild, channel, person, language, and what the person may do."""
    await start(emulator, bot)
    await emulator.people.answered(await emulator.people.type("/lookup x", locale="uk"))
    await emulator.people.answered(
        await emulator.people.type("/lookup x", user_id=MEMBER, permissions=0, locale="de")
    )
    owner, member = (place for _, place in bot.asked)
    assert (owner.platform, owner.space, owner.channel, owner.user) == ("discord", GUILD, CHANNEL, OWNER)
    assert (owner.trusted, owner.admin, owner.direct, owner.locale) == (True, True, False, "uk")
    assert (member.trusted, member.admin, member.locale) == (False, False, "de")


async def test_following_is_hidden_from_those_without_the_right_and_checked_again(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Manage Server is asked for in the registry; where an administrator lifts that, the bot still knows."""
    await start(emulator, bot)
    with pytest.raises(NotShown):
        await emulator.people.type("/follow what:pokrovsk", permissions=0)
    root, _ = emulator.people._registered(["follow"], {})
    data = {"id": root["id"], "name": "follow", "type": 1, "options": []}
    await emulator.people.answered(await emulator.people.interact(2, data, permissions=0))
    assert bot.asked[-1][1].trusted is False


async def test_group_members_and_typed_options_come_back_as_a_line(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """A member of a group, a yes and a text become one command line."""
    await start(emulator, bot)
    await emulator.people.answered(await emulator.people.type('/feeds add "https://news.example/rss"'))
    await emulator.people.answered(await emulator.people.command("feeds list", {"all": True}))
    assert [line for line, _ in bot.asked] == [
        'feeds add url="https://news.example/rss"',
        'feeds list all="yes"',
    ]


async def test_autocomplete_answers_at_once_with_25(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """From memory, at most 25, in less than 100 ms of work on both sides of the wire."""
    await start(emulator, bot)
    began = time.process_time()
    choices = await emulator.people.autocomplete("lookup", "what", "pok")
    took = time.process_time() - began
    assert [choice["value"] for choice in choices] == [f"pok{n}" for n in range(25)]
    assert choices[0]["name"] == "Place pok0"
    assert took < 0.1


async def test_a_right_click_reads_the_link(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """ "Claims in this article" finds the address in a message's words and answers its finder alone."""
    await start(emulator, bot)
    asked = await emulator.people.on_message(
        "Claims in this article", {"content": "look (https://news.example/a_b?c=1). Odd!"}
    )
    answer = await emulator.people.answered(asked)
    assert bot.asked[0][0] == 'claims url="https://news.example/a_b?c=1"'
    assert hidden(answer)


async def test_a_right_click_reads_embeds_and_says_when_there_is_no_link(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """A link post whose words are elsewhere works; a message without one is told so."""
    await start(emulator, bot)
    embed = {"embeds": [{"type": "rich", "url": "https://news.example/e"}]}
    await emulator.people.answered(await emulator.people.on_message("Claims in this article", embed))
    assert bot.asked[0][0] == 'claims url="https://news.example/e"'
    none = await emulator.people.on_message("Claims in this article", {"content": "hello"})
    assert shown(await emulator.people.answered(none)) == NO_LINK


async def test_buttons_work_after_a_restart_and_answer_the_one_who_pressed(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """The line is in the button, so another process answers it; nobody else sees the answer."""
    platform = await start(emulator, bot)
    page = platform.pages(said("digest"))[0]
    id = await platform.send(CHANNEL, page, key="k")
    later = SmallBot()
    await start(emulator, later)
    post = emulator.world.message(CHANNEL, id)
    answer = await emulator.people.answered(await emulator.people.press(post, "Timeline", user_id=MEMBER))
    assert [line for line, _ in later.asked] == ["timeline pokrovsk"]
    assert hidden(answer)
    assert shown(emulator.world.message(CHANNEL, id)) == shown(post)


async def test_two_buttons_with_one_line_both_work(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """Discord wants ids apart; the line that comes back is the same."""
    platform = await start(emulator, bot)
    twice = Message((Heading(text("x")), Buttons((Button("One", "sources x"), Button("Two", "sources x")))))
    post = emulator.world.message(CHANNEL, await platform.send(CHANNEL, twice, key="k"))
    for label in ("One", "Two"):
        await emulator.people.answered(await emulator.people.press(post, label))
    assert [line for line, _ in bot.asked] == ["sources x", "sources x"]


async def test_pages_are_turned_in_place(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """More and Back change the asker's message, without asking the bot again."""
    bot.replies["lookup"] = long_message()
    await start(emulator, bot)
    first = await emulator.people.answered(await emulator.people.type("/lookup pokrovsk"))
    assert "line 0 " in shown(first)
    before = shown(first)
    await emulator.people.answered(await emulator.people.press(first, "More ›"))
    second = emulator.world.message(CHANNEL, first["id"])
    assert shown(second) != before
    await emulator.people.answered(await emulator.people.press(second, "‹ Back"))
    assert shown(emulator.world.message(CHANNEL, first["id"])) == before
    assert len(bot.asked) == 1


async def test_another_person_turns_pages_for_themselves(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Somebody else's click leaves the message alone and shows the page to them."""
    bot.replies["lookup"] = long_message()
    await start(emulator, bot)
    first = await emulator.people.answered(await emulator.people.type("/lookup pokrovsk"))
    before = shown(first)
    theirs = await emulator.people.answered(await emulator.people.press(first, "More ›", user_id=MEMBER))
    assert hidden(theirs)
    assert shown(emulator.world.message(CHANNEL, first["id"])) == before != shown(theirs)


async def test_turning_a_page_after_a_restart_asks_again_but_never_acts_again(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """A lookup is asked anew; a line that changes something is not run for the sake of a page."""
    bot.replies |= {"lookup": long_message(), "follow": long_message()}
    await start(emulator, bot)
    looked = await emulator.people.answered(await emulator.people.type("/lookup pokrovsk"))
    followed = await emulator.people.answered(await emulator.people.type("/follow what:pokrovsk"))
    later = SmallBot(replies=bot.replies)
    await start(emulator, later)
    await emulator.people.answered(await emulator.people.press(looked, "More ›"))
    await emulator.people.answered(await emulator.people.press(followed, "More ›"))
    assert [line for line, _ in later.asked] == ['lookup what="pokrovsk"']
    assert shown(emulator.world.message(CHANNEL, followed["id"])) == LEFT


async def test_a_line_too_long_for_a_button_is_remembered(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """A query of 300 characters can be paged, over a restart too."""
    bot.replies["lookup"] = long_message()
    what = "grain deal " * 27
    await start(emulator, bot)
    first = await emulator.people.answered(await emulator.people.command("lookup", {"what": what}))
    later = SmallBot(memory=bot.memory, replies=bot.replies)
    await start(emulator, later)
    await emulator.people.answered(await emulator.people.press(first, "More ›"))
    assert later.asked[0][0] == f'lookup what="{what}"'


async def test_a_menu_narrows_ones_own_answer_in_place(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Choosing a side changes the asker's answer; for others it opens one of their own."""
    await start(emulator, bot)
    answer = await emulator.people.answered(await emulator.people.type("/lookup pokrovsk"))
    theirs = await emulator.people.answered(await emulator.people.choose(answer, "Ukraine", user_id=MEMBER))
    assert hidden(theirs)
    await emulator.people.answered(await emulator.people.choose(answer, "Russia"))
    assert "side=Russia" in shown(emulator.world.message(CHANNEL, answer["id"]))
    assert [line for line, _ in bot.asked[1:]] == ["claims side=Ukraine", "claims side=Russia"]


async def test_a_button_may_ask_for_words_first(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """Pressed, it opens a form; what is written is added to its line, and answered to the writer alone."""
    platform = await start(emulator, bot)
    report = Message(
        (Heading(text("x")), Buttons((Button("Report an error", "report pokrovsk", form=True),)))
    )
    post = emulator.world.message(CHANNEL, await platform.send(CHANNEL, report, key="k"))
    form = await emulator.people.press(post, "Report an error", user_id=MEMBER)
    await emulator.people.answered(form)
    assert form.modal
    assert form.modal["title"] == "Report an error"
    answer = await emulator.people.answered(await emulator.people.fill_in(form, "the map\nis wrong"))
    assert bot.asked[0][0] == "report pokrovsk the map is wrong"
    assert hidden(answer)


async def test_a_late_click_is_harmless(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """When Discord has given up, nothing is asked and nothing breaks: the next command is answered."""
    await start(emulator, bot)
    late = await emulator.people.type("/lookup late", late=True)
    await emulator.wait(lambda: emulator.asked("POST", late.token))
    answer = await emulator.people.answered(await emulator.people.type("/lookup next"))
    assert "next" in shown(answer)
    assert [line for line, _ in bot.asked] == ['lookup what="next"']


async def test_a_double_click_is_answered_once(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """The second click while the first is at work is acknowledged and does nothing."""
    platform = await start(emulator, bot)
    post = emulator.world.message(CHANNEL, await platform.send(CHANNEL, said("digest"), key="k"))
    bot.gate = asyncio.Event()
    first = await emulator.people.press(post, "Timeline")
    await asyncio.wait_for(bot.heard.wait(), 10)
    second = await emulator.people.press(post, "Timeline")
    await emulator.wait(lambda: second.acked)
    bot.gate.set()
    await emulator.people.answered(first)
    assert len(bot.asked) == 1
    assert second.acked == 6


async def test_a_private_answer_to_a_public_command_is_hidden(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """A problem is told to the one who asked, and leaves no trace in the channel."""
    bot.replies["lookup"] = Message((Paragraph(text("Not found: pokrowsk")),), private=True, tone="problem")
    await start(emulator, bot)
    answer = await emulator.people.answered(await emulator.people.type("/lookup pokrowsk"))
    assert hidden(answer)
    assert [m["id"] for m in emulator.world.channels[CHANNEL].messages] == [answer["id"]]


async def test_a_private_command_is_hidden_from_the_start(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Already "thinking" is seen by the asker alone."""
    bot.gate = asyncio.Event()
    await start(emulator, bot)
    asked = await emulator.people.type("/status")
    await emulator.wait(lambda: asked.acked)
    assert asked.original
    assert hidden(asked.original)
    bot.gate.set()
    await emulator.people.answered(asked)


async def test_a_bug_is_told_in_plain_words(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """An exception leaves nobody with "thinking…" for ever."""

    def broken() -> Message:
        raise ZeroDivisionError

    bot.replies["lookup"] = broken
    await start(emulator, bot)
    assert shown(await emulator.people.answered(await emulator.people.type("/lookup x"))) == BROKEN


async def test_a_lost_reply_to_the_acknowledgement_costs_nothing(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Discord has it, we do not know: the answer goes out all the same, once."""
    await start(emulator, bot)
    emulator.faults.append(Fault("lost reply", "/callback"))
    answer = await emulator.people.answered(await emulator.people.type("/lookup x"))
    assert "lookup" in shown(answer)
    assert len(emulator.world.channels[CHANNEL].messages) == 1


async def test_an_expired_token_is_not_the_end(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """An answer that comes after a quarter of an hour is dropped, and the next one works."""
    bot.gate = asyncio.Event()
    await start(emulator, bot)
    slow = await emulator.people.type("/lookup slow")
    await asyncio.wait_for(bot.heard.wait(), 10)
    emulator.world.ahead += 1000
    bot.gate.set()
    await emulator.wait(lambda: emulator.asked("PATCH", slow.token))
    assert "next" in shown(await emulator.people.answered(await emulator.people.type("/lookup next")))


async def test_in_a_direct_message_one_may_follow_for_oneself(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """No server, no right needed: the digest comes to the direct message."""
    emulator.world.channels[DM] = Channel(DM, recipient=MEMBER)
    await start(emulator, bot)
    await emulator.people.answered(
        await emulator.people.type("/follow what:pokrovsk", channel=DM, user_id=MEMBER, permissions=0)
    )
    place = bot.asked[0][1]
    assert (place.channel, place.space, place.direct, place.trusted) == (DM, "", True, True)


async def test_with_a_personal_install_following_goes_to_ones_direct_messages(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Where only the person has the bot, a lookup works in place and a digest is sent to them."""
    await start(emulator, bot)
    where = {"user_id": MEMBER, "owners": {"1": MEMBER}, "permissions": 1 << 5}
    await emulator.people.answered(await emulator.people.type("/follow what:pokrovsk", **where))
    await emulator.people.answered(await emulator.people.type("/lookup pokrovsk", **where))
    followed, looked = (place for _, place in bot.asked)
    dm = next(c for c in emulator.world.channels.values() if c.recipient == MEMBER)
    assert (followed.channel, followed.direct, followed.trusted) == (dm.id, True, True)
    assert (looked.channel, looked.space) == (CHANNEL, GUILD)


async def test_a_follow_button_where_only_a_person_has_the_bot_is_for_their_direct_messages(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """A button that follows goes the way the command goes."""
    platform = await start(emulator, bot)
    follow = Message((Heading(text("x")), Buttons((Button("Follow", "follow pokrovsk"),))))
    post = emulator.world.message(CHANNEL, await platform.send(CHANNEL, follow, key="k"))
    where = {"user_id": MEMBER, "owners": {"1": MEMBER}}
    await emulator.people.answered(await emulator.people.press(post, "Follow", **where))
    assert bot.asked[0][1].direct
