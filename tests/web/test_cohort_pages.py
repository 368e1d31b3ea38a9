"""The pages of a cohort, for those who teach it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.models import Cohort, Membership
from tests.factories import log_in
from tests.web.cohort_pages import (
    browser_of,
    hand_in,
    make_cohort,
    send,
    send_multipart,
    shown_roster,
)

pytestmark = pytest.mark.usefixtures("session")

HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}%(x)s"


@pytest.fixture
def ines(app):
    return browser_of(app, "ines", "instructor")


def emails(session):
    session.rollback()
    return sorted(session.scalars(select(Membership.email)))


def test_a_cohort_is_made_shown_and_listed_with_its_code_and_link(ines, session):
    cohort = make_cohort(ines)
    code = session.scalars(select(Cohort.join_code)).one()
    page = ines.get(cohort).text
    assert f"{code[:4]} {code[4:]}" in page
    assert f'value="http://localhost/join/{code}"' in page
    assert f'href="{cohort}"' in ines.get("/teach/cohorts").text


def test_a_cohort_needs_a_name(ines):
    key = "k" * 20
    for name in ("", " \t", "é" * 121):
        page = send(ines, "/teach/cohorts/new", name=name, client_key=key)
        assert page.status_code == 422
        assert "error-summary" in page.text


def test_hostile_names_are_data_on_every_page(app, ines, session):
    cohort = make_cohort(ines, HOSTILE)
    roster = f'email;name\nx@example.org;"{HOSTILE.replace(chr(34), chr(34) * 2)}"\n'
    preview = hand_in(ines, cohort, roster)
    assert preview.status_code == 200
    send(ines, f"{cohort}/learners/import/apply", **shown_roster(preview))
    number = session.scalars(select(Membership.id)).one()
    code = session.scalars(select(Cohort.join_code)).one()
    bob = browser_of(app, "bob")
    pages = [preview]
    pages += [
        ines.get(path)
        for path in (
            "/teach/cohorts",
            cohort,
            f"{cohort}/learners",
            f"{cohort}/learners/{number}",
            f"{cohort}/learners/import",
            f"{cohort}/history",
        )
    ]
    pages += [bob.get(f"/join/{code}")]
    send(bob, f"/join/{code}", name=HOSTILE)
    pages += [bob.get("/cohorts"), bob.get(f"{cohort.replace('/teach', '')}/leave")]
    for page in pages:
        assert page.status_code == 200, page.request.path
        assert "<script>alert" not in page.text, page.request.path
        assert HOSTILE in BeautifulSoup(page.text, "html.parser").get_text(), page.request.path


def test_a_cohort_is_renamed_archived_and_taken_out_again(ines, session):
    cohort = make_cohort(ines)
    assert send(ines, f"{cohort}/rename", name="M1").status_code == 302
    assert "M1" in ines.get(cohort).text
    assert send(ines, f"{cohort}/rename", name=" ").status_code == 422
    send(ines, f"{cohort}/archive")
    code = session.scalars(select(Cohort.join_code)).one()
    assert f"{code[:4]} {code[4:]}" not in ines.get(cohort).text
    send(ines, f"{cohort}/unarchive")
    assert f"{code[:4]} {code[4:]}" in ines.get(cohort).text


def test_the_code_is_renewed_and_closed(ines, session):
    cohort = make_cohort(ines)
    old = session.scalars(select(Cohort.join_code)).one()
    send(ines, f"{cohort}/code", action="renew")
    session.rollback()
    new = session.scalars(select(Cohort.join_code)).one()
    assert new not in {old, None}
    assert ines.get(f"/join/{old}").status_code == 404
    assert ines.get(f"/join/{new}").status_code == 200
    send(ines, f"{cohort}/code", action="close")
    assert ines.get(f"/join/{new}").status_code == 404
    assert new not in ines.get(cohort).text


def test_a_co_instructor_is_added_and_told_apart_from_who_cannot_be(app, ines):
    cohort = make_cohort(ines)
    ivan = browser_of(app, "ivan", "instructor")
    browser_of(app, "alice")
    assert ivan.get(cohort).status_code == 404
    for email in ("alice@example.org", "nobody@example.org", "ivan"):
        page = send(ines, f"{cohort}/staff", email=email)
        assert page.status_code == 422
        assert "error-summary" in page.text
    assert send(ines, f"{cohort}/staff", email="ivan@example.org").status_code == 302
    page = ivan.get(cohort)
    assert page.status_code == 200
    assert f'action="{cohort}/staff"' not in page.text
    assert send(ivan, f"{cohort}/staff", email="ines@example.org").status_code == 404


def test_a_roster_is_shown_first_and_then_done_as_shown(ines, session):
    cohort = make_cohort(ines)
    roster = "courriel;nom;numéro;tiers temps\r\nélise@example.org;Élise;7;4/3\r\n".encode("cp1252")
    page = hand_in(ines, cohort, roster)
    assert page.status_code == 200
    assert "Élise" in page.text
    assert "×\u00a04/3" in page.text
    assert emails(session) == []
    done = send(ines, f"{cohort}/learners/import/apply", **shown_roster(page))
    assert done.status_code == 302
    assert emails(session) == ["élise@example.org"]
    assert "Élise" in ines.get(done.location).text


def test_lines_can_be_pasted_too(ines, session):
    cohort = make_cohort(ines)
    page = send(ines, f"{cohort}/learners/import", text="email\tname\nanne@example.org\tAnne\n")
    send(ines, f"{cohort}/learners/import/apply", **shown_roster(page))
    assert emails(session) == ["anne@example.org"]


def test_every_fault_of_a_roster_is_told_with_its_line_and_nothing_is_taken(ines, session):
    cohort = make_cohort(ines)
    page = hand_in(ines, cohort, "email;factor\nanne;oui\nbob@example.org;\nbob@example.org;9\n")
    assert page.status_code == 422
    text = " ".join(BeautifulSoup(page.text, "html.parser").get_text().split())
    for said in ("line 2", "“anne”", "“oui”", "line 4", "bob@example.org already stands", "“9”"):
        assert said in text, said
    assert emails(session) == []


@pytest.mark.parametrize("roster", ["", "\0\0", "email\n\ud800".encode("utf-8", "surrogatepass")])
def test_a_roster_that_is_none_is_refused_in_words(ines, roster):
    page = hand_in(ines, make_cohort(ines), roster)
    assert page.status_code == 422
    assert "error-summary" in page.text


def test_a_large_roster_goes_through_both_forms(ines, session):
    """As large as a file may be: werkzeug's own limit for a field is half of it."""
    cohort = make_cohort(ines)
    filler = "x" * 900
    lines = [f"a{number}@example.org;{number};{filler}" for number in range(1000)]
    page = hand_in(ines, cohort, "\n".join(["email;number;comment", *lines]))
    assert page.status_code == 200
    done = send_multipart(ines, f"{cohort}/learners/import/apply", **shown_roster(page))
    assert done.status_code == 302, done.status
    assert len(emails(session)) == 1000


