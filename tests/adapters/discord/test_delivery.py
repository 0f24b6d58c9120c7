from __future__ import annotations

import json
import random

import pytest

from adapters.discord import Discord, Settings, delivery
from adapters.discord.payload import key_id
from adapters.message import Heading, Message, Paragraph, Picture, text
from adapters.port import Gone, TryLater, Unsure
from tests.adapters.discord.bot import SmallBot, said
from tests.adapters.discord.conftest import Start
from tests.emulators.discord import CHANNEL, MEMBER, Emulator, Fault
from tests.emulators.discord.limits import walk
from tests.emulators.discord.world import ATTACH, HISTORY, SEND, VIEW

POST = "/messages"
MAP = Message((Heading(text("Pokrovsk")), Picture("map.png", b"\x89PNG", "Map: Pokrovsk")), tone="digest")


def posts(emulator: Emulator) -> list[str]:
    return [m["id"] for m in emulator.world.channels[CHANNEL].messages]


def shown(emulator: Emulator, id: str) -> str:
    message = emulator.world.message(CHANNEL, id)
    return "\n".join(c["content"] for c in walk(message["components"]) if c["type"] == 10)


async def test_the_body_on_the_wire_is_the_payload(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """What `--format discord` prints is what is posted, with the nonce and the key's id added."""
    platform = await start(emulator, bot)
    await platform.send(CHANNEL, MAP, key="digest-7/1")
    sent = emulator.asked("POST", POST)[0]
    made = platform.payload(MAP)
    assert sent.files == made.files
    assert sent.json.pop("nonce") == delivery.nonce("digest-7/1")
    assert sent.json.pop("enforce_nonce") is True
    assert sent.json["components"][0].pop("id") > 2**30
    assert sent.json == json.loads(json.dumps(made.body))
    assert emulator.problems == []


def test_a_nonce_is_the_keys_own() -> None:
    """The same for ever, another for another key, and within Discord's 25 characters."""
    assert delivery.nonce("a") == delivery.nonce("a") != delivery.nonce("b")
    assert len(delivery.nonce("x" * 300)) == 25


async def test_a_lost_reply_is_unsure_and_sending_again_shows_once(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """The first post is there though we never heard; Discord gives its id to the second."""
    platform = await start(emulator, bot)
    emulator.faults.append(Fault("lost reply", POST, "POST"))
    with pytest.raises(Unsure):
        await platform.send(CHANNEL, said("digest"), key="k")
    assert await platform.send(CHANNEL, said("digest"), key="k") == posts(emulator)[0]
    assert len(posts(emulator)) == 1


async def test_a_repeat_by_the_library_after_a_500_shows_once(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """discord.py itself repeats a post that failed after its effect: the nonce makes it one."""
    platform = await start(emulator, bot)
    emulator.faults.append(Fault("status", POST, "POST", status=502, effect=True))
    await platform.send(CHANNEL, said("digest"), key="k")
    assert len(emulator.asked("POST", POST)) == 2
    assert len(posts(emulator)) == 1


async def test_a_repeat_carries_the_whole_map(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """The file is read anew for each attempt."""
    platform = await start(emulator, bot)
    emulator.faults.append(Fault("status", POST, "POST", status=502))
    await platform.send(CHANNEL, MAP, key="k")
    assert [r.files for r in emulator.asked("POST", POST)] == [{"map.png": b"\x89PNG"}] * 2


async def test_what_was_sent_is_found_by_its_key(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """Long after the nonce is forgotten, among other posts, and only the one with that key."""
    platform = await start(emulator, bot)
    ids = [await platform.send(CHANNEL, said(f"digest {n}"), key=f"k{n}") for n in range(120)]
    emulator.world.ahead += 3600
    assert await platform.find(CHANNEL, "k3") == ids[3]
    assert await platform.find(CHANNEL, "k119") == ids[119]
    assert await platform.find(CHANNEL, "never") is None


async def test_a_post_that_was_never_made_is_not_found(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """The connection broke before Discord had it."""
    platform = await start(emulator, bot)
    emulator.faults.append(Fault("lost request", POST, "POST"))
    with pytest.raises(Unsure):
        await platform.send(CHANNEL, said("digest"), key="k")
    assert await platform.find(CHANNEL, "k") is None


async def test_looking_up_may_have_to_wait(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """Without an answer it is not said that nothing is there."""
    platform = await start(emulator, bot)
    emulator.faults.append(Fault("lost reply", POST, "GET", times=9))
    with pytest.raises(TryLater):
        await platform.find(CHANNEL, "k")


@pytest.mark.parametrize(
    ("allowed", "words"),
    [(0, "View Channel"), (VIEW | HISTORY, "may not write")],
)
async def test_a_channel_closed_to_us_is_gone_in_words(
    emulator: Emulator, bot: SmallBot, start: Start, allowed: int, words: str
) -> None:
    """403 says which permission is missing."""
    platform = await start(emulator, bot)
    emulator.world.channels[CHANNEL].allowed = allowed
    with pytest.raises(Gone, match=words):
        await platform.send(CHANNEL, said("digest"), key="k")


async def test_a_deleted_channel_and_a_word_for_an_id_are_gone(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """404, and what was never a channel of Discord's."""
    platform = await start(emulator, bot)
    with pytest.raises(Gone, match="no longer exists"):
        await platform.send("999", said("digest"), key="k")
    with pytest.raises(Gone, match="no channel"):
        await platform.send("here", said("digest"), key="k")


async def test_a_person_is_written_to_directly(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """Who subscribed is told of trouble by their id alone."""
    platform = await start(emulator, bot)
    await platform.send(MEMBER, said("trouble"), key="trouble-1")
    direct = next(c for c in emulator.world.channels.values() if c.recipient == MEMBER)
    assert len(direct.messages) == 1


async def test_without_the_right_to_attach_the_words_of_the_map_go_out(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """Better a digest without its map than none."""
    platform = await start(emulator, bot)
    emulator.world.channels[CHANNEL].allowed &= ~ATTACH
    id = await platform.send(CHANNEL, MAP, key="k")
    assert "Map: Pokrovsk" in shown(emulator, id)
    assert emulator.world.message(CHANNEL, id)["attachments"] == []


async def test_a_short_rate_limit_is_waited_for_and_a_long_one_is_told(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """429 with a moment is obeyed in the call; with minutes the delivery is told how many."""
    platform = await start(emulator, bot)
    emulator.faults += [
        Fault("rate", POST, "POST", seconds=0.05),
        Fault("global", POST, "POST", seconds=0.05),
    ]
    await platform.send(CHANNEL, said("digest"), key="a")
    emulator.faults.append(Fault("rate", POST, "POST", seconds=600))
    with pytest.raises(TryLater) as later:
        await platform.send(CHANNEL, said("digest"), key="b")
    assert later.value.seconds == 600
    assert len(posts(emulator)) == 1


async def test_no_answer_is_unsure(
    emulator: Emulator, bot: SmallBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post that hangs is given up in bounded time, and looked up later."""
    monkeypatch.setattr(delivery, "ANSWER_WITHIN", 1.0)
    platform = await start(emulator, bot)
    emulator.faults.append(Fault("hang", POST, "POST"))
    with pytest.raises(Unsure):
        await platform.send(CHANNEL, said("digest"), key="k")
    await emulator.wait(lambda: posts(emulator))
    assert await platform.find(CHANNEL, "k") == posts(emulator)[0]


async def test_503_is_unsure_and_a_refused_body_is_put_off(
    emulator: Emulator, bot: SmallBot, start: Start
) -> None:
    """A server that fails may have done it; one that says 400 has not, and will not soon."""
    platform = await start(emulator, bot)
    emulator.faults += [Fault("status", POST, status=503), Fault("status", POST, status=400, code=50035)]
    with pytest.raises(Unsure):
        await platform.send(CHANNEL, said("digest"), key="k")
    with pytest.raises(TryLater) as later:
        await platform.send(CHANNEL, said("digest"), key="k")
    assert later.value.seconds >= 3600


@pytest.mark.parametrize("seed", range(5))
async def test_in_a_storm_every_page_is_there_once(
    emulator: Emulator, bot: SmallBot, start: Start, seed: int
) -> None:
    """Replies lost before and after the effect, rate limits, failures, the gateway cut in between, and the
    nonces forgotten: found again or sent again, twenty pages are twenty posts."""
    chance = random.Random(seed)
    platform = await start(emulator, bot)
    kinds = [("lost reply", 0), ("lost request", 0), ("rate", 0), ("global", 0), ("status", 503)]
    for _ in range(25):
        kind, status = chance.choice(kinds)
        emulator.faults.append(
            Fault(
                kind,
                POST,
                "POST",
                skip=chance.randrange(3),
                seconds=0.01,
                status=status,
                effect=chance.random() < 0.5,
            )
        )
    for number in range(20):
        if chance.random() < 0.2:
            emulator.gateway.drop()
        await _until_sent(platform, emulator, f"page-{number}", forget=chance.random() < 0.5)
    keys = [m["components"][0]["id"] for m in emulator.world.channels[CHANNEL].messages]
    assert sorted(keys) == sorted(key_id(f"page-{number}") for number in range(20))


async def _until_sent(platform: Discord, emulator: Emulator, key: str, *, forget: bool) -> None:
    """What the outbox does: after Unsure look first, then send again."""
    for _ in range(60):
        try:
            if await platform.find(CHANNEL, key) is None:
                await platform.send(CHANNEL, said(key), key=key)
            return
        except Unsure:
            emulator.world.ahead += 600 if forget else 0
        except TryLater:
            continue
    raise AssertionError(f"{key} never got through")


async def test_a_post_lives(emulator: Emulator, bot: SmallBot, start: Start) -> None:
    """Editing replaces words and map in place; one deleted by hand stays deleted."""
    platform = await start(emulator, bot)
    id = await platform.send(CHANNEL, MAP, key="k")
    await platform.edit(CHANNEL, id, Message((Paragraph(text("corrected")),), tone="update"))
    assert shown(emulator, id) == "corrected"
    assert emulator.world.message(CHANNEL, id)["attachments"] == []
    emulator.world.channels[CHANNEL].messages.clear()
    await platform.edit(CHANNEL, id, MAP)
    assert posts(emulator) == []
    emulator.world.channels[CHANNEL].allowed = VIEW & ~SEND
    with pytest.raises((Gone, TryLater)):
        await platform.edit("999", id, MAP)


async def test_before_there_is_a_connection_everything_waits() -> None:
    """A delivery that is due while Discord is away is told to come back."""
    platform = Discord(Settings.model_construct())
    with pytest.raises(TryLater):
        await platform.send(CHANNEL, said("digest"), key="k")
    with pytest.raises(TryLater):
        await platform.find(CHANNEL, "k")
    assert await platform.refresh("300") == ""
