"""What people type, and what phones and Slack make of it."""

from __future__ import annotations

import pytest

from adapters.slack.lines import Said, slug, topic_line, typed
from adapters.slack.links import first_link


@pytest.mark.parametrize(
    ("text", "line", "share"),
    [
        ("lookup pokrovsk", "lookup pokrovsk", False),
        ("  lookup   pokrovsk  ", "lookup pokrovsk", False),
        ("lookup “grain deal”", 'lookup "grain deal"', False),
        ("lookup «grain deal» --SHARE", 'lookup "grain deal"', True),
        ("--share lookup x", "lookup x", True),
        ("lookup x —share", "lookup x", True),
        ('lookup "--share"', 'lookup "--share"', False),
        ("claims <https://a.org/x?a=1&amp;b=2>", "claims https://a.org/x?a=1&b=2", False),
        ("claims <https://a.org/x|a.org>", "claims https://a.org/x", False),
        ("lookup AT&amp;T &lt;x&gt;", "lookup AT&T <x>", False),
        ("follow x in <#C12|news> for <@U12|ann>", "follow x in #news for @ann", False),
        ("follow x in <#C12> for <@U12>", "follow x in #C12 for @U12", False),
        ("lookup <!channel> <!subteam^S1|@eds>", "lookup @channel @eds", False),
        ("follow x —since=2d", "follow x --since=2d", False),
        ("lookup Мар’їнка", "lookup Мар'їнка", False),
        ("", "", False),
    ],
)
def test_typed(text: str, line: str, share: bool) -> None:
    """Slack's markup and entities, smart quotes and long dashes come out as what was meant."""
    assert typed(text) == Said(line, share)


def test_entities_are_undone_once() -> None:
    """``&amp;lt;`` is what someone types as ``&lt;``; it does not become markup."""
    assert typed("lookup &amp;lt;").line == "lookup &lt;"


@pytest.mark.parametrize(
    ("word", "text", "line"),
    [
        ("pokrovsk", "", "lookup pokrovsk"),
        ("grain-deal", "since=2d", "lookup grain deal since=2d"),
        ("pokrovsk", "FOLLOW daily", "follow pokrovsk daily"),
        ("unknown", "", "lookup unknown"),
        ("follow", "x", "follow x"),
    ],
)
def test_topic_line(word: str, text: str, line: str) -> None:
    """A command of its own is a lookup of its topic, unless a command's name says otherwise."""
    assert (
        topic_line(word, text, {"pokrovsk": "pokrovsk", "grain-deal": "grain deal"}, {"lookup", "follow"})
        == line
    )


def test_slugs() -> None:
    """A slash command is lowercase, without spaces, 32 characters with its slash."""
    assert slug("Grain Deal!") == "grain-deal"
    assert slug("Запоріжжя") == "запоріжжя"
    assert len(slug("x" * 60)) == 31


def test_first_link() -> None:
    """The first address of a message wins: its words, then its blocks, then its previews."""
    rich = [{"type": "rich_text", "elements": [{"elements": [{"type": "link", "url": "https://b.org"}]}]}]
    assert first_link({"text": "<https://a.org|a> x", "blocks": rich}) == "https://a.org"
    assert first_link({"text": "", "blocks": rich}) == "https://b.org"
    assert first_link({"attachments": [{"title_link": "https://c.org"}]}) == "https://c.org"
    assert (
        first_link({"attachments": [{"from_url": "javascript:x"}], "text": "mailto <mailto:a@b.c|x>"}) == ""
    )
