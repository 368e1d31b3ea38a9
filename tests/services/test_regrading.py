"""Another key, dropping, taking back: marks follow, the trail stays, nothing counts twice."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import func, select

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.correction import CorrectionError, FormsCorrection
from quizapp.domain.grading.regrade import Effect, Score
from quizapp.extensions import db
from quizapp.models import Attempt, AttemptItem, AuditEvent, Item, ItemRevision, Regrade, Response
from quizapp.services.teaching.asked import trail_of
from quizapp.services.teaching.regrading import NotNeededError
from quizapp.services.teaching.settling import refold_totals
from tests.factories import NOON, make_learner
from tests.services import exams
from tests.services.classes import assign, begin, make_cohort
from tests.services.made_banks import load, made_item, made_items
from tests.services.regrades import (
    changes,
    correct,
    drop,
    fill_in,
    key,
    marks,
    preview,
    sit,
    teacher,
    total,
)
from tests.services.studying import at_once, item_id

FIRST, SECOND = "go-sba-definition-01", "go-sba-definition-02"


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def exam(ines, alice, bob):
    """An exam of two questions, of which b is right, for Alice and Bob."""
    load(*made_items(2))
    return assign(make_cohort(ines, alice, bob))


def revisions(item):
    exams.look_anew()
    rows = select(ItemRevision).where(ItemRevision.item_id == item).order_by(ItemRevision.number)
    return list(db.session().scalars(rows))


def current_revision(item):
    exams.look_anew()
    return db.session().get_one(Item, item).revision_id


def test_another_key_gives_and_takes_points_and_the_totals_follow(exam, ines, alice, bob):
    first, second = sit(alice, exam, "b", "b"), sit(bob, exam, "c", "b")
    assert (total(first), total(second)) == ((2.0, 2.0), (1.0, 2.0))

    correct(teacher(ines), exam, item_id(FIRST), key("c"))

    assert (total(first), total(second)) == ((1.0, 2.0), (2.0, 2.0))
    assert [mark.points for mark in marks(first)] == [0.0, 1.0]


def test_what_was_answered_and_how_it_was_marked_first_is_never_changed(exam, ines, alice):
    attempt = sit(alice, exam, "c", "b")
    before = [(row.points, row.mark, row.revision_id) for row in responses(attempt)]
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    drop(teacher(ines), exam, item_id(SECOND))
    after = [(row.points, row.mark, row.revision_id) for row in responses(attempt)]
    assert before == after


def responses(attempt):
    exams.look_anew()
    rows = select(Response).where(Response.attempt_id == attempt).order_by(Response.position)
    return list(db.session().scalars(rows))


def test_the_trail_says_who_changed_what_when_and_why(exam, ines, alice, bob):
    gains, same = sit(alice, exam, "c", "b"), sit(bob, exam, "a", "b")
    regrade = correct(teacher(ines), exam, item_id(FIRST), key("c"), reason="Voir P1.2.")

    [change] = changes(gains)
    assert (change.old_points, change.old_maximum) == (0.0, 1.0)
    assert (change.new_points, change.new_maximum) == (1.0, 1.0)
    assert (change.kind, change.reason, change.regrade_id) == ("key", "Voir P1.2.", regrade.id)
    assert (change.changed_by, change.changed_at) == (ines.id, NOON)
    assert changes(same) == []
    [line] = trail_of(db.session(), assignment_id=exam, item_id=item_id(FIRST))
    assert (line.by, line.regrade.reason) == ("ines@example.org", "Voir P1.2.")
    actions = db.session().scalars(
        select(AuditEvent.action).where(AuditEvent.assignment_id == exam)
    )
    assert list(actions) == ["regrade.key"]


def test_the_preview_is_what_applying_does(exam, ines, alice, bob):
    first, second = sit(alice, exam, "b", ""), sit(bob, exam, "c", "b")
    seen = preview(teacher(ines), exam, item_id(FIRST), key("c"))
    assert (seen.counts[Effect.GAINS], seen.counts[Effect.LOSES]) == (1, 1)
    assert changes(first) == changes(second) == []
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    for outcome, attempt in zip(seen.outcomes, (first, second), strict=True):
        assert Score(*total(attempt)) == outcome.after
        assert marks(attempt)[0] == outcome.new


def test_a_second_answer_is_accepted_and_costs_nobody_anything(exam, ines, alice, bob):
    first, second = sit(alice, exam, "b", "b"), sit(bob, exam, "c", "b")
    correct(teacher(ines), exam, item_id(FIRST), key("b", also="c"))
    assert (total(first), total(second)) == ((2.0, 2.0), (2.0, 2.0))
    assert marks(second)[0].reason.code == "also_accepted"


def test_the_corrected_revision_is_the_assignments_and_not_the_banks(exam, ines, alice):
    before = current_revision(item_id(FIRST))
    sit(alice, exam, "c", "b")
    regrade = correct(teacher(ines), exam, item_id(FIRST), key("c"))
    assert [row.number for row in revisions(item_id(FIRST))] == [1, 2]
    assert revisions(item_id(FIRST))[1].id == regrade.revision_id
    assert current_revision(item_id(FIRST)) == before


def test_the_bank_goes_on_counting_its_revisions_after_one_of_an_assignment(exam, ines, alice):
    sit(alice, exam, "c", "b")
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    load(made_item(options__b__correct=False, options__a__correct=True), made_item(number=2))
    assert [row.number for row in revisions(item_id(FIRST))] == [1, 2, 3]
    assert current_revision(item_id(FIRST)) == revisions(item_id(FIRST))[2].id


def test_taking_a_correction_back_needs_no_new_revision(exam, ines, alice):
    attempt = sit(alice, exam, "c", "b")
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    correct(teacher(ines), exam, item_id(FIRST), key("b"))
    assert total(attempt) == (1.0, 2.0)
    assert [change.new_points for change in changes(attempt)] == [1.0, 0.0]
    assert len(revisions(item_id(FIRST))) == 2


def test_who_hands_in_later_is_marked_by_the_key_that_holds(exam, ines, alice):
    attempt = begin(alice, exam).id
    fill_in(alice, attempt, "c", "b")
    regrade = correct(teacher(ines), exam, item_id(FIRST), key("c"), reason="Voir P1.2.")
    exams.hand_in(alice, attempt)
    assert total(attempt) == (2.0, 2.0)
    [change] = changes(attempt)
    assert (change.regrade_id, change.reason, change.changed_by) == (
        regrade.id,
        "Voir P1.2.",
        ines.id,
    )


def test_who_begins_later_is_asked_the_corrected_question(exam, ines, alice):
    regrade = correct(teacher(ines), exam, item_id(FIRST), key("c"))
    attempt = sit(alice, exam, "c", "b")
    asked = db.session().scalar(
        select(AttemptItem.revision_id).where(
            AttemptItem.attempt_id == attempt, AttemptItem.position == 1
        )
    )
    assert asked == regrade.revision_id
    assert (total(attempt), changes(attempt)) == ((2.0, 2.0), [])


def test_a_dropped_question_gives_nothing_and_costs_nothing(exam, ines, alice, bob):
    right, wrong = sit(alice, exam, "b", "b"), sit(bob, exam, "b", "c")
    drop(teacher(ines), exam, item_id(SECOND))
    assert (total(right), total(wrong)) == ((1.0, 1.0), (1.0, 1.0))
    assert [mark.reason.code for mark in marks(right)] == ["right", "dropped"]


def test_what_is_taken_back_is_worth_what_it_was_before(exam, ines, alice):
    attempt = sit(alice, exam, "c", "b")
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    before = total(attempt), marks(attempt)
    drop(teacher(ines), exam, item_id(FIRST))
    assert total(attempt) == (1.0, 1.0)
    drop(teacher(ines), exam, item_id(FIRST), restore=True)
    assert (total(attempt), marks(attempt)) == before
    assert [change.kind for change in changes(attempt)] == ["key", "drop", "restore"]


def test_who_hands_in_a_dropped_question_later_gets_it_back_as_it_was_corrected(exam, ines, alice):
    attempt = begin(alice, exam).id
    fill_in(alice, attempt, "c", "b")
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    drop(teacher(ines), exam, item_id(FIRST))
    exams.hand_in(alice, attempt)
    assert total(attempt) == (1.0, 1.0)
    drop(teacher(ines), exam, item_id(FIRST), restore=True)
    assert total(attempt) == (2.0, 2.0)


def test_who_hands_in_after_a_question_was_taken_back_has_it_counted(exam, ines, alice):
    attempt = begin(alice, exam).id
    fill_in(alice, attempt, "b", "b")
    drop(teacher(ines), exam, item_id(FIRST))
    drop(teacher(ines), exam, item_id(FIRST), restore=True)
    exams.hand_in(alice, attempt)
    assert (total(attempt), changes(attempt)) == ((2.0, 2.0), [])


def test_an_attempt_begun_after_does_not_ask_what_was_dropped(exam, ines, alice):
    drop(teacher(ines), exam, item_id(FIRST))
    attempt = sit(alice, exam, "b")
    assert total(attempt) == (1.0, 1.0)
    assert len(marks(attempt)) == 1


def test_an_answer_to_another_wording_keeps_its_mark(ines, alice, bob):
    load(made_item())
    exam = assign(make_cohort(ines, alice, bob))
    first = sit(alice, exam, "c")
    load(made_item(options__c__text={"fr": "Le coude", "en": "The elbow"}))
    second = sit(bob, exam, "c")
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    assert (total(first), total(second)) == ((0.0, 1.0), (1.0, 1.0))


def test_the_forms_of_a_short_answer_are_corrected(ines, alice):
    load(made_item("short_answer"))
    exam = assign(make_cohort(ines, alice))
    attempt = begin(alice, exam).id
    exams.save(alice, attempt, 1, TypedText("ibuprofène", "fr"))
    exams.hand_in(alice, attempt)
    accepted = {"fr": ["colchicine", "ibuprofène"], "en": ["colchicine"]}
    item = item_id("go-short-answer-definition-01")
    correct(teacher(ines), exam, item, FormsCorrection(accepted, {}))
    assert total(attempt) == (1.0, 1.0)


def test_the_same_form_sent_twice_decides_once(exam, ines, alice):
    attempt = sit(alice, exam, "c", "b")
    once, twice = (
        correct(teacher(ines), exam, item_id(FIRST), key("c"), client_key="the-same-form")
        for _ in range(2)
    )
    assert once.id == twice.id
    dropped = [
        drop(teacher(ines), exam, item_id(SECOND), client_key="another-form").id for _ in range(2)
    ]
    assert dropped[0] == dropped[1]
    assert len(changes(attempt)) == 2
    assert db.session().scalar(select(func.count()).select_from(Regrade)) == 2


def test_a_key_used_for_something_else_is_a_conflict(exam, ines, alice):
    sit(alice, exam, "c", "b")
    correct(teacher(ines), exam, item_id(FIRST), key("c"), client_key="the-same-form")
    with pytest.raises(ConflictError):
        correct(teacher(ines), exam, item_id(SECOND), key("c"), client_key="the-same-form")
    with pytest.raises(ConflictError):
        correct(teacher(ines), exam, item_id(FIRST), key("d"), client_key="the-same-form")
    with pytest.raises(ConflictError):
        drop(teacher(ines), exam, item_id(FIRST), client_key="the-same-form")


def test_what_is_so_already_is_not_decided_again(exam, ines):
    by, item = teacher(ines), item_id(FIRST)
    for decide in (
        lambda: correct(by, exam, item, key("b")),
        lambda: drop(by, exam, item, restore=True),
    ):
        with pytest.raises(NotNeededError):
            decide()
    drop(by, exam, item)
    with pytest.raises(NotNeededError):
        drop(by, exam, item)
    with pytest.raises(NotNeededError):
        correct(by, exam, item, key("c"))


def test_a_correction_without_sense_changes_nothing(exam, ines, alice):
    attempt = sit(alice, exam, "b", "b")
    with pytest.raises(CorrectionError):
        correct(teacher(ines), exam, item_id(FIRST), key("bc"))
    assert (total(attempt), changes(attempt)) == ((2.0, 2.0), [])
    assert len(revisions(item_id(FIRST))) == 1


def test_only_those_who_run_the_cohort_decide_and_only_on_what_it_asks(exam, ines, alice):
    load(*made_items(3))
    otto = make_learner("otto", role="instructor")
    third = item_id("go-sba-definition-03")
    for by, item in ((teacher(otto), item_id(FIRST)), (teacher(ines), third)):
        with pytest.raises(NotFoundError):
            correct(by, exam, item, key("c"))
        with pytest.raises(NotFoundError):
            drop(by, exam, item)


def test_only_an_admin_corrects_the_bank_with_it(exam, ines, alice):
    adam = make_learner("adam", role="admin")
    sit(alice, exam, "c", "b")
    with pytest.raises(NotFoundError):
        correct(teacher(ines), exam, item_id(FIRST), key("c"), in_bank=True)
    regrade = correct(
        teacher(adam, "admin"), exam, item_id(FIRST), key("b", also="c"), in_bank=True
    )
    assert current_revision(item_id(FIRST)) == regrade.revision_id
    assert db.session().get_one(Item, item_id(FIRST)).guessing == pytest.approx(2 / 4)


def test_a_correction_never_takes_the_bank_back_to_an_earlier_wording(exam, alice):
    adam = make_learner("adam", role="admin")
    sit(alice, exam, "c", "b")
    load(
        made_item(options__c__text={"fr": "Le coude", "en": "The elbow"}),
        made_item(number=2),
    )
    before = current_revision(item_id(FIRST))
    with pytest.raises(ConflictError):
        correct(teacher(adam, "admin"), exam, item_id(FIRST), key("c"), in_bank=True)
    assert current_revision(item_id(FIRST)) == before


def test_totals_are_the_fold_of_the_marks_whatever_is_decided(exam, ines, alice, bob):
    attempts = [sit(alice, exam, "b", "c"), sit(bob, exam, "c", "b")]
    rng, by = Random(7), teacher(ines)
    for _ in range(12):
        item = item_id(rng.choice([FIRST, SECOND]))
        try:
            match rng.randrange(3):
                case 0:
                    correct(by, exam, item, key(rng.choice("abcd")))
                case 1:
                    drop(by, exam, item)
                case _:
                    drop(by, exam, item, restore=True)
        except NotNeededError:
            continue
        for attempt in attempts:
            summed = Score.of(marks(attempt))
            assert total(attempt) == pytest.approx((summed.points, summed.maximum))
            assert_refold_is_no_change(attempt)


def assert_refold_is_no_change(attempt):
    before = total(attempt)
    with transaction() as session:
        refold_totals(session, [session.get_one(Attempt, attempt)])
    assert total(attempt) == before


def test_whoever_hands_in_while_keys_change_ends_with_the_key_that_holds(app, ines, alice, bob):
    """Six learners hand in at the moment two decisions are made; nobody waits in a circle."""
    load(*made_items(2))
    learners = [alice, bob, *(make_learner(f"learner{number}") for number in range(4))]
    exam = assign(make_cohort(ines, *learners))
    attempts = [begin(learner, exam).id for learner in learners]
    for learner, attempt in zip(learners, attempts, strict=True):
        fill_in(learner, attempt, "c", "c")
    first, second = item_id(FIRST), item_id(SECOND)
    db.session().rollback()
    at_once(
        app,
        [
            lambda: correct(teacher(ines), exam, first, key("c")) and None,
            *(
                lambda learner=learner, attempt=attempt: exams.hand_in(learner, attempt)
                for learner, attempt in zip(learners, attempts, strict=True)
            ),
            lambda: drop(teacher(ines), exam, second) and None,
        ],
    )
    for attempt in attempts:
        assert total(attempt) == (1.0, 1.0)
        assert [mark.reason.code for mark in marks(attempt)] == ["right", "dropped"]


def test_a_double_click_in_two_threads_decides_once(app, exam, ines, alice):
    attempt, item = sit(alice, exam, "c", "b"), item_id(FIRST)
    db.session().rollback()
    found = at_once(
        app,
        [lambda: correct(teacher(ines), exam, item, key("c"), client_key="the-same-form").id] * 4,
    )
    assert len(set(found)) == 1
    assert len(changes(attempt)) == 1
    assert len(revisions(item)) == 2
