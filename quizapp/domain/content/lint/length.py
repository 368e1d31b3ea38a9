"""Rules 1 and 2: lengths that give the key away."""

from collections.abc import Iterable, Iterator

from quizapp.domain.content.bank import Bank
from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.wording import Wording, wordings
from quizapp.domain.content.problems import place
from quizapp.domain.content.schema import SbaItem
from quizapp.domain.content.vocabulary import ItemType, Language

_FEWEST_ITEMS = 8
_SIGNIFICANCE = 0.05


def long_key(wording: Wording) -> Iterator[Finding]:
    """LONGKEY: every key is at least 1.25 times, and 8 characters, longer than any distractor.

    Of long menus, only those with one key are judged.
    """
    if not wording.keys or not wording.distractors:
        return
    if wording.item.type is ItemType.LONG_MENU and len(wording.keys) > 1:
        return
    key = min(wording.keys, key=lambda option: len(option.text))
    longest = max(len(option.text) for option in wording.distractors)
    if len(key.text) >= 1.25 * longest and len(key.text) >= longest + 8:
        message = (
            f"the key has {len(key.text)} characters and the longest distractor {longest}: "
            "shorten the key or fill out the distractors"
        )
        yield wording.finding("LONGKEY", Severity.ERROR, key, message)


def uneven_lengths(wording: Wording) -> Iterator[Finding]:
    """LENVAR: the longest option is over 2.2 times, and 20 characters, longer than the shortest.

    A long menu is a list of names, some short and some long.
    """
    if len(wording.options) < 2 or wording.item.type is ItemType.LONG_MENU:
        return
    short, *_, long = sorted(wording.options, key=lambda option: len(option.text))
    if len(long.text) > 2.2 * len(short.text) and len(long.text) > len(short.text) + 20:
        message = (
            f"{len(long.text)} characters, and the shortest option has {len(short.text)}: "
            "make the options alike in length"
        )
        yield wording.finding("LENVAR", Severity.WARNING, long, message)


def keys_longest_too_often(bank: Bank) -> Iterator[Finding]:
    """LONGKEY over a bank: the key is the longest option more often than chance explains.

    Exact one-sided test over the SBA items that have a single longest option: each is a draw with
    chance 1/(number of options), a binomial law where all items have as many options.
    """
    for language in bank.meta.languages:
        draws = dict(_draws(bank, language))
        hits = [name for name, (key_is_longest, _) in draws.items() if key_is_longest]
        chances = [chance for _, chance in draws.values()]
        if len(chances) < _FEWEST_ITEMS:
            continue
        probability = at_least(len(hits), chances)
        if probability < _SIGNIFICANCE:
            message = (
                f"the key is the longest option in {len(hits)} of {len(chances)} SBA items, chance "
                f"would give {sum(chances):.1f} (p = {probability:.3f}): shorten some of the keys "
                f"of {', '.join(hits)}"
            )
            where = place("items", field=language)
            yield Finding("LONGKEY", Severity.ERROR, where, message)


def at_least(hits: int, chances: Iterable[float]) -> float:
    """The probability of `hits` or more successes in independent draws of the given chances."""
    law = [1.0]
    for chance in chances:
        law = [
            (law[count] if count < len(law) else 0.0) * (1 - chance)
            + (law[count - 1] if count else 0.0) * chance
            for count in range(len(law) + 1)
        ]
    return sum(law[hits:])


def _draws(bank: Bank, language: Language) -> Iterator[tuple[str, tuple[bool, float]]]:
    for item in bank.items:
        if not isinstance(item, SbaItem):
            continue
        for wording in wordings(item):
            if wording.language is language:
                lengths = [len(option.text) for option in wording.options]
                longest = [one for one in wording.options if len(one.text) == max(lengths)]
                if len(longest) == 1:
                    yield item.id, (longest[0].correct, 1 / len(lengths))
