"""``flask prepare`` and ``flask maintain``: what the person who runs an installation needs."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_security import hash_password
from sqlalchemy import select

from quizapp.cli.bank import bank_folders
from quizapp.cli.bank_load import readable
from quizapp.database import engine_summary, transaction
from quizapp.domain.content.problems import BankErrors
from quizapp.extensions import db
from quizapp.models import Bank
from quizapp.models.accounts import ROLES
from quizapp.services import accounts, banks, calibration, memory, study_days
from quizapp.services.teaching import settling
from quizapp.settings import Settings

maintain = AppGroup("maintain", help="Look after an installation.")


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Bring the database up to date: tables, shipped banks and, on a new one, demo accounts."""
    settings: Settings = current_app.extensions["settings"]
    if settings.uses_sqlite:
        settings.instance_path.mkdir(parents=True, exist_ok=True)
    from quizapp.migrating import alembic

    alembic.upgrade()
    click.echo(f"Database: {engine_summary(db.engine)}.")
    for folder in bank_folders(settings.questions_path):
        if banks.is_loaded(db.session(), folder):
            continue
        try:
            with transaction() as session:
                report = banks.load_folder(session, folder=folder, now=datetime.now(UTC))
        except BankErrors as errors:
            raise click.ClickException(f"{errors}\n{folder.name} was not loaded.") from errors
        click.echo(readable(report))
    if _demo_accounts_allowed(settings):
        _make_demo_accounts(settings)


def _demo_accounts_allowed(settings: Settings) -> bool:
    """Known addresses are for a try at home: never in production, never open to a network."""
    return (
        settings.environment != "production"
        and settings.listens_on_loopback
        and not accounts.has_users(db.session())
    )


def _make_demo_accounts(settings: Settings) -> None:
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    password_hash = hash_password(password)
    with transaction() as session:
        for role in ROLES:
            accounts.create_user(
                session,
                email=f"{role}@example.org",
                password_hash=password_hash,
                role=role,
                language=settings.default_language,
                time_zone=settings.default_time_zone,
                now=datetime.now(UTC),
            )
    addresses = ", ".join(f"{role}@example.org" for role in ROLES)
    click.echo(f"\nDemo accounts: {addresses}\nPassword:      {password}   (shown this once)\n")


@maintain.command("rebuild")
@click.option("--check", is_flag=True, help="Change nothing, and fail where something differs.")
def rebuild(check: bool) -> None:
    """Fold memories, days and the points of assigned attempts anew, and report what differed."""
    with transaction() as session:
        seen, memories = memory.rebuild(session, check=check)
        days = study_days.rebuild(session, check=check)
        attempts, totals = settling.rebuild(session, check=check)
    ending = "" if check else " and were mended"
    click.echo(f"{seen} memories folded from the log, {memories} differed{ending}.")
    click.echo(f"The days of study were added up from the log, {days} differed{ending}.")
    click.echo(
        f"{attempts} assigned attempts added up from their marks, {totals} differed{ending}."
    )
    if check and (memories or days or totals):
        raise SystemExit(1)


@maintain.command("calibrate")
@click.option("--bank", "slug", metavar="SLUG", help="This bank only; by default every bank.")
@click.option("--dry-run", is_flag=True, help="Say what would be adopted, and change nothing.")
def calibrate(slug: str | None, dry_run: bool) -> None:
    """Estimate the difficulty of questions anew from all first answers, and say what was found."""
    every = select(Bank.id).order_by(Bank.slug)
    banks_meant = list(db.session.scalars(every.where(Bank.slug == slug) if slug else every))
    if slug and not banks_meant:
        raise click.BadParameter(f"there is no bank {slug}", param_hint="--bank")
    for bank_id in banks_meant:
        report = calibration.calibrate_bank(
            db.session(), bank_id=bank_id, now=datetime.now(UTC), dry_run=dry_run
        )
        click.echo(report.in_words())
