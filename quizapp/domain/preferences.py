"""What a person chooses about how Rarissime looks and how much it asks of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preferences:
    """The settings page, as values."""

    language: str
    time_zone: str
    theme: str
    text_size: str
    shortcuts: bool
    hide_timer: bool
    new_per_day: int
    due_per_day: int
    two_grades: bool = False
    types_answers: bool = False
