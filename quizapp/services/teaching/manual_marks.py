"""Marking by hand the short answers that the matcher was unsure of, a whole group at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import ShortAnswerItem
from quizapp.domain.content.vocabulary import ItemType
from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.correction import with_form
from quizapp.domain.grading.regrade import (
    ChangeKind,
    GivenAnswer,
    Share,
    has_half,
    preview_by_hand,
)
from quizapp.domain.grading.unsure import AnswerGroup, Typed, group_unsure
from quizapp.domain.policies import Person
from quizapp.models import Assignment, Attempt, Item, Response
from quizapp.services.teaching.access import find_assignment
from quizapp.services.teaching.asked import Asked, find_asked
from quizapp.services.teaching.audit import record
from quizapp.services.teaching.grade_changes import Decision, write_changes
from quizapp.services.teaching.regrading import carry_out, correct_key, was_decided


@dataclass(frozen=True, slots=True)
class MarkedGroup:
    """Answers that say the same. ``share``: what they were given by hand, None while nothing was.

    ``credit`` is what they have by now, from 0 to 1.
    """

    group: AnswerGroup
    share: Share | None
    credit: float

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.share is None


@dataclass(frozen=True, slots=True)
class UnsureItem:
    """A short-answer question of an assignment, and the answers that the matcher was unsure of."""

    item_id: int
    content: ShortAnswerItem
    groups: tuple[MarkedGroup, ...]
    has_half: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """A group by what its answers say, as a form names it."""

    language: str
    form: str
    doubt: str


def unsure_items(
    session: Session, *, person: Person, assignment_id: int
) -> tuple[Assignment, list[UnsureItem]]:
    """The questions with answers to look at, those with open groups first.

    Raises:
        NotFoundError: the assignment is not theirs.
    """
    assignment = find_assignment(session, person=person, assignment_id=assignment_id)
    asked = session.scalars(
        select(Response.item_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Item, Item.id == Response.item_id)
        .where(
            Attempt.assignment_id == assignment_id,
            Attempt.finished_at.is_not(None),
            Item.type == ItemType.SHORT_ANSWER,
        )
        .distinct()
        .order_by(Response.item_id)
    )
    found = []
    for item_id in asked:
        one = find_asked(session, person=person, assignment_id=assignment_id, item_id=item_id)
        unsure = _unsure(one)
        if unsure is not None and unsure.groups:
            found.append(unsure)
    found.sort(key=lambda one: not any(group.is_open for group in one.groups))
    return assignment, found


def mark_group(
    session: Session,
    *,
    person: Person,
    assignment_id: int,
    item_id: int,
    pick: Pick,
    share: Share,
    reason: str,
    learn: bool,
    client_key: str,
    now: datetime,
) -> int:
    """Give all answers of a group the same share of their points; how many marks changed.

    With ``learn`` what they say becomes a known form, accepted or rejected, of the key in this
    assignment: answers still to come are marked by it. The same decision again changes nothing.

    Raises:
        NotFoundError: the assignment is not theirs, or has no such answers any more.
        ValueError: half of the points cannot be given, or not be learnt.
    """
    asked = find_asked(
        session, person=person, assignment_id=assignment_id, item_id=item_id, lock=True
    )
    chosen = _chosen(asked, pick)
    if learn and chosen is None and was_decided(session, person=person, client_key=client_key):
        return 0  # the same form once more: what it learnt is known by now
    if chosen is None:
        raise NotFoundError(f"no such answers to item {item_id}")
    if learn:
        return _learn(session, person, asked, chosen, share, reason, client_key, now)
    given = [one for one in asked.given if one.key in chosen.keys]
    preview = preview_by_hand(given, share, reason=reason)
    news = [
        outcome
        for outcome, one in zip(preview.outcomes, given, strict=True)
        if outcome.changes_mark or not one.standing.by_hand
    ]
    attempts = {response.id: attempt for response, attempt, _ in asked.rows}
    written = write_changes(
        session,
        Decision(assignment_id, ChangeKind.MANUAL, reason, person.id, now),
        {response_id: attempt.id for response_id, attempt in attempts.items()},
        news,
    )
    if written:
        _note(session, person, asked, chosen, share, reason, now)
        touched = {attempts[one.key].id: attempts[one.key] for one in news}
        carry_out(session, asked.assignment, list(touched.values()), reason, now)
    return sum(outcome.changes_mark for outcome in news)


def _learn(  # noqa: PLR0917 - what `mark_group` was asked for
    session: Session,
    person: Person,
    asked: Asked,
    chosen: AnswerGroup,
    share: Share,
    reason: str,
    client_key: str,
    now: datetime,
) -> int:
    if share is Share.HALF or not isinstance(asked.content, ShortAnswerItem):
        raise ValueError("a known form is right or wrong")
    refused = reason if share is Share.NOTHING else None
    correct_key(
        session,
        person=person,
        assignment_id=asked.assignment.id,
        item_id=asked.item_id,
        correction=with_form(asked.content, chosen.text, language=chosen.language, reason=refused),
        reason=reason,
        client_key=client_key,
        now=now,
        overriding=frozenset(chosen.keys),
    )
    return chosen.count


def _note(  # noqa: PLR0917 - a row of the table
    session: Session,
    person: Person,
    asked: Asked,
    chosen: AnswerGroup,
    share: Share,
    reason: str,
    now: datetime,
) -> None:
    record(
        session,
        actor_id=person.id,
        action="marks.by_hand",
        now=now,
        cohort_id=asked.assignment.cohort_id,
        assignment_id=asked.assignment.id,
        item=asked.content.id,
        answers=chosen.count,
        share=share.value,
        reason=reason,
    )


def _unsure(asked: Asked) -> UnsureItem | None:
    content = asked.content
    if asked.dropped or not isinstance(content, ShortAnswerItem):
        return None
    by_key = {one.key: one for one in asked.given}
    groups = tuple(
        _marked(group, [by_key[key] for key in group.keys]) for group in _groups(asked, content)
    )
    rules = {one.standing.earned.rule for one in asked.given}
    return UnsureItem(asked.item_id, content, groups, all(map(has_half, rules)))


def _groups(asked: Asked, content: ShortAnswerItem) -> list[AnswerGroup]:
    return group_unsure(
        content,
        (Typed(one.key, one.answer) for one in asked.given if isinstance(one.answer, TypedText)),
    )


def _chosen(asked: Asked, pick: Pick) -> AnswerGroup | None:
    if asked.dropped or not isinstance(asked.content, ShortAnswerItem):
        return None
    wanted = pick.language, pick.form, pick.doubt
    for group in _groups(asked, asked.content):
        if (group.language, group.form, str(group.unsure.doubt)) == wanted:
            return group
    return None


def _marked(group: AnswerGroup, given: Sequence[GivenAnswer]) -> MarkedGroup:
    """One that came in after the others were marked by hand opens its group again."""
    credits_ = {one.standing.earned.credit for one in given}
    decided = all(one.standing.by_hand for one in given) and len(credits_) == 1
    credit = min(credits_)
    return MarkedGroup(group, Share(credit) if decided else None, credit)
