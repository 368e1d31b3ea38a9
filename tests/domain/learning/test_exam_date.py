"""Before an exam: fewer reviews, and a top-up in its window where recall would not do."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning import stability as fsrs
from quizapp.domain.learning.agenda import Agenda
from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.deck_sample import NEVER_SEEN, DeckCard, Sample
from quizapp.domain.learning.due import DuePolicy
from quizapp.domain.learning.exam_date import BEFORE, TOP_UP, WINDOW_DAYS, ExamPlan
from quizapp.domain.learning.forecast import Deck, Rule, Week, forecast
from quizapp.domain.learning.memory_state import DayRule
from quizapp.domain.learning.stability import DEFAULT_WEIGHTS
from quizapp.domain.learning.workload import DailyLimits

TODAY = date(2026, 3, 2)


def day(number):
    return TODAY + timedelta(days=number)


@given(
    stability=st.floats(0.1, 3_000.0),
    exam_in=st.integers(1, 400),
    retention=st.sampled_from((0.70, 0.80, 0.90, 0.97)),
    loads=st.dictionaries(st.integers(0, 60).map(day), st.integers(0, 300)),
    seed=st.text(max_size=8),
)
def test_a_top_up_is_never_outside_its_window_nor_in_the_past(
    stability, exam_in, retention, loads, seed
):
    exam = day(exam_in)
    policy = DuePolicy(retention, DEFAULT_WEIGHTS, exam, Agenda(loads))
    span = policy.span(stability, since=TODAY, earliest=day(1))
    due = policy.choose(span, seed=seed).day
    on_the_day = fsrs.recall(stability, elapsed=exam_in)
    assert due > TODAY
    if span.rule is DayRule.EXAM_TOP_UP:
        assert on_the_day < TOP_UP
        # On the eve nothing is left but the morning of the exam.
        assert due < exam or exam_in == 1
        assert due >= min(ExamPlan(exam).window_start, exam - timedelta(days=1))
    elif span.rule is DayRule.AFTER_EXAM:
        assert on_the_day >= TOP_UP
        assert due > exam
    else:
        assert due < exam
        aimed = fsrs.ideal_interval(stability, retention=min(retention, BEFORE))
        assert aimed < exam_in - WINDOW_DAYS


def test_the_last_days_before_an_exam_are_kept_free_for_what_is_forgotten():
    exam, loads = day(60), Counter()
    policy = DuePolicy(0.9, DEFAULT_WEIGHTS, exam, Agenda(loads))
    span = policy.span(40.0, since=TODAY, earliest=day(1))
    assert span.rule is DayRule.EXAM_TOP_UP
    for card in range(1_000):
        loads[policy.choose(span, seed=f"{card}").day] += 1
    first, last = loads[span.first], loads[span.last]
    assert span.first == exam - timedelta(days=WINDOW_DAYS)
    assert span.last == exam - timedelta(days=1)
    assert first > 2 * last > 0
    assert loads.total() == 1_000


def test_a_forecast_places_cards_by_the_rule_of_the_scheduler():
    # All due on one day: remembered or not, with an exam they come back in its window.
    sample = Sample([DeckCard(8.0, 5.0, 8, 0)] * 300 + [NEVER_SEEN] * 50, 1.0)
    deck = Deck(sample, TODAY, DailyLimits(new=0))
    rule = Rule(DeckOptions(exam_on=day(40)), Week(days_off=((day(20), day(29)),)))
    found = forecast(deck, rule, until=day(40), seed="luck")
    assert len(found.load()) == 40
    assert found.due[0] == 300
    # Forgotten cards come sooner; the others wait for the window, which begins on day 12.
    assert sum(found.due[1:12]) < 60
    assert sum(found.due[20:30]) == 0
    assert sum(found.due[12:20]) > 100
    assert found.seen == 300
    assert found.cards == 350
    assert found.known / found.seen >= TOP_UP


def test_an_exam_date_costs_fewer_reviews_and_no_recall():
    cards = [
        DeckCard(5.0 + number % 60, 3.0 + number % 7, 2 + number % 5, number % 50)
        for number in range(600)
    ]
    deck = Deck(Sample(cards, 1.0), TODAY, DailyLimits())
    usual = forecast(deck, Rule(DeckOptions(), Week()), until=day(90), seed="luck")
    exam = forecast(deck, Rule(DeckOptions(exam_on=day(90)), Week()), until=day(90), seed="luck")
    assert sum(exam.due) < sum(usual.due)
    assert exam.known >= usual.known
