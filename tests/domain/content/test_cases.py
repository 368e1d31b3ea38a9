"""Cases in files and in a bank: read, located, checked against the rest, and taught last."""

import pytest

from quizapp.domain.content.check import check_folder
from quizapp.domain.content.lint import Severity, lint_bank
from quizapp.domain.content.order import teaching_order
from quizapp.domain.content.reading import BankErrors, inspect_bank, read_bank
from tests.domain.content.samples import (
    CASE,
    ENTRIES,
    ITEMS,
    bank_of,
    case,
    codes,
    spoilt,
    write_bank,
)

STEPS = CASE["steps"]
PLACED = {
    "id": "go-cas-09",
    "topic": "treatment",
    "format": "progressive",
    "title": {"fr": "À tort", "en": "Wrongly"},
    "position": 1,
    "length": 3,
    "information": [{"fr": "Un homme.", "en": "A man."}],
}


def problems(folder, *entries):
    write_bank(folder, items=entries)
    return [(str(problem), problem.rule) for problem in inspect_bank(folder).problems]


def only(found, rule):
    return [one for one in found if one.rule == rule]


def test_the_questions_of_a_case_become_items_of_the_bank(tmp_path):
    bank = bank_of(tmp_path, items=[*ITEMS.values(), CASE])
    assert [one for one in bank.items if one.case] == list(case().items)
    assert {one.id for one in bank.items if not one.case} == {data["id"] for data in ITEMS.values()}


def test_a_bank_with_every_kind_of_entry_is_sound(tmp_path):
    report = check_folder(write_bank(tmp_path, items=list(ENTRIES.values())))
    assert report.findings == ()
    assert report.items == len(ENTRIES) - 1 + len(STEPS)


@pytest.mark.parametrize(
    ("changes", "rule", "expected"),
    [
        (
            {"steps.1.information": None},
            "SCHEMA",
            "steps.go-cas-01-a.information: the first step tells who the patient is",
        ),
        ({"steps": STEPS[:2]}, "SCHEMA", "steps: must have at least 3 entries and has 2"),
        ({"steps": STEPS * 3}, "SCHEMA", "steps: must have at most 8 entries and has 9"),
        ({"steps": "A, B"}, "SCHEMA", "steps: must be a list"),
        ({"steps.2": "B"}, "SCHEMA", "steps.2: must be an entry with named fields"),
        ({"steps.2.question": None}, "SCHEMA", "steps.2.question: is missing"),
        ({"steps.2.question": "B"}, "SCHEMA", "steps.2.question: must be an entry with named"),
        ({"steps.2.stem": "B"}, "SCHEMA", "steps.go-cas-01-b.stem: is not a known field"),
        ({"steps.2.information": {}}, "SCHEMA", "steps.go-cas-01-b.information: must have at"),
        ({"steps.2.information.fr": ""}, "SCHEMA", "go-cas-01-b.information.fr: is empty"),
        ({"steps.2.question.id": None}, "SCHEMA", "steps.2.question.id: is missing"),
        (
            {"steps.2.question.type": "quiz"},
            "SCHEMA",
            "type: is not a type of question that a case can ask: use one of sba, multiple, short_",
        ),
        (
            {"steps.3.question": ITEMS["cloze"]},
            "SCHEMA",
            "steps.go-clz-01.question.type: is not a type of question that a case can ask",
        ),
        (
            {"steps.2.question": CASE},
            "SCHEMA",
            "steps.go-cas-01.question.type: is not a type of question that a case can ask",
        ),
        ({"steps.2.question.type": None}, "SCHEMA", "go-cas-01-b.question.type: is missing"),
        (
            {"steps.1.question.options.b.rationale.fr": ""},
            "NORATIONALE",
            "steps.go-cas-01-a.question.options.b.rationale.fr: is empty",
        ),
        (
            {"steps.1.question.options.b.rationale": None},
            "NORATIONALE",
            "steps.go-cas-01-a.question.options.b.rationale: is missing",
        ),
        (
            {"steps.1.question.options.a.correct": True},
            "KEYS",
            "steps.go-cas-01-a.question.options: 2 options are correct: keep one",
        ),
        (
            {"steps.3.question.answers.en": ["one two three four five six"]},
            "LONGANSWER",
            "steps.go-cas-01-c.question.answers.en.1: «one two three four five six» has more",
        ),
        ({"steps.1.question.facts": []}, "NOSOURCE", "go-cas-01-a.question.facts: must have at"),
        ({"steps.1.question.case": PLACED}, "SCHEMA", "steps.go-cas-01-a.question.case: is found"),
        ({"steps.1.question.case": {"id": "x"}}, "SCHEMA", "question.case: only a step of a case"),
        ({"case": PLACED}, "SCHEMA", "case: is not a known field"),
        ({"format": "osce"}, "SCHEMA", "format: must be progressive or key_features"),
        ({"title": None}, "SCHEMA", "title: is missing"),
    ],
)
def test_a_bad_case_is_told_by_its_step_and_field(tmp_path, changes, rule, expected):
    ((line, code),) = problems(tmp_path, spoilt("case", changes))
    assert line.startswith("items/definition.yaml, item go-cas-01, ")
    assert expected in line
    assert code == rule


