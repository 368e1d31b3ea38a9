"""The order in which new items are met."""

from collections import Counter
from collections.abc import Sequence

from quizapp.domain.content.schema import CaseStep, Item
from quizapp.domain.content.vocabulary import Level, Topic

_TOPICS = list(Topic)
_LEVELS = list(Level)


def teaching_order(items: Sequence[Item]) -> list[Item]:
    """One item on every fact before a second one on any, in the order of the text; cases last.

    Items on the same fact would otherwise follow each other, and the second be answered from the
    first. Of the items on a fact the one that asks for least comes first: recall before a vignette.
    Cases put to use what single items taught; each keeps the order of its steps.
    """
    alone = _round_by_round([item for item in items if item.case is None])
    return [*alone, *_case_by_case([(item.case, item) for item in items if item.case])]


def _round_by_round(items: list[Item]) -> list[Item]:
    text_order = sorted(
        items, key=lambda item: (_TOPICS.index(item.topic), _paragraph_and_line(item.sentences[0]))
    )
    met: Counter[str] = Counter()
    rounds: dict[str, int] = {}
    for item in sorted(text_order, key=lambda item: _LEVELS.index(item.level)):
        rounds[item.id] = met[item.facts[0]]
        met[item.facts[0]] += 1
    return sorted(text_order, key=lambda item: rounds[item.id])


def _case_by_case(steps: list[tuple[CaseStep, Item]]) -> list[Item]:
    begins = {
        case.id: (_TOPICS.index(case.topic), _paragraph_and_line(item.sentences[0]))
        for case, item in sorted(steps, key=lambda step: -step[0].position)  # the first one stays
    }
    in_order = sorted(steps, key=lambda step: (begins[step[0].id], step[0].id, step[0].position))
    return [item for _, item in in_order]


def _paragraph_and_line(sentence_id: str) -> tuple[int, int]:
    paragraph, line = sentence_id.removeprefix("P").split(".")
    return int(paragraph), int(line)
