"""Rosters, put into words: what is wrong with one, and what it would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import format_decimal, gettext, ngettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.teaching.roster import Fault, Wrong
from quizapp.services.teaching.rosters import Difference, Import, Line, Outcome

# More would not be mended one by one, but by another file.
FAULTS_SHOWN = 100

_FAULTS = {
    Wrong.TOO_LARGE: _l(
        "The roster is larger than %(number)s bytes: remove columns that are not needed, or split "
        "it."
    ),
    Wrong.UNREADABLE: _l(
        "This is not a text file: in your spreadsheet, choose “Save as” and “CSV UTF-8”."
    ),
    Wrong.EMPTY: _l(
        "There is no learner in it: the first line names the columns, and each line that follows "
        "is a learner."
    ),
    Wrong.TOO_MANY_LINES: _l("There are more than %(number)s learners in it: split it."),
    Wrong.BAD_QUOTES: _l(
        "Quotation marks that open here do not close as they should: close them before the next "
        "separator, and write a quotation mark inside of them twice."
    ),
    Wrong.NO_ADDRESS_COLUMN: _l(
        "No column is called “email”: name the columns in the first line, one of them “email”. "
        "There is: %(value)s"
    ),
    Wrong.COLUMN_TWICE: _l("Two columns have this name: remove one, or rename it."),
    Wrong.TOO_MANY_CELLS: _l(
        "This line has more than %(number)s cells, as many as there are columns: put a cell that "
        "holds a separator between quotation marks."
    ),
    Wrong.NO_ADDRESS: _l("The address is missing: fill it in, or remove the line."),
    Wrong.BAD_ADDRESS: _l("“%(value)s” is not an email address: correct it."),
    Wrong.SAME_ADDRESS: _l(
        "%(value)s already stands in line %(number)s: remove one of the two lines."
    ),
    Wrong.BAD_FACTOR: _l(
        "“%(value)s” is not a time factor: write 4/3, 1.33 or 33 %% for a third more, or leave it "
        "empty."
    ),
    Wrong.FACTOR_RANGE: _l(
        "“%(value)s” is out of range: a time factor is from 1 to 4, such as 4/3, or less than "
        "100 %% more."
    ),
    Wrong.TOO_LONG: _l("“%(value)s” is longer than %(number)s characters: shorten it."),
    Wrong.BAD_CHARACTER: _l(
        "“%(value)s” has a character that is none: save the file anew as “CSV UTF-8”."
    ),
}
_OUTCOMES = {
    Outcome.ADDED: _l("new"),
    Outcome.CHANGED: _l("changed"),
    Outcome.BACK: _l("comes back"),
    Outcome.SAME: _l("unchanged"),
    Outcome.STAYS_AWAY: _l("has left: stays away"),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A fault in words: "line 3", the column's heading, what is wrong and what to do."""

    line: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class FileMistakes:
    """What is wrong with a roster: the first of it, and how much more there is."""

    shown: list[Mistake]
    more: int


@dataclass(frozen=True, slots=True)
class LineText:
    """What a line does, in words; ``changes`` names each fact that becomes another."""

    email: str
    name: str
    number: str
    factor: str
    outcome: str
    account: str
    changes: list[str]


def mistakes(faults: Sequence[Fault]) -> FileMistakes:
    """Faults as their author reads them."""
    shown = [
        Mistake(
            str(gettext("line %(number)s", number=fault.line)) if fault.line else "",
            fault.column,
            str(_FAULTS[fault.wrong]) % {"value": fault.value, "number": _count(fault.number)},
        )
        for fault in faults[:FAULTS_SHOWN]
    ]
    return FileMistakes(shown, max(0, len(faults) - FAULTS_SHOWN))


def _count(number: int) -> str:
    return str(format_decimal(number))


def summary(planned: Import) -> str:
    """How many learners come to what."""
    counts = {outcome: len(planned.of(outcome)) for outcome in Outcome}
    parts = [
        ngettext("%(num)s new", "%(num)s new", counts[Outcome.ADDED]),
        ngettext("%(num)s changed", "%(num)s changed", counts[Outcome.CHANGED]),
        ngettext("%(num)s unchanged", "%(num)s unchanged", counts[Outcome.SAME]),
    ]
    if counts[Outcome.STAYS_AWAY]:
        parts.append(
            ngettext(
                "%(num)s has left and stays away",
                "%(num)s have left and stay away",
                counts[Outcome.STAYS_AWAY],
            )
        )
    return ", ".join(map(str, parts))


def line_texts(lines: Sequence[Line]) -> list[LineText]:
    """What lines do, in words."""
    return [
        LineText(
            email=line.entry.email,
            name=line.entry.name,
            number=line.entry.number,
            factor=factor_text(line.entry.time_factor),
            outcome=str(_OUTCOMES[line.outcome]),
            account=str(
                gettext("has an account") if line.has_account else gettext("no account yet")
            ),
            changes=_changes(line),
        )
        for line in lines
    ]


def _changes(line: Line) -> list[str]:
    if line.outcome is Outcome.ADDED:
        return []
    changed = [
        (gettext("name"), _words(line.name)),
        (gettext("number"), _words(line.number)),
        (gettext("time"), line.factor and (_time(line.factor.old), _time(line.factor.new))),
    ]
    return [f"{what}{gettext(':')} {pair[0]} → {pair[1]}" for what, pair in changed if pair]


def _words(difference: Difference | None) -> tuple[str, str] | None:
    if difference is None:
        return None
    return str(difference.old or "–"), str(difference.new or "–")


def _time(factor: str | float | None) -> str:
    return factor_text(float(factor)) if factor else str(gettext("usual"))


def factor_text(factor: float | None) -> str:
    """«× 4/3», «× 1,25» as the reader's language writes it; "" for the usual time."""
    if factor is None or factor == 1.0:
        return ""
    simple = Fraction(factor).limit_denominator(3)
    if simple.denominator > 1 and abs(float(simple) - factor) < 1e-9:
        return f"×\u00a0{simple}"
    return f"×\u00a0{format_decimal(factor)}"
