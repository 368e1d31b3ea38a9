"""``flask user``: accounts from the command line."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup
from flask_security import hash_password

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError
from quizapp.domain.passwords import is_guessable
from quizapp.models.accounts import LANGUAGES, ROLES
from quizapp.services import accounts

SHORTEST_PASSWORD = 8

user = AppGroup("user", help="Make accounts.")


@user.command("create")
@click.option("--email", required=True)
@click.option("--role", type=click.Choice(ROLES), default="student", show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), help="Default: the installation's.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create(email: str, role: str, language: str | None, password_stdin: bool) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    try:
        address = validate_email(
            email, check_deliverability=False, test_environment=True
        ).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(str(error), param_hint="--email") from error
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    # Accents are spelled in the way in which the log-in form will spell them.
    password = current_app.extensions["security"].password_util.normalize(password)
    if len(password) < SHORTEST_PASSWORD or is_guessable(password, [address]):
        raise click.ClickException(
            f"The password needs {SHORTEST_PASSWORD} characters and must not be an obvious one."
        )
    settings = current_app.extensions["settings"]
    password_hash = hash_password(password)
    try:
        with transaction() as session:
            accounts.create_user(
                session,
                email=address,
                password_hash=password_hash,
                role=role,
                language=language or settings.default_language,
                time_zone=settings.default_time_zone,
                now=datetime.now(UTC),
            )
    except ConflictError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{address} is now a {role}.")
