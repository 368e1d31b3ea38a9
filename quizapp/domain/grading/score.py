"""One way in for all marking: an item, an answer, a rule, a mark.

Each type of item has a rule of its own, from which its credit is computed. A `Convention` chooses
the rule that makes points of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from quizapp.domain.content.schema import (
    ConcordanceItem,
    Item,
    LongMenuItem,
    MultipleItem,
    OptionsItem,
    SbaItem,
    ShortAnswerItem,
    ShortMenuItem,
)
from quizapp.domain.content.vocabulary import ItemType, OptionFlag
from quizapp.domain.grading import concordance, menus, options, short_answer, variants
from quizapp.domain.grading.answers import Answer
from quizapp.domain.grading.convention import Convention
from quizapp.domain.grading.fit import AnswerDoesNotFitError, chosen_options, typed_text
from quizapp.domain.grading.marks import Mark, Verdict
from quizapp.domain.grading.options import OptionKey

SBA = "sba"
EDN_DISCORDANCES = "edn_discordances"
MENU_SHORT = "menu_short"
MENU_LONG = "menu_long"
SHORT_ANSWER = "short_answer"
CONCORDANCE = "concordance"
FORMULA_SCORING = "formula_scoring"
ALL_OR_NOTHING = "all_or_nothing"
KPRIM = "kprim"
CONFIDENCE_MARKING = "confidence_marking"

OWN_RULES: dict[str, str] = {
    ItemType.SBA: SBA,
    ItemType.MULTIPLE: EDN_DISCORDANCES,
    ItemType.SHORT_MENU: MENU_SHORT,
    ItemType.LONG_MENU: MENU_LONG,
    ItemType.SHORT_ANSWER: SHORT_ANSWER,
    ItemType.CONCORDANCE: CONCORDANCE,
}
# Where a convention departs from the items' own rules, which are the EDN's.
_DEPARTURES: dict[Convention, dict[str, str]] = {
    Convention.EDN: {},
    # One point or none. A concordance item keeps its panel: it has no right answer to hit or miss.
    Convention.CLASSIC: {
        ItemType.MULTIPLE: ALL_OR_NOTHING,
        ItemType.SHORT_MENU: ALL_OR_NOTHING,
        ItemType.LONG_MENU: ALL_OR_NOTHING,
    },
    Convention.FORMULA: {ItemType.SBA: FORMULA_SCORING},
    Convention.KPRIM: {ItemType.MULTIPLE: KPRIM},
    Convention.CONFIDENCE: {
        ItemType.SBA: CONFIDENCE_MARKING,
        ItemType.SHORT_ANSWER: CONFIDENCE_MARKING,
    },
}
# Where all experts disagree evenly every answer is right. Memory and ability divide by what
# guessing leaves to knowledge, so it leaves a little.
_MOST_GUESSING = 0.99


@dataclass(frozen=True, slots=True)
class _Terms:
    """What some rules take into account beside the answer."""

    confidence: int = variants.LEAST_CONFIDENT
    menu_penalty: float = menus.NO_PENALTY


@dataclass(frozen=True, slots=True)
class Rule:
    """A version of a rule, the items that it can mark, and how it does.

    Whatever could change the points of an answer already given makes a new version.
    """

    name: str
    version: int
    fits: Callable[[Item], bool]
    # Called with items that fit alone: each rule may name its own type.
    judge: Callable[[Any, Answer, _Terms], Verdict]


def score(
    item: Item,
    answer: Answer,
    rule: str,
    *,
    confidence: int | None = None,
    menu_penalty: float = menus.NO_PENALTY,
) -> Mark:
    """The mark of an answer by the rule of that name; `rule_of` finds it.

    ``confidence`` is the learner's level from 1 to 3, of which confidence marking alone takes
    notice, and None as level 1. ``menu_penalty`` is what a wrong tick of a short menu costs, from
    0 to 1 point; see `menus.short_menu`.

    Raises AnswerDoesNotFitError for an answer of another kind or with options that the item does
    not have, for a level that does not exist, for a rule that is unknown or made for other items,
    and for cards, which are graded by the learner.
    """
    found = _rule(item, rule)
    if confidence is None:
        confidence = variants.LEAST_CONFIDENT
    if confidence not in variants.CONFIDENCE_LEVELS:
        raise AnswerDoesNotFitError(f"{item.id}: confidence is 1, 2 or 3, not {confidence}")
    verdict = found.judge(item, answer, _Terms(confidence, menu_penalty))
    return Mark(
        points=verdict.points,
        maximum=verdict.maximum,
        credit=verdict.credit,
        rule=found.name,
        version=found.version,
        reason=verdict.reason,
    )


def rule_of(item: Item, convention: Convention = Convention.EDN) -> str:
    """The name of the rule that marks the item under a convention.

    A convention that has nothing to say of an item leaves it the rule of its type: confidence
    marking does so to items that can be right in part, Kprim to multiple responses with five
    options, for which no Kprim rule was published.

    Raises AnswerDoesNotFitError for a card.
    """
    own = _own_rule(item)
    departure = _DEPARTURES[convention].get(item.type, own)
    return departure if RULES[departure].fits(item) else own


def guessing(item: Item) -> float:
    """The credit to expect without knowledge, under 1.

    1/k for a single best answer among k, more where others are accepted beside it; n/k for a menu,
    where n of k are ticked; the mean credit of the five points for a concordance item. 0 for the
    others: among 2⁵ patterns, or in free text, luck is negligible.
    """
    match item:
        case SbaItem() | ShortMenuItem() | LongMenuItem():
            return (len(item.keys) + len(item.also_accepted)) / len(item.options)
        case ConcordanceItem():
            credits_ = concordance.panel_credits(item.panel.counts)
            return min(sum(credits_) / len(credits_), _MOST_GUESSING)
        case _:
            return 0.0


def key_ids(item: Item) -> tuple[str, ...]:
    """The ids of the right options in the item's order; of a concordance item, its modal points.

    Those that are also accepted are not among them. Empty for items without options.
    """
    if isinstance(item, ConcordanceItem):
        return concordance.modal_points(item.panel.counts)
    return tuple(option.id for option in item.keys) if isinstance(item, OptionsItem) else ()


def _rule(item: Item, name: str) -> Rule:
    _own_rule(item)
    found = RULES.get(name)
    if found is None:
        raise AnswerDoesNotFitError(f"no rule is named «{name}»: choose among {', '.join(RULES)}")
    if not found.fits(item):
        raise AnswerDoesNotFitError(f"{item.id}: the rule «{name}» does not mark such an item")
    return found


def _own_rule(item: Item) -> str:
    own = OWN_RULES.get(item.type)
    if own is None:
        raise AnswerDoesNotFitError(f"{item.id}: a {item.type} item is a card, it has no mark")
    return own


def _own_verdict(item: Item, answer: Answer) -> Verdict:
    return RULES[_own_rule(item)].judge(item, answer, _Terms())


def _is(*kinds: type) -> Callable[[Item], bool]:
    return lambda item: isinstance(item, kinds)


def _has_kprim_options(item: Item) -> bool:
    return isinstance(item, MultipleItem) and len(item.options) == variants.KPRIM_OPTIONS


def _single_best_answer(item: SbaItem, answer: Answer, _terms: _Terms) -> Verdict:
    return options.single_best_answer(_key(item), chosen_options(item, answer))


def _edn_discordances(item: MultipleItem, answer: Answer, _terms: _Terms) -> Verdict:
    return options.edn_discordances(_key(item), chosen_options(item, answer))


def _short_menu(item: ShortMenuItem, answer: Answer, terms: _Terms) -> Verdict:
    chosen = chosen_options(item, answer)
    return menus.short_menu(_key(item), chosen, penalty=terms.menu_penalty)


def _long_menu(item: LongMenuItem, answer: Answer, _terms: _Terms) -> Verdict:
    return menus.long_menu(_key(item), chosen_options(item, answer))


def _short_answer(item: ShortAnswerItem, answer: Answer, _terms: _Terms) -> Verdict:
    typed, language = typed_text(item, answer)
    return short_answer.mark_short_answer(
        typed,
        language=language,
        accepted=item.answers[language],
        rejected=item.rejected.get(language, {}),
    )


def _concordance(item: ConcordanceItem, answer: Answer, _terms: _Terms) -> Verdict:
    chosen = chosen_options(item, answer)
    if len(chosen) > 1:
        raise AnswerDoesNotFitError(f"{item.id}: one point of the scale was expected")
    return concordance.concordance(item.panel.counts, next(iter(chosen), None))


def _formula_scoring(item: SbaItem, answer: Answer, _terms: _Terms) -> Verdict:
    return variants.formula_scoring(_own_verdict(item, answer), options=len(item.options))


def _all_or_nothing(item: Item, answer: Answer, _terms: _Terms) -> Verdict:
    return variants.all_or_nothing(_own_verdict(item, answer))


def _kprim(item: Item, answer: Answer, _terms: _Terms) -> Verdict:
    return variants.kprim(_own_verdict(item, answer))


def _confidence_marking(item: Item, answer: Answer, terms: _Terms) -> Verdict:
    return variants.confidence_marking(_own_verdict(item, answer), terms.confidence)


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(SBA, 2, _is(SbaItem), _single_best_answer),
        Rule(EDN_DISCORDANCES, 1, _is(MultipleItem), _edn_discordances),
        Rule(MENU_SHORT, 1, _is(ShortMenuItem), _short_menu),
        Rule(MENU_LONG, 1, _is(LongMenuItem), _long_menu),
        Rule(SHORT_ANSWER, 1, _is(ShortAnswerItem), _short_answer),
        Rule(CONCORDANCE, 1, _is(ConcordanceItem), _concordance),
        Rule(FORMULA_SCORING, 2, _is(SbaItem), _formula_scoring),
        Rule(ALL_OR_NOTHING, 1, _is(MultipleItem, ShortMenuItem, LongMenuItem), _all_or_nothing),
        Rule(KPRIM, 1, _has_kprim_options, _kprim),
        Rule(CONFIDENCE_MARKING, 2, _is(SbaItem, ShortAnswerItem), _confidence_marking),
    )
}


def _key(item: OptionsItem) -> OptionKey:
    return OptionKey(
        options=tuple(option.id for option in item.options),
        right=frozenset(key_ids(item)),
        indispensable=_flagged(item, OptionFlag.INDISPENSABLE),
        inacceptable=_flagged(item, OptionFlag.INACCEPTABLE),
        also=frozenset(option.id for option in item.also_accepted),
    )


def _flagged(item: OptionsItem, flag: OptionFlag) -> frozenset[str]:
    return frozenset(option.id for option in item.options if option.flag is flag)
