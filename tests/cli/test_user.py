"""``flask user create``: accounts for those who cannot register, with passwords that work."""

from __future__ import annotations

import unicodedata

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.extensions import db
from quizapp.models import User
from tests.factories import PASSWORD, log_in

CREATE = ["user", "create", "--email", "alice@example.org"]


@pytest.fixture
def create(app: Flask):
    """Run the command with a password on its standard input."""

    def run(*options, password=PASSWORD, arguments=(*CREATE, "--password-stdin")):
        return app.test_cli_runner().invoke(args=[*arguments, *options], input=f"{password}\n")

    return run


def users(app):
    with app.app_context():
        return [
            (user.email, user.roles[0].name, user.language, user.time_zone)
            for user in db.session.scalars(select(User).order_by(User.id)).unique()
        ]


def is_signed_in(client):
    return client.get("/settings").status_code == 200


def test_an_account_made_from_the_command_line_can_log_in(app, client, create):
    result = create()

    assert (result.exit_code, result.output) == (0, "alice@example.org is now a student.\n")
    assert users(app) == [("alice@example.org", "student", "fr", "Europe/Paris")]
    log_in(client)
    assert is_signed_in(client)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_password_with_accents_works_however_they_were_typed(client, create, form):
    create(password=unicodedata.normalize(form, "Élégante forêt brûlée"))

    log_in(client, password="Élégante forêt brûlée")

    assert is_signed_in(client)


def test_role_and_language_can_be_chosen(app, create):
    create("--role", "instructor", "--language", "en")

    assert users(app) == [("alice@example.org", "instructor", "en", "Europe/Paris")]


def test_without_a_pipe_the_password_is_asked_for_twice_and_not_shown(app, client):
    result = app.test_cli_runner().invoke(args=CREATE, input=f"{PASSWORD}\n{PASSWORD}\n")

    assert result.exit_code == 0
    assert PASSWORD not in result.output
    log_in(client)
    assert is_signed_in(client)


def test_a_weak_password_is_refused(app, create):
    for password in ("", "seven77", "password2024!", "alice1234", "azertyuiop"):
        result = create(password=password)

        assert result.exit_code == 1
        assert "must not be an obvious one" in result.output
    assert users(app) == []


def test_an_address_that_has_an_account_is_refused(app, create):
    create()

    result = create(
        "--role", "admin", arguments=(*CREATE[:3], "ALICE@example.org", "--password-stdin")
    )

    assert result.exit_code == 1
    assert "already has an account" in result.output
    assert users(app) == [("alice@example.org", "student", "fr", "Europe/Paris")]


@pytest.mark.parametrize(
    "options",
    [
        ["--email", "alice"],
        ["--role", "owner"],
        ["--language", "de"],
    ],
)
def test_what_cannot_be_is_refused_as_wrong_usage(app, create, options):
    result = create(*options)

    assert result.exit_code == 2
    assert options[0] in result.output
    assert users(app) == []


def test_commands_that_would_go_past_our_rules_are_not_offered(app):
    listed = app.test_cli_runner().invoke(args=["--help"]).output.split()

    assert "user" in listed
    assert not {"users", "roles"} & set(listed)
