"""The results of an assignment as files."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from tests.factories import NOON, log_in, make_learner
from tests.services.classes import assign, begin, make_cohort
from tests.services.made_banks import load, made_item, made_items
from tests.services.sittings import change_mark, invite, leave, sit
from tests.web.building import soup

ONE, TWO, THREE = (f"go-sba-definition-0{number}" for number in (1, 2, 3))


@pytest.fixture
def people(session):
    load(*made_items(3))
    return {
        "ines": make_learner("ines", role="instructor", language="en"),
        **{name: make_learner(name, language="en") for name in ("alice", "bob")},
    }


@pytest.fixture
def cohort(people):
    return make_cohort(*people.values())


@pytest.fixture
def ines(client, people):
    log_in(client, "ines")
    return client


def fetch(client, assignment, query=""):
    return client.get(f"/teach/assignments/{assignment}/export.csv{query}")


def table(answer, separator=","):
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(text, newline=""), delimiter=separator))


def test_our_own_table_has_dates_in_the_readers_zone_and_a_column_for_each_question(
    ines, people, cohort
):
    assignment = assign(cohort)
    attempt = sit(people["alice"], assignment, right=1)
    change_mark(people["ines"], attempt, 3, drop=True)
    begin(people["bob"], assignment)
    header, alice, bob = table(fetch(ines, assignment))
    assert header == [
        *("Name", "Student number", "Address", "State", "Started", "Handed in"),
        *("Days late", "Points", "Maximum", "Percent", ONE, TWO),
    ], "a question that was dropped has no column"
    assert alice == [
        *("Alice", "", "alice@example.org", "Handed in", "2026-11-02 13:00", "2026-11-02 14:00"),
        *("0", "1", "2", "50", "1", "0"),
    ]
    assert bob[3:] == ["In progress", "2026-11-02 13:00", *[""] * 7]


def test_a_reader_in_french_gets_semicolons_and_decimal_commas(client, people, cohort):
    make_learner("irene", role="admin", language="fr")
    log_in(client, "irene")
    assignment = assign(cohort, closes_at=NOON, late="accept", late_deduction=10)
    sit(people["alice"], assignment, right=1, now=NOON)
    assert table(fetch(client, assignment), ";")[1][7:9] == ["0,9", "3"]
    assert table(fetch(client, assignment, "?separator=comma"))[1][7] == "0.9"


def test_moodle_and_canvas_get_their_shapes(ines, people, cohort):
    assignment = assign(cohort)
    sit(people["alice"], assignment, right=2)
    moodle = table(fetch(ines, assignment, "?shape=moodle"))
    assert moodle[0] == ["Name", "Email address", "Contrôle (/100)", "Contrôle (/3)"]
    assert moodle[1:] == [
        ["Alice", "alice@example.org", "66.67", "2"],
        ["Bob", "bob@example.org", "-", "-"],
    ]
    canvas = table(fetch(ines, assignment, "?shape=canvas&separator=semicolon"))
    assert canvas[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert canvas[1] == ["Points Possible", "", "", "", "", "3"]
    assert canvas[2] == ["Alice", "", "", "alice@example.org", "Promotion 2026", "2"]


def test_every_answer_is_a_line_in_words(ines, people, cohort):
    assignment = assign(cohort)
    attempt = sit(people["alice"], assignment, right=1)
    change_mark(people["ines"], attempt, 2)
    header, *lines = table(fetch(ines, assignment, "?shape=answers"))
    found = [dict(zip(header, line, strict=True)) for line in lines]
    assert [(one["No."], one["Item"], one["Points"], one["Changed since"]) for one in found] == [
        ("1", ONE, "1", ""),
        ("2", TWO, "1", "yes"),
        ("3", THREE, "0", ""),
    ]
    assert found[0]["Why"] == "Exactly right: 1 of 1 point."
    assert (found[0]["Type"], found[0]["Seconds"]) == ("Single best answer", "5")
    assert found[0]["Answer"] != found[2]["Answer"] != ""


def test_whoever_has_left_is_in_the_table_with_a_grade_and_not_without(ines, people, cohort):
    assignment = assign(cohort)
    sit(people["alice"], assignment, right=2)
    begin(people["bob"], assignment)
    for name in ("alice", "bob"):
        leave(people[name], cohort)
    [_, alice] = table(fetch(ines, assignment))
    assert alice[3] == "Handed in, has left the cohort"


def test_names_and_answers_that_look_like_formulas_stay_text(ines, people, session):
    load(made_item("short_answer"))
    cohort = make_cohort(people["ines"])
    invite(cohort, "-x@example.org", name="=HYPERLINK(A1)", number="+33")
    assignment = assign(cohort, title="@SUM(A1)")
    for query in ("?shape=own", "?shape=moodle", "?shape=canvas"):
        for cell in (cell for row in table(fetch(ines, assignment, query)) for cell in row):
            assert cell == "-" or not cell.startswith(("=", "+", "-", "@")), (query, cell)


@pytest.mark.parametrize("query", ["?shape=xlsx", "?separator=%7C", "?shape=own&separator=,"])
def test_a_table_that_does_not_exist_is_not_found(ines, cohort, query):
    assert fetch(ines, assign(cohort), query).status_code == 404


def test_the_file_is_saved_under_the_title_of_the_assignment(ines, cohort):
    answer = fetch(ines, assign(cohort, title='Contrôle "1"/2;\r\nX: y'))
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="Controle 1 2 X y-own.csv"; '
        "filename*=UTF-8''Contr%C3%B4le%201%202%20X%20y-own.csv"
    )
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_page_offers_every_table(ines, people, cohort):
    assignment = assign(cohort)
    form = soup(ines.get(f"/teach/assignments/{assignment}")).select_one(
        'form[action$="export.csv"]'
    )
    for choice in form.select("input[name=shape]"):
        for option in form.select("select[name=separator] option"):
            query = f"?shape={choice['value']}&separator={option['value']}"
            assert fetch(ines, assignment, query).status_code == 200, query
    assert len(form.select("input[name=shape]")) == 4
