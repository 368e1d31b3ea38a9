"""The rules that need a whole bank: coverage, sources, repeated stems, keys too often longest."""

import math

import pytest

from quizapp.domain.content.lint import Severity, lint_bank
from quizapp.domain.content.lint.length import at_least
from quizapp.domain.content.lint.words import akin
from quizapp.domain.content.reading import inspect_bank
from tests.domain.content.samples import (
    ENTRIES,
    FACTS,
    ITEMS,
    TEXTS,
    bank_of,
    codes,
    spoilt,
    write_bank,
)


def found_in(folder, **files):
    return list(lint_bank(bank_of(folder, **files)))


def only(found, rule):
    return [one for one in found if one.rule == rule]


def test_the_sound_bank_passes_every_rule(tmp_path):
    assert found_in(tmp_path) == []


@pytest.mark.parametrize(
    ("dropped", "state"),
    [
        (["go-qroc-01"], "only by multiple items"),
        (["go-qroc-01", "go-qrm-01"], "by no item"),
    ],
)
def test_a_fact_needs_two_items_of_different_types(tmp_path, dropped, state):
    items = [item for item in ITEMS.values() if item["id"] not in dropped]
    found = only(found_in(tmp_path, items=items), "COVERAGE")
    assert [(one.severity, one.where) for one in found][:1] == [
        (Severity.WARNING, "facts.yaml, item F02")
    ]
    assert state in found[0].message


def test_two_items_of_the_same_type_test_a_fact_once(tmp_path):
    second = spoilt("short_answer", {"id": "go-qroc-02", "stem.fr": "Goutte : quel remède ?"})
    items = [item for kind, item in ITEMS.items() if kind != "multiple"]
    assert "COVERAGE" in codes(found_in(tmp_path, items=[*items, second]))


def test_a_cited_fact_must_stand_in_a_cited_sentence(tmp_path):
    items = [spoilt("short_answer", {"sentences": ["P2.2"]}), *list(ITEMS.values())[:2]]
    found = only(found_in(tmp_path, items=items), "SOURCE")
    assert [one.where for one in found] == ["items/treatment.yaml, item go-qroc-01, sentences"]
    assert "P2.1" in found[0].message


def test_a_step_must_cite_the_sentence_of_its_fact(tmp_path):
    items = [*ITEMS.values(), spoilt("case", {"steps.2.question.sentences": ["P1.1"]})]
    found = only(found_in(tmp_path, items=items), "SOURCE")
    assert [one.where for one in found] == [
        "items/definition.yaml, item go-cas-01-b, sentences",
    ]


UNSAID = {
    "sba": ("options.b.text", {"fr": "La cheville", "en": "The ankle"}),
    "short_answer": ("answers", {"fr": ["pénicilline"], "en": ["penicillin"]}),
    "cloze": (
        "text",
        {
            "fr": "La goutte touche {{la cheville}} surtout.",
            "en": "Gout affects {{the ankle}} most.",
        },
    ),
    "basic": ("back", {"fr": "Une chirurgie", "en": "Surgery"}),
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", list(UNSAID))
def test_a_key_that_its_sentences_do_not_say_is_unsupported(tmp_path, kind, language):
    field, texts = UNSAID[kind]
    changes = {f"{field}.{language}": texts[language]}
    item = spoilt(kind, changes | ({"rejected": {}} if kind == "short_answer" else {}))
    others = [other for name, other in ITEMS.items() if name != kind]
    (found,) = only(found_in(tmp_path, items=[*others, item]), "UNSUPPORTED")
    assert found.severity is Severity.WARNING
    assert f"item {item['id']}, {field}.{language}" in found.where


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("kind", "keys"), [("short_menu", "bce"), ("long_menu", "be")])
def test_the_keys_of_a_menu_are_supported_together(tmp_path, kind, keys, language):
    unsaid = {f"options.{name}.text.{language}": f"{name}oum" for name in keys}
    _, *all_but_one = unsaid.items()
    for changes, caught in ((unsaid, True), (dict(all_but_one), False)):
        items = [*ITEMS.values(), spoilt(kind, changes)]
        found = only(found_in(tmp_path, items=items), "UNSUPPORTED")
        where = f"items/treatment.yaml, item {ENTRIES[kind]['id']}, options.b.text.{language}"
        assert [one.where for one in found] == ([where] if caught else [])


def test_a_menu_may_have_examples_for_keys_when_it_argues_them(tmp_path):
    changes = {f"options.{name}.text": {"fr": "Boum", "en": "Bang"} for name in "be"}
    rationale = {
        "fr": "Le boum agit : la colchicine traite la crise.",
        "en": "The bang works: an attack is treated with colchicine.",
    }
    argued = changes | {f"options.{name}.rationale": rationale for name in "be"}
    for one, caught in ((changes, True), (argued, False)):
        items = [*ITEMS.values(), spoilt("long_menu", one)]
        assert bool(only(found_in(tmp_path, items=items), "UNSUPPORTED")) is caught


@pytest.mark.parametrize("level", ["recall", "apply"])
def test_a_key_may_be_an_example_when_the_item_applies_the_text_and_argues_it(tmp_path, level):
    key = {"options.b.text.fr": "L’hallux droit", "options.b.text.en": "The right hallux"}
    argument = {
        "options.b.rationale.fr": "L’hallux est le gros orteil : la goutte le touche surtout.",
        "options.b.rationale.en": "The hallux is the big toe, which gout affects above all.",
    }
    for changes, caught in ((key, True), (key | argument, level == "recall")):
        items = [spoilt("sba", changes | {"level": level}), *list(ITEMS.values())[1:]]
        assert bool(only(found_in(tmp_path, items=items), "UNSUPPORTED")) is caught


