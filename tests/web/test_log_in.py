"""Logging in, being slowed down, and getting a new password by mail."""

from __future__ import annotations

import re
from datetime import timedelta

import argon2
import pytest
import time_machine
from sqlalchemy import func, select

from quizapp.models import LoginFailure
from tests.factories import NOON, PASSWORD, log_in, make_learner
from tests.web.steps import is_logged_in, post, title

NEW_PASSWORD = "trois grains de calcaire"

pytestmark = pytest.mark.usefixtures("session")


def at(app, address):
    """A browser at this network address."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def fail(client, name="alice", times=1):
    for _ in range(times):
        page = log_in(client, name, "une mauvaise idée")
    return page


def test_the_tenth_wrong_password_closes_the_door_for_a_quarter_of_an_hour(app):
    make_learner()
    attacker, alice = at(app, "203.0.113.7"), at(app, "198.51.100.2")
    with time_machine.travel(NOON) as clock:
        assert fail(attacker, times=10).status_code == 200
        assert log_in(attacker).status_code == 429, "even the right password"
        assert log_in(alice).status_code == 302, "the owner, from elsewhere"
        assert is_logged_in(alice)
        fail(attacker, times=10)
        clock.shift(timedelta(minutes=14))
        assert log_in(attacker).status_code == 429
        clock.shift(timedelta(minutes=2))
        assert log_in(attacker).status_code == 302


def test_the_limit_is_the_same_however_the_address_is_written(app):
    make_learner()
    attacker = at(app, "203.0.113.7")
    for number in range(10):
        fail(attacker, "ALICE" if number % 2 else "alice")
    assert log_in(attacker).status_code == 429


def test_a_forged_forwarding_header_does_not_make_a_new_address(app):
    make_learner()
    attacker = at(app, "203.0.113.7")
    for number in range(10):
        attacker.environ_base["HTTP_X_FORWARDED_FOR"] = f"10.0.0.{number}"
        fail(attacker)
    attacker.environ_base["HTTP_X_FORWARDED_FOR"] = "10.0.0.99"
    assert log_in(attacker).status_code == 429


def test_an_address_that_tries_many_accounts_is_stopped_at_a_hundred(app, session):
    make_learner()
    attacker = at(app, "203.0.113.7")
    with time_machine.travel(NOON) as clock:
        fail(attacker, "nobody0")
        moment = session.scalars(select(LoginFailure.failed_at)).one()
        session.add_all(
            LoginFailure(account_digest=f"{n:064}", address="203.0.113.7", failed_at=moment)
            for n in range(99)
        )
        session.commit()
        assert log_in(attacker).status_code == 429
        assert log_in(at(app, "203.0.113.8")).status_code == 302
        clock.shift(timedelta(minutes=61))
        assert log_in(attacker).status_code == 302


def test_a_log_in_forgets_the_failures_before_it_and_an_empty_form_counts_none(app, session):
    make_learner()
    alice = at(app, "198.51.100.2")
    fail(alice, times=9)
    assert log_in(alice).status_code == 302
    session.rollback()
    assert session.scalar(select(func.count()).select_from(LoginFailure)) == 0
    for email, password in (("", ""), ("alice@example.org", ""), ("", PASSWORD)):
        post(alice.application.test_client(), "/login", email=email, password=password)
    assert session.scalar(select(func.count()).select_from(LoginFailure)) == 0


def test_a_refused_log_in_says_the_same_and_works_as_long_for_an_unknown_person(app, monkeypatch):
    """What costs time is argon2: it runs as often for nobody as for Alice."""
    make_learner()
    computed = []
    for name in ("hash_secret", "verify_secret", "core"):
        original = getattr(argon2.low_level, name)

        def counting(*args, _original=original, **kwargs):
            computed.append(_original)
            return _original(*args, **kwargs)

        monkeypatch.setattr(argon2.low_level, name, counting)
    known = re.sub(r'value="[^"]*"', "", fail(app.test_client(), "alice").text)
    for_alice = len(computed)
    unknown = re.sub(r'value="[^"]*"', "", fail(app.test_client(), "nobody").text)
    assert known == unknown
    assert "data-error-summary" in known
    assert for_alice == len(computed) - for_alice > 0


def test_the_429_page_says_what_to_do(app):
    make_learner()
    attacker = at(app, "203.0.113.7")
    fail(attacker, times=10)
    page = log_in(attacker)
    assert page.status_code == 429
    assert "<h1" in page.text
    assert not is_logged_in(attacker)


def reset_link(caplog):
    links = re.findall(r"http://localhost(/reset/\S+)", caplog.text)
    return links[-1] if links else None


def test_the_link_in_the_mail_sets_a_new_password_once(app, client, caplog):
    make_learner()
    laptop = app.test_client()
    log_in(laptop)
    post(client, "/reset", email="alice@example.org")
    link = reset_link(caplog)
    assert link, caplog.text
    fields = {"password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD}
    assert post(client, link, **fields).status_code == 302
    assert not is_logged_in(laptop), "a reset ends what was open"
    assert log_in(laptop, password=NEW_PASSWORD).status_code == 302

    assert client.get(link).status_code == 302, "the link is used up"
    again = post(
        app.test_client(),
        link,
        "/login",
        password="encore un autre",
        password_confirm="encore un autre",
    )
    assert again.status_code == 302
    assert log_in(app.test_client(), password=NEW_PASSWORD).status_code == 302


def test_the_link_dies_after_two_hours_and_refuses_weak_passwords(client, caplog):
    make_learner()
    with time_machine.travel(NOON) as clock:
        post(client, "/reset", email="alice@example.org")
        link = reset_link(caplog)
        weak = post(client, link, password="motdepasse1", password_confirm="motdepasse1")
        assert "data-error-summary" in weak.text
        clock.shift(timedelta(hours=2, minutes=1))
        assert client.get(link).status_code == 302
    assert log_in(client).status_code == 302


def test_asking_for_an_unknown_address_looks_the_same_and_sends_nothing(client, caplog):
    make_learner()
    unknown = post(client, "/reset", email="nobody@example.org")
    assert reset_link(caplog) is None
    known = post(client, "/reset", email="alice@example.org")
    assert reset_link(caplog)
    assert (known.status_code, title(known)) == (unknown.status_code, title(unknown))
    assert known.text.count('class="flash ') == unknown.text.count('class="flash ') == 1


def test_a_made_up_reset_link_leads_back_to_asking_for_one(client):
    for token in ("x", "a.b.c", "%00", "é", "x" * 3000):
        page = client.get(f"/reset/{token}")
        assert (page.status_code, page.location) == (302, "/reset"), token
