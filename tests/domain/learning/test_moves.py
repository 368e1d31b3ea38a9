"""Moving cards to other days loses none, moves no other, and says what it costs."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.domain.learning.agenda import Agenda, is_off
from quizapp.domain.learning.moves import (
    DueCard,
    advance,
    cost_of,
    leave_days_off,
    postpone,
    spread_backlog,
)

MONDAY = date(2026, 3, 2)


def loads_after(cards, moves, today):
    """Cards by day once moved; what is overdue is due today."""
    return Counter(max(moves.get(card.item_id, card.due), today) for card in cards)


def day(number):
    return MONDAY + timedelta(days=number)


@st.composite
def decks(draw):
    cards = draw(
        st.lists(
            st.tuples(st.floats(0.1, 400.0), st.integers(0, 200), st.integers(-40, 60)), max_size=60
        )
    )
    return [
        DueCard(number, stability, day(min(due, 0) - age), day(due))
        for number, (stability, age, due) in enumerate(cards)
    ]


ranges = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 12)).map(
        lambda pair: (day(pair[0]), day(pair[0] + pair[1]))
    ),
    max_size=3,
).map(tuple)
weeks = st.lists(st.sampled_from((0, 50, 100)), min_size=7, max_size=7).map(tuple)
agendas = st.builds(Agenda, st.just({}), weeks, ranges)


@given(cards=decks(), days=st.integers(1, 30), agenda=agendas)
def test_a_backlog_is_moved_whole_within_its_days_and_lowest_recall_comes_first(
    cards, days, agenda
):
    moves = spread_backlog(cards, today=MONDAY, days=days, agenda=agenda)
    backlog = {card.item_id: card for card in cards if card.due <= MONDAY}
    assert set(moves) == set(backlog)
    assert all(day(0) <= to < day(days) for to in moves.values())
    order = sorted(moves, key=lambda item: (moves[item], backlog[item].recall_on(MONDAY)))
    recalls = [backlog[item].recall_on(MONDAY) for item in order]
    assert recalls == sorted(recalls)


@given(cards=decks(), days=st.integers(1, 30), agenda=agendas)
def test_no_move_loses_a_card(cards, days, agenda):
    for moves in (
        spread_backlog(cards, today=MONDAY, days=days, agenda=agenda),
        advance(cards, today=MONDAY, days=days),
        postpone(cards, today=MONDAY, days=days, agenda=agenda),
        leave_days_off(cards, today=MONDAY, agenda=agenda),
    ):
        assert loads_after(cards, moves, MONDAY).total() == len(cards)
        assert all(to >= MONDAY for to in moves.values())


@given(cards=decks(), days=st.integers(1, 30), agenda=agendas)
def test_a_backlog_leaves_days_off_and_days_to_avoid_free(cards, days, agenda):
    open_days = [
        day(number)
        for number in range(days)
        if agenda.easy_days[day(number).weekday()] and not is_off(day(number), agenda.days_off)
    ]
    assume(open_days)
    moves = spread_backlog(cards, today=MONDAY, days=days, agenda=agenda)
    assert set(moves.values()) <= set(open_days)


def test_a_backlog_comes_out_even_with_what_is_due_anyway():
    waiting = [DueCard(number, 10.0, day(-20), day(-5)) for number in range(20)]
    coming = [DueCard(100 + number, 10.0, day(-5), day(1)) for number in range(10)]
    moves = spread_backlog([*waiting, *coming], today=MONDAY, days=3, agenda=Agenda())
    assert loads_after([*waiting, *coming], moves, MONDAY) == {day(0): 10, day(1): 10, day(2): 10}


def test_a_backlog_takes_half_as_much_on_a_reduced_day():
    waiting = [DueCard(number, 10.0, day(-20), day(-5)) for number in range(30)]
    agenda = Agenda({}, (100, 50, 0, 100, 100, 100, 100), ())
    moves = spread_backlog(waiting, today=MONDAY, days=3, agenda=agenda)
    assert Counter(moves.values()) == {day(0): 20, day(1): 10}


def test_advancing_brings_what_is_due_on_the_next_days_to_today_and_nothing_else():
    cards = [DueCard(number, 10.0, day(-5), day(number - 1)) for number in range(5)]
    assert advance(cards, today=MONDAY, days=2) == {2: MONDAY, 3: MONDAY}


def test_postponing_moves_what_is_due_to_a_day_that_is_not_off():
    cards = [DueCard(1, 10.0, day(-9), day(-1)), DueCard(2, 10.0, day(-9), day(0))]
    later = DueCard(3, 10.0, day(-9), day(1))
    agenda = Agenda({}, (100,) * 7, ((day(3), day(4)),))
    moves = postpone([*cards, later], today=MONDAY, days=3, agenda=agenda)
    assert moves == {1: day(5), 2: day(5)}


@given(cards=decks(), agenda=agendas)
def test_only_cards_due_on_a_day_off_leave_it_and_they_do_not_go_to_another(cards, agenda):
    moves = leave_days_off(cards, today=MONDAY, agenda=agenda)
    off = {
        card.item_id for card in cards if card.due >= MONDAY and is_off(card.due, agenda.days_off)
    }
    assert set(moves) == off
    assert not any(is_off(to, agenda.days_off) for to in moves.values())


def test_a_card_leaves_a_day_off_for_the_least_loaded_day_around_it():
    off = DueCard(1, 10.0, day(-5), day(3))
    busy = [DueCard(10 + number, 10.0, day(-5), day(number)) for number in (0, 1, 2, 4, 5, 6, 7)]
    agenda = Agenda({}, (100,) * 7, ((day(3), day(3)),))
    # Days 8 to 10 are free, and 8 is the nearest of them.
    assert leave_days_off([off, *busy], today=MONDAY, agenda=agenda) == {1: day(8)}


def test_the_cost_is_the_recall_of_what_moves_and_only_of_that():
    # R is .9 after S days.
    moved, other = DueCard(1, 10.0, day(-10), day(-2)), DueCard(2, 1.0, day(-9), day(0))
    cost = cost_of([moved, other], {1: day(20)}, today=MONDAY)
    assert cost is not None
    assert cost.before == pytest.approx(0.9)
    assert cost.after == pytest.approx(moved.recall_on(day(20)))
    assert cost.after < cost.before
    assert cost_of([moved, other], {}, today=MONDAY) is None
