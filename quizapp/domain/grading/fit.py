"""Which answers can belong to an item, whatever they are worth."""

from quizapp.domain.content.schema import (
    SCALE,
    ConcordanceItem,
    Item,
    LongMenuItem,
    MultipleItem,
    OptionsItem,
    ShortAnswerItem,
    ShortMenuItem,
)
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.errors import RarissimeError
from quizapp.domain.grading.answers import Answer, ChosenOptions, TypedText


class AnswerDoesNotFitError(RarissimeError):
    """The answer cannot belong to the item, or the rule cannot mark it."""


def require_fit(item: Item, answer: Answer) -> None:
    """Accept what a page of the item can send; whatever is accepted, every rule can mark.

    An exam asks this of each answer that it keeps. It looks at no secret: at the number of right
    options only where the question announces it.

    Raises AnswerDoesNotFitError for an answer of another kind, for options that the item does not
    have, for more than one where one is asked for or more than a menu announces, for a language
    that the item has no answers in, and for cards.
    """
    match item:
        case ShortAnswerItem():
            typed_text(item, answer)
        case _ if option_ids(item):
            most = _most_chosen(item)
            if len(chosen_options(item, answer)) > most:
                raise AnswerDoesNotFitError(f"{item.id}: {most} at most can be chosen")
        case _:
            raise AnswerDoesNotFitError(f"{item.id}: a {item.type} item is a card")


def option_ids(item: Item) -> tuple[str, ...]:
    """The ids of what can be ticked, in the item's order; of a concordance item, its scale."""
    if isinstance(item, ConcordanceItem):
        return SCALE
    return tuple(option.id for option in item.options) if isinstance(item, OptionsItem) else ()


def chosen_options(item: Item, answer: Answer) -> frozenset[str]:
    """The options ticked. Raises AnswerDoesNotFitError where the item does not have them."""
    if not isinstance(answer, ChosenOptions):
        raise AnswerDoesNotFitError(f"{item.id}: options were expected, not a text")
    unknown = answer.ids - set(option_ids(item))
    if unknown:
        raise AnswerDoesNotFitError(f"{item.id}: has no option «{min(unknown)}»")
    return answer.ids


def typed_text(item: ShortAnswerItem, answer: Answer) -> tuple[str, Language]:
    """The text typed and its language. Raises AnswerDoesNotFitError where it cannot be compared."""
    if not isinstance(answer, TypedText):
        raise AnswerDoesNotFitError(f"{item.id}: a typed answer was expected")
    if answer.language not in item.answers:
        raise AnswerDoesNotFitError(f"{item.id}: has no answers in «{answer.language}»")
    return answer.text, Language(answer.language)


def _most_chosen(item: Item) -> int:
    match item:
        case ShortMenuItem() | LongMenuItem():
            return len(item.keys)
        case MultipleItem():
            return len(item.options)
        case _:
            return 1
