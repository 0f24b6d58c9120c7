"""``python -m tests.emulators.slack --port 0``: prints what the bot needs to connect, then serves."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys

from .server import SlackEmulator


async def serve(port: int, request_url: str) -> None:
    """Until interrupted or told to end."""
    async with SlackEmulator(request_url=request_url) as slack:
        if port:
            await slack.stop()
            await slack.start(port)
        told = {
            "url": slack.url,
            "DATELINE_SLACK_API": slack.api,
            "DATELINE_SLACK_AUTHORIZE": f"{slack.url}/oauth/v2/authorize",
            "DATELINE_SLACK_BOT_TOKEN": slack.bot_token,
            "DATELINE_SLACK_APP_TOKEN": slack.app_token,
            "DATELINE_SLACK_SIGNING_SECRET": slack.signing_secret,
            "DATELINE_SLACK_CLIENT_ID": slack.client_id,
            "DATELINE_SLACK_CLIENT_SECRET": slack.client_secret,
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        await ended.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.emulators.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--request-url", default="", help="where the bot listens, for HTTP mode")
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.request_url))
