"""What is done to a card besides grading it, and why it comes today."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.memory import Grade
from quizapp.models import CardAction, CardMark, CardTag, ItemFlag, Review
from quizapp.services.deck.rescheduling import reschedule
from tests.factories import NOON, csrf_token, log_in, make_learner
from tests.services import studying
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.web.steps import grade_form, title

CARDS = f"/cards/{SLUG}"
DAY = timedelta(days=1)
FORM = re.compile(r'<form method="post" action="([^"]+/marks[^"]*)".*?</form>', re.DOTALL)


@pytest.fixture
def alice(client, session):
    load(*made_items(2))
    learner = make_learner(language="en")
    log_in(client)
    client.learner = learner
    return client


def number():
    return studying.item_id("go-sba-definition-01")


def back_url():
    return f"{CARDS}?reveal={number()}"


def why_url():
    return f"{CARDS}/{number()}"


def fields_of(page, kind):
    """The address and the hidden fields of the form with a button of that kind."""
    for form in FORM.finditer(page.text):
        if f'name="kind" value="{kind}"' in form[0]:
            fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
            return form[1].replace("&amp;", "&"), {**fields, "kind": kind}
    raise AssertionError(f"no button {kind} on {page.request.path}")


def press(client, url, kind, **more):
    address, fields = fields_of(client.get(url), kind)
    return client.post(address, data={**fields, **more})


def undo(client):
    return client.post(f"{CARDS}/undo", data={"csrf_token": csrf_token(client.get("/settings"))})


def all_of(session, model):
    session.rollback()
    return list(session.scalars(select(model)))


def test_a_suspended_card_makes_room_for_the_next_and_undo_brings_it_back(alice, session):
    done = press(alice, back_url(), "suspend")
    assert (done.status_code, done.location) == (302, CARDS)
    front = alice.get(CARDS).text
    assert "Suspended" in front
    assert f"reveal={number()}" not in front

    done = undo(alice)

    assert done.location == back_url()
    assert "Suspending was taken back." in alice.get(back_url()).text
    assert f"reveal={number()}" in alice.get(CARDS).text


def test_a_card_put_off_comes_back_the_next_day(alice):
    with time_machine.travel(NOON) as clock:
        log_in(alice)
        press(alice, back_url(), "bury")
        assert f"reveal={number()}" not in alice.get(CARDS).text
        clock.shift(DAY)
        log_in(alice)
        assert f"reveal={number()}" in alice.get(CARDS).text


def test_a_flag_goes_on_and_off_with_one_key(alice, session):
    back = alice.get(back_url()).text
    assert re.search(r'value="flag"[^>]*data-shortcut="F"', back)
    done = press(alice, back_url(), "flag")
    assert done.location == back_url()
    assert [flag.item_id for flag in all_of(session, ItemFlag)] == [number()]
    press(alice, back_url(), "unflag")
    assert all_of(session, ItemFlag) == []


def test_a_note_is_shown_on_the_back_as_markdown_and_as_nothing_else(alice, session):
    note = "Think of *toe*.\r\n\r\n<script>alert(1)</script> [x](javascript:alert(1)) {{ 7*7 }}"
    press(alice, back_url(), "note", note=note)
    back = alice.get(back_url()).text
    assert "<em>toe</em>" in back
    assert "<script>alert" not in back
    assert 'href="javascript' not in back
    assert "{{ 7*7 }}" in back
    assert "<em>toe</em>" not in alice.get(CARDS).text, "a note may tell the answer"
    assert all_of(session, CardMark)[0].note == note.replace("\r\n", "\n")
    press(alice, back_url(), "note", note="  ")
    assert all_of(session, CardMark)[0].note is None


def test_a_note_that_is_too_long_is_sent_back_with_what_was_written(alice, session):
    refused = press(alice, back_url(), "note", note="x" * 5001)
    assert refused.status_code == 422
    assert "data-error-summary" in refused.text
    assert "x" * 5001 in refused.text
    assert all_of(session, CardMark) == []


def test_tags_are_spelt_one_way_and_can_be_removed(alice, session):
    press(alice, back_url(), "tag", tag="  Très Difficile ")
    assert [tag.tag for tag in all_of(session, CardTag)] == ["très-difficile"]
    assert "très-difficile" in alice.get(back_url()).text
    for nothing in ("", "  ", '"()"'):
        assert press(alice, back_url(), "tag", tag=nothing).status_code == 422
    press(alice, back_url(), "untag")
    assert all_of(session, CardTag) == []


def test_the_same_form_sent_twice_counts_once(alice, session):
    address, fields = fields_of(alice.get(back_url()), "tag")
    for _ in range(2):
        assert alice.post(address, data={**fields, "tag": "one"}).status_code == 302
    assert alice.post(address, data={**fields, "tag": "two"}).status_code == 409
    assert len(all_of(session, CardAction)) == 1


def test_what_is_no_action_is_422_and_what_is_no_card_404(alice, session):
    address, fields = fields_of(alice.get(back_url()), "flag")
    for kind in ("", "reschedule", "delete", "\x00"):
        assert alice.post(address, data={**fields, "kind": kind}).status_code == 422, kind
    for item in (0, 999_999, 2**53):
        assert alice.post(f"{CARDS}/{item}/marks", data=fields).status_code == 404
        assert alice.get(f"{CARDS}/{item}").status_code == 404
    assert alice.post(f"/cards/none/{number()}/marks", data=fields).status_code == 404
    no_token = {name: value for name, value in fields.items() if name != "csrf_token"}
    assert alice.post(address, data=no_token).status_code == 400
    assert all_of(session, CardAction) == []


def test_nobody_sees_the_marks_of_somebody_else(app, alice, session):
    press(alice, back_url(), "note", note="Alice’s own words")
    make_learner("bob", language="en")
    bob = app.test_client()
    log_in(bob, "bob")
    for url in (back_url(), why_url()):
        assert "own words" in alice.get(url).text
        assert "own words" not in bob.get(url).text


def test_a_mark_on_the_cards_own_page_leads_back_to_it(alice, session):
    done = press(alice, why_url(), "suspend")
    assert done.location == why_url()
    page = alice.get(why_url()).text
    assert "You suspended it" in page
    assert press(alice, why_url(), "unsuspend").location == why_url()


def test_within_a_round_the_way_back_stays_in_the_round(alice):
    url = f"{back_url()}&find=is%3Anew"
    done = press(alice, url, "flag")
    assert "find=is" in done.location
    assert f"reveal={number()}" in done.location


def test_why_today_tells_the_memory_its_history_and_the_rule(alice, session):
    learner, item = alice.learner, number()
    with time_machine.travel(NOON + 30 * DAY, tick=False):
        log_in(alice)
        studying.grade(learner, item, Grade.GOOD, now=NOON)
        studying.learn(learner, item, now=NOON + DAY)
        page = alice.get(why_url())
    assert title(page).startswith("Why today?")
    assert "It has been due since" in page.text
    assert "fall to 90" in page.text
    rows = re.findall(r'<th scope="row">[^<]*</th><td>(Card: \w+)</td>', page.text)
    assert rows == ["Card: Easy", "Card: Good"], "the latest first"
    shown = re.search(r'Times retrieved</th><td class="number">(\d)', page.text)[1]
    assert shown == "2"
    assert 'class="chart"' in page.text
    assert "Expected recall by day" in page.text
    assert f'href="{back_url()}"' in page.text


def test_why_today_tells_of_a_day_that_was_chosen_by_hand(alice, session):
    learner, item = alice.learner, number()
    studying.learn(learner, item, now=NOON)
    with transaction() as writing:
        reschedule(
            writing,
            learner=learner,
            bank_id=studying.bank_id(),
            dues={item: NOON + 3 * DAY},
            client_key="moved",
            now=NOON + DAY,
        )
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        log_in(alice)
        page = alice.get(why_url()).text
    assert "You moved it to this day yourself." in page
    assert re.findall(r"<td>(Moved to another day|Card: \w+)</td>", page) == [
        "Moved to another day",
        "Card: Easy",
    ]
    assert "It is due on 5 Nov" in page


def test_why_today_of_a_new_card_says_that_it_is_new(alice):
    page = alice.get(why_url()).text
    assert "You have not met it yet" in page
    assert 'class="chart"' not in page


def test_every_back_leads_to_why_today_and_it_shows_no_answer(alice):
    assert f'href="{why_url()}"' in alice.get(back_url()).text
    content = made_item()
    page = alice.get(why_url()).text
    assert content.explanation["en"] not in page
    for option in content.options:
        assert option.rationale["en"] not in page


def test_a_card_of_an_exam_in_progress_keeps_its_own_page_closed(alice, session):
    with time_machine.travel(NOON):
        log_in(alice)
        studying.start(alice.learner, mode=Mode.EXAM, length=2, minutes=60)
        page = alice.get(why_url()).text
    assert "Kept for your exam" in page


def test_a_leech_is_spoken_of_with_the_way_to_its_page(alice, session):
    learner, item = alice.learner, number()
    studying.learn(learner, item, now=NOON)
    day = NOON
    for n in range(7):
        day = NOON + (n + 1) * 10 * DAY
        studying.grade(learner, item, Grade.AGAIN, now=day)
        studying.grade(learner, item, Grade.GOOD, now=day + timedelta(minutes=10))
    with time_machine.travel(day + 10 * DAY):
        log_in(alice)
        form = grade_form(alice.get(back_url()), 1)
        assert alice.post(CARDS, data=form).status_code == 302
        told = alice.get(CARDS).text
    assert "You have forgotten the last card 8 times." in told
    assert f'<a href="{why_url()}">Look at the card</a>' in told


def test_undo_is_offered_for_an_action_as_for_a_grade(alice, session):
    assert "/undo" not in alice.get(CARDS).text
    press(alice, back_url(), "flag")
    assert "/undo" in alice.get(CARDS).text
    assert ActionKind(all_of(session, CardAction)[0].kind) is ActionKind.FLAG
    assert all_of(session, Review) == []
