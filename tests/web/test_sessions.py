"""How long a log-in lives, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from quizapp.models import User
from tests.factories import NOON, PASSWORD, csrf_token, log_in, make_learner
from tests.web.steps import another_app, is_logged_in, post

NEW_PASSWORD = "trois grains de calcaire"

pytestmark = pytest.mark.usefixtures("session")


def session_cookie(client):
    return client.get_cookie("rarissime").value


def thief_of(client):
    """Somebody with a copy of the cookie, as taken now."""
    thief = client.application.test_client()
    thief.set_cookie("rarissime", session_cookie(client))
    return thief


def change_password(client, new=NEW_PASSWORD):
    fields = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    return post(client, "/change", **fields)


def test_a_copied_cookie_is_dead_once_its_owner_has_logged_out(client):
    make_learner()
    log_in(client)
    thief = thief_of(client)
    assert is_logged_in(thief)
    assert post(client, "/logout", "/").status_code == 302
    assert not is_logged_in(client)
    assert not is_logged_in(thief)
    assert "/logout" not in thief.get("/").text


def test_logging_out_in_one_browser_leaves_the_other_one_logged_in(app, client):
    make_learner()
    laptop = app.test_client()
    log_in(client)
    log_in(laptop)
    post(client, "/logout", "/")
    assert not is_logged_in(client)
    assert is_logged_in(laptop)


def test_a_new_password_ends_every_other_session_and_keeps_the_one_that_chose_it(app, client):
    make_learner()
    laptop = app.test_client()
    log_in(client)
    log_in(laptop)
    thief = thief_of(client)
    done = change_password(client)
    assert (done.status_code, done.location) == (302, "/settings")
    assert is_logged_in(client)
    assert not is_logged_in(laptop)
    assert not is_logged_in(thief)
    assert log_in(app.test_client()).status_code == 200, "the old password is no longer one"
    assert log_in(laptop, password=NEW_PASSWORD).status_code == 302


def test_a_guessable_new_password_is_refused_and_nothing_changes(app, client):
    make_learner()
    log_in(client)
    for weak in ("motdepasse1", "alice@example.org", "court"):
        page = change_password(client, weak)
        assert page.status_code == 200
        assert "data-error-summary" in page.text
    assert log_in(app.test_client()).status_code == 302


def test_deactivating_an_account_ends_its_sessions_at_once(client, session):
    make_learner()
    log_in(client)
    session.execute(update(User).values(active=False))
    session.commit()
    assert not is_logged_in(client)
    assert "/logout" not in client.get("/").text
    assert log_in(client).status_code == 200


def test_deleting_an_account_ends_its_sessions_at_once(client, session):
    make_learner()
    log_in(client)
    session.delete(session.scalars(select(User)).unique().one())
    session.commit()
    assert not is_logged_in(client)


def test_a_session_left_alone_for_two_hours_is_over(client):
    make_learner()
    with time_machine.travel(NOON) as clock:
        log_in(client)
        clock.shift(timedelta(hours=1, minutes=59))
        assert is_logged_in(client)
        clock.shift(timedelta(hours=1, minutes=59))
        assert is_logged_in(client), "using it began the two hours anew"
        clock.shift(timedelta(hours=2, minutes=1))
        assert not is_logged_in(client)


def test_a_session_in_steady_use_is_over_after_twelve_hours(client):
    make_learner()
    with time_machine.travel(NOON) as clock:
        log_in(client)
        for _ in range(11):
            clock.shift(timedelta(hours=1))
            assert is_logged_in(client)
        clock.shift(timedelta(hours=1, minutes=1))
        assert not is_logged_in(client)


def test_a_remembered_session_lasts_seven_days_and_no_longer(client):
    make_learner()
    with time_machine.travel(NOON) as clock:
        post(client, "/login", email="alice@example.org", password=PASSWORD, remember="y")
        cookie = client.get_cookie("rarissime")
        assert cookie.expires == NOON.replace(microsecond=0) + timedelta(days=7)
        assert client.get_cookie("remember_token") is None
        clock.shift(timedelta(days=6, hours=23))
        assert is_logged_in(client)
        thief = thief_of(client)
        clock.shift(timedelta(hours=2))
        assert not is_logged_in(thief)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client):
    make_learner()
    cookie = log_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert "Expires" not in cookie, "it goes with the browser unless it is to be remembered"


def test_with_https_the_cookie_is_tied_to_this_host_and_to_https(app):
    make_learner()
    with another_app(app, https=True) as secure:
        client = secure.test_client()
        page = client.get("/login", base_url="https://rarissime.example")
        cookie = page.headers["Set-Cookie"]
        assert cookie.startswith("__Host-rarissime=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        done = client.post(
            "/login",
            base_url="https://rarissime.example",
            headers={"Referer": "https://rarissime.example/login"},
            data={
                "csrf_token": csrf_token(page),
                "email": "alice@example.org",
                "password": PASSWORD,
            },
        )
        assert done.status_code == 302
        assert client.get("/settings", base_url="https://rarissime.example").status_code == 200


def test_no_token_in_a_header_or_address_replaces_the_cookie(app, client):
    """A token would outlive every log out."""
    make_learner()
    page = client.get("/login")
    given = client.post(
        "/login?include_auth_token",
        headers={"Accept": "application/json"},
        data={"csrf_token": csrf_token(page), "email": "alice@example.org", "password": PASSWORD},
    )
    user = (given.get_json(silent=True) or {}).get("response", {}).get("user", {})
    token = user.get("authentication_token", "")
    post(client, "/logout", "/")
    stranger = app.test_client()
    for path in ("/", "/change", "/settings"):
        for how in (
            {"headers": {"Authentication-Token": token}},
            {"query_string": {"auth_token": token}},
        ):
            page = stranger.get(path, **how)
            assert "/logout" not in page.text, path


def test_a_forged_or_broken_cookie_is_a_stranger(app):
    for value in ("", "x", "a.b.c", "é", "." * 4000, "eyJ0b2tlbiI6MX0.aaaaaa.bbbbbb"):
        client = app.test_client()
        client.set_cookie("rarissime", value)
        assert client.get("/").status_code == 200
        assert not is_logged_in(client)
