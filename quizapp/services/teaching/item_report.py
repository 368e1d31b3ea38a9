"""How the questions of an assignment or of a bank did: figures, choices, and what to look at."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import (
    SCALE,
    ConcordanceItem,
    MultipleItem,
    OptionsItem,
    SbaItem,
    ShortMenuItem,
)
from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.choice_statistics import ChoiceFigures, choice_figures
from quizapp.domain.grading.item_statistics import ItemFigures, MarkTable
from quizapp.domain.grading.paper_statistics import PaperFigures, paper_figures
from quizapp.domain.grading.trouble import Flag, Trouble, by_trouble, flags
from quizapp.domain.policies import Person
from quizapp.domain.teaching.assignment import PaperKind
from quizapp.models import Assignment, Attempt, AttemptItem, Bank, Item, ItemRevision
from quizapp.services.catalogue import find_bank, item_contents
from quizapp.services.teaching.access import find_assignment
from quizapp.services.teaching.corrections import Corrections, corrections_of
from quizapp.services.teaching.item_marks import MarkedAnswer, assignment_marks, bank_marks
from quizapp.services.teaching.papers import fixed_items


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One question, as it is marked by now.

    ``figures`` is None where nobody answered it, ``choices`` where it has no options. What was
    ``dropped`` has figures of its own, and no part in those of the others.
    """

    item_id: int
    content: ItemContent
    figures: ItemFigures | None
    choices: ChoiceFigures | None
    flags: tuple[Flag, ...]
    dropped: bool = False
    corrected: bool = False

    @property
    def answers(self) -> int:
        return self.figures.n if self.figures else 0


@dataclass(frozen=True, slots=True)
class ItemReport:
    """The questions, worst first and dropped ones last, and the paper as a whole.

    ``adaptive``: questions were chosen by earlier answers, so that no figure of the whole paper
    makes sense. ``paper`` is None there, for a bank, and where nobody has finished.
    """

    lines: tuple[ItemLine, ...]
    attempts: int
    paper: PaperFigures | None
    adaptive: bool = False


@dataclass(frozen=True, slots=True)
class AssignmentItems:
    """An assignment with the report of its questions."""

    assignment: Assignment
    report: ItemReport


@dataclass(frozen=True, slots=True)
class BankItems:
    """A bank with the report of its questions."""

    bank: Bank
    report: ItemReport


def assignment_items(
    session: Session, *, person: Person, assignment_id: int, only: int | None = None
) -> AssignmentItems:
    """The report of an assignment; ``only``: with this question alone, compared with all others.

    Raises:
        NotFoundError: no such assignment of a cohort that they may run, or no such question in it.
    """
    assignment = find_assignment(session, person=person, assignment_id=assignment_id)
    marks = assignment_marks(session, assignment)
    corrections = corrections_of(session, assignment_id)
    paper = fixed_items(session, assignment_id) if assignment.paper == PaperKind.FIXED else []
    sheet = _Sheet(marks, corrections.dropped)
    listed = [*paper, *sheet.by_item]
    if only is not None and only not in listed and _was_asked(session, assignment_id, only):
        listed.append(only)
    items = _only(listed, only)
    revisions = _revisions(session, items, sheet, corrections)
    adaptive = assignment.paper == PaperKind.ADAPTIVE
    report = ItemReport(
        lines=_lines(session, sheet, revisions, corrections),
        attempts=sheet.attempts,
        paper=None if adaptive else paper_figures(sheet.table),
        adaptive=adaptive,
    )
    return AssignmentItems(assignment, report)


def bank_items(
    session: Session, *, person: Person, slug: str, only: int | None = None
) -> BankItems:
    """The report of a bank, from all that was assigned by the cohorts that the person runs.

    The share of each answer that was right counts here, whatever a convention makes of it.

    Raises:
        NotFoundError: there is no such bank, or nobody answered such a question of it.
    """
    bank = find_bank(session, slug)
    marks = [
        mark._replace(points=mark.credit, maximum=1.0)
        for mark in bank_marks(session, person=person, bank_id=bank.id)
    ]
    sheet = _Sheet(marks, ())
    in_use = _current(session, Item.bank_id == bank.id, Item.retired_at.is_(None))
    items = _only([item for item in in_use if item in sheet.by_item], only)
    revisions = {item: in_use[item] for item in items}
    lines = _lines(session, sheet, revisions, Corrections({}, frozenset()))
    return BankItems(bank, ItemReport(lines, sheet.attempts, None))


class _Sheet:
    """The marks by question, those that count in one table."""

    def __init__(self, marks: Sequence[MarkedAnswer], dropped: Collection[int]) -> None:
        # What was answered after its question was dropped never earned anything.
        marked = [mark for mark in marks if mark.maximum > 0]
        self.attempts = len({mark.attempt_id for mark in marks})
        self.kept = [mark for mark in marked if mark.item_id not in dropped]
        self.table = _table(self.kept)
        self.by_item: dict[int, list[MarkedAnswer]] = {}
        for mark in marked:
            self.by_item.setdefault(mark.item_id, []).append(mark)

    def table_with(self, item_id: int) -> MarkTable:
        """The table to compare a question in: a dropped one beside those that count."""
        if item_id in self.table.points:
            return self.table
        return _table([*self.kept, *self.by_item.get(item_id, ())])


