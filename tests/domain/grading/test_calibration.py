"""Batch calibration: against its own likelihood written anew, known truth, and awkward data."""

import math
from dataclasses import replace
from random import Random
from statistics import fmean

import numpy as np
import pytest

from quizapp.domain.grading.calibration import (
    Prior,
    Response,
    calibrate,
    fit_1pl,
    fit_2pl,
    held_out_losses,
)
from quizapp.domain.learning.ability import ItemParameters, author_prior


def known(difficulty, discrimination=1.0):
    return ItemParameters(difficulty, 0.0, discrimination)


def made_bank(seed, size, *, spread=0.0):
    rng = Random(seed)
    return {n: known(rng.gauss(0, 1), math.exp(rng.gauss(0, spread))) for n in range(size)}


def answers_to(bank, *, seed, learners, each, guessing=0.0, first_person=0):
    rng = Random(seed)
    responses = []
    for person in range(first_person, first_person + learners):
        theta = rng.gauss(0, 1)
        for item in rng.sample(sorted(bank), each):
            eta = bank[item].discrimination * (theta - bank[item].difficulty)
            chance = guessing + (1 - guessing) / (1 + math.exp(-eta))
            responses.append(Response(person, item, float(rng.random() < chance)))
    return responses


def log_likelihood(responses, difficulties, slopes, guessing):
    """The marginal log likelihood, summed person by person over a fine grid."""
    theta = np.linspace(-7, 7, 561)
    weights = np.exp(-(theta**2) / 2)
    weights /= weights.sum()
    persons = {}
    for person, item, score in responses:
        c = guessing.get(item, 0.0)
        p = c + (1 - c) / (1 + np.exp(-slopes[item] * (theta - difficulties[item])))
        chance = p**score * (1 - p) ** (1 - score)
        persons[person] = persons.get(person, 1.0) * chance
    return sum(math.log(chance @ weights) for chance in persons.values())


@pytest.fixture(scope="module")
def mixed():
    """Answers with gaps, part marks and guessing."""
    bank = made_bank(3, 8, spread=0.3)
    full = answers_to(bank, seed=4, learners=300, each=6, guessing=0.2)
    responses = [
        row._replace(score=0.2 + 0.6 * row.score) if row.item == 7 else row for row in full
    ]
    return responses, dict.fromkeys(range(7), 0.2)


def by_item(found, name):
    return {item: getattr(parameters, name) for item, parameters in found.parameters.items()}


@pytest.mark.parametrize("fit", [fit_1pl, fit_2pl])
def test_the_estimate_is_the_top_of_the_marginal_likelihood(mixed, fit):
    responses, guessing = mixed
    found = fit(responses, guessing=guessing)
    assert found.converged
    b, a = by_item(found, "difficulty"), by_item(found, "discrimination")
    top = log_likelihood(responses, b, a, guessing)
    assert found.log_likelihood == pytest.approx(top, abs=1e-4)
    for step in (-0.02, 0.02):
        for item in b:
            assert log_likelihood(responses, {**b, item: b[item] + step}, a, guessing) < top
        groups = [list(a)] if fit is fit_1pl else [[item] for item in a]
        for group in groups:
            steeper = a | {item: a[item] * (1 + step) for item in group}
            assert log_likelihood(responses, b, steeper, guessing) < top


def test_the_variance_of_a_difficulty_is_that_of_the_likelihood_s_curvature(mixed):
    responses, guessing = mixed
    found = fit_2pl(responses, guessing=guessing)
    b, a = by_item(found, "difficulty"), by_item(found, "discrimination")
    h = 0.01

    def at(item, move_b, move_a):
        return log_likelihood(
            responses, {**b, item: b[item] + move_b}, {**a, item: a[item] + move_a}, guessing
        )

    for item in (0, 3):
        pair = ((h, 0.0), (0.0, h))
        bend = np.array(
            [
                [
                    at(item, u[0] + v[0], u[1] + v[1])
                    - at(item, u[0] - v[0], u[1] - v[1])
                    - at(item, v[0] - u[0], v[1] - u[1])
                    + at(item, -u[0] - v[0], -u[1] - v[1])
                    for u in pair
                ]
                for v in pair
            ]
        )
        variance = np.linalg.inv(-bend / (4 * h * h))[0, 0]
        assert found.parameters[item].variance == pytest.approx(variance, rel=0.15)