@pytest.mark.parametrize(
    ("words", "caught"), [("pied main dos", False), ("pied main dos cou", True)]
)
def test_a_fifth_of_the_words_of_a_key_must_be_said(tmp_path, words, caught):
    others = [other for kind, other in ITEMS.items() if kind != "basic"]
    item = spoilt("basic", {"back.fr": f"La glace, le sol, {words}"})
    found = only(found_in(tmp_path, items=[*others, item]), "UNSUPPORTED")
    assert bool(found) is caught


def test_without_a_readable_text_no_key_is_called_unsupported(tmp_path):
    write_bank(tmp_path, texts={"en": "broken"}, facts=[])
    bank = inspect_bank(tmp_path).bank
    assert bank is not None
    assert only(list(lint_bank(bank)), "UNSUPPORTED") == []


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [
        ("surveiller", "surveillance", True),
        ("traiter", "traitement", True),
        ("peau", "peaux", True),
        ("glace", "glande", False),
        ("os", "osseux", False),
        ("1000", "10000", False),
        ("50", "50", True),
    ],
)
def test_words_of_a_family_are_told_by_how_they_begin(one, other, related):
    assert akin(one, other) is akin(other, one) is related


def test_other_words_of_the_same_family_support_a_key(tmp_path):
    item = spoilt("basic", {"back.fr": "Un soulagement glacé", "back.en": "Relief by resting"})
    others = [other for kind, other in ITEMS.items() if kind != "basic"]
    assert only(found_in(tmp_path, items=[*others, item]), "UNSUPPORTED") == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_two_items_may_not_ask_the_same_words(tmp_path, language):
    stem = ITEMS["sba"]["stem"][language].upper()
    front = {"fr": "Crise de goutte : quel site ?", "en": "Attack of gout: which place?"}
    twin = spoilt("sba", {"id": "go-sba-02", "stem": front | {language: stem}})
    found = only(found_in(tmp_path, items=[*ITEMS.values(), twin]), "DUPLICATE")
    assert [(one.severity, one.where) for one in found] == [
        (Severity.ERROR, f"items/definition.yaml, item go-sba-02, stem.{language}")
    ]
    assert "go-sba-01" in found[0].message


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nearly_the_same_question_is_pointed_out(tmp_path, language):
    stem = ITEMS["sba"]["stem"][language].replace("50", "55")
    front = {"fr": "Crise de goutte : quel site ?", "en": "Attack of gout: which place?"}
    twin = spoilt("sba", {"id": "go-sba-02", "stem": front | {language: stem}})
    found = only(found_in(tmp_path, items=[*ITEMS.values(), twin]), "NEARDUP")
    assert [one.severity for one in found] == [Severity.INFO]


def sba_items(longest_keys: int, count: int, language: str):
    """`count` SBA items whose key is the longest option, by one letter, in `longest_keys`."""
    for number in range(count):
        longest = "b" if number < longest_keys else "c"
        texts = {name: "mot" * 3 + name * (2 if name == longest else 1) for name in "abcd"}
        changes = {f"options.{name}.text.{language}": text for name, text in texts.items()}
        changes["id"] = f"go-sba-{number:02}"
        yield spoilt("sba", changes)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("longest_keys", "count", "caught"),
    [(5, 8, True), (4, 8, False), (7, 7, False), (8, 16, True), (7, 16, False)],
)
def test_keys_that_are_the_longest_option_too_often_are_caught(
    tmp_path, longest_keys, count, caught, language
):
    items = list(sba_items(longest_keys, count, language))
    found = only(found_in(tmp_path, items=items), "LONGKEY")
    assert [one.where for one in found] == ([f"items, {language}"] if caught else [])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_steps_of_cases_count_among_the_keys_that_are_longest(tmp_path, language):
    items = list(sba_items(7, 7, language))
    assert only(found_in(tmp_path, items=items), "LONGKEY") == []
    texts = {f"steps.1.question.options.{n}.text.{language}": "mot" * 3 + n for n in "acd"}
    texts |= {f"steps.1.question.options.b.text.{language}": "mot" * 3 + "bb"}
    found = only(found_in(tmp_path, items=[*items, spoilt("case", texts)]), "LONGKEY")
    assert [one.where for one in found] == [f"items, {language}"]
    assert "go-cas-01-a" in found[0].message


def test_the_exact_law_is_the_binomial_when_all_chances_are_equal():
    for hits in range(12):
        tail = sum(math.comb(10, k) * 0.25**k * 0.75 ** (10 - k) for k in range(hits, 11))
        assert at_least(hits, [0.25] * 10) == pytest.approx(tail, abs=1e-12)
    assert at_least(2, [0.25, 0.2]) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("file", "files"),
    [
        ("text.en.md", {"texts": {"en": TEXTS["en"].replace("big toe", "2 big toes")}}),
        ("text.en.md", {"texts": {"en": TEXTS["en"].replace("It affects", "It never affects")}}),
        ("facts.yaml", {"facts": [FACTS[0] | {"fr": "Le siège n’est pas le genou"}, *FACTS[1:]]}),
    ],
)
def test_texts_and_facts_must_say_the_same_in_both_languages(tmp_path, file, files):
    found = only(found_in(tmp_path, **files), "PARITY")
    assert found
    assert all(one.where.startswith(file) for one in found)
