"""The result of an attempt: what it says in each mode, and what it keeps to itself."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from tests.domain.content import samples
from tests.factories import log_in, make_learner
from tests.services import exams
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.services.studying import answer, ask, start
from tests.web.attempts import RIGHT, WRONG, exam_of, measured, now, result, rows, taken, text_of
from tests.web.steps import title

CARDS = f"/cards/{SLUG}"


@pytest.fixture
def alice(app, session):
    return make_learner("alice", language="en")


@pytest.fixture
def page(client, alice):
    log_in(client)
    return client


def test_title_and_heading_say_the_result_first(page, alice):
    load(*made_items(2))
    shown = result(page, taken(alice, (RIGHT, None), (WRONG, None)))
    assert title(shown).startswith("1 of 2 points")
    heading = BeautifulSoup(shown.text, "html.parser").h1
    assert heading.get_text(strip=True) == "1 of 2 points"
    assert heading.has_attr("data-autofocus-result")


def test_a_total_below_zero_is_shown_as_it_is(page, alice):
    load(*made_items(2))
    attempt = taken(alice, (WRONG, 3), (WRONG, 2), convention=Convention.CONFIDENCE)
    assert title(result(page, attempt)).startswith("−8 of 6 points")


def test_each_question_has_its_mark_in_words_its_time_and_its_confidence(page, alice):
    load(made_item("multiple"))
    attempt = start(alice, length=1, asks_confidence=True, now=now())
    keys = [option.id for option in ask(alice, attempt).content.keys]
    extra = next(o.id for o in ask(alice, attempt).content.distractors if o.flag is None)
    given = exams.ticked(*keys, extra)
    answer(alice, attempt, 1, given, confidence=2, duration_ms=65_000, now=now())

    shown = result(page, attempt)

    words = text_of(shown)
    assert re.search(r"1 discordance \([A-E]\): 0\.5 of 1 point\.", words)
    assert "1 min 5 s in all, 1 min 5 s as the median." in words
    assert "unknown" not in words
    assert "Fairly sure" in words
    assert f'href="/quiz/{attempt.id}/1"' in shown.text
    assert page.get(f"/quiz/{attempt.id}/1").status_code == 200


def test_points_are_told_by_topic_and_by_type(page, alice):
    load(made_item(), made_item("short_answer", topic="causes"))
    attempt = start(alice, length=2, now=now())
    for position in (1, 2):
        question = ask(alice, attempt, position)
        way = WRONG if question.content.type == "sba" else RIGHT
        answer(alice, attempt, position, way(question), now=now())

    found = rows(result(page, attempt))

    assert ["Definition", "0 of 1"] in found
    assert ["Causes", "1 of 1"] in found
    assert ["Single best answer", "0 of 1"] in found
    assert ["Short answer", "1 of 1"] in found


def test_time_that_is_not_known_is_called_unknown(page, alice):
    load(*made_items(2))
    attempt = start(alice, length=2, now=now())
    answer(alice, attempt, 1, duration_ms=None, now=now())
    unfinished = text_of(result(page, attempt))
    assert "How long each question took is unknown: that needs JavaScript." in unfinished

    answer(alice, attempt, 2, duration_ms=9000, now=now())
    words = text_of(result(page, attempt))
    assert "9 s in all, 9 s as the median. It is unknown for 1 question." in words


def test_an_unfinished_practice_shows_what_was_answered_and_leads_back(page, alice):
    load(*made_items(3))
    attempt = start(alice, length=3, now=now())
    answer(alice, attempt, 1, now=now())
    shown = result(page, attempt)
    assert title(shown).startswith("1 of 1 points")
    assert f'href="/quiz/{attempt.id}"' in shown.text
    assert f'href="/quiz/{attempt.id}/2"' not in shown.text


@pytest.mark.parametrize("mode", [Mode.MEASURE, Mode.EXAM])
def test_a_measure_or_an_exam_in_progress_leads_back_and_reveals_nothing(page, alice, mode):
    load(*made_items(9))
    attempt = start(alice, mode=mode, length=9, now=now())
    if mode is Mode.MEASURE:
        answer(alice, attempt, now=now())

    shown = page.get(f"/quiz/{attempt.id}/result")

    assert (shown.status_code, shown.location) == (302, f"/quiz/{attempt.id}")
    assert page.get(f"{CARDS}?attempt={attempt.id}").status_code == 404
    assert page.get(f"{CARDS}/summary?attempt={attempt.id}").status_code == 404


def test_an_exam_says_how_it_ended_how_long_it_took_and_by_what_rule(page, alice):
    load(*made_items(3))
    attempt = exam_of(alice, length=3, convention=Convention.FORMULA)

    words = text_of(result(page, attempt))

    assert title(result(page, attempt)).startswith("1 of 3 points")
    assert "You handed it in." in words
    assert "It took you 42 min of 1 h." in words
    assert "2 questions were left unanswered." in words
    assert "Formula scoring" in words
    assert "Left blank: 0 points." in words


def test_an_exam_whose_time_was_up_says_so(page, alice):
    load(*made_items(2))
    words = text_of(result(page, exam_of(alice, length=2, minutes=10, answered=(1, 2))))
    assert "The time was up" in words
    assert "It took you 10 min of 10 min." in words
    assert "No question was left unanswered." in words


def test_an_exam_without_a_limit_took_some_time_all_the_same(page, alice):
    load(*made_items(2))
    words = text_of(result(page, exam_of(alice, length=2, minutes=None)))
    assert "It took you 42 min, without a time limit." in words


def test_the_questions_of_a_case_stand_under_its_title(page, alice):
    load(made_item(), *samples.case().items)
    attempt = exam_of(alice, length=4, answered=range(1, 5))

    soup = BeautifulSoup(result(page, attempt).text, "html.parser")

    bodies = soup.select("table[aria-labelledby=questions] tbody")
    case = exams.one_of_each()[-1].case
    by_title = {
        body.select_one("th[scope=rowgroup]") is not None: len(body.select("th[scope=row]"))
        for body in bodies
    }
    assert by_title == {False: 1, True: 3}
    heading = soup.select_one("th[scope=rowgroup]").get_text(" ", strip=True)
    assert re.sub(r"\s", " ", heading) == f"Case: {case.title['en']}"


def test_a_measure_says_its_share_with_the_band_first(page, alice):
    load(*made_items(12))
    shown = result(page, measured(alice))
    said = re.match(r"(\d+)% of the bank, between (\d+)% and (\d+)%, Result", title(shown))
    share, low, high = map(int, said.groups())
    assert low < share < high
    words = text_of(shown)
    assert "It stopped after the largest number of questions." in words
    assert "nine times in ten" in words
    assert "The band is wide" in words
    soup = BeautifulSoup(shown.text, "html.parser")
    assert soup.select_one("figure svg[role=img]")
    assert soup.select_one("figure table")
    figures = next(d for d in soup.select("details") if d.summary.get_text() == "In figures")
    assert re.search(r"Ability θ, in logits\s*−?\d\.\d\d", figures.get_text(" "))
    assert not figures.has_attr("open")


def test_a_measure_that_is_precise_enough_does_not_apologise(page, alice, monkeypatch):
    load(*made_items(12))
    attempt = measured(alice)
    monkeypatch.setattr("quizapp.web.views.results.PRECISION", 2.0)
    assert "The band is wide" not in text_of(result(page, attempt))


def test_a_measure_of_some_topics_does_not_speak_of_the_bank(page, alice):
    load(*made_items(12), *made_items(2, topic="causes"))
    shown = result(page, measured(alice, topics=["definition"]))
    assert re.match(r"\d+% of these topics, between", title(shown))
    assert "Topics: Definition." in text_of(shown)


def test_confidence_marking_is_shown_beside_the_result_for_oneself(page, alice):
    load(*made_items(4))
    shown = result(page, taken(alice, (RIGHT, 3), (WRONG, 3), (RIGHT, 2), (RIGHT, None)))
    assert title(shown).startswith("3 of 4 points")
    assert "With confidence marking this would be −1 of 9 points." in text_of(shown)
    found = rows(shown)
    assert ["Sure (1 of 2 right)", "−3", "Unsure"] in found
    assert ["Fairly sure (1 of 1 right)", "2", "Sure"] in found


def test_where_confidence_is_what_was_marked_there_is_no_second_total(page, alice):
    load(*made_items(2))
    answers = (RIGHT, 3), (WRONG, None)
    shown = result(page, taken(alice, *answers, convention=Convention.CONFIDENCE))
    assert title(shown).startswith("3 of 6 points")
    assert "this would be" not in text_of(shown)
    assert ["Sure (1 of 1 right)", "3", "Sure"] in rows(shown)


def test_where_no_confidence_was_given_there_is_nothing_of_it(page, alice):
    load(*made_items(2))
    assert "onfidence marking" not in text_of(
        result(page, taken(alice, (RIGHT, None), (WRONG, None)))
    )


def test_what_one_was_sure_of_stands_first_among_the_mistakes(page, alice):
    load(*made_items(3))
    attempt = taken(alice, (WRONG, 1), (WRONG, 3), (WRONG, 2))
    shown = result(page, attempt)
    assert "1 mistake although you were sure:" in text_of(shown)
    links = BeautifulSoup(shown.text, "html.parser").select("main ul a")
    assert [a["href"].rpartition("/")[2] for a in links] == ["2", "1", "3"]


def test_an_item_that_an_exam_asks_now_is_not_explained(page, alice):
    load(made_item("multiple"))
    attempt = taken(alice, (lambda question: exams.ticked("a"), 3))
    exams.begin(alice, length=1, now=now())
    words = text_of(result(page, attempt))
    assert "Part of an exam you have not handed in" in words
    assert "iscordance" not in words
    assert "ndispensable" not in words
