"""Marks that change after the answer: by another key, by hand, or because a question is dropped.

What was answered and how it was marked first is never changed. Changes are added; the last one is
in force, and what is in force can be folded again from all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from functools import cached_property
from typing import Self

from quizapp.domain.content.schema import Item
from quizapp.domain.grading import variants
from quizapp.domain.grading.answers import Answer
from quizapp.domain.grading.correction import is_same_question
from quizapp.domain.grading.marks import Mark, Reason, ReasonCode
from quizapp.domain.grading.score import CONFIDENCE_MARKING, score

# Sums of marks such as .2 and 1/3 are not exact.
_ROUNDING = 1e-9


class ChangeKind(StrEnum):
    """Why a mark was changed."""

    KEY = "key"
    DROP = "drop"
    RESTORE = "restore"
    MANUAL = "manual"


class Share(Enum):
    """How much of the points somebody gives by hand."""

    NOTHING = 0.0
    HALF = 0.5
    FULL = 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a mark, to ``mark``."""

    kind: ChangeKind
    mark: Mark


@dataclass(frozen=True, slots=True)
class Standing:
    """What a response is worth now.

    ``earned`` is its mark whether or not the question is dropped; ``by_hand``: that was given by a
    person, and no other key changes it.
    """

    earned: Mark
    by_hand: bool = False
    dropped: bool = False

    @property
    def mark(self) -> Mark:
        """The mark that counts."""
        return dropped(self.earned) if self.dropped else self.earned

    def after(self, change: Change) -> Standing:
        """What it is worth once a change is made."""
        match change.kind:
            case ChangeKind.DROP:
                return replace(self, dropped=True)
            case ChangeKind.RESTORE:
                return replace(self, dropped=False)
            case _:
                by_hand = change.kind is ChangeKind.MANUAL
                return replace(self, earned=change.mark, by_hand=by_hand)


def standing(given: Mark, changes: Iterable[Change]) -> Standing:
    """What is in force of a mark that was given first and changed since, in that order."""
    found = Standing(given)
    for change in changes:
        found = found.after(change)
    return found


def dropped(mark: Mark) -> Mark:
    """The mark of an answer to a question that counts no more: nothing of nothing."""
    return replace(mark, points=0.0, maximum=0.0, reason=Reason(ReasonCode.DROPPED))


def by_hand(
    mark: Mark, share: Share, *, maximum: float, confidence: int | None, reason: str
) -> Mark:
    """The mark that a person gives instead: nothing, half or all of the points.

    Where confidence is marked, what an answer gives or costs depends on the level: nothing and all
    are a wrong and a right answer at it, and there is no half. Raises ValueError for one.
    """
    told = Reason(ReasonCode.BY_HAND, text=reason)
    points = share.value * maximum
    if mark.rule == CONFIDENCE_MARKING:
        if share is Share.HALF:
            raise ValueError("an answer marked with its confidence is right or wrong")
        level = confidence or variants.LEAST_CONFIDENT
        right = share is Share.FULL
        points = (variants.POINTS_IF_RIGHT if right else variants.POINTS_IF_WRONG)[level]
        told = replace(told, confidence=level)
    return replace(mark, points=points, maximum=maximum, credit=share.value, reason=told)


def has_half(rule: str) -> bool:
    """Whether half of the points can be given where a rule marks."""
    return rule != CONFIDENCE_MARKING


def is_same_mark(one: Mark, other: Mark) -> bool:
    """Whether two marks are worth the same; their reasons and rule versions may differ."""
    return all(
        abs(before - after) <= _ROUNDING
        for before, after in (
            (one.points, other.points),
            (one.maximum, other.maximum),
            (one.credit, other.credit),
        )
    )


