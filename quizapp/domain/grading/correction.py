"""Correcting an item whose key is wrong: the same question with other right answers.

A correction changes what is right, never what was asked. How many options a menu announces was
asked too, so that its number of right options stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from quizapp.domain.content.messages import explain
from quizapp.domain.content.schema import (
    ITEM,
    LONGEST_SHORT_ANSWER,
    Item,
    LongMenuItem,
    MultipleItem,
    OptionsItem,
    SbaItem,
    ShortAnswerItem,
    ShortMenuItem,
)
from quizapp.domain.content.vocabulary import OptionFlag
from quizapp.domain.errors import RarissimeError
from quizapp.domain.grading.short_answer import folded

_NO_OPTIONS: frozenset[str] = frozenset()
# What of an item a correction changes, and what is said about it afterwards.
_KEY = ("answers", "rejected")
_KEY_OF_OPTION = ("correct", "flag", "also_accepted", "rationale")
_ABOUT = ("level", "expected_success", "sentences", "facts", "explanation", "topic")


class Fault(StrEnum):
    """Why a correction makes no sense. What it carries stands behind it."""

    NOT_CORRECTABLE = "not_correctable"  # a card, or a panel's item
    UNKNOWN_OPTION = "unknown_option"  # text: its id
    NONE_RIGHT = "none_right"
    ALL_RIGHT = "all_right"
    ONE_BEST = "one_best"
    TWO_RIGHT_AT_LEAST = "two_right_at_least"
    ANNOUNCED = "announced"  # count: how many options the question announced
    RIGHT_AND_ACCEPTED = "right_and_accepted"
    FLAG_DISAGREES = "flag_disagrees"
    NO_FORM = "no_form"  # text: the language
    EMPTY_FORM = "empty_form"  # text: the form
    LONG_FORM = "long_form"  # text: the form
    ACCEPTED_AND_REJECTED = "accepted_and_rejected"  # text: the form
    NO_REASON = "no_reason"  # text: the rejected form
    SCHEMA = "schema"  # text: what the schema of banks says


class CorrectionError(RarissimeError):
    """The correction cannot be made; ``fault`` says why in a code."""

    def __init__(self, fault: Fault, text: str = "", count: int = 0) -> None:
        super().__init__(f"{fault}: {text}" if text else str(fault))
        self.fault = fault
        self.text = text
        self.count = count


@dataclass(frozen=True, slots=True)
class KeyCorrection:
    """Which options are right, and which decide alone (multiple response only), by id.

    ``also_accepted`` options of a single best answer give the point as the best one does.
    """

    right: AbstractSet[str]
    also_accepted: AbstractSet[str] = _NO_OPTIONS
    indispensable: AbstractSet[str] = _NO_OPTIONS
    inacceptable: AbstractSet[str] = _NO_OPTIONS


@dataclass(frozen=True, slots=True)
class FormsCorrection:
    """All accepted forms of a short answer by language, and the rejected ones with the reason."""

    accepted: Mapping[str, Sequence[str]]
    rejected: Mapping[str, Mapping[str, str]]


Correction = KeyCorrection | FormsCorrection


def is_correctable(item: Item) -> bool:
    """Whether its key can be corrected: not a card, and not what a panel decides."""
    return isinstance(item, OptionsItem | ShortAnswerItem)


def correct(item: Item, correction: Correction) -> Item:
    """The item with another key, valid by the schema of banks.

    Raises CorrectionError.
    """
    if isinstance(item, ShortAnswerItem) and isinstance(correction, FormsCorrection):
        return _validated(item, _with_forms(item, correction))
    if isinstance(item, OptionsItem) and isinstance(correction, KeyCorrection):
        return _validated(item, _with_key(item, correction))
    raise CorrectionError(Fault.NOT_CORRECTABLE)


def key_of(item: OptionsItem) -> KeyCorrection:
    """The correction that changes nothing: what is right now."""
    return KeyCorrection(
        right=frozenset(option.id for option in item.keys),
        also_accepted=frozenset(option.id for option in item.also_accepted),
        indispensable=_flagged(item, OptionFlag.INDISPENSABLE),
        inacceptable=_flagged(item, OptionFlag.INACCEPTABLE),
    )


def forms_of(item: ShortAnswerItem) -> FormsCorrection:
    """The correction that changes nothing: the forms that are known now."""
    return FormsCorrection(
        accepted={str(language): forms for language, forms in item.answers.items()},
        rejected={str(language): forms for language, forms in item.rejected.items()},
    )


def with_form(
    item: ShortAnswerItem, text: str, *, language: str, reason: str | None = None
) -> FormsCorrection:
    """The known forms and one more: accepted or, with a ``reason``, rejected.

    It is taken out of where it stood before, however it was written there.
    """
    known = folded(text, language)
    accepted = {str(one): list(forms) for one, forms in item.answers.items()}
    rejected = {str(one): dict(forms) for one, forms in item.rejected.items()}
    accepted[language] = _others(accepted.get(language, []), known, language)
    refused = rejected.setdefault(language, {})
    for form in set(refused) - set(_others(refused, known, language)):
        del refused[form]
    if reason is None:
        accepted[language].append(text)
    else:
        refused[text] = reason
    return FormsCorrection(accepted, rejected)


def is_same_question(one: Item, other: Item) -> bool:
    """Whether two revisions ask the same and offer the same options, whatever is right in them."""
    return _question(one) == _question(other)


def _others(forms: Iterable[str], known: str, language: str) -> list[str]:
    return [form for form in forms if folded(form, language) != known]


def _with_key(item: OptionsItem, correction: KeyCorrection) -> dict[str, Any]:
    _require_sense(item, correction)
    document = item.model_dump(mode="json")
    for option in document["options"]:
        name = option["id"]
        option["correct"] = name in correction.right
        option["also_accepted"] = name in correction.also_accepted
        option["flag"] = None
        if name in correction.indispensable:
            option["flag"] = OptionFlag.INDISPENSABLE.value
        if name in correction.inacceptable:
            option["flag"] = OptionFlag.INACCEPTABLE.value
    return document


def _require_sense(item: OptionsItem, correction: KeyCorrection) -> None:
    right, also = correction.right, correction.also_accepted
    decisive = correction.indispensable | correction.inacceptable
    ids = {option.id for option in item.options}
    unknown = (right | also | decisive) - ids
    if unknown:
        raise CorrectionError(Fault.UNKNOWN_OPTION, min(unknown))
    if not right:
        raise CorrectionError(Fault.NONE_RIGHT)
    _require_number(item, len(right))
    if right & also or (also and not isinstance(item, SbaItem)):
        raise CorrectionError(Fault.RIGHT_AND_ACCEPTED)
    if right | also == ids:
        raise CorrectionError(Fault.ALL_RIGHT)
    disagrees = correction.indispensable - right or correction.inacceptable & right
    if disagrees or (decisive and not isinstance(item, MultipleItem)):
        raise CorrectionError(Fault.FLAG_DISAGREES)


def _require_number(item: OptionsItem, right: int) -> None:
    match item:
        case SbaItem() if right > 1:
            raise CorrectionError(Fault.ONE_BEST)
        case MultipleItem() if right < 2:
            raise CorrectionError(Fault.TWO_RIGHT_AT_LEAST)
        case ShortMenuItem() | LongMenuItem() if right != len(item.keys):
            raise CorrectionError(Fault.ANNOUNCED, count=len(item.keys))
        case _:
            return


def _with_forms(item: ShortAnswerItem, correction: FormsCorrection) -> dict[str, Any]:
    document = item.model_dump(mode="json")
    accepted = {name: _stripped(forms) for name, forms in correction.accepted.items()}
    rejected = {
        name: {form.strip(): reason.strip() for form, reason in forms.items() if form.strip()}
        for name, forms in correction.rejected.items()
    }
    for language in document["answers"]:
        if not accepted.get(language):
            raise CorrectionError(Fault.NO_FORM, language)
        _require_forms(accepted[language], rejected.get(language, {}), language)
    for language in accepted.keys() | rejected.keys():
        if language not in document["answers"] and (
            accepted.get(language) or rejected.get(language)
        ):
            raise CorrectionError(Fault.SCHEMA, f"no answers in «{language}»")
    document["answers"] = {name: accepted[name] for name in document["answers"]}
    # As it stood: a language without rejected forms may be named, or not.
    kept = {name: rejected.get(name, {}) for name in document["rejected"]}
    document["rejected"] = kept | {name: forms for name, forms in rejected.items() if forms}
    return document


def _stripped(forms: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(form.strip() for form in forms if form.strip()))


def _require_forms(accepted: Sequence[str], rejected: Mapping[str, str], language: str) -> None:
    for form in (*accepted, *rejected):
        if not folded(form, language):
            raise CorrectionError(Fault.EMPTY_FORM, form)
    for form in accepted:
        if len(form.split()) > LONGEST_SHORT_ANSWER:
            raise CorrectionError(Fault.LONG_FORM, form)
    known = {folded(form, language) for form in accepted}
    for form, reason in rejected.items():
        if folded(form, language) in known:
            raise CorrectionError(Fault.ACCEPTED_AND_REJECTED, form)
        if not reason:
            raise CorrectionError(Fault.NO_REASON, form)


def _validated(item: Item, document: dict[str, Any]) -> Item:
    """The last word is the schema's: whatever was not foreseen above."""
    try:
        return ITEM.validate_python(document)
    except ValidationError as error:
        field, message, _rule = next(explain(error, document))
        raise CorrectionError(Fault.SCHEMA, f"{item.id}, {field}: {message}") from error


def _flagged(item: OptionsItem, flag: OptionFlag) -> frozenset[str]:
    return frozenset(option.id for option in item.options if option.flag is flag)


def _question(item: Item) -> dict[str, Any]:
    document = item.model_dump(mode="json")
    for name in (*_KEY, *_ABOUT):
        document.pop(name, None)
    for option in document.get("options", ()):
        for name in _KEY_OF_OPTION:
            option.pop(name, None)
    if isinstance(item, ShortMenuItem | LongMenuItem):
        document["announced"] = len(item.keys)
    return document
