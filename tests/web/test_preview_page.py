"""An assignment as its learners see it, shown to whoever runs it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from quizapp.domain.content.schema import QUIZ_TYPES
from quizapp.extensions import db
from quizapp.models import Base
from quizapp.services.catalogue import find_bank, items_with_keys
from tests.factories import BANK, NOON, log_in, make_learner
from tests.services.classes import assign, make_cohort
from tests.services.made_banks import load, made_items
from tests.web import secrecy
from tests.web.building import soup


@pytest.fixture
def owner(session):
    return make_learner("ines", role="instructor", language="en")


@pytest.fixture
def cohort(owner):
    return make_cohort(owner, make_learner("alice"))


@pytest.fixture
def ines(client, owner):
    log_in(client, "ines")
    return client


def preview(client, assignment):
    page = client.get(f"/teach/assignments/{assignment}/preview")
    assert page.status_code == 200, page.text
    return page


def stems(page):
    return [one.get_text() for one in soup(page).select("main form[method=dialog] .stem")]


def counts(session):
    session.rollback()
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }


def test_the_preview_shows_every_question_with_nothing_filled_in_and_records_nothing(
    ines, session, cohort
):
    load(*made_items(3), *made_items(2, "multiple"), *made_items(1, "short_answer"))
    assignment = assign(cohort, minutes=20, published_at=None, note="Bring **nothing**")
    before = counts(session)
    page = preview(ines, assignment)
    assert counts(session) == before
    assert len(stems(page)) == 6
    document = soup(page)
    assert not document.main.select("[checked], button[type=submit], [name=csrf_token]")
    ids = [one["id"] for one in document.select("[id]")]
    assert len(ids) == len(set(ids))
    assert "20" in page.text
    assert "<strong>nothing</strong>" in page.text
    assert "Preview: nothing is recorded." in page.text


def test_no_key_nor_reason_nor_explanation_is_shown(ines, session, cohort):
    """On the real bank: all of its types, and cases."""
    bank = find_bank(db.session(), BANK)
    contents = [one.content for one in items_with_keys(db.session(), bank.id)]
    asked = [one for one in contents if one.type in QUIZ_TYPES]
    assert {one.type for one in asked} == set(QUIZ_TYPES)
    page = preview(ines, assign(cohort, slug=BANK, length=100))
    forms = soup(page).select("main form[method=dialog]")
    assert len(forms) == len(asked)
    for form in forms:
        assert len({shape_of(option) for option in form.select("label.choice")}) <= 1, form
    shown = secrecy.folded(" ".join(form.get_text(" ") for form in forms))
    visible = " | ".join(
        secrecy.shown_beforehand(one, language) for one in asked for language in secrecy.LANGUAGES
    )
    for content in asked:
        told = [content.explanation["en"], *_reasons(content)]
        for reason in (secrecy.plain(text, "en") for text in told):
            assert secrecy.says(visible, reason) or not secrecy.says(shown, reason), content.id


def shape_of(option):
    """An option without its letter, place and text: the same for right and wrong ones."""
    return re.sub(r">[^<>]*<|choice-\d+|value=\"\w+\"|\b[A-Z]\b", "", str(option))


def _reasons(content):
    return [option.rationale["en"] for option in getattr(content, "options", ())]


def test_a_draw_shows_a_possible_one_and_says_so(ines, session, cohort):
    load(*made_items(6), *made_items(6, topic="causes"))
    assignment = assign(cohort, paper="draw", draw={"definition": 2, "causes": 3})
    page = preview(ines, assignment)
    assert len(stems(page)) == 5
    assert "one possible draw" in page.text
    assert stems(preview(ines, assignment)) == stems(page), "the same on every visit"


def test_a_paper_in_another_order_for_each_says_so(ines, cohort):
    load(*made_items(4))
    page = preview(ines, assign(cohort, shuffles=True))
    assert "one possible order" in page.text
    assert len(stems(page)) == 4


def test_an_adaptive_one_says_that_there_is_no_paper(ines, cohort):
    load(*made_items(12))
    page = preview(ines, assign(cohort, mode="measure", paper="adaptive", length=20))
    assert "The questions follow the answers" in page.text
    assert stems(page) == []


def test_a_paper_of_which_nothing_is_left_says_what_to_do(ines, cohort):
    load(*made_items(3), *made_items(2, topic="causes"))
    assignment = assign(cohort, paper="draw", draw={"definition": 2})
    load(*made_items(2, topic="causes"))
    assert "There is no question to ask" in preview(ines, assignment).text


def test_only_whoever_runs_the_cohort_sees_it(app, ines, cohort):
    load(*made_items(2))
    make_learner("otto", role="instructor")
    path = f"/teach/assignments/{assign(cohort, opens_at=NOON)}/preview"
    assert ines.get("/teach/assignments/999999/preview").status_code == 404
    for name, status in (("otto", 404), ("alice", 403)):
        other = app.test_client()
        log_in(other, name)
        assert other.get(path).status_code == status
