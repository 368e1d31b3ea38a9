"""The online update: against the stated formula, a numeric posterior, and its own promises."""

import json
import math
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.ability import (
    AUTHOR_WEIGHT,
    Ability,
    ItemParameters,
    author_prior,
    expected_success,
    mastery,
    prior,
    update,
)

TOPICS = ("definition", "epidemiology", "causes", "diagnosis")

means = st.floats(-4, 4)
variances = st.floats(0.01, 1.5)
guesses = st.sampled_from((0.0, 0.2, 0.25, 1 / 3))
scores = st.sampled_from((0.0, 0.2, 0.5, 1.0))
items = st.builds(
    ItemParameters, difficulty=means, variance=variances, discrimination=st.floats(0.4, 2.5)
)
answers = st.lists(st.tuples(st.sampled_from(TOPICS), items, scores, guesses), max_size=12)


def single(mean, variance):
    return Ability(topics=("causes",), means=(mean,), covariance=((variance,),), n=0)


def after(history, rho=0.8):
    ability = prior(TOPICS, rho=rho)
    for topic, item, score, guessing in history:
        ability, _ = update(ability, item, topic=topic, score=score, guessing=guessing)
    return ability


def sigma(x):
    return 1 / (1 + math.exp(-x))


@given(mean=means, v_theta=variances, difficulty=means, v_b=variances, x=scores)
def test_without_guessing_the_update_is_the_stated_formula(mean, v_theta, difficulty, v_b, x):
    item = ItemParameters(difficulty, v_b, n=3)
    learner, moved = update(single(mean, v_theta), item, topic="causes", score=x, guessing=0.0)
    kappa = 1 / math.sqrt(1 + math.pi * (v_theta + v_b) / 8)
    p = sigma(kappa * (mean - difficulty))
    w = kappa**2 * p * (1 - p)
    assert learner.means[0] == pytest.approx(mean + v_theta * kappa * (x - p))
    assert learner.covariance[0][0] == pytest.approx(v_theta - v_theta**2 * w)
    assert moved.difficulty == pytest.approx(difficulty - v_b * kappa * (x - p))
    assert moved.variance == pytest.approx(v_b - v_b**2 * w)
    assert (learner.n, moved.n) == (1, 4)


@given(mean=means, item=items, x=scores, guessing=guesses)
def test_the_step_is_the_slope_of_the_log_of_the_averaged_success(mean, item, x, guessing):
    v_theta = 0.7

    def chance(shift):
        return expected_success(single(mean + shift, v_theta), "causes", item, guessing)

    def log_likelihood(shift):
        return x * math.log(chance(shift)) + (1 - x) * math.log(1 - chance(shift))

    h = 1e-5
    slope = (log_likelihood(h) - log_likelihood(-h)) / (2 * h)
    speed = (chance(h) - chance(-h)) / (2 * h)
    information = speed**2 / (chance(0) * (1 - chance(0)))
    learner, moved = update(single(mean, v_theta), item, topic="causes", score=x, guessing=guessing)
    near = {"rel": 1e-5, "abs": 1e-7}
    assert moved.discrimination == item.discrimination
    assert learner.means[0] == pytest.approx(mean + v_theta * slope, **near)
    assert moved.difficulty == pytest.approx(item.difficulty - item.variance * slope, **near)
    assert learner.covariance[0][0] == pytest.approx(v_theta - v_theta**2 * information, **near)
    assert moved.variance == pytest.approx(item.variance - item.variance**2 * information, **near)


def posterior(*, mean, v_theta, difficulty, v_b, x, guessing):
    """Mean and variance of θ and b by summing over a grid of 121 x 121 points."""
    steps = [-5 + n / 12 for n in range(121)]
    rows = []
    for t, u in product(steps, steps):
        theta, b = mean + t * math.sqrt(v_theta), difficulty + u * math.sqrt(v_b)
        p = guessing + (1 - guessing) * sigma(theta - b)
        weight = math.exp(-(t * t + u * u) / 2) * p**x * (1 - p) ** (1 - x)
        rows.append((weight, theta, b))
    total = sum(weight for weight, *_ in rows)
    moments = []
    for axis in (1, 2):
        first = sum(row[0] * row[axis] for row in rows) / total
        second = sum(row[0] * row[axis] ** 2 for row in rows) / total
        moments += [first, second - first**2]
    return moments


