"""Rules 10 and 11: words of the stem that point at the key; texts that are there twice."""

from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Words:
    listed: tuple[str, ...]
    bag: frozenset[str]

    @classmethod
    def of(cls, *texts: str) -> "_Words":
        listed = tokens(" ".join(texts))
        return cls(listed, frozenset(listed))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an item asks: the scene (a case's information, a scenario), the question, and both."""

    wording: Wording
    scene: _Words
    question: _Words
    whole: _Words


def same_stems(bank: Bank) -> Iterator[Finding]:
    """DUPLICATE: two items of a bank ask the same words. NEARDUP: nearly the same words."""
    seen: list[_Asked] = []
    for item in bank.items:
        for wording in wordings(item):
            asked = _asked(wording)
            for other in seen:
                if other.wording.language is wording.language:
                    yield from _compare(asked, other)
            seen.append(asked)


def _asked(wording: Wording) -> _Asked:
    scene, question = list(wording.told), [wording.prompt.text]
    if wording.premises:
        scene, question = scene + question, [phrase.text for phrase in wording.premises]
    whole = _Words.of(*scene, *question)
    return _Asked(wording, _Words.of(*scene), _Words.of(*question), whole)


def _compare(asked: _Asked, other: _Asked) -> Iterator[Finding]:
    same_scene = asked.scene.listed == other.scene.listed
    case, other_case = asked.wording.item.case, other.wording.item.case
    if case and other_case and case.id == other_case.id and not same_scene:
        return  # more is known by now: «Which test?» may be asked again
    words = asked.question if same_scene else asked.whole
    other_words = other.question if same_scene else other.whole
    wording, where = asked.wording, item_place(other.wording.item)
    if words.listed == other_words.listed:
        message = f"asks the same as {where}: reword or remove one"
        yield wording.finding("DUPLICATE", Severity.ERROR, wording.prompt, message)
    elif _overlap(words.bag, other_words.bag) >= _NEAR:
        message = f"asks nearly the same as {where}"
        yield wording.finding("NEARDUP", Severity.INFO, wording.prompt, message)


def likeness(one: str, other: str) -> float:
    """The Jaccard index of the words of two texts, from 0 to 1."""
    return _overlap(frozenset(tokens(one)), frozenset(tokens(other)))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    # Sets of very different sizes cannot be alike: skip them cheaply, a bank has many pairs.
    if min(len(one), len(other)) < _NEAR * max(len(one), len(other), 1):
        return 0.0
    return len(one & other) / len(one | other)
