"""The answer sheet of an exam in progress: what is saved at each place, and what may be opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.answers import Answer, answer_from_json
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.timer import Timer
from quizapp.models import AnswerSave, Attempt, AttemptItem, ItemFlag, ItemRevision
from quizapp.services.catalogue import item_contents
from quizapp.services.quizzes.attempts import find_attempt


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the sheet, and what was saved there last (None: nothing yet).

    A question of a case can be opened once the one before it was validated, and is locked once it
    is validated itself: there is no way back. ``duration_ms`` is the time spent on all saves.
    """

    position: int
    item_id: int
    content: ItemContent
    save: AnswerSave | None
    flagged: bool
    is_open: bool
    duration_ms: int | None

    @property
    def number(self) -> int:
        """How often this place was saved: a form that says less is out of date."""
        return self.save.number if self.save else 0

    @property
    def answer(self) -> Answer | None:
        return answer_from_json(self.save.answer) if self.save else None

    @property
    def is_answered(self) -> bool:
        return self.answer is not None and not self.answer.is_blank

    @property
    def is_locked(self) -> bool:
        return self.save is not None and self.save.final

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do here: the draft of a case's question is not done."""
        return self.is_locked or (self.is_answered and self.content.case is None)

    def follows(self, other: Place) -> bool:
        """Whether it belongs to the same case; places are in order, so that the next one does."""
        case, before = self.content.case, other.content.case
        return case is not None and before is not None and case.id == before.id


@dataclass(frozen=True, slots=True)
class Sheet:
    """All places of an exam, in order."""

    attempt: Attempt
    places: tuple[Place, ...]

    @property
    def timer(self) -> Timer:
        saved = [place.save.saved_at for place in self.places if place.save]
        return Timer(
            self.attempt.started_at, self.attempt.deadline_at, max(saved) if saved else None
        )

    @property
    def answered(self) -> int:
        return sum(place.is_answered for place in self.places)

    @property
    def empty(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if not place.is_answered)

    @property
    def flagged(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.flagged)

    def place(self, position: int) -> Place:
        """The place at a position that may be opened.

        Raises:
            NotFoundError: it does not exist, or the case has not come so far.
        """
        for place in self.places:
            if place.position == position and place.is_open:
                return place
        raise NotFoundError(f"no question {position} in attempt {self.attempt.id}")

    def where_to_go_on(self) -> int | None:
        """The first place that can be opened and is not done; None where all are."""
        waiting = (place for place in self.places if place.is_open and not place.is_done)
        return next((place.position for place in waiting), None)

    def before(self, place: Place) -> int | None:
        """The last earlier place that can still be changed."""
        earlier = (one for one in reversed(self.places) if one.position < place.position)
        return next((one.position for one in earlier if one.is_open and not one.is_locked), None)

    def after(self, place: Place) -> int | None:
        """The first later place that can be changed, once this one is answered or validated."""
        later = (one for one in self.places if one.position > place.position and not one.is_locked)
        return next((one.position for one in later if one.is_open or one.follows(place)), None)

    def is_over(self, now: datetime) -> bool:
        return self.attempt.finished_at is not None or self.timer.is_over(now)


_PLACES = (
    select(
        AttemptItem.position,
        AttemptItem.item_id,
        AttemptItem.revision_id,
        ItemRevision.digest,
        ItemFlag.item_id.label("flag"),
    )
    .join(ItemRevision, ItemRevision.id == AttemptItem.revision_id)
    .outerjoin(
        ItemFlag,
        and_(ItemFlag.item_id == AttemptItem.item_id, ItemFlag.user_id == bindparam("learner")),
    )
    .where(AttemptItem.attempt_id == bindparam("attempt"))
    .order_by(AttemptItem.position)
)
# The last save of each place, and the time spent on all of them.
_LAST = (
    select(
        AnswerSave.position,
        func.max(AnswerSave.number).label("number"),
        func.sum(AnswerSave.duration_ms).label("spent"),
    )
    .where(AnswerSave.attempt_id == bindparam("attempt"))
    .group_by(AnswerSave.position)
    .subquery()
)
_SAVES = (
    select(AnswerSave, _LAST.c.spent)
    .join(
        _LAST,
        and_(AnswerSave.position == _LAST.c.position, AnswerSave.number == _LAST.c.number),
    )
    .where(AnswerSave.attempt_id == bindparam("attempt"))
)


def find_sheet(session: Session, *, learner_id: int, attempt_id: int) -> Sheet:
    """The sheet of the learner's own exam, handed in or not.

    Raises:
        NotFoundError: there is no such exam of theirs.
    """
    attempt = find_attempt(session, learner_id=learner_id, attempt_id=attempt_id)
    if attempt.mode != Mode.EXAM:
        raise NotFoundError(f"attempt {attempt_id} is not an exam")
    return sheet_of(session, attempt)


def sheet_of(session: Session, attempt: Attempt) -> Sheet:
    """The sheet of an exam."""
    values = {"learner": attempt.user_id, "attempt": attempt.id}
    saves = {save.position: (save, spent) for save, spent in session.execute(_SAVES, values)}
    rows = session.execute(_PLACES, values).all()
    contents = item_contents(session, {row.revision_id: row.digest for row in rows})
    places: list[Place] = []
    for row in rows:
        save, spent = saves.get(row.position, (None, None))
        place = Place(
            position=row.position,
            item_id=row.item_id,
            content=contents[row.revision_id],
            save=save,
            flagged=row.flag is not None,
            is_open=True,
            duration_ms=None if spent is None else int(spent),
        )
        if places and place.follows(places[-1]) and not places[-1].is_locked:
            place = replace(place, is_open=False)
        places.append(place)
    return Sheet(attempt, tuple(places))
