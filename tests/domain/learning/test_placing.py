"""Placing cards anew: only those outside their range move, into it, and only once."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.agenda import is_off
from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.forecast import Rule, Week
from quizapp.domain.learning.memory_state import DayRule
from quizapp.domain.learning.placing import PlacedCard, placed_anew

TODAY = date(2026, 3, 2)


def day(number):
    return TODAY + timedelta(days=number)


@st.composite
def decks(draw):
    rows = st.tuples(
        st.sampled_from(("causes", "treatment")),
        st.floats(0.1, 400.0),
        st.integers(0, 200),
        st.integers(-40, 150),
    )
    return [
        PlacedCard(number, topic, stability, day(min(due, 0) - age), day(due), f"{number}")
        for number, (topic, stability, age, due) in enumerate(draw(st.lists(rows, max_size=40)))
    ]


rules = st.builds(
    Rule,
    st.builds(
        DeckOptions,
        desired_retention=st.sampled_from((0.70, 0.90, 0.97)),
        topic_retention=st.sampled_from(({}, {"causes": 0.95})),
        exam_on=st.none() | st.integers(-5, 120).map(day),
    ),
    st.builds(Week, st.just((100, 50, 100, 0, 100, 100, 100)), st.just(((day(10), day(20)),))),
)


@given(cards=decks(), rule=rules)
def test_cards_outside_their_range_move_into_it_and_no_others_do(cards, rule):
    moves = placed_anew(cards, rule, TODAY)
    for card in cards:
        policy = rule.policy(card.topic, {})
        span = policy.span(card.stability, since=card.last_day, earliest=TODAY)
        stays = span.first <= max(card.due, TODAY) <= span.last
        assert (card.item_id not in moves) == stays
        assert span.first <= moves.get(card.item_id, span.first) <= span.last
        assert moves.get(card.item_id, TODAY) >= TODAY


@given(cards=decks(), rule=rules)
def test_what_has_been_placed_does_not_move_again(cards, rule):
    moves = placed_anew(cards, rule, TODAY)
    placed = [card._replace(due=moves.get(card.item_id, card.due)) for card in cards]
    assert placed_anew(placed, rule, TODAY) == {}


def test_cards_are_laid_where_the_days_are_emptiest_and_not_on_days_off():
    options, off = DeckOptions(exam_on=day(60)), ((day(40), day(45)),)
    rule = Rule(options, Week(days_off=off))
    policy = rule.policy("causes", {})
    span = policy.span(40.0, since=TODAY, earliest=TODAY)
    assert span.rule is DayRule.EXAM_TOP_UP
    # A hundred cards stay on one day; a hundred others have to come in before the exam.
    staying = [PlacedCard(n, "causes", 40.0, TODAY, day(35), f"{n}") for n in range(100)]
    moving = [PlacedCard(n, "causes", 40.0, TODAY, day(90), f"{n}") for n in range(100, 200)]
    moves = placed_anew([*moving, *staying], rule, TODAY)
    assert set(moves) == set(range(100, 200))
    found = Counter(moves.values())
    assert found[day(35)] == 0
    assert not any(is_off(to, off) for to in found)
    assert max(found.values()) <= 20


def test_cards_that_move_make_room_for_each_other():
    rule = Rule(DeckOptions(exam_on=day(60)), Week())
    cards = [PlacedCard(n, "causes", 40.0, TODAY, day(90), f"{n}") for n in range(600)]
    found = Counter(placed_anew(cards, rule, TODAY).values())
    # The eve has one part of the room that the first day has 28 of; full days give way to it.
    assert found[day(59)] * 6 > max(found.values())
