"""Who gets to see what."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from quizapp.models import Attempt, Role, User
from tests.factories import BANK, csrf_token, log_in, make_learner
from tests.web.site import PUBLIC, addresses
from tests.web.steps import (
    CARDS,
    UNKNOWN,
    answer,
    content_at,
    grade,
    grade_form,
    post,
    recorded,
    reveal_url,
    right_answer,
    start_quiz,
    title,
)

pytestmark = pytest.mark.usefixtures("session")


def test_a_stranger_is_sent_to_log_in_by_every_page_but_the_public_ones(app):
    guarded = 0
    for endpoint, path in addresses(app, "GET"):
        page = app.test_client().get(path, buffered=True)
        if endpoint in PUBLIC:
            assert "/login?" not in page.headers.get("Location", ""), path
            continue
        guarded += 1
        assert page.status_code == 302, path
        assert page.location.startswith("/login?next="), path
    assert guarded >= 14


def test_a_stranger_who_sends_a_form_is_sent_to_log_in_and_nothing_is_recorded(app, session):
    for endpoint, path in addresses(app, "POST"):
        if endpoint in PUBLIC:
            continue
        client = app.test_client()
        done = client.post(path, data={"csrf_token": csrf_token(client.get("/login"))})
        assert done.status_code == 302, path
        assert done.location.startswith("/login"), path
    assert recorded(session) == (0, 0, 0)


def without_tokens(text):
    """A page without its tokens, which carry the time."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text)


def test_another_learners_quiz_does_not_exist_on_any_of_its_pages(app, client, session):
    make_learner("alice")
    make_learner("bob")
    log_in(client, "alice")
    bob = app.test_client()
    log_in(bob, "bob")
    url = start_quiz(client)
    answer(client, url, **UNKNOWN)
    attempt = int(url.split("/")[2])
    token = csrf_token(bob.get("/settings"))
    before = recorded(session)
    for tail in ("", "/1", "/2", "/3", "/result"):
        alices = bob.get(f"/quiz/{attempt}{tail}")
        nobodys = bob.get(f"/quiz/999999{tail}")
        assert alices.status_code == nobodys.status_code == 404, tail
        shown = alices.text.replace(f"/quiz/{attempt}", "/quiz/999999")
        assert without_tokens(shown) == without_tokens(nobodys.text)
    for number in (attempt, 999_999):
        for position in (1, 2):
            form = {"csrf_token": token, "client_key": "k" * 20, **UNKNOWN}
            assert bob.post(f"/quiz/{number}/{position}", data=form).status_code == 404
    assert recorded(session) == before
    assert client.get(f"/quiz/{attempt}/result").status_code == 200


def test_an_instructor_does_not_see_a_learners_quiz_either(app, client):
    make_learner("alice")
    make_learner("ines", role="instructor")
    log_in(client, "alice")
    ines = app.test_client()
    log_in(ines, "ines")
    url = start_quiz(client)
    assert ines.get(url).status_code == 404
    assert ines.get(f"{url.rsplit('/', 1)[0]}/result").status_code == 404


def test_two_learners_with_the_same_key_do_not_meet(app, client, session):
    """A client key counts once for its owner, and is nothing to anybody else."""
    for name in ("alice", "bob"):
        make_learner(name)
        browser = app.test_client()
        log_in(browser, name)
        page = browser.get(reveal_url(browser.get(CARDS)))
        form = {**grade_form(page, 3), "client_key": "the-same-key-for-both"}
        assert browser.post(CARDS, data=form).status_code == 302
    assert recorded(session)[2] == 2


def test_undo_takes_back_ones_own_cards_only(app, client, session):
    make_learner("alice")
    make_learner("bob")
    bob = app.test_client()
    log_in(client, "alice")
    log_in(bob, "bob")
    grade(client)
    post(bob, f"{CARDS}/undo", "/settings")
    assert "1" in client.get(f"{CARDS}/summary").text
    assert post(client, f"{CARDS}/undo", "/settings").location.startswith(f"{CARDS}?reveal=")


def test_only_instructors_and_admins_see_the_keys(app):
    for role, status in (("student", 403), ("instructor", 200), ("admin", 200)):
        make_learner(role, role=role)
        browser = app.test_client()
        log_in(browser, role)
        linked = 'href="/teach/cohorts"' in browser.get("/").text
        assert linked is (status == 200), role
        for path in ("/teach/banks", f"/teach/banks/{BANK}"):
            page = browser.get(path)
            assert page.status_code == status, (role, path)
            assert ("✓" in page.text) is (status == 200 and path.endswith(BANK))
        assert browser.get("/teach/banks/none").status_code == (403 if status == 403 else 404)


def test_a_role_counts_from_the_next_request_on(client, session):
    alice = make_learner()
    log_in(client)
    roles = {role.name: role for role in session.scalars(select(Role))}
    for name, status in (("instructor", 200), ("student", 403), ("admin", 200), (None, 403)):
        user = session.scalars(select(User).where(User.id == alice.id)).unique().one()
        user.roles = [roles[name]] if name else []
        session.commit()
        assert client.get("/teach/banks").status_code == status, name


def test_what_is_not_there_is_404_for_everybody(client):
    make_learner()
    log_in(client)
    for path in (
        "/nothing",
        "/banks/none/text",
        "/banks/Calcinose-Tumorale/text",
        "/cards/none",
        "/cards/none/summary",
        "/progress/none",
        "/quiz/0",
        "/quiz/-1",
        "/quiz/1.5",
        "/quiz/abc",
        f"/quiz/{2**63}",
        f"/quiz/{2**63}/1",
        f"/quiz/1/{2**63}",
        f"/quiz/{10**100}/result",
        "/quiz/%00",
        "/cards/%00",
        "/cards/%ED%A0%80",
        "/cards/..%2f..%2fetc",
        "/static/../wsgi.py",
        "/static/%2e%2e/%2e%2e/wsgi.py",
    ):
        page = client.get(path)
        assert page.status_code == 404, path
        assert "<h1" in page.text


def test_the_keys_are_all_on_the_instructors_page(client, session):
    make_learner("ines", role="instructor", language="en")
    log_in(client, "ines")
    url = start_quiz(client)
    content = content_at(session, url)
    page = client.get(f"/teach/banks/{BANK}").text
    assert f'id="{content.id}"' in page
    assert right_answer(content)
    assert session.scalars(select(Attempt)).one().finished_at is None
    assert "calcinosis" in title(client.get(f"/teach/banks/{BANK}"))
