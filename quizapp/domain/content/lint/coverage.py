"""Coverage: every fact tested twice, by items of different types, and cited where it stands."""

from collections.abc import Iterator

from quizapp.domain.content.bank import Bank, item_place
from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.problems import place
from quizapp.domain.content.vocabulary import ItemType


def times_tested(bank: Bank) -> dict[str, frozenset[ItemType]]:
    """The types of the items that test each fact; two types mean that it is tested twice."""
    types: dict[str, set[ItemType]] = {fact.id: set() for fact in bank.facts}
    for item in bank.items:
        for fact in item.facts:
            if fact in types:
                types[fact].add(item.type)
    return {fact: frozenset(found) for fact, found in types.items()}


def coverage(bank: Bank) -> Iterator[Finding]:
    """COVERAGE: fewer than two types of item test a fact."""
    for fact, types in times_tested(bank).items():
        if len(types) < 2:
            state = f"only by {next(iter(types))} items" if types else "by no item"
            yield Finding(
                "COVERAGE",
                Severity.WARNING,
                place("facts.yaml", fact),
                f"is tested {state}: write items of two different types on it",
            )


def sources(bank: Bank) -> Iterator[Finding]:
    """SOURCE: an item cites a fact but none of the sentences in which that fact stands."""
    facts = {fact.id: fact for fact in bank.facts}
    for item in bank.items:
        for name in item.facts:
            fact = facts.get(name)
            if fact and not set(fact.sentences) & set(item.sentences):
                yield Finding(
                    "SOURCE",
                    Severity.WARNING,
                    item_place(item, "sentences"),
                    f"{name} stands in {', '.join(fact.sentences)}: cite it, or another fact",
                )