@pytest.mark.parametrize("x", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(
    "numbers",
    [
        (0, 1, 0, 0.91, 0.2),
        (0, 1, 0, 1, 0.0),
        (0, 1, 1, 0.1, 0.25),
        (1, 0.5, -1, 0.3, 0.0),
        (-1, 0.5, 1, 0.3, 0.25),
        (0, 0.2, 0, 0.2, 0.0),
    ],
)
def test_one_answer_moves_ability_and_difficulty_as_the_exact_posterior_does(numbers, x):
    mean, v_theta, difficulty, v_b, guessing = numbers
    learner, item = update(
        single(mean, v_theta),
        ItemParameters(difficulty, v_b),
        topic="causes",
        score=x,
        guessing=guessing,
    )
    exact = posterior(
        mean=mean, v_theta=v_theta, difficulty=difficulty, v_b=v_b, x=x, guessing=guessing
    )
    near, ratio = (0.03, 0.08) if guessing else (0.015, 0.03)
    assert learner.means[0] == pytest.approx(exact[0], abs=near)
    assert learner.covariance[0][0] == pytest.approx(exact[1], rel=ratio)
    assert item.difficulty == pytest.approx(exact[2], abs=near)
    assert item.variance == pytest.approx(exact[3], rel=ratio)


@given(history=answers, rho=st.sampled_from((0.0, 0.3, 0.8, 0.95)))
def test_the_covariance_stays_symmetric_and_positive_definite(history, rho):
    covariance = np.array(after(history, rho).covariance)
    assert covariance == pytest.approx(covariance.T, abs=1e-12)
    assert np.linalg.eigvalsh(covariance)[0] > 0.0


def test_a_thousand_answers_leave_the_covariance_positive_definite():
    rng = Random(1)
    ability = prior(TOPICS)
    for _ in range(1000):
        item = ItemParameters(rng.gauss(0, 1), 0.1, 2.5)
        ability, _ = update(
            ability, item, topic=rng.choice(TOPICS), score=rng.random(), guessing=0.0
        )
    spread = np.linalg.eigvalsh(np.array(ability.covariance))
    assert 0.0 < spread[0] < spread[-1] < 0.05


@given(history=answers, topic=st.sampled_from(TOPICS), item=items, x=scores, guessing=guesses)
def test_no_answer_makes_anything_less_certain(history, topic, item, x, guessing):
    before = after(history)
    learner, moved = update(before, item, topic=topic, score=x, guessing=guessing)
    for index in range(len(TOPICS)):
        assert 0.0 < learner.covariance[index][index] <= before.covariance[index][index]
    assert 0.0 < moved.variance < item.variance


wild_items = st.builds(
    ItemParameters,
    difficulty=st.floats(-1e4, 1e4),
    variance=st.floats(1e-9, 100),
    discrimination=st.floats(0.01, 20),
)
wild_answers = st.lists(
    st.tuples(st.sampled_from(TOPICS), wild_items, st.floats(0, 1), st.floats(0, 0.99)),
    max_size=30,
)


@given(history=wild_answers)
def test_ability_stays_finite_after_any_answers_to_any_items(history):
    ability = prior(TOPICS)
    for topic, item, score, guessing in history:
        ability, moved = update(ability, item, topic=topic, score=score, guessing=guessing)
        assert math.isfinite(moved.difficulty)
        assert 0.0 < moved.variance <= item.variance
    assert all(map(math.isfinite, ability.means))
    assert all(0.0 < ability.covariance[i][i] <= 1.0 for i in range(len(TOPICS)))


@given(
    history=answers,
    topic=st.sampled_from(TOPICS),
    item=items,
    guessing=guesses,
    rho=st.sampled_from((0.1, 0.5, 0.8, 0.95)),
)
def test_a_right_answer_lowers_no_topic_and_a_wrong_one_raises_none(
    history, topic, item, guessing, rho
):
    before = after(history, rho)
    right, easier = update(before, item, topic=topic, score=1.0, guessing=guessing)
    wrong, harder = update(before, item, topic=topic, score=0.0, guessing=guessing)
    for index in range(len(TOPICS)):
        assert wrong.means[index] <= before.means[index] <= right.means[index]
    assert easier.difficulty < item.difficulty < harder.difficulty


@given(item=items, guessing=guesses, one=st.floats(0, 1), other=st.floats(0, 1))
def test_a_better_score_never_gives_a_lower_ability(item, guessing, one, other):
    worse, better = sorted((one, other))
    results = [
        update(prior(TOPICS), item, topic="causes", score=score, guessing=guessing)[0].means
        for score in (worse, better)
    ]
    assert all(low <= high for low, high in zip(*results, strict=True))


def test_topics_learn_from_each_other_by_their_correlation():
    item = ItemParameters(0.0, 0.5)
    related, _ = update(prior(TOPICS, rho=0.8), item, topic="causes", score=1.0, guessing=0.2)
    causes = related.means[TOPICS.index("causes")]
    assert related.means[0] == pytest.approx(0.8 * causes)
    alone, _ = update(prior(TOPICS, rho=0.0), item, topic="causes", score=1.0, guessing=0.2)
    assert alone.means[0] == 0.0


@given(mean=means, item=items, guess=st.floats(0.05, 0.4), more=st.floats(0.05, 0.5))
def test_the_easier_a_right_answer_is_guessed_the_less_it_moves(mean, item, guess, more):
    moves = [
        update(single(mean, 1), item, topic="causes", score=1.0, guessing=chance)[0].means[0] - mean
        for chance in (0.0, guess, guess + more)
    ]
    assert moves[0] > moves[1] > moves[2] > 0


@given(mean=means, item=items, guessing=guesses, x=st.floats(0, 1))
def test_a_score_that_was_expected_moves_nothing(mean, item, guessing, x):
    expected = expected_success(single(mean, 0.7), "causes", item, guessing)
    moved, _ = update(single(mean, 0.7), item, topic="causes", score=expected, guessing=guessing)
    assert moved.means[0] == pytest.approx(mean, abs=1e-9)
    learner, _ = update(single(mean, 0.7), item, topic="causes", score=x, guessing=guessing)
    assert (learner.means[0] - mean) * (x - expected) >= 0


@given(item=items, guessing=guesses, mean=means, variance=variances)
def test_expected_success_lies_between_guessing_and_one(item, guessing, mean, variance):
    ability = single(mean, variance)
    expected = expected_success(ability, "causes", item, guessing)
    assert guessing < expected < 1
    more = expected_success(single(mean + 0.5, variance), "causes", item, guessing)
    assert more > expected


def test_expected_success_averages_over_what_is_not_known():
    # ∫ σ(θ) N(θ; 1, 2) dθ by a fine sum; the closed form is a known approximation of it.
    steps = [-12 + n / 100 for n in range(2400)]
    density = [math.exp(-((t - 1) ** 2) / 4) for t in steps]
    weighed = sum(sigma(t) * weight for t, weight in zip(steps, density, strict=True))
    exact = weighed / sum(density)
    got = expected_success(single(1, 1.2), "causes", ItemParameters(0.0, 0.8), 0.0)
    assert got == pytest.approx(exact, abs=0.01)


@given(mean=st.floats(-30, 30), variance=st.floats(0.001, 2))
def test_mastery_lies_in_its_interval(mean, variance):
    result = mastery(single(mean, variance), "causes")
    assert 0 <= result.low <= result.mean <= result.high <= 1


def test_the_interval_of_mastery_narrows_with_answers():
    first = mastery(prior(TOPICS), "causes")
    assert (first.mean, first.low, first.high) == pytest.approx((0.5, 0.162, 0.838), abs=0.001)
    item = ItemParameters(0.0, 0.05)
    ability = prior(TOPICS)
    for score in (1.0, 0.0) * 10:
        ability, _ = update(ability, item, topic="causes", score=score, guessing=0.0)
    later = mastery(ability, "causes")
    assert later.high - later.low < 0.75 * (first.high - first.low)


def test_an_author_s_guess_moves_difficulty_a_little_and_in_the_right_direction():
    easy, even, hard = (author_prior(guess) for guess in (0.9, 0.5, 0.2))
    assert easy.difficulty < even.difficulty == 0.0 < hard.difficulty
    assert hard.difficulty == pytest.approx(AUTHOR_WEIGHT * math.log(4))
    assert even.variance == pytest.approx(1 - AUTHOR_WEIGHT**2)
    assert 0 < AUTHOR_WEIGHT <= 0.3


@pytest.mark.parametrize("guess", [0.0, 1.0, -1.0, 75.0])
def test_a_certain_author_is_refused(guess):
    with pytest.raises(ValueError, match="expected success"):
        author_prior(guess)


@pytest.mark.parametrize("score", [-0.1, 1.5, float("nan")])
def test_a_score_out_of_bounds_is_refused(score):
    with pytest.raises(ValueError, match="score"):
        update(single(0, 1), ItemParameters(0, 1), topic="causes", score=score, guessing=0.0)


@given(history=answers, item=items)
def test_ability_and_parameters_survive_json(history, item):
    ability = after(history)
    assert Ability.from_json(json.loads(json.dumps(ability.as_json()))) == ability
    assert ItemParameters.from_json(json.loads(json.dumps(item.as_json()))) == item
