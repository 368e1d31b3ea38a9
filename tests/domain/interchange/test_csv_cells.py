"""What a spreadsheet makes of a table that was written from other people's words."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.interchange.csv_cells import (
    BYTE_ORDER_MARK,
    Separator,
    Sign,
    csv_text,
    number_text,
    safe_text,
)

COMMA, SEMICOLON = Separator.COMMA, Separator.SEMICOLON
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
NUMBER = re.compile(r"-?\d+([.,]\d+)?")


def read_back(text: str, separator: str) -> list[list[str]]:
    assert text.startswith(BYTE_ORDER_MARK)
    return list(
        csv.reader(StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), delimiter=separator)
    )


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+33 6",
        "-2+3",
        "@SUM(A1)",
        '=HYPERLINK("https://example.org?"&A1,"click")',
        "=cmd|'/c calc'!A0",
        "＝1+1",
        "-",
    ],
)
def test_text_that_would_be_a_formula_gets_an_apostrophe(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "\n=1", "   =1", "\x00=1", "\ufeff=1", "\xa0=1"])
def test_nothing_that_is_skipped_can_hide_the_beginning_of_a_formula(text):
    assert safe_text(text) == "'=1"


@pytest.mark.parametrize("text", ["Zoé d'Été-Müller", "3 - 2 = 1", "a@example.org", "007", "«x»"])
def test_ordinary_words_are_left_alone(text):
    assert safe_text(text) == text


def test_a_formula_behind_a_separator_is_one_to_whoever_splits_there():
    assert safe_text("Dupont,=1+1") == "Dupont,'=1+1"
    assert safe_text('Dupont; "=1+1') == "Dupont; \"'=1+1"


def test_line_breaks_become_spaces_and_quotes_and_separators_survive():
    rows = [["a\r\nb", 'say "x"', "p,q;r"]]
    for separator in Separator:
        assert read_back(csv_text(rows, separator), separator) == [["a b", 'say "x"', "p,q;r"]]


def test_lines_end_as_the_standard_says():
    assert csv_text([["a", 1], ["b", 2]], COMMA) == f"{BYTE_ORDER_MARK}a,1\r\nb,2\r\n"


def test_our_own_numbers_stay_numbers_with_the_mark_that_goes_with_the_separator():
    row = [[-1.5, 0.1 + 0.2, 12, 3.0, None]]
    assert read_back(csv_text(row, COMMA), ",") == [["-1.5", "0.3", "12", "3", ""]]
    assert read_back(csv_text(row, SEMICOLON), ";") == [["-1,5", "0,3", "12", "3", ""]]
    assert read_back(csv_text(row, SEMICOLON, point=True), ";")[0][0] == "-1.5"


def test_a_dash_of_ours_stays_one_and_that_of_somebody_else_does_not():
    assert read_back(csv_text([[Sign.DASH, "-"]], COMMA), ",") == [["-", "'-"]]


@pytest.mark.parametrize(
    ("value", "text"), [(100.0, "100"), (-0.00001, "0"), (2 / 3, "0.6667"), (0.5, "0.5"), (0, "0")]
)
def test_a_number_has_four_decimals_at_most_and_no_needless_one(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="cannot stand in a table"):
        csv_text([[value]], COMMA)


hostile = st.text(st.sampled_from("=+-@\t\r\n,;|'\" \x00a1é＝\ufeff\u2028"), max_size=12)
cells = st.one_of(hostile, st.text(max_size=8), st.none(), st.floats(-1e6, 1e6), st.integers())
separators = st.sampled_from(Separator)


tables = st.lists(
    st.tuples(hostile, cells, cells).map(list), min_size=1, max_size=5
)  # a line of ours begins with a name


@given(tables, separators)
def test_no_cell_is_ever_a_formula_whichever_separator_a_reader_takes(rows, separator):
    text = csv_text(rows, separator)
    for split_at in ",;|":
        for cell in (cell for row in read_back(text, split_at) for cell in row):
            assert not cell.strip().startswith(FORMULA) or NUMBER.fullmatch(cell), (split_at, cell)


@given(tables, separators)
def test_every_row_comes_back_with_all_its_cells(rows, separator):
    found = read_back(csv_text(rows, separator), separator)
    assert [len(row) for row in found] == [3] * len(rows)
    for row, read in zip(rows, found, strict=True):
        for cell, back in zip(row, read, strict=True):
            if isinstance(cell, str):
                assert back == safe_text(cell)
                assert not re.search(r"[\r\n\t\x00]", back)


@given(st.floats(-1e9, 1e9), separators)
def test_a_number_is_read_as_what_it_was(value, separator):
    [[cell, _]] = read_back(csv_text([[value, "x"]], separator), separator)
    assert float(cell.replace(",", ".")) == pytest.approx(value, abs=6e-5)


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1))
def test_nothing_is_lost_but_what_an_apostrophe_adds(text):
    assert safe_text(text).replace("'", "") == text.replace("'", "")
