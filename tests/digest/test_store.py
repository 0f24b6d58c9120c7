"""The store, on SQLite and on a real PostgreSQL: what goes in comes out, and queries find what matches."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest import codec
from digest.errors import BadInput, NotFound, SetupError
from digest.model import (
    Analysis,
    ClaimRef,
    Correction,
    Dispute,
    Fate,
    Feed,
    ItemState,
    Mention,
    PlaceChoice,
    Read,
    Sent,
    Step,
    Subscription,
    Topic,
)
from digest.query import Area, Query, Term, both, either, matches, negated, parse, rebuilt
from digest.store import Store
from digest.stories import StoryEvent
from tests.digest import stores, values
from tests.digest.values import NOON, read

EACH = ("sqlite", "postgresql")
ONE = Subscription("discord", "c1", "pokrovsk", "daily 08:00", user="u1", created=NOON)


@pytest.fixture(params=EACH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return stores.postgresql() if request.param == "postgresql" else f"sqlite:///{tmp_path}/news.db"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store(url, now=lambda: NOON) as opened:
        yield opened


# --- articles -------------------------------------------------------------------------------------------


def test_a_read_comes_back_as_it_went_in(store: Store) -> None:
    """Every field of an article and its analysis survives, whatever is in it."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(values.reads())
    def proved(one: Read) -> None:
        store.save_read(one)
        assert store.read(one.article.id) == one
        assert Store(store.url).read(one.article.id) == one if store.sqlite else True

    proved()


@settings(max_examples=60, deadline=None)
@given(st.builds(Analysis, claims=st.lists(values.claims(), max_size=2).map(tuple), minhash=st.binary()))
def test_the_codec_gives_equal_values_back(analysis: Analysis) -> None:
    """JSON and back is the same value."""
    assert codec.loads(Analysis, codec.dumps(analysis)) == analysis


def test_what_no_database_holds_becomes_one_sign_each(store: Store) -> None:
    """NUL and lone surrogates are replaced one for one, so that offsets stay right."""
    store.save_read(read("a", "x", text="a\0b\ud800c"))
    found = store.read("a")
    assert found is not None
    assert found.article.text == "a\ufffdb\ufffdc"
    assert found.analysis.claims[0].content.text == "a\ufffdb\ufffdc"


def test_a_changed_article_keeps_what_it_said_before(store: Store) -> None:
    """A new text is a new version; another story or origin is not."""
    store.save_read(read("a", "First", text="Thirty were hurt."))
    store.save_read(read("a", "First", text="Thirty were hurt.", story=7))
    assert store.versions("a") == []
    store.save_read(read("a", "First", text="Forty were hurt.", story=7))
    assert [version.text for version in store.versions("a")] == ["Thirty were hurt."]
    assert [r.article.id for r in store.find(parse("forty"))] == ["a"]
    assert store.find(parse("thirty")) == []


def test_articles_are_found_by_address_story_and_time(store: Store) -> None:
    """Each of the store's ways to an article."""
    for n in range(5):
        store.save_read(read(f"a{n}", f"Day {n}", at=NOON - timedelta(days=n), story=n % 2))
    assert store.by_url("https://meridian.example/a3").article.id == "a3"  # type: ignore[union-attr]  # it is there
    assert store.by_url("https://meridian.example/none") is None
    assert [r.article.id for r in store.story_reads(1)] == ["a3", "a1"]
    assert [r.article.id for r in store.story_reads(1, 1)] == ["a1"]
    assert [r.article.id for r in store.reads(["a2", "no", "a0"])] == ["a2", "a0"]
    between = store.reads_between(NOON - timedelta(days=3), NOON)
    assert [r.article.id for r in between] == ["a3", "a2", "a1"]
    assert [r.article.id for r in store.latest(limit=2)] == ["a0", "a1"]
    assert store.last_seen(parse("place:Nowhere")) is None
    assert store.size() == 5
    assert store.outlets() == {"Meridian": 5}


def test_a_date_in_the_future_does_not_lead_for_ever(store: Store) -> None:
    """A publisher's wrong clock: the article counts from when it came in."""
    store.save_read(read("future", at=NOON + timedelta(days=900)))
    assert [r.article.id for r in store.reads_between(NOON, NOON + timedelta(seconds=1))] == ["future"]


def test_news_is_counted_by_day(store: Store) -> None:
    """How much news against the usual: days without any are zero."""
    for n in (0, 0, 2):
        store.save_read(read(f"a{n}{store.size()}", "Pokrovsk", at=NOON - timedelta(days=n)))
    counts = store.counts_by_day(parse("pokrovsk"), 4)
    assert list(counts.values()) == [0, 1, 0, 2]
    assert store.count(parse("pokrovsk"), NOON - timedelta(days=1)) == 2


