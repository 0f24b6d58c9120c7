"""Slack on loopback, for the unmodified slack_bolt and slack_sdk.

``SlackEmulator`` runs in a test's loop; ``python -m tests.emulators.slack --port 0`` as a process of its own
with the same things to do under ``/_control``.
"""

from __future__ import annotations

from .faults import Fault
from .server import SlackEmulator
from .world import Said, Team

__all__ = ["Fault", "Said", "SlackEmulator", "Team"]
