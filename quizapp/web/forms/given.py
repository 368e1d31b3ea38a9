"""What an answer form is filled in with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Given:
    """Nothing at first; what was sent or saved, where it is to be shown again.

    ``spent_ms`` is the time spent on the question before the page was loaded anew.
    """

    chosen: frozenset[str] = frozenset()
    text: str = ""
    confidence: int | None = None
    struck: frozenset[str] = frozenset()
    spent_ms: int | None = None


NOTHING_GIVEN = Given()
