"""Practice: the right level, every topic, no repeats, weak and fading things first."""

import math
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.ability import Ability, ItemParameters, author_prior, prior, update
from quizapp.domain.learning.memory import Scheduler, retrievability
from quizapp.domain.learning.selection import (
    Candidate,
    ChoiceReason,
    choose_practice,
    success_of,
)

TOPICS = (
    "definition",
    "epidemiology",
    "causes",
    "presentation",
    "diagnosis",
    "treatment",
    "prognosis",
)
TODAY = date(2026, 3, 2)
PARIS = ZoneInfo("Europe/Paris")


def unseen(item_id, topic="causes", difficulty=0.0, guessing=0.0):
    parameters = ItemParameters(difficulty, 0.05)
    return Candidate(item_id, topic, parameters, guessing, None, None)


def seen(item_id, topic="causes", *, recall, days_ago, guessing=0.0):
    last = TODAY - timedelta(days=days_ago)
    return Candidate(item_id, topic, ItemParameters(0.0, 0.05), guessing, recall, last)


def choose(candidates, ability=None, *, topics=TOPICS, asked=(), seed=1):
    return choose_practice(
        candidates,
        ability or prior(TOPICS),
        topics=topics,
        asked_topics=asked,
        rng=Random(seed),
        today=TODAY,
    )


def ability_with(**means):
    narrow = tuple(tuple(0.1 if i == j else 0.05 for j in TOPICS) for i in TOPICS)
    return Ability(TOPICS, tuple(means.get(topic, 0.0) for topic in TOPICS), narrow, 50)


class Learner:
    """Answers as the models say: by ability at first sight, by memory after that."""

    def __init__(self, theta, seed, *, calibrated, size=100):
        self.rng = Random(seed)
        self.theta = {topic: theta + self.rng.gauss(0, 0.4) for topic in TOPICS}
        self.ability = prior(TOPICS)
        self.truth = {
            item: (TOPICS[item % 7], self.rng.gauss(0, 1), 0.2 if item % 2 else 0.0)
            for item in range(size)
        }
        self.parameters = {
            item: ItemParameters(b, 0.05) if calibrated else author_prior(0.7)
            for item, (_, b, _) in self.truth.items()
        }
        self.states = {}

    def candidates(self, asked, today):
        for item, (topic, _, guessing) in self.truth.items():
            if item not in asked:
                state = self.states.get(item)
                yield Candidate(
                    item,
                    topic,
                    self.parameters[item],
                    guessing,
                    retrievability(state, today) if state else None,
                    state.last_day if state else None,
                )

    def answer(self, item, now):
        topic, difficulty, guessing = self.truth[item]
        state = self.states.get(item)
        if state is None:
            known = 1 / (1 + math.exp(difficulty - self.theta[topic]))
        else:
            known = retrievability(state, now.date())
        score = float(self.rng.random() < known + (1 - known) * guessing)
        if state is None:
            self.ability, self.parameters[item] = update(
                self.ability, self.parameters[item], topic=topic, score=score, guessing=guessing
            )
        self.states[item] = (
            Scheduler()
            .quiz(state, score=score, guessing=guessing, now=now, zone=PARIS, seed=f"{item}:{now}")
            .state
        )
        return score

    def quiz(self, now, length):
        """(items, scores) of one adaptive quiz."""
        asked, scores = [], []
        for _ in range(length):
            choice = choose_practice(
                self.candidates(asked, now.date()),
                self.ability,
                topics=TOPICS,
                asked_topics=[self.truth[item][0] for item in asked],
                rng=self.rng,
                today=now.date(),
            )
            asked.append(choice.item_id)
            scores.append(self.answer(choice.item_id, now))
        return asked, scores


@pytest.mark.parametrize("calibrated", [True, False], ids=["calibrated", "cold start"])
@pytest.mark.parametrize("theta", [-1.0, 0.0, 1.0])
def test_in_the_long_run_three_answers_in_four_are_right(theta, calibrated):
    scores = []
    for seed in range(3):
        learner = Learner(theta, seed, calibrated=calibrated)
        for day in range(30):
            now = datetime(2026, 3, 2, 18, tzinfo=UTC) + timedelta(days=day)
            asked, right = learner.quiz(now, 10)
            assert len(set(asked)) == 10
            assert {learner.truth[item][0] for item in asked} == set(TOPICS)
            scores += right
    assert 0.70 <= sum(scores) / len(scores) <= 0.85