def test_many_answers_bring_back_the_parameters_they_were_made_with():
    bank = made_bank(1, 20, spread=0.3)
    responses = answers_to(bank, seed=2, learners=3000, each=12)
    found = fit_2pl(responses)
    for item, truth in bank.items():
        estimate = found.parameters[item]
        assert estimate.n == sum(row.item == item for row in responses)
        assert estimate.discrimination == pytest.approx(truth.discrimination, rel=0.25)
        error = abs(estimate.difficulty - truth.difficulty)
        assert error < 3.5 * math.sqrt(estimate.variance) < 0.6


def test_guessing_that_is_heeded_leaves_difficulties_where_they_are():
    bank = made_bank(5, 15)
    responses = answers_to(bank, seed=6, learners=2000, each=10, guessing=0.25)
    heeded = fit_1pl(responses, guessing=dict.fromkeys(bank, 0.25))
    ignored = fit_1pl(responses)
    errors = {
        name: fmean(fit.parameters[item].difficulty - bank[item].difficulty for item in bank)
        for name, fit in (("heeded", heeded), ("ignored", ignored))
    }
    assert abs(errors["heeded"]) < 0.1
    assert errors["ignored"] < -0.4
    assert heeded.parameters[0].discrimination == pytest.approx(1.0, abs=0.12)


def test_items_that_share_a_discrimination_have_the_same_one():
    bank = {0: known(0, 0.5), 1: known(0, 0.5), 2: known(-1, 2.0), 3: known(1, 2.0)}
    responses = answers_to(bank, seed=7, learners=1500, each=4)
    slopes = by_item(fit_2pl(responses, shared={0, 1}), "discrimination")
    assert slopes[0] == slopes[1] < slopes[2]
    assert slopes[2] != slopes[3]


def test_a_prior_on_difficulty_does_not_make_a_common_discrimination_steeper():
    # Estimated together with 60 difficulties, a = 1 came out as 1.5.
    slopes = []
    for seed in range(4):
        responses = answers_to(made_bank(seed, 60), seed=seed, learners=50, each=20)
        slopes.append(fit_1pl(responses, prior=Prior()).parameters[responses[0].item])
    assert fmean(found.discrimination for found in slopes) == pytest.approx(1.0, abs=0.15)


def test_with_a_prior_few_answers_leave_an_item_near_the_average():
    bank = made_bank(8, 10)
    responses = answers_to(bank, seed=9, learners=300, each=5)
    responses.append(Response(0, 99, 1.0))
    rare = fit_2pl(responses, prior=Prior()).parameters[99]
    assert -0.6 < rare.difficulty < 0.0
    assert 0.6 < rare.variance < 1.0
    assert rare.discrimination == pytest.approx(1.0, abs=0.1)


def test_the_order_of_the_responses_does_not_count(mixed):
    responses, guessing = mixed
    shuffled = Random(1).sample(responses, len(responses))
    assert fit_2pl(shuffled, guessing=guessing) == fit_2pl(responses, guessing=guessing)


@pytest.mark.parametrize("fit", [fit_1pl, fit_2pl])
@pytest.mark.parametrize("prior", [None, Prior()])
def test_an_item_that_everybody_answers_alike_gets_a_finite_difficulty(fit, prior):
    bank = made_bank(1, 6)
    responses = answers_to(bank, seed=2, learners=80, each=6)
    for person in range(80):
        responses += [Response(person, 50, 1.0), Response(person, 51, 0.0)]
    found = fit(responses, prior=prior).parameters
    for parameters in found.values():
        assert abs(parameters.difficulty) <= 15.0
        assert 0.1 < parameters.discrimination < 10.0
        assert 0.0 < parameters.variance < math.inf
    easiest = min(found, key=lambda item: found[item].difficulty)
    hardest = max(found, key=lambda item: found[item].difficulty)
    assert (easiest, hardest) == (50, 51)


def test_groups_of_learners_with_no_item_in_common_are_put_on_one_scale():
    bank = made_bank(11, 24)
    left = {item: bank[item] for item in range(12)}
    right = {item: bank[item] for item in range(12, 24)}
    responses = answers_to(left, seed=1, learners=600, each=8)
    responses += answers_to(right, seed=2, learners=600, each=8, first_person=600)
    found = fit_1pl(responses, prior=Prior())
    assert found.converged
    errors = [found.parameters[item].difficulty - bank[item].difficulty for item in bank]
    assert math.sqrt(fmean(e * e for e in errors)) < 0.25


@pytest.mark.parametrize(("score", "guessing"), [(1.5, 0.0), (-0.5, 0.0), (1.0, 1.0), (1.0, -0.1)])
def test_numbers_out_of_bounds_are_refused(score, guessing):
    with pytest.raises(ValueError, match="from 0 to"):
        fit_1pl([Response(1, 1, score)], guessing={1: guessing})


