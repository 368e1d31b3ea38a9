"""`flask bank …`: examine banks of questions from the command line.

`python -m quizapp.cli.bank check …` does the same without the web application.
"""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from quizapp.domain.content.check import Report, check_folder
from quizapp.domain.content.json_schema import bank_schemas
from quizapp.domain.content.lint.findings import Severity

QUESTIONS = Path(__file__).resolve().parents[2] / "questions"

bank = AppGroup("bank", help="Check banks of questions.")


@bank.command("check", with_appcontext=False)
@click.argument("path", type=click.Path(path_type=Path), default=QUESTIONS)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(path: Path, as_json: bool) -> None:
    """Check the bank in PATH, or every bank below it (by default the shipped ones).

    Exit code: 0 without errors, 1 with errors.
    """
    reports = [check_folder(folder) for folder in bank_folders(path)]
    if as_json:
        plain = [report.as_json() for report in reports]
        click.echo(json.dumps(plain[0] if len(plain) == 1 else plain, ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(readable(report) for report in reports))
    if not all(report.ok for report in reports):
        raise SystemExit(1)


@bank.command("schema", with_appcontext=False)
def schema() -> None:
    """Print the JSON Schema of each kind of bank file, generated from the models."""
    click.echo(json.dumps(bank_schemas(), ensure_ascii=False, indent=2))


def bank_folders(path: Path) -> list[Path]:
    """The banks meant by a path: itself, or the folders in it that hold a `bank.yaml`."""
    if not path.is_dir():
        raise click.BadParameter(f"there is no folder {path}", param_hint="PATH")
    inside = sorted(found.parent for found in path.glob("*/bank.yaml"))
    return inside if inside and not (path / "bank.yaml").exists() else [path]


def readable(report: Report) -> str:
    """A report for the terminal: findings grouped by severity, then the counts."""
    lines = [f"{report.bank}: {report.items} items"]
    for severity, heading in (
        (Severity.ERROR, "errors"),
        (Severity.WARNING, "warnings"),
        (Severity.INFO, "for information"),
    ):
        found = report.of(severity)
        if found:
            lines += ["", f"{heading} ({len(found)})"]
            lines += [f"  {one.rule:<13} {one.where}: {one.message}" for one in found]
    lines += [
        "",
        (
            f"facts: {report.facts}, tested: {report.facts_covered}, "
            f"tested twice: {report.facts_covered_twice}; "
            f"errors: {len(report.of(Severity.ERROR))}, "
            f"warnings: {len(report.of(Severity.WARNING))}"
        ),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    bank()
