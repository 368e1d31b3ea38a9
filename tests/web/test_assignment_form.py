"""The page of an assignment: four questions, one sentence, and what it refuses."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from quizapp.models import Assignment, AuditEvent, Item, User
from quizapp.services.learners import as_learner
from quizapp.services.teaching.papers import fixed_items
from tests.factories import log_in, make_learner
from tests.services import classes
from tests.services.made_banks import SLUG, load, made_items
from tests.web.assigning import errors_at, filled_in, last, local, make, press, send, soup

TOPICS = ("definition", "causes")


@pytest.fixture
def ines(client, session):
    load(*(item for topic in TOPICS for item in made_items(6, topic=topic)))
    make_learner("ines", role="instructor", language="en", time_zone="UTC")
    log_in(client, "ines")
    return client


@pytest.fixture
def students(session):
    return make_learner("alice"), make_learner("bob")


@pytest.fixture
def cohort(session, ines, students):
    cohort_id = classes.make_cohort(make_learner("otto", role="instructor"), *students)
    address = select(User).where(User.email == "ines@example.org")
    classes.add_staff(cohort_id, as_learner(session.scalars(address).one()))
    return cohort_id


@pytest.fixture
def items(session, ines):
    rows = session.execute(select(Item.id).where(Item.key.startswith("go-")).order_by(Item.id))
    return [row.id for row in rows]


@pytest.fixture
def ask(ines, cohort):
    return partial(make, ines, cohort)


def test_a_draft_is_kept_and_no_learner_sees_it_before_it_is_published(
    ines, session, cohort, items, app
):
    made = make(ines, cohort, item=items[:3], note="Bon *courage*")
    row = last(session)
    assert made.location == f"/teach/assignments/{row.id}/edit"
    assert (row.title, row.note, row.length) == ("Contrôle", "Bon *courage*", 3)
    assert (row.mode, row.paper, row.reveal) == ("exam", "fixed", "score")
    assert fixed_items(session, row.id) == items[:3]
    alice = app.test_client()
    log_in(alice, "alice")
    assert alice.get(f"/assignments/{row.id}").status_code == 404
    page = ines.get(made.location)
    assert press(ines, page, f"/teach/assignments/{row.id}/publish").location == made.location
    assert alice.get(f"/assignments/{row.id}").status_code == 200
    assert "Published" in ines.get(made.location).text


def test_one_sentence_sums_it_up_and_nothing_is_saved_by_asking(ines, session, cohort, items):
    page = make(
        ines,
        cohort,
        action="check",
        item=items[:2],
        minutes="30",
        attempts_allowed="2",
        closes_at=local(7),
    )
    assert page.status_code == 200
    said = soup(page).select_one("h2[data-autofocus-result]").find_next("p").get_text()
    for part in (
        "Promotion 2026 (2 learners)",
        "2 questions, the same for all",
        "with 30 minutes",
        "in 2 attempts (the best counts)",
        "shows their own score until it has closed for all.",
    ):
        assert part in said
    assert last(session) is None
    assert filled_in(page)["item"] == [str(item) for item in items[:2]]


def test_a_form_sent_twice_makes_one_draft(ines, session, cohort, items):
    path = f"/teach/cohorts/{cohort}/assignments/new"
    fields = filled_in(ines.get(path)) | {"bank": SLUG, "title": "Once", "item": items[:1]}
    first, second = (ines.post(path, data=fields | {"action": "save"}) for _ in range(2))
    assert first.location == second.location
    session.rollback()
    assert len(session.scalars(select(Assignment)).all()) == 1


@pytest.mark.parametrize(
    ("fields", "at", "text"),
    [
        ({"title": ""}, "title", "Give the assignment a title"),
        ({"item": None}, "items", "Choose at least one question"),
        ({"paper": "draw"}, "draw_definition", "at least one topic"),
        ({"paper": "draw", "draw_causes": "7"}, "draw_causes", "Causes has 6 questions only"),
        ({"paper": "draw", "draw_prognosis": "1"}, "draw_prognosis", "0 questions only"),
        ({"paper": "adaptive", "topic": "causes"}, "topic", "6 questions can measure here"),
        (
            {"opens_at": local(3), "closes_at": local(2)},
            "closes_at",
            "closes before it opens",
        ),
        ({"closes_at": "tomorrow"}, "closes_at", "Enter a date and a time"),
        ({"reveal": "closed"}, "reveal", "nothing would ever be shown"),
        ({"late": "accept"}, "late", "Without a closing date nothing is late"),
        ({"minutes": "0"}, "minutes", "1 to 300 minutes"),
        ({"attempts_allowed": "21"}, "attempts_allowed", "1 to 20 attempts"),
        ({"late_deduction": "101"}, "late_deduction", "0 to 100"),
        ({"mode": "lottery"}, "mode", ""),
        ({"paper": "lottery"}, "paper", ""),
        ({"convention": "lottery"}, "convention", ""),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(ask, items, fields, at, text):
    for action in ("save", "check"):
        page = ask(action=action, **({"item": items[:1]} | fields))
        assert page.status_code == 422
        assert text in errors_at(page, at)
        assert soup(page).title.get_text().startswith("Error:")


def test_all_that_is_wrong_is_said_at_once(ines, cohort):
    page = make(ines, cohort, title="", reveal="closed")
    for at in ("title", "items", "reveal"):
        assert errors_at(page, at)


def test_a_draw_and_a_measure_are_what_was_asked_for(ines, session, cohort):
    make(ines, cohort, paper="draw", draw_causes="4", draw_definition="2", mode="practice")
    row = last(session)
    assert (row.mode, row.paper, row.length) == ("practice", "draw", 6)
    assert row.draw == {"causes": 4, "definition": 2}
    make(ines, cohort, paper="adaptive")
    row = last(session)
    assert (row.mode, row.paper, row.topics, row.length) == ("measure", "adaptive", [], 20)


def test_what_is_ticked_stays_ticked_while_the_list_shows_something_else(ines, cohort, items):
    path = f"/teach/cohorts/{cohort}/assignments/new"
    page = send(ines, path, "show", bank=SLUG, item=items[:2], show_topic="causes")
    boxes = [box["value"] for box in soup(page).select("input[type=checkbox][name=item]")]
    assert boxes == [str(item) for item in items[6:]]
    assert filled_in(page)["item"] == [str(item) for item in items[:2]]
    page = ines.post(path, data=filled_in(page) | {"action": "tick"})
    assert set(filled_in(page)["item"]) == {str(item) for item in items[:2] + items[6:]}


def test_a_draft_is_changed_deleted_and_taken_back(ines, session, cohort, items):
    path = make(ines, cohort, item=items[:1]).location
    here = path.removesuffix("/edit")
    assert send(ines, path, title="Autre", item=items[1:3]).location == path
    row = last(session)
    assert (row.title, row.version, fixed_items(session, row.id)) == ("Autre", 2, items[1:3])
    press(ines, ines.get(path), f"{here}/publish")
    assert press(ines, ines.get(path), f"{here}/delete").status_code == 409
    assert press(ines, ines.get(path), f"{here}/unpublish").status_code == 302
    assert last(session).published_at is None
    assert press(ines, ines.get(path), f"{here}/delete").location == f"/teach/cohorts/{cohort}"
    assert last(session) is None
    assert session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all() == [
        "assignment.published",
        "assignment.withdrawn",
        "assignment.deleted",
    ]


def test_an_edit_on_top_of_another_is_refused_with_what_was_typed(ines, session, cohort, items):
    path = make(ines, cohort, item=items[:1]).location
    stale = filled_in(ines.get(path)) | {"action": "save", "title": "Mine", "minutes": "20"}
    send(ines, path, title="Theirs", item=items[:1])
    page = ines.post(path, data=stale)
    assert page.status_code == 409
    assert filled_in(page)["title"] == ["Mine"]
    assert filled_in(page)["minutes"] == ["20"]
    assert "Somebody has changed this assignment meanwhile" in page.text
    assert last(session).title == "Theirs"
    again = ines.post(path, data=filled_in(page) | {"action": "save"})
    assert again.location == path
    assert (last(session).title, last(session).minutes) == ("Mine", 20)


def test_the_same_edit_sent_twice_is_one(ines, session, cohort, items):
    path = make(ines, cohort, item=items[:1]).location
    fields = filled_in(ines.get(path)) | {"action": "save", "title": "Twice"}
    assert [ines.post(path, data=fields).status_code for _ in range(2)] == [302, 302]
    assert last(session).version == 2


def test_once_somebody_has_begun_the_questions_are_settled_and_dates_are_not(
    ines, session, cohort, items, students
):
    path = make(ines, cohort, item=items[:3]).location
    here = path.removesuffix("/edit")
    press(ines, ines.get(path), f"{here}/publish")
    assignment_id = last(session).id
    classes.begin(students[0], assignment_id)
    page = ines.get(path)
    assert "Learners have begun" in page.text
    assert not soup(page).select("[name=item], [name=mode], [name=paper], [name=convention]")
    forced = {"item": items[5:6], "mode": "practice", "paper": "draw", "draw_causes": "2"}
    assert send(ines, path, title="Later", closes_at=local(9), **forced).location == path
    row = last(session)
    assert (row.title, row.mode, row.paper, row.length) == ("Later", "exam", "fixed", 3)
    assert fixed_items(session, row.id) == items[:3]
    assert "1 attempt that is going on ends at another time" in ines.get(path).text
    press(ines, ines.get(path), f"{here}/unpublish")
    assert last(session).published_at is not None
    assert "Somebody has begun" in ines.get(path).text


def test_results_are_shown_by_hand_and_drafts_have_none(ines, session, cohort, items):
    path = make(ines, cohort, item=items[:1]).location
    here = path.removesuffix("/edit")
    assert press(ines, ines.get(path), f"{here}/release").status_code == 409
    press(ines, ines.get(path), f"{here}/publish")
    assert press(ines, ines.get(path), f"{here}/release").status_code == 302
    assert last(session).released_at is not None


def test_what_nobody_could_sit_is_not_published(ines, session, cohort, items):
    path = make(ines, cohort, item=items[:1], closes_at=local(-1)).location
    press(ines, ines.get(path), f"{path.removesuffix('/edit')}/publish")
    assert "The closing date is past" in ines.get(path).text
    assert last(session).published_at is None


def test_another_cohort_gets_the_same_as_a_draft_of_its_own(ines, session, cohort, items):
    path = make(ines, cohort, item=items[:3], minutes="45").location
    links = [a["href"] for a in soup(ines.get(path)).select("details a")]
    [again] = [link for link in links if "copy=" in link]
    fields = filled_in(ines.get(again))
    assert (fields["title"], fields["minutes"], fields["bank"]) == (["Contrôle"], ["45"], [SLUG])
    assert fields["item"] == [str(item) for item in items[:3]]


def test_dates_are_read_and_shown_in_the_zone_of_the_account(client, session, ines, cohort, items):
    path = make(ines, cohort, item=items[:1], closes_at="2030-07-01T12:00").location
    assert last(session).closes_at.isoformat().startswith("2030-07-01T12:00")
    otto = client.application.test_client()
    log_in(otto, "otto")
    page = otto.get(path)
    assert filled_in(page)["closes_at"] == ["2030-07-01T14:00"]
    assert "Europe/Paris" in page.text
