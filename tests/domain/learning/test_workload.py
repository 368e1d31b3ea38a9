"""What a deck will cost: the simulation keeps its books, and its sample stands for the deck."""

from random import Random
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.deck_sample import NEVER_SEEN, DeckCard, Sample, sampled
from quizapp.domain.learning.workload import DailyLimits, by_interval, curve, simulate

NO_LIMITS = DailyLimits()


def made_deck(size, *, unseen=0.2, seed=7):
    rng = Random(seed)
    cards = []
    for _ in range(size):
        if rng.random() < unseen:
            cards.append(NEVER_SEEN)
            continue
        stability = rng.lognormvariate(3.0, 1.2)
        elapsed = int(rng.random() * stability)
        cards.append(
            DeckCard(stability, rng.uniform(1.0, 10.0), elapsed, round(stability) - elapsed)
        )
    return cards


def followed(cards, *, days=60, limits=NO_LIMITS, retention=0.9, seed="luck"):
    sample = cards if isinstance(cards, Sample) else Sample(cards, 1.0)
    place = by_interval(sample, retention)
    return simulate(sample, days=days, limits=limits, place=place, seed=seed)


cards = st.one_of(
    st.just(NEVER_SEEN),
    st.builds(
        DeckCard,
        st.floats(0.1, 500.0),
        st.floats(1.0, 10.0),
        st.integers(1, 400),
        st.integers(-30, 90),
    ),
)


@given(
    deck=st.lists(cards, max_size=40),
    new=st.none() | st.integers(0, 5),
    due=st.none() | st.integers(0, 8),
)
def test_no_card_is_lost_or_counted_twice_and_no_limit_is_passed(deck, new, due):
    visits = []
    sample = Sample(deck, 1.0)
    place = by_interval(sample, 0.9)

    def watched(number, stability, day):
        visits.append((number, day))
        return place(number, stability, day)

    found = simulate(sample, days=30, limits=DailyLimits(new, due), place=watched, seed="1")
    assert len(visits) == len(set(visits)) == sum(found.load())
    by_day = [sum(1 for _, on in visits if on == day) for day in range(30)]
    assert found.load() == by_day
    assert new is None or max(found.new) <= new
    assert due is None or max(found.due) <= due
    assert all(0 <= number < len(deck) for number, _ in visits)
    if due is None and new is None:
        assert found.waiting == 0
        assert {number for number, _ in visits} >= {
            number for number, card in enumerate(deck) if not card.stability or card.due < 30
        }
    assert sum(found.answers) >= sum(found.load())
    assert 0 <= found.known <= found.cards == len(deck)


def test_what_does_not_fit_into_a_day_waits_and_no_new_card_is_added_before_it_is_done():
    overdue = [DeckCard(10.0, 5.0, 20, -10)] * 25
    found = followed([*overdue, *[NEVER_SEEN] * 10], days=4, limits=DailyLimits(new=10, due=10))
    assert found.due[:2] == [10, 10]
    assert found.new[:2] == [0, 0]
    assert found.new[2] == 10
    assert followed(overdue, days=1, limits=DailyLimits(due=10)).waiting == 15


def test_a_forgotten_card_takes_two_answers_and_a_remembered_one_takes_one():
    safe, lost = DeckCard(30_000.0, 5.0, 1, 0), DeckCard(0.001, 5.0, 10_000, 0)
    assert followed([safe] * 50, days=1).answers == [50]
    assert 190 <= followed([lost] * 100, days=1).answers[0] <= 200


def test_known_is_the_sum_of_recalls_on_the_last_day():
    # Not due within the days: nothing happens but forgetting. R is .9 after S days.
    idle = DeckCard(stability=50.0, difficulty=5.0, elapsed=21, due=40)
    assert followed([idle, idle, NEVER_SEEN], days=30, limits=DailyLimits(new=0)).known == (
        pytest.approx(1.8)
    )


def test_a_higher_retention_costs_more_and_gives_more():
    points = curve(made_deck(600), limits=NO_LIMITS, seed="1", retentions=(0.7, 0.8, 0.9, 0.97))
    costs = [point.answers_per_day for point in points]
    gains = [point.known for point in points]
    assert costs == sorted(costs)
    assert gains == sorted(gains)
    assert costs[-1] > 2.5 * costs[0]


def test_a_topic_of_its_own_keeps_its_retention_along_the_curve():
    cards = [card._replace(topic="causes") for card in made_deck(200, unseen=0.0)]
    low, high = curve(
        cards,
        limits=NO_LIMITS,
        seed="1",
        own={"causes": 0.9},
        retentions=(0.7, 0.97),
        days=60,
    )
    assert low.answers_per_day == high.answers_per_day


def test_every_card_is_as_likely_as_another_to_be_in_a_sample():
    # In a deck of alike cards, only the place in the deck can tell who is chosen.
    deck = made_deck(5_000)
    sample = sampled(deck, 500)
    assert len(sample.cards) * sample.weight == pytest.approx(len(deck))
    for trait in (
        lambda card: bool(card.stability),
        lambda card: card.stability > 20.0,
        lambda card: card.difficulty > 5.0,
        lambda card: card.stability > 20.0 and card.difficulty > 5.0,
        lambda card: card.due < 7,
    ):
        whole = fmean(trait(card) for card in deck)
        assert fmean(trait(card) for card in sample.cards) == pytest.approx(whole, abs=0.02)


def test_a_small_deck_is_followed_whole():
    deck = made_deck(300)
    assert sampled(deck, 1_000) == (deck, 1.0)


@pytest.mark.parametrize("limits", [NO_LIMITS, DailyLimits(new=10, due=60)])
def test_a_sample_is_unbiased_and_its_errors_are_not_too_small_without_limits(limits):
    deck = made_deck(3_000)

    def points(size, seeds):
        return [
            curve(deck, limits=limits, seed=f"{seed}", retentions=(0.85,), days=90, size=size)[0]
            for seed in range(seeds)
        ]

    whole, parts = points(3_000, 3), points(300, 40)
    for figure, error in (("answers_per_day", "answers_error"), ("known", "known_error")):
        truth = fmean(getattr(point, figure) for point in whole)
        found = [getattr(point, figure) for point in parts]
        spread = stdev(found)
        assert abs(fmean(found) - truth) <= 3.0 * spread / 40**0.5 + 0.02 * truth
        if limits == NO_LIMITS:
            assert spread <= 1.3 * fmean(getattr(point, error) for point in parts)


def test_the_same_seed_gives_the_same_luck_whatever_the_rule():
    deck = made_deck(100)
    assert followed(deck, seed="1") == followed(deck, seed="1")
    assert followed(deck, seed="1") != followed(deck, seed="2")
    lost = [DeckCard(1.0, 5.0, 30, 0)] * 100
    one, other = followed(lost, days=1, retention=0.7), followed(lost, days=1, retention=0.97)
    assert one.answers == other.answers
