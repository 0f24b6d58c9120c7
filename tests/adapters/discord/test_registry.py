from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord import commands
from adapters.discord.localization import LOCALES, tables
from adapters.port import Command, Option
from bot.commands import COMMANDS as OWN
from tests.adapters.discord.bot import COMMANDS, SmallBot
from tests.adapters.discord.conftest import Start
from tests.adapters.hostile import words
from tests.emulators.discord import GUILD, Emulator, Fault
from tests.emulators.discord.limits import command_problems

POKROVSK = Command("pokrovsk", "The state of Pokrovsk as of now", names={"uk": "покровськ"})
SECOND = "300000000000000777"


def names(emulator: Emulator, guild: str = "") -> list[str]:
    return [command["name"] for command in emulator.world.commands.get(guild, ())]


async def test_commands_are_registered_once(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """The first start registers them, a second one does not, a changed table does again."""
    await start(emulator, bot)
    assert names(emulator) == ["lookup", "claims", "follow", "status", "feeds", commands.ARTICLE]
    later = SmallBot(memory=bot.memory)
    await start(emulator, later)
    await emulator.people.answered(await emulator.people.type("/lookup x"))
    assert len(emulator.asked("PUT", "/commands")) == 1
    changed = SmallBot(memory=bot.memory, commands=COMMANDS[:1])
    await start(emulator, changed)
    await emulator.wait(lambda: names(emulator) == ["lookup"])
    assert emulator.problems == []


async def test_commands_that_somebody_cleared_come_back(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Our memory says they are there, Discord says they are not: Discord is right."""
    await start(emulator, bot)
    emulator.world.commands[""] = []
    await start(emulator, SmallBot(memory=bot.memory))
    await emulator.wait(lambda: "lookup" in names(emulator))


async def test_following_a_topic_makes_its_command(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """/pokrovsk appears in that server, works as typed under either name, and goes when unfollowed."""
    platform = await start(emulator, bot)
    bot.local = [POKROVSK]
    assert await platform.refresh(GUILD) == ""
    made = emulator.world.commands[GUILD][0]
    assert made["name_localizations"]["uk"] == "покровськ"
    await emulator.people.answered(await emulator.people.type("/pokrovsk"))
    assert bot.asked[0][0] == "pokrovsk"
    bot.local = []
    assert await platform.refresh(GUILD) == ""
    assert names(emulator, GUILD) == []


async def test_what_cannot_be_a_command_is_said(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """Reserved names, doubles, and more than Discord allows: the rest is registered all the same."""
    platform = await start(emulator, bot)
    bot.local = [POKROVSK, Command("lookup", "x"), Command("Pokrovsk!", "x"), Command("???", "x")]
    told = await platform.refresh(GUILD)
    assert "/lookup is a command of mine already" in told
    assert "/pokrovsk is another topic's command already; use /lookup Pokrovsk!" in told
    assert "“???” has no letters" in told
    assert names(emulator, GUILD) == ["pokrovsk"]
    bot.local = [Command(f"topic{n}", "x") for n in range(103)]
    assert (await platform.refresh(GUILD)).count("100 commands in a server") == 3
    assert len(names(emulator, GUILD)) == 100


async def test_who_follows_is_told_what_could_not_become_a_command(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Beside the answer to /follow, to them alone, and once."""
    await start(emulator, bot)
    bot.local = [Command("lookup", "x")]
    for told in (1, 0):
        asked = await emulator.people.type("/follow lookup")
        await emulator.people.answered(asked)
        await emulator.people.answered(await emulator.people.type("/lookup next"))
        await emulator.wait(lambda asked=asked, told=told: len(asked.followups) == told)
    assert "a command of mine already" in str(emulator.asked("POST", "/webhooks/")[0].json)


async def test_a_topic_of_several_words_is_answered_by_its_own_name(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Discord's spelling is undone before the bot is asked."""
    platform = await start(emulator, bot)
    bot.local = [Command("Black Sea grain deal", "The state of it")]
    await platform.refresh(GUILD)
    await emulator.people.answered(await emulator.people.type("/black-sea-grain-deal"))
    assert bot.asked[0][0] == "Black Sea grain deal"


async def test_a_server_that_does_not_let_us_add_commands_is_told_how_to(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Invited without that scope: words, no retry, no crash."""
    platform = await start(emulator, bot)
    emulator.world.guilds[GUILD].commands = False
    bot.local = [POKROVSK]
    assert "invite me again" in await platform.refresh(GUILD)


async def test_a_failed_registration_is_tried_again(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """Discord was ill for a moment: said, and made good without anybody's doing."""
    platform = await start(emulator, bot)
    bot.local = [POKROVSK]
    emulator.faults.append(Fault("status", "/commands", "PUT", status=503, times=2))
    assert "I keep trying" in await platform.refresh(GUILD)
    await emulator.wait(lambda: names(emulator, GUILD) == ["pokrovsk"])


async def test_a_new_server_gets_its_commands_and_a_lost_one_is_forgotten(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Invited, kicked and invited again: the commands are there each time."""
    bot.local = [POKROVSK]
    await start(emulator, bot)
    await emulator.wait(lambda: names(emulator, GUILD))
    await emulator.people.invite(SECOND)
    await emulator.wait(lambda: names(emulator, SECOND) == ["pokrovsk"])
    await emulator.people.kick(SECOND)
    await emulator.people.invite(SECOND)
    await emulator.wait(lambda: names(emulator, SECOND) == ["pokrovsk"])


def test_the_table_is_one_discord_takes() -> None:
    """Groups, options, rights, contexts and installs, within every limit."""
    made = commands.everywhere(COMMANDS)
    assert list(command_problems(made)) == []
    by_name = {one["name"]: one for one in made}
    assert by_name["follow"]["default_member_permissions"] == "32"
    assert [o["name"] for o in by_name["follow"]["options"]] == ["what", "schedule"]
    assert [o["name"] for o in by_name["feeds"]["options"]] == ["add", "list"]
    assert by_name["feeds"]["default_member_permissions"] == "32"
    assert by_name["lookup"]["contexts"] == [0, 1, 2]
    assert by_name["lookup"]["integration_types"] == [0, 1]
    assert by_name["lookup"]["options"][0]["autocomplete"] is True


def test_a_bare_name_beside_its_members_becomes_a_member() -> None:
    """`feeds` and `feeds add` can both be run: the first as `/feeds show`."""
    both = (Command("feeds", "All"), Command("feeds add", "One"))
    group = commands.everywhere(both)[0]
    assert [o["name"] for o in group["options"]] == ["show", "add"]
    data = {"name": "feeds", "options": [{"type": 1, "name": "show", "options": []}]}
    assert commands.read(data) == ("feeds", {})


def test_many_choices_become_suggestions() -> None:
    """25 are a list, 26 are suggested while typing."""
    few, many = (Command("x", "y", (Option("o", "p", choices=tuple(map(str, range(n)))),)) for n in (25, 26))
    assert "choices" in commands.everywhere((few,))[0]["options"][0]
    assert commands.everywhere((many,))[0]["options"][0]["autocomplete"] is True


NAMES = st.dictionaries(st.sampled_from(["uk", "xx"]), words)


@settings(max_examples=50)
@given(st.lists(st.builds(Command, words, words, names=NAMES), max_size=8))
def test_whatever_topics_are_called_the_commands_are_valid(topics: list[Command]) -> None:
    """Any names people follow: valid commands, each topic either there or named as missing."""
    made, troubles = commands.for_guild(topics, COMMANDS)
    assert list(command_problems(made)) == []
    assert len(made) + len(troubles) == len(topics)


@pytest.mark.parametrize("locale", sorted(tables()))
def test_every_translation_is_one_discord_takes(locale: str) -> None:
    """A locale Discord knows; names in its rules and apart from each other; no text too long."""
    table = tables()[locale]
    names = {of: name for of, name in table["names"].items() if of != commands.ARTICLE}
    assert locale in LOCALES
    assert all(commands.command_name(name) == name for name in names.values())
    alone = [name for of, name in names.items() if " " not in of]
    assert len(set(alone)) == len(alone)
    assert all(0 < len(text) <= 100 for text in (*table["words"].values(), *table["choices"].values()))
    assert len(table["names"][commands.ARTICLE]) <= 32


@pytest.mark.parametrize("locale", sorted(tables()))
def test_the_bots_own_commands_are_translated(locale: str) -> None:
    """Every command has a name in every language, and nine of ten texts are translated."""
    table = tables()[locale]
    assert {c.name for c in OWN.values()} <= set(table["names"])
    texts = [c.summary for c in OWN.values()] + [o.summary for c in OWN.values() for o in c.options]
    missing = [text for text in texts if text not in table["words"]]
    assert len(missing) <= len(texts) / 10, missing


def test_the_bots_own_commands_are_ones_discord_takes() -> None:
    """The real table, with all its translations, is within every limit."""
    assert list(command_problems(commands.everywhere(tuple(OWN.values())))) == []


def test_english_is_shown_to_the_english() -> None:
    """With other languages there, the default stands under its own locales too."""
    lookup = commands.everywhere((OWN["lookup"],))[0]
    assert lookup["name_localizations"]["en-US"] == "lookup"
    assert lookup["name_localizations"]["uk"] == "пошук"
    assert lookup["name_localizations"]["es-419"] == lookup["name_localizations"]["es-ES"] == "consultar"
    assert lookup["description_localizations"]["en-GB"] == lookup["description"]


def test_a_topics_command_is_described_in_other_languages() -> None:
    """The template's gap is filled with the topic."""
    made, _ = commands.for_guild([POKROVSK], ())
    assert made[0]["description_localizations"]["de"] == "Der Stand zu Pokrovsk jetzt"


def test_the_fingerprint_does_not_depend_on_order_of_fields() -> None:
    """The same commands hash the same."""
    assert commands.fingerprint([{"a": 1, "b": 2}]) == commands.fingerprint([{"b": 2, "a": 1}])
