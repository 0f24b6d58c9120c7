"""Buttons, choices, dialogs, shortcuts and Home."""

from __future__ import annotations

from adapters.message import Button, Buttons, Heading, Message, Paragraph, Select, text
from adapters.slack import Slack
from adapters.slack.manifest import ASK, CLAIMS
from tests.adapters.slack.conftest import running, socket_settings
from tests.adapters.slack.fakebot import FakeBot
from tests.emulators.slack import SlackEmulator


async def test_a_button_on_a_post_answers_the_presser(
    slack: SlackEmulator, connected: Slack, bot: FakeBot
) -> None:
    """Pressing a button of a shared post sends its line; the post stays, the answer is the presser's."""
    await slack.answer((await slack.command("lookup a --share")).via)
    shared = await slack.seen("in_channel")
    done = await slack.press(shared, "Timeline", user="U2")
    said = await slack.answer(done.via)
    assert (said.kind, said.user) == ("ephemeral", "U2")
    assert bot.heard[-1][0] == "lookup timeline"


async def test_a_button_on_a_private_answer_replaces_it(slack: SlackEmulator, connected: Slack) -> None:
    """A view is updated in place; what changes a subscription leaves the view and answers beside it."""
    said = await slack.answer((await slack.command("lookup a")).via)
    shown = await slack.answer((await slack.press(said, "Timeline")).via)
    beside = await slack.answer((await slack.press(said, "Follow")).via)
    assert (shown.kind, shown.ts) == ("replaced", said.ts)
    assert beside.kind == "ephemeral"


async def test_buttons_survive_a_restart(slack: SlackEmulator, bot: FakeBot) -> None:
    """A button carries its line, so a new process answers a press on an old message."""
    async with running(Slack(socket_settings(slack)), bot):
        said = await slack.answer((await slack.command("lookup a --share")).via)
    fresh = FakeBot()
    async with running(Slack(socket_settings(slack)), fresh):
        await slack.answer((await slack.press(said, "Follow")).via)
    assert fresh.heard[0][0] == "follow pokrovsk"


async def test_a_press_in_a_thread_is_answered_there(slack: SlackEmulator, connected: Slack) -> None:
    """The answer to a button in a thread comes in that thread."""
    said = await slack.answer((await slack.command("lookup a --share")).via)
    said.thread = "1.000001"
    assert (await slack.answer((await slack.press(said, "Timeline")).via)).thread == "1.000001"


