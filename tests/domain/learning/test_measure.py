"""The measure: its estimate, its choice of questions, the balance of topics, and when it ends."""

import math
from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.ability import ItemParameters
from quizapp.domain.learning.measure import (
    Evidence,
    Measure,
    MeasureReason,
    Share,
    StopReason,
    choose_measure,
    estimate,
    expected_share,
    information,
    stop_reason,
)
from quizapp.domain.learning.selection import Candidate

ANY_SHARE = Share(0.5, 0.3, 0.7, 0.2, 0.8)

items = st.builds(
    ItemParameters,
    difficulty=st.floats(-4, 4),
    variance=st.floats(0, 1.5),
    discrimination=st.floats(0.3, 2.5),
)
guesses = st.sampled_from((0.0, 0.2, 0.25, 1 / 3))
answers = st.builds(Evidence, items, guesses, st.floats(0, 1), st.just("causes"))
histories = st.lists(answers, max_size=20)
banks = st.lists(st.tuples(items, guesses), max_size=12)


def known(difficulty, discrimination=1.0):
    return ItemParameters(difficulty, 0.0, discrimination)


def unseen(item_id, topic="causes", *, b=0.0, a=1.0, guessing=0.0):
    return Candidate(item_id, topic, known(b, a), guessing, None, None)


def at(theta, standard_error=0.6, n=5):
    return Measure(theta, standard_error, n, ANY_SHARE)


def choose(candidates, measure=None, *, topics=("causes",), asked=("causes",) * 3, seed=1):
    return choose_measure(
        candidates, measure or at(0.0), topics=topics, asked_topics=asked, rng=Random(seed)
    )


def success(theta, item, guessing):
    kappa = 1 / np.sqrt(1 + np.pi * item.discrimination**2 * item.variance / 8)
    p = 1 / (1 + np.exp(-kappa * item.discrimination * (theta - item.difficulty)))
    return guessing + (1 - guessing) * p


@given(history=histories)
def test_the_estimate_is_mean_and_spread_of_the_exact_posterior(history):
    theta = np.linspace(-8, 8, 3201)
    logs = -(theta**2) / 2
    for one in history:
        p = success(theta, one.parameters, one.guessing)
        logs = logs + one.score * np.log(p) + (1 - one.score) * np.log(1 - p)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    mean = weights @ theta
    spread = np.sqrt(weights @ (theta - mean) ** 2)
    found = estimate(history)
    assert found.theta == pytest.approx(mean, abs=5e-3)
    assert found.standard_error == pytest.approx(spread, abs=5e-3)
    assert found.n == len(history)


@given(history=histories, more=answers, other=st.floats(0, 1))
def test_a_better_score_never_gives_a_lower_ability(history, more, other):
    worse, better = sorted((more.score, other))
    low, high = (
        estimate([*history, Evidence(more.parameters, more.guessing, score, "causes")])
        for score in (worse, better)
    )
    assert low.theta <= high.theta + 1e-9


@given(history=histories, seed=st.integers(0, 99))
def test_the_order_of_the_answers_does_not_count(history, seed):
    mixed = Random(seed).sample(history, len(history))
    assert estimate(mixed).theta == pytest.approx(estimate(history).theta, abs=1e-9)


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_ability_stays_finite_whatever_is_answered(score):
    for difficulty in (-1e4, -3.0, 3.0, 1e4):
        history = [Evidence(known(difficulty, 5.0), 0.0, score, "causes")] * 300
        found = estimate(history)
        assert math.isfinite(found.theta)
        assert 0.0 <= found.standard_error <= 1.0


def test_a_right_answer_that_can_be_guessed_or_whose_difficulty_is_unknown_says_less():
    def after(guessing, variance):
        return estimate([Evidence(ItemParameters(0.0, variance), guessing, 1.0, "causes")])

    plain, guessed, vague = after(0.0, 0.0), after(0.25, 0.0), after(0.0, 2.0)
    assert 0 < guessed.theta < plain.theta
    assert 0 < vague.theta < plain.theta
    assert plain.standard_error < min(guessed.standard_error, vague.standard_error)


def test_the_95_percent_interval_holds_nineteen_abilities_in_twenty():
    rng = Random(4)
    held = 0
    for _ in range(600):
        theta = rng.gauss(0, 1)
        history = []
        for _ in range(12):
            item, guessing = known(rng.gauss(0, 1)), rng.choice((0.0, 0.2))
            score = float(rng.random() < success(theta, item, guessing))
            history.append(Evidence(item, guessing, score, "causes"))
        found = estimate(history)
        held += abs(found.theta - theta) <= 1.96 * found.standard_error
    assert 0.93 < held / 600 < 0.97


