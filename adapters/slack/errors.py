"""Slack's refusals as what the port knows: Gone, TryLater, Unsure.

Meanings: docs.slack.dev/reference/methods/chat.postMessage, section Errors.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from ..port import Gone, TryLater, Unsure

GONE = {
    "channel_not_found": "the channel no longer exists, or is private and I am not in it",
    "not_in_channel": "I am not in this channel; invite me with /invite",
    "is_archived": "the channel is archived",
    "account_inactive": "the app was removed from this workspace",
    "token_revoked": "the app's access to this workspace was revoked",
    "token_expired": "the app's access to this workspace has expired; install it again",
    "invalid_auth": "the app's token is not valid any more; install it again",
    "not_authed": "the app has no token for this workspace; install it again",
    "org_login_required": "the workspace is being moved to another organization",
    "team_access_not_granted": "the app has no access to this workspace",
    "team_not_found": "the workspace is gone",
    "user_not_found": "this person is no longer in the workspace",
    "user_disabled": "this person's account is no longer active",
    "restricted_action": "the workspace does not let apps post in this channel",
    "restricted_action_read_only_channel": "the channel is read-only",
    "restricted_action_non_threadable_channel": "the channel allows no threads",
    "restricted_action_thread_only_channel": "the channel takes replies in threads only",
    "cannot_dm_bot": "messages cannot be sent to a bot",
    "messages_tab_disabled": "the app's messages tab is switched off",
    "missing_scope": "the app lacks a permission; install it again",
    "not_allowed_token_type": "the token is of the wrong kind; use the bot token (xoxb-)",
    "ekm_access_denied": "the organization's administrators have suspended posting",
    "access_denied": "the workspace does not let the app post here",
}
"""Error code -> one clear word for the people of the channel."""

UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout"})
"""Slack documents of these that some aspect of the operation may have succeeded before."""

WAIT = 30.0
"""Seconds to wait when Slack names none."""


class Refused(Exception):
    """Slack answered and refused; nothing was done. ``code`` is its error."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} ({detail})" if detail else code)
        self.code = code


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Turn what the client raises into Gone, TryLater, Unsure or Refused."""
    try:
        yield
    except SlackApiError as error:
        raise _refusal(error) from error
    except aiohttp.ClientConnectorError as error:  # never reached Slack
        raise TryLater(WAIT, f"Slack cannot be reached: {error.strerror or error}") from error
    except (TimeoutError, aiohttp.ClientError, ConnectionError, SlackClientError) as error:
        raise Unsure(f"no answer from Slack: {type(error).__name__}") from error


def _refusal(error: SlackApiError) -> Exception:
    response = error.response
    status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    answered = getattr(response, "data", None)
    data = answered if isinstance(answered, dict) else {}
    code = str(data.get("error", ""))
    if status == 429 or code in ("ratelimited", "rate_limited", "message_limit_exceeded"):
        return TryLater(_seconds(response.headers.get("Retry-After")), "Slack asks for patience")
    if status == 503 or code in ("service_unavailable", "team_added_to_org"):
        return TryLater(_seconds(response.headers.get("Retry-After")), "Slack is not available")
    if status >= 500 or code in UNSURE or not code:
        return Unsure(f"Slack failed in the middle: {code or status}")
    if code in GONE:
        return Gone(GONE[code])
    return Refused(code, "; ".join(map(str, data.get("errors", []))))


def _seconds(header: str | None) -> float:
    try:
        return max(float(header or WAIT), 1.0)
    except ValueError:
        return WAIT
