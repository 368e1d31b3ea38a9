"""Each rule of item writing: a sound item passes it, and its mutant does not, in both languages."""

from pathlib import Path

import pytest
import yaml

from quizapp.domain.content.lint import RULES
from tests.domain.content.samples import ENTRIES, codes, findings_of

CASES = yaml.safe_load(Path(__file__).with_name("item_rule_cases.yaml").read_text(encoding="utf-8"))


def each(kind):
    cases = enumerate(CASES[kind])
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=f"{case['rule']}-{number}") for number, case in cases]
    )


def spoilt_by(case, language):
    if "value" in case:
        return findings_of(case["type"], {case["field"]: case["value"]})
    return findings_of(case["type"], {f"{case['field']}.{language}": case[language]})


@pytest.mark.parametrize("language", ["fr", "en"])
@each("mutants")
def test_a_mutant_is_caught_in_each_language(case, language):
    found = spoilt_by(case, language)
    caught = [one for one in found if one.rule == case["rule"]]
    assert caught, found
    assert case["severity"] in {one.severity for one in caught}
    assert all(one.message and ENTRIES[case["type"]]["id"] in one.where for one in caught)


@pytest.mark.parametrize("language", ["fr", "en"])
@each("near_misses")
def test_what_only_looks_like_a_fault_passes(case, language):
    assert case["rule"] not in codes(spoilt_by(case, language))


@pytest.mark.parametrize("kind", list(ENTRIES))
def test_sound_items_pass_every_rule(kind):
    assert findings_of(kind) == []


def test_every_rule_that_reads_one_item_or_case_has_a_mutant():
    judged = {
        code
        for rule in RULES
        if rule.of_wording or rule.of_item or rule.of_case
        for code in rule.codes
    }
    assert judged == {case["rule"] for case in CASES["mutants"]}


@pytest.mark.parametrize(
    ("fr", "en"),
    [
        ("Le texte le dit en 1 000 mots.", "The text says it in 1,000 words."),
        ("Le texte le dit à 0,5 mot près.", "The text says it within 0.5 words."),
        ("Le texte le dit en deux mots.", "The text says so in 2 words."),
        ("Le texte le dit en 40 mots.", "The text says so in forty words."),
        ("Le texte le dit en mille mots.", "The text says so in 1,000 words."),
        ("Le texte ne parle pas de douleur.", "The text describes a painless form."),
        ("Un signe indolore du texte.", "A sign that does not hurt, says the text."),
        ("Rien.", "Nothing at all."),
    ],
)
def test_numbers_and_negations_said_otherwise_are_no_difference(fr, en):
    assert findings_of("basic", {"explanation.fr": fr, "explanation.en": en}) == []


@pytest.mark.parametrize("field", ["stem", "options.a.text", "options.d.rationale", "explanation"])
def test_parity_reads_every_text_of_an_item(field):
    found = findings_of("sba", {f"{field}.fr": "Voici 3 gouttes ?", f"{field}.en": "See 4 drops?"})
    assert [one.where.split(", ")[-1] for one in found if one.rule == "PARITY"] == [field] * 2


def test_a_negative_option_under_a_negative_question_is_a_double_negation():
    stems = {"stem.fr": "Quel siège n’est PAS touché ?", "stem.en": "Which site is NOT affected?"}
    for option in ({"options.c.text.fr": "Il n’a pas mal"}, {"options.c.text.en": "Does not hurt"}):
        found = [one for one in findings_of("sba", stems | option) if one.rule == "DOUBLENEG"]
        assert [one.where.split(", ")[-1] for one in found] == list(option)


ARTICLES = [
    ("fr", "Le siège de la goutte est la", ["hanche", "cheville", "main"], "genou"),
    ("fr", "Le siège de la goutte est le", ["genou", "coude", "doigt"], "épaule"),
    ("fr", "La goutte est une", ["inflammation", "maladie", "affection"], "traitement"),
    ("fr", "Le siège de la goutte est l’", ["orteil", "épaule", "aine"], "genou"),
    ("fr", "La goutte forme un…", ["nodule", "dépôt", "kyste"], "lésion"),
    ("en", "Gout affects a", ["toe", "finger", "knee"], "elbow"),
    ("en", "The test for gout is an", ["X-ray", "ultrasound scan", "MRI scan"], "biopsy"),
    ("en", "Gout calls for a", ["uniform dose", "medicine", "European guideline"], "hourly dose"),
]


@pytest.mark.parametrize(("language", "stem", "fitting", "misfit"), ARTICLES)
def test_an_article_that_fits_only_some_options_is_caught(language, stem, fitting, misfit):
    def judged(texts):
        changes = {
            f"options.{name}.text.{language}": text
            for name, text in zip("abcd", texts, strict=True)
        }
        found = findings_of("sba", changes | {f"stem.{language}": f"{stem} :"})
        return [one.where.split(", ")[-1] for one in found if one.rule == "GRAMMAR"]

    assert judged([*fitting, misfit]) == [f"options.d.text.{language}"]
    assert judged([*fitting, fitting[0] + " et " + fitting[1]]) == []


