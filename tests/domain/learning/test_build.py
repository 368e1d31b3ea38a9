"""What a learner decides about a quiz: put in order, kept, and read again from anywhere."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.content.vocabulary import ItemType, Topic
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import (
    ASKED_TYPES,
    CASE,
    LONGEST,
    LONGEST_MINUTES,
    Build,
    Difficulty,
    Filters,
    Mode,
    Status,
)
from quizapp.domain.learning.measure import MAX_ITEMS

ALL = tuple(topic.value for topic in Topic)


def subsets(words):
    return st.lists(st.sampled_from([str(word) for word in words]))


FILTERS = st.builds(
    Filters.of,
    subsets(ALL).filter(bool),
    subsets(ASKED_TYPES),
    subsets(Difficulty),
    subsets(Status),
)
BUILDS = st.builds(
    Build,
    mode=st.sampled_from(Mode),
    filters=FILTERS,
    length=st.integers(1, LONGEST),
    convention=st.sampled_from(Convention),
    asks_confidence=st.booleans(),
    minutes=st.none() | st.integers(1, LONGEST_MINUTES),
    extra_time=st.booleans(),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KNOWN = ("sba", "causes", "wrong", "hard", "exam", "confidence", "practice", "kprim")
NEARLY = st.fixed_dictionaries(
    {},
    optional={
        name: JSON | st.lists(JSON | st.sampled_from(KNOWN)) | st.sampled_from(KNOWN)
        for name in Build(Mode.EXAM, Filters(ALL), 5).as_json()
    },
)


def filters(*, topics=ALL, types=(), difficulties=(), statuses=()):
    return Filters.of(topics, types, difficulties, statuses)


def test_filters_come_in_one_order_each_word_once_and_unknown_ones_left_out():
    mixed = filters(
        topics=["treatment", "nothing", "causes", "causes"],
        types=["case", "cloze", "sba"],
        statuses=["due", "unseen", "due"],
    )

    assert mixed.topics == ("causes", "treatment")
    assert mixed.types == ("sba", "case")
    assert mixed.statuses == ("unseen", "due")


def test_every_type_or_difficulty_is_the_same_as_none_but_every_status_is_not():
    everything = filters(types=ASKED_TYPES, difficulties=list(Difficulty), statuses=list(Status))

    assert (everything.types, everything.difficulties) == ((), ())
    assert everything.statuses == tuple(Status), "what is known and not due has no status"


def test_what_a_quiz_asks_is_every_type_of_a_quiz_and_whole_cases():
    cards = {ItemType.CLOZE, ItemType.BASIC}
    assert set(ASKED_TYPES) == {*ItemType, CASE} - cards


def test_a_measure_leaves_out_cases_and_concordance_and_keeps_the_rest_of_the_filters():
    asked = filters(topics=["causes"], types=["sba", "concordance", "case"], statuses=["wrong"])

    assert asked.for_measure() == filters(topics=["causes"], types=["sba"], statuses=["wrong"])
    kept = set(filters().for_measure().types)
    assert kept == {"sba", "multiple", "short_menu", "long_menu", "short_answer"}


def test_a_measure_of_nothing_that_measures_lets_nothing_pass():
    """No type would leave the types open, and cases in."""
    assert filters(types=["case", "concordance"]).for_measure().topics == ()


@given(FILTERS)
def test_what_is_narrowed_is_no_more_once_it_is_taken_off(chosen):
    for aspect in chosen.narrowed:
        opened = chosen.without(aspect)
        assert opened.narrowed == tuple(one for one in chosen.narrowed if one != aspect)
    assert filters().narrowed == ()
    assert filters(topics=["causes"], statuses=["due"]).narrowed == ("topics", "statuses")


@given(FILTERS)
def test_filters_are_read_as_they_were_written(chosen):
    written = json.loads(json.dumps(chosen.as_json()))
    assert Filters.from_json(chosen.topics, written) == chosen


@given(BUILDS)
def test_a_build_is_read_as_it_was_written(chosen):
    settled = chosen.settled()
    assert settled.settled() == settled
    assert Build.from_json(json.loads(json.dumps(settled.as_json()))) == settled


def test_words_that_are_not_known_any_more_are_left_out():
    old = Build(Mode.EXAM, filters(topics=["causes"], types=["sba"]), 10).as_json()
    old["topics"] += ["alchemy"]
    old["types"] += ["riddle"]
    old["statuses"] = ["forgotten"]
    old["convention"] = "lottery"

    read = Build.from_json(old)

    assert read.filters == filters(topics=["causes"], types=["sba"])
    assert (read.convention, read.length) == (Convention.EDN, 10)


def test_where_no_topic_is_known_all_are_open():
    assert Build.from_json({"topics": ["alchemy"]}).filters.topics == ALL
    assert Build.from_json({}).filters == filters()


@pytest.mark.parametrize(
    ("given", "length"), [(0, 1), (-7, 1), (101, 100), (10**30, 100), (True, 5), ("9", 5), (7, 7)]
)
def test_numbers_out_of_bounds_go_to_the_nearest(given, length):
    read = Build.from_json({"mode": "exam", "length": given, "minutes": given})

    assert read.length == length
    assert read.minutes in (None, *range(1, LONGEST_MINUTES + 1))


@given(NEARLY)
def test_nothing_that_was_kept_makes_reading_fail(data):
    read = Build.from_json(data)

    assert 1 <= read.length <= LONGEST
    assert read.minutes is None or 1 <= read.minutes <= LONGEST_MINUTES
    assert read.filters.topics
    assert set(read.filters.topics) <= set(ALL)
    assert set(read.filters.types) <= set(ASKED_TYPES)
    assert Build.from_json(read.as_json()) == read


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.MEASURE])
def test_time_and_marking_are_an_exams_alone(mode):
    build = Build(mode, filters(), 30, Convention.KPRIM, minutes=20, extra_time=True).settled()

    assert (build.convention, build.minutes, build.extra_time) == (Convention.EDN, None, False)
    assert build.time_limit is None
    assert build.length == (MAX_ITEMS if mode is Mode.MEASURE else 30)


def test_confidence_can_be_asked_in_every_mode_and_confidence_marking_always_does():
    for mode in Mode:
        assert Build(mode, filters(), 5, asks_confidence=True).settled().asks_confidence
        assert not Build(mode, filters(), 5).settled().asks_confidence
    marked = Build(Mode.EXAM, filters(), 5, Convention.CONFIDENCE)
    assert marked.settled().asks_confidence


def test_a_third_more_time_is_a_third_of_the_limit():
    def limit(**more):
        return Build(Mode.EXAM, filters(), 20, **more).settled().time_limit

    assert limit(minutes=30) == timedelta(minutes=30)
    assert limit(minutes=30, extra_time=True) == timedelta(minutes=40)
    assert limit(extra_time=True) is None, "a third of no limit is none"
    assert not Build(Mode.EXAM, filters(), 20, extra_time=True).settled().extra_time
