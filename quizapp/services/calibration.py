"""Estimating a bank's item parameters anew, from all its first answers together.

Difficulties move with every answer, each time by what was known then. From time to time all
answers are looked at together (see ``domain.grading.calibration``), and what is found is put in
force if it predicts answers better that were held out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.learning.ability import ItemParameters
from quizapp.models import Bank, Calibration, Item, Response
from quizapp.models import ItemParameters as ParametersRow

if TYPE_CHECKING:
    from quizapp.domain.grading.calibration import Calibration as Estimate

# The scale is that of the learners: ability 0 is their mean, and of fewer it says too little.
FEWEST_LEARNERS = 30


@dataclass(frozen=True, slots=True)
class Report:
    """What a calibration of a bank found; ``model`` is None where nothing better was found.

    The losses are mean log losses on answers held out, with the parameters in force and with those
    found; None where there was too little to compare. ``overtaken``: another calibration of the
    bank ended while this one was computing, and it is that one's parameters that are in force.
    ``trial``: a dry run, after which everything is as it was.
    """

    slug: str
    learners: int
    responses: int
    model: str | None = None
    loss_before: float | None = None
    loss_after: float | None = None
    items: int = 0
    overtaken: bool = False
    trial: bool = False

    @property
    def is_adopted(self) -> bool:
        return self.model is not None and not self.overtaken and not self.trial

    def in_words(self) -> str:
        """One line for a terminal or a log; nobody is named in it."""
        line = f"{self.slug}: {self.responses} first answers of {self.learners} learners"
        if self.loss_before is None or self.loss_after is None:
            return f"{line}: too few to calibrate ({FEWEST_LEARNERS} learners at least)."
        line += f", log loss on held-out answers {self.loss_before:.4f} -> {self.loss_after:.4f}"
        if self.overtaken:
            return f"{line}: not adopted, another calibration ended in between."
        if self.model is None:
            return f"{line}: not adopted, the parameters in force predict as well."
        adopted = "would be adopted" if self.trial else "adopted"
        return f"{line}: {self.model} {adopted} for {self.items} items."


@dataclass(frozen=True, slots=True)
class _Seen:
    """A bank's first answers and the parameters that they had led to, as of one moment."""

    bank_id: int
    slug: str
    keys: Mapping[int, str]
    guessing: Mapping[int, float]
    parameters: Mapping[int, ItemParameters]
    started_from: Mapping[int, int | None]  # the calibration of each item
    answers: Sequence[tuple[int, int, float]]  # learner, item, share that was right


def calibrate_bank(
    session: Session, *, bank_id: int, now: datetime, dry_run: bool = False
) -> Report:
    """Estimate a bank's parameters anew, and adopt them if held-out answers say so.

    Unlike other use cases this one is two transactions with the arithmetic between them, which
    takes seconds: on SQLite nobody could answer meanwhile. Call it with nothing pending. Every run
    leaves a row in ``calibrations``, adopted or not, unless there is too little to estimate from;
    a dry run leaves none.

    Raises:
        NotFoundError: there is no such bank.
    """
    seen = _read(session, bank_id)
    learners = len({learner for learner, _, _ in seen.answers})
    if learners < FEWEST_LEARNERS:
        return Report(seen.slug, learners, len(seen.answers))
    estimate = _estimate(seen)
    if dry_run or estimate.loss_before is None:
        return replace(_report(seen, estimate), trial=dry_run)
    with transaction() as writing:
        return _record(writing, seen, estimate, now)


def banks_with_news(session: Session) -> list[int]:
    """The banks whose first answers are not those that their last calibration looked at."""
    answers = dict(
        session.execute(
            select(Item.bank_id, func.count())
            .join(Response, Response.item_id == Item.id)
            .where(Response.first_exposure)
            .group_by(Item.bank_id)
        )
        .tuples()
        .all()
    )
    last = select(func.max(Calibration.id)).group_by(Calibration.bank_id)
    looked_at = dict(
        session.execute(
            select(Calibration.bank_id, Calibration.responses).where(Calibration.id.in_(last))
        )
        .tuples()
        .all()
    )
    return sorted(bank for bank, count in answers.items() if looked_at.get(bank) != count)


