"""What a learner chooses about the cards of a bank."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

RETENTION_BOUNDS = (0.70, 0.97)
DEFAULT_RETENTION = 0.90
DEFAULT_LEECH_AFTER = 8


@dataclass(frozen=True, slots=True)
class DeckOptions:
    """The options of a deck; retentions are recalls from .70 to .97.

    ``topic_retention`` holds the topics that differ from ``desired_retention``. A daily limit of
    None is that of the learner. ``leech_after`` lapses make a card a leech.
    """

    desired_retention: float = DEFAULT_RETENTION
    topic_retention: Mapping[str, float] = field(default_factory=dict)
    new_per_day: int | None = None
    due_per_day: int | None = None
    bury_siblings: bool = True
    leech_after: int = DEFAULT_LEECH_AFTER
    suspends_leeches: bool = False
    exam_on: date | None = None

    def retention_for(self, topic: str) -> float:
        """The recall at which a card of the topic should come back."""
        return self.topic_retention.get(topic, self.desired_retention)
