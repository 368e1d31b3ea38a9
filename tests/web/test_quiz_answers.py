"""Sending an answer: once, twice, blank, wrong in form, and with hostile text."""

from __future__ import annotations

import pytest

from tests.factories import csrf_token, hidden, log_in, make_learner
from tests.web.steps import (
    UNKNOWN,
    answer,
    content_at,
    last_response,
    post,
    recorded,
    right_answer,
    start_quiz,
    start_quiz_on,
    title,
    wrong_answer,
)


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def form_of(page, **fields):
    return {"csrf_token": csrf_token(page), "client_key": hidden(page, "client_key"), **fields}


def test_a_blank_answer_is_sent_back_with_an_error_and_records_nothing(alice, session):
    for kind, blanks in (
        ("sba", ({}, {"choice": []}, {"text": "otherwise"})),
        ("short_answer", ({}, {"text": ""}, {"text": "  \t "}, {"text": "\u202f\u00a0"})),
    ):
        url, _ = start_quiz_on(alice, session, kind)
        before = recorded(session)
        for blank in blanks:
            page = answer(alice, url, **blank)
            assert page.status_code == 422, (kind, blank)
            assert "data-error-summary" in page.text
            assert title(page).startswith("Error"), "the browser's tab says it first"
        assert recorded(session) == before
        assert answer(alice, url, **UNKNOWN).status_code == 302, "and it can still be answered"


def test_i_do_not_know_is_an_answer_even_beside_a_choice(alice, session):
    url = start_quiz(alice)
    done = answer(alice, url, **right_answer(content_at(session, url)), **UNKNOWN)
    assert done.status_code == 302
    assert last_response(session).points == 0
    assert title(alice.get(url)).startswith("Not quite")


def test_the_same_form_sent_twice_counts_once(alice, session):
    url = start_quiz(alice)
    form = form_of(alice.get(url), **right_answer(content_at(session, url)))
    first, again = alice.post(url, data=form), alice.post(url, data=form)
    assert first.status_code == again.status_code == 302
    assert first.location == again.location
    assert recorded(session) == (1, 1, 1)


def test_the_same_key_with_another_answer_is_a_conflict_and_the_first_one_stands(alice, session):
    url = start_quiz(alice)
    content = content_at(session, url)
    form = form_of(alice.get(url))
    alice.post(url, data={**form, **right_answer(content)})
    other = alice.post(url, data={**form, **wrong_answer(content)})
    assert other.status_code == 409
    assert "<h1" in other.text
    assert recorded(session) == (1, 1, 1)
    assert title(alice.get(url)).startswith("Right")


def test_a_second_tab_gets_the_answer_that_was_first(alice, session):
    url = start_quiz(alice)
    content = content_at(session, url)
    tabs = [form_of(alice.get(url)), form_of(alice.get(url))]
    assert tabs[0]["client_key"] != tabs[1]["client_key"]
    alice.post(url, data={**tabs[0], **right_answer(content)})
    late = alice.post(url, data={**tabs[1], **wrong_answer(content)})
    assert (late.status_code, late.location) == (302, url)
    assert recorded(session) == (1, 1, 1)
    assert title(alice.get(url)).startswith("Right")


def test_options_that_were_not_offered_are_refused(alice, session):
    for kind in ("sba", "multiple"):
        url, content = start_quiz_on(alice, session, kind)
        before = recorded(session)
        right = right_answer(content)["choice"]
        for choice in (["zz"], [""], [*right, "zz"], ["<b>"], ["\x00"], ["a" * 5000], ["A"]):
            assert answer(alice, url, choice=choice).status_code == 400, (kind, choice)
        assert recorded(session) == before
        assert answer(alice, url, **right_answer(content)).status_code == 302


def test_two_choices_where_one_is_asked_for_are_not_right(alice, session):
    url, content = start_quiz_on(alice, session, "sba")
    every = [option.id for option in content.options]
    assert answer(alice, url, choice=every).status_code in (302, 400)
    assert not title(alice.get(url)).startswith("Right")