def test_a_roster_looked_at_before_a_change_is_shown_anew(ines, session):
    cohort = make_cohort(ines)
    page = hand_in(ines, cohort, "email;name\nanne@example.org;Anne\n")
    send(ines, f"{cohort}/learners", email="anne@example.org", name="Anna", number="", factor="")
    again = send(ines, f"{cohort}/learners/import/apply", **shown_roster(page))
    assert again.status_code == 409
    assert "has changed since" in again.text
    assert session.scalars(select(Membership.name)).all() == ["Anna"]
    send(ines, f"{cohort}/learners/import/apply", **shown_roster(again))
    session.rollback()
    assert session.scalars(select(Membership.name)).all() == ["Anne"]


def test_one_learner_is_added_found_and_removed(ines, session):
    cohort = make_cohort(ines)
    fields = {"email": "anne@example.org", "name": "Anne Roy", "number": "7", "factor": "33 %"}
    assert send(ines, f"{cohort}/learners", **fields).status_code == 302
    for changed in ({"email": "anne"}, {"factor": "oui"}, {"name": "x" * 121}):
        assert send(ines, f"{cohort}/learners", **{**fields, **changed}).status_code == 422
    assert "Anne Roy" in ines.get(f"{cohort}/learners?find=roy").text
    assert "Anne Roy" not in ines.get(f"{cohort}/learners?find=bob&page=99999999").text
    number = session.scalars(select(Membership.id)).one()
    assert "anne@example.org" in ines.get(f"{cohort}/learners/{number}").text
    assert send(ines, f"{cohort}/learners/{number}/remove").status_code == 302
    assert emails(session) == []


def test_the_history_says_in_words_who_did_what(ines):
    cohort = make_cohort(ines)
    send(ines, f"{cohort}/rename", name="M1")
    fields = {"email": "anne@example.org", "name": "", "number": "", "factor": "4/3"}
    send(ines, f"{cohort}/learners", **fields)
    text = BeautifulSoup(ines.get(f"{cohort}/history?before=x").text, "html.parser").get_text()
    for said in ("ines@example.org", "from “Promotion 2026” to “M1”", "anne@example.org", "4/3"):
        assert said in text, said


def test_a_roster_that_waits_for_an_address_takes_in_whoever_registers(app, ines, session):
    cohort = make_cohort(ines)
    page = hand_in(ines, cohort, "email\nzoe@example.org\n")
    send(ines, f"{cohort}/learners/import/apply", **shown_roster(page))
    zoe = app.test_client()
    password = "un nuage sur la hanche"
    fields = {"email": "Zoe@example.org", "password": password, "password_confirm": password}
    assert send(zoe, "/register", "/register", **fields).status_code == 302
    assert "Promotion 2026" in zoe.get("/cohorts").text


def test_a_place_that_a_registration_missed_is_taken_at_the_next_log_in(app, ines, session):
    cohort = make_cohort(ines)
    anne = browser_of(app, "anne")
    fields = {"email": "anne@example.org", "name": "", "number": "", "factor": ""}
    send(ines, f"{cohort}/learners", **fields)
    place = session.scalars(select(Membership)).one()
    place.user_id = place.joined_at = None  # as two transactions at once would leave it
    session.commit()
    assert "Promotion 2026" not in anne.get("/cohorts").text
    again = app.test_client()
    log_in(again, "anne")
    assert "Promotion 2026" in again.get("/cohorts").text