PLACES = {name: Area(number, name, kind, *within) for name, number, *within, kind in values.PLACES}
PLACES["Donetsk Oblast"] = Area(709716, "Donetsk Oblast", "region", "UA", "Donetsk Oblast")
TERMS = st.one_of(
    st.builds(Term, st.just(""), values.words),
    st.builds(Term, st.just("place"), st.sampled_from([*PLACES, "Nowhere"])),
    st.builds(Term, st.just("actor"), values.words),
    st.builds(Term, st.just("stance"), st.sampled_from(["denies", "asserts"])),
    st.builds(Term, st.just("side"), st.sampled_from(["russia", "Ukraine"])),
    st.builds(Term, st.just("outlet"), st.sampled_from(["Meridian", "coast", "coast.example"])),
    st.builds(Term, st.just("story"), st.sampled_from(["1", "2", "x"])),
)


def bound(term: Term) -> Query:
    """As ``query.bind`` would: places the gazetteer knows get their areas."""
    areas = (PLACES[term.value],) if term.field in {"", "place"} and term.value in PLACES else ()
    return replace(term, areas=areas)


def grown(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    """Queries made of queries."""
    several = st.lists(inner, min_size=2, max_size=3)
    return several.map(lambda parts: both(*parts)) | several.map(lambda p: either(*p)) | inner.map(negated)


@pytest.fixture(scope="module", params=EACH)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with a hundred reads of every shape."""
    folder = tmp_path_factory.mktemp("filled")
    url = stores.postgresql() if request.param == "postgresql" else f"sqlite:///{folder}/news.db"
    found: list[Read] = []

    @settings(max_examples=60, database=None, derandomize=True, deadline=None)
    @given(values.reads())
    def collect(one: Read) -> None:
        found.append(one)

    collect()
    with Store(url, now=lambda: NOON) as opened, opened.batch():
        for one in found:
            opened.save_read(one)
    with Store(url, now=lambda: NOON) as opened:
        yield opened


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_find_gives_exactly_what_matches(filled: Store, data: st.DataObject) -> None:
    """The index leaves out nothing that the query matches, and nothing else is given."""
    query = rebuilt(data.draw(st.recursive(TERMS, grown, max_leaves=4)), bound)
    everything = filled.reads_between()
    wanted = {one.article.id for one in everything if matches(query, one)}
    assert {one.article.id for one in filled.find(query)} == wanted


def test_a_place_contains_what_lies_in_it(store: Store) -> None:
    """A report from Pokrovsk is found under Donetsk oblast and Ukraine, not under Engels."""
    from tests import samples

    one = Read(samples.article(), Analysis(samples.claims(), (samples.pokrovsk(),)), origin="meridian-1")
    store.save_read(one)
    for name in ("Pokrovsk", "Donetsk Oblast", "Ukraine"):
        assert store.find(Term("place", name, areas=(PLACES[name],))) == [one], name
    assert store.find(Term("place", "Engels", areas=(PLACES["Engels"],))) == []


# --- feeds ----------------------------------------------------------------------------------------------


def test_a_feed_its_items_and_their_history(store: Store) -> None:
    """What the feed round notes is there in the next."""
    state = store.add_feed(Feed("https://f.example/rss", "F", "Outlet F"))
    later = replace(state, etag="x", failures=3, error="500", next_at=NOON, baselined=True)
    store.note_feed(later)
    assert store.feeds() == [later]
    items = [
        ItemState(state.feed.url, f"e{n}", f"https://f.example/{n}", Fate.stored, NOON, f"a{n}")
        for n in range(1200)
    ]
    store.note_items(items)
    store.note_item(replace(items[0], fate=Fate.updated))
    known = store.known(state.feed.url, [f"e{n}" for n in range(1201)])
    assert len(known) == 1200
    assert known["e0"].fate is Fate.updated
    step = Step(NOON, Fate.fetched, "200")
    store.note_step("https://f.example/1", step)
    assert store.steps("https://f.example/1") == [step]


def test_a_removed_feed_can_be_taken_back(store: Store) -> None:
    """Undo gives back the feed with what was known of reading it."""
    state = store.add_feed(Feed("https://f.example/rss"))
    store.note_feed(replace(state, etag="kept"))
    store.remove_feed(state.feed.url)
    assert store.feeds() == []
    with pytest.raises(NotFound):
        store.remove_feed(state.feed.url)
    assert store.restore_feed(state.feed.url).etag == "kept"


# --- stories, disputes, people ------------------------------------------------------------------------------


def test_stories_disputes_and_what_becomes_of_them(store: Store) -> None:
    """A merged story's articles move; a quiet one says so; a dispute is kept once."""
    for n in range(3):
        store.save_read(read(f"a{n}", at=NOON + timedelta(minutes=n), story=1 + n % 2))
    store.story_event(StoryEvent("merged", 2, NOON, into=1))
    store.story_event(StoryEvent("quiet", 1, NOON))
    (story,) = store.stories([1, 2])
    assert (story.articles, story.state) == (("a0", "a1", "a2"), "quiet")
    one = Dispute("denies", ClaimRef("a1", "c1"), ClaimRef("a0", "c1"), "why", 0.9)
    store.save_disputes([one])
    store.save_disputes([one])
    assert store.disputes_for(["a0", "a1"]) == [one]
    assert store.disputes_for(["a0"]) == []


def test_articles_of_a_split_story_move_and_the_new_one_knows_where_from(store: Store) -> None:
    """Only the articles named move, however many; the story they left keeps the others."""
    for n in range(1_200):
        store.save_read(read(f"a{n}", at=NOON + timedelta(seconds=n), story=1))
    leaving = [f"a{n}" for n in range(1_000)]
    store.story_event(StoryEvent("split", 1, NOON, into=2, reason="they speak of something else"))
    store.move([*leaving, "never stored"], 2)
    old, new = store.stories([1, 2])
    assert (len(old.articles), len(new.articles)) == (200, 1_000)
    assert new.articles == tuple(leaving)
    assert (old.parent, new.parent) == (None, 1)
    store.move([], 2)
    assert store.last_story() == 2


def test_a_story_merged_by_way_of_another_is_found_at_its_end(store: Store) -> None:
    """Three into two, two into one: both are part of one now."""
    for n in (1, 2, 3):
        store.save_read(read(f"a{n}", at=NOON, story=n))
    store.story_event(StoryEvent("merged", 3, NOON, into=2))
    store.story_event(StoryEvent("merged", 2, NOON + timedelta(hours=1), into=1))
    found = {(one.id, one.state, one.into) for one in store.merged([1])}
    assert found == {(2, "merged", 1), (3, "merged", 1)}
    assert store.merged([4]) == []


def test_subscriptions_come_and_go_with_an_undo(store: Store) -> None:
    """The same interest in one channel is changed, not doubled; ending one is taken back."""
    first = store.add_subscription(ONE)
    again = store.add_subscription(replace(ONE, schedule="hourly", muted=("Meridian",)))
    assert again.id == first.id
    assert store.subscriptions("discord", "c1") == [again]
    store.remove_subscription(first.id)
    assert store.subscriptions() == []
    assert store.restore_subscription(first.id) == again
    assert store.subscriptions_of("discord", "u1") == [again]


def test_topics_choices_and_small_values(store: Store) -> None:
    """What people of a space name, mean and keep stays theirs."""
    topic = Topic("pokrovsk", "Pokrovsk", "place:Pokrovsk", ("Покровськ",))
    store.save_topic("g1", topic)
    assert store.topics("g1") == [topic]
    assert store.topics("g2") == []
    store.remove_topic("g1", "pokrovsk")
    assert store.topics("g1") == []
    choice = PlaceChoice("discord", "c1", "Pokrovsk", 563464, "u1", NOON)
    store.choose_place(choice)
    assert store.place_choices("discord", "c1") == [choice]
    store.forget_place("discord", "c1", "Pokrovsk")
    assert store.place_choices("discord", "c1") == []
    store.put("a/1", "x")
    store.put("a/2", "y")
    store.put("a/1", None)
    assert (store.get("a/1"), store.keys("a/")) == (None, ["a/2"])


def test_places_of_one_name_are_counted_each(store: Store) -> None:
    """Articles that name that very place in that time; one that is acting, or open, does not count."""
    place = Mention(0, 4, "Paris", 2988507, "Paris", 48.9, 2.35, "FR", "", "capital", 0.9, "", "")
    for n, places in enumerate([(place,), (place, place), (replace(place, kind="organization"),)]):
        one = values.read(f"p{n}", at=NOON - timedelta(days=n))
        store.save_read(replace(one, analysis=replace(one.analysis, places=places)))
    assert store.place_counts([2988507, 4717560], NOON - timedelta(days=3)) == {2988507: 2, 4717560: 0}
    assert store.place_counts([2988507], NOON - timedelta(hours=1)) == {2988507: 1}
    assert store.place_counts([], NOON) == {}


# --- the outbox -----------------------------------------------------------------------------------------


def test_a_slot_is_claimed_once(store: Store) -> None:
    """The second claim of a slot, and one composed before another delivery came in between, get nothing."""
    one = store.add_subscription(ONE)
    first = store.claim_slot(one, NOON, pages=["p"], state="s", articles=["a1", "a1"])
    assert first is not None
    assert store.claim_slot(one, NOON, after=first.id) is None
    assert store.claim_slot(one, NOON + timedelta(days=1)) is None
    second = store.claim_slot(one, NOON + timedelta(days=1), after=first.id, sent=Sent.silent)
    assert store.last_delivery(one.id) == second
    assert [d.id for d in store.delivered_with("a1")] == [first.id]


def test_of_two_that_want_a_delivery_one_gets_it(store: Store) -> None:
    """A step from a state that is no longer true changes nothing."""
    one = store.add_subscription(ONE)
    seen = store.claim_slot(one, NOON, pages=["p"], state="s")
    assert seen is not None
    mine = store.step(seen, owner="me")
    assert store.step(seen, owner="other") is None
    assert mine is not None
    assert store.state_delivered(one.id) == ""
    done = store.step(mine, sent=Sent.sent, messages=("m1",), done=NOON)
    assert store.state_delivered(one.id) == "s"
    assert store.waiting() == []
    assert store.deliveries("discord", "c1") == [done]


def test_many_threads_claim_one_slot_once(store: Store) -> None:
    """Eight threads at the same moment: one delivery."""
    one = store.add_subscription(ONE)
    start, won = threading.Barrier(8), []

    def claim() -> None:
        start.wait()
        won.append(store.claim_slot(one, NOON))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([claimed for claimed in won if claimed]) == 1


def test_posts_that_show_an_article_are_known(store: Store) -> None:
    """Editing needs the page and the message of each post."""
    one = store.add_subscription(ONE)
    made = store.claim_slot(one, NOON, pages=["p0", "p1"], articles=["a1"])
    assert made is not None
    store.step(made, messages=("m0", "m1"), sent=Sent.sent)
    posts = store.posts_of("a1", NOON - timedelta(days=1))
    assert [(post.message, post.page) for post in posts] == [("m0", "p0"), ("m1", "p1")]
    store.note_page(replace(posts[1], page="edited"))
    assert store.posts_of("a1", NOON - timedelta(days=1))[1].page == "edited"
    store.save_correction(Correction("a1", "corrected", NOON, "x", "y"))
    assert [c.after for _, c in store.corrections_after(0)] == ["y"]


# --- transactions, backup, opening ------------------------------------------------------------------


def test_a_batch_is_kept_whole_or_not_at_all(store: Store) -> None:
    """An error inside a batch leaves nothing of it."""

    def broken() -> None:
        with store.batch():
            store.save_read(read("a"))
            assert store.read("a") is not None
            store.put("k", str(1 / 0))

    with pytest.raises(ZeroDivisionError):
        broken()
    assert store.read("a") is None
    with store.batch():
        store.save_read(read("a"))
    assert store.read("a") is not None


@pytest.mark.parametrize("into", EACH)
def test_the_whole_state_moves_in_one_file(url: str, into: str, tmp_path: Path) -> None:
    """A backup of either database restores into either, and numbering goes on."""
    target = stores.postgresql() if into == "postgresql" else f"sqlite:///{tmp_path}/other.db"
    with Store(url, now=lambda: NOON) as store:
        store.add_feed(Feed("https://f.example/rss"))
        store.save_read(read("a", "Pokrovsk", story=3))
        one = store.add_subscription(ONE)
        store.claim_slot(one, NOON, pages=["p"], articles=["a"], state="s")
        store.backup(tmp_path / "backup.db")
        kept = (store.feeds(), store.reads_between(), store.subscriptions(), store.waiting())
    with Store(target, now=lambda: NOON) as other:
        other.save_read(read("goes", "away"))
        other.restore(tmp_path / "backup.db")
        assert (other.feeds(), other.reads_between(), other.subscriptions(), other.waiting()) == kept
        assert other.find(parse("pokrovsk")) == kept[1]
        assert other.add_subscription(replace(ONE, channel="c2")).id > one.id
        other.vacuum()
        other.forget(NOON)


def test_what_is_no_backup_is_refused(store: Store, tmp_path: Path) -> None:
    """A wrong file is named, and nothing is lost."""
    (tmp_path / "x").write_text("no database", "utf-8")
    store.put("k", "v")
    for name in ("x", "absent"):
        with pytest.raises(BadInput, match="no backup"):
            store.restore(tmp_path / name)
    assert store.get("k") == "v"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://x", "not supported"),
        ("news.db", "not understood"),
        ("postgresql://nobody@127.0.0.1:1/none", "does not answer"),
    ],
)
def test_a_wrong_address_is_one_clear_line(address: str, words: str) -> None:
    """What is wrong, and nothing of the library's."""
    with pytest.raises(SetupError, match=words) as error:
        Store(address)
    assert "\n" not in str(error.value)


def test_times_are_utc_whatever_was_given(store: Store) -> None:
    """A moment with another offset comes back as the same moment in UTC."""
    from datetime import timezone

    local = datetime(2025, 11, 5, 14, tzinfo=timezone(timedelta(hours=2)))
    store.save_read(read("a", at=local))
    found = store.read("a")
    assert found is not None
    assert found.article.published == NOON
    assert found.article.published.tzinfo is UTC
