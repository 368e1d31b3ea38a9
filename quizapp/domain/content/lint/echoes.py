"""Rules 10 and 11: words of the stem that point at the key; texts that are there twice."""

from collections.abc import Iterator

from quizapp.domain.content.bank import Bank, item_place
from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.wording import Wording, wordings
from quizapp.domain.content.lint.words import roots, tokens

_NEAR = 0.75


def clang(wording: Wording) -> Iterator[Finding]:
    """CLANG: a root of six letters stands in the stem and in a key, and in no distractor."""
    language = wording.language
    stem = roots(wording.prompt.text, language)
    elsewhere: set[str] = set()
    for option in wording.distractors:
        elsewhere |= set(roots(option.text, language))
    for option in wording.keys:
        key = roots(option.text, language)
        for root in sorted(set(stem) & set(key) - elsewhere):
            message = (
                f"«{key[root]}» echoes «{stem[root]}» of the stem and no distractor does: "
                "change one of the words, or let a distractor echo it too"
            )
            yield wording.finding("CLANG", Severity.ERROR, option, message)


def same_options(wording: Wording) -> Iterator[Finding]:
    """DUPLICATE: two options say the same. NEARDUP: they share three words in four."""
    for position, option in enumerate(wording.options):
        for other in wording.options[:position]:
            if tokens(option.text) == tokens(other.text):
                message = f"is the same as {other.field}: replace one"
                yield wording.finding("DUPLICATE", Severity.ERROR, option, message)
            elif likeness(option.text, other.text) >= _NEAR:
                message = f"is nearly the same as {other.field}: is the difference what you test?"
                yield wording.finding("NEARDUP", Severity.INFO, option, message)


def same_stems(bank: Bank) -> Iterator[Finding]:
    """DUPLICATE: two items of a bank ask the same words. NEARDUP: nearly the same words."""
    seen: list[tuple[Wording, tuple[str, ...], frozenset[str]]] = []
    for item in bank.items:
        for wording in wordings(item):
            words = tokens(wording.prompt.text)
            bag = frozenset(words)
            for other, other_words, other_bag in seen:
                if other.language is not wording.language:
                    continue
                if words == other_words:
                    message = f"asks the same as {item_place(other.item)}: reword or remove one"
                    yield wording.finding("DUPLICATE", Severity.ERROR, wording.prompt, message)
                elif _overlap(bag, other_bag) >= _NEAR:
                    message = f"asks nearly the same as {item_place(other.item)}"
                    yield wording.finding("NEARDUP", Severity.INFO, wording.prompt, message)
            seen.append((wording, words, bag))


def likeness(one: str, other: str) -> float:
    """The Jaccard index of the words of two texts, from 0 to 1."""
    return _overlap(frozenset(tokens(one)), frozenset(tokens(other)))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    # Sets of very different sizes cannot be alike: skip them cheaply, a bank has many pairs.
    if min(len(one), len(other)) < _NEAR * max(len(one), len(other), 1):
        return 0.0
    return len(one & other) / len(one | other)