@dataclass(frozen=True, slots=True)
class Score:
    """Points of some questions out of a maximum; negative where a convention takes some away."""

    points: float
    maximum: float

    @classmethod
    def of(cls, marks: Iterable[Mark]) -> Self:
        """The sum of marks."""
        summed = list(marks)
        return cls(sum(one.points for one in summed), sum(one.maximum for one in summed))

    def with_change(self, old: Mark, new: Mark) -> Self:
        """The score once one of its marks has changed."""
        return replace(
            self,
            points=self.points - old.points + new.points,
            maximum=self.maximum - old.maximum + new.maximum,
        )

    @property
    def share(self) -> float | None:
        """The part of the maximum that was got; None where nothing counts."""
        return self.points / self.maximum if self.maximum > _ROUNDING else None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer to be marked anew.

    ``key`` is whatever the caller knows it by, ``asked`` what the learner saw, ``whole`` the score
    of the attempt that it belongs to.
    """

    key: int
    answer: Answer
    confidence: int | None
    asked: Item
    standing: Standing
    whole: Score


class Effect(Enum):
    """What a change does to a score, or why it does nothing."""

    GAINS = auto()
    LOSES = auto()
    SAME = auto()
    BY_HAND = auto()  # marked by a person: kept
    OTHER_WORDING = auto()  # another question was asked, of which this is not the key: kept


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change does to one answer, and to the score of its attempt."""

    key: int
    effect: Effect
    old: Mark
    new: Mark
    before: Score
    after: Score

    @property
    def changes_mark(self) -> bool:
        """Whether there is anything to write down."""
        return not is_same_mark(self.old, self.new)


@dataclass(frozen=True)
class Preview:
    """What a change does to all answers, in their order."""

    outcomes: tuple[Outcome, ...]

    @cached_property
    def counts(self) -> dict[Effect, int]:
        """How many answers there are of each effect."""
        found = dict.fromkeys(Effect, 0)
        for outcome in self.outcomes:
            found[outcome.effect] += 1
        return found

    @property
    def changed(self) -> tuple[Outcome, ...]:
        """The answers whose mark becomes another."""
        return tuple(one for one in self.outcomes if one.changes_mark)


def preview_key(
    new: Item, given: Sequence[GivenAnswer], *, overriding: frozenset[int] = frozenset()
) -> Preview:
    """What marking by another key changes: the same rules, the same answers, none of them dropped.

    Marks given by hand are kept, but for those whose keys are in ``overriding``.
    """
    return Preview(tuple(_by_key(new, one, override=one.key in overriding) for one in given))


def preview_drop(given: Sequence[GivenAnswer]) -> Preview:
    """What dropping their question changes: what it gave and what it could have given both go."""
    return Preview(tuple(_outcome(one, dropped(one.standing.earned)) for one in given))


def preview_restore(given: Sequence[GivenAnswer]) -> Preview:
    """What taking their question back changes: what stood before it was dropped stands again."""
    return Preview(tuple(_outcome(one, one.standing.earned) for one in given))


def preview_by_hand(given: Sequence[GivenAnswer], share: Share, *, reason: str) -> Preview:
    """What giving answers, none of them dropped, a share of their points by hand changes.

    Raises ValueError where there is no half; see `by_hand`.
    """
    return Preview(tuple(_outcome(one, _given_by_hand(one, share, reason)) for one in given))


def _given_by_hand(given: GivenAnswer, share: Share, reason: str) -> Mark:
    earned = given.standing.earned
    return by_hand(
        earned, share, maximum=earned.maximum, confidence=given.confidence, reason=reason
    )


def marked_anew(new: Item, given: GivenAnswer) -> Mark:
    """The mark of an answer by another key and the rule that it was marked by."""
    return score(new, given.answer, given.standing.earned.rule, confidence=given.confidence)


def _by_key(new: Item, given: GivenAnswer, *, override: bool) -> Outcome:
    kept = None
    if not is_same_question(given.asked, new):
        kept = Effect.OTHER_WORDING
    elif given.standing.by_hand and not override:
        kept = Effect.BY_HAND
    if kept is not None:
        return replace(_outcome(given, given.standing.mark), effect=kept)
    return _outcome(given, marked_anew(new, given))


def _outcome(given: GivenAnswer, new: Mark) -> Outcome:
    old = given.standing.mark
    after = given.whole.with_change(old, new)
    return Outcome(given.key, _effect(given.whole, after), old, new, given.whole, after)


def _effect(before: Score, after: Score) -> Effect:
    """By the share of the maximum: a dropped question takes from both."""
    was, becomes = before.share, after.share
    if was is None or becomes is None or abs(becomes - was) <= _ROUNDING:
        return Effect.SAME
    return Effect.GAINS if becomes > was else Effect.LOSES
