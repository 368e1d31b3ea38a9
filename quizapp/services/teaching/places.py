"""The learners of a cohort as those see them who teach it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from quizapp.domain.content.words import has_words, words_of
from quizapp.domain.policies import Person
from quizapp.models import Accommodation, Assignment, Attempt, Cohort, Membership
from quizapp.services.teaching.access import find_cohort, find_membership
from quizapp.services.teaching.audit import Action, record

PAGE = 100


class Standing(StrEnum):
    """Where a learner stands. Invited: their place waits until their address has an account."""

    JOINED = "joined"
    INVITED = "invited"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Place:
    """A learner in a list; ``time_factor`` is None for the usual time."""

    id: int
    name: str
    email: str
    number: str
    standing: Standing
    since: datetime
    time_factor: float | None

    @property
    def called(self) -> str:
        return self.name or self.email


@dataclass(frozen=True, slots=True)
class Places:
    """A page of the list: ``found`` fit what was looked for, ``pages`` of them, of ``all``."""

    cohort: Cohort
    places: list[Place]
    found: int
    all: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class OnePlace:
    """A learner, and how much they handed in and are sitting for the cohort."""

    cohort: Cohort
    place: Place
    handed_in: int
    going_on: int
    joined_at: datetime | None
    left_at: datetime | None
    added_at: datetime


def standing_of(place: Membership) -> Standing:
    if place.left_at is not None:
        return Standing.LEFT
    return Standing.INVITED if place.joined_at is None else Standing.JOINED


def list_places(
    session: Session, *, person: Person, cohort_id: int, find: str = "", page: int = 1
) -> Places:
    """The learners whose name, address or number begins as the words do, by name; the left last.

    Raises:
        NotFoundError: there is no such cohort, or it is not theirs to run.
    """
    cohort = find_cohort(session, person=person, cohort_id=cohort_id)
    rows = session.execute(_places().where(Membership.cohort_id == cohort_id))
    everybody = [_place(*row) for row in rows]
    words = words_of(find)
    found = [one for one in everybody if has_words(f"{one.name} {one.email} {one.number}", words)]
    found.sort(key=lambda one: (one.standing is Standing.LEFT, words_of(one.called), one.email))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return Places(cohort, shown, len(found), len(everybody), page, pages)


def find_place(session: Session, *, person: Person, cohort_id: int, membership_id: int) -> OnePlace:
    """One learner of a cohort that the person may run.

    Raises:
        NotFoundError: there is none in this cohort, or it is not theirs.
    """
    row = find_membership(session, person=person, cohort_id=cohort_id, membership_id=membership_id)
    membership, factor = session.execute(_places().where(Membership.id == row.id)).one()
    finished, begun = session.execute(
        select(func.count(Attempt.finished_at), func.count(Attempt.id))
        .join(Assignment, Assignment.id == Attempt.assignment_id)
        .where(Assignment.cohort_id == cohort_id, Attempt.user_id == row.user_id)
    ).one()
    return OnePlace(
        cohort=session.get_one(Cohort, cohort_id),
        place=_place(membership, factor),
        handed_in=finished,
        going_on=begun - finished,
        joined_at=row.joined_at,
        left_at=row.left_at,
        added_at=row.added_at,
    )


def remove_learner(
    session: Session, *, person: Person, cohort_id: int, membership_id: int, now: datetime
) -> None:
    """Take somebody off a cohort; the place of whoever has joined is kept, with their work.

    Raises:
        NotFoundError: there is none in this cohort, or it is not theirs.
    """
    find_cohort(session, person=person, cohort_id=cohort_id, lock=True)
    place = find_membership(
        session, person=person, cohort_id=cohort_id, membership_id=membership_id
    )
    if place.left_at is not None:
        return
    record(
        session,
        actor_id=person.id,
        action=Action.LEARNER_REMOVED,
        cohort_id=cohort_id,
        subject_id=place.user_id,
        now=now,
        email=place.email,
    )
    if place.joined_at is None:
        session.delete(place)
    else:
        place.left_at = now
    session.flush()


def _places() -> Select[tuple[Membership, float | None]]:
    return select(Membership, Accommodation.time_factor).outerjoin(
        Accommodation,
        and_(Accommodation.membership_id == Membership.id, Accommodation.assignment_id.is_(None)),
    )


def _place(row: Membership, factor: float | None) -> Place:
    return Place(
        id=row.id,
        name=row.name,
        email=row.email,
        number=row.number,
        standing=standing_of(row),
        since=row.left_at or row.joined_at or row.added_at,
        time_factor=factor,
    )
