"""Before a quiz begins: how many questions its settings find, and settings kept under a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.errors import NotFoundError, RarissimeError
from quizapp.domain.learning.build import LONGEST, Build, Filters, Mode
from quizapp.models import Attempt, Bank, SavedBuild
from quizapp.services.catalogue import find_bank
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.quizzes.pool import count_questions, draw_pool
from quizapp.services.quizzes.quiz import start_attempt
from quizapp.services.quizzes.withheld import items_withheld

MOST_SAVED = 50


class NameTakenError(RarissimeError):
    """The learner keeps other settings under this name; ``build_id`` says which."""

    def __init__(self, build_id: int) -> None:
        """The row ``build_id`` has the name."""
        super().__init__("other settings are kept under this name")
        self.build_id = build_id


class TooManyBuildsError(RarissimeError):
    """The learner keeps as many settings as there may be."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions a quiz can be drawn from; a case counts all of its own.

    ``withheld`` ones would match as well, but belong to an exam in progress.
    """

    questions: int
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """What to change where nothing can be asked.

    ``loosen``: by aspect of the filters, how many questions there would be without it.
    ``smallest_case``: the questions of the shortest case, where cases alone match and none is short
    enough; None else.
    """

    loosen: dict[str, int]
    smallest_case: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """Settings under a name. ``is_whole`` is False where a word of them is not known any more."""

    id: int
    name: str
    bank: Bank
    build: Build
    is_whole: bool


def tally(
    session: Session, *, learner: Learner, bank_id: int, build: Build, now: datetime
) -> Tally:
    """How many questions of a bank the quiz could ask, of those that it may choose among."""
    count = _counter(session, learner, bank_id, build, now)
    questions = count(build.filters)
    kept_back = _kept_back(session, learner, build, now)
    if not kept_back:
        return Tally(questions)
    everything = count_questions(
        session, learner=learner, bank_id=bank_id, filters=_asked(build, build.filters), now=now
    )
    return Tally(questions, everything - questions)


def advise(
    session: Session, *, learner: Learner, bank_id: int, build: Build, now: datetime
) -> Advice:
    """What to change, where `tally` or `start_attempt` found nothing to ask."""
    count = _counter(session, learner, bank_id, build, now)
    if count(build.filters):
        return Advice({}, _smallest_case(session, learner, bank_id, build, now))
    counts = {aspect: count(build.filters.without(aspect)) for aspect in build.filters.narrowed}
    return Advice({aspect: questions for aspect, questions in counts.items() if questions})


def _counter(
    session: Session, learner: Learner, bank_id: int, build: Build, now: datetime
) -> Callable[[Filters], int]:
    kept_back = _kept_back(session, learner, build, now)

    def count(filters: Filters) -> int:
        return count_questions(
            session,
            learner=learner,
            bank_id=bank_id,
            filters=_asked(build, filters),
            now=now,
            excluded=kept_back,
        )

    return count


def _asked(build: Build, filters: Filters) -> Filters:
    return filters.for_measure() if build.mode is Mode.MEASURE else filters


def _kept_back(session: Session, learner: Learner, build: Build, now: datetime) -> frozenset[int]:
    """What the draw leaves out: two exams may have questions in common, the rest shows keys."""
    return frozenset() if build.mode is Mode.EXAM else items_withheld(session, learner.id, now)


def _smallest_case(
    session: Session, learner: Learner, bank_id: int, build: Build, now: datetime
) -> int | None:
    pool = draw_pool(
        session,
        learner=learner,
        bank_id=bank_id,
        filters=_asked(build, build.filters),
        excluded=_kept_back(session, learner, build, now),
        now=now,
        rng=Random(0),
        most=LONGEST,
    )
    return min((candidate.size for candidate in pool.candidates), default=None)


def list_saved(session: Session, *, learner_id: int) -> list[Saved]:
    """The learner's own saved settings, by name."""
    rows = session.execute(
        select(SavedBuild, Bank)
        .join(Bank, Bank.id == SavedBuild.bank_id)
        .where(SavedBuild.user_id == learner_id)
    ).tuples()
    saved = [_saved(row, bank) for row, bank in rows]
    return sorted(saved, key=lambda one: (one.name.casefold(), one.name))


def find_saved(session: Session, *, learner_id: int, build_id: int) -> Saved:
    """The learner's own saved settings.

    Raises:
        NotFoundError: they have none of this number.
    """
    row = _own(session, learner_id, build_id)
    return _saved(row, session.get_one(Bank, row.bank_id))


def _saved(row: SavedBuild, bank: Bank) -> Saved:
    build = Build.from_json(row.settings)
    understood = build.as_json()
    is_whole = all(understood.get(key) == value for key, value in row.settings.items())
    return Saved(row.id, row.name, bank, build, is_whole)


def _own(session: Session, learner_id: int, build_id: int) -> SavedBuild:
    row = session.scalar(
        select(SavedBuild).where(SavedBuild.id == build_id, SavedBuild.user_id == learner_id)
    )
    if row is None:
        raise NotFoundError(f"no saved build {build_id}")
    return row


def save_build(
    session: Session,
    *,
    learner_id: int,
    slug: str,
    name: str,
    build: Build,
    replaces: int | None,
    now: datetime,
) -> SavedBuild:
    """Keep settings under a name; saving the same twice is saving it once.

    ``replaces`` is the row that the learner knows to be overwritten, if it has this name.

    Raises:
        NotFoundError: no such bank.
        NameTakenError: another row has the name, with other settings.
        TooManyBuildsError: there is no room for one more.
    """
    lock_learner(session, learner_id)
    row = session.scalar(
        select(SavedBuild).where(SavedBuild.user_id == learner_id, SavedBuild.name == name)
    )
    bank_id, settings = find_bank(session, slug).id, build.as_json()
    if row is None:
        kept = select(func.count()).select_from(SavedBuild)
        if session.scalars(kept.where(SavedBuild.user_id == learner_id)).one() >= MOST_SAVED:
            raise TooManyBuildsError
        row = SavedBuild(user_id=learner_id, name=name)
        session.add(row)
    elif row.id != replaces and (row.bank_id, row.settings) != (bank_id, settings):
        raise NameTakenError(row.id)
    row.bank_id, row.settings, row.saved_at = bank_id, settings, now
    session.flush()
    return row


def delete_build(session: Session, *, learner_id: int, build_id: int) -> str:
    """Delete saved settings; the name that they had.

    Raises:
        NotFoundError: the learner has none of this number.
    """
    lock_learner(session, learner_id)
    row = _own(session, learner_id, build_id)
    session.delete(row)
    session.flush()
    return row.name


def start_saved(
    session: Session, *, learner: Learner, build_id: int, client_key: str, now: datetime
) -> Attempt:
    """Begin a quiz by saved settings.

    Raises:
        NotFoundError: the learner has none of this number.
        NoQuestionError: no question passes their filters now.
        ConflictError: the client key was used to start another quiz.
    """
    saved = find_saved(session, learner_id=learner.id, build_id=build_id)
    return start_attempt(
        session,
        learner=learner,
        slug=saved.bank.slug,
        build=saved.build,
        client_key=client_key,
        now=now,
    )
