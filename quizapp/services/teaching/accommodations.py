"""What is granted to one learner: more time, other dates, further attempts.

It holds from the moment that it is granted, for an attempt that is going on too. Whoever begins or
answers meanwhile waits for the lock on the assignment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.errors import ConflictError
from quizapp.domain.policies import Person
from quizapp.domain.teaching import accommodation as rules
from quizapp.domain.teaching.assignment import MOST_ATTEMPTS
from quizapp.models import Accommodation, Assignment, Membership
from quizapp.services.teaching.access import (
    find_assignment,
    find_cohort,
    find_membership,
    lock_assignments,
)
from quizapp.services.teaching.audit import Action, record, was_done
from quizapp.services.teaching.holding import Held, for_one, held_by
from quizapp.services.teaching.terms import refresh_deadlines

NOTHING = rules.Accommodation()


class NeverOpenError(ConflictError):
    """With these dates it would close before it opens, or be closed already."""


class TooManyAttemptsError(ConflictError):
    """More further attempts than anybody can be granted."""


def grant(
    session: Session,
    *,
    person: Person,
    cohort_id: int,
    membership_id: int,
    time_factor: float | None,
    note: str,
    now: datetime,
) -> None:
    """Give a learner so many times the time of all assignments; None or 1 takes it back.

    Raises:
        NotFoundError: there is no such learner in this cohort, or it is not theirs to run.
    """
    find_cohort(session, person=person, cohort_id=cohort_id, lock=True)
    place = find_membership(
        session, person=person, cohort_id=cohort_id, membership_id=membership_id
    )
    # All of them, not only those that are sat: another could be begun at this moment.
    assignments = lock_assignments(session, cohort_id)
    desk = _Desk(session, person, place, now)
    old = _given(desk.row(None))
    given = replace(old, time_factor=None if time_factor == 1.0 else time_factor)
    desk.write(None, given, note)
    if given != old:
        desk.tell(Action.TIME_GRANTED, None, old=old.time_factor, new=given.time_factor)
    for assignment in assignments:
        refresh_deadlines(session, assignment, membership_id=place.id)


def grant_for_one(
    session: Session,
    *,
    person: Person,
    assignment_id: int,
    membership_id: int,
    given: rules.Accommodation,
    note: str,
    now: datetime,
) -> None:
    """Grant a learner something for one assignment, in place of what was; nothing takes it back.

    Raises:
        NotFoundError: there is no such assignment or learner, or it is not theirs to run.
        NeverOpenError: with these dates it would never be open to them.
    """
    held = _locked(session, person, assignment_id, membership_id)
    desk, old = _Desk(session, person, held.place, now), _given(held.own)
    desk.write(held.assignment, given, note)
    if given != NOTHING:
        desk.require_open(held.assignment)
    if given != old:
        told = {"old": _as_json(old), "new": _as_json(given)}
        desk.tell(Action.TERMS_CHANGED, held.assignment, **told)
    refresh_deadlines(session, held.assignment, membership_id=held.place.id)


def reopen(
    session: Session,
    *,
    person: Person,
    assignment_id: int,
    membership_id: int,
    until: datetime,
    client_key: str,
    now: datetime,
) -> bool:
    """Let a learner begin once more, until a date; whether this is the first time it was sent.

    Whoever has an attempt left keeps that one and gets no further: the date alone is another.

    Raises:
        NotFoundError: there is no such assignment or learner, or it is not theirs to run.
        NeverOpenError: the date is over, or before it opens to them.
        TooManyAttemptsError: they have had as many as can be granted.
    """
    held = _locked(session, person, assignment_id, membership_id)
    cohort_id = held.assignment.cohort_id
    if was_done(session, cohort_id=cohort_id, action=Action.REOPENED, client_key=client_key):
        return False
    if until <= now:
        raise NeverOpenError("the date is over")
    desk, old = _Desk(session, person, held.place, now), _given(held.own)
    more = old.extra_attempts + held.lacking
    if more > MOST_ATTEMPTS:
        raise TooManyAttemptsError(f"{more} further attempts")
    given = replace(old, closes_at=until, extra_attempts=more)
    desk.write(held.assignment, given, held.own.note if held.own else "")
    desk.require_open(held.assignment)
    told = {"until": until.isoformat(), "client_key": client_key}
    desk.tell(Action.REOPENED, held.assignment, **told)
    refresh_deadlines(session, held.assignment, membership_id=held.place.id)
    return True


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who changes what is granted to whom, and when."""

    session: Session
    person: Person
    place: Membership
    now: datetime

    def row(self, assignment: Assignment | None) -> Accommodation | None:
        """What is granted for one assignment, or for all."""
        about = Accommodation.assignment_id
        which = about.is_(None) if assignment is None else about == assignment.id
        return self.session.scalar(
            select(Accommodation).where(Accommodation.membership_id == self.place.id, which)
        )

    def write(self, assignment: Assignment | None, given: rules.Accommodation, note: str) -> None:
        """Keep what is granted in place of what was; a row that grants nothing is none."""
        row = self.row(assignment)
        if given == NOTHING:
            if row is not None:
                self.session.delete(row)
        elif row is None or (_given(row), row.note) != (given, note):
            if given.opens_at and given.closes_at and given.opens_at >= given.closes_at:
                raise NeverOpenError("it would close before it opens")
            about = None if assignment is None else assignment.id
            row = row or Accommodation(membership_id=self.place.id, assignment_id=about)
            row.time_factor, row.extra_attempts = given.time_factor, given.extra_attempts
            row.opens_at, row.closes_at, row.note = given.opens_at, given.closes_at, note
            row.changed_by, row.changed_at = self.person.id, self.now
            self.session.add(row)
        self.session.flush()

    def require_open(self, assignment: Assignment) -> None:
        [held] = held_by(self.session, self.place, [assignment])
        opens_at, closes_at = held.terms.opens_at, held.terms.closes_at
        if opens_at is not None and closes_at is not None and opens_at >= closes_at:
            raise NeverOpenError("it would close before it opens")

    def tell(self, action: Action, assignment: Assignment | None, **data: Any) -> None:
        record(
            self.session,
            actor_id=self.person.id,
            action=action,
            cohort_id=self.place.cohort_id,
            assignment_id=assignment.id if assignment else None,
            subject_id=self.place.user_id,
            now=self.now,
            email=self.place.email,
            **data,
        )


def _locked(session: Session, person: Person, assignment_id: int, membership_id: int) -> Held:
    """What holds; nobody begins, answers or changes anything of the assignment meanwhile."""
    find_assignment(session, person=person, assignment_id=assignment_id, lock=True)
    return for_one(session, person=person, assignment_id=assignment_id, membership_id=membership_id)


def _given(row: Accommodation | None) -> rules.Accommodation:
    if row is None:
        return NOTHING
    return rules.Accommodation(row.time_factor, row.opens_at, row.closes_at, row.extra_attempts)


def _as_json(given: rules.Accommodation) -> dict[str, Any]:
    """What the history keeps of it; the note may be about somebody's health, and is left out."""
    return {
        "time_factor": given.time_factor,
        "opens_at": given.opens_at.isoformat() if given.opens_at else None,
        "closes_at": given.closes_at.isoformat() if given.closes_at else None,
        "extra_attempts": given.extra_attempts,
    }