def test_the_same_option_twice_is_one_choice(alice, session):
    url, content = start_quiz_on(alice, session, "sba")
    key = right_answer(content)["choice"][0]
    assert answer(alice, url, choice=[key, key]).status_code == 302
    assert title(alice.get(url)).startswith("Right")


def test_an_answer_without_a_usable_key_is_not_recorded(alice, session):
    url = start_quiz(alice)
    token = csrf_token(alice.get(url))
    for key in ({}, {"client_key": ""}, {"client_key": "x"}, {"client_key": "k" * 65}):
        page = alice.post(url, data={"csrf_token": token, **key, **UNKNOWN})
        assert page.status_code == 422, key
        assert "data-error-summary" in page.text
    assert recorded(session) == (1, 0, 0)


def test_what_was_typed_is_shown_as_it_was_typed_and_never_as_markup(alice, session):
    for typed in (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "{{ 7 * 7 }}",
        "&lt;b&gt;",
        "[x](javascript:alert(1))",
        "\u202etxet desrever",
        "كُلاس التورم",
        "💥" * 50,
        "é" * 200,
        "a\nb",
    ):
        url, _ = start_quiz_on(alice, session, "short_answer")
        assert answer(alice, url, text=typed).status_code == 302, typed
        page = alice.get(url)
        assert page.status_code == 200
        for tag in ("<script>alert", "<img src=x", "<svg onload", "<b>", 'href="javascript'):
            assert tag not in page.text, typed
        assert "49" not in page.text.partition('class="option"')[2].partition("</p>")[0]


def test_a_text_that_no_database_takes_is_refused_or_marked_but_never_an_error(alice, session):
    url, _ = start_quiz_on(alice, session, "short_answer")
    before = recorded(session)
    page = alice.get(url)
    token, key = csrf_token(page), hidden(page, "client_key")
    statuses = {}
    for raw in (b"%00", b"a%00b", b"%ED%A0%80", b"%ff%fe", b"%C0%80", b"%F4%90%80%80", b"%"):
        body = b"csrf_token=%s&client_key=%s&text=%s" % (token.encode(), key.encode(), raw)
        kind = "application/x-www-form-urlencoded"
        sent = alice.post(url, data=body, content_type=kind)
        statuses[raw] = sent.status_code
        if sent.status_code == 302:
            assert alice.get(url).status_code == 200, raw
            url, _ = start_quiz_on(alice, session, "short_answer")
            page = alice.get(url)
            token, key = csrf_token(page), hidden(page, "client_key")
    assert set(statuses.values()) <= {302, 400, 422}, statuses
    assert recorded(session) >= before


def test_two_hundred_characters_are_taken_and_one_more_is_not(alice, session):
    url, _ = start_quiz_on(alice, session, "short_answer")
    before = recorded(session)
    for length in (201, 5000, 100_000):
        page = answer(alice, url, text="a" * length)
        assert page.status_code == 422, length
        assert "data-error-summary" in page.text
    assert recorded(session) == before
    assert answer(alice, url, text="a" * 200).status_code == 302


def test_the_time_spent_is_kept_where_it_is_a_time(alice, session):
    for sent, kept in (
        ("1500", 1500),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("NaN", None),
        ("Infinity", None),
        ("٣", None),
        ("99999999999", None),
        ("9999999999", 24 * 60 * 60 * 1000),
        ("\x00", None),
    ):
        url = start_quiz(alice)
        assert answer(alice, url, duration_ms=sent, **UNKNOWN).status_code == 302, sent
        assert last_response(session).duration_ms == kept, sent


def test_answering_after_logging_out_in_another_tab_records_nothing(alice, session):
    url = start_quiz(alice)
    form = form_of(alice.get(url), **UNKNOWN)
    post(alice, "/logout", "/")
    assert alice.post(url, data=form).status_code in (302, 400)
    assert recorded(session) == (1, 0, 0)
