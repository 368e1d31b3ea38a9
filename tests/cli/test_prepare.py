"""``flask prepare``: from nothing to something one can log in to; safe to repeat at every start."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select

from quizapp import create_app
from quizapp.extensions import db
from quizapp.models import User
from quizapp.services.catalogue import list_banks
from quizapp.settings import Settings
from tests.domain.content.samples import META, write_bank
from tests.factories import PASSWORD, log_in
from tests.support.databases import settings_for


@pytest.fixture
def settings(empty_database_url, tmp_path) -> Settings:
    """A new installation on loopback with a small bank."""
    write_bank(tmp_path / "questions" / "goutte")
    ours = settings_for(empty_database_url, tmp_path / "instance")
    return replace(ours, questions_path=tmp_path / "questions")


@contextmanager
def application(settings):
    """An application of one's own, as every process has it."""
    app = create_app(settings)
    yield app
    with app.app_context():
        db.engine.dispose()


def prepare(settings):
    with application(settings) as app:
        return app.test_cli_runner().invoke(args=["prepare"])


def found(settings):
    """(addresses, slugs) in the database."""
    with application(settings) as app, app.app_context():
        addresses = list(db.session.scalars(select(User.email).order_by(User.email)))
        return addresses, [bank.slug for bank in list_banks(db.session())]


DEMO = ["admin@example.org", "instructor@example.org", "student@example.org"]


def test_a_new_installation_gets_tables_banks_and_accounts_that_work(settings):
    result = prepare(settings)

    assert result.exit_code == 0, result.output
    kind = "sqlite" if settings.uses_sqlite else "postgresql"
    assert f"Database: {kind} " in result.output
    assert "goutte: 5 items added" in result.output
    assert found(settings) == (DEMO, ["goutte"])
    password = re.search(r"Password: +(\S+)", result.output)[1]
    with application(settings) as app:
        for name in ("student", "instructor", "admin"):
            client = app.test_client()
            log_in(client, name, password)
            assert client.get("/settings").status_code == 200
            seen = client.get("/teach/banks/goutte").status_code
            assert seen == (403 if name == "student" else 200)


def test_the_second_time_nothing_is_loaded_made_or_printed_again(settings):
    prepare(settings)

    result = prepare(settings)

    assert result.exit_code == 0
    assert "Password" not in result.output
    assert "goutte" not in result.output
    assert found(settings) == (DEMO, ["goutte"])


def test_a_bank_that_was_changed_or_added_is_loaded_at_the_next_start(settings):
    prepare(settings)
    write_bank(settings.questions_path / "goutte", bank=META | {"version": 2})
    write_bank(settings.questions_path / "nouvelle", bank=META | {"id": "nouvelle"})

    result = prepare(settings)

    assert "goutte: nothing to change (5 items)." in result.output
    assert "nouvelle: 5 items added" in result.output


def test_a_broken_bank_is_named_and_stops_the_start(settings):
    write_bank(settings.questions_path / "goutte", bank=META | {"version": 0})

    result = prepare(settings)

    assert result.exit_code == 1
    assert "bank.yaml, version: " in result.output
    assert "goutte was not loaded." in result.output


@pytest.mark.parametrize(
    "change",
    [
        {"environment": "production"},
        {"host": "0.0.0.0"},  # noqa: S104 - the case of a server open to a network
        {"host": "rarissime.example.org"},
    ],
)
def test_no_demo_account_is_made_in_production_or_where_a_network_could_reach_it(settings, change):
    result = prepare(replace(settings, **change))

    assert result.exit_code == 0, result.output
    assert "Password" not in result.output
    assert found(settings) == ([], ["goutte"])


def test_no_demo_account_joins_those_who_are_there_already(settings):
    open_to_a_network = replace(settings, host="rarissime.example.org")
    prepare(open_to_a_network)
    with application(settings) as app:
        create = ["user", "create", "--email", "alice@example.org", "--password-stdin"]
        app.test_cli_runner().invoke(args=create, input=f"{PASSWORD}\n")

    result = prepare(settings)

    assert "Password" not in result.output
    assert found(settings) == (["alice@example.org"], ["goutte"])