def test_what_is_no_type_is_told_with_cases_among_the_types(tmp_path):
    ((line, _),) = problems(tmp_path, spoilt("case", {"type": "dp"}))
    assert line.endswith(
        "type: is not a type of item: use one of sba, multiple, short_menu, long_menu, "
        "short_answer, concordance, cloze, basic, case"
    )


@pytest.mark.parametrize("written", [PLACED, {"id": "x"}, 3])
def test_an_item_that_stands_alone_may_not_place_itself_in_a_case(tmp_path, written):
    ((line, _),) = problems(tmp_path, spoilt("basic", {"case": written}))
    assert line == (
        "items/treatment.yaml, item go-qa-01, case: only a step of a case has it, and finds it "
        "out: remove it"
    )


def test_a_case_must_stand_in_the_file_of_its_topic(tmp_path):
    write_bank(tmp_path, items=[CASE])
    (tmp_path / "items" / "definition.yaml").rename(tmp_path / "items" / "causes.yaml")
    with pytest.raises(BankErrors, match="item go-cas-01, topic: is definition: it must be"):
        read_bank(tmp_path)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title.en": None}, "item go-cas-01, title.en"),
        ({"steps.1.information.fr": None}, "item go-cas-01, steps.go-cas-01-a.information.fr"),
        ({"steps.2.information.en": None}, "item go-cas-01, steps.go-cas-01-b.information.en"),
        ({"steps.2.question.stem.en": None}, "item go-cas-01-b, stem.en"),
        ({"steps.1.question.options.c.text.en": None}, "item go-cas-01-a, options.c.text.en"),
    ],
)
def test_a_missing_language_of_a_case_is_told_once(tmp_path, changes, place):
    ((line, rule),) = problems(tmp_path, spoilt("case", changes))
    assert line == f"items/definition.yaml, {place}: is missing: write it"
    assert rule == "PARITY"


@pytest.mark.parametrize(
    ("changes", "name", "file"),
    [
        ({"id": "go-sba-01"}, "go-sba-01", "definition"),
        ({"id": "go-qa-01"}, "go-qa-01", "definition"),
        ({"id": "go-cas-01-b"}, "go-cas-01-b", "definition"),
        ({"steps.2.question.id": "go-sba-01"}, "go-sba-01", "definition"),
        ({"steps.2.question.id": "go-cas-01-c"}, "go-cas-01-c", "definition"),
    ],
)
def test_ids_of_cases_and_their_questions_are_used_once(tmp_path, changes, name, file):
    ((line, _),) = problems(tmp_path, *ITEMS.values(), spoilt("case", changes))
    assert f"item {name}, id: this id is already used in items/{file}.yaml" in line


