"""Which answers an item can have; whatever is let through can be marked by every rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.content.schema import SCALE
from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.convention import Convention
from quizapp.domain.grading.fit import AnswerDoesNotFitError, option_ids, require_fit
from quizapp.domain.grading.score import rule_of, score
from tests.domain.grading.made_items import (
    basic_item,
    chosen,
    concordance_item,
    options_item,
    short_answer_item,
)

SBA = options_item("sba", "b")
MULTIPLE = options_item("multiple", "bc")
SHORT_MENU = options_item("short_menu", "bc")
LONG_MENU = options_item("long_menu", "bcd", of="abcdefghij")
SCALED = concordance_item([0, 1, 2, 6, 3])
TYPED = short_answer_item(["colchicine"])
ASKED = [SBA, MULTIPLE, SHORT_MENU, LONG_MENU, SCALED, TYPED]
TICKED = ASKED[:-1]


@pytest.mark.parametrize("item", TICKED, ids=lambda item: item.type)
def test_a_blank_and_any_single_option_fit(item):
    require_fit(item, chosen(""))
    for option in option_ids(item):
        require_fit(item, chosen([option]))


@pytest.mark.parametrize("item", TICKED, ids=lambda item: item.type)
@pytest.mark.parametrize("unknown", ["z", "", "p3", "A", "b "])
def test_an_option_that_the_item_does_not_have_is_refused(item, unknown):
    with pytest.raises(AnswerDoesNotFitError, match="has no option"):
        require_fit(item, chosen([unknown]))


@pytest.mark.parametrize(
    ("item", "most"), [(SBA, 1), (MULTIPLE, 5), (SHORT_MENU, 2), (LONG_MENU, 3), (SCALED, 1)]
)
def test_as_many_options_fit_as_the_question_asks_for_and_not_one_more(item, most):
    ids = option_ids(item)
    require_fit(item, chosen(ids[-most:]))
    if most < len(ids):
        with pytest.raises(AnswerDoesNotFitError, match=f"{most} at most"):
            require_fit(item, chosen(ids[: most + 1]))


def test_a_text_is_no_answer_to_options_nor_options_to_a_text():
    for item in TICKED:
        with pytest.raises(AnswerDoesNotFitError, match="options were expected"):
            require_fit(item, TypedText("b", "fr"))
    with pytest.raises(AnswerDoesNotFitError, match="a typed answer"):
        require_fit(TYPED, chosen("a"))


def test_a_text_is_in_a_language_that_the_item_has_answers_in():
    for language in ("fr", "en"):
        require_fit(TYPED, TypedText("whatever is typed", language))
        require_fit(TYPED, TypedText("", language))
    with pytest.raises(AnswerDoesNotFitError, match="no answers in «de»"):
        require_fit(TYPED, TypedText("colchicine", "de"))


def test_a_card_has_no_answer():
    with pytest.raises(AnswerDoesNotFitError, match="is a card"):
        require_fit(basic_item(), TypedText("That.", "en"))


def test_the_points_of_a_scale_are_its_options():
    assert option_ids(SCALED) == SCALE
    assert option_ids(TYPED) == ()


@given(
    st.sampled_from(ASKED),
    st.one_of(
        st.sets(st.sampled_from([*"abcdefghijz", *SCALE])).map(chosen),
        st.builds(TypedText, st.text(max_size=30), st.sampled_from(["fr", "en", "de"])),
    ),
    st.sampled_from(Convention),
    st.sampled_from([None, 1, 2, 3]),
)
def test_what_fits_can_be_marked_under_every_convention(item, answer, convention, confidence):
    try:
        require_fit(item, answer)
    except AnswerDoesNotFitError:
        return
    assert score(item, answer, rule_of(item, convention), confidence=confidence).maximum > 0