@given(
    seed=st.integers(0, 1000),
    topics=st.lists(st.sampled_from(TOPICS), min_size=1, unique=True),
)
def test_every_chosen_topic_is_asked_once_before_any_is_asked_twice(seed, topics):
    pool = [unseen(n, TOPICS[n % 7], difficulty=(n % 5) - 2) for n in range(70)]
    asked = []
    for _ in range(10):
        choice = choose(pool, topics=topics, asked=[c.topic for c in asked], seed=seed)
        chosen = next(c for c in pool if c.item_id == choice.item_id)
        pool.remove(chosen)
        asked.append(chosen)
    assert {c.topic for c in asked[: len(topics)]} == set(topics[:10])
    assert {c.topic for c in asked} <= set(topics)


def test_weak_topics_come_first_and_get_more_but_not_all():
    ability = ability_with(treatment=-4.0, causes=4.0)
    topics = ["causes", "definition", "treatment"]
    pool = [unseen(n, topics[n % 3]) for n in range(60)]
    asked = []
    for _ in range(20):
        choice = choose(pool, ability, topics=topics, asked=asked)
        chosen = next(c for c in pool if c.item_id == choice.item_id)
        pool.remove(chosen)
        asked.append(chosen.topic)
    shares = Counter(asked)
    assert asked[:3] == ["treatment", "definition", "causes"]
    assert shares["treatment"] > shares["definition"] > shares["causes"] >= 3


def test_a_forgotten_topic_comes_before_one_that_is_held():
    pool = [
        seen(1, "causes", recall=0.95, days_ago=9),
        seen(2, "treatment", recall=0.6, days_ago=9),
    ]
    for seed in range(10):
        assert choose(pool, topics=["causes", "treatment"], seed=seed).item_id == 2


def test_the_item_nearest_the_target_is_chosen():
    ability = ability_with()
    pool = [unseen(n, difficulty=d) for n, d in enumerate((-4.0, -1.2, 0.5, 2.0))]
    choice = choose(pool, ability, topics=["causes"])
    assert choice.item_id == 1
    assert choice.expected_success == pytest.approx(0.77, abs=0.02)


def test_an_item_seen_today_waits_for_one_further_from_the_target():
    pool = [seen(1, recall=0.78, days_ago=0), unseen(2, difficulty=0.3)]
    assert choose(pool, topics=["causes"]).item_id == 2
    pool = [seen(1, recall=0.78, days_ago=20), unseen(2, difficulty=0.3)]
    assert choose(pool, topics=["causes"]).item_id == 1


def test_two_attempts_differ_but_the_same_seed_gives_the_same_choice():
    for spread, variety in ((0.02, 3), (0.0, 10)):
        pool = [unseen(n, difficulty=n * spread) for n in range(30)]
        chosen = [choose(pool, seed=seed, topics=["causes"]).item_id for seed in range(20)]
        assert len(set(chosen)) >= variety
        again = [choose(pool, seed=seed, topics=["causes"]).item_id for seed in range(20)]
        assert chosen == again


def test_the_topic_left_without_items_is_passed_over():
    pool = [unseen(1, "causes")]
    assert choose(pool, asked=["causes"] * 5, topics=["treatment", "causes"]).item_id == 1


def test_there_is_no_choice_without_a_candidate_in_the_topics():
    assert choose([]) is None
    assert choose([unseen(1, "causes")], topics=["treatment"]) is None


def test_what_is_forgotten_may_still_be_guessed():
    candidate = seen(1, recall=0.6, days_ago=9, guessing=0.25)
    assert success_of(candidate, prior(TOPICS)) == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (seen(1, "causes", recall=0.7, days_ago=9), ChoiceReason.FADING),
        (unseen(1, "treatment"), ChoiceReason.WEAK_TOPIC),
        (seen(1, "treatment", recall=0.95, days_ago=9), ChoiceReason.WEAK_TOPIC),
        (unseen(1, "causes"), ChoiceReason.NEW),
        (seen(1, "causes", recall=0.95, days_ago=9), ChoiceReason.RIGHT_LEVEL),
    ],
)
def test_the_reason_for_a_question_is_the_one_that_decided(candidate, reason):
    assert choose([candidate], ability_with(treatment=-1.0)).reason is reason