def test_two_cases_may_not_have_one_id(tmp_path):
    twin = {f"steps.{number}.question.id": f"go-cas-02-{number}" for number in (1, 2, 3)}
    ((line, _),) = problems(tmp_path, CASE, spoilt("case", twin))
    assert "item go-cas-01, id: this id is already used" in line


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("facts", ["F77"], "facts: F77 does not exist in facts.yaml"),
        ("sentences", ["P9.1"], "sentences: P9.1 does not exist in the text"),
    ],
)
def test_what_a_step_cites_must_exist_and_is_told_in_the_file_of_the_case(
    tmp_path, field, value, expected
):
    ((line, rule),) = problems(tmp_path, spoilt("case", {f"steps.2.question.{field}": value}))
    assert line.startswith(f"items/definition.yaml, item go-cas-01-b, {expected}")
    assert rule == "NOSOURCE"


def test_findings_of_a_step_are_placed_in_the_file_of_its_case(tmp_path):
    flawed = spoilt("case", {"steps.2.question.options.c.text.en": "Always run"})
    found = list(lint_bank(bank_of(tmp_path, items=[*ITEMS.values(), flawed])))
    assert {(one.rule, one.where) for one in found} == {
        ("ABSOLUTE", "items/definition.yaml, item go-cas-01-b, options.c.text.en")
    }


def test_what_a_case_tells_is_compared_between_languages_once(tmp_path):
    flawed = spoilt("case", {"steps.1.information.fr": "Un homme de 51 ans a mal, sans fièvre."})
    found = only(lint_bank(bank_of(tmp_path, items=[*ITEMS.values(), flawed])), "PARITY")
    where = "items/definition.yaml, item go-cas-01, steps.go-cas-01-a.information"
    assert [one.where for one in found] == [where, where]  # 51 here, 50 there


def test_a_leak_tells_where_the_key_was_given_away(tmp_path):
    leaky = spoilt("case", {"steps.2.information.en": "Colchicine was forgotten in this attack."})
    found = only(lint_bank(bank_of(tmp_path, items=[*ITEMS.values(), leaky])), "CASELEAK")
    (leak,) = found
    assert leak.severity is Severity.ERROR
    assert leak.where == "items/definition.yaml, item go-cas-01-c, answers.en.1"
    assert "«colchicine» stands already in the information of go-cas-01-b" in leak.message


@pytest.mark.parametrize("field", ["scenario", "hypothesis", "finding"])
def test_what_a_concordance_step_says_gives_away_later_keys_too(tmp_path, field):
    told = {"fr": "La colchicine orale lui réussit.", "en": "Oral colchicine did him good."}
    step = spoilt("concordance", {"id": "go-cas-01-b", field: told})
    found = lint_bank(bank_of(tmp_path, items=[spoilt("case", {"steps.2.question": step})]))
    leaks = {one.where.split(", ", 1)[1] for one in only(found, "CASELEAK")}
    assert leaks == {
        f"item go-cas-01-c, answers.{language}.{form}" for language in ("fr", "en") for form in "12"
    }


def test_steps_test_facts_as_other_items_do(tmp_path):
    without = [ITEMS[kind] for kind in ("sba", "multiple", "cloze")]
    assert "COVERAGE" in codes(list(lint_bank(bank_of(tmp_path, items=without))))
    assert "COVERAGE" not in codes(list(lint_bank(bank_of(tmp_path, items=[*without, CASE]))))