def test_chances_of_a_right_and_of_a_wrong_answer_add_up_to_one():
    bank = made_bank(1, 6)
    kept = answers_to(bank, seed=2, learners=3, each=4)
    losses = [
        held_out_losses(kept, [Response(1, 5, score)], bank, guessing={5: 0.2})[1][0]
        for score in (0.0, 1.0)
    ]
    assert sum(math.exp(-loss) for loss in losses) == pytest.approx(1.0)


def test_a_prediction_follows_what_the_person_answered_otherwise():
    bank = {item: known(0.0) for item in range(6)}
    able = [Response(1, item, 1.0) for item in range(5)]
    unable = [Response(2, item, 0.0) for item in range(5)]
    held_out = [Response(person, 5, 1.0) for person in (1, 2, 3)]
    losses = held_out_losses(able + unable, held_out, bank)
    assert losses[1][0] < losses[3][0] < losses[2][0]
    assert losses[3][0] == pytest.approx(math.log(2))


def test_an_uncertain_difficulty_predicts_with_less_confidence():
    kept, held_out = [Response(1, 1, 1.0)], [Response(1, 2, 1.0)]
    sure = held_out_losses(kept, held_out, {2: ItemParameters(-2.0, 0.0)})
    vague = held_out_losses(kept, held_out, {2: ItemParameters(-2.0, 4.0)})
    assert sure[1][0] < vague[1][0]


def test_better_parameters_are_adopted_and_cover_every_item_answered():
    bank = made_bank(1, 30)
    responses = answers_to(bank, seed=2, learners=150, each=15)
    current = {item: author_prior(0.5) for item in bank}
    found = calibrate(responses, current, seed=3)
    assert found.model == "1pl"
    assert found.loss_after < found.loss_before
    assert (found.learners, found.responses) == (150, len(responses))
    assert set(found.parameters) == {row.item for row in responses}
    assert len({parameters.discrimination for parameters in found.parameters.values()}) == 1
    everything = fit_1pl(responses, prior=Prior()).parameters
    assert found.parameters == everything


def test_discriminations_of_their_own_are_adopted_where_items_differ_in_them():
    bank = made_bank(1, 20, spread=0.7)
    responses = answers_to(bank, seed=2, learners=800, each=12)
    responses += answers_to({90: known(0), 91: known(0)}, seed=5, learners=50, each=2)
    found = calibrate(responses, {}, seed=3)
    assert found.model == "2pl"
    slopes = by_item(found, "discrimination")
    assert len({slopes[item] for item in bank}) == 20
    # Fifty answers are too few for one of their own.
    assert slopes[90] == slopes[91]


def test_parameters_that_are_the_truth_stay():
    bank = made_bank(4, 30, spread=0.2)
    responses = answers_to(bank, seed=5, learners=200, each=15)
    found = calibrate(responses, bank, seed=1)
    assert found.model is None
    assert found.parameters == {}
    assert found.loss_after is not None
    assert found.loss_before is not None


def test_a_calibration_done_twice_finds_the_same():
    bank = made_bank(4, 12)
    responses = answers_to(bank, seed=5, learners=60, each=10)
    once = calibrate(responses, {}, seed=1)
    assert calibrate(Random(1).sample(responses, len(responses)), {}, seed=1) == once
    assert calibrate([tuple(row) for row in responses], {}, seed=1) == once
    assert calibrate(responses, {}, seed=2).loss_before != once.loss_before


def test_without_answers_there_is_nothing_to_adopt():
    assert fit_1pl([]).parameters == {}
    found = calibrate([], {1: known(0.0)}, seed=1)
    assert (found.model, found.loss_before, found.loss_after) == (None, None, None)
    assert (found.learners, found.responses, found.parameters) == (0, 0, {})


@pytest.mark.parametrize("count", [1, 2, 40])
def test_one_learner_alone_changes_nothing(count):
    responses = [Response(1, item, float(item % 2)) for item in range(count)]
    assert calibrate(responses, {}, seed=1).model is None


def test_when_every_answer_is_right_the_calibration_copes():
    responses = [Response(person, item, 1.0) for person in range(30) for item in range(8)]
    found = calibrate(responses, {item: known(0.0) for item in range(8)}, seed=1)
    assert found.model == "1pl"
    for parameters in found.parameters.values():
        assert -5.0 < parameters.difficulty < -0.5


def test_the_gain_of_a_few_answers_is_not_enough():
    bank = made_bank(1, 10)
    almost = {
        item: replace(found, difficulty=found.difficulty + 0.1) for item, found in bank.items()
    }
    responses = answers_to(bank, seed=8, learners=12, each=6)
    assert calibrate(responses, almost, seed=1).model is None
