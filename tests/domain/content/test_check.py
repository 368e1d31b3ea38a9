"""`bank check` as its users meet it: the report, its JSON, the exit code."""

import json

import pytest
from click.testing import CliRunner

from quizapp.cli.bank import QUESTIONS, bank
from tests.domain.content.samples import FACTS, ITEMS, META, spoilt, write_bank


def run(*arguments):
    return CliRunner().invoke(bank, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path / "goutte")


def test_a_sound_bank_passes(folder):
    result = run("check", folder)
    assert result.exit_code == 0
    assert "goutte: 5 items" in result.output
    assert "facts: 3, tested: 3, tested twice: 3; errors: 0, warnings: 0" in result.output


def test_the_json_report_has_the_documented_fields(folder):
    report = json.loads(run("check", folder, "--json").stdout)
    assert report == {
        "bank": "goutte",
        "items": 5,
        "facts": 3,
        "facts_covered": 3,
        "facts_covered_twice": 3,
        "errors": [],
        "warnings": [],
    }


def test_errors_of_files_and_of_writing_are_told_together(folder):
    broken = spoilt("basic", {"back": None})
    flawed = spoilt("sba", {"options.d.text.en": "None of the above"})
    write_bank(folder, items=[broken, flawed, ITEMS["multiple"], ITEMS["short_answer"]])
    result = run("check", folder, "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert {(error["rule"], error["where"]) for error in report["errors"]} == {
        ("SCHEMA", "items/treatment.yaml, item go-qa-01, back"),
        ("ALLNONE", "items/definition.yaml, item go-sba-01, options.d.text.en"),
        ("ABSOLUTE", "items/definition.yaml, item go-sba-01, options.d.text.en"),
    }
    assert {warning["rule"] for warning in report["warnings"]} == {"COVERAGE", "PARITY"}
    assert (report["facts_covered"], report["facts_covered_twice"]) == (3, 1)


def test_warnings_alone_do_not_fail(folder):
    more = {"id": "F04", "topic": "treatment", "sentences": ["P3.1"], "fr": "L’eau", "en": "Water"}
    write_bank(folder, facts=[*FACTS, more])
    result = run("check", folder)
    assert result.exit_code == 0
    assert "warnings (1)" in result.output
    assert "COVERAGE      facts.yaml, item F04: is tested by no item" in result.output


def test_infos_are_for_people_and_not_in_the_json(folder):
    write_bank(folder, items=[spoilt("sba", {"options.c.text.fr": "Le genou droit, lui"})])
    assert "NEARDUP" in run("check", folder).output
    assert "NEARDUP" not in run("check", folder, "--json").stdout


def test_a_folder_of_banks_is_checked_bank_by_bank(tmp_path):
    for name in ("goutte", "lupus"):
        write_bank(tmp_path / name, bank=META | {"id": name})
    (tmp_path / "notes").mkdir()
    assert [report["bank"] for report in json.loads(run("check", tmp_path, "--json").stdout)] == [
        "goutte",
        "lupus",
    ]


def test_a_bank_without_its_first_file_is_an_error(folder):
    (folder / "bank.yaml").unlink()
    result = run("check", folder)
    assert result.exit_code == 1
    assert "bank.yaml: the file is missing" in result.output


def test_a_path_that_is_no_folder_is_refused_without_a_traceback(tmp_path):
    result = run("check", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "there is no folder" in result.output


def test_the_schema_is_printed_as_json():
    assert "items/*.yaml" in json.loads(run("schema").stdout)


def test_the_shipped_banks_are_checked_by_default():
    reports = json.loads(run("check", "--json").stdout)
    reports = reports if isinstance(reports, list) else [reports]
    assert {report["bank"] for report in reports} == {
        path.parent.name for path in QUESTIONS.glob("*/bank.yaml")
    }
