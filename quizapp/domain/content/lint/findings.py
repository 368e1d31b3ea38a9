"""What a rule of item writing has to say about an item."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error blocks publishing, a warning asks for a second look, an info just informs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark of one rule: where (file, item, field) and what is wrong and what to do."""

    rule: str
    severity: Severity
    where: str
    message: str
