"""What the fields of bank files are made of: texts, names, and the strictness of every model.

A check that pydantic cannot word is raised by `fault`, with the code of the item-writing rule that
it breaks.
"""

import re
import unicodedata
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from quizapp.domain.content.vocabulary import Language, Topic


def fault(rule: str, message: str, field: str = "") -> PydanticCustomError:
    """An error that carries the rule it breaks and the field, relative to the model, it is in."""
    return PydanticCustomError(rule, "{message}", {"message": message, "field": field})


# Unicode's categories Cc (without the line end), Cs and Co: control, surrogate, private use.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff"
    "\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
)


def _printable(text: str) -> str:
    found = _UNPRINTABLE.search(text)
    if found:
        raise fault("CHARACTER", f"holds the unprintable character U+{ord(found[0]):04X}")
    return unicodedata.normalize("NFC", text)


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
    AfterValidator(_printable),
]
# YAML and JSON have neither enums nor tuples: these alone are read loosely, their contents are not.
LanguageKey = Annotated[Language, Field(strict=False)]
TopicName = Annotated[Topic, Field(strict=False)]
Localized: TypeAlias = Annotated[dict[LanguageKey, Text], Field(min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
SentenceId = Annotated[str, StringConstraints(pattern=r"^P[1-9][0-9]*\.[1-9][0-9]*$")]
FactId = Annotated[str, StringConstraints(pattern=r"^F[0-9]{2,4}$")]
NoteId = Annotated[str, StringConstraints(pattern=r"^N[0-9]{2,4}$")]
Sentences = Annotated[tuple[SentenceId, ...], Field(min_length=1, strict=False)]


class Model(BaseModel):
    """What all parts of a bank have in common."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
