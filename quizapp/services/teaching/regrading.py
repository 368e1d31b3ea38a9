"""Correcting the key of an assigned question, dropping it, and taking it back.

A learner hands in under a share of the assignment's lock, an instructor decides under all of it:
whoever hands in later is marked by what was decided (`grade_changes.apply_corrections`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain import policies
from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.grading.correction import Correction, correct, is_same_question
from quizapp.domain.grading.regrade import (
    ChangeKind,
    Preview,
    preview_key,
)
from quizapp.domain.grading.score import guessing
from quizapp.domain.policies import Person
from quizapp.models import (
    Assignment,
    Attempt,
    Item,
    ItemRevision,
    Regrade,
)
from quizapp.services.banks import document_digest, next_number
from quizapp.services.item_links import link_item
from quizapp.services.teaching.asked import Asked, find_asked, preview_dropping
from quizapp.services.teaching.audit import record
from quizapp.services.teaching.grade_changes import (
    Decision,
    content_of,
    write_changes,
)
from quizapp.services.teaching.notices import tell
from quizapp.services.teaching.settling import refold_totals


class NotNeededError(ConflictError):
    """It is so already: the key as it was, a question that is dropped, or one that is not."""


def correct_key(
    session: Session,
    *,
    person: Person,
    assignment_id: int,
    item_id: int,
    correction: Correction,
    reason: str,
    client_key: str,
    now: datetime,
    in_bank: bool = False,
    overriding: frozenset[int] = frozenset(),
) -> Regrade:
    """Mark all answers to a question by another key; ``in_bank``: it is the bank's key from now on.

    ``overriding``: responses whose mark by hand gives way to the key.

    Raises:
        NotFoundError: the assignment is not theirs, or never asked this, or the bank is not theirs.
        CorrectionError: the correction makes no sense.
        NotNeededError: the key is as it was, or the question is dropped.
        ConflictError: the client key was used for something else.
    """
    asked = find_asked(
        session, person=person, assignment_id=assignment_id, item_id=item_id, lock=True
    )
    new = correct(asked.content, correction)
    earlier = _repeated(session, person, client_key, asked, ChangeKind.KEY)
    if earlier is not None:
        if content_of(session, earlier.revision_id) != new:
            raise ConflictError("this form was already sent with another key")
        return earlier
    if in_bank and not policies.may_edit_banks(person.roles):
        raise NotFoundError("this bank is not theirs to change")
    if asked.dropped or (new == asked.content and not overriding):
        raise NotNeededError("nothing is to be corrected")
    revision = _revise(session, item_id, new, now)
    if in_bank:
        _put_in_bank(session, item_id, revision, new)
    regrade = _decide(session, person, asked, ChangeKind.KEY, reason, client_key, now, revision.id)
    _carry_out(session, asked, regrade, preview_key(new, asked.given, overriding=overriding), now)
    return regrade


def drop_item(
    session: Session,
    *,
    person: Person,
    assignment_id: int,
    item_id: int,
    restore: bool,
    reason: str,
    client_key: str,
    now: datetime,
) -> Regrade:
    """Let a question count for nobody or, with ``restore``, count again as it did before.

    Raises:
        NotFoundError: the assignment is not theirs, or never asked this.
        NotNeededError: it is so already.
        ConflictError: the client key was used for something else.
    """
    asked = find_asked(
        session, person=person, assignment_id=assignment_id, item_id=item_id, lock=True
    )
    kind = ChangeKind.RESTORE if restore else ChangeKind.DROP
    earlier = _repeated(session, person, client_key, asked, kind)
    if earlier is not None:
        return earlier
    if asked.dropped is not restore:
        raise NotNeededError("it is so already")
    preview = preview_dropping(asked)
    regrade = _decide(session, person, asked, kind, reason, client_key, now)
    _carry_out(session, asked, regrade, preview, now)
    return regrade


def carry_out(
    session: Session,
    assignment: Assignment,
    attempts: Sequence[Attempt],
    reason: str,
    now: datetime,
) -> None:
    """Add up attempts anew after some of their marks have changed, and tell their learners."""
    before = {one.id: (one.points or 0.0, one.maximum or 0.0) for one in attempts}
    refold_totals(session, list(attempts))
    for one in attempts:
        tell(session, assignment, one, before=before[one.id], reason=reason, now=now)
    session.flush()


def _carry_out(
    session: Session, asked: Asked, regrade: Regrade, preview: Preview, now: datetime
) -> None:
    attempts = {response.id: attempt for response, attempt, _ in asked.rows}
    write_changes(
        session,
        Decision.of(regrade, now),
        {response_id: attempt.id for response_id, attempt in attempts.items()},
        preview.changed,
    )
    # Of a practice, a dropped question may count although it was not reached.
    touched = {one.id: one for one in _finished(session, asked.assignment)}
    carry_out(session, asked.assignment, list(touched.values()), regrade.reason, now)


def _finished(session: Session, assignment: Assignment) -> list[Attempt]:
    return list(
        session.scalars(
            select(Attempt).where(
                Attempt.assignment_id == assignment.id, Attempt.finished_at.is_not(None)
            )
        )
    )


def was_decided(session: Session, *, person: Person, client_key: str) -> bool:
    """Whether a form of theirs with this key was carried out."""
    return _decided_by(session, person, client_key) is not None


def _decided_by(session: Session, person: Person, client_key: str) -> Regrade | None:
    return session.scalar(
        select(Regrade).where(Regrade.created_by == person.id, Regrade.client_key == client_key)
    )


def _repeated(
    session: Session, person: Person, client_key: str, asked: Asked, kind: ChangeKind
) -> Regrade | None:
    earlier = _decided_by(session, person, client_key)
    if earlier is None:
        return None
    same = earlier.assignment_id, earlier.item_id, earlier.kind
    if same != (asked.assignment.id, asked.item_id, kind):
        raise ConflictError("this form was already sent for something else")
    return earlier


def _decide(  # noqa: PLR0917 - a row of the table
    session: Session,
    person: Person,
    asked: Asked,
    kind: ChangeKind,
    reason: str,
    client_key: str,
    now: datetime,
    revision_id: int | None = None,
) -> Regrade:
    regrade = Regrade(
        assignment_id=asked.assignment.id,
        item_id=asked.item_id,
        kind=kind,
        revision_id=revision_id,
        reason=reason,
        created_by=person.id,
        created_at=now,
        client_key=client_key,
    )
    session.add(regrade)
    record(
        session,
        actor_id=person.id,
        action=f"regrade.{kind}",
        now=now,
        cohort_id=asked.assignment.cohort_id,
        assignment_id=asked.assignment.id,
        item=asked.content.id,
        reason=reason,
    )
    session.flush()
    return regrade


def _revise(session: Session, item_id: int, content: ItemContent, now: datetime) -> ItemRevision:
    """The revision that says this; it was there before where a correction is taken back."""
    document = content.model_dump(mode="json")
    digest = document_digest(document)
    known = session.scalar(
        select(ItemRevision)
        .where(ItemRevision.item_id == item_id, ItemRevision.digest == digest)
        .order_by(ItemRevision.id.desc())
        .limit(1)
    )
    if known is not None:
        return known
    # Two corrections of one item, in two assignments, take their numbers one after the other.
    session.execute(select(Item.id).where(Item.id == item_id).with_for_update(key_share=True))
    revision = ItemRevision(
        item_id=item_id,
        number=next_number(session, item_id),
        digest=digest,
        content=document,
        created_at=now,
    )
    session.add(revision)
    session.flush()
    return revision


def _put_in_bank(
    session: Session, item_id: int, revision: ItemRevision, content: ItemContent
) -> None:
    """Ask it in this revision wherever the bank is used, until its folder is loaded anew.

    Raises ConflictError where the bank asks something else by now.
    """
    item = session.get_one(Item, item_id, populate_existing=True)
    if not is_same_question(content_of(session, item.revision_id), content):
        raise ConflictError("the bank has reworded the question since")
    item.revision_id, item.guessing = revision.id, guessing(content)
    link_item(session, item, revision.content)
