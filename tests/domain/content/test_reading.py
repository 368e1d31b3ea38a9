"""Files as people really leave them: every fault is a line that names its place, never a crash."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.domain.content.check import check_folder
from quizapp.domain.content.files import LARGEST_FILE
from quizapp.domain.content.reading import BankErrors, inspect_bank, read_bank
from quizapp.domain.content.vocabulary import Language, Topic
from quizapp.domain.errors import RarissimeError
from tests.domain.content.samples import (
    ENTRIES,
    FACTS,
    ITEMS,
    META,
    NOTES,
    TEXTS,
    spoilt,
    write_bank,
)


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path / "goutte")


def lines(folder):
    with pytest.raises(BankErrors) as caught:
        read_bank(folder)
    assert isinstance(caught.value, RarissimeError)
    return str(caught.value).splitlines()


def only_line(folder):
    (line,) = lines(folder)
    return line


def test_a_sound_bank_is_read_whole(folder):
    bank = read_bank(folder)
    assert bank.meta.id == "goutte"
    assert list(bank.texts) == [Language.FR, Language.EN]
    assert bank.facts[0].statement == {"fr": FACTS[0]["fr"], "en": FACTS[0]["en"]}
    assert bank.notes[0].text[Language.EN] == NOTES[0]["en"]
    assert {item.id for item in bank.items} == {item["id"] for item in ITEMS.values()}
    assert [item.topic for item in bank.items][-1] is Topic.TREATMENT


def test_every_problem_of_every_file_is_reported_at_once(folder):
    (folder / "text.en.md").write_text("Gout is a deposit.\n", encoding="utf-8")
    (folder / "facts.yaml").write_text("- id: F1\n  topic: treatment\n", encoding="utf-8")
    bad = spoilt("sba", {"stem.fr": 12, "options.b.rationale": None, "hint": "?"})
    write_bank(folder, items=[bad], texts={"en": "nothing"}, facts=[{"id": "F1"}])
    found = "\n".join(lines(folder))
    for part in (
        "items/definition.yaml, item go-sba-01, stem.fr: must be text: put it between quotes",
        "items/definition.yaml, item go-sba-01, options.b.rationale: is missing",
        "items/definition.yaml, item go-sba-01, hint: is not a known field",
        "facts.yaml, item F1, id: must be",
        "facts.yaml, item F1, topic: is missing",
        "text.en.md, line 1: there is no title",
        "text.en.md, line 1: a sentence stands before the first",
    ):
        assert part in found


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (BOMB.encode(), "items/causes.yaml, line 1: holds a YAML anchor or alias"),
        (b"- &x {id: a, <<: *x}", "line 1: holds a YAML anchor or alias"),
        (
            b"- id: a\n  type: sba\n  id: b\n",
            "line 3: not valid YAML: «id» is given twice",
        ),
        (b"- stem: a\x00b\n", "line 1: holds the unprintable character U+0000"),
        (b"- stem: a\n- stem: \x1b[31m\n", "line 2: holds the unprintable character U+001B"),
        ("- stem: d\u00e9p\u00f4t\n".encode("latin-1"), "line 1: not UTF-8: save the file"),
        ("- stem: dépôt\n".encode("utf-16"), "line 1: not UTF-8: save the file"),
        (b"- !!python/object/apply:os.system [ls]\n", "line 1: holds a YAML tag"),
        (b"- stem: Calcinose : quel signe ?\n", "line 1: not valid YAML: mapping values are not"),
        (b"- {id: a\n", "not valid YAML"),
        (b"- id: a\n\t- id: b\n", "line 2: not valid YAML"),
        (b"[" * 100_000, "line 1: nested too deeply"),
        (b"- ? [a]\n  : b\n", "line 1: not valid YAML: a key must be a word"),
        (b"a: 1\n---\nb: 2\n", "line 2: not valid YAML"),
        (b"- 1: 2\n", "item number 1, type: is missing"),
        (b"- just words\n", "item number 1: must be an entry with named fields"),
        (b"- id: a\n  type: quiz\n", "item a, type: is not a type of item"),
        (b"id: a\n", "items/causes.yaml: must be a list"),
        (b"# nothing yet\n", "items/causes.yaml: the file is empty"),
        (b"", "items/causes.yaml: the file is empty"),
        (b"- id: " + b"9" * 5000 + b"\n", "items/causes.yaml"),
        (b"- x" * (LARGEST_FILE // 3 + 1), "items/causes.yaml: larger than 1,000,000 bytes"),
    ],
)
def test_a_bad_item_file_is_one_clear_line(folder, content, expected):
    (folder / "items" / "causes.yaml").write_bytes(content)
    line = only_line(folder)
    assert line.startswith("items/causes.yaml")
    assert expected in line


@pytest.mark.parametrize("name", ["bank.yaml", "facts.yaml", "notes.yaml", "text.fr.md"])
@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a\x00", b"", b"- [", b"x: " + b"[" * 500])
def test_any_other_file_may_be_bad_too(folder, name, content):
    (folder / name).write_bytes(content)
    assert any(line.startswith(name) for line in lines(folder))


@pytest.mark.parametrize("name", ["bank.yaml", "facts.yaml", "text.en.md"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    assert f"{name}: the file is missing" in lines(folder)


def test_the_line_of_a_foreign_byte_is_told(folder):
    (folder / "text.fr.md").write_bytes("# Goutte\n\nDépôt\n".encode("latin-1"))
    assert "text.fr.md, line 3: not UTF-8: save the file with the encoding UTF-8" in lines(folder)


def test_an_entry_that_is_no_mapping_is_told(folder):
    (folder / "facts.yaml").write_text("- The big toe\n", encoding="utf-8")
    assert only_line(folder).startswith("facts.yaml, item number 1: must be an entry with named")


def test_a_bank_needs_items(folder):
    for path in (folder / "items").iterdir():
        path.unlink()
    assert only_line(folder).startswith("items: there is no item: write them in files such as")


def test_notes_are_optional(folder):
    (folder / "notes.yaml").unlink()
    assert read_bank(folder).notes == ()


def test_a_folder_that_is_not_there_is_a_problem(tmp_path):
    assert only_line(tmp_path / "nowhere") == "nowhere: there is no such folder"


def test_a_file_in_place_of_a_folder_and_the_reverse_are_problems(folder):
    (folder / "facts.yaml").unlink()
    (folder / "facts.yaml").mkdir()
    assert "facts.yaml: cannot be read" in only_line(folder)


def test_windows_files_are_read_as_they_are_meant(folder):
    before = read_bank(folder)
    for path in [*folder.glob("*.*"), *folder.glob("items/*")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_bank(folder) == before


@pytest.mark.parametrize("word", ["no", "oui", "off", "2024-01-01", "1:30", "0123", "1_000"])
def test_words_that_yaml_takes_for_something_else_stay_words(folder, word):
    path = folder / "items" / "treatment.yaml"
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace("- colchicine orale", f"- {word}"), encoding="utf-8")
    (item,) = [one for one in read_bank(folder).items if one.type == "short_answer"]
    assert item.answers[Language.FR] == ("colchicine", word)


@pytest.mark.parametrize("word", ["12", "~", "true", "0.5"])
def test_what_is_no_text_must_be_quoted(folder, word):
    path = folder / "items" / "treatment.yaml"
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace("- colchicine orale", f"- {word}"), encoding="utf-8")
    assert "answers.fr.2: must be text: put it between quotes" in only_line(folder)


@pytest.mark.parametrize(
    ("changes", "rule", "expected"),
    [
        ({"topic": None}, "NOTOPIC", "topic: is missing"),
        ({"sentences": []}, "NOSOURCE", "sentences: must have at least 1 entries"),
        ({"sentences": None}, "NOSOURCE", "sentences: is missing"),
        ({"facts": None}, "NOSOURCE", "facts: is missing"),
        ({"expected_success": None}, "NODIFFICULTY", "expected_success: is missing"),
        ({"explanation": None}, "NOEXPLANATION", "explanation: is missing"),
        ({"explanation.en": " "}, "NOEXPLANATION", "explanation.en: is empty"),
        ({"options.c.rationale": None}, "NORATIONALE", "options.c.rationale: is missing"),
        ({"options.c.rationale.fr": ""}, "NORATIONALE", "options.c.rationale.fr: is empty"),
        ({"options.b.correct": False}, "NOTRUE", "options: no option is correct"),
        ({"options.a.correct": True}, "KEYS", "options: 2 options are correct: keep one"),
        ({"options.a.flag": "inacceptable"}, "FLAGS", "options.a.flag: only a multiple-response"),
        ({"options.a.id": "b"}, "SCHEMA", "options: two options have the id «b»"),
        ({"sentences": ["P9.1"]}, "NOSOURCE", "sentences: P9.1 does not exist in the text"),
        ({"sentences": ["p1"]}, "SCHEMA", "sentences.1: must be a sentence id such as P3.2"),
        ({"sentences": ["P1.2", "P1.2"]}, "SCHEMA", "sentences: P1.2 is given twice"),
        ({"facts": ["F77"]}, "NOSOURCE", "facts: F77 does not exist in facts.yaml"),
        ({"stem.en": None}, "PARITY", "stem.en: is missing"),
        ({"options.c.text.en": None}, "PARITY", "options.c.text.en: is missing"),
        ({"stem.de": "Was?"}, "SCHEMA", "stem.de: is not a language of this application"),
        ({"level": "hard"}, "SCHEMA", "level: must be recall, understand or apply"),
        ({"expected_success": 75}, "SCHEMA", "expected_success: must be below 1"),
        ({"explanation.fr": "a" * 5000}, "SCHEMA", "explanation.fr: is longer than 4000 char"),
        ({"expected_success": "high"}, "SCHEMA", "expected_success: must be a number"),
        ({"options.b.correct": "yes"}, "SCHEMA", "options.b.correct: must be true or false"),
        ({"options": "A, B"}, "SCHEMA", "options: must be a list"),
        ({"stem": "Quoi ?"}, "SCHEMA", "stem: must hold one line per language"),
        ({"id": "Go 1"}, "SCHEMA", "item Go 1, id: must be an id of small letters"),
    ],
)
def test_a_bad_item_is_told_by_rule_and_field(tmp_path, changes, rule, expected):
    data = spoilt("sba", changes)
    (tmp_path / "items").mkdir()
    topic = {"topic": "definition"} if "topic" in changes else {}
    write_bank(tmp_path, items=[data | topic])
    if topic:  # the file name needs a topic, the item must go without
        path = tmp_path / "items" / "definition.yaml"
        source = path.read_text(encoding="utf-8").replace("  topic: definition\n", "")
        path.write_text(source, encoding="utf-8")
    (problem,) = inspect_bank(tmp_path).problems
    assert expected in str(problem)
    assert problem.rule == rule
    assert str(problem).startswith("items/definition.yaml, item ")
    assert rule in {error["rule"] for error in check_folder(tmp_path).as_json()["errors"]}


@pytest.mark.parametrize(
    ("kind", "changes", "rule", "expected"),
    [
        (
            "multiple",
            {"options.d.flag": "indispensable"},
            "FLAGS",
            "options.d.flag: a wrong option",
        ),
        ("multiple", {"options.c.flag": "inacceptable"}, "FLAGS", "options.c.flag: a right option"),
        (
            "multiple",
            {"options.a.correct": True, "options.a.flag": None, "options.d.correct": True},
            "ALLTRUE",
            "options: every option is correct",
        ),
        (
            "multiple",
            {"options.c.correct": False, "options.e.correct": False},
            "KEYS",
            "options: only one option is correct",
        ),
        (
            "short_answer",
            {"answers.en": ["one two three four five six"]},
            "LONGANSWER",
            "answers.en.1: «one two three four five six» has more than 5 words",
        ),
        ("short_answer", {"answers.fr": []}, "SCHEMA", "answers.fr: must have at least 1 entries"),
        ("short_answer", {"answers.en": None}, "PARITY", "answers.en: is missing"),
        (
            "short_answer",
            {"rejected.fr": {"Colchicine": "Non."}},
            "SCHEMA",
            "rejected.fr: «Colchicine» is both accepted and rejected",
        ),
        ("cloze", {"text.fr": "Sans trou."}, "CLOZE", "text.fr: there is no blank"),
        ("cloze", {"text.en": "Gout {{affects the toe."}, "CLOZE", "text.en: a blank is opened"),
        (
            "cloze",
            {"text.en": "{{Gout}} affects {{the toe}} above all in adults."},
            "PARITY",
            "text: the number of blanks differs: 1 in fr, 2 in en",
        ),
        ("basic", {"back": None}, "SCHEMA", "back: is missing"),
        (
            "short_menu",
            {"options.b.correct": False, "options.c.correct": False},
            "KEYS",
            "options: 1 options are correct: 2 to 4 must be",
        ),
        ("short_menu", {"options.a.flag": "inacceptable"}, "FLAGS", "options.a.flag: only a mult"),
        (
            "long_menu",
            {f"options.{name}.correct": True for name in "acdf"},
            "KEYS",
            "options: 6 options are correct: 1 to 5 must be",
        ),
        ("long_menu", {"options.b.flag": "indispensable"}, "FLAGS", "options.b.flag: only a mult"),
        (
            "long_menu",
            {"options": ITEMS["multiple"]["options"]},
            "SCHEMA",
            "options: must have at least 10 entries and has 5",
        ),
        (
            "concordance",
            {"panel.counts": [0, 1, 2, 3, 3]},
            "PANEL",
            "panel.counts: the panel has 9 members: at least 10 are needed",
        ),
        (
            "concordance",
            {"panel.counts": [5, 5, 5, 5]},
            "SCHEMA",
            "panel.counts: must have at least 5 entries and has 4",
        ),
        ("concordance", {"panel.counts": [-1, 9, 9, 9, 9]}, "SCHEMA", "panel.counts.1: must be 0"),
        ("concordance", {"panel": None}, "SCHEMA", "panel: is missing"),
        ("concordance", {"kind": "cause"}, "SCHEMA", "kind: must be diagnosis, investigation or"),
        ("concordance", {"finding.en": None}, "PARITY", "finding.en: is missing"),
        ("concordance", {"hypothesis.fr": None}, "PARITY", "hypothesis.fr: is missing"),
    ],
)
def test_each_type_has_its_own_faults(tmp_path, kind, changes, rule, expected):
    write_bank(tmp_path, items=[spoilt(kind, changes)])
    (problem,) = inspect_bank(tmp_path).problems
    assert expected in str(problem)
    assert problem.rule == rule
    assert not check_folder(tmp_path).ok


def test_an_item_must_stand_in_the_file_of_its_topic(folder):
    (folder / "items" / "definition.yaml").rename(folder / "items" / "causes.yaml")
    assert all("topic: is definition: it must be the name of the file" in x for x in lines(folder))


def test_a_file_that_is_no_topic_is_named_and_hidden_files_are_left_alone(folder):
    (folder / "items" / ".causes.yaml.swp").write_bytes(b"\x00")
    (folder / "items" / "therapy.yaml").write_text("[]", encoding="utf-8")
    assert only_line(folder).startswith("items/therapy.yaml: not the name of a topic")


def test_an_id_may_be_used_once(folder):
    twin = spoilt("basic", {"id": "go-sba-01"})
    write_bank(folder, items=[ITEMS["sba"], twin])
    assert "item go-sba-01, id: this id is already used in items/definition.yaml" in only_line(
        folder
    )


def test_facts_and_notes_must_point_at_the_text(folder):
    write_bank(folder, facts=[FACTS[0] | {"sentences": ["P8.8"]}, *FACTS[1:]])
    assert only_line(folder).startswith("facts.yaml, item F01, sentences: P8.8 does not exist")


def test_texts_in_two_languages_must_have_the_same_outline(folder):
    english = TEXTS["en"].replace("Rest and ice also relieve the patient.\n", "")
    write_bank(folder, texts={"en": english})
    assert any(
        line.startswith("text.en.md: the section treatment has paragraphs of 1 + 1 sentences")
        for line in lines(folder)
    )


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["fr"], "text.en.md: its language is not in «languages» of bank.yaml"),
        (["fr", "en", "en"], "bank.yaml, languages: a language is given twice"),
        (["fr", "de"], "bank.yaml, languages.2: must be fr or en"),
    ],
)
def test_the_languages_of_a_bank_are_those_of_its_files(folder, languages, expected):
    write_bank(folder, bank=META | {"languages": languages})
    assert expected in "\n".join(lines(folder))


def test_one_broken_item_does_not_hide_the_rest(folder):
    write_bank(folder, items=[spoilt("sba", {"stem": None}), *list(ITEMS.values())[1:]])
    inspection = inspect_bank(folder)
    assert len(inspection.problems) == 1
    assert inspection.bank is not None
    assert len(inspection.bank.items) == len(ITEMS) - 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(junk=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda t: t.encode())))
def test_no_bytes_whatever_make_it_crash(folder, junk):
    whole = (folder / "items" / "definition.yaml").read_bytes()
    target = folder / "items" / "treatment.yaml"
    for content in (junk, whole[: len(whole) // 2] + junk + whole[len(whole) // 2 :]):
        target.write_bytes(content)
        check_folder(folder).as_json()


JUNK = [[], {}, "", -1, 1.5, True, [[]], {"fr": 1}, {"": ""}, {1: 2}, {"fr": {"": "x"}}]


@pytest.mark.parametrize("kind", list(ENTRIES))
@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_no_value_whatever_in_a_field_makes_it_crash(tmp_path, kind, junk):
    fields = [name for name in ENTRIES[kind] if name != "topic"]  # it names the file
    if "options" in ENTRIES[kind]:
        fields += ["options.b.text", "options.b.text.fr", "options.c.flag"]
    if kind == "case":
        fields += ["steps.1", "steps.2.information", "steps.1.question", "steps.1.question.options"]
        fields += [f"steps.3.question.{name}" for name in ("id", "type", "case", "facts", "stem")]
    items = [spoilt(kind, {field: junk}) for field in fields]
    report = check_folder(write_bank(tmp_path, items=items))
    assert not report.ok
