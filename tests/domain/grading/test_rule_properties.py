"""What holds for every rule, whatever the item and the answer."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.content.schema import SCALE
from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.marks import Mark
from quizapp.domain.grading.score import OWN_RULES, RULES, guessing, key_ids, rule_of, score
from tests.domain.grading.made_items import (
    chosen,
    concordance_item,
    options_item,
    panels,
    short_answer_item,
)

LETTERS = "abcdefghijklmnopqrstuvwxy"
levels = st.sampled_from((None, 1, 2, 3))
penalties = st.floats(0, 1)
# Fewest and most right options of each type.
KEYS = {"sba": (1, 1), "multiple": (2, 4), "short_menu": (2, 4), "long_menu": (1, 5)}


@st.composite
def options_items(draw):
    """An item with options, some of them decisive if it is a multiple response."""
    kind = draw(st.sampled_from(tuple(KEYS)))
    fewest, most = KEYS[kind]
    letters = LETTERS[: draw(st.integers(10, 25) if kind == "long_menu" else st.integers(4, 5))]
    right = draw(
        st.sets(st.sampled_from(letters), min_size=fewest, max_size=min(most, len(letters) - 1))
    )
    decisive = draw(st.sets(st.sampled_from(letters))) if kind == "multiple" else set()
    return options_item(
        kind, right, of=letters, indispensable=decisive & right, inacceptable=decisive - right
    )


def ids_of(item):
    return [option.id for option in item.options]


@st.composite
def tickings(draw):
    """An item with options, and some of them ticked: around the key, or at random."""
    item = draw(options_items())
    slips = draw(st.sets(st.sampled_from(ids_of(item)), max_size=3))
    at_random = draw(st.sets(st.sampled_from(ids_of(item))))
    return item, draw(st.sampled_from((set(key_ids(item)) ^ slips, at_random)))


@st.composite
def answered_items(draw):
    """Any item that can be marked, with any answer that can be given to it."""
    kind = draw(st.sampled_from(("options", "panel", "text")))
    if kind == "options":
        item, ticked = draw(tickings())
        return item, chosen(ticked)
    if kind == "panel":
        item = concordance_item(draw(panels()))
        return item, chosen(draw(st.sets(st.sampled_from(SCALE), max_size=1)))
    typed = draw(st.sampled_from(("lump", "a lump", "bump", "calcificaton", "", "…")))
    item = short_answer_item(["lump", "calcification"], {"bump": "Too small."})
    return item, TypedText(typed, "en")


def marks(item, answer, **terms):
    """The marks of an answer by all rules that can mark it."""
    return [score(item, answer, rule.name, **terms) for rule in RULES.values() if rule.fits(item)]


@given(answered=answered_items(), confidence=levels, penalty=penalties)
def test_marks_are_bounded(answered, confidence, penalty):
    item, answer = answered
    found = marks(item, answer, confidence=confidence, menu_penalty=penalty)
    assert found
    for mark in found:
        lowest = {"confidence_marking": -6.0, "formula_scoring": -1 / 3}.get(mark.rule, 0.0)
        highest = 3.0 if mark.rule == "confidence_marking" else 1.0
        assert lowest <= mark.points <= mark.maximum == highest
        assert 0.0 <= mark.credit <= 1.0
        assert mark.version == RULES[mark.rule].version


@given(answered=answered_items(), confidence=levels, penalty=penalties)
def test_the_credit_is_what_the_items_own_rule_says_under_every_rule(answered, confidence, penalty):
    item, answer = answered
    own = score(item, answer, rule_of(item))
    assert own.rule in OWN_RULES.values()
    assert own.credit == own.points
    for mark in marks(item, answer, confidence=confidence, menu_penalty=penalty):
        assert mark.credit == own.credit


@given(answered=answered_items(), confidence=levels, penalty=penalties)
def test_full_points_are_for_full_credit(answered, confidence, penalty):
    item, answer = answered
    for mark in marks(item, answer, confidence=confidence, menu_penalty=penalty):
        if mark.rule == "confidence_marking":
            assert (mark.points > 0) == (mark.credit == 1.0)
        else:
            assert (mark.points == 1.0) == (mark.credit == 1.0)


@given(answered=answered_items(), confidence=levels, penalty=penalties)
def test_a_blank_is_0_under_every_rule_and_never_costs(answered, confidence, penalty):
    item, _ = answered
    blank = TypedText(" ", "en") if item.type == "short_answer" else chosen("")
    for mark in marks(item, blank, confidence=confidence, menu_penalty=penalty):
        assert (mark.points, mark.credit, mark.reason.code) == (0.0, 0.0, "blank")


@given(ticking=tickings(), confidence=levels, penalty=penalties)
def test_unticking_a_wrong_option_never_lowers_the_points(ticking, confidence, penalty):
    """For every rule; unticking the last one leaves a blank, which counts too."""
    item, ticked = ticking
    terms = {"confidence": confidence, "menu_penalty": penalty}
    before = marks(item, chosen(ticked), **terms)
    for letter in ticked - set(key_ids(item)):
        after = marks(item, chosen(ticked - {letter}), **terms)
        assert all(a.points <= b.points for a, b in zip(before, after, strict=True)), letter
        assert all(a.credit <= b.credit for a, b in zip(before, after, strict=True)), letter


@given(ticking=tickings(), confidence=levels, penalty=penalties)
def test_ticking_one_more_right_option_never_lowers_the_points(ticking, confidence, penalty):
    """For every rule; of a menu, as long as no more are ticked than it announces."""
    item, ticked = ticking
    terms = {"confidence": confidence, "menu_penalty": penalty}
    before = marks(item, chosen(ticked), **terms)
    if item.type in {"short_menu", "long_menu"} and len(ticked) >= len(key_ids(item)):
        return
    for letter in set(key_ids(item)) - ticked:
        after = marks(item, chosen(ticked | {letter}), **terms)
        assert all(a.points <= b.points for a, b in zip(before, after, strict=True)), letter
        assert all(a.credit <= b.credit for a, b in zip(before, after, strict=True)), letter


@given(ticking=tickings(), confidence=levels, penalty=penalties)
def test_exchanging_a_wrong_option_for_a_right_one_never_lowers_the_points(
    ticking, confidence, penalty
):
    item, ticked = ticking
    key = set(key_ids(item))
    terms = {"confidence": confidence, "menu_penalty": penalty}
    if not (ticked - key and key - ticked):
        return
    better = ticked - {min(ticked - key)} | {min(key - ticked)}
    before, after = marks(item, chosen(ticked), **terms), marks(item, chosen(better), **terms)
    assert all(a.points <= b.points for a, b in zip(before, after, strict=True))


@given(ticking=tickings(), confidence=levels, rng=st.randoms(use_true_random=False))
def test_other_names_and_another_order_of_options_change_nothing(ticking, confidence, rng):
    item, ticked = ticking
    order = list(item.options)
    rng.shuffle(order)
    names = dict(zip(ids_of(item), rng.sample(LETTERS, len(order)), strict=True))
    renamed = [option.model_copy(update={"id": names[option.id]}) for option in order]
    other = item.model_copy(update={"options": tuple(renamed)})
    assert guessing(other) == guessing(item)
    before = marks(item, chosen(ticked), confidence=confidence)
    after = marks(other, chosen(names[letter] for letter in ticked), confidence=confidence)
    for a, b in zip(before, after, strict=True):
        assert {names[letter] for letter in a.reason.options} == set(b.reason.options)
        assert list(b.reason.options) == [
            option.id for option in renamed if option.id in b.reason.options
        ]
        assert _without_options(a) == _without_options(b)


def _without_options(mark):
    return replace(mark, reason=replace(mark.reason, options=()))


@given(answered=answered_items(), confidence=levels, penalty=penalties)
def test_every_mark_can_be_stored(answered, confidence, penalty):
    item, answer = answered
    for mark in marks(item, answer, confidence=confidence, menu_penalty=penalty):
        assert Mark.from_json(mark.as_json()) == mark


@given(item=options_items())
def test_guessing_is_a_chance_that_leaves_something_to_know(item):
    assert 0.0 <= guessing(item) < 1.0
    if item.type != "multiple":
        assert guessing(item) == pytest.approx(len(key_ids(item)) / len(item.options))
