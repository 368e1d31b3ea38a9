"""The way in to all marking, and what an answer and a rule must be to pass it."""

import json
from itertools import combinations

import pytest

from quizapp.domain.grading.answers import TypedText, answer_from_json
from quizapp.domain.grading.convention import Convention
from quizapp.domain.grading.fit import AnswerDoesNotFitError
from quizapp.domain.grading.marks import Mark, Reason
from quizapp.domain.grading.score import (
    RULES,
    guessing,
    key_ids,
    rule_of,
    score,
)
from tests.domain.grading.made_items import (
    basic_item,
    chosen,
    concordance_item,
    options_item,
    short_answer_item,
)

KINDS = {
    "sba": options_item("sba", "b"),
    "multiple": options_item("multiple", "bd"),
    "multiple of 4": options_item("multiple", "bd", of="abcd"),
    "short menu": options_item("short_menu", "bd"),
    "long menu": options_item("long_menu", "bd", of="abcdefghij"),
    "short answer": short_answer_item(["lump"]),
    "concordance": concordance_item([0, 1, 3, 6, 5]),
}
EDN = {
    "sba": "sba",
    "multiple": "edn_discordances",
    "multiple of 4": "edn_discordances",
    "short menu": "menu_short",
    "long menu": "menu_long",
    "short answer": "short_answer",
    "concordance": "concordance",
}
CLASSIC = dict.fromkeys(("multiple", "multiple of 4", "short menu", "long menu"), "all_or_nothing")
CONFIDENCE = dict.fromkeys(("sba", "short answer"), "confidence_marking")


@pytest.mark.parametrize(
    ("convention", "rules"),
    [
        ("edn", EDN),
        ("classic", EDN | CLASSIC),
        ("formula", EDN | {"sba": "formula_scoring"}),
        ("kprim", EDN | {"multiple of 4": "kprim"}),
        ("confidence", EDN | CONFIDENCE),
    ],
)
def test_a_convention_finds_the_rule_of_every_item(convention, rules):
    found = {kind: rule_of(item, Convention(convention)) for kind, item in KINDS.items()}
    assert found == rules


def test_the_convention_of_french_exams_is_the_default():
    assert {kind: rule_of(item) for kind, item in KINDS.items()} == EDN


def test_a_rule_marks_the_items_it_was_made_for_and_refuses_the_others():
    fitting = {
        rule: {kind for kind, item in KINDS.items() if RULES[rule].fits(item)} for rule in RULES
    }
    assert fitting == {
        "sba": {"sba"},
        "edn_discordances": {"multiple", "multiple of 4"},
        "menu_short": {"short menu"},
        "menu_long": {"long menu"},
        "short_answer": {"short answer"},
        "concordance": {"concordance"},
        "formula_scoring": {"sba"},
        "all_or_nothing": {"multiple", "multiple of 4", "short menu", "long menu"},
        "kprim": {"multiple of 4"},
        "confidence_marking": {"sba", "short answer"},
    }
    for rule, kinds in fitting.items():
        for kind, item in KINDS.items():
            answer = TypedText("", "fr") if kind == "short answer" else chosen("")
            if kind in kinds:
                assert score(item, answer, rule).rule == rule
            else:
                with pytest.raises(AnswerDoesNotFitError, match=f"«{rule}» does not mark"):
                    score(item, answer, rule)


def test_an_unknown_rule_is_refused_with_those_that_there_are():
    with pytest.raises(AnswerDoesNotFitError, match=r"«luck»: choose among sba, edn_disc"):
        score(KINDS["sba"], chosen("b"), "luck")


@pytest.mark.parametrize("rule", ["sba", "luck"])
def test_a_card_has_no_mark(rule):
    with pytest.raises(AnswerDoesNotFitError, match="a card, it has no mark"):
        score(basic_item(), TypedText("That.", "en"), rule)
    with pytest.raises(AnswerDoesNotFitError, match="a card, it has no mark"):
        rule_of(basic_item())


@pytest.mark.parametrize("confidence", [0, 4, -1])
@pytest.mark.parametrize("rule", ["sba", "confidence_marking"])
def test_a_level_of_confidence_that_does_not_exist_is_refused(rule, confidence):
    with pytest.raises(AnswerDoesNotFitError, match=f"1, 2 or 3, not {confidence}"):
        score(KINDS["sba"], chosen("b"), rule, confidence=confidence)


