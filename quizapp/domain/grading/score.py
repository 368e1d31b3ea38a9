"""One way in for all marking: an item, an answer, a rule, a mark."""

from collections.abc import Callable

from quizapp.domain.content.schema import Item, MultipleItem, SbaItem, ShortAnswerItem
from quizapp.domain.content.vocabulary import ItemType, Language, OptionFlag
from quizapp.domain.errors import RarissimeError
from quizapp.domain.grading import options, short_answer
from quizapp.domain.grading.answers import Answer, ChosenOptions, TypedText
from quizapp.domain.grading.marks import Mark
from quizapp.domain.grading.options import OptionKey


class AnswerDoesNotFitError(RarissimeError):
    """The answer cannot belong to the item: unknown options, or text where options are due."""


def score(item: Item, answer: Answer) -> Mark:
    """The mark of an answer by the rule of the item's type.

    Raises AnswerDoesNotFitError for an answer of another kind or with options that the item does
    not have, and for cards, which are graded by the learner.
    """
    rule = RULES.get(_RULE_OF_TYPE.get(item.type, ""))
    if rule is None:
        raise AnswerDoesNotFitError(f"{item.id}: a {item.type} item is a card, it has no mark")
    return rule(item, answer)


def guessing(item: Item) -> float:
    """The chance of a right answer without knowledge: 1/options for a single best answer.

    0 for the others: among 2⁵ patterns, or in free text, luck is negligible.
    """
    return 1.0 / len(item.options) if isinstance(item, SbaItem) else 0.0


def _single_best_answer(item: Item, answer: Answer) -> Mark:
    return options.single_best_answer(_key(item), _chosen(item, answer))


def _edn_discordances(item: Item, answer: Answer) -> Mark:
    return options.edn_discordances(_key(item), _chosen(item, answer))


def _short_answer(item: Item, answer: Answer) -> Mark:
    if not isinstance(item, ShortAnswerItem) or not isinstance(answer, TypedText):
        raise AnswerDoesNotFitError(f"{item.id}: a typed answer was expected")
    if answer.language not in item.answers:
        raise AnswerDoesNotFitError(f"{item.id}: has no answers in «{answer.language}»")
    language = Language(answer.language)
    return short_answer.mark_short_answer(
        answer.text,
        language=language,
        accepted=item.answers[language],
        rejected=item.rejected.get(language, {}),
    )


RULES: dict[str, Callable[[Item, Answer], Mark]] = {
    options.SBA: _single_best_answer,
    options.EDN_DISCORDANCES: _edn_discordances,
    short_answer.RULE: _short_answer,
}
_RULE_OF_TYPE: dict[str, str] = {
    ItemType.SBA: options.SBA,
    ItemType.MULTIPLE: options.EDN_DISCORDANCES,
    ItemType.SHORT_ANSWER: short_answer.RULE,
}


def _key(item: Item) -> OptionKey:
    if not isinstance(item, SbaItem | MultipleItem):
        raise AnswerDoesNotFitError(f"{item.id}: has no options")
    return OptionKey(
        options=tuple(option.id for option in item.options),
        right=frozenset(option.id for option in item.keys),
        indispensable=_flagged(item, OptionFlag.INDISPENSABLE),
        inacceptable=_flagged(item, OptionFlag.INACCEPTABLE),
    )


def _flagged(item: SbaItem | MultipleItem, flag: OptionFlag) -> frozenset[str]:
    return frozenset(option.id for option in item.options if option.flag is flag)


def _chosen(item: Item, answer: Answer) -> frozenset[str]:
    if not isinstance(answer, ChosenOptions):
        raise AnswerDoesNotFitError(f"{item.id}: options were expected, not a text")
    if isinstance(item, SbaItem | MultipleItem):
        unknown = answer.ids - {option.id for option in item.options}
        if unknown:
            raise AnswerDoesNotFitError(f"{item.id}: has no option «{min(unknown)}»")
    return answer.ids
