"""What others chose: for each option, its share among their first answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import ConcordanceItem, Item, OptionsItem
from quizapp.domain.grading.answers import ChosenOptions, answer_from_json
from quizapp.models import Response

# With fewer, a share says more of single people than of the question.
ENOUGH = 20
# What many chose is known well enough from so many, and reading them all would cost more the
# longer an item is in use.
LATEST = 200

_LATEST_FIRST_ANSWERS = (
    select(Response.answer)
    .where(
        Response.revision_id == bindparam("revision"),
        Response.user_id != bindparam("learner"),
        Response.first_exposure.is_(True),
    )
    .order_by(Response.id.desc())
    .limit(LATEST)
)


@dataclass(frozen=True, slots=True)
class OthersChoices:
    """``n`` other learners, and the share of them, from 0 to 1, that chose each option.

    An option that nobody chose is missing. ``blank`` is the share that chose none: where several
    may be chosen, the shares add up to anything.
    """

    n: int
    shares: Mapping[str, float]
    blank: float

    def share(self, option: str) -> float:
        return self.shares.get(option, 0.0)


def others_choices(
    session: Session, *, learner_id: int, revision_id: int, content: Item
) -> OthersChoices | None:
    """What other learners chose when they first met this revision of an item.

    None where there are fewer than `ENOUGH` of them, and for an item whose answer is typed. A
    learner has one first answer to an item, so answers are people. It tells much of the key: only
    somebody who has answered may see it.
    """
    if not isinstance(content, OptionsItem | ConcordanceItem):
        return None
    whose = {"revision": revision_id, "learner": learner_id}
    answers = [
        answer_from_json(document)
        for document in session.connection().scalars(_LATEST_FIRST_ANSWERS, whose)
    ]
    chosen = [answer.ids for answer in answers if isinstance(answer, ChosenOptions)]
    if len(chosen) < ENOUGH:
        return None
    counts = Counter(option for ids in chosen for option in ids)
    return OthersChoices(
        n=len(chosen),
        shares={option: count / len(chosen) for option, count in counts.items()},
        blank=sum(not ids for ids in chosen) / len(chosen),
    )
