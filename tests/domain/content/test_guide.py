"""questions/README.md teaches by examples: they must be right, and the table of findings whole."""

import re
from pathlib import Path

import pytest
import yaml

from quizapp.domain import content
from quizapp.domain.content import messages
from quizapp.domain.content.bank import Bank
from quizapp.domain.content.lint import RULES, lint_bank
from quizapp.domain.content.reading import read_bank
from quizapp.domain.content.schema import ENTRY, Case, Fact, Note
from quizapp.domain.content.vocabulary import CaseFormat, ConcordanceKind, ItemType, Topic

QUESTIONS = Path(__file__).resolve().parents[3] / "questions"
GUIDE = (QUESTIONS / "README.md").read_text(encoding="utf-8")
EXAMPLES = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)]


ENTRIES = {block[0]["id"]: block[0] for block in EXAMPLES if isinstance(block, list)}
ROWS = re.findall(r"^\| (\d*) ?\| ([A-Z, ]+?) \|", GUIDE, re.MULTILINE)
EXPLAINED = {code: number for number, codes in ROWS for code in codes.split(", ")}


WORKED = [
    "ct-sba-example-01",
    "ct-menu-example-01",
    "ct-tcs-example-01",
    "ct-case-example-01",
]


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_item_is_valid_without_finding_and_fits_the_example_bank(name):
    entry = ENTRY.validate_python(ENTRIES[name])
    items = entry.items if isinstance(entry, Case) else (entry,)
    shipped = read_bank(QUESTIONS / "calcinose-tumorale")
    bank = Bank(shipped.meta, shipped.texts, shipped.facts, (), items)
    assert {finding.rule for finding in lint_bank(bank)} <= {"COVERAGE"}


def test_every_worked_item_is_tested():
    assert set(WORKED) == {name for name, entry in ENTRIES.items() if "type" in entry}


def test_the_examples_of_a_fact_and_a_note_are_valid():
    assert Fact.model_validate(ENTRIES["F30"]).topic is Topic.TREATMENT
    assert Note.model_validate(ENTRIES["N04"]).reference.doi


def test_every_topic_and_type_is_named():
    for word in (*Topic, *ItemType, *CaseFormat, *ConcordanceKind):
        assert f"`{word}`" in GUIDE


def test_every_finding_is_explained():
    files = Path(content.__file__).parent.glob("*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    codes = {code for rule in RULES for code in rule.codes}
    codes |= set(messages.RULE_OF_FIELD.values()) | set(re.findall(r'fault\("([A-Z]+)"', source))
    assert codes <= set(EXPLAINED)


def test_the_numbers_of_the_table_are_those_of_the_registry():
    for rule in RULES:
        for code in rule.codes:
            assert EXPLAINED[code] == (str(rule.number) if rule.number else "")
