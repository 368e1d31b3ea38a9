"""Typed answers that the matcher was unsure of, put together where they say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quizapp.domain.content.schema import ShortAnswerItem
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.marks import ReasonCode
from quizapp.domain.grading.short_answer import folded, mark_short_answer


class Doubt(StrEnum):
    """Why the matcher is unsure: no known form says it, or one does but for a slip."""

    UNKNOWN = "unknown"
    TYPO = "typo"


@dataclass(frozen=True, slots=True)
class Unsure:
    """What the matcher made of an answer; ``near``: the accepted form it took it for."""

    doubt: Doubt
    near: str | None


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer to an item; ``key`` is whatever the caller knows it by."""

    key: int
    answer: TypedText


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Answers in one language that say the same, as `short_answer.folded` has it.

    ``written``: how they were spelt and how often, the most frequent first.
    """

    language: str
    form: str
    unsure: Unsure
    written: tuple[tuple[str, int], ...]
    keys: tuple[int, ...]

    @property
    def text(self) -> str:
        """The spelling to show, and to learn."""
        return self.written[0][0]

    @property
    def count(self) -> int:
        return len(self.keys)


_DOUBTS = {ReasonCode.WRONG: Doubt.UNKNOWN, ReasonCode.ACCEPTED_TYPO: Doubt.TYPO}


def unsure_of(item: ShortAnswerItem, answer: TypedText) -> Unsure | None:
    """What the matcher was unsure of; None for a blank, and for an accepted or rejected form.

    By the item's own rule, whatever the convention made of it. An answer in a language that the
    item has no forms in cannot be compared: None.
    """
    if answer.language not in item.answers:
        return None
    language = Language(answer.language)
    reason = mark_short_answer(
        answer.text,
        language=language,
        accepted=item.answers[language],
        rejected=item.rejected.get(language, {}),
    ).reason
    doubt = _DOUBTS.get(ReasonCode(reason.code))
    return None if doubt is None else Unsure(doubt, reason.text)


def group_unsure(item: ShortAnswerItem, answers: Iterable[Typed]) -> list[AnswerGroup]:
    """The answers that the matcher was unsure of, by what they say; the most frequent first."""
    together: dict[tuple[str, str, Unsure], list[Typed]] = {}
    for typed in answers:
        unsure = unsure_of(item, typed.answer)
        if unsure is not None:
            language = typed.answer.language
            # A slip is told by words, which «sous cutané» has two of and «souscutané» has not.
            same = language, folded(typed.answer.text, language), unsure
            together.setdefault(same, []).append(typed)
    groups = [_group(*same, found) for same, found in together.items()]
    return sorted(groups, key=lambda group: (-group.count, group.language, group.form))


def _group(language: str, form: str, unsure: Unsure, found: Sequence[Typed]) -> AnswerGroup:
    spelt = Counter(" ".join(typed.answer.text.split()) for typed in found)
    return AnswerGroup(
        language=language,
        form=form,
        unsure=unsure,
        written=tuple(sorted(spelt.items(), key=lambda one: (-one[1], one[0]))),
        keys=tuple(typed.key for typed in found),
    )
