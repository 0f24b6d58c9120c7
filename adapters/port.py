"""The cut between the bot and a chat platform.

A platform is one module or package here that offers ``connect() -> Platform | None`` (None: its settings
are absent, so it is not used) and ``offline() -> Platform`` (pages and payloads only, whatever the
settings), and reads its own settings. Commands come to it as data; it declares its
limits through ``pages``; it translates errors to Gone, TryLater and Unsure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .message import Message

# --- commands, as data -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One parameter of a command. ``suggests``: the platform may ask ``Bot.suggest`` while it is typed."""

    name: str
    summary: str
    kind: type = str  # str | int | bool
    choices: tuple[str, ...] = ()
    required: bool = False
    suggests: bool = False
    rest: bool = False  # takes all words that are not another option's: what is typed without a name


@dataclass(frozen=True, slots=True)
class Command:
    """One thing people can ask.

    A name with a space ("feeds add") is a member of a group. ``manage``: changes what a channel gets, so
    it needs the right to (platform's own notion; always allowed in a direct message). ``admin``: changes
    the installation. ``private``: answered to the asker only. ``slow``: may take more than a moment
    (defer). ``local``: per-topic command such as "pokrovsk".
    """

    name: str
    summary: str
    options: tuple[Option, ...] = ()
    manage: bool = False
    admin: bool = False
    private: bool = False
    slow: bool = False
    names: Mapping[str, str] = field(default_factory=dict)  # locale -> localized name
    summaries: Mapping[str, str] = field(default_factory=dict)  # locale -> localized summary


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said, and so where a reply or a digest goes.

    ``space`` is the guild or workspace, "" in a direct message. ``trusted``: may change what this channel
    gets. ``admin``: may change the installation. ``locale`` is a BCP 47 tag of the reader, ``zone`` an
    IANA name when the platform tells it. ``interactive``: somebody is there to press a button or type on;
    where nobody is (a script), what would wait for a yes is done at once.
    """

    platform: str
    channel: str
    user: str = ""
    space: str = ""
    trusted: bool = False
    admin: bool = False
    direct: bool = False
    locale: str = "en"
    zone: str = ""
    interactive: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """A suggestion while typing: what is shown, and what is sent."""

    label: str
    value: str


# --- what each side may ask of the other ----------------------------------------------------------------


class Memory(Protocol):
    """A few small values a platform keeps over restarts (sync hashes, installations), by key."""

    async def get(self, key: str) -> str | None: ...

    async def put(self, key: str, value: str | None) -> None:
        """Keep ``value`` under ``key``; None forgets it."""

    async def keys(self, prefix: str) -> Sequence[str]: ...


class Bot(Protocol):
    """What a platform may ask of the bot."""

    @property
    def commands(self) -> Sequence[Command]:
        """The table, the same for all platforms."""

    @property
    def memory(self) -> Memory: ...

    async def answer(self, line: str, place: Place) -> Message:
        """Answer one command line; never raises: a problem is a Message too.

        A line is what one types: ``follow pokrovsk daily 08:00``. Options may be named:
        ``follow what="grain deal" schedule="daily 08:00"`` (see ``line``).
        """

    def suggest(self, command: str, option: str, typed: str, place: Place) -> Sequence[Choice]:
        """At most 25 choices, from memory, in well under 100 ms."""

    async def topics(self, space: str) -> Sequence[Command]:
        """Per-topic commands of this guild or workspace: name, summary, localized names."""

    async def home(self, place: Place) -> Message:
        """What this person and their channels follow: the start page, where a platform has one."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What would go over the wire for one page: the request body, and its files by name."""

    body: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)


class Platform(Protocol):
    """What the bot may ask of a platform."""

    name: str

    async def run(self, bot: Bot) -> None:
        """Pass on what people say, until cancelled. Raises Misconfigured when the token is refused."""

    def pages(self, message: Message) -> Sequence[Message]:
        """Cut into messages that fit this platform, counted as the platform counts. Pure."""

    def payload(self, page: Message) -> Payload:
        """One page as it goes over the wire. Pure."""

    async def refresh(self, space: str) -> str:
        """Bring what is registered for this guild or workspace in line with ``Bot.topics(space)``.

        Called when a topic is followed or unfollowed there. Returns what could not be registered and why,
        in words for people; "" when all is well. Never raises for the platform's reasons: it retries later.
        """

    async def send(self, channel: str, page: Message, *, key: str, after: str = "") -> str:
        """Post one page unasked; returns the platform's message id.

        ``key`` names this page of this delivery for ever: sending twice with one key must show once as
        far as the platform can see to it. ``after`` is the id of the first page's message, for platforms
        that thread. Raises Gone, TryLater or Unsure.
        """

    async def find(self, channel: str, key: str) -> str | None:
        """The id of the message sent with ``key``, looked up at the platform; None when it is not there.

        Called after Unsure, or after a crash between sending and noting it. Raises TryLater.
        """

    async def edit(self, channel: str, message_id: str, page: Message) -> None:
        """Replace an earlier post in place. Raises Gone or TryLater."""


class Gone(Exception):
    """The channel cannot be written to any more; str() says why in words for its people."""


class Misconfigured(Exception):
    """A platform's setting is wrong; str() is one line: its name, its value unless secret, the remedy."""


class TryLater(Exception):
    """The platform asks for patience; nothing was posted."""

    def __init__(self, seconds: float, why: str = "") -> None:
        super().__init__(why or f"try again in {seconds:.0f} s")
        self.seconds = seconds


class Unsure(Exception):
    """The request went out and no answer came back: it may have been posted, or not."""


# --- lines ------------------------------------------------------------------------------------------------


def line(command: str, options: Mapping[str, object]) -> str:
    """The command line for options given by name, as ``Bot.answer`` reads it back.

    >>> line("follow", {"what": '"grain deal" -opinion', "schedule": "daily 08:00"})
    'follow what="\\\\"grain deal\\\\" -opinion" schedule="daily 08:00"'
    """
    given = (f"{name}={_quoted(str(value))}" for name, value in options.items() if value is not None)
    return " ".join([command, *given])


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
