"""Correcting a key, dropping a question and taking it back, on the pages."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from quizapp.domain.grading.answers import TypedText
from quizapp.extensions import db
from quizapp.models import Item, Regrade
from tests.factories import csrf_token, hidden, log_in, make_learner
from tests.services import exams
from tests.services.classes import assign, begin, make_cohort
from tests.services.made_banks import load, made_item
from tests.services.regrades import sit, total
from tests.services.studying import item_id
from tests.web.building import soup
from tests.web.steps import title

SBA, MULTIPLE, TYPED = (f"go-{kind}-definition-01" for kind in ("sba", "multiple", "short-answer"))
WHY = "Voir P1.2 <b>ici</b>."


@pytest.fixture
def people(session):
    return {
        "ines": make_learner("ines", role="instructor", language="en"),
        "adam": make_learner("adam", role="admin", language="en"),
        **{name: make_learner(name, language="en") for name in ("alice", "bob")},
    }


@pytest.fixture
def exam(people):
    """An exam of a single best answer (b) and a multiple response (b c e)."""
    load(made_item("sba"), made_item("multiple"))
    return assign(make_cohort(people["ines"], people["alice"], people["bob"]))


@pytest.fixture
def client(client, people):
    log_in(client, "ines")
    return client


def place(assignment, item, what):
    return f"/teach/assignments/{assignment}/items/{item_id(item)}/{what}"


def sent(client, url, page=None, **fields):
    """Send the form of a page, or of the address itself, with other values in some fields."""
    page = page or client.get(url)
    keys = {name: hidden(page, name) for name in ("csrf_token", "client_key")}
    previewed = soup(page).select_one("input[name=previewed]")
    if previewed:
        keys["previewed"] = previewed["value"]
    return client.post(url, data=keys | fields)


def table(page):
    """The lines of the preview, each as the texts of its cells."""
    rows = soup(page).select("main table tbody tr")
    return [[" ".join(cell.get_text().split()) for cell in row.select("th, td")] for row in rows]


def decided():
    db.session().rollback()
    return db.session().scalar(select(func.count()).select_from(Regrade))


def ticked(page, name):
    found = soup(page).select(f"input[name={name}][checked]")
    return [one["value"] for one in found]


def test_the_form_shows_the_key_as_it_is(client, exam):
    page = client.get(place(exam, SBA, "correct"))
    assert (ticked(page, "right"), ticked(page, "also")) == (["b"], [])
    page = client.get(place(exam, MULTIPLE, "correct"))
    assert ticked(page, "right") == ["b", "c", "e"]
    assert (ticked(page, "indispensable"), ticked(page, "inacceptable")) == (["b"], ["a"])


def test_a_preview_names_who_gains_and_who_loses_and_changes_nothing(client, people, exam):
    first, second = sit(people["alice"], exam, "b", "bce"), sit(people["bob"], exam, "c", "bce")
    url = place(exam, SBA, "correct")
    page = sent(client, url, right="c", action="preview")
    assert page.status_code == 200
    assert "1 attempt gains, 1 loses" in title(page)
    assert table(page) == [
        ["Bob", "1 of 2", "2 of 2", "gains"],
        ["Alice", "2 of 2", "1 of 2", "loses"],
    ]
    assert ticked(page, "right") == ["c"]
    assert decided() == 0
    assert (total(first), total(second)) == ((2.0, 2.0), (1.0, 2.0))


def test_a_key_is_applied_once_it_was_looked_at_and_a_reason_is_given(client, people, exam):
    attempt = sit(people["bob"], exam, "c", "bce")
    url = place(exam, SBA, "correct")
    page = sent(client, url, right="c", action="apply", reason=WHY)
    assert decided() == 0, "nobody had seen what it would change"
    page = sent(client, url, page, right="c", action="apply", reason=" ")
    assert page.status_code == 422
    assert "Say why" in soup(page).select_one("[data-error-summary]").get_text()
    assert decided() == 0
    done = sent(client, url, page, right="c", action="apply", reason=WHY)
    assert done.location == place(exam, SBA, "")[:-1]
    assert total(attempt) == (2.0, 2.0)
    again = sent(client, url, page, right="c", action="apply", reason=WHY)
    assert (again.location, decided()) == (done.location, 1)


def test_another_key_than_the_one_looked_at_is_shown_before_it_is_applied(client, people, exam):
    sit(people["bob"], exam, "c", "bce")
    url = place(exam, SBA, "correct")
    page = sent(client, url, right="c", action="preview")
    page = sent(client, url, page, right="a", action="apply", reason=WHY)
    assert (page.status_code, decided()) == (200, 0)
    assert "0 attempts gain" in title(page)


def test_a_second_answer_is_accepted_beside_the_best_one(client, people, exam):
    attempt = sit(people["bob"], exam, "c", "bce")
    url = place(exam, SBA, "correct")
    page = sent(client, url, right="b", also="c", action="preview")
    assert sent(client, url, page, right="b", also="c", action="apply", reason=WHY).location
    assert total(attempt) == (2.0, 2.0)
    assert ticked(client.get(url), "also") == ["c"]


@pytest.mark.parametrize(
    ("item", "fields", "said"),
    [
        (SBA, {}, "Choose the right option."),
        (SBA, {"right": ["b", "c"]}, "One option is the best."),
        (SBA, {"right": "z"}, "load the page again"),
        (MULTIPLE, {"right": "b"}, "two right options at least"),
        (MULTIPLE, {"right": ["b", "c"], "indispensable": "a"}, "Only a right option"),
    ],
)
def test_a_key_without_sense_is_refused_in_words(client, exam, item, fields, said):
    page = sent(client, place(exam, item, "correct"), action="preview", **fields)
    assert page.status_code == 422
    assert said in soup(page).select_one("[data-error-summary]").get_text()
    assert "Please check the key" in title(page)


def test_the_forms_of_a_short_answer_are_corrected_line_by_line(client, people):
    load(made_item("short_answer"))
    exam = assign(make_cohort(people["ines"], people["alice"], name="Two"))
    attempt = begin(people["alice"], exam).id
    exams.save(people["alice"], attempt, 1, TypedText("ibuprofène", "fr"))
    exams.hand_in(people["alice"], attempt)
    url = place(exam, TYPED, "correct")
    page = client.get(url)
    shown = soup(page).find(id="rejected-fr").get_text().strip()
    assert shown == "pénicilline = Un antibiotique."
    fields = {
        "accepted_fr": "colchicine\r\nibuprofène\r\n",
        "accepted_en": "colchicine",
        "rejected_fr": shown,
    }
    bad = sent(client, url, page, action="preview", **{**fields, "rejected_fr": "aspirine"})
    assert bad.status_code == 422
    assert "after an equals sign why “aspirine” is wrong" in bad.text
    assert "aspirine" in soup(bad).find(id="rejected-fr").get_text()
    page = sent(client, url, page, action="preview", **fields)
    assert table(page) == [["Alice", "0 of 1", "1 of 1", "gains"]]
    assert sent(client, url, page, action="apply", reason=WHY, **fields).status_code == 302
    assert total(attempt) == (1.0, 1.0)


def test_dropping_shows_its_effect_first_and_taking_back_undoes_it(client, people, exam):
    attempt = sit(people["alice"], exam, "c", "bce")
    page = client.get(place(exam, SBA, "drop"))
    assert table(page) == [["Alice", "1 of 2", "1 of 1", "gains"]]
    refused = sent(client, place(exam, SBA, "drop"), reason="")
    assert (refused.status_code, decided()) == (422, 0)
    assert sent(client, place(exam, SBA, "drop"), reason=WHY).status_code == 302
    assert total(attempt) == (1.0, 1.0)
    page = client.get(place(exam, SBA, "restore"))
    assert table(page) == [["Alice", "1 of 1", "1 of 2", "loses"]]
    assert sent(client, place(exam, SBA, "restore"), reason=WHY).status_code == 302
    assert total(attempt) == (1.0, 2.0)


def test_pages_that_make_no_sense_now_lead_back_to_the_question(client, people, exam):
    assert client.get(place(exam, SBA, "restore")).status_code == 302
    sent(client, place(exam, SBA, "drop"), reason=WHY)
    for what in ("drop", "correct"):
        assert client.get(place(exam, SBA, what)).status_code == 302


def test_the_trail_says_what_was_decided_by_whom_and_why_as_text(client, people, exam):
    sent(client, place(exam, SBA, "drop"), reason=WHY)
    page = client.get(place(exam, SBA, "restore"))
    [line] = [li.get_text() for li in soup(page).select("main li")]
    assert "Question dropped" in line
    assert "ines@example.org" in line
    assert WHY in line
    assert "<b>ici</b>" not in page.text


def test_only_an_admin_is_offered_to_correct_the_bank(client, people, exam, app):
    admin = app.test_client()
    log_in(admin, "adam")
    url = place(exam, SBA, "correct")
    for who, offered in ((client, False), (admin, True)):
        page = sent(who, url, right="c", action="preview")
        assert bool(soup(page).find("input", {"name": "in_bank"})) == offered
    forged = sent(client, url, sent(client, url, right="c", action="preview"), right="c",
                  action="apply", reason=WHY, in_bank="y")  # fmt: skip
    assert (forged.status_code, decided()) == (404, 0)
    before = db.session().get_one(Item, item_id(SBA)).revision_id
    page = sent(admin, url, right="c", action="preview")
    sent(admin, url, page, right="c", action="apply", reason=WHY, in_bank="y")
    db.session().rollback()
    assert db.session().get_one(Item, item_id(SBA)).revision_id != before


def test_a_learner_is_told_on_the_home_page_until_they_have_seen_it(client, people, exam, app):
    sit(people["alice"], exam, "c", "bce")
    url = place(exam, SBA, "correct")
    page = sent(client, url, right="c", action="preview")
    sent(client, url, page, right="c", action="apply", reason=WHY)
    alice = app.test_client()
    log_in(alice, "alice")
    home = alice.get("/")
    told = soup(home).select_one("main .flash:has(form)")
    said = " ".join(told.get_text(" ").split())
    assert "Your mark for Contrôle changed from 1 of 2 to 2 of 2." in said
    assert WHY in said
    assert "<b>ici</b>" not in home.text
    assert alice.get(told.a["href"]).status_code in (200, 302)
    seen = alice.post(told.form["action"], data={"csrf_token": csrf_token(home)})
    assert (seen.status_code, seen.location) == (302, "/")
    assert soup(alice.get("/")).select_one("main .flash:has(form)") is None