@pytest.mark.parametrize(("guessing", "score"), [(0.0, 1.1), (0.0, -0.1), (1.0, 0.5), (-0.1, 0.5)])
def test_numbers_out_of_bounds_are_refused(guessing, score):
    with pytest.raises(ValueError, match="from 0 to"):
        Evidence(known(0.0), guessing, score, "causes")


@given(history=histories, bank=banks)
def test_the_expected_share_lies_in_its_intervals_and_the_wider_holds_the_narrower(history, bank):
    share = estimate(history, bank=bank).share
    assert 0 <= share.low_95 < share.low_90 < share.expected < share.high_90 < share.high_95 <= 1


def test_the_share_is_the_mean_success_over_the_bank():
    bank = [(known(-1.0), 0.0), (known(2.0, 1.5), 0.25)]
    expected = (1 / (1 + math.exp(-1.5)) + 0.25 + 0.75 / (1 + math.exp(2.25))) / 2
    assert expected_share(0.5, bank) == pytest.approx(expected)
    assert expected_share(0.5, []) == pytest.approx(1 / (1 + math.exp(-0.5)))


def test_what_is_not_known_of_theta_pulls_the_expected_share_towards_the_middle():
    assert 0.5 < expected_share(2.0, [], variance=1.0) < expected_share(2.0, [])


@given(theta=st.floats(-4, 4), item=items, guessing=guesses)
def test_information_is_the_squared_slope_over_the_variance_of_an_answer(theta, item, guessing):
    h = 1e-5
    slope = (success(theta + h, item, guessing) - success(theta - h, item, guessing)) / (2 * h)
    p = success(theta, item, guessing)
    exact = slope**2 / (p * (1 - p))
    assert information(theta, item, guessing) == pytest.approx(exact, rel=1e-4, abs=1e-9)


@given(seed=st.integers(0, 200), theta=st.floats(-2, 2))
def test_the_choice_is_among_the_five_most_informative_and_nearly_as_good_as_the_best(seed, theta):
    rng = Random(seed)
    bank = [
        unseen(n, b=rng.gauss(0, 1), a=math.exp(rng.gauss(0, 0.3)), guessing=rng.choice((0, 0.2)))
        for n in range(40)
    ]
    told = {c.item_id: information(theta, c.parameters, c.guessing) for c in bank}
    best = sorted(told.values(), reverse=True)[:5]
    choice = choose(bank, at(theta), seed=seed)
    assert told[choice.item_id] >= best[-1]
    assert told[choice.item_id] >= 0.85 * best[0]
    assert choice.reason is MeasureReason.MOST_INFORMATIVE


def test_not_everybody_gets_the_same_question_but_the_same_seed_does():
    bank = [unseen(n, b=n / 20) for n in range(40)]
    chosen = {choose(bank, seed=seed).item_id for seed in range(60)}
    assert chosen == {0, 1, 2, 3, 4}
    assert choose(bank, seed=7) == choose(bank, seed=7)


def test_equal_items_are_all_asked_of_somebody():
    bank = [unseen(n) for n in range(12)]
    assert {choose(bank, seed=seed).item_id for seed in range(200)} == set(range(12))


def test_abler_learners_get_harder_questions_and_the_first_one_is_middling():
    bank = [unseen(n, b=(n - 50) / 15) for n in range(101)]

    def difficulty(measure, asked=("causes",)):
        choice = choose(bank, measure, asked=asked)
        return bank[choice.item_id].parameters.difficulty

    assert abs(difficulty(estimate(()), asked=())) < 0.5
    assert difficulty(at(2.0)) > 1.5
    assert difficulty(at(-2.0)) < -1.5
    assert choose(bank, estimate(()), asked=()).reason is MeasureReason.FIRST


def test_an_item_met_before_is_asked_only_when_no_other_is_left():
    met = Candidate(1, "causes", known(0.0, 2.0), 0.0, 0.9, None)
    assert choose([met, unseen(2, b=3.0)]).item_id == 2
    assert choose([met]).item_id == 1


def test_there_is_no_choice_without_candidates_in_the_topics():
    assert choose([]) is None
    assert choose([unseen(1, "prognosis")]) is None
    assert choose([unseen(1, "prognosis"), unseen(2, b=4.0)]).item_id == 2


