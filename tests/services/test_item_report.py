"""How the questions of an assignment did: whose answers count, and by which marks."""

from __future__ import annotations

from datetime import timedelta
from statistics import correlation

import pytest
from sqlalchemy import event

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.trouble import Trouble
from quizapp.domain.policies import Person
from quizapp.extensions import db
from quizapp.models import Accommodation, Attempt
from quizapp.services.teaching.item_report import assignment_items
from tests.factories import NOON, make_learner
from tests.services import exams
from tests.services.answer_sheets import change, item_ids, sit
from tests.services.classes import assign, begin, make_cohort, membership_id
from tests.services.made_banks import load, made_item, made_items

DAY = timedelta(days=1)
# Twelve learners, best first. Who does well elsewhere fails the last question, ticking c.
SHEETS = [
    "bbbc", "bbbc", "bbbc", "bbbd", "bbac", "bbaa",
    "babb", "baab", "abbb", "aaab", "aaab", "aaab",
]  # fmt: skip


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def cohort(ines, alice, bob):
    load(*made_items(4))
    return make_cohort(ines, alice, bob)


@pytest.fixture
def assignment(cohort):
    return assign(cohort)


def report(ines, assignment, **more):
    exams.look_anew()
    return assignment_items(
        db.session(),
        person=Person(ines.id, frozenset({"instructor"})),
        assignment_id=assignment,
        **more,
    ).report


def figures(ines, assignment, place=0):
    """Of the question at a place of the paper."""
    found = {line.item_id: line for line in report(ines, assignment).lines}
    return found[item_ids()[place]].figures


def test_the_figures_are_those_of_the_marks(ines, assignment):
    sit(assignment, SHEETS)
    first = figures(ines, assignment)
    assert (first.n, first.facility, first.maximum) == (12, 8 / 12, 1.0)
    assert first.intended_weight == 0.25
    own = [sheet[0] == "b" for sheet in SHEETS]
    rest = [sheet[1:].count("b") for sheet in SHEETS]
    assert first.r_rest == pytest.approx(correlation(own, rest))


def test_questions_come_with_the_worst_first_and_why(ines, assignment):
    sit(assignment, SHEETS)
    found = report(ines, assignment)
    worst = found.lines[0]
    assert worst.item_id == item_ids()[3]
    assert [flag.trouble for flag in worst.flags][:2] == [Trouble.NEGATIVE, Trouble.WRONG_OPTION]
    assert worst.flags[1].options == ("c",)
    assert found.attempts == 12


def test_the_choices_are_counted_by_thirds_of_those_who_answered(ines, assignment):
    sit(assignment, SHEETS)
    (line,) = report(ines, assignment, only=item_ids()[0]).lines
    a, b, c, _ = line.choices.options
    assert (a.chosen, b.chosen, c.chosen) == (4, 8, 0)
    assert [option.is_right for option in line.choices.options] == [False, True, False, False]
    assert sum(line.choices.sizes) == 12


def test_the_paper_has_its_consistency_and_its_error(ines, assignment):
    sit(assignment, ["bbbb", "bbbb", "aaaa", "aaaa"])
    paper = report(ines, assignment).paper
    assert paper.alpha == pytest.approx(1.0)
    assert (paper.mean, paper.maximum, paper.sittings) == (2.0, 4.0, 4)


def test_only_attempts_that_are_finished_count(ines, assignment, alice):
    begin(alice, assignment)
    sit(assignment, ["bbbb"])
    sit(assignment, ["aaaa"], finished_at=None)
    assert figures(ines, assignment).n == 1


def test_an_exam_that_learners_really_sat_is_in_it(ines, assignment, alice):
    attempt = begin(alice, assignment)
    exams.save(alice, attempt, 1)
    exams.save(alice, attempt, 2, exams.ticked("a"))
    exams.hand_in(alice, attempt)
    lines = {line.item_id: line for line in report(ines, assignment).lines}
    shown = [lines[item] for item in item_ids()]
    assert [line.figures.facility for line in shown] == [1.0, 0.0, 0.0, 0.0]
    assert [line.choices.blank for line in shown] == [0, 0, 1, 1]
    assert [line.choices.options[0].chosen for line in shown] == [0, 1, 0, 0]


def test_what_was_studied_in_private_is_never_in_it(ines, assignment, alice):
    attempt = exams.begin(alice)
    exams.save(alice, attempt)
    exams.hand_in(alice, attempt)
    assert report(ines, assignment).attempts == 0


