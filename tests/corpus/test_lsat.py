"""Batch calibration on the LSAT data (1000 people, 5 items), against R's ltm and our own climb."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from quizapp.domain.grading.calibration import Response, fit_1pl, fit_2pl

LSAT = Path(__file__).parents[2] / "../shared/data/statistics/LSAT.csv"

pytestmark = pytest.mark.skipif(
    not LSAT.exists(), reason="the reference data is not at ../shared/data"
)

# As printed by ltm 1.2 for rasch(LSAT) and ltm(LSAT ~ z1).
RASCH = (-3.6153, -1.3224, -0.3176, -1.7301, -2.7802)
RASCH_SLOPE = 0.7551
DIFFICULTIES = (-3.3597, -1.3696, -0.2799, -1.8659, -3.1236)
SLOPES = (0.8254, 0.7229, 0.8905, 0.6886, 0.6575)


@pytest.fixture(scope="module")
def people():
    with LSAT.open(encoding="utf-8", newline="") as lines:
        return [tuple(map(int, row)) for row in list(csv.reader(lines))[1:]]


@pytest.fixture(scope="module")
def responses(people):
    return [
        Response(person, item, float(score))
        for person, scores in enumerate(people)
        for item, score in enumerate(scores)
    ]


class Patterns:
    """The likelihood by answer pattern, on Gauss-Hermite points: nothing in common with ours."""

    def __init__(self, people, slopes):
        self.patterns, self.counts = map(np.array, zip(*Counter(people).items(), strict=True))
        self.nodes, weights = np.polynomial.hermite_e.hermegauss(60)
        self.weights = weights / weights.sum()
        self.slopes = slopes

    def __call__(self, point):
        slopes = np.broadcast_to(point[: self.slopes], (5,))
        eta = slopes[:, None] * self.nodes + point[self.slopes :, None]
        right = 1 / (1 + np.exp(-eta))
        chances = np.where(self.patterns[:, :, None] == 1, right, 1 - right).prod(axis=1)
        return float(self.counts @ np.log(chances @ self.weights))

    def top(self):
        """Newton's method on numeric derivatives, with steps halved until they lead upwards."""
        shares = self.counts @ self.patterns / self.counts.sum()
        point = np.concatenate((np.ones(self.slopes), np.log(shares / (1 - shares))))
        steps = np.eye(len(point)) * 1e-3
        for _ in range(30):
            slope = np.array([self(point + h) - self(point - h) for h in steps]) / 2e-3
            bend = np.array(
                [
                    [
                        self(point + h + k)
                        - self(point + h - k)
                        - self(point - h + k)
                        + self(point - h - k)
                        for h in steps
                    ]
                    for k in steps
                ]
            )
            move = np.linalg.solve(-bend / 4e-6 + np.eye(len(point)), slope)
            while self(point + move) < self(point) and np.abs(move).max() > 1e-7:
                move /= 2
            point = point + move
        return point


@pytest.mark.parametrize(
    ("fit", "slopes", "expected"), [(fit_1pl, 1, -2466.938), (fit_2pl, 5, -2466.653)]
)
def test_the_log_likelihood_is_that_of_ltm_and_of_an_independent_climb(
    people, responses, fit, slopes, expected
):
    found = fit(responses)
    assert found.converged
    assert found.log_likelihood == pytest.approx(expected, abs=0.01)
    patterns = Patterns(people, slopes)
    top = patterns.top()
    assert found.log_likelihood == pytest.approx(patterns(top), abs=1e-4)
    own = np.broadcast_to(top[:slopes], (5,))
    for item, parameters in found.parameters.items():
        assert parameters.discrimination == pytest.approx(own[item], abs=1e-3)
        assert parameters.difficulty == pytest.approx(-top[slopes + item] / own[item], abs=2e-3)


def test_1pl_parameters_are_those_of_rasch_in_ltm(responses):
    for item, found in fit_1pl(responses).parameters.items():
        assert found.difficulty == pytest.approx(RASCH[item], abs=0.005)
        assert found.discrimination == pytest.approx(RASCH_SLOPE, abs=0.005)
        assert found.n == 1000


def test_2pl_parameters_are_those_of_ltm(responses):
    for item, found in fit_2pl(responses).parameters.items():
        assert found.difficulty == pytest.approx(DIFFICULTIES[item], abs=0.005)
        assert found.discrimination == pytest.approx(SLOPES[item], abs=0.005)