@pytest.mark.parametrize(
    ("language", "stem", "options"),
    [
        ("fr", "La goutte touche le", ["le coude", "la main", "un doigt", "l’orteil"]),
        ("en", "Gout affects a", ["the elbow", "a knee", "an ankle", "2 toes"]),
        ("fr", "La goutte touche le", ["hanche", "main", "épaule", "cheville"]),
        ("fr", "La goutte touche la", ["hallux", "xiphoïde", "harpe", "yole"]),
    ],
)
def test_articles_are_left_alone_where_they_tell_nothing_or_grammar_is_not_certain(
    language, stem, options
):
    changes = {f"options.{n}.text.{language}": t for n, t in zip("abcd", options, strict=True)}
    found = findings_of("sba", changes | {f"stem.{language}": stem})
    assert "GRAMMAR" not in codes(found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_plural_question_over_plural_options_is_sound(language):
    question = {
        "fr": "Quels patients ont le plus la goutte ?",
        "en": "Which patients have gout most?",
    }
    options = {
        "fr": ["Les enfants", "Les hommes", "Les femmes", "Les nourrissons"],
        "en": ["Children", "Men of 50", "Women of 20", "Infants at birth"],
    }
    changes = {
        f"options.{n}.text.{language}": t for n, t in zip("abcd", options[language], strict=True)
    }
    changes |= {f"stem.{language}": question[language]}
    assert "GRAMMAR" not in codes(findings_of("sba", changes))
    changes |= {"options.a.text.fr": "Dans l’enfance", "options.a.text.en": "The child"}
    assert "GRAMMAR" in codes(findings_of("sba", changes))


ONE_KEY = {
    "options.e.correct": False,
    "stem.fr": "Goutte : quel est le remède à proposer ?",
    "stem.en": "Gout: which remedy should be offered?",
}


@pytest.mark.parametrize(
    ("field", "text"),
    [("options.b.text.fr", "Colchicine en comprimés"), ("options.b.text.en", "Colchicine tablets")],
)
def test_the_single_key_of_a_long_menu_may_not_be_the_longest(field, text):
    assert findings_of("long_menu", ONE_KEY) == []
    assert "LONGKEY" in codes(findings_of("long_menu", ONE_KEY | {field: text}))
    assert "LONGKEY" not in codes(findings_of("long_menu", {field: text}))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("stem.fr", "Goutte : quels sont les remèdes à proposer ?"),
        ("stem.en", "Gout: which remedies should be offered?"),
    ],
)
def test_a_plural_question_over_a_long_menu_with_one_key_is_caught(field, text):
    assert "GRAMMAR" in codes(findings_of("long_menu", ONE_KEY | {field: text}))
    assert "GRAMMAR" not in codes(findings_of("long_menu", {field: text}))


@pytest.mark.parametrize(
    ("field", "text", "caught"),
    [
        ("stem.fr", "Goutte : quels sont les deux remèdes à proposer ?", True),
        ("stem.en", "Gout: which two remedies should be offered?", True),
        ("stem.fr", "Goutte : choisissez un remède.", False),
        ("stem.en", "Gout: choose one remedy.", False),
    ],
)
def test_a_menu_with_one_key_may_announce_nothing_else(field, text, caught):
    assert ("ANNOUNCED" in codes(findings_of("long_menu", ONE_KEY | {field: text}))) is caught


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("rule", "key", "others", "caught"),
    [
        ("LONGKEY", 40, 32, True),
        ("LONGKEY", 39, 32, False),
        ("LONGKEY", 28, 20, True),
        ("LONGKEY", 27, 20, False),
        ("LENVAR", 37, 16, True),
        ("LENVAR", 36, 16, False),
        ("LENVAR", 45, 20, True),
        ("LENVAR", 44, 20, False),
    ],
)
def test_the_bounds_of_the_length_rules_are_exact(language, rule, key, others, caught):
    texts = {name: name * (key if name == "b" else others) for name in "abcd"}
    changes = {f"options.{name}.text.{language}": text for name, text in texts.items()}
    assert (rule in codes(findings_of("sba", changes))) is caught


@pytest.mark.parametrize(
    ("french", "english", "caught"),
    [(50, 30, False), (50, 29, True), (50, 85, False), (50, 86, True), (29, 5, False)],
)
def test_the_bounds_of_the_proportion_between_languages_are_exact(french, english, caught):
    found = findings_of("basic", {"explanation": {"fr": "a" * french, "en": "a" * english}})
    assert ("PARITY" in codes(found)) is caught
