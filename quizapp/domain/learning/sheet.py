"""What a learner puts down on the answer sheet of an exam."""

from dataclasses import dataclass

from quizapp.domain.grading.answers import Answer


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form says of one place: the answer, and what was struck out and how sure one is.

    ``final`` validates a question of a case: there is no way back to it; other questions have no
    such end. ``seen`` is the number of the save that the form was shown with. ``flagged`` None
    leaves the flag as it is.
    """

    answer: Answer
    seen: int
    confidence: int | None = None
    struck: tuple[str, ...] = ()
    final: bool = False
    flagged: bool | None = None