def test_the_expected_success_heeds_guessing_and_what_is_not_known():
    choice = choose([unseen(1, b=-2.0, guessing=0.2)], at(0.0, standard_error=0.5))
    kappa = 1 / math.sqrt(1 + math.pi * 0.25 / 8)
    assert choice.expected_success == pytest.approx(0.2 + 0.8 / (1 + math.exp(-2 * kappa)))


@pytest.mark.parametrize("sizes", [(20, 20, 20), (40, 14, 6), (9, 9, 9, 9, 8, 8, 8)])
def test_at_every_point_each_topic_has_had_its_share_of_the_questions(sizes):
    topics = [f"topic {n}" for n in range(len(sizes))]
    for seed in range(20):
        rng = Random(seed)
        labels = [topic for topic, size in zip(topics, sizes, strict=True) for _ in range(size)]
        # The last topic tells next to nothing: left to information alone it would never be asked.
        bank = [
            unseen(n, topic, b=rng.gauss(0, 1), a=0.3 if topic == topics[-1] else 1.5)
            for n, topic in enumerate(labels)
        ]
        left, asked = list(bank), []
        for _ in range(20):
            choice = choose(left, at(0.0), topics=topics, asked=asked, seed=f"{seed} {len(asked)}")
            left = [c for c in left if c.item_id != choice.item_id]
            asked.append(bank[choice.item_id].topic)
            counts = Counter(asked)
            for topic, size in zip(topics, sizes, strict=True):
                assert abs(counts[topic] - len(asked) * size / len(bank)) < 2.0
        assert all(counts[topic] for topic in topics)


def test_a_question_asked_for_the_balance_says_so():
    bank = [
        *(unseen(n, "causes", a=2.0) for n in range(10)),
        *(unseen(n, "diagnosis", a=0.5) for n in range(10, 20)),
    ]
    both = ("causes", "diagnosis")
    forced = choose(bank, topics=both, asked=["causes"] * 2)
    assert forced.item_id >= 10
    assert forced.reason is MeasureReason.TOPIC_QUOTA
    free = choose(bank, topics=both, asked=["diagnosis"])
    assert free.item_id < 10
    assert free.reason is MeasureReason.MOST_INFORMATIVE


def test_questions_of_topics_outside_the_measure_do_not_upset_the_balance():
    bank = [
        *(unseen(n, "causes", a=2.0) for n in range(10)),
        *(unseen(n, "diagnosis", a=0.5) for n in range(10, 20)),
    ]
    asked = [*["treatment"] * 9, "causes", "causes"]
    assert choose(bank, topics=("causes", "diagnosis"), asked=asked).item_id >= 10


@pytest.mark.parametrize(
    ("error", "asked", "out_of_time", "exhausted", "expected"),
    [
        (0.45, 8, False, False, StopReason.PRECISION),
        (0.30, 7, False, False, None),
        (0.46, 8, False, False, None),
        (0.46, 20, False, False, StopReason.LENGTH),
        (0.46, 20, True, True, StopReason.LENGTH),
        (0.46, 3, True, False, StopReason.TIME),
        (0.46, 3, False, True, StopReason.EXHAUSTED),
        (0.40, 9, True, True, StopReason.PRECISION),
    ],
)
def test_when_a_measure_ends(error, asked, out_of_time, exhausted, expected):
    reason = stop_reason(
        at(0.0, error, n=asked), asked=asked, out_of_time=out_of_time, exhausted=exhausted
    )
    assert reason is expected


def test_without_a_count_the_answers_in_the_measure_count():
    assert stop_reason(at(0.0, 0.4, n=7)) is None
    assert stop_reason(at(0.0, 0.4, n=8)) is StopReason.PRECISION


def test_a_shorter_measure_ends_at_its_length():
    assert stop_reason(at(0.0, 0.6, n=5), longest=5) is StopReason.LENGTH


def test_a_good_bank_measures_to_the_default_precision_before_the_longest_length():
    rng = Random(5)
    bank = [unseen(n, b=rng.gauss(0, 1.2), a=1.8) for n in range(60)]
    history, left = [], list(bank)
    while (reason := stop_reason(estimate(history))) is None:
        item = bank[choose(left, estimate(history), asked=["causes"] * len(history)).item_id]
        left.remove(item)
        score = float(rng.random() < success(0.4, item.parameters, 0.0))
        history.append(Evidence(item.parameters, 0.0, score, "causes"))
    assert reason is StopReason.PRECISION
    assert 8 <= len(history) < 20
