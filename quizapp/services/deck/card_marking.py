"""Suspending, burying, flagging, tagging cards and writing notes on them; each with its undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import delete, select

from quizapp.domain.learning.card_actions import ActionKind
from quizapp.models import CardAction, CardMark, CardTag, ItemFlag
from quizapp.services.deck.card_action_log import Before, Scope, chunks


def _marks(scope: Scope) -> dict[int, CardMark]:
    """The marks of the cards; a card without one is given an empty one."""
    marks: dict[int, CardMark] = {}
    for chunk in chunks(scope.items):
        rows = scope.session.scalars(
            select(CardMark).where(
                CardMark.user_id == scope.learner.id, CardMark.item_id.in_(chunk)
            )
        )
        marks.update((row.item_id, row) for row in rows)
    for item in scope.items:
        if item not in marks:
            marks[item] = CardMark(user_id=scope.learner.id, item_id=item, bank_id=scope.bank_id)
            scope.session.add(marks[item])
    return marks


def _suspend(scope: Scope, kind: ActionKind, _: str | None) -> Before:
    wanted = scope.now if kind is ActionKind.SUSPEND else None
    before: Before = {}
    for item, mark in _marks(scope).items():
        if (mark.suspended_at is None) != (wanted is None):
            before[str(item)] = mark.suspended_at and mark.suspended_at.isoformat()
            mark.suspended_at = wanted
    return before


def _unsuspend(scope: Scope, action: CardAction) -> None:
    for item, mark in _marks(scope).items():
        stood = action.before["cards"][str(item)]
        mark.suspended_at = stood and datetime.fromisoformat(stood)


def _bury(scope: Scope, kind: ActionKind, _: str | None) -> Before:
    today = scope.learner.today(scope.now)
    wanted = today if kind is ActionKind.BURY else None
    before: Before = {}
    for item, mark in _marks(scope).items():
        if (mark.buried_on == today) != (wanted == today):
            before[str(item)] = [mark.buried_on and mark.buried_on.isoformat(), mark.buried_by]
            mark.buried_on, mark.buried_by = wanted, None
    return before


def _unbury(scope: Scope, action: CardAction) -> None:
    for item, mark in _marks(scope).items():
        day, mark.buried_by = action.before["cards"][str(item)]
        mark.buried_on = day and date.fromisoformat(day)


def _note(scope: Scope, _: ActionKind, value: str | None) -> Before:
    wanted = value or None
    before: Before = {}
    for item, mark in _marks(scope).items():
        if mark.note != wanted:
            before[str(item)] = mark.note
            mark.note = wanted
    return before


def _unnote(scope: Scope, action: CardAction) -> None:
    for item, mark in _marks(scope).items():
        mark.note = action.before["cards"][str(item)]


def _flag(scope: Scope, kind: ActionKind, _: str | None) -> Before:
    flagged: dict[int, datetime] = {}
    for chunk in chunks(scope.items):
        rows = scope.session.execute(
            select(ItemFlag.item_id, ItemFlag.flagged_at).where(
                ItemFlag.user_id == scope.learner.id, ItemFlag.item_id.in_(chunk)
            )
        )
        flagged.update(rows.tuples().all())
    if kind is ActionKind.UNFLAG:
        _remove_flags(scope, flagged)
        return {str(item): at.isoformat() for item, at in flagged.items()}
    new = [item for item in scope.items if item not in flagged]
    _add_flags(scope, dict.fromkeys(new, scope.now))
    return dict.fromkeys(map(str, new))


def _unflag(scope: Scope, action: CardAction) -> None:
    stood = {
        int(item): datetime.fromisoformat(at)
        for item, at in action.before["cards"].items()
        if at is not None
    }
    _remove_flags(scope, scope.items)
    _add_flags(scope, stood)


def _add_flags(scope: Scope, flags: Mapping[int, datetime]) -> None:
    scope.session.add_all(
        ItemFlag(user_id=scope.learner.id, item_id=item, flagged_at=at)
        for item, at in flags.items()
    )


def _remove_flags(scope: Scope, items: Iterable[int]) -> None:
    for chunk in chunks(items):
        scope.session.execute(
            delete(ItemFlag).where(
                ItemFlag.user_id == scope.learner.id, ItemFlag.item_id.in_(chunk)
            )
        )


def _tag(scope: Scope, kind: ActionKind, value: str | None) -> Before:
    if not value:
        raise ValueError("a tag has a name")
    tagged: set[int] = set()
    for chunk in chunks(scope.items):
        tagged.update(
            scope.session.scalars(
                select(CardTag.item_id).where(
                    CardTag.user_id == scope.learner.id,
                    CardTag.tag == value,
                    CardTag.item_id.in_(chunk),
                )
            )
        )
    if kind is ActionKind.UNTAG:
        _remove_tag(scope, tagged, value)
        return dict.fromkeys(map(str, tagged), value)
    new = [item for item in scope.items if item not in tagged]
    _add_tag(scope, new, value)
    return dict.fromkeys(map(str, new), value)


def _untag(scope: Scope, action: CardAction) -> None:
    value = next(iter(action.before["cards"].values()))
    _remove_tag(scope, scope.items, value)
    if action.kind == ActionKind.UNTAG:
        _add_tag(scope, scope.items, value)


def _add_tag(scope: Scope, items: Iterable[int], value: str) -> None:
    scope.session.add_all(
        CardTag(user_id=scope.learner.id, item_id=item, tag=value, bank_id=scope.bank_id)
        for item in items
    )


def _remove_tag(scope: Scope, items: Iterable[int], value: str) -> None:
    for chunk in chunks(items):
        scope.session.execute(
            delete(CardTag).where(
                CardTag.user_id == scope.learner.id,
                CardTag.tag == value,
                CardTag.item_id.in_(chunk),
            )
        )


DO = {
    ActionKind.SUSPEND: _suspend,
    ActionKind.UNSUSPEND: _suspend,
    ActionKind.BURY: _bury,
    ActionKind.UNBURY: _bury,
    ActionKind.FLAG: _flag,
    ActionKind.UNFLAG: _flag,
    ActionKind.TAG: _tag,
    ActionKind.UNTAG: _tag,
    ActionKind.NOTE: _note,
}
UNDO = {
    ActionKind.SUSPEND: _unsuspend,
    ActionKind.UNSUSPEND: _unsuspend,
    ActionKind.BURY: _unbury,
    ActionKind.UNBURY: _unbury,
    ActionKind.FLAG: _unflag,
    ActionKind.UNFLAG: _unflag,
    ActionKind.TAG: _untag,
    ActionKind.UNTAG: _untag,
    ActionKind.NOTE: _unnote,
}
