"""The mastery of several topics together."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.ability import (
    Ability,
    ItemParameters,
    mastery,
    overall_mastery,
    prior,
    update,
)

TOPICS = ("causes", "diagnosis", "treatment")
ITEM = ItemParameters(0.0, 1.0)


def learned(scores):
    able = prior(TOPICS)
    for number, score in enumerate(scores):
        able, _ = update(able, ITEM, topic=TOPICS[number % 3], score=score, guessing=0.0)
    return able


def test_one_topic_alone_is_that_topics_mastery():
    able = learned([1.0, 0.0, 1.0, 1.0])
    assert overall_mastery(able, {"causes": 4}) == mastery(able, "causes")


def test_a_topic_counts_as_often_as_it_has_items():
    able = learned([1.0, 0.0, 1.0] * 3)
    mostly_good = overall_mastery(able, {"causes": 9, "diagnosis": 1})
    mostly_bad = overall_mastery(able, {"causes": 1, "diagnosis": 9})
    assert mostly_bad.mean < mostly_good.mean


def test_the_variance_of_the_average_is_that_of_the_stated_formula():
    able = Ability(("a", "b"), (0.4, -0.2), ((1.0, 0.5), (0.5, 0.8)), n=3)
    found = overall_mastery(able, {"a": 3, "b": 1})
    mean = 0.75 * 0.4 + 0.25 * -0.2
    deviation = math.sqrt(0.75**2 * 1.0 + 2 * 0.75 * 0.25 * 0.5 + 0.25**2 * 0.8)
    low, high = (1 / (1 + math.exp(-(mean + z * 1.6448536 * deviation))) for z in (-1, 1))
    assert (found.low, found.high) == pytest.approx((low, high))


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), max_size=30))
def test_the_whole_is_known_no_less_precisely_than_its_least_known_part(scores):
    able = learned(scores)
    weights = dict.fromkeys(TOPICS, 1.0)
    pure = Ability(able.topics, (0.0, 0.0, 0.0), able.covariance, able.n)
    whole = overall_mastery(pure, weights)
    widest = max(mastery(pure, topic).high for topic in TOPICS)
    assert whole.low <= whole.mean <= whole.high <= widest + 1e-12


def test_topics_that_a_bank_does_not_have_do_not_count():
    able = learned([1.0, 0.0, 0.0])
    assert overall_mastery(able, {"causes": 2, "elsewhere": 7}) == mastery(able, "causes")