async def test_a_choice_sends_its_line(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """A select's choice is a line, like a button."""
    choices = (("Kyiv", "lookup kyiv"), ("Lviv", "lookup lviv"))
    bot.answers["near"] = Message((Heading(text("Near")), Select("Which one?", choices)))
    said = await slack.answer((await slack.command("near")).via)
    await slack.answer((await slack.press(said, "Which one?", choice="Lviv")).via)
    assert bot.heard[-1][0] == "lookup lviv"


async def test_a_button_with_an_address_is_acknowledged(
    slack: SlackEmulator, connected: Slack, bot: FakeBot
) -> None:
    """Slack tells us of it, and shows a warning when that is not acknowledged; nothing is asked."""
    bot.answers["open"] = Message((Buttons((Button("Open", link="https://example.org"),)),))
    said = await slack.answer((await slack.command("open")).via)
    assert (await slack.press(said, "Open")).ack.ok
    assert [line for line, _ in bot.heard] == ["open"]


async def test_no_words_open_a_dialog(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """``/dateline`` alone opens a dialog whose fields are the chosen command's options."""
    done = await slack.command("")
    view = await slack.seen("view")
    assert done.ack.ok
    await slack.pick(view, "pick", "pick", "follow")
    view = await slack.seen("view", after=1)
    kinds = {block["block_id"]: block["element"]["type"] for block in view.blocks if block["type"] == "input"}
    assert kinds == {
        "pick": "static_select",
        "field:follow:what": "external_select",
        "field:follow:schedule": "static_select",
        "field:follow:quiet": "checkboxes",
        "field:follow:most": "number_input",
    }
    slack.fill(view, "pick", "pick", "follow")
    slack.fill(view, "field:follow:what", "field:follow:what", 'the "grain deal"')
    slack.fill(view, "field:follow:quiet", "field:follow:quiet", "true")
    slack.fill(view, "field:follow:most", "field:follow:most", 3)
    await slack.submit(view)
    said = await slack.answer(done.via)
    assert bot.heard[0][0] == r'follow what="the \"grain deal\"" quiet="true" most="3"'
    assert bot.heard[0][1].channel == "C1"
    assert said.kind == "ephemeral"


async def test_the_dialog_shares(slack: SlackEmulator, connected: Slack) -> None:
    """A lookup's dialog offers to show the answer to everyone."""
    done = await slack.command("")
    view = await slack.seen("view")
    slack.fill(view, "pick", "pick", "lookup")
    slack.fill(view, "share", "share", "true")
    await slack.submit(view)
    assert (await slack.answer(done.via)).kind == "in_channel"


async def test_suggestions_while_typing(slack: SlackEmulator, connected: Slack) -> None:
    """An external select completes from memory, with what was typed first so anything can be asked."""
    await slack.command("")
    view = await slack.seen("view")
    options = await slack.suggest(view, "field:lookup:what", "po")
    assert [option["value"] for option in options] == ["po", "pokrovsk", "poltava"]
    assert slack.acks[-1].seconds < 0.5


async def test_claims_of_a_message_link(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """The shortcut asks for the claims behind a message's first link, wherever the link is."""
    link = "https://example.org/story?a=1&b=2"
    rich = [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": link}]}],
        }
    ]
    for message in (
        {"text": "see <https://example.org/story?a=1&amp;b=2|this>"},
        {"text": "", "blocks": rich},
        {"text": "", "attachments": [{"from_url": link}]},
    ):
        await slack.answer((await slack.message_shortcut(CLAIMS, message)).via)
    assert [line for line, _ in bot.heard] == [f"claims {link}"] * 3
    said = await slack.answer((await slack.message_shortcut(CLAIMS, {"text": "no link"})).via)
    assert "no link" in said.words()


async def test_the_global_shortcut_opens_the_dialog(
    slack: SlackEmulator, connected: Slack, bot: FakeBot
) -> None:
    """From the search bar there is no channel: the answer comes as a direct message."""
    await slack.shortcut(ASK)
    view = await slack.seen("view")
    slack.fill(view, "pick", "pick", "help")
    await slack.submit(view)
    said = await slack.seen("post")
    assert said.channel == slack.world.direct("T1", "U1").id
    assert bot.heard[0][0] == "help"


async def test_home_welcomes_once(slack: SlackEmulator, connected: Slack) -> None:
    """Home shows what one follows, and a start guide the first time only."""
    await slack.open_home()
    first = await slack.seen("home")
    await slack.open_home()
    second = await slack.seen("home", after=1)
    assert "In Slack" in first.words()
    assert "U1 follows pokrovsk" in first.words()
    assert "In Slack" not in second.words()
    assert "U1 follows pokrovsk" in second.words()


async def test_home_changes_in_place(slack: SlackEmulator, connected: Slack, bot: FakeBot) -> None:
    """A button that changes something updates the tab with its outcome; one that asks opens a dialog."""
    bot.answers["lookup"] = Message((Paragraph(text("All about Pokrovsk")),))
    await slack.open_home()
    tab = await slack.seen("home")
    await slack.press(tab, "Mute")
    changed = await slack.seen("home", after=1)
    assert "Answer to follow quiet" in changed.words()
    assert bot.heard[0][1].direct
    await slack.press(changed, "Look up")
    await slack.world.wait(
        lambda: any("All about Pokrovsk" in said.words() for said in slack.world.said) or None
    )
