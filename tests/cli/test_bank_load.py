"""``flask bank load``: a bank from its folder into the database, or the reasons why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from quizapp.extensions import db
from quizapp.services.catalogue import list_banks
from tests.domain.content.samples import ITEMS, META, spoilt, write_bank
from tests.factories import BANK


@pytest.fixture
def load(app: Flask):
    def run(path: Path):
        return app.test_cli_runner().invoke(args=["bank", "load", str(path)])

    return run


def banks(app):
    with app.app_context():
        return {bank.slug: bank.items for bank in list_banks(db.session()) if bank.slug != BANK}


def test_a_bank_is_loaded_once(app, load, tmp_path):
    folder = write_bank(tmp_path / "goutte")

    first, again = load(folder), load(folder)

    assert first.exit_code == again.exit_code == 0
    assert "goutte: 5 items added, 0 revised, 0 retired" in first.output
    assert again.output == "goutte: nothing to change (5 items).\n"
    assert banks(app) == {"goutte": 5}


def test_it_tells_what_was_revised_retired_and_brought_back(load, tmp_path):
    folder = write_bank(tmp_path / "goutte")
    load(folder)
    revised = [
        spoilt("sba", {"level": "recall"}),
        *(ITEMS[kind] for kind in ITEMS if kind != "sba"),
    ]
    without_cloze = [item for item in revised if item["type"] != "cloze"]

    write_bank(folder, items=without_cloze)
    assert "0 items added, 1 revised, 1 retired, 0 brought back" in load(folder).output

    write_bank(folder, items=revised)
    assert "0 items added, 0 revised, 0 retired, 1 brought back" in load(folder).output


def test_a_bad_bank_is_refused_with_every_fault_and_changes_nothing(app, load, tmp_path):
    folder = write_bank(tmp_path / "goutte")
    load(folder)
    bad = [spoilt("sba", {"level": "guess"}), spoilt("multiple", {"options.b.text.en": None})]
    write_bank(folder, items=bad)

    result = load(folder)

    assert result.exit_code == 1
    assert "items/definition.yaml, item go-sba-01, level: " in result.stderr
    assert "items/treatment.yaml, item go-qrm-01, options.b.text.en: " in result.stderr
    assert "goutte was not loaded." in result.stderr
    assert banks(app) == {"goutte": 5}


def test_every_bank_below_a_folder_is_loaded_and_a_bad_one_does_not_stop_the_others(
    app, load, tmp_path
):
    write_bank(tmp_path / "a-bad-one", bank=META | {"id": "a-bad-one", "version": 0})
    write_bank(tmp_path / "b-good-one", bank=META | {"id": "b-good-one"})
    write_bank(tmp_path / "c-bad-one", facts=[])

    result = load(tmp_path)

    assert result.exit_code == 1
    assert "a-bad-one was not loaded." in result.stderr
    assert "c-bad-one was not loaded." in result.stderr
    assert "b-good-one: 5 items added" in result.stdout
    assert banks(app) == {"b-good-one": 5}


def test_a_folder_that_does_not_exist_is_wrong_usage(load, tmp_path):
    assert load(tmp_path / "nowhere").exit_code == 2
