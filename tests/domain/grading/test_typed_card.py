"""An answer typed on a card: what it is worth, and the grade that it suggests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.fit import AnswerDoesNotFitError
from quizapp.domain.grading.typed_card import count_fields, mark_typed_card
from quizapp.domain.learning.memory import Grade
from tests.domain.grading.made_items import basic_item, cloze_item, options_item, short_answer_item

THREE_GAPS = "{{Reins}} et {{parathyroïdes::glandes}} règlent le {{phosphore}}."


def marked(item, *typed, language=Language.FR):
    return mark_typed_card(item, typed, language)


def suggested(item, *typed, two_grades=False):
    return marked(item, *typed).suggested_grade(two_grades=two_grades)


def test_a_short_answer_has_one_field_a_cloze_one_for_each_gap_and_no_other_card_any():
    assert count_fields(short_answer_item(["scanner"]), Language.FR) == 1
    assert count_fields(cloze_item(THREE_GAPS), Language.FR) == 3
    for item in (basic_item(), options_item("sba", "a")):
        assert count_fields(item, Language.FR) == 0


@pytest.mark.parametrize(
    ("typed", "four", "two"),
    [
        ("hyperphosphatémie", Grade.GOOD, Grade.GOOD),
        ("L’HYPERPHOSPHATEMIE", Grade.GOOD, Grade.GOOD),
        ("hyperphosphatmie", Grade.HARD, Grade.GOOD),
        ("hypercalcémie", Grade.AGAIN, Grade.AGAIN),
        ("paracétamol", Grade.AGAIN, Grade.AGAIN),
        ("", None, None),
        (" . ", None, None),
    ],
)
def test_a_short_answer_suggests_a_grade(typed, four, two):
    item = short_answer_item(["hyperphosphatémie"], {"hypercalcémie": "It is the phosphate."})
    assert suggested(item, typed) == four
    assert suggested(item, typed, two_grades=True) == two


def test_the_reason_of_a_rejected_answer_is_the_authors():
    item = short_answer_item(["phosphate"], {"calcium": "It is the phosphate."})
    (field,) = marked(item, "Calcium").fields
    assert (field.typed, field.is_right) == ("Calcium", False)
    assert field.verdict.reason.text == "It is the phosphate."


@pytest.mark.parametrize(
    ("typed", "right", "four", "two"),
    [
        (("reins", "parathyroïdes", "phosphore"), 3, Grade.GOOD, Grade.GOOD),
        (("reins", "parathyrodes", "phosphore"), 3, Grade.HARD, Grade.GOOD),
        (("reins", "", "phosphore"), 2, Grade.HARD, Grade.AGAIN),
        (("reins",), 1, Grade.HARD, Grade.AGAIN),
        (("phosphore", "reins", "parathyroïdes"), 0, Grade.AGAIN, Grade.AGAIN),
        (("foie", "", ""), 0, Grade.AGAIN, Grade.AGAIN),
        (("", "", ""), 0, None, None),
        ((), 0, None, None),
    ],
)
def test_a_cloze_is_marked_gap_by_gap(typed, right, four, two):
    item = cloze_item(THREE_GAPS)
    assert marked(item, *typed).right == right
    assert suggested(item, *typed) == four
    assert suggested(item, *typed, two_grades=True) == two


def test_what_belongs_into_another_gap_is_no_slip_of_the_keyboard():
    item = cloze_item("{{Tendons}} et {{tendrons}}.")
    assert [field.is_right for field in marked(item, "tendrons", "tendons").fields] == [False] * 2
    assert suggested(cloze_item("{{Tendons}}."), "tendrons") == Grade.HARD


def test_the_same_words_in_two_gaps_are_right_in_both():
    assert suggested(cloze_item("{{phosphore}} ou {{phosphore}}"), *["phosphore"] * 2) == Grade.GOOD


def test_more_than_the_card_has_fields_does_not_fit():
    for item, typed in (
        (short_answer_item(["scanner"]), ["scanner", "scanner"]),
        (cloze_item(THREE_GAPS), [""] * 4),
        (basic_item(), ["That."]),
    ):
        with pytest.raises(AnswerDoesNotFitError):
            mark_typed_card(item, typed, Language.FR)


@given(st.lists(st.text(max_size=20), max_size=3), st.booleans())
def test_whatever_is_typed_is_marked_and_never_suggests_easy(typed, two_grades):
    card = marked(cloze_item(THREE_GAPS), *typed)
    assert [field.typed for field in card.fields] == [*typed, *[""] * (3 - len(typed))]
    allowed = {None, Grade.AGAIN, Grade.GOOD} | (set() if two_grades else {Grade.HARD})
    assert card.suggested_grade(two_grades=two_grades) in allowed
