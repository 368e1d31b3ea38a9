"""When two options count as confused, and when as told apart."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.confusions import CardSuccess, Picked, open_confusions
from tests.factories import NOON

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def picked(*chosen: str, at: datetime = NOON, item: int = 1, key: tuple[str, ...] = ("a",)):
    return Picked(item, frozenset(chosen), key, at, at.date())


def pairs(answers, successes=()):
    return [
        (pair.item_id, pair.distractor, pair.key, pair.times)
        for pair in open_confusions(answers, successes)
    ]


def test_the_same_wrong_option_twice_is_a_confusion_and_once_is_none():
    assert pairs([picked("b")]) == []
    assert pairs([picked("b"), picked("b", at=NOON + DAY)]) == [(1, "b", "a", 2)]


def test_two_different_wrong_options_are_no_confusion():
    assert pairs([picked("b"), picked("c", at=NOON + DAY)]) == []


def test_the_picks_of_two_items_are_not_added_up():
    assert pairs([picked("b", item=1), picked("b", item=2)]) == []


def test_a_card_graded_good_after_the_last_pick_tells_them_apart():
    answers = [picked("b"), picked("b", at=NOON + DAY)]
    assert pairs(answers, [CardSuccess(1, NOON + DAY + HOUR)]) == []
    assert pairs(answers, [CardSuccess(1, NOON + HOUR)]) == [(1, "b", "a", 2)], "before the last"
    assert pairs(answers, [CardSuccess(2, NOON + DAY + HOUR)]) == [(1, "b", "a", 2)], "another's"


def test_a_right_answer_tells_them_apart_on_a_later_day_only():
    answers = [picked("b"), picked("b", at=NOON + HOUR)]
    assert pairs([*answers, picked("a", at=NOON + 2 * HOUR)]) == [(1, "b", "a", 2)]
    assert pairs([*answers, picked("a", at=NOON + DAY)]) == []


def test_a_right_answer_between_two_picks_tells_nothing_apart():
    answers = [picked("b"), picked("a", at=NOON + DAY), picked("b", at=NOON + 2 * DAY)]
    assert pairs(answers) == [(1, "b", "a", 2)]


def test_a_wrong_or_blank_answer_on_a_later_day_leaves_the_pair_open():
    answers = [picked("b"), picked("b", at=NOON + HOUR)]
    later = [picked("c", at=NOON + DAY), picked(at=NOON + 2 * DAY)]
    assert pairs([*answers, *later]) == [(1, "b", "a", 2)]


def test_one_more_pick_opens_the_pair_again_and_counts_the_old_ones():
    answers = [picked("b"), picked("b", at=NOON + DAY), picked("b", at=NOON + 3 * DAY)]
    assert pairs(answers, [CardSuccess(1, NOON + 2 * DAY)]) == [(1, "b", "a", 3)]


def test_in_a_menu_the_pair_is_made_with_the_right_option_most_often_left_out():
    key = ("a", "b", "c")
    answers = [
        picked("a", "b", "x", key=key),
        picked("a", "c", "x", key=key, at=NOON + DAY),
        picked("a", "b", "x", key=key, at=NOON + 2 * DAY),
    ]
    assert pairs(answers) == [(1, "x", "c", 3)]
    assert pairs(answers[:2]) == [(1, "x", "b", 2)], "of equal ones the first of the item"


def test_a_menu_is_right_with_all_its_keys_and_nothing_else():
    key = ("a", "b")
    answers = [picked("a", "x", key=key), picked("a", "x", key=key, at=NOON + HOUR)]
    half = picked("a", at=NOON + DAY, key=key)
    assert pairs([*answers, half]) == [(1, "x", "b", 2)]
    assert pairs([*answers, picked("b", "a", at=NOON + DAY, key=key)]) == []


def test_the_pair_picked_most_often_comes_first_and_then_the_latest():
    answers = [picked("b", item=item, at=NOON + item * HOUR) for item in (1, 2, 3) for _ in "12"]
    answers.append(picked("b", item=1, at=NOON + DAY))
    assert [pair[0] for pair in pairs(answers)] == [1, 3, 2]


def test_the_day_is_the_learners_own_not_that_of_the_instant():
    evening = datetime(2026, 11, 2, 23, 30, tzinfo=NOON.tzinfo)
    same_day = evening + HOUR  # after midnight, before 4 am
    first = Picked(1, frozenset("b"), ("a",), evening - HOUR, date(2026, 11, 2))
    second = Picked(1, frozenset("b"), ("a",), evening, date(2026, 11, 2))
    right = Picked(1, frozenset("a"), ("a",), same_day, date(2026, 11, 2))
    assert pairs([first, second, right]) == [(1, "b", "a", 2)]


histories = st.lists(
    st.builds(
        lambda item, chosen, hour: picked(chosen, item=item, at=NOON + hour * HOUR),
        st.integers(1, 3),
        st.sampled_from("abc"),
        st.integers(0, 200),
    ),
    max_size=12,
)


@given(histories, st.randoms(use_true_random=False))
def test_the_order_in_which_answers_are_read_does_not_matter(answers, rng):
    shuffled = list(answers)
    rng.shuffle(shuffled)
    assert sorted(pairs(shuffled)) == sorted(pairs(answers))


@given(histories)
def test_a_card_graded_good_at_last_leaves_no_pair_open(answers):
    end = NOON + 1000 * HOUR
    assert pairs(answers, [CardSuccess(item, end) for item in (1, 2, 3)]) == []


@given(histories)
def test_only_wrong_options_that_were_picked_twice_are_ever_paired(answers):
    for pair in open_confusions(answers, []):
        given_to = [one for one in answers if one.item_id == pair.item_id]
        assert sum(pair.distractor in one.chosen for one in given_to) == pair.times >= 2
        assert (pair.distractor != "a", pair.key) == (True, "a")


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_is_confused_where_next_to_nothing_was_answered(count):
    assert open_confusions([picked("b")] * count, []) == ()
