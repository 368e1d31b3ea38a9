"""Roles, given and taken by administrators."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from quizapp.models import AuditEvent, User
from tests.web.cohort_pages import browser_of, send

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def ada(app):
    return browser_of(app, "ada", "admin")


def id_of(session, name):
    return session.scalars(select(User.id).where(User.email == f"{name}@example.org")).one()


def test_only_administrators_see_people(app):
    for role in ("student", "instructor"):
        assert browser_of(app, role, role).get("/admin/people").status_code == 403


def test_people_are_found_by_address(app, ada):
    browser_of(app, "alice")
    browser_of(app, "bob")
    page = ada.get("/admin/people?find=ALICE").text
    assert "alice@example.org" in page
    assert "bob@example.org" not in page
    assert "alice@example.org" not in ada.get("/admin/people?find=%25&page=abc").text


def test_a_role_is_given_after_a_question_and_counts_at_once(app, ada, session):
    alice = browser_of(app, "alice")
    path = f"/admin/people/{id_of(session, 'alice')}/role"
    assert ada.get(path).status_code == 200
    asked = send(ada, path, role="instructor")
    assert asked.status_code == 200
    assert alice.get("/teach/cohorts").status_code == 403
    assert send(ada, path, role="instructor", confirmed="y").status_code == 302
    assert alice.get("/teach/cohorts").status_code == 200
    session.rollback()
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "role.changed")).one()
    assert event.data == {"old": "student", "new": "instructor"}
    assert event.actor_id == id_of(session, "ada")


@pytest.mark.parametrize("role", ["", "root", "Admin"])
def test_there_are_three_roles(ada, session, role):
    path = f"/admin/people/{id_of(session, 'ada')}/role"
    assert send(ada, path, role=role, confirmed="y").status_code == 422


def test_the_last_administrator_cannot_step_down(app, ada, session):
    path = f"/admin/people/{id_of(session, 'ada')}/role"
    page = send(ada, path, role="student", confirmed="y")
    assert page.status_code == 422
    assert "only administrator" in page.text
    browser_of(app, "abel", "admin")
    session.scalars(select(User).where(User.email == "abel@example.org")).one().active = False
    session.commit()
    assert send(ada, path, role="student", confirmed="y").status_code == 422
    browser_of(app, "anna", "admin")
    assert send(ada, path, role="student", confirmed="y").status_code == 302
    assert ada.get("/admin/people").status_code == 403


def test_an_account_that_is_not_there_has_no_role(ada):
    assert ada.get("/admin/people/999999/role").status_code == 404
    assert send(ada, "/admin/people/999999/role", role="admin").status_code == 404
