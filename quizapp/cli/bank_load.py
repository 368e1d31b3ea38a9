"""``flask bank load``: bring a bank's folder into the database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from quizapp.cli.bank import bank_folders
from quizapp.database import transaction
from quizapp.domain.content.problems import BankErrors
from quizapp.services.banks import LoadReport, load_folder


@click.command("load")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
@with_appcontext
def load(path: Path) -> None:
    """Load the bank in PATH, or every bank below it; a second time changes nothing.

    Exit code: 1 where a bank has errors; that bank stays as it was.
    """
    refused = False
    for folder in bank_folders(path):
        try:
            with transaction() as session:
                report = load_folder(session, folder=folder, now=datetime.now(UTC))
        except BankErrors as errors:
            click.echo(f"{errors}\n{folder.name} was not loaded.", err=True)
            refused = True
        else:
            click.echo(readable(report))
    if refused:
        raise SystemExit(1)


def readable(report: LoadReport) -> str:
    """What a load changed, in one line."""
    if report.is_empty:
        return f"{report.slug}: nothing to change ({report.unchanged} items)."
    return (
        f"{report.slug}: {len(report.added)} items added, {len(report.changed)} revised, "
        f"{len(report.retired)} retired, {len(report.returned)} brought back, "
        f"{report.unchanged} unchanged."
    )