def test_another_assignment_of_the_same_questions_is_not_in_it(ines, cohort, assignment):
    sit(assign(cohort), ["bbbb"])
    sit(assignment, ["aaaa"])
    assert figures(ines, assignment).facility == 0.0


@pytest.mark.parametrize(
    ("counting", "facility"), [("first", 0.0), ("last", 0.5), ("best", 1.0), ("mean", 0.0)]
)
def test_of_several_attempts_the_one_that_is_the_grade_counts(
    ines, cohort, alice, counting, facility
):
    assignment = assign(cohort, counting=counting, attempts_allowed=3)
    for number, sheet in enumerate(["aaaa", "bbbb", "baab"], start=1):
        sit(assignment, [sheet], learners=[alice.id], number=number)
    found = [figures(ines, assignment, place) for place in range(4)]
    assert sum(one.facility for one in found) / 4 == facility
    assert {one.n for one in found} == {1}


@pytest.mark.parametrize(("granted", "right"), [(False, 0.5), (True, 1.0)])
def test_the_best_attempt_may_lose_its_place_by_being_late(ines, cohort, alice, granted, right):
    assignment = assign(
        cohort,
        attempts_allowed=2,
        closes_at=NOON + DAY,
        late="accept",
        late_deduction=40,
    )
    sit(assignment, ["bbaa"], learners=[alice.id])
    late = NOON + 3 * DAY
    sit(assignment, ["bbbb"], learners=[alice.id], number=2, finished_at=late)
    if granted:
        with transaction() as session:
            session.add(
                Accommodation(
                    membership_id=membership_id(alice, cohort),
                    assignment_id=assignment,
                    closes_at=late,
                    note="",
                    changed_at=NOON,
                )
            )
    found = [figures(ines, assignment, place).facility for place in range(4)]
    assert sum(found) / 4 == right


def test_a_corrected_key_decides(ines, assignment):
    attempts = sit(assignment, ["abbb", "bbbb"])
    item = item_ids()[0]
    change("key", assignment, item, points=1.0, only=attempts[:1])
    change("key", assignment, item, points=0.0, only=attempts[1:])
    change("key", assignment, item, points=0.5, only=attempts[1:])
    assert figures(ines, assignment).facility == 0.75
    (line,) = report(ines, assignment, only=item).lines
    assert line.corrected


def test_a_dropped_question_is_last_and_not_part_of_the_paper(ines, assignment):
    sit(assignment, SHEETS)
    change("drop", assignment, item_ids()[3])
    found = report(ines, assignment)
    assert [line.dropped for line in found.lines] == [False, False, False, True]
    assert (found.paper.items, found.paper.maximum) == (3, 3.0)
    assert found.lines[-1].item_id == item_ids()[3]
    # Its own figures still tell why.
    assert found.lines[-1].figures.r_rest < 0
    assert found.lines[0].figures.intended_weight == pytest.approx(1 / 3)


def test_a_question_taken_back_counts_again(ines, assignment):
    sit(assignment, SHEETS)
    change("drop", assignment, item_ids()[3])
    change("restore", assignment, item_ids()[3])
    found = report(ines, assignment)
    assert not any(line.dropped for line in found.lines)
    assert found.paper.items == 4


def test_a_drop_leaves_the_other_questions_as_if_it_had_never_been_asked(ines, cohort):
    both, without = assign(cohort), assign(cohort, items=3)
    sit(both, SHEETS)
    sit(without, [sheet[:3] for sheet in SHEETS])
    change("drop", both, item_ids()[3])
    for place in range(3):
        assert figures(ines, both, place) == figures(ines, without, place)
    assert report(ines, both).paper == report(ines, without).paper


def test_questions_of_a_fixed_paper_that_nobody_answered_are_listed(ines, assignment):
    found = report(ines, assignment)
    assert [line.answers for line in found.lines] == [0] * 4
    assert {line.flags[0].trouble for line in found.lines} == {Trouble.FEW_ANSWERS}
    assert (found.paper, found.attempts) == (None, 0)


def test_of_a_draw_each_question_is_compared_with_what_its_learners_had(ines, cohort):
    assignment = assign(cohort, paper="draw", draw={"definition": 2})
    sit(assignment, ["bb  ", "aa  ", "b  b", "a  a", " ba "])
    found = report(ines, assignment)
    assert sorted(line.answers for line in found.lines) == [1, 2, 3, 4]
    assert not found.paper.same_for_all
    assert {line.figures.intended_weight for line in found.lines} == {None}


def test_of_an_adaptive_measure_no_figure_of_the_whole_is_given(ines, cohort):
    assignment = assign(cohort, paper="adaptive", mode="measure")
    sit(assignment, ["bb  ", "aa  "])
    found = report(ines, assignment)
    assert (found.adaptive, found.paper, found.attempts) == (True, None, 2)


