"""The rules of item writing: one registry, one small module a subject.

Numbers are those under which the rules are documented in `questions/README.md`. A rule reads an
item in one language (`Wording`), an item in all its languages, a case with all its steps, or a
whole bank, and yields findings. Rule 18, and the presence checks of rule 16, are in `schema`: a
bank that breaks them cannot be read at all, and the problem carries the rule's code.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quizapp.domain.content.bank import Bank
from quizapp.domain.content.cases import cases_among
from quizapp.domain.content.lint import (
    cards,
    coverage,
    echoes,
    focus,
    formats,
    grammar,
    leaks,
    length,
    negatives,
    options,
    parity,
    support,
)
from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.wording import Wording, wordings
from quizapp.domain.content.schema import Case, Item

__all__ = ["RULES", "Finding", "Rule", "Severity", "lint_bank", "lint_case", "lint_item"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A numbered rule and its functions, by what they must see to judge."""

    number: int
    codes: tuple[str, ...]
    of_wording: tuple[Callable[[Wording], Iterator[Finding]], ...] = ()
    of_item: tuple[Callable[[Item], Iterator[Finding]], ...] = ()
    of_case: tuple[Callable[[Case], Iterator[Finding]], ...] = ()
    of_bank: tuple[Callable[[Bank], Iterator[Finding]], ...] = ()


RULES: tuple[Rule, ...] = (
    Rule(1, ("LONGKEY",), (length.long_key,), of_bank=(length.keys_longest_too_often,)),
    Rule(2, ("LENVAR",), (length.uneven_lengths,)),
    Rule(3, ("ALLNONE",), (options.all_or_none,)),
    Rule(4, ("KTYPE",), (options.combinations,)),
    Rule(
        5,
        ("NEGSTEM", "DOUBLENEG"),
        (negatives.negative_stem, negatives.negative_hypothesis),
    ),
    Rule(6, ("ABSOLUTE",), (options.absolutes,)),
    Rule(8, ("GRAMMAR",), (grammar.misfit_article, grammar.plural_question)),
    Rule(10, ("CLANG",), (echoes.clang,)),
    Rule(11, ("DUPLICATE", "NEARDUP"), (echoes.same_options,), of_bank=(echoes.same_stems,)),
    Rule(13, ("UNFOCUSED", "NOQUESTION"), (focus.unfocused, focus.no_question)),
    Rule(16, ("UNSUPPORTED",), of_bank=(support.unsupported,)),
    Rule(
        17,
        ("PARITY",),
        of_item=(parity.parity,),
        of_case=(parity.parity_of_case,),
        of_bank=(parity.parity_of_texts,),
    ),
    Rule(
        19,
        ("SHORTFORMS", "ANNOUNCED", "PANEL", "CASELEAK"),
        (formats.announced_number,),
        of_item=(formats.few_forms, formats.divided_panel),
        of_case=(leaks.told_too_early,),
    ),
    Rule(
        20,
        ("ORPHAN", "LIST", "YESNO", "LONGANSWER", "CUE", "HIDDEN"),
        (
            cards.orphan,
            cards.list_answer,
            cards.yes_or_no,
            cards.long_answer,
            cards.cue,
            cards.mostly_hidden,
        ),
    ),
    # Not about the writing of one item, so without a number there: what a bank must cover.
    Rule(0, ("COVERAGE", "SOURCE"), of_bank=(coverage.coverage, coverage.sources)),
)


def lint_item(item: Item) -> Iterator[Finding]:
    """What the rules say of an item by itself, in the order of the rules."""
    for rule in RULES:
        for wording in wordings(item):
            for judge in rule.of_wording:
                yield from judge(wording)
        for judge_item in rule.of_item:
            yield from judge_item(item)


def lint_case(case: Case) -> Iterator[Finding]:
    """What the rules say of each step of a case, then of the case as a whole."""
    for item in case.items:
        yield from lint_item(item)
    yield from _as_a_whole(case)


def lint_bank(bank: Bank) -> Iterator[Finding]:
    """What the rules say of each item of a bank, of each case, then of the bank as a whole."""
    for item in bank.items:
        yield from lint_item(item)
    for case in cases_among(bank.items):
        yield from _as_a_whole(case)
    for rule in RULES:
        for judge in rule.of_bank:
            yield from judge(bank)


def _as_a_whole(case: Case) -> Iterator[Finding]:
    for rule in RULES:
        for judge in rule.of_case:
            yield from judge(case)
