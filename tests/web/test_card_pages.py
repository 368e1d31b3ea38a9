"""Flashcards: front, back, grade, undo, and the summary of the day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from quizapp.models import Item, MemoryState, Review, User
from tests.domain.content import samples
from tests.factories import NOON, csrf_token, hidden, log_in, make_learner
from tests.services.made_banks import SLUG, load, made_item
from tests.web.steps import CARDS, grade, grade_form, post, recorded, reveal_url, title


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def reviews(session):
    session.rollback()
    return list(session.scalars(select(Review).order_by(Review.id)))


def limit_new(session, number):
    session.execute(update(User).values(new_per_day=number))
    session.commit()


def test_a_card_is_revealed_graded_and_followed_by_the_next_one(alice, session):
    front = alice.get(CARDS)
    assert 'name="grade"' not in front.text
    back = alice.get(reveal_url(front))
    assert re.findall(r'name="grade" value="(\d)"', back.text) == ["1", "2", "3", "4"]
    assert len(re.findall(r"<small>[^<]+</small></button>", back.text)) == 4, "the next intervals"
    assert title(back).startswith("Answer")
    done = alice.post(CARDS, data=grade_form(back, 3))
    assert (done.status_code, done.location) == (302, CARDS)
    assert reveal_url(alice.get(CARDS)) != reveal_url(front)
    assert [review.grade for review in reviews(session)] == [3]


def test_the_buttons_promise_what_the_grade_then_does(alice, session):
    with time_machine.travel(NOON, tick=False):
        log_in(alice)
        back = alice.get(reveal_url(alice.get(CARDS)))
        promised = re.findall(r"<small>([^<]+)</small></button>", back.text)
        alice.post(CARDS, data=grade_form(back, 4))
    session.rollback()
    state = session.scalars(select(MemoryState)).one()
    review = reviews(session)[0]
    assert promised[3] == f"in {review.interval_days} days"
    assert state.due_at > NOON + timedelta(days=review.interval_days - 1)


def test_the_same_grade_sent_twice_counts_once_and_another_one_is_a_conflict(alice, session):
    form = grade_form(alice.get(reveal_url(alice.get(CARDS))), 3)
    assert alice.post(CARDS, data=form).status_code == 302
    assert alice.post(CARDS, data=form).status_code == 302
    assert alice.post(CARDS, data={**form, "grade": "1"}).status_code == 409
    assert [review.grade for review in reviews(session)] == [3]


def test_the_second_of_two_tabs_is_told_that_the_card_was_graded(alice, session):
    address = reveal_url(alice.get(CARDS))
    tabs = [grade_form(alice.get(address), number) for number in (4, 1)]
    assert alice.post(CARDS, data=tabs[0]).status_code == 302
    late = alice.post(CARDS, data=tabs[1])
    assert late.status_code == 302
    assert "already graded" in alice.get(late.location).text
    assert [review.grade for review in reviews(session)] == [4]


def test_undo_takes_the_last_grade_back_and_shows_its_card_again(alice, session):
    first = reveal_url(alice.get(CARDS))
    grade(alice, 4)
    second = reveal_url(alice.get(CARDS))
    grade(alice, 1)
    for expected in (second, first):
        done = post(alice, f"{CARDS}/undo", CARDS)
        assert (done.status_code, done.location) == (302, expected)
        assert "taken back" in alice.get(expected).text
    session.rollback()
    assert session.scalars(select(MemoryState)).all() == []
    nothing = post(alice, f"{CARDS}/undo", "/settings")
    assert nothing.location == CARDS
    assert "nothing of today" in alice.get(CARDS).text
    assert reveal_url(alice.get(CARDS)) == first


def test_undo_is_offered_once_there_is_something_to_take_back(alice):
    assert f'action="{CARDS}/undo"' not in alice.get(CARDS).text
    grade(alice)
    assert f'action="{CARDS}/undo"' in alice.get(CARDS).text
    assert f'action="{CARDS}/undo"' in alice.get(f"{CARDS}/summary").text


def test_the_cards_of_the_day_end_in_a_summary(alice, session):
    limit_new(session, 3)
    for _ in range(3):
        grade(alice, 4)
    end = alice.get(CARDS)
    assert (end.status_code, end.location) == (302, f"{CARDS}/summary")
    summary = alice.get(end.location)
    assert title(summary).startswith("Done for today")
    assert re.search(r'Easy</th><td class="number">3</td>', summary.text)
    assert re.search(r'Again</th><td class="number">0</td>', summary.text)
    assert "The next card comes on" in summary.text


def test_a_summary_half_way_says_what_is_left(alice, session):
    limit_new(session, 3)
    assert "No card was graded today." in alice.get(f"{CARDS}/summary").text
    grade(alice, 4)
    page = alice.get(f"{CARDS}/summary").text
    assert "2 cards are left for today." in page
    assert f'href="{CARDS}"' in page


def test_a_card_in_minute_steps_comes_back_the_same_day(alice, session):
    limit_new(session, 1)
    with time_machine.travel(NOON) as clock:
        log_in(alice)
        first = reveal_url(alice.get(CARDS))
        grade(alice, 1)
        clock.shift(timedelta(minutes=11))
        assert reveal_url(alice.get(CARDS)) == first


def test_a_card_comes_back_when_it_is_due_and_not_before(alice, session):
    limit_new(session, 1)
    with time_machine.travel(NOON) as clock:
        log_in(alice)
        first = reveal_url(alice.get(CARDS))
        grade(alice, 4)
        limit_new(session, 0)
        days = reviews(session)[0].interval_days
        clock.shift(timedelta(days=days - 1))
        log_in(alice)
        assert alice.get(CARDS).location == f"{CARDS}/summary"
        clock.shift(timedelta(days=1))
        log_in(alice)
        assert reveal_url(alice.get(CARDS)) == first


def test_a_form_that_cannot_be_read_is_sent_back_as_422_and_records_nothing(alice, session):
    form = grade_form(alice.get(reveal_url(alice.get(CARDS))), 3)
    for name, values in {
        "grade": ("0", "5", "-1", "", "good", "3.0", "1e0", "\x00", "9" * 30, "9" * 5000, "٣x"),
        "item": ("0", "-1", "", "x", str(2**53 + 1), str(2**63), str(2**64), "9" * 5000, "\x00"),
        "seen": ("-1", "", "x", str(2**63), "1.5", "NaN", "Infinity", "true"),
        "client_key": ("", "short", "k" * 65, "k" * 20 + "\n", "k" * 20 + "\x00", "ä" * 20),
    }.items():
        for value in values:
            page = alice.post(CARDS, data={**form, name: value})
            assert page.status_code == 422, (name, value)
            assert "data-error-summary" in page.text
            missing = alice.post(CARDS, data={k: v for k, v in form.items() if k != name})
            assert missing.status_code == 422, name
    assert recorded(session) == (0, 0, 0)


def test_a_card_that_is_not_there_is_404(alice, session):
    form = grade_form(alice.get(reveal_url(alice.get(CARDS))), 3)
    retired = session.scalars(select(Item).order_by(Item.id.desc())).first()
    retired.retired_at = NOON
    number = retired.id
    session.commit()
    for item in (999_999, number, 2**53):
        assert alice.post(CARDS, data={**form, "item": str(item)}).status_code == 404, item
        assert alice.get(f"{CARDS}?reveal={item}").status_code == 404, item
    assert alice.post("/cards/none", data=form).status_code == 404
    assert alice.post("/cards/none/undo", data=form).status_code == 404
    assert recorded(session) == (0, 0, 0)


def test_a_number_that_is_none_reveals_nothing(alice):
    for value in ("", "x", "-1", "0", "1.5", str(2**63), "9" * 5000, "%00", "1%00"):
        page = alice.get(f"{CARDS}?reveal={value}")
        assert page.status_code == 200, value
        assert 'name="grade"' not in page.text


def test_a_form_from_before_somebodys_later_grade_says_how_often_the_card_was_seen(alice, session):
    limit_new(session, 1)
    with time_machine.travel(NOON) as clock:
        log_in(alice)
        old = grade_form(alice.get(reveal_url(alice.get(CARDS))), 3)
        assert hidden(alice.get(reveal_url(alice.get(CARDS))), "seen") == "0"
        grade(alice, 1)
        clock.shift(timedelta(minutes=11))
        again = alice.get(reveal_url(alice.get(CARDS)))
        assert hidden(again, "seen") == "1"
        alice.post(CARDS, data={**old, "client_key": "another-key-of-an-old-page"})
        assert len(reviews(session)) == 1


KINDS = {
    "short_menu": (
        ["Choose exactly 3 answers.", "Colchicine"],
        ["Right answer", "The text states it so."],
    ),
    "long_menu": (
        ["Choose exactly 2 answers.", "Zinc"],
        ["Right answer", "8 wrong answers"],
    ),
    "concordance": (
        [
            "A man of 50 wakes",
            "An attack of gout",
            "centred on the big toe",
            "made up",
            "More likely",
        ],
        ["What the panel answered (12 members)", "the panel’s most frequent answer", "0.5"],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_of_every_new_type_asks_all_and_tells_all(alice, kind):
    asked, told = KINDS[kind]
    load(made_item(kind))
    front = alice.get(f"/cards/{SLUG}")
    for words in asked:
        assert words in front.text, words
    for words in told:
        assert words not in front.text, words
    back = alice.get(re.search(r'href="(/cards/goutte\?reveal=\d+)"', front.text)[1])
    for words in told:
        assert words in back.text, words
    assert "The text says so plainly." in back.text
    assert len(re.findall(r'name="grade" value="(\d)"', back.text)) == 4


def test_the_options_of_a_long_menu_have_no_letters_on_a_card(alice):
    load(made_item("long_menu"))
    front = alice.get(f"/cards/{SLUG}").text
    assert front.count("<li>") >= 10
    assert 'class="letter"' not in front
    load(made_item("short_menu"))
    assert alice.get(f"/cards/{SLUG}").text.count('class="letter"') == 5


def test_a_card_of_a_case_knows_what_was_revealed_by_then(alice, session):
    load(*samples.case().items)
    seen = {}
    for _ in range(3):
        front = alice.get(f"/cards/{SLUG}")
        place = re.search(r"step (\d) of 3", front.text)[1]
        address = re.search(r'href="(/cards/goutte\?reveal=\d+)"', front.text)[1]
        back = alice.get(address)
        seen[place] = ("without fever" in front.text, "big toe is red" in front.text)
        assert "What was known by then" in back.text
        assert ("big toe is red" in back.text) == seen[place][1]
        alice.post(f"/cards/{SLUG}", data=grade_form(back, 4))
    assert seen == {"1": (True, False), "2": (True, True), "3": (True, True)}


def test_the_time_spent_on_a_card_is_kept(alice, session):
    form = grade_form(alice.get(reveal_url(alice.get(CARDS))), 3)
    alice.post(CARDS, data={**form, "duration_ms": "4321"})
    assert [review.duration_ms for review in reviews(session)] == [4321]


def test_a_card_that_was_answered_in_a_quiz_since_is_not_taken_back(alice):
    """Undo needs a token like every form; its page is one with a form of its own."""
    page = alice.get("/settings")
    assert csrf_token(page)
    done = alice.post(f"{CARDS}/undo", data={"csrf_token": csrf_token(page)})
    assert done.status_code == 302
