"""Items with their keys, for those who may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.domain.content.schema import Item
from quizapp.domain.content.vocabulary import Language, Topic
from quizapp.services.catalogue import ItemWithKey
from quizapp.web.views.feedback import PanelFeedback, panel_feedback
from quizapp.web.views.parts import Script, script_of


@dataclass(frozen=True, slots=True)
class KeyLine:
    """An item in use. A case stands under its own topic, its questions together and in order.

    ``begins_case`` is true for the first question of a case; ``revealed`` is what is learnt of the
    patient with this one, if anything.
    """

    revision: int
    topic: Topic
    content: Item
    begins_case: bool
    revealed: str
    script: Script | None
    panel: PanelFeedback | None


def key_lines(items: Iterable[ItemWithKey], lang: Language) -> list[KeyLine]:
    """The items topic by topic, in one language."""
    lines: list[KeyLine] = []
    for item in _together(items):
        content, case = item.content, item.content.case
        before = lines[-1].content.case if lines else None
        begins = case is not None and (before is None or before.id != case.id)
        told = len(before.information) if before is not None and not begins else 0
        lines.append(
            KeyLine(
                revision=item.revision,
                topic=_topic(content),
                content=content,
                begins_case=begins,
                revealed="\n\n".join(one[lang] for one in case.information[told:]) if case else "",
                script=script_of(content, lang),
                panel=panel_feedback(content, frozenset()),
            )
        )
    return lines


def _together(items: Iterable[ItemWithKey]) -> list[ItemWithKey]:
    """By topic, a case where its first question stands; the order of teaching may part them."""
    topics = list(Topic)
    first: dict[str, int] = {}
    places: list[tuple[int, int, int]] = []
    listed = list(items)
    for place, item in enumerate(listed):
        case = item.content.case
        begun = first.setdefault(case.id, place) if case else place
        places.append((topics.index(_topic(item.content)), begun, case.position if case else 0))
    order = sorted(range(len(listed)), key=places.__getitem__)
    return [listed[place] for place in order]


def _topic(content: Item) -> Topic:
    return content.case.topic if content.case else content.topic
