"""The whole examination of a bank: its schema and sources, the rules of item writing, coverage."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.domain.content.bank import Bank
from quizapp.domain.content.lint import lint_bank
from quizapp.domain.content.lint.coverage import times_tested
from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.reading import inspect_bank


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: counts, and what was found, in the order of the files."""

    bank: str
    items: int
    facts: int
    facts_covered: int
    facts_covered_twice: int
    findings: tuple[Finding, ...]

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity is severity)

    @property
    def ok(self) -> bool:
        """Whether nothing blocks publishing."""
        return not self.of(Severity.ERROR)

    def as_json(self) -> dict[str, Any]:
        """The report as plain data; infos are left out."""
        return {
            "bank": self.bank,
            "items": self.items,
            "facts": self.facts,
            "facts_covered": self.facts_covered,
            "facts_covered_twice": self.facts_covered_twice,
            "errors": [_plain(finding) for finding in self.of(Severity.ERROR)],
            "warnings": [_plain(finding) for finding in self.of(Severity.WARNING)],
        }


def check_folder(folder: Path) -> Report:
    """Check the bank in a folder. Problems of its files are errors; what can be read is linted."""
    inspection = inspect_bank(folder)
    problems = [
        Finding(problem.rule, Severity.ERROR, problem.where, problem.message)
        for problem in inspection.problems
    ]
    if inspection.bank is None:
        return Report(folder.name, 0, 0, 0, 0, tuple(problems))
    return _report(inspection.bank, problems)


def check_bank(bank: Bank) -> Report:
    """Check a bank that has been read without a problem."""
    return _report(bank, ())


def _report(bank: Bank, problems: Iterable[Finding]) -> Report:
    tested = times_tested(bank)
    return Report(
        bank=bank.meta.id,
        items=len(bank.items),
        facts=len(bank.facts),
        facts_covered=sum(bool(types) for types in tested.values()),
        facts_covered_twice=sum(len(types) > 1 for types in tested.values()),
        findings=(*problems, *lint_bank(bank)),
    )


def _plain(finding: Finding) -> dict[str, str]:
    return {"rule": finding.rule, "where": finding.where, "message": finding.message}