def _read(session: Session, bank_id: int) -> _Seen:
    """Read answers and parameters in one snapshot, and let go of it.

    An answer that came between the two would count in one and not in the other.
    """
    session.commit()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    slug = session.scalar(select(Bank.slug).where(Bank.id == bank_id))
    if slug is None:
        raise NotFoundError(f"no bank {bank_id}")
    items = session.execute(
        select(Item.id, Item.key, Item.guessing, ParametersRow)
        .join(ParametersRow, ParametersRow.item_id == Item.id)
        .where(Item.bank_id == bank_id)
    ).all()
    answers = session.execute(
        select(Response.user_id, Response.item_id, Response.credit)
        .join(Item, Item.id == Response.item_id)
        .where(Item.bank_id == bank_id, Response.first_exposure)
        .order_by(Response.id)
    )
    seen = _Seen(
        bank_id=bank_id,
        slug=slug,
        keys={item.id: item.key for item in items},
        guessing={item.id: item.guessing for item in items},
        parameters={item.id: _in_force(item.ItemParameters) for item in items},
        started_from={item.id: item.ItemParameters.calibration_id for item in items},
        answers=[answer._tuple() for answer in answers],
    )
    session.commit()
    return seen


def _estimate(seen: _Seen) -> Estimate:
    # Here, and not above: it brings numpy, of which no process that serves pages has any use.
    from quizapp.domain.grading.calibration import calibrate  # noqa: PLC0415

    # The same seed every time: the same answers are held out, and give the same result.
    return calibrate(seen.answers, seen.parameters, guessing=seen.guessing, seed=0)


def _record(session: Session, seen: _Seen, estimate: Estimate, now: datetime) -> Report:
    """Log the run, and put in force what it found."""
    rows = _lock_parameters(session, seen.bank_id)
    overtaken = any(rows[item].calibration_id != own for item, own in seen.started_from.items())
    report = replace(_report(seen, estimate), overtaken=overtaken)
    calibration = Calibration(
        bank_id=seen.bank_id,
        model=report.model,
        adopted=report.is_adopted,
        learners=report.learners,
        responses=report.responses,
        loss_before=report.loss_before,
        loss_after=report.loss_after,
        parameters={
            seen.keys[item]: found.as_json() for item, found in estimate.parameters.items()
        },
        created_at=now,
    )
    session.add(calibration)
    session.flush()
    if report.is_adopted:
        for item, found in estimate.parameters.items():
            _adopt(rows[item], found, before=seen.parameters[item], calibration=calibration)
        session.flush()
    return report


def _adopt(
    row: ParametersRow, found: ItemParameters, *, before: ItemParameters, calibration: Calibration
) -> None:
    """Let an item go on from what was found; the count of its answers stays what it is."""
    adopted = carry_over(found, before=before, after=_in_force(row))
    row.difficulty, row.variance = adopted.difficulty, adopted.variance
    row.discrimination, row.calibration_id = adopted.discrimination, calibration.id


def _lock_parameters(session: Session, bank_id: int) -> dict[int, ParametersRow]:
    """The parameters as they are by now, held until the end: by one calibration at a time.

    In the order in which answers lock them too, and before any other lock: waiting in a circle
    would end one of the two.
    """
    rows = session.scalars(
        select(ParametersRow)
        .join(Item, Item.id == ParametersRow.item_id)
        .where(Item.bank_id == bank_id)
        .order_by(ParametersRow.item_id)
        .with_for_update(of=ParametersRow)
    )
    return {row.item_id: row for row in rows}


def carry_over(
    found: ItemParameters, *, before: ItemParameters, after: ItemParameters
) -> ItemParameters:
    """Parameters found from the answers up to ``before``, and what was answered until ``after``.

    An answer multiplies the belief in b, a normal distribution, by another one: 1/v and b/v grow
    by what it says. Their growth since ``before`` is thus what the later answers said, and adding
    it to what was found loses none of them.
    """
    if after.n == before.n:
        return found
    precision = 1.0 / found.variance + 1.0 / after.variance - 1.0 / before.variance
    weighed = (
        found.difficulty / found.variance
        + after.difficulty / after.variance
        - before.difficulty / before.variance
    )
    return replace(found, difficulty=weighed / precision, variance=1.0 / precision, n=after.n)


def _in_force(row: ParametersRow) -> ItemParameters:
    return ItemParameters(row.difficulty, row.variance, row.discrimination, row.answers)


def _report(seen: _Seen, estimate: Estimate) -> Report:
    return Report(
        slug=seen.slug,
        learners=estimate.learners,
        responses=estimate.responses,
        model=estimate.model,
        loss_before=estimate.loss_before,
        loss_after=estimate.loss_after,
        items=len(estimate.parameters),
    )