def second_case(**changes):
    """The sound case under other ids and with another story."""
    story = {
        "id": "go-cas-02",
        "steps.1.information": {
            "fr": "Une femme souffre, la nuit, depuis une semaine de vacances.",
            "en": "A woman has been in pain at night since a week on holiday.",
        },
    }
    ids = {f"steps.{number}.question.id": f"go-cas-02-{number}" for number in (1, 2, 3)}
    return spoilt("case", story | ids | changes)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_steps_that_ask_the_same_of_other_patients_are_no_duplicates(tmp_path, language):
    found = list(lint_bank(bank_of(tmp_path, items=[*ITEMS.values(), CASE, second_case()])))
    assert "DUPLICATE" not in codes(found)
    told = {f"steps.1.information.{language}": STEPS[0]["information"][language]}
    twin = second_case(**told)
    found = only(lint_bank(bank_of(tmp_path, items=[*ITEMS.values(), CASE, twin])), "DUPLICATE")
    assert [one.where for one in found] == [
        f"items/definition.yaml, item go-cas-02-{number}, stem.{language}" for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_case_may_ask_again_once_more_is_known(tmp_path, language):
    again = {f"steps.2.question.stem.{language}": STEPS[0]["question"]["stem"][language]}
    found = lint_bank(bank_of(tmp_path, items=[*ITEMS.values(), spoilt("case", again)]))
    assert not codes(list(found)) & {"DUPLICATE", "NEARDUP"}
    again["steps.2.information"] = {"fr": "C’est une goutte.", "en": "This is gout."}
    found = lint_bank(bank_of(tmp_path, items=[*ITEMS.values(), spoilt("case", again)]))
    assert not codes(list(found)) & {"DUPLICATE", "NEARDUP"}
    again = {f"steps.3.question.stem.{language}": STEPS[1]["question"]["stem"][language]}
    found = lint_bank(bank_of(tmp_path, items=[*ITEMS.values(), spoilt("case", again)]))
    assert [one.where for one in only(found, "DUPLICATE")] == [
        f"items/definition.yaml, item go-cas-01-c, stem.{language}"
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_findings_on_one_scenario_are_compared_with_each_other(tmp_path, language):
    new = {"fr": "Un frère a la même rougeur.", "en": "A brother has the same redness."}
    other = spoilt("concordance", {"id": "go-tcs-02", "finding": new})
    items = [*ENTRIES.values(), other]
    assert not codes(list(lint_bank(bank_of(tmp_path, items=items)))) & {"DUPLICATE", "NEARDUP"}
    same = new | {language: ENTRIES["concordance"]["finding"][language]}
    items = [*ENTRIES.values(), spoilt("concordance", {"id": "go-tcs-02", "finding": same})]
    found = only(lint_bank(bank_of(tmp_path, items=items)), "DUPLICATE")
    assert [one.where for one in found] == [
        f"items/definition.yaml, item go-tcs-02, scenario.{language}"
    ]


def test_cases_are_taught_last_each_in_the_order_of_its_steps(tmp_path):
    late = {"id": "go-cas-02", "topic": "treatment"}
    early = {"id": "go-cas-03", "steps.1.question.sentences": ["P1.1"]}
    for name, changes in (("02", late), ("03", early)):
        for number in (1, 2, 3):
            changes[f"steps.{number}.question.id"] = f"go-cas-{name}-{number}"
    # The last steps tell nothing of where a case belongs.
    late |= {"steps.3.question.sentences": ["P1.1"], "steps.3.question.level": "recall"}
    early |= {"steps.3.question.sentences": ["P3.1"]}
    entries = [spoilt("case", late), CASE, spoilt("case", early), *ITEMS.values()]
    items = bank_of(tmp_path, items=entries).items
    expected = [
        *(f"go-cas-03-{number}" for number in (1, 2, 3)),
        *(f"go-cas-01-{letter}" for letter in "abc"),
        *(f"go-cas-02-{number}" for number in (1, 2, 3)),
    ]
    for given in (items, items[::-1]):
        order = [one.id for one in teaching_order(given)]
        assert set(order[: len(ITEMS)]) == {data["id"] for data in ITEMS.values()}
        assert order[len(ITEMS) :] == expected