def _table(marks: Iterable[MarkedAnswer]) -> MarkTable:
    return MarkTable((one.attempt_id, one.item_id, one.points, one.maximum) for one in marks)


def _only(items: Iterable[int], only: int | None) -> list[int]:
    """The questions asked for, each once.

    Raises:
        NotFoundError: it is not among them.
    """
    found = [item for item in dict.fromkeys(items) if only in (None, item)]
    if only is not None and not found:
        raise NotFoundError(f"no figures of item {only}")
    return found


def _was_asked(session: Session, assignment_id: int, item_id: int) -> bool:
    """Whether anybody was asked it at all, in an attempt that goes on or does not count."""
    asked = (
        select(AttemptItem.item_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.assignment_id == assignment_id, AttemptItem.item_id == item_id)
    )
    return session.scalar(asked.limit(1)) is not None


def _revisions(
    session: Session, items: Sequence[int], sheet: _Sheet, corrections: Corrections
) -> dict[int, int]:
    """The revision by which each question is marked now, in the order of ``items``."""
    found = {}
    for item in items:
        answered = [one.revision_id or 0 for one in sheet.by_item.get(item, ())]
        found[item] = corrections.revisions.get(item) or max(answered, default=0)
    unanswered = [item for item, revision in found.items() if not revision]
    return found | (_current(session, Item.id.in_(unanswered)) if unanswered else {})


def _current(session: Session, *which: ColumnElement[bool]) -> dict[int, int]:
    """The revisions in force of items, in the order of their banks."""
    rows = session.execute(
        select(Item.id, ItemRevision.id)
        .join(ItemRevision, ItemRevision.id == Item.revision_id)
        .where(*which)
        .order_by(Item.position)
    )
    return dict(rows.tuples().all())


def _lines(
    session: Session, sheet: _Sheet, revisions: Mapping[int, int], corrections: Corrections
) -> tuple[ItemLine, ...]:
    digests = session.execute(
        select(ItemRevision.id, ItemRevision.digest).where(ItemRevision.id.in_(revisions.values()))
    )
    contents = item_contents(session, dict(digests.tuples().all()))
    answers = _Answers()
    lines = [
        _line(item, contents[revision], sheet, answers, corrections)
        for item, revision in revisions.items()
    ]
    return tuple(sorted(lines, key=_order))


def _line(
    item: int, content: ItemContent, sheet: _Sheet, answers: _Answers, corrections: Corrections
) -> ItemLine:
    marks = sheet.by_item.get(item, [])
    figures, choices = None, None
    found: tuple[Flag, ...] = (Flag(Trouble.FEW_ANSWERS),)
    if marks:
        table = sheet.table_with(item)
        figures = table.figures(item)
        options = _options(content)
        if options:
            choices = choice_figures(options, answers.chosen(marks, options), table.rests(item))
        expects = isinstance(content, SbaItem | MultipleItem | ShortMenuItem)
        found = flags(figures, choices, expects_choice=expects)
    return ItemLine(
        item_id=item,
        content=content,
        figures=figures,
        choices=choices,
        flags=found,
        dropped=item in corrections.dropped,
        corrected=item in corrections.revisions,
    )


def _order(line: ItemLine) -> tuple[bool, tuple[float, ...]]:
    worst = by_trouble(line.flags, line.figures) if line.figures else (float("inf"),)
    return line.dropped, worst


def _options(content: ItemContent) -> dict[str, bool]:
    """The options, with whether each gives points; of a scale, whether an expert chose it."""
    if isinstance(content, ConcordanceItem):
        return {point: count > 0 for point, count in zip(SCALE, content.panel.counts, strict=True)}
    if isinstance(content, OptionsItem):
        return {one.id: one.correct or one.also_accepted for one in content.options}
    return {}


class _Answers:
    """What was ticked. Few answers differ, so each is read once."""

    def __init__(self) -> None:
        self._read: dict[str, frozenset[str]] = {"": frozenset()}

    def chosen(
        self, marks: Iterable[MarkedAnswer], options: Mapping[str, bool]
    ) -> dict[int, frozenset[str]]:
        """By attempt; without answers to an earlier revision that had other options."""
        found = {one.attempt_id: self._chosen(one.answer) for one in marks}
        return {attempt: ids for attempt, ids in found.items() if ids <= options.keys()}

    def _chosen(self, document: str) -> frozenset[str]:
        if document not in self._read:
            self._read[document] = frozenset(json.loads(document).get("chosen", ()))
        return self._read[document]
