"""Short answers that the matcher was unsure of: marked by hand group by group, and learnt."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.correction import CorrectionError, FormsCorrection
from quizapp.domain.grading.regrade import Share
from quizapp.extensions import db
from quizapp.models import AuditEvent
from quizapp.services.teaching import manual_marks
from quizapp.services.teaching.manual_marks import Pick
from tests.factories import NOON, make_learner
from tests.services import exams
from tests.services.classes import assign, begin, make_cohort
from tests.services.made_banks import load, made_item
from tests.services.regrades import changes, correct, drop, marks, teacher, total
from tests.services.studying import item_id

ITEM = "go-short-answer-definition-01"
ANTI = Pick("fr", "ibuprofene", "unknown")
_keys = (f"manual-key-{number}" for number in itertools.count(1))


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def exam(ines, alice, bob):
    """An exam of one short answer: colchicine is accepted, pénicilline rejected."""
    load(made_item("short_answer"))
    return assign(make_cohort(ines, alice, bob))


def write(learner, exam, text, **more):
    attempt = begin(learner, exam).id
    exams.save(learner, attempt, 1, TypedText(text, "fr"), **more)
    exams.hand_in(learner, attempt)
    return attempt


def groups(by, exam):
    exams.look_anew()
    _, found = manual_marks.unsure_items(db.session(), person=by, assignment_id=exam)
    return [group for one in found for group in one.groups]


def mark(by, exam, share, *, pick=ANTI, learn=False, client_key=None, reason="Un AINS convient."):
    with transaction() as session:
        return manual_marks.mark_group(
            session,
            person=by,
            assignment_id=exam,
            item_id=item_id(ITEM),
            pick=pick,
            share=share,
            reason=reason,
            learn=learn,
            client_key=client_key or next(_keys),
            now=NOON,
        )


def test_only_answers_that_the_matcher_was_unsure_of_are_shown(exam, ines, alice, bob):
    carol, dave = (make_learner(name) for name in ("carol", "dave"))
    other = assign(make_cohort(ines, alice, bob, carol, dave, name="Two"))
    for learner, text in ((alice, "colchicine"), (bob, "pénicilline"), (carol, "colchicin")):
        write(learner, other, text)
    write(dave, other, "ibuprofène")
    shown = {(one.group.text, str(one.group.unsure.doubt)) for one in groups(teacher(ines), other)}
    assert shown == {("colchicin", "typo"), ("ibuprofène", "unknown")}


def test_all_that_say_the_same_get_the_same_points_with_a_trail(exam, ines, alice, bob):
    first, second = write(alice, exam, "Ibuprofène"), write(bob, exam, "l’ibuprofene")
    [group] = groups(teacher(ines), exam)
    assert (group.group.count, group.is_open) == (2, True)

    assert mark(teacher(ines), exam, Share.HALF) == 2

    assert (total(first), total(second)) == ((0.5, 1.0), (0.5, 1.0))
    [change] = changes(first)
    assert (change.kind, change.old_points, change.new_points) == ("manual", 0.0, 0.5)
    assert (change.reason, change.changed_by) == ("Un AINS convient.", ines.id)
    [group] = groups(teacher(ines), exam)
    assert (group.is_open, group.share) == (False, Share.HALF)
    events = db.session().scalars(select(AuditEvent).where(AuditEvent.assignment_id == exam))
    assert [(event.action, event.data["answers"]) for event in events] == [("marks.by_hand", 2)]


def test_the_same_decision_again_changes_nothing(exam, ines, alice):
    attempt = write(alice, exam, "ibuprofène")
    assert [mark(teacher(ines), exam, Share.FULL) for _ in range(2)] == [1, 0]
    assert len(changes(attempt)) == 1


def test_saying_that_a_mark_was_right_closes_its_group_and_keeps_it(exam, ines, alice):
    attempt = write(alice, exam, "ibuprofène")
    assert mark(teacher(ines), exam, Share.NOTHING) == 0
    [group] = groups(teacher(ines), exam)
    assert not group.is_open
    accepted = {"fr": ["colchicine", "ibuprofène"], "en": ["colchicine"]}
    correct(teacher(ines), exam, item_id(ITEM), FormsCorrection(accepted, {}))
    assert total(attempt) == (0.0, 1.0)


def test_an_answer_that_comes_later_opens_its_group_again(exam, ines, alice, bob):
    first = write(alice, exam, "ibuprofène")
    mark(teacher(ines), exam, Share.HALF)
    second = write(bob, exam, "ibuprofène")
    [group] = groups(teacher(ines), exam)
    assert (group.is_open, group.group.count) == (True, 2)
    assert mark(teacher(ines), exam, Share.HALF) == 1
    assert (total(first), total(second)) == ((0.5, 1.0), (0.5, 1.0))


def test_a_learnt_answer_is_known_to_who_answers_later(exam, ines, alice, bob):
    first = write(alice, exam, "ibuprofène")
    mark(teacher(ines), exam, Share.FULL, learn=True)
    second = write(bob, exam, "ibuprofènne")
    assert (total(first), total(second)) == ((1.0, 1.0), (1.0, 1.0))
    assert marks(first)[0].reason.code == "accepted"
    assert [str(one.group.unsure.doubt) for one in groups(teacher(ines), exam)] == ["typo"]


def test_an_answer_is_learnt_as_wrong_with_its_reason(exam, ines, alice):
    attempt = write(alice, exam, "colchicin")
    assert total(attempt) == (1.0, 1.0)
    pick = Pick("fr", "colchicin", "typo")
    mark(teacher(ines), exam, Share.NOTHING, pick=pick, learn=True, reason="Autre molécule.")
    assert total(attempt) == (0.0, 1.0)
    assert marks(attempt)[0].reason.text == "Autre molécule."
    assert groups(teacher(ines), exam) == []


def test_what_is_learnt_takes_the_place_of_a_mark_by_hand(exam, ines, alice):
    attempt = write(alice, exam, "ibuprofène")
    mark(teacher(ines), exam, Share.HALF)
    mark(teacher(ines), exam, Share.FULL, learn=True)
    assert total(attempt) == (1.0, 1.0)


def test_the_form_that_learns_sent_twice_learns_once(exam, ines, alice):
    attempt = write(alice, exam, "ibuprofène")
    for _ in range(2):
        mark(teacher(ines), exam, Share.FULL, learn=True, client_key="the-same-form")
    assert len(changes(attempt)) == 1


def test_half_is_not_learnt_and_neither_is_a_text_of_six_words(exam, ines, alice, bob):
    write(alice, exam, "ibuprofène")
    with pytest.raises(ValueError, match="right or wrong"):
        mark(teacher(ines), exam, Share.HALF, learn=True)
    write(bob, exam, "un deux trois quatre cinq six sept")
    long = next(one for one in groups(teacher(ines), exam) if "deux" in one.group.text).group
    pick = Pick("fr", long.form, "unknown")
    with pytest.raises(CorrectionError):
        mark(teacher(ines), exam, Share.FULL, pick=pick, learn=True)
    assert mark(teacher(ines), exam, Share.FULL, pick=pick) == 1


def test_where_confidence_is_marked_an_answer_by_hand_is_right_or_wrong_at_its_level(ines, alice):
    load(made_item("short_answer"))
    exam = assign(make_cohort(ines, alice), convention="confidence", asks_confidence=True)
    attempt = write(alice, exam, "ibuprofène", confidence=3)
    assert total(attempt) == (-6.0, 3.0)
    with pytest.raises(ValueError, match="right or wrong"):
        mark(teacher(ines), exam, Share.HALF)
    mark(teacher(ines), exam, Share.FULL)
    assert total(attempt) == (3.0, 3.0)


def test_a_dropped_question_has_nothing_to_mark(exam, ines, alice):
    write(alice, exam, "ibuprofène")
    drop(teacher(ines), exam, item_id(ITEM))
    assert groups(teacher(ines), exam) == []
    with pytest.raises(NotFoundError):
        mark(teacher(ines), exam, Share.FULL)


def test_only_those_who_run_the_cohort_mark(exam, ines, alice):
    otto = make_learner("otto", role="instructor")
    write(alice, exam, "ibuprofène")
    with pytest.raises(NotFoundError):
        mark(teacher(otto), exam, Share.FULL)
    with pytest.raises(NotFoundError):
        groups(teacher(otto), exam)
