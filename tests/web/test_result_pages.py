"""The result of an attempt, and what it leads to: its mistakes as cards."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from quizapp.models import Attempt, ItemRevision, Review
from tests.domain.content import samples
from tests.factories import csrf_token, log_in, make_learner
from tests.services import exams
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.services.studying import (
    again,
    answer,
    ask,
    grade,
    item_id,
    right_answer,
    start,
    wrong_answer,
)
from tests.web.steps import grade_form, post, title

CARDS = f"/cards/{SLUG}"
RIGHT, WRONG = right_answer, wrong_answer
MINUTE = timedelta(minutes=1)


@pytest.fixture
def alice(app, session):
    return make_learner("alice", language="en")


@pytest.fixture
def page(client, alice):
    log_in(client)
    return client


def now():
    return datetime.now(UTC)


def taken(learner, *answers, **wanted):
    """An attempt with these answers, each a way to answer and a confidence."""
    began = now()
    attempt = start(
        learner, **{"length": len(answers), "asks_confidence": True, "now": began, **wanted}
    )
    for position, (way, confidence) in enumerate(answers, start=1):
        given = way(ask(learner, attempt, position))
        answer(learner, attempt, position, given, confidence=confidence, now=began)
    return again(attempt)


def measured(learner, ways=8, **wanted):
    attempt = start(learner, mode=Mode.MEASURE, length=ways, now=now(), **wanted)
    while (attempt := again(attempt)).finished_at is None:
        answer(learner, attempt, attempt.answered + 1, now=now())
    return attempt


def result(client, attempt):
    shown = client.get(f"/quiz/{attempt.id}/result")
    assert shown.status_code == 200, shown.text
    return shown


def text_of(response):
    """The words of a page, with single spaces."""
    soup = BeautifulSoup(response.text, "html.parser")
    return re.sub(r"\s+", " ", soup.main.get_text(" "))


def rows(response, selector="table"):
    """The rows of the tables as lists of texts."""
    soup = BeautifulSoup(response.text, "html.parser")
    return [
        [re.sub(r"\s+", " ", cell.get_text(" ", strip=True)) for cell in row.select("th, td")]
        for row in soup.select(f"{selector} tr")
    ]


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


def exam_of(learner, *, minutes=60, taking=42, answered=(1,), **wanted):
    began = now() - taking * MINUTE
    attempt = exams.begin(learner, minutes=minutes, now=began, **wanted)
    for position in answered:
        exams.save(learner, attempt, position, now=began + MINUTE, final=True)
    exams.hand_in(learner, attempt, now=began + taking * MINUTE)
    return again(attempt)


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
    assert "It stopped at the most questions it was allowed to ask." in words
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


# Reviewing mistakes


def review_link(response):
    found = BeautifulSoup(response.text, "html.parser").select_one("main a.button.primary")
    assert found.get_text(strip=True) == "Review my mistakes"
    return found["href"]


def reveal(client, front):
    link = BeautifulSoup(front.text, "html.parser").select_one("main .actions a.button")
    return client.get(link["href"])


def card_of(response):
    return int(re.search(r'name="item" value="(\d+)"', response.text)[1])


def send_grade(client, back, number=3):
    action = BeautifulSoup(back.text, "html.parser").select_one("form:has(.grades)")["action"]
    return client.post(action, data=grade_form(back, number))


def test_a_round_begins_at_the_result_and_shows_each_mistake_once(page, alice, session):
    load(*made_items(4))
    attempt = taken(alice, (WRONG, 1), (RIGHT, 3), (WRONG, 3), (WRONG, None))
    items = [ask(alice, attempt, position).place.item_id for position in (3, 1, 4)]
    shown = result(page, attempt)
    assert "3 cards: each comes once, due or not." in text_of(shown)

    address = review_link(shown)
    assert address == f"{CARDS}?attempt={attempt.id}"
    seen = []
    for left in (3, 2, 1):
        front = page.get(address)
        assert f"{left} mistake" in text_of(front)
        back = reveal(page, front)
        seen.append(card_of(back))
        done = send_grade(page, back, 1)
        assert (done.status_code, done.location) == (302, address)
    assert seen == items

    end = page.get(address)
    assert (end.status_code, end.location) == (302, f"{CARDS}/summary?attempt={attempt.id}")
    summary = page.get(end.location)
    assert title(summary).startswith("Mistakes reviewed")
    assert f'href="{CARDS}"' in summary.text, "back to the everyday queue"
    assert f'href="/quiz/{attempt.id}/result"' in summary.text
    session.rollback()
    cards = select(Review.grade).where(Review.kind == "card")
    assert session.scalars(cards).all() == [1, 1, 1]

    assert "You have reviewed all your mistakes" in text_of(result(page, attempt))


def test_a_round_can_be_left_and_goes_on_on_another_device(page, alice, app):
    load(*made_items(2))
    attempt = taken(alice, (WRONG, 1), (WRONG, 1))
    address = review_link(result(page, attempt))
    back = reveal(page, page.get(address))
    assert f"{CARDS}/summary?attempt={attempt.id}" in back.text
    send_grade(page, back)
    left = page.get(f"{CARDS}/summary?attempt={attempt.id}")
    assert title(left).startswith("Your mistakes, so far")
    assert f'href="{address}"' in left.text

    elsewhere = app.test_client()
    log_in(elsewhere)
    front = elsewhere.get(address)
    assert "1 mistake left" in text_of(front)
    assert card_of(reveal(elsewhere, front)) != card_of(back)


def test_undo_stays_within_the_round(page, alice, session):
    load(*made_items(2), made_item("basic"))
    attempt = taken(alice, (WRONG, 1), (WRONG, 1))
    grade(alice, item_id("go-basic-definition-01"), now=now())
    address = f"{CARDS}?attempt={attempt.id}"
    front = page.get(address)
    assert "/undo" not in front.text, "there is nothing of this round to take back yet"
    first = reveal(page, front)
    send_grade(page, first)
    action = BeautifulSoup(page.get(address).text, "html.parser").select_one(".top form")["action"]
    assert action == f"{CARDS}/undo?attempt={attempt.id}"

    done = post(page, action, address)

    assert done.location == f"{CARDS}?attempt={attempt.id}&reveal={card_of(first)}"
    again_ = page.get(done.location)
    assert "2 mistakes left" in text_of(again_)
    assert send_grade(page, again_).location == address


def test_a_card_graded_in_another_tab_leads_on_within_the_round(page, alice):
    load(*made_items(2))
    attempt = taken(alice, (WRONG, 1), (WRONG, 1))
    address = f"{CARDS}?attempt={attempt.id}"
    back = reveal(page, page.get(address))
    grade(alice, card_of(back), now=now())
    late = send_grade(page, back)
    assert late.location == address
    assert "already graded" in page.get(address).text


def test_a_grade_that_cannot_be_read_leads_back_into_the_round(page, alice):
    load(made_item())
    address = f"{CARDS}?attempt={taken(alice, (WRONG, 1)).id}"
    bad = send_grade(page, reveal(page, page.get(address)), 7)
    assert bad.status_code == 422
    assert f'href="{address}"' in bad.text


def test_without_a_mistake_there_is_nothing_to_review_and_it_says_so(page, alice):
    load(made_item())
    attempt = taken(alice, (RIGHT, 3))
    shown = result(page, attempt)
    assert "Review my mistakes" not in shown.text
    end = page.get(f"{CARDS}?attempt={attempt.id}")
    assert end.status_code == 302
    assert title(page.get(end.location)).startswith("No mistake to review")


def test_another_learners_round_is_404_like_one_that_does_not_exist(page, alice, app):
    load(made_item())
    attempt = taken(alice, (WRONG, 1))
    make_learner("bob")
    bob = app.test_client()
    log_in(bob, "bob")
    token = csrf_token(bob.get("/settings"))
    for number in (attempt.id, 999_999):
        assert bob.get(f"{CARDS}?attempt={number}").status_code == 404
        assert bob.get(f"{CARDS}/summary?attempt={number}").status_code == 404
        assert bob.get(f"{CARDS}?attempt={number}&reveal=1").status_code == 404
        undone = bob.post(f"{CARDS}/undo?attempt={number}", data={"csrf_token": token})
        assert bob.get(undone.location).status_code == 404
    assert page.get(f"{CARDS}?attempt={attempt.id}").status_code == 200


@pytest.mark.parametrize("value", ["", "x", "-1", "0", "1.5", str(2**63), "9" * 5000, "%00"])
def test_a_number_that_is_none_is_the_everyday_queue(page, alice, value):
    load(*made_items(2))
    shown = page.get(f"{CARDS}?attempt={value}")
    assert shown.status_code == 200
    assert "left today" in text_of(shown)


def test_the_card_of_an_exam_in_progress_is_not_revealed(page, alice, session):
    load(made_item(), made_item("basic"))
    exam = exams.begin(alice, length=1, now=now())
    place = ask(alice, exam).place
    content = session.get_one(ItemRevision, place.revision_id).content

    shown = page.get(f"{CARDS}?reveal={place.item_id}")

    assert "This card is part of an exam you have not handed in." in text_of(shown)
    assert 'name="grade"' not in shown.text
    assert content["explanation"]["en"] not in shown.text
    assert session.get_one(Attempt, exam.id).finished_at is None


def test_mistakes_that_an_exam_asks_now_have_to_wait(page, alice):
    load(made_item())
    attempt = taken(alice, (WRONG, 1))
    exams.begin(alice, length=1, now=now())
    assert "Review my mistakes" not in result(page, attempt).text
    end = page.get(f"{CARDS}?attempt={attempt.id}")
    summary = page.get(end.location)
    assert title(summary).startswith("Some mistakes have to wait")
    assert "1 mistake is part of an exam you have not handed in" in text_of(summary)
