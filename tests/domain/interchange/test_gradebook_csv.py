"""The gradebook as our own table, and as Moodle's and Canvas's imports read it."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.interchange.csv_cells import BYTE_ORDER_MARK, Separator
from quizapp.domain.interchange.gradebook import (
    GradeLine,
    GradeTable,
    Headings,
    Shape,
    gradebook_csv,
)
from quizapp.domain.teaching.assignment import Counting
from quizapp.domain.teaching.gradebook import Sitting, grade

HEADINGS = Headings(
    "Nom", "Numéro", "Adresse", "État", "Début", "Remise", "Retard", "Points", "Sur", "%"
)
PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 11, 25, 13, 5, tzinfo=UTC)
COMMA, SEMICOLON = Separator.COMMA, Separator.SEMICOLON


def graded(points: float, maximum: float = 20.0, days: int = 0, per_day: int = 10):
    late = Sitting(1, points, maximum, timedelta(days=days))
    return grade([late], Counting.BEST, percent_per_day=per_day)


ALICE = GradeLine(
    "Alice Élan", "alice@example.org", "0042", "remis", AT, AT + timedelta(hours=1), graded(15.5)
)
BOB = GradeLine("Bob", "bob@example.org", "0043", "pas commencé")


def table(*lines: GradeLine, title: str = "Imagerie", questions=()) -> GradeTable:
    return GradeTable(title, "DFASM 1", lines, questions)


def read(what: GradeTable, shape: Shape, separator: Separator = COMMA) -> list[list[str]]:
    text = gradebook_csv(what, shape, separator, headings=HEADINGS, zone=PARIS)
    assert text.startswith(BYTE_ORDER_MARK)
    used = COMMA if shape is Shape.CANVAS else separator
    return list(csv.reader(StringIO(text[1:], newline=""), delimiter=used))


def records(what: GradeTable, shape: Shape, separator: Separator = COMMA) -> list[dict[str, str]]:
    header, *rows = read(what, shape, separator)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_our_own_table_says_everything_in_the_readers_words_zone_and_decimal_mark():
    header, alice, bob = read(table(ALICE, BOB), Shape.OWN, SEMICOLON)
    assert header == list(HEADINGS.row())
    assert alice[:4] == ["Alice Élan", "0042", "alice@example.org", "remis"]
    assert alice[4:] == ["2026-11-25 14:05", "2026-11-25 15:05", "0", "15,5", "20", "77,5"]
    assert bob == ["Bob", "0043", "bob@example.org", "pas commencé", *[""] * 6]


def test_late_work_shows_its_days_and_the_points_that_are_left():
    late = GradeLine("Cloé", "c@example.org", grade=graded(10.0, days=2))
    [line] = records(table(late), Shape.OWN)
    assert (line["Retard"], line["Points"], line["%"]) == ("2", "8", "40")


def test_each_question_has_a_column_that_stays_empty_for_whom_it_was_not_asked():
    asked = GradeLine("A", "a@example.org", grade=graded(1.0, 2.0), points={"q1": 1.0, "q3": -0.25})
    header, row = read(table(asked, questions=("q1", "q2", "q3")), Shape.OWN)
    assert (header[-3:], row[-3:]) == (["q1", "q2", "q3"], ["1", "", "-0.25"])


def test_moodle_finds_the_address_the_number_and_a_grade_on_either_scale():
    found = records(table(ALICE, BOB), Shape.MOODLE)
    assert found[0] == {
        "Name": "Alice Élan",
        "Email address": "alice@example.org",
        "ID number": "0042",
        "Imagerie (/100)": "77.5",
        "Imagerie (/20)": "15.5",
    }
    assert (found[1]["Imagerie (/100)"], found[1]["Imagerie (/20)"]) == ("-", "-"), "no grade"


def test_moodle_reads_a_decimal_point_whatever_the_separator():
    assert records(table(ALICE), Shape.MOODLE, SEMICOLON)[0]["Imagerie (/20)"] == "15.5"


def test_moodle_gets_id_numbers_only_if_nobody_lacks_one():
    unnumbered = GradeLine("Cloé", "c@example.org", grade=graded(10.0))
    assert "ID number" not in read(table(ALICE, unnumbered), Shape.MOODLE)[0]


def test_moodle_gets_one_column_where_the_scales_are_the_same_or_differ_between_papers():
    hundred = GradeLine("A", "a@example.org", grade=graded(50.0, 100.0))
    assert read(table(hundred), Shape.MOODLE)[0][2:] == ["Imagerie (/100)"]
    mixed = read(
        table(ALICE, GradeLine("B", "b@e.org", "1", grade=graded(5.0, 10.0))), Shape.MOODLE
    )
    assert mixed[0][3:] == ["Imagerie (/100)"]
    assert [row[3] for row in mixed[1:]] == ["77.5", "50"]


def test_canvas_finds_its_columns_by_place_and_the_maximum_in_the_second_line():
    found = read(table(ALICE, BOB), Shape.CANVAS)
    assert found == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Imagerie"],
        ["Points Possible", "", "", "", "", "20"],
        ["Alice Élan", "", "0042", "alice@example.org", "DFASM 1", "15.5"],
        ["Bob", "", "0043", "bob@example.org", "DFASM 1", ""],
    ]


def test_canvas_must_not_meet_quotes_behind_the_byte_order_mark():
    text = gradebook_csv(table(ALICE), Shape.CANVAS, COMMA, headings=HEADINGS, zone=PARIS)
    assert text.startswith(BYTE_ORDER_MARK + "Student,ID,")


def test_canvas_gets_commas_even_where_semicolons_were_asked_for():
    assert read(table(ALICE), Shape.CANVAS, SEMICOLON)[0][0] == "Student"


def test_canvas_gets_percentages_where_the_papers_differ_or_nobody_has_a_grade():
    mixed = read(table(ALICE, GradeLine("B", "b@e.org", grade=graded(5.0, 10.0))), Shape.CANVAS)
    assert [row[5] for row in mixed[1:]] == ["100", "77.5", "50"]
    assert read(table(BOB), Shape.CANVAS)[1][5] == "100"


def test_a_title_is_not_taken_for_the_number_of_an_assignment_in_canvas():
    assert read(table(ALICE, title="Contrôle (2)"), Shape.CANVAS)[0][5] == "Contrôle [2]"


@pytest.mark.parametrize("shape", Shape)
def test_a_learner_of_whom_every_item_was_dropped_has_no_grade(shape):
    emptied = GradeLine("A", "a@example.org", grade=graded(0.0, 0.0))
    cells = read(table(emptied), shape)[-1]
    assert "0" not in cells[-1]
    assert cells[-1] in {"", "-"}


words = st.text(st.sampled_from("=+-@\t\r\n,;'\" a1é"), max_size=10)
lines = st.builds(
    GradeLine,
    words,
    words,
    words,
    words,
    grade=st.none() | st.builds(graded, st.floats(-5, 20), st.just(20.0), st.integers(0, 12)),
)


@given(
    st.lists(lines, min_size=1, max_size=4),
    words,
    st.sampled_from(Shape),
    st.sampled_from(Separator),
)
def test_hostile_names_and_titles_stay_text_in_every_shape(made, title, shape, separator):
    header, *rows = read(table(*made, title=title), shape, separator)
    assert {len(row) for row in rows} == {len(header)}
    assert len(rows) == len(made) + (shape is Shape.CANVAS)
    for cell in (cell for row in (header, *rows) for cell in row):
        if cell[:1] in {"=", "+", "@"} or (cell[:1] == "-" and cell != "-"):
            float(cell.replace(",", "."))


@given(st.lists(lines, min_size=1, max_size=4))
def test_points_and_percent_agree_in_every_table(made):
    for line in records(table(*made), Shape.OWN):
        if line["%"]:
            assert float(line["Points"]) / float(line["Sur"]) * 100 == pytest.approx(
                float(line["%"]), abs=0.01
            )
