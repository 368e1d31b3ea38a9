"""Every mark is explained in words that are right for one, for several and for none."""

from __future__ import annotations

import pytest

from quizapp.domain.content.schema import SCALE
from quizapp.domain.grading.answers import ChosenOptions, TypedText
from quizapp.domain.grading.marks import Mark, Reason, ReasonCode
from quizapp.domain.grading.regrade import Share, by_hand, dropped
from quizapp.domain.grading.score import RULES, score
from quizapp.web import words
from quizapp.web.mark_words import mark_text, verdict_text
from tests.domain.content import samples

LETTERS = dict(zip("abcdefghij", "ABCDEFGHIJ", strict=True))


@pytest.fixture(autouse=True)
def english(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def ticked(*ids):
    return ChosenOptions(frozenset(ids))


def typed(text):
    return TypedText(text, "fr")


# The samples' keys: sba b; multiple and short menu b c e (multiple: a inacceptable, b
# indispensable); long menu b e; panel 0 1 2 6 3.
FOUR = {"options__e": None}
SAID = [
    ("sba", "sba", ticked("b"), {}, "Exactly right: 1 of 1 point."),
    ("sba", "sba", ticked("a"), {}, "Wrong: 0 of 1 point."),
    (
        "sba",
        "sba",
        ticked("c"),
        {"also": True},
        "Not the best answer, but also accepted: 1 of 1 point.",
    ),
    ("sba", "sba", ticked(), {}, "Left blank: 0 points."),
    ("multiple", "edn_discordances", ticked("b", "c"), {}, "1 discordance (E): 0.5 of 1 point."),
    (
        "multiple",
        "edn_discordances",
        ticked("b", "c", "d"),
        {},
        "2 discordances (D, E): 0.2 of 1 point.",
    ),
    (
        "multiple",
        "edn_discordances",
        ticked("b", "d"),
        {},
        "3 discordances (C, D, E): 0 of 1 point.",
    ),
    (
        "multiple",
        "edn_discordances",
        ticked("a", "b", "c", "e"),
        {},
        "An unacceptable option was chosen: 0 points, whatever the rest. Discordances: A.",
    ),
    (
        "multiple",
        "edn_discordances",
        ticked("c", "e"),
        {},
        "An indispensable option was missed: 0 points, whatever the rest. Discordances: B.",
    ),
    (
        "multiple",
        "all_or_nothing",
        ticked("b", "c"),
        {},
        (
            "Not exactly the right options: 0 of 1 point. This convention gives all or nothing. "
            "Discordances: E."
        ),
    ),
    (
        "short_menu",
        "menu_short",
        ticked("b", "c"),
        {},
        (
            "2 right answers of 3 were chosen: 0.67 of 1 point. Wrong choices cost nothing here: "
            "the EDN’s formula is not verified. Discordances: E."
        ),
    ),
    (
        "short_menu",
        "menu_short",
        ticked("a", "b"),
        {"menu_penalty": 0.25},
        (
            "1 right answer of 3 was chosen: 0.08 of 1 point. Each wrong choice costs 0.25 points "
            "here: the EDN’s formula is not verified. Discordances: A, C, E."
        ),
    ),
    (
        "long_menu",
        "menu_long",
        ticked("a"),
        {"letters": {}},
        "0 right answers of 2 were chosen: 0 of 1 point.",
    ),
    (
        "long_menu",
        "menu_long",
        ticked("a", "b", "e"),
        {"letters": {}},
        "3 answers chosen, 2 asked for: 0 of 1 point.",
    ),
    (
        "concordance",
        "concordance",
        ticked(SCALE[3]),
        {},
        "6 members of the panel answered so, more than anything else: 1 of 1 point.",
    ),
    (
        "concordance",
        "concordance",
        ticked(SCALE[1]),
        {},
        "1 member of the panel answered so, and 6 gave the most frequent answer: 0.17 of 1 point.",
    ),
    (
        "concordance",
        "concordance",
        ticked(SCALE[0]),
        {},
        "0 members of the panel answered so, and 6 gave the most frequent answer: 0 of 1 point.",
    ),
    (
        "short_answer",
        "short_answer",
        typed("colchicine"),
        {},
        "Accepted as “colchicine”: 1 of 1 point.",
    ),
    (
        "short_answer",
        "short_answer",
        typed("colchicne"),
        {},
        "Accepted as “colchicine”, despite a typing error.",
    ),
    ("short_answer", "short_answer", typed("pénicilline"), {}, "Not accepted: 0 of 1 point."),
    ("short_answer", "short_answer", typed("aspirine"), {}, "Wrong: 0 of 1 point."),
    (
        "sba",
        "formula_scoring",
        ticked("a"),
        {},
        "Wrong: −0.33 of 1 point. This convention takes away what guessing would gain on average.",
    ),
    (
        "sba",
        "confidence_marking",
        ticked("b"),
        {"confidence": 3},
        "Right, at the level “Sure”: 3 of 3 points.",
    ),
    (
        "short_answer",
        "confidence_marking",
        typed("pénicilline"),
        {"confidence": 2},
        "Wrong, at the level “Fairly sure”: −2 of 3 points.",
    ),
    (
        "sba",
        "confidence_marking",
        ticked("a"),
        {},
        "Wrong, at the level “Unsure”: 0 of 3 points.",
    ),
    ("sba", "confidence_marking", ticked(), {}, "Left blank: 0 points."),
]


@pytest.mark.parametrize(("kind", "rule", "answer", "more", "said"), SAID)
def test_a_mark_is_explained(kind, rule, answer, more, said):
    letters = more.get("letters", LETTERS)

    assert mark_text(marked(kind, rule, answer, more), letters) == said


def marked(kind, rule, answer, more):
    changes = {"options.c.also_accepted": True} if "also" in more else {}
    terms = {name: value for name, value in more.items() if name not in {"letters", "also"}}
    return score(samples.item(kind, changes), answer, rule, **terms)


def test_what_instructors_decided_afterwards_is_explained():
    first = score(samples.item("short_answer"), typed("zzz"), "short_answer")
    half = by_hand(first, Share.HALF, maximum=1.0, confidence=None, reason="Close.")
    assert mark_text(half, {}) == "Marked by hand: 0.5 of 1 point."
    assert mark_text(dropped(half), {}) == "This question was dropped: it counts for nobody."
    assert verdict_text(half, by_panel=False) == "Partly right: 0.5 of 1"
    assert verdict_text(dropped(half), by_panel=False) == "Not counted"


def test_kprim_counts_decisions():
    item = samples.item("multiple", {"options": samples.ITEMS["multiple"]["options"][:4]})
    said = {
        ("b",): "3 decisions of 4 are right: 0.5 of 1 point. Discordances: C.",
        ("a", "c", "d"): "1 decision of 4 is right: 0 of 1 point. Discordances: A, B, D.",
        ("a", "d"): "0 decisions of 4 are right: 0 of 1 point. Discordances: A, B, C, D.",
    }
    for chosen, text in said.items():
        assert mark_text(score(item, ticked(*chosen), "kprim"), LETTERS) == text


def test_every_reason_of_every_rule_is_among_these():
    """A new code, or a new rule, is explained the day it is added."""
    told = {marked(kind, rule, answer, more) for kind, rule, answer, more, _ in SAID}
    codes = {mark.reason.code for mark in told}
    assert codes | {"kprim", "by_hand", "dropped"} == set(ReasonCode)
    assert {mark.rule for mark in told} | {"kprim"} == set(RULES)


def test_every_code_has_words_even_without_what_it_usually_carries():
    for code in ReasonCode:
        mark = Mark(0.0, 1.0, 0.0, "sba", 1, Reason(code))
        assert mark_text(mark, {}), code


def test_points_have_a_real_minus_sign_and_no_needless_decimals():
    assert [words.points(value) for value in (-6.0, -1 / 3, 0.0, 0.2, 3.0)] == [
        "−6",
        "−0.33",
        "0",
        "0.2",
        "3",
    ]


def verdict(kind, rule, answer, **more):
    item = samples.item(kind)
    return verdict_text(score(item, answer, rule, **more), by_panel=kind == "concordance")


def test_the_verdict_goes_by_what_was_right_and_not_by_the_points():
    assert verdict("multiple", "all_or_nothing", ticked("b", "c")) == "Partly right: 0 of 1"
    assert verdict("sba", "confidence_marking", ticked("b"), confidence=1) == "Right"
    assert verdict("sba", "confidence_marking", ticked("a"), confidence=3) == "Not quite"


def test_a_panel_is_agreed_with_rather_than_right():
    said = [verdict("concordance", "concordance", ticked(point)) for point in SCALE]
    assert said == [
        "Nobody on the panel agrees",
        "Part of the panel agrees: 0.17 of 1",
        "Part of the panel agrees: 0.33 of 1",
        "You gave the most frequent answer of the panel",
        "Part of the panel agrees: 0.5 of 1",
    ]
    assert verdict("concordance", "concordance", ticked()) == "Not quite"


def test_the_length_of_a_measure_is_told_as_it_is():
    assert words.measure_length(20) == "8 to 20 questions, stops by itself"
    assert words.measure_length(100) == "8 to 20 questions, stops by itself"
    assert words.measure_length(12) == "8 to 12 questions, stops by itself"
    assert words.measure_length(8) == "8 questions at most"
    assert words.measure_length(1) == "1 question at most"
