"""The emulator refuses what Slack refuses, and can be driven from another process."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.emulators.slack import Fault, SlackEmulator, limits


def client(slack: SlackEmulator) -> AsyncWebClient:
    made = AsyncWebClient(token=slack.bot_token, base_url=slack.api, retry_handlers=[])
    made.proxy = None
    return made


IMAGE = {"type": "image", "slack_file": {"id": "F000000001"}, "alt_text": "x"}
LONG = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x" * 13_300}]}
BAD = {
    "51 blocks": [{"type": "divider"}] * 51,
    "header 151": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
    "unknown block": [{"type": "marquee"}],
    "no alt text": [{**IMAGE, "alt_text": ""}],
    "an unknown file": [IMAGE],
    "too much": [{"type": "rich_text", "elements": [LONG]}],
    "a mention": [{"type": "context", "elements": [{"type": "mrkdwn", "text": "<!channel>"}]}],
}


@pytest.mark.parametrize("name", BAD)
async def test_what_slack_refuses(name: str) -> None:
    """A post over a limit is refused and noted, so a test fails as production would."""
    async with SlackEmulator() as slack:
        with pytest.raises(SlackApiError):
            await client(slack).chat_postMessage(channel="C1", text="x", blocks=BAD[name])
        assert slack.posts() == []


def test_every_limit_has_a_source() -> None:
    """A number nobody can check is not in the table."""
    assert all(number > 0 and "slack" in source for number, source in limits.LIMITS.values())


async def test_faults_strike_as_scripted() -> None:
    """Skip one, fail two, then go on; narrowed to a channel."""
    async with SlackEmulator() as slack:
        slack.faults.append(
            Fault("chat.postMessage", "error", times=2, skip=1, error="fatal_error", channel="C1")
        )
        outcomes = []
        for channel in ("C1", "C1", "C2", "C1", "C1"):
            try:
                await client(slack).chat_postMessage(channel=channel, text="x")
                outcomes.append("ok")
            except SlackApiError as error:
                outcomes.append(error.response["error"])
        assert outcomes == ["ok", "fatal_error", "ok", "fatal_error", "ok"]


async def test_a_response_url_has_five_uses() -> None:
    """The sixth is refused."""
    async with SlackEmulator() as slack, aiohttp.ClientSession() as session:
        _, url = slack.respond_url("T1", "C1", "U1")
        statuses = []
        for _ in range(6):
            async with session.post(url, json={"text": "x"}) as response:
                statuses.append(response.status)
        assert statuses == [200] * 5 + [404]


async def test_from_another_process() -> None:
    """``python -m tests.emulators.slack`` says its addresses, takes faults and shows what was posted."""
    root = Path(__file__).parents[3]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.emulators.slack", cwd=root, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    told = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
    control = f"{told['url']}/_control"
    try:
        async with aiohttp.ClientSession() as session:
            rule = {"method": "chat.postMessage", "kind": "lost"}
            async with session.post(f"{control}/faults", json=[rule]) as response:
                assert await response.json() == {"faults": 1}
            async with session.post(f"{control}/faults", json=[{**rule, "kind": "nonsense"}]) as response:
                assert response.status == 400
            auth = {"Authorization": f"Bearer {told['DATELINE_SLACK_BOT_TOKEN']}"}
            with pytest.raises(aiohttp.ClientError):
                async with session.post(
                    f"{told['DATELINE_SLACK_API']}chat.postMessage",
                    json={"channel": "C1", "text": "hi"},
                    headers=auth,
                ):
                    pass
            async with session.get(f"{control}/said?kind=post&wait=5") as response:
                assert [said["text"] for said in await response.json()] == ["hi"]
            async with session.get(f"{control}/requests?method=chat.postMessage") as response:
                assert [request["outcome"] for request in await response.json()] == ["lost"]
    finally:
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0
