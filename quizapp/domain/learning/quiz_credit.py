"""How much of a quiz answer was recalled: less than of a card, and perhaps only guessed."""

from dataclasses import dataclass

# A quiz shows more of the answer than a card does: half of what Good would gain is credited.
QUIZ_GAIN = 0.5
# Nothing is known of a memory never tested: its first quiz answer starts from even odds.
UNSEEN_RECALL = 0.5
# From this credit on, a quiz answer was more likely recalled than guessed or half right.
COUNTS_AS_RECALLED = 0.5
# How often each of the three certainty levels is said of an answer that was recalled, and of one
# that was guessed: a sure answer is six times as likely recalled, an unsure one six times less.
CONFIDENCE_IF_RECALLED = (0.1, 0.3, 0.6)
CONFIDENCE_IF_GUESSED = (0.6, 0.3, 0.1)


@dataclass(frozen=True, slots=True)
class Said:
    """How right a retrieval was, and how sure the learner was of it."""

    score: float
    confidence: int | None = None


def require_possible(said: Said, guessing: float) -> None:
    """Raises ValueError for a score, a guessing chance or a confidence that cannot be."""
    if not 0.0 <= said.score <= 1.0:
        raise ValueError(f"a score is from 0 to 1: {said.score}")
    if not 0.0 <= guessing < 1.0:
        raise ValueError(f"a guessing chance is from 0 up to 1: {guessing}")
    if said.confidence not in (None, 1, 2, 3):
        raise ValueError(f"a confidence is 1, 2 or 3: {said.confidence}")


def chance_of_recall(recall: float, guessing: float, confidence: int | None) -> float:
    """The chance that a right answer was recalled and not guessed; see `memory.Scheduler.quiz`."""
    if confidence is None:
        return recall / (recall + (1.0 - recall) * guessing)
    recalled = recall * CONFIDENCE_IF_RECALLED[confidence - 1]
    return recalled / (recalled + (1.0 - recall) * guessing * CONFIDENCE_IF_GUESSED[confidence - 1])