def test_what_a_practice_did_not_come_to_counts_as_not_got(ines, cohort):
    assignment = assign(cohort, mode="practice")
    (attempt,) = sit(assignment, ["bb  "], length=4)
    with transaction() as session:
        session.get_one(Attempt, attempt).paper = item_ids()
    lines = {line.item_id: line for line in report(ines, assignment).lines}
    shown = [lines[item] for item in item_ids()]
    assert [line.figures.facility for line in shown] == [1.0, 1.0, 0.0, 0.0]
    assert [line.choices.blank for line in shown] == [0, 0, 1, 1]


def test_typed_answers_have_figures_and_no_options(ines, alice):
    load(made_item("short_answer"), made_item("sba"))
    assignment = assign(make_cohort(ines, alice))
    attempt = begin(alice, assignment)
    exams.save(alice, attempt, *exams.positions(alice, attempt, "short_answer"))
    exams.hand_in(alice, attempt)
    found = {line.content.type: line for line in report(ines, assignment).lines}
    assert found["short_answer"].choices is None
    assert found["short_answer"].figures.facility == 1.0


def test_answers_to_a_revision_with_other_options_are_not_counted_as_choices(ines, assignment):
    sit(assignment, ["abbb"])
    fewer = made_item("sba", 1, options=[o for o in _options() if o["id"] != "a"])
    load(fewer, *made_items(4)[1:])
    sit(assignment, ["bbbb", "ebbb"])
    (line,) = report(ines, assignment, only=item_ids()[0]).lines
    assert line.figures.n == 3
    assert line.choices.n == 2


def test_a_question_is_shown_as_it_was_answered_not_as_it_was_rewritten_since(ines, assignment):
    sit(assignment, ["bbbb"])
    asked = report(ines, assignment, only=item_ids()[0]).lines[0].content.stem
    rewritten = made_item("sba", 1, stem={"fr": "Et où donc ?", "en": "Where, then?"})
    load(rewritten, *made_items(4)[1:])
    assert report(ines, assignment, only=item_ids()[0]).lines[0].content.stem == asked


@pytest.mark.parametrize(("kind", "flagged"), [("sba", True), ("long_menu", False)])
def test_what_nobody_chooses_is_a_flaw_unless_it_stands_in_a_menu(ines, alice, kind, flagged):
    load(made_item(kind))
    assignment = assign(make_cohort(ines, alice))
    sit(assignment, ["a"] * 12)
    (line,) = report(ines, assignment).lines
    assert (Trouble.RARE_OPTION in [flag.trouble for flag in line.flags]) is flagged


def _options():
    return made_item("sba").model_dump(mode="json", exclude_defaults=True)["options"] + [
        {
            "id": "e",
            "text": {"fr": "Le pouce", "en": "The thumb"},
            "rationale": {"fr": "Le texte dit non.", "en": "The text says no."},
        }
    ]


def test_one_question_alone_has_the_same_figures_as_among_all(ines, assignment):
    sit(assignment, SHEETS)
    for line in report(ines, assignment).lines:
        (alone,) = report(ines, assignment, only=line.item_id).lines
        assert alone == line


def test_a_question_that_was_only_asked_so_far_is_there_without_figures(ines, cohort, alice):
    assignment = assign(cohort, paper="draw", draw={"definition": 1})
    asked = exams.place(alice, begin(alice, assignment)).item_id
    (line,) = report(ines, assignment, only=asked).lines
    assert (line.answers, line.figures) == (0, None)
    with pytest.raises(NotFoundError):
        report(ines, assignment, only=next(item for item in item_ids() if item != asked))


def test_a_question_that_is_not_in_the_assignment_does_not_exist(ines, assignment):
    with pytest.raises(NotFoundError):
        report(ines, assignment, only=99_999)


def test_somebody_elses_assignment_does_not_exist(assignment, session):
    ivan = make_learner("ivan", role="instructor")
    with pytest.raises(NotFoundError):
        report(ivan, assignment)


def test_a_report_asks_few_things_of_the_database_however_many_sat_it(ines, assignment):
    sit(assignment, SHEETS * 4)
    asked = []

    def count(_connection, _cursor, statement, *_):
        asked.append(statement)

    report(ines, assignment)
    event.listen(db.engine, "before_cursor_execute", count)
    report(ines, assignment)
    event.remove(db.engine, "before_cursor_execute", count)
    assert len([one for one in asked if one.startswith("SELECT")]) <= 9
