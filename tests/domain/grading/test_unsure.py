"""Typed answers that the matcher was unsure of, put together where they say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.short_answer import folded, mark_short_answer
from quizapp.domain.grading.unsure import Doubt, Typed, Unsure, group_unsure, unsure_of
from tests.domain.grading.made_items import short_answer_item

ITEM = short_answer_item(["calcification", "sous-cutané"], {"bump": "Too small."})


def grouped(*texts, language="fr"):
    answers = [Typed(number, TypedText(text, language)) for number, text in enumerate(texts)]
    return group_unsure(ITEM, answers)


@pytest.mark.parametrize(
    ("text", "unsure"),
    [
        ("Calcification", None),
        ("une calcification.", None),
        ("bump", None),
        ("", None),
        (" … ", None),
        ("calcificaton", Unsure(Doubt.TYPO, "calcification")),
        ("dépôt", Unsure(Doubt.UNKNOWN, None)),
    ],
)
def test_the_matcher_is_unsure_of_what_it_neither_knows_nor_sees_left_blank(text, unsure):
    assert unsure_of(ITEM, TypedText(text, "fr")) == unsure


def test_an_answer_in_a_language_without_forms_cannot_be_compared():
    french = ITEM.model_copy(update={"answers": {"fr": ("calcification",)}})
    assert unsure_of(french, TypedText("deposit", "en")) is None


def test_answers_that_say_the_same_stand_together_under_their_usual_spelling():
    [deposit, lump] = grouped("dépôt", "Le dépôt", "lump", "depot", "calcification", "dépôt")
    assert (deposit.text, deposit.count, deposit.keys) == ("dépôt", 4, (0, 1, 3, 5))
    assert deposit.written == (("dépôt", 2), ("Le dépôt", 1), ("depot", 1))
    assert (lump.text, lump.keys) == ("lump", (2,))


def test_the_same_word_in_two_languages_is_two_answers():
    answers = [Typed(1, TypedText("dépôt", "fr")), Typed(2, TypedText("dépôt", "en"))]
    assert [group.language for group in group_unsure(ITEM, answers)] == ["en", "fr"]


def test_a_slip_is_not_put_together_with_what_is_no_slip():
    """Without its space the matcher sees one word, which is no slip of a known one."""
    doubts = {group.text: group.unsure.doubt for group in grouped("sous cutanb", "souscutanb")}
    assert doubts == {"sous cutanb": Doubt.TYPO, "souscutanb": Doubt.UNKNOWN}


words = st.text(alphabet="aeé1 '-.lL", max_size=8)


@given(one=words, other=words)
def test_what_is_folded_alike_is_marked_alike(one, other):
    """Grouped answers can be marked together: to the matcher they are the same text."""
    alike = folded(one, "fr") == folded(other, "fr")
    if folded(one, "fr"):
        verdict = mark_short_answer(other, language="fr", accepted=[one], rejected={})
        assert alike == (verdict.reason.code == "accepted")
    else:
        verdict = mark_short_answer(one, language="fr", accepted=["x"], rejected={})
        assert verdict.reason.code == "blank"


@given(texts=st.lists(st.sampled_from(("dépôt", "Depot", "lump", "calcificaton", "bump", ""))))
def test_every_unsure_answer_is_in_one_group(texts):
    unsure = [number for number, text in enumerate(texts) if unsure_of(ITEM, TypedText(text, "fr"))]
    groups = grouped(*texts)
    assert sorted(key for group in groups for key in group.keys) == unsure
    assert [group.count for group in groups] == sorted(
        (group.count for group in groups), reverse=True
    )
