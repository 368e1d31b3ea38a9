"""Bringing a cohort's learners up to date by a roster: worked out first, and then done as shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.errors import RarissimeError
from quizapp.domain.policies import Person
from quizapp.domain.teaching.roster import Entry
from quizapp.models import Accommodation, Attempt, Membership, User
from quizapp.services.teaching.access import find_cohort, lock_assignments
from quizapp.services.teaching.audit import Action, record, was_done
from quizapp.services.teaching.terms import refresh_deadlines


class Outcome(StrEnum):
    """What becomes of a line. Whoever has left stays away, unless they are brought back by name."""

    ADDED = "added"
    CHANGED = "changed"
    BACK = "back"
    SAME = "same"
    STAYS_AWAY = "stays_away"


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact of a learner before and after; factors are None for the usual time."""

    old: str | float | None
    new: str | float | None


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a roster does. ``has_account``: else the place waits for their address."""

    entry: Entry
    outcome: Outcome
    has_account: bool
    name: Difference | None = None
    number: Difference | None = None
    factor: Difference | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """What a roster does, line by line; ``seal`` changes whenever any of it does."""

    lines: tuple[Line, ...]

    def of(self, *outcomes: Outcome) -> list[Line]:
        """The lines that come to one of these."""
        return [line for line in self.lines if line.outcome in outcomes]

    @property
    def changes(self) -> list[Line]:
        return self.of(Outcome.ADDED, Outcome.CHANGED, Outcome.BACK)

    @property
    def seal(self) -> str:
        facts = [
            (line.entry.email, line.outcome, *map(str, (line.name, line.number, line.factor)))
            for line in self.lines
        ]
        return sha256(json.dumps(facts).encode()).hexdigest()


class OutOfDateError(RarissimeError):
    """The cohort is not as it was when the roster was looked at: it has to be looked at again."""


def plan_import(
    session: Session, *, person: Person, cohort_id: int, entries: Sequence[Entry]
) -> Import:
    """What a roster would do to a cohort.

    Raises:
        NotFoundError: there is no such cohort, or it is not theirs to run.
    """
    find_cohort(session, person=person, cohort_id=cohort_id)
    return _Desk(session, cohort_id, entries).plan(brings_back=False)


def apply_import(
    session: Session,
    *,
    person: Person,
    cohort_id: int,
    entries: Sequence[Entry],
    seal: str,
    client_key: str,
    now: datetime,
) -> Import:
    """Do what `plan_import` showed, all of it; sent twice, it is done once.

    Raises:
        NotFoundError: there is no such cohort, or it is not theirs to run.
        OutOfDateError: it would do something else by now.
    """
    find_cohort(session, person=person, cohort_id=cohort_id, lock=True)
    if was_done(session, cohort_id=cohort_id, action=Action.ROSTER_IMPORTED, client_key=client_key):
        return Import(())
    desk = _Desk(session, cohort_id, entries)
    done = desk.plan(brings_back=False)
    if done.seal != seal:
        raise OutOfDateError("the cohort has changed since the roster was looked at")
    desk.carry_out(done, person, now)
    counts = {outcome.value: len(done.of(outcome)) for outcome in Outcome}
    record(
        session,
        actor_id=person.id,
        action=Action.ROSTER_IMPORTED,
        cohort_id=cohort_id,
        now=now,
        client_key=client_key,
        **counts,
    )
    session.flush()
    return done


def add_learner(
    session: Session, *, person: Person, cohort_id: int, entry: Entry, now: datetime
) -> Line:
    """Give one learner a place; whoever has left comes back to theirs.

    Raises:
        NotFoundError: there is no such cohort, or it is not theirs to run.
    """
    find_cohort(session, person=person, cohort_id=cohort_id, lock=True)
    desk = _Desk(session, cohort_id, [entry])
    done = desk.plan(brings_back=True)
    desk.carry_out(done, person, now)
    (line,) = done.lines
    if line.outcome is not Outcome.SAME:
        record(
            session,
            actor_id=person.id,
            action=Action.LEARNER_ADDED,
            cohort_id=cohort_id,
            subject_id=desk.accounts.get(entry.email),
            now=now,
            email=entry.email,
            outcome=line.outcome.value,
        )
    session.flush()
    return line


class _Desk:
    """A roster beside what is known of its learners."""

    def __init__(self, session: Session, cohort_id: int, entries: Sequence[Entry]) -> None:
        self._session, self._cohort_id, self._entries = session, cohort_id, entries
        addresses = [entry.email for entry in entries]
        accounts = session.execute(
            select(func.lower(User.email), User.id).where(func.lower(User.email).in_(addresses))
        )
        self.accounts = dict(accounts.tuples().all())
        places = session.scalars(
            select(Membership).where(
                Membership.cohort_id == cohort_id, Membership.email.in_(addresses)
            )
        )
        self._places = {place.email: place for place in places}
        granted = session.scalars(
            select(Accommodation)
            .join(Membership, Membership.id == Accommodation.membership_id)
            .where(Membership.cohort_id == cohort_id, Accommodation.assignment_id.is_(None))
        )
        self._granted = {row.membership_id: row for row in granted}

    def plan(self, *, brings_back: bool) -> Import:
        return Import(tuple(self._line(entry, brings_back=brings_back) for entry in self._entries))

    def _line(self, entry: Entry, *, brings_back: bool) -> Line:
        account, place = self.accounts.get(entry.email), self._places.get(entry.email)
        has_account = account is not None
        if place is None:
            factor = _difference(None, _granted(entry.time_factor))
            return Line(entry, Outcome.ADDED, has_account, factor=factor)
        if place.left_at is not None and not brings_back:
            return Line(entry, Outcome.STAYS_AWAY, has_account)
        name = _difference(place.name, entry.name or place.name)
        number = _difference(place.number, entry.number or place.number)
        row = self._granted.get(place.id)
        before = _granted(row.time_factor if row else None)
        after = before if entry.time_factor is None else _granted(entry.time_factor)
        factor = _difference(before, after)
        found = Outcome.CHANGED if name or number or factor else Outcome.SAME
        if place.user_id is None and has_account:
            found = Outcome.CHANGED
        if place.left_at is not None:
            found = Outcome.BACK
        return Line(entry, found, has_account, name, number, factor)

    def carry_out(self, planned: Import, person: Person, now: datetime) -> None:
        """Do all that was planned; who is being asked already gets more time at once."""
        for line in planned.changes:
            self._settle_place(line, now)
        self._session.flush()
        accommodated = [line for line in planned.changes if line.factor is not None]
        for line in accommodated:
            self._grant(line, person, now)
        self._session.flush()
        places = [self._places[line.entry.email] for line in accommodated]
        _refresh(self._session, self._cohort_id, places)

    def _settle_place(self, line: Line, now: datetime) -> None:
        entry, account = line.entry, self.accounts.get(line.entry.email)
        place = self._places.get(entry.email)
        if place is None:
            place = Membership(
                cohort_id=self._cohort_id, email=entry.email, name="", number="", added_at=now
            )
            self._session.add(place)
            self._places[entry.email] = place
        place.name, place.number = entry.name or place.name, entry.number or place.number
        if place.user_id is None and account is not None:
            place.user_id, place.joined_at = account, now
        if line.outcome is Outcome.BACK:
            place.left_at, place.joined_at = None, now

    def _grant(self, line: Line, person: Person, now: datetime) -> None:
        place = self._places[line.entry.email]
        row = self._granted.get(place.id)
        if row is None:
            row = Accommodation(membership_id=place.id, extra_attempts=0, note="")
            self._session.add(row)
        row.time_factor = _granted(line.entry.time_factor)
        row.changed_by, row.changed_at = person.id, now
        record(
            self._session,
            actor_id=person.id,
            action=Action.TIME_GRANTED,
            cohort_id=self._cohort_id,
            subject_id=place.user_id,
            now=now,
            email=place.email,
            old=line.factor.old if line.factor else None,
            new=row.time_factor,
        )


def _granted(factor: float | None) -> float | None:
    """A factor as it is kept: the usual time is nothing granted."""
    return None if factor == 1.0 else factor


def _difference(old: str | float | None, new: str | float | None) -> Difference | None:
    return None if old == new else Difference(old, new)


def _refresh(session: Session, cohort_id: int, places: Iterable[Membership]) -> None:
    """Move the ends of the attempts that these learners are sitting."""
    moved = {place.user_id: place.id for place in places if place.user_id is not None}
    if not moved:
        return
    # All of the cohort's, before looking who sits what: another could be begun at this moment.
    locked = lock_assignments(session, cohort_id)
    sitting = select(Attempt.assignment_id, Attempt.user_id).where(
        Attempt.user_id.in_(moved), Attempt.finished_at.is_(None)
    )
    concerned: dict[int, list[int]] = {}
    for assignment_id, user_id in session.execute(sitting):
        if assignment_id is not None:
            concerned.setdefault(assignment_id, []).append(moved[user_id])
    for assignment in locked:
        for membership_id in concerned.get(assignment.id, ()):
            refresh_deadlines(session, assignment, membership_id=membership_id)