def test_guessing_is_the_credit_to_expect_without_knowledge():
    assert guessing(options_item("sba", "b")) == 0.2
    assert guessing(options_item("sba", "b", of="abcd")) == 0.25
    assert guessing(options_item("short_menu", "bde")) == 0.6
    assert guessing(options_item("long_menu", "bde", of="abcdefghijkl")) == 0.25
    assert guessing(options_item("multiple", "bd")) == 0.0
    assert guessing(short_answer_item(["lump"])) == 0.0
    assert guessing(basic_item()) == 0.0


@pytest.mark.parametrize("item", [options_item("sba", "c"), options_item("short_menu", "bde")])
def test_ticking_at_random_earns_what_guessing_says(item):
    letters = [option.id for option in item.options]
    tickings = list(combinations(letters, len(key_ids(item))))
    credits_ = [score(item, chosen(ids), rule_of(item)).credit for ids in tickings]
    assert sum(credits_) / len(credits_) == pytest.approx(guessing(item))


def test_the_key_is_told_by_its_ids():
    assert key_ids(options_item("sba", "b")) == ("b",)
    assert key_ids(options_item("multiple", "db", of="dcba")) == ("d", "b")
    assert key_ids(options_item("long_menu", "j", of="abcdefghij")) == ("j",)
    assert key_ids(concordance_item([0, 1, 3, 6, 5])) == ("p1",)
    assert key_ids(short_answer_item(["lump"])) == ()
    assert key_ids(basic_item()) == ()


@pytest.mark.parametrize(
    ("kind", "answer", "message"),
    [
        ("sba", chosen("bz"), "no option «z»"),
        ("multiple", chosen("z"), "no option «z»"),
        ("long menu", chosen("bk"), "no option «k»"),
        ("concordance", chosen("b"), "no option «b»"),
        ("sba", TypedText("b", "fr"), "options were expected"),
        ("concordance", TypedText("+1", "fr"), "options were expected"),
        ("short answer", chosen("b"), "typed answer was expected"),
        ("short answer", TypedText("lump", "de"), "no answers in «de»"),
    ],
)
def test_an_answer_that_cannot_belong_to_the_item_is_refused_by_every_rule(kind, answer, message):
    for rule in RULES.values():
        if rule.fits(KINDS[kind]):
            with pytest.raises(AnswerDoesNotFitError, match=message):
                score(KINDS[kind], answer, rule.name)


@pytest.mark.parametrize(
    "mark",
    [
        score(KINDS["multiple"], chosen("ace"), "edn_discordances"),
        score(KINDS["short menu"], chosen("ab"), "menu_short", menu_penalty=0.1),
        score(KINDS["short menu"], chosen("ac"), "menu_short"),
        score(KINDS["concordance"], chosen(["z0"]), "concordance"),
        score(KINDS["sba"], chosen("a"), "formula_scoring"),
        score(KINDS["short answer"], TypedText("a lump", "en"), "short_answer"),
        score(
            KINDS["short answer"], TypedText("The lump.", "en"), "confidence_marking", confidence=2
        ),
    ],
    ids=lambda mark: mark.rule,
)
def test_a_mark_survives_json(mark):
    assert Mark.from_json(json.loads(json.dumps(mark.as_json()))) == mark


def test_a_mark_stored_before_there_was_a_credit_is_still_read():
    stored = {
        "points": 0.5,
        "maximum": 1.0,
        "rule": "edn_discordances",
        "version": 1,
        "reason": {"code": "discordances", "options": ["d"], "text": None},
    }
    reason = Reason("discordances", ("d",))
    assert Mark.from_json(stored) == Mark(0.5, 1.0, 0.5, "edn_discordances", 1, reason)
    today = score(options_item("multiple", "abd"), chosen("ab"), "edn_discordances")
    assert today.as_json() == {**stored, "credit": 0.5}


@pytest.mark.parametrize("answer", [chosen("ca"), chosen(""), TypedText("chosen", "en")])
def test_an_answer_survives_json(answer):
    assert answer_from_json(json.loads(json.dumps(answer.as_json()))) == answer
