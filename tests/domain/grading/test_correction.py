"""Correcting a key: what becomes right, what is refused and why, and what stays as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.content.schema import ITEM
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.correction import (
    CorrectionError,
    Fault,
    FormsCorrection,
    KeyCorrection,
    correct,
    forms_of,
    is_correctable,
    is_same_question,
    key_of,
    with_form,
)
from quizapp.domain.grading.marks import Reason
from quizapp.domain.grading.score import guessing, key_ids, score
from tests.domain.grading.made_items import (
    basic_item,
    chosen,
    concordance_item,
    options_item,
    short_answer_item,
)
from tests.domain.grading.test_rule_properties import options_items

LONG = "abcdefghij"


def key(right, also="", *, must="", never=""):
    return KeyCorrection(set(right), set(also), set(must), set(never))


def forms(accepted, rejected=None):
    both = {"fr": accepted, "en": accepted}
    return FormsCorrection(both, {"fr": rejected or {}, "en": rejected or {}})


@pytest.mark.parametrize(
    ("item", "correction", "right"),
    [
        (options_item("sba", "a"), key("c"), "c"),
        (options_item("multiple", "ab"), key("bcd"), "bcd"),
        (options_item("short_menu", "ab"), key("ae"), "ae"),
        (options_item("long_menu", "abc", of=LONG), key("hij"), "hij"),
    ],
)
def test_other_options_are_right_and_nothing_else_changes(item, correction, right):
    corrected = correct(item, correction)
    assert "".join(key_ids(corrected)) == right
    assert is_same_question(item, corrected)
    assert correct(corrected, key_of(item)) == item


def test_the_flags_of_a_multiple_response_are_corrected_with_it():
    item = options_item("multiple", "ab", indispensable="a", inacceptable="e")
    corrected = correct(item, key("ac", must="c", never="b"))
    flags = {option.id: option.flag for option in corrected.options}
    assert flags == {"a": None, "b": "inacceptable", "c": "indispensable", "d": None, "e": None}


def test_a_second_answer_of_a_single_best_answer_is_accepted_beside_the_best_one():
    corrected = correct(options_item("sba", "b"), key("b", also="d"))
    assert key_ids(corrected) == ("b",)
    best, also, wrong, both = (
        score(corrected, chosen(ids), "sba") for ids in ("b", "d", "a", "bd")
    )
    assert (best.points, best.reason) == (1.0, Reason("right"))
    assert (also.points, also.credit, also.reason) == (1.0, 1.0, Reason("also_accepted", ("d",)))
    assert (wrong.points, both.points) == (0.0, 0.0)
    assert guessing(corrected) == pytest.approx(2 / 5)


@pytest.mark.parametrize(
    ("rule", "confidence", "points"),
    [("formula_scoring", None, (1.0, -0.25)), ("confidence_marking", 3, (3.0, -6.0))],
)
def test_other_conventions_pay_for_it_as_for_the_best_one_and_charge_no_more_for_the_rest(
    rule, confidence, points
):
    corrected = correct(options_item("sba", "b"), key("b", also="d"))
    also, wrong = (
        score(corrected, chosen(ids), rule, confidence=confidence).points for ids in "da"
    )
    assert (also, wrong) == points


@pytest.mark.parametrize(
    ("item", "correction", "fault"),
    [
        (options_item("sba", "a"), key(""), Fault.NONE_RIGHT),
        (options_item("sba", "a"), key("ab"), Fault.ONE_BEST),
        (options_item("sba", "a"), key("z"), Fault.UNKNOWN_OPTION),
        (options_item("sba", "a"), key("a", also="a"), Fault.RIGHT_AND_ACCEPTED),
        (options_item("sba", "a"), key("a", also="bcde"), Fault.ALL_RIGHT),
        (options_item("sba", "a"), key("a", must="a"), Fault.FLAG_DISAGREES),
        (options_item("multiple", "ab"), key("a"), Fault.TWO_RIGHT_AT_LEAST),
        (options_item("multiple", "ab"), key("abcde"), Fault.ALL_RIGHT),
        (options_item("multiple", "ab"), key("ab", also="c"), Fault.RIGHT_AND_ACCEPTED),
        (options_item("multiple", "ab"), key("ab", must="c"), Fault.FLAG_DISAGREES),
        (options_item("multiple", "ab"), key("ab", never="a"), Fault.FLAG_DISAGREES),
        (options_item("short_menu", "ab"), key("abc"), Fault.ANNOUNCED),
        (options_item("long_menu", "ab", of=LONG), key("a"), Fault.ANNOUNCED),
        (options_item("sba", "a"), forms(["lump"]), Fault.NOT_CORRECTABLE),
        (concordance_item([10, 1, 1, 1, 1]), key(["m1"]), Fault.NOT_CORRECTABLE),
        (basic_item(), key("a"), Fault.NOT_CORRECTABLE),
        (short_answer_item(["lump"]), forms([]), Fault.NO_FORM),
        (short_answer_item(["lump"]), forms([" "]), Fault.NO_FORM),
        (short_answer_item(["lump"]), forms(["…"]), Fault.EMPTY_FORM),
        (short_answer_item(["lump"]), forms(["one two three four five six"]), Fault.LONG_FORM),
        (
            short_answer_item(["lump"]),
            forms(["Lump"], {"lump!": "No."}),
            Fault.ACCEPTED_AND_REJECTED,
        ),
        (short_answer_item(["lump"]), forms(["lump"], {"bump": " "}), Fault.NO_REASON),
        (short_answer_item(["lump"]), FormsCorrection({"fr": ["lump"]}, {}), Fault.NO_FORM),
        (short_answer_item(["lump"]), forms(["a\x00b"]), Fault.SCHEMA),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused_with_its_reason(item, correction, fault):
    with pytest.raises(CorrectionError) as refused:
        correct(item, correction)
    assert refused.value.fault is fault


def test_a_menu_refuses_another_number_and_says_how_many_were_announced():
    with pytest.raises(CorrectionError) as refused:
        correct(options_item("short_menu", "abc"), key("ab"))
    assert refused.value.count == 3


def test_what_can_be_corrected_is_what_has_a_key():
    items = [options_item("sba", "a"), short_answer_item(["lump"])]
    assert all(map(is_correctable, items))
    assert not any(map(is_correctable, [concordance_item([10, 1, 1, 1, 1]), basic_item()]))


@given(item=options_items())
def test_correcting_a_key_to_itself_gives_the_same_item(item):
    assert correct(item, key_of(item)) == item


def test_correcting_the_forms_to_themselves_gives_the_same_item():
    for item in (
        short_answer_item(["lump", "mass"], {"bump": "Too small."}),
        short_answer_item(["lump"]),
        short_answer_item(["lump"]).model_copy(update={"rejected": {}}),
    ):
        assert correct(item, forms_of(item)) == item


@given(item=options_items(), right=st.sets(st.sampled_from("abcdefghij")))
def test_a_correction_gives_a_valid_item_or_says_why_not(item, right):
    try:
        corrected = correct(item, KeyCorrection(right))
    except CorrectionError:
        return
    assert set(key_ids(corrected)) == right
    assert ITEM.validate_python(corrected.model_dump(mode="json")) == corrected


def typed(item, text, language="fr"):
    return score(item, TypedText(text, language), "short_answer")


def test_a_learnt_form_is_accepted_in_its_language_alone():
    item = short_answer_item(["lump"])
    corrected = correct(item, with_form(item, "grosseur", language="fr"))
    assert typed(corrected, "Grosseur").points == 1.0
    assert typed(corrected, "grosseur", "en").points == 0.0
    assert is_same_question(item, corrected)


def test_a_learnt_form_may_be_a_wrong_one_with_its_reason():
    item = short_answer_item(["lump"])
    corrected = correct(item, with_form(item, "limp", language="fr", reason="Another word."))
    assert typed(corrected, "limp").reason == Reason("rejected", text="Another word.")


def test_a_form_leaves_the_side_it_stood_on_before():
    item = short_answer_item(["lump", "mass"], {"Bump": "Too small."})
    accepted = correct(item, with_form(item, "bump", language="fr"))
    assert (typed(accepted, "bump").points, typed(accepted, "bump", "en").points) == (1.0, 0.0)
    rejected = correct(item, with_form(item, "MASS", language="fr", reason="Too vague."))
    assert (typed(rejected, "mass").points, typed(rejected, "lump").points) == (0.0, 1.0)


def test_the_last_accepted_form_cannot_be_rejected():
    item = short_answer_item(["lump"])
    with pytest.raises(CorrectionError) as refused:
        correct(item, with_form(item, "lump", language="fr", reason="No."))
    assert (refused.value.fault, refused.value.text) == (Fault.NO_FORM, "fr")


def test_another_wording_is_another_question():
    item = options_item("sba", "a")
    [first, *rest] = item.options
    reworded = first.model_copy(update={"text": {Language.FR: "Autre", Language.EN: "Other"}})
    assert not is_same_question(item, item.model_copy(update={"options": (reworded, *rest)}))
    assert not is_same_question(item, options_item("sba", "a", of="abcd"))
    retold = {"explanation": {Language.FR: "Car.", Language.EN: "For."}}
    assert is_same_question(item, item.model_copy(update=retold))
    more, fewer = (options_item("short_menu", right) for right in ("abc", "ab"))
    assert not is_same_question(more, fewer)
