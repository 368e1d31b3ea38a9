"""questions/README.md teaches by examples: they must be right, and the table of findings whole."""

import re
from pathlib import Path

import pytest
import yaml

from quizapp.domain.content import messages, schema
from quizapp.domain.content.bank import Bank
from quizapp.domain.content.lint import RULES, lint_bank, lint_item
from quizapp.domain.content.reading import read_bank
from quizapp.domain.content.schema import ITEM, Fact, Note
from quizapp.domain.content.vocabulary import ItemType, Topic

QUESTIONS = Path(__file__).resolve().parents[3] / "questions"
GUIDE = (QUESTIONS / "README.md").read_text(encoding="utf-8")
EXAMPLES = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)]


ENTRIES = {block[0]["id"]: block[0] for block in EXAMPLES if isinstance(block, list)}
ROWS = re.findall(r"^\| (\d*) ?\| ([A-Z, ]+?) \|", GUIDE, re.MULTILINE)
EXPLAINED = {code: number for number, codes in ROWS for code in codes.split(", ")}


@pytest.fixture
def worked_item():
    return ITEM.validate_python(ENTRIES["ct-sba-example-01"])


def test_the_worked_item_is_valid_and_without_finding(worked_item):
    assert list(lint_item(worked_item)) == []


def test_the_worked_item_fits_the_example_bank(worked_item):
    shipped = read_bank(QUESTIONS / "calcinose-tumorale")
    bank = Bank(shipped.meta, shipped.texts, shipped.facts, (), (worked_item,))
    assert {finding.rule for finding in lint_bank(bank)} <= {"COVERAGE"}


def test_the_examples_of_a_fact_and_a_note_are_valid():
    assert Fact.model_validate(ENTRIES["F30"]).topic is Topic.TREATMENT
    assert Note.model_validate(ENTRIES["N04"]).reference.doi


def test_every_topic_and_type_is_named():
    for word in (*Topic, *ItemType):
        assert f"`{word}`" in GUIDE


def test_every_finding_is_explained():
    source = Path(schema.__file__).read_text(encoding="utf-8")
    codes = {code for rule in RULES for code in rule.codes}
    codes |= set(messages.RULE_OF_FIELD.values()) | set(re.findall(r'fault\("([A-Z]+)"', source))
    assert codes <= set(EXPLAINED)


def test_the_numbers_of_the_table_are_those_of_the_registry():
    for rule in RULES:
        for code in rule.codes:
            assert EXPLAINED[code] == (str(rule.number) if rule.number else "")
