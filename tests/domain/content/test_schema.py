import json

import pytest
from pydantic import ValidationError

from quizapp.domain.content.cases import cases_among
from quizapp.domain.content.json_schema import bank_schemas
from quizapp.domain.content.schema import ITEM, MEASURE_TYPES, QUIZ_TYPES, Fact, Note
from quizapp.domain.content.vocabulary import ItemType, Language, Level, Topic
from tests.domain.content.samples import (
    CASE,
    ENTRIES,
    FACTS,
    ITEMS,
    MORE_ITEMS,
    NOTES,
    case,
    item,
)


@pytest.mark.parametrize("before", [*map(item, ITEMS | MORE_ITEMS), *case().items])
def test_an_item_survives_the_database_unchanged(before):
    stored = json.loads(json.dumps(before.model_dump(mode="json")))
    assert ITEM.validate_python(stored) == before
    assert ITEM.validate_json(json.dumps(stored)) == before


def test_words_of_a_file_become_members_of_the_vocabulary():
    sba = item("sba")
    assert (sba.type, sba.topic, sba.level) == (ItemType.SBA, Topic.DEFINITION, Level.APPLY)
    assert sba.type.__class__ is ItemType
    assert all(key.__class__ is Language for key in sba.stem)


def test_keys_and_distractors_keep_the_order_of_the_file():
    multiple = item("multiple")
    assert [option.id for option in multiple.keys] == ["b", "c", "e"]
    assert [option.id for option in multiple.distractors] == ["a", "d"]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("sba", "stem"),
        ("long_menu", "stem"),
        ("short_answer", "stem"),
        ("concordance", "scenario"),
        ("cloze", "text"),
        ("basic", "front"),
    ],
)
def test_the_prompt_is_what_a_learner_is_asked(kind, field):
    assert item(kind).prompt == ENTRIES[kind][field]


def test_an_option_may_also_be_accepted_and_one_that_is_not_says_nothing_of_it():
    also = item("sba", {"options.c.also_accepted": True})
    assert [option.id for option in also.also_accepted] == ["c"]
    assert [option.id for option in also.keys] == ["b"]
    assert ITEM.validate_python(also.model_dump(mode="json")) == also
    assert all("also_accepted" not in one for one in item("sba").model_dump()["options"])


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("multiple", "a", "only a single-best-answer option"),
        ("short_menu", "a", "only a single-best-answer option"),
        ("long_menu", "a", "only a single-best-answer option"),
        ("sba", "b", "is right already"),
        ("sba", "acd", "all options are accepted"),
    ],
)
def test_also_accepted_is_for_some_wrong_options_of_a_single_best_answer(kind, options, said):
    with pytest.raises(ValidationError, match=said):
        item(kind, {f"options.{option}.also_accepted": True for option in options})


def test_quizzes_ask_what_can_be_marked():
    marked = {"sba", "multiple", "short_menu", "long_menu", "short_answer", "concordance"}
    assert marked == QUIZ_TYPES


def test_what_measures_has_a_key_that_nobody_disputes():
    assert QUIZ_TYPES - {"concordance"} == MEASURE_TYPES


def test_an_item_that_stands_alone_is_stored_as_it_was_before_there_were_cases():
    assert "case" not in item("sba").model_dump(mode="json")
    assert case().items[0].model_dump(mode="json")["case"]["id"] == "go-cas-01"


def test_a_step_knows_what_was_revealed_by_then_and_no_more():
    steps = case().items
    told = [step["information"] for step in CASE["steps"] if "information" in step]
    assert [step.id for step in steps] == ["go-cas-01-a", "go-cas-01-b", "go-cas-01-c"]
    assert [(step.case.position, step.case.length) for step in steps] == [(1, 3), (2, 3), (3, 3)]
    assert [list(step.case.information) for step in steps] == [told[:1], told, told]
    assert {step.case.title["en"] for step in steps} == {CASE["title"]["en"]}


def test_a_case_is_put_together_again_from_its_steps():
    other = case({"id": "go-cas-02"})
    items = [item("sba"), *case().items, *other.items, item("basic")]
    assert cases_among(items) == (case(), other)
    assert cases_among([item("sba")]) == ()


def test_two_cases_of_the_same_id_are_told_apart():
    assert len(cases_among([*case().items, *case().items])) == 2


def test_an_invisible_character_is_refused_by_its_number():
    with pytest.raises(ValidationError, match=r"U\+0007"):
        item("basic", {"back.fr": "La gla\x07ce"})
    assert item("basic", {"explanation.fr": "Deux\nlignes"}).explanation["fr"] == "Deux\nlignes"


def test_an_accepted_answer_may_have_five_words():
    answers = {"answers.en": ["one two three four five"]}
    assert item("short_answer", answers).answers[Language.EN] == ("one two three four five",)


def test_an_item_cannot_be_changed_in_place():
    with pytest.raises(ValidationError):
        item("sba").level = Level.RECALL


def test_facts_and_notes_may_hold_their_languages_at_the_top_or_below():
    assert Fact.model_validate(Fact.model_validate(FACTS[0]).model_dump()).statement == {
        "fr": FACTS[0]["fr"],
        "en": FACTS[0]["en"],
    }
    note = Note.model_validate(NOTES[0])
    assert Note.model_validate(note.model_dump(mode="json")) == note


def test_accents_typed_in_two_ways_are_the_same_text():
    composed, combined = (
        item("basic", {"back.fr": word}) for word in ("La compr\u00e9sse", "La compre\u0301sse")
    )
    assert composed == combined


def test_the_json_schema_covers_every_kind_of_file_and_field():
    schemas = bank_schemas()
    assert set(schemas) == {"bank.yaml", "facts.yaml", "notes.yaml", "items/*.yaml"}
    items = schemas["items/*.yaml"]["items"]
    assert set(items["discriminator"]["mapping"]) == {*ItemType, "case"}
    assert "rationale" in schemas["items/*.yaml"]["$defs"]["Option"]["required"]
    steps = schemas["items/*.yaml"]["$defs"]["Case"]["properties"]["steps"]
    assert (steps["minItems"], steps["maxItems"]) == (3, 8)


def test_the_json_schema_does_not_complete_what_nobody_writes():
    definitions = bank_schemas()["items/*.yaml"]["$defs"]
    assert "CaseStep" not in definitions
    assert all("case" not in one.get("properties", {}) for one in definitions.values())
