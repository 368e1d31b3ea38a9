"""Answers of an exam are kept as they are given: once, in order, and marked by nobody yet."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.fit import AnswerDoesNotFitError
from quizapp.extensions import db
from quizapp.models import AnswerSave, Response, Review
from quizapp.services.quizzes.exam import SaveOutcome
from tests.services.exams import (
    KINDS,
    begin,
    blank,
    one_of_each,
    place,
    positions,
    right,
    save,
    saves,
    sheet_of,
    ticked,
)
from tests.services.made_banks import load, made_items
from tests.services.studying import again, at_once

SAVED, OUTDATED = SaveOutcome.SAVED, SaveOutcome.OUTDATED


@pytest.fixture
def attempt(alice):
    load(*made_items(4))
    return begin(alice, length=4)


@pytest.fixture
def every_kind(alice):
    load(*one_of_each())
    return begin(alice, length=9)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_what_is_saved_stands_on_the_sheet(alice, attempt):
    answer = ticked("c")

    assert save(alice, attempt, 2, answer, confidence=3, struck=("a", "d")) is SAVED

    found = place(alice, attempt, 2)
    assert (found.answer, found.number) == (answer, 1)
    assert (found.save.confidence, found.save.struck) == (3, ["a", "d"])
    assert again(attempt).answered == sheet_of(alice, attempt).answered == 1
    assert (count(Response), count(Review)) == (0, 0), "nothing is marked before the end"


def test_a_later_answer_takes_the_place_of_the_one_before_and_the_log_keeps_both(alice, attempt):
    save(alice, attempt, 1, ticked("a"), duration_ms=3000)
    save(alice, attempt, 1, ticked("b"), duration_ms=4000)

    found = place(alice, attempt)
    assert (found.answer, found.number, found.duration_ms) == (ticked("b"), 2, 7000)
    assert [one.answer["chosen"] for one in saves(attempt)] == [["a"], ["b"]]


def test_an_answer_taken_back_leaves_the_question_open(alice, attempt):
    save(alice, attempt, 1, ticked("a"))
    assert save(alice, attempt, 1, ticked()) is SAVED

    assert not place(alice, attempt).is_answered
    assert again(attempt).answered == 0
    assert sheet_of(alice, attempt).where_to_go_on() == 1


@pytest.mark.parametrize("kind", [*KINDS, "case"])
def test_every_type_of_question_can_be_answered_and_left_blank(alice, every_kind, kind):
    position = positions(alice, every_kind, kind)[0]
    content = place(alice, every_kind, position).content

    for answer in (right(content), blank(content)):
        assert save(alice, every_kind, position, answer) is SAVED
        assert place(alice, every_kind, position).answer == answer


@pytest.mark.parametrize(
    ("kind", "forged"),
    [
        ("sba", ticked("z")),
        ("sba", ticked("a", "b")),
        ("sba", TypedText("b", "fr")),
        ("multiple", ticked("a", "f")),
        ("short_menu", ticked("a", "b", "c", "d")),
        ("long_menu", ticked("a", "b", "c")),
        ("long_menu", ticked("m2")),
        ("concordance", ticked("a")),
        ("concordance", ticked("m1", "p1")),
        ("short_answer", ticked("a")),
        ("short_answer", TypedText("colchicine", "de")),
    ],
)
def test_an_answer_that_the_question_cannot_have_is_not_kept(alice, every_kind, kind, forged):
    [position] = positions(alice, every_kind, kind)

    with pytest.raises(AnswerDoesNotFitError):
        save(alice, every_kind, position, forged)

    assert saves(every_kind, position) == []


@pytest.mark.parametrize("kind", ["sba", "concordance", "short_answer"])
def test_only_options_of_the_question_can_be_struck_out(alice, every_kind, kind):
    [position] = positions(alice, every_kind, kind)
    content = place(alice, every_kind, position).content

    with pytest.raises(AnswerDoesNotFitError):
        save(alice, every_kind, position, right(content), struck=("zz",))

    assert saves(every_kind, position) == []


def test_the_same_key_again_gives_the_same_answer_and_writes_nothing(alice, attempt):
    for _ in range(3):
        assert save(alice, attempt, 1, ticked("a"), seen=0, key="once") is SAVED

    assert len(saves(attempt)) == 1


def test_a_repeated_key_is_answered_as_before_even_after_a_later_save(alice, attempt):
    save(alice, attempt, 1, ticked("a"), seen=0, key="first")
    save(alice, attempt, 1, ticked("b"), seen=1)

    assert save(alice, attempt, 1, ticked("a"), seen=0, key="first") is SAVED
    assert place(alice, attempt).answer == ticked("b")


@pytest.mark.parametrize(
    "other",
    [
        {"answer": ticked("b")},
        {"position": 2},
        {"seen": 1},
        {"confidence": 2},
        {"struck": ("d",)},
        {"final": True},
        {"flagged": True},
    ],
)
def test_the_same_key_for_something_else_is_a_conflict(alice, attempt, other):
    first = {"position": 1, "answer": ticked("a"), "seen": 0, "key": "the same"}
    save(alice, attempt, **first)

    with pytest.raises(ConflictError):
        save(alice, attempt, **{**first, **other})

    assert count(AnswerSave) == 1


def test_a_form_from_before_a_later_save_is_out_of_date_and_writes_nothing(alice, attempt):
    save(alice, attempt, 1, ticked("a"), seen=0)

    assert save(alice, attempt, 1, ticked("b"), seen=0) is OUTDATED
    assert place(alice, attempt).answer == ticked("a")
    assert save(alice, attempt, 1, ticked("b"), seen=1) is SAVED


def test_a_form_cannot_claim_to_have_seen_what_was_never_saved(alice, attempt):
    assert save(alice, attempt, 1, ticked("a"), seen=1) is OUTDATED
    assert saves(attempt) == []


def test_two_tabs_that_say_the_same_do_not_contradict_each_other(alice, attempt):
    save(alice, attempt, 1, ticked("a"), seen=0)

    assert save(alice, attempt, 1, ticked("a"), seen=0) is SAVED
    assert len(saves(attempt)) == 1


def test_other_places_are_not_touched_by_a_save(alice, attempt):
    save(alice, attempt, 1, ticked("a"))

    assert [one.number for one in sheet_of(alice, attempt).places] == [1, 0, 0, 0]


def test_of_two_answers_at_the_same_moment_one_is_kept_and_the_other_told(app, alice, attempt):
    number = attempt.id
    for place_number in (1, 2, 3):
        outcomes = at_once(
            app,
            [
                lambda option=option, at=place_number: save(
                    alice, number, at, ticked(option), seen=0
                )
                for option in "abcd"
            ],
        )

        assert sorted(outcome.name for outcome in outcomes) == ["OUTDATED"] * 3 + ["SAVED"]
        [kept] = saves(attempt, place_number)
        assert kept.number == 1
        assert kept.answer["chosen"] == ["abcd"[outcomes.index(SAVED)]]


def test_one_form_sent_many_times_at_once_is_kept_once(app, alice, attempt):
    number = attempt.id

    outcomes = at_once(app, [lambda: save(alice, number, 1, ticked("a"), seen=0, key="again")] * 6)

    assert set(outcomes) == {SAVED}
    assert len(saves(attempt)) == 1


def test_saves_of_several_places_at_once_are_all_kept_and_counted(app, alice, attempt):
    number = attempt.id

    at_once(
        app,
        [lambda at=at: save(alice, number, at, ticked("a"), seen=0) for at in (1, 2, 3, 4)],
    )

    sheet = sheet_of(alice, attempt)
    assert sheet.attempt.answered == sheet.answered == 4


def test_a_flag_is_put_on_and_taken_off_with_the_answer(alice, attempt):
    save(alice, attempt, 1, ticked("a"), flagged=True)
    assert place(alice, attempt).flagged
    save(alice, attempt, 1, ticked("b"))
    assert place(alice, attempt).flagged, "an answer says nothing of the flag"

    save(alice, attempt, 1, ticked("b"), flagged=False)

    assert [one.flagged for one in sheet_of(alice, attempt).places] == [False] * 4


def test_an_outdated_form_does_not_move_the_flag_either(alice, attempt):
    save(alice, attempt, 1, ticked("a"), seen=0)

    assert save(alice, attempt, 1, ticked("b"), seen=0, flagged=True) is OUTDATED
    assert not place(alice, attempt).flagged


def test_a_place_that_does_not_exist_is_not_found(alice, attempt):
    for position in (0, 5, 99):
        with pytest.raises(NotFoundError):
            save(alice, attempt, position, ticked("a"), seen=0)


# Cases: one way only.


def test_the_next_question_of_a_case_opens_when_this_one_is_validated(alice, every_kind):
    first, second, third = positions(alice, every_kind, "case")
    for later in (second, third):
        assert not place(alice, every_kind, later).is_open
        with pytest.raises(NotFoundError):
            save(alice, every_kind, later, seen=0)

    save(alice, every_kind, first)
    assert not place(alice, every_kind, second).is_open, "a draft opens nothing"
    save(alice, every_kind, first, final=True)

    assert place(alice, every_kind, first).is_locked
    assert place(alice, every_kind, second).is_open
    assert not place(alice, every_kind, third).is_open


def test_a_validated_answer_is_never_changed(alice, every_kind):
    first = positions(alice, every_kind, "case")[0]
    save(alice, every_kind, first, ticked("a"), final=True)

    for changed in ({"answer": ticked("b")}, {"answer": ticked("b"), "final": True}):
        assert save(alice, every_kind, first, **changed) is OUTDATED
    assert save(alice, every_kind, first, ticked("a"), final=False) is OUTDATED

    assert place(alice, every_kind, first).answer == ticked("a")
    assert place(alice, every_kind, first).is_locked


def test_validating_twice_is_validating_once(alice, every_kind):
    first = positions(alice, every_kind, "case")[0]
    for _ in range(2):
        assert save(alice, every_kind, first, ticked("b"), final=True) is SAVED

    assert len(saves(every_kind, first)) == 1


def test_a_question_of_a_case_may_be_validated_blank(alice, every_kind):
    first, second, _ = positions(alice, every_kind, "case")

    assert save(alice, every_kind, first, ticked(), final=True) is SAVED

    assert place(alice, every_kind, first).is_locked
    assert place(alice, every_kind, second).is_open


def test_only_a_question_of_a_case_can_be_locked(alice, every_kind):
    [position] = positions(alice, every_kind, "sba")

    save(alice, every_kind, position, ticked("a"), final=True)

    assert not place(alice, every_kind, position).is_locked
    assert save(alice, every_kind, position, ticked("b")) is SAVED


def test_one_goes_on_where_something_is_left_to_do(alice, every_kind):
    sheet = sheet_of(alice, every_kind)
    assert sheet.where_to_go_on() == 1
    singles = [one.position for one in sheet.places if one.content.case is None]
    first, second, third = positions(alice, every_kind, "case")
    for position in singles:
        save(alice, every_kind, position)
    assert sheet_of(alice, every_kind).where_to_go_on() == first

    save(alice, every_kind, first)
    assert sheet_of(alice, every_kind).where_to_go_on() == first, "it is answered, not validated"
    for position in (first, second, third):
        save(alice, every_kind, position, final=True)

    assert sheet_of(alice, every_kind).where_to_go_on() is None


def test_forward_and_back_pass_over_what_is_locked_or_not_open(alice, every_kind):
    first, second, third = positions(alice, every_kind, "case")

    def around(position):
        sheet = sheet_of(alice, every_kind)
        found = sheet.places[position - 1]
        return sheet.before(found), sheet.after(found)

    assert around(1) == (None, 2)
    assert around(first - 1) == (first - 2, first)
    assert around(first) == (first - 1, second), "where validating leads"
    save(alice, every_kind, first, final=True)
    assert around(first - 1) == (first - 2, second)
    assert around(second) == (first - 1, third)
    save(alice, every_kind, second, final=True)
    save(alice, every_kind, third, final=True)
    assert around(first - 1) == (first - 2, None)


def test_a_text_is_kept_letter_by_letter(alice, every_kind):
    [position] = positions(alice, every_kind, "short_answer")
    for text in ("  Colchicine ", "é" * 200, "« ? »", "💊"):
        save(alice, every_kind, position, TypedText(text, "fr"))
        assert place(alice, every_kind, position).answer == TypedText(text, "fr")
